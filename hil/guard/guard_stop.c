/* painrig stop: make safe by hand, what runs and what nobody runs any more. */
#define _XOPEN_SOURCE 700       /* realpath */

#include "guard_inside.h"
#include "drivers/port_open.h"
#include "hil/clock.h"
#include "hil/options.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option options_of_stop[] = {
    { "bench", "FILE", "this bench alone, whether a run has it or not" },
};

static const struct command_page page = {
    .name = "stop", .words = "",
    .summary = "Make every source on a bench safe, now, and say what it answered.",
    .options = options_of_stop, .option_count = sizeof options_of_stop / sizeof *options_of_stop,
    .text = "Without a file every run of yours that has a bench is stopped: its guard writes the\n"
            "safe-state bytes and checks the answers, and the run ends. With a file the ports of\n"
            "its sources are opened and made safe too when no run has them.\n"
            "Exit status: 0 all of them said that they are safe; 1 not all; 2 nothing there.",
    .example = "  painrig stop\n  painrig stop --bench benches/ne1000_gravimetric.lua",
};

struct stopping {
    const struct bench *bench;                  /* NULL: every guard there is               */
    bool                is_told[DEVICE_ROLE_COUNT];     /* a guard has this role's port     */
    char                guards[DEVICE_ROLE_COUNT][256];
    int                 safe, unsafe;
};

/* ---- by their guards ---- */

static void answer_print(void *data, const char *path, const char *line)
{
    struct stopping *stopping = data;

    if (!line) {
        printf("NOT CONFIRMED: the guard at %s does not answer. Switch the instruments off by "
               "hand\n", path);
        stopping->unsafe++;
        return;
    }
    stopping->safe += line[0] == '+';
    stopping->unsafe += line[0] != '+';
    printf("%s\n", line + 1);
}

static enum err guards_stop(struct stopping *stopping, const char *path, int *count,
                            struct why *why)
{
    const struct guard_caller caller = { .question = GUARD_ASKS_STOP, .path = path,
                                         .answer = answer_print, .data = stopping };

    return guard_list_ask(&caller, count, why);
}

/* Is it the same line, perhaps by another name? */
static bool is_same_line(const char *one, const char *other)
{
    struct port_address a, b;
    char                a_path[PATH_MAX], b_path[PATH_MAX];

    if (strcmp(one, other) == 0)
        return true;
    if (port_address_parse(one, &a, NULL) != ERR_OK || port_address_parse(other, &b, NULL) != ERR_OK
        || a.kind != b.kind || a.kind == PORT_KIND_TCP || !a.name[0] || !b.name[0])
        return false;
    return realpath(a.name, a_path) && realpath(b.name, b_path) && strcmp(a_path, b_path) == 0;
}

/* Which guard has which of the bench's ports. */
static void ports_match(void *data, const char *path, const char *line)
{
    struct stopping *stopping = data;

    for (int i = 0; i < DEVICE_ROLE_COUNT; i++) {
        const struct bench_place *place = &stopping->bench->places[i];
        if (!line || !bench_is_source(stopping->bench, (enum device_role)i)
            || !is_same_line(place->address_text, line))
            continue;
        stopping->is_told[i] = true;
        snprintf(stopping->guards[i], sizeof stopping->guards[i], "%s", path);
    }
}

static bool is_told_before(const struct stopping *stopping, int role)
{
    for (int i = 0; i < role; i++)
        if (stopping->is_told[i] && strcmp(stopping->guards[i], stopping->guards[role]) == 0)
            return true;
    return false;
}

static enum err guards_of_bench_stop(struct stopping *stopping, struct why *why)
{
    const struct guard_caller caller = { .question = GUARD_ASKS_PORTS, .answer = ports_match,
                                         .data = stopping };
    int                       count;

    TRY(guard_list_ask(&caller, &count, why));
    for (int i = 0; i < DEVICE_ROLE_COUNT; i++)
        if (stopping->is_told[i] && !is_told_before(stopping, i))
            TRY(guards_stop(stopping, stopping->guards[i], &count, why));
    return ERR_OK;
}

/* ---- by hand ---- */

struct by_hand {
    struct guard_source sources[GUARD_SOURCES_MAX];
    struct port        *ports[GUARD_SOURCES_MAX];
    struct guard_hand   hands[GUARD_SOURCES_MAX];
    size_t              count;
};

static enum err place_take(struct by_hand *by_hand, const struct bench_place *place,
                           enum device_role role, struct why *why)
{
    size_t               n = by_hand->count;
    struct guard_source *source = &by_hand->sources[n];

    *source = (struct guard_source){ .role = role, .driver = place->driver, .line = place->line,
                                     .settings = place->settings };
    snprintf(source->address, sizeof source->address, "%s", place->address_text);
    TRY(port_open(&place->address, &place->line, &by_hand->ports[n], why));
    source->descriptor = port_descriptor(by_hand->ports[n]);
    if (guard_hand_open(&by_hand->hands[n], source, why) == ERR_OK) {
        by_hand->count++;
        return ERR_OK;
    }
    guard_hand_close(&by_hand->hands[n]);
    port_destroy(by_hand->ports[n]);
    return ERR_IO;
}

static void hands_make_safe(struct by_hand *by_hand, struct stopping *stopping)
{
    double since_s = clock_wall_s();
    char   sentence[GUARD_TEXT_MAX];

    guard_hands_make_safe(by_hand->hands, by_hand->count, GUARD_PATIENCE_S);
    for (size_t i = 0; i < by_hand->count; i++) {
        guard_hand_print(&by_hand->hands[i], since_s, sentence, sizeof sentence);
        printf("%s\n", sentence);
        stopping->safe += by_hand->hands[i].is_safe;
        stopping->unsafe += !by_hand->hands[i].is_safe;
        guard_hand_close(&by_hand->hands[i]);
        port_destroy(by_hand->ports[i]);
    }
}

static void rest_stop(struct stopping *stopping)
{
    struct by_hand by_hand = { .count = 0 };
    struct why     why;

    for (int i = 0; i < DEVICE_ROLE_COUNT; i++) {
        const struct bench_place *place = &stopping->bench->places[i];

        why_clear(&why);
        if (!bench_is_source(stopping->bench, (enum device_role)i) || stopping->is_told[i] ||
            place_take(&by_hand, place, (enum device_role)i, &why) == ERR_OK)
            continue;
        printf("%s (%s at %s): NOT CONFIRMED: %s\n", device_role_labels[i], place->driver->name,
               place->address_text, why.text);
        stopping->unsafe++;
    }
    hands_make_safe(&by_hand, stopping);
}

static enum err bench_stop(struct stopping *stopping, const char *path, struct why *why)
{
    struct bench bench = { .title = "" };
    enum err     err = bench_load(&bench, path, why);

    stopping->bench = &bench;
    if (err == ERR_OK)
        err = guards_of_bench_stop(stopping, why);
    if (err == ERR_OK)
        rest_stop(stopping);
    if (err == ERR_OK && stopping->safe + stopping->unsafe == 0)
        err = why_say(why, ERR_UNKNOWN, "%s: there is no source on this bench, so nothing that "
                      "could be made safe", path);
    bench_free(&bench);
    return err;
}

/* ---- the command ---- */

static enum err all_stop(struct stopping *stopping, struct why *why)
{
    int count;

    TRY(guards_stop(stopping, NULL, &count, why));
    if (count > 0)
        return ERR_OK;
    return why_say(why, ERR_UNKNOWN, "no run of yours has a bench, so nothing was stopped: "
                   "painrig stop --bench FILE opens the ports of a bench that nobody runs");
}

int guard_stop_command(int argc, char **argv)
{
    struct stopping stopping = { .bench = NULL };
    struct options  options;
    struct why      why = { "" };
    const char     *path;
    int             status;
    enum err        err;

    if (!options_start(&page, argc, argv, &options, &status))
        return status;
    path = options_text(&options, "bench", NULL);
    err = path ? bench_stop(&stopping, path, &why) : all_stop(&stopping, &why);
    if (err == ERR_OK)
        return stopping.unsafe == 0 ? 0 : 1;
    fprintf(stderr, "painrig stop: %s\n", why_text(&why, err));
    return 2;
}
