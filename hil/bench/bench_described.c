#include "bench_described_inside.h"

#include "drivers/port_open.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A part of the whole, to be asked on its own: what is misspelt in it has its neighbours. */
static enum err part_take(struct settings *all, const char *path, struct settings *part,
                          struct why *why)
{
    const size_t length = strlen(path);

    for (size_t i = 0; i < all->count; i++) {
        struct setting *item = &all->items[i];
        const char     *below = item->path + length + 1;
        enum err        err = ERR_OK;

        if (strncmp(item->path, path, length) != 0 || item->path[length] != '.')
            continue;
        item->is_used = true;
        switch (item->kind) {
        case SETTING_NUMBER: err = settings_add_number(part, below, item->number);     break;
        case SETTING_FLAG:   err = settings_add_flag(part, below, item->number != 0);  break;
        case SETTING_TEXT:   err = settings_add_text(part, below, item->text);         break;
        }
        if (err != ERR_OK)
            return why_say(why, err, "%s: %s", item->path, err_text(err));
    }
    return ERR_OK;
}

/* ------------------------------------------------------------------ its parts */

static enum err mark_at(struct described_reading *r, const char *path, struct described_mark *mark,
                        struct why *why)
{
    char text[DESCRIBED_MARK_MAX + 1] = "";

    if (!settings_find(&r->settings, path))
        return ERR_OK;
    TRY(described_text_at(r, path, text, sizeof text, why));
    mark->count = strlen(text);
    memcpy(mark->bytes, text, mark->count);
    return ERR_OK;
}

static enum err wires_read(struct described_reading *r, struct why *why)
{
    struct described_wire *replies = &r->described->replies, *commands = &r->described->commands;
    char                   check[NAME_SIZE] = "none";
    int                    at = 0;

    TRY(mark_at(r, "ending", &replies->ending, why));
    TRY(mark_at(r, "opening", &replies->opening, why));
    TRY(described_text_at(r, "check", check, sizeof check, why));
    TRY(described_label_find("check", check, described_check_labels, DESCRIBED_CHECK_COUNT, &at,
                             why));
    replies->check = (enum described_check)at;
    TRY(settings_flag(&r->settings, "check_bytes", &replies->check_is_bytes, why));
    *commands = *replies;
    TRY(mark_at(r, "reply_ending", &replies->ending, why));
    TRY(mark_at(r, "reply_opening", &replies->opening, why));
    TRY(mark_at(r, "command_ending", &commands->ending, why));
    return mark_at(r, "command_opening", &commands->opening, why);
}

static enum err times_read(struct described_reading *r, struct why *why)
{
    struct device_type *type = &r->described->type;
    const struct { const char *path; double *value, usual; } times[] = {
        { "poll_s", &type->poll_s, 0.2 },       { "timeout_s", &type->timeout_s, 0.5 },
        { "gap_s", &type->gap_s, 0.01 },        { "lost_s", &type->lost_s, 2 },
        { "age_s", &type->age_s_max, 2 },       { "keepalive_s", &type->keepalive_s, 0 },
        { "byte_gap_s", &type->byte_gap_s, 0 },
    };
    double tries = 3;

    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        *times[i].value = times[i].usual;
        TRY(settings_number(&r->settings, times[i].path, "s", 0, TICK_S_MOST, times[i].value, why));
    }
    TRY(settings_number(&r->settings, "tries", "", 1, 20, &tries, why));
    type->tries = (unsigned)tries;
    return ERR_OK;
}

static enum err roles_read(struct described_reading *r, struct why *why)
{
    const size_t count = settings_length(&r->settings, "roles");

    for (size_t i = 1; i <= count; i++) {
        char path[PATH_SIZE], role[NAME_SIZE] = "";
        int  at = 0;

        snprintf(path, sizeof path, "roles[%zu]", i);
        TRY(described_text_at(r, path, role, sizeof role, why));
        TRY(described_label_find(path, role, device_role_labels, DEVICE_ROLE_COUNT, &at, why));
        r->described->type.roles |= 1u << at;
    }
    return ERR_OK;
}

/* The papers name an instrument by its driver. */
static enum err name_read(struct described_reading *r, struct why *why)
{
    struct described *d = r->described;

    snprintf(d->name, sizeof d->name, "described");
    TRY(described_text_at(r, "name", d->name, sizeof d->name, why));
    for (size_t i = 0; device_types[i]; i++)
        if (strcmp(device_types[i]->name, d->name) == 0)
            return why_say(why, ERR_RANGE, "name: there is a driver '%s' already: what is "
                           "described needs a name of its own", d->name);
    return ERR_OK;
}

static enum err general_read(struct described_reading *r, struct why *why)
{
    struct described *d = r->described;
    char              line[NAME_SIZE] = "9600 8N1";

    TRY(name_read(r, why));
    snprintf(d->sentence, sizeof d->sentence, "described by the bench file");
    TRY(described_text_at(r, "sentence", d->sentence, sizeof d->sentence, why));
    TRY(described_text_at(r, "line", line, sizeof line, why));
    if (port_line_parse(line, &d->type.line, why) != ERR_OK) {
        why_prefix(why, "line: ");
        return ERR_PARSE;
    }
    TRY(settings_flag(&r->settings, "source", &d->type.is_source, why));
    TRY(roles_read(r, why));
    TRY(times_read(r, why));
    return wires_read(r, why);
}

/* ------------------------------------------------------------------ the whole */

static enum err device_read(struct described_reading *r, struct why *why)
{
    struct described *d = r->described;

    TRY(general_read(r, why));
    TRY(described_fields_read(r, why));
    TRY(described_questions_read(r, why));
    TRY(described_patterns_read(r, "errors", d->errors, &d->error_count, why));
    TRY(described_patterns_read(r, "unasked", d->unasked, &d->unasked_count, why));
    TRY(described_orders_read(r, why));
    TRY(described_safety_read(r, why));
    TRY(settings_all_used(&r->settings, why));
    return described_finish(d, why);
}

enum err bench_described_read(struct settings *settings, const char *path,
                              struct described **described, struct why *why)
{
    struct described_reading r = { .described = calloc(1, sizeof *r.described) };
    enum err       err;

    if (!r.described)
        return why_say(why, ERR_MEMORY, "no memory for the device of %s", path);
    err = part_take(settings, path, &r.settings, why);
    if (err == ERR_OK)
        err = device_read(&r, why);
    settings_free(&r.settings);
    if (err != ERR_OK) {
        free(r.described);
        why_prefix(why, "%s.", path);
        return err;
    }
    *described = r.described;
    return ERR_OK;
}
