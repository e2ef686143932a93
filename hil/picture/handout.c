#include "handout.h"

#include "base/count.h"
#include "base/text.h"
#include "hil/clock.h"
#include "hil/run_version.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static enum err folder_check(const char *path, struct why *why)
{
    const char *slash = strrchr(path, '/');
    char        folder[1024] = ".";

    if (slash)
        snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    if (access(folder, W_OK | X_OK) != 0)
        return why_say(why, ERR_IO, "--handout %s: no file can be made in %s: %s", path, folder,
                       strerror(errno));
    return ERR_OK;
}

enum err handout_path_check(const char *path, enum handout_as *as, struct why *why)
{
    static const char *const ends[] = { [HANDOUT_PDF] = ".pdf", [HANDOUT_PNG] = ".png" };
    size_t length = strlen(path);

    for (size_t i = 0; i < COUNT(ends); i++)
        if (length > strlen(ends[i]) && strcasecmp(path + length - strlen(ends[i]), ends[i]) == 0) {
            *as = (enum handout_as)i;
            return folder_check(path, why);
        }
    return why_say(why, ERR_RANGE,
                   "--handout %s: a handout is a .pdf or a .png: give lesion.pdf, say", path);
}

/* Does argv[i] begin an option that only says where answers go? */
static bool is_place(const char *word)
{
    static const char *const places[] = { "--handout", "--out", "--no-picture" };
    size_t count = strcspn(word, "=");

    for (size_t i = 0; i < COUNT(places); i++)
        if (strlen(places[i]) == count && strncmp(word, places[i], count) == 0)
            return true;
    return false;
}

/* Nothing in it that a shell would take for its own. */
static bool is_plain(const char *word)
{
    return word[strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                             ",.:/_=+%@-")] == '\0';
}

void handout_command_write(int argc, char *const *argv, char *out, size_t size)
{
    struct text text = text_over(out, size);

    text_add(&text, "painrig");
    for (int i = 0; i < argc; i++)
        if (!is_place(argv[i]))
            text_add(&text, is_plain(argv[i]) ? " %s" : " '%s'", argv[i]);
        else if (!strchr(argv[i], '=') && strcmp(argv[i], "--no-picture") != 0)
            i++;
}

void handout_sign(struct handout *handout)
{
    snprintf(handout->version, sizeof handout->version, "painrig %s", run_version());
    clock_utc_text(handout->date_utc);
}

void handout_free(struct handout *handout)
{
    if (handout)
        exhibits_free(&handout->shown);
}

struct handout_row *handout_row_add(struct handout *handout, double share, double height_most)
{
    struct handout_row *row = &handout->rows[handout->row_count++];

    assert(handout->row_count <= HANDOUT_ROWS_MAX);
    *row = (struct handout_row){ .share = share, .height_most = height_most };
    return row;
}

void handout_part_add(struct handout_row *row, struct handout_part part)
{
    assert(row->count < HANDOUT_PARTS_MAX);
    row->parts[row->count++] = part;
}

enum err handout_write(const struct handout *handout, const char *path, struct why *why)
{
    struct bytes    page = { 0 };
    enum handout_as as = HANDOUT_PDF;
    enum err        err;

    TRY_OR_DONE(handout_path_check(path, &as, why));
    TRY_OR_DONE(handout_draw(handout, as, &page, why));
    err = bytes_write_file(&page, path, why);
done:
    bytes_free(&page);
    return err;
}

/* ------------------------------------------------------------------ from what a page asks */

/* "A: painrig spread --tip T8; B: painrig spread --tip L1" */
static void commands_write(const struct handout_asked *asked, char *out, size_t size)
{
    struct text text = text_over(out, size);

    for (size_t i = 0; i < asked->count; i++) {
        if (asked->count > 1)
            text_add(&text, "%s%c: ", i ? "; " : "", 'A' + (int)i);
        asked->kind->command_add(asked->asks, i, &text);
    }
}

enum err handout_asked_draw(const struct handout_asked *asked, enum handout_as as,
                            struct bytes *out, struct why *why)
{
    void          *worked[HANDOUT_CASES_MAX] = { NULL };
    struct handout handout = { .limits = NULL };
    char           command[sizeof handout.command];
    enum err       err = ERR_OK;

    if (asked->count > HANDOUT_CASES_MAX)
        return why_say(why, ERR_RANGE, "a page has room for %d cases", HANDOUT_CASES_MAX);
    for (size_t i = 0; i < asked->count; i++) {
        worked[i] = calloc(1, asked->kind->worked_bytes);
        if (!worked[i])
            TRY_OR_DONE(why_say(why, ERR_MEMORY, "no memory for the handout"));
        TRY_OR_DONE(asked->kind->work_out(asked->asks, i, worked[i], why));
    }
    commands_write(asked, command, sizeof command);
    TRY_OR_DONE(asked->kind->make(worked, asked->count, command, &handout, why));
    err = handout_draw(&handout, as, out, why);
done:
    handout_free(&handout);
    for (size_t i = 0; i < asked->count; i++)
        if (worked[i]) {
            asked->kind->release(worked[i]);
            free(worked[i]);
        }
    return err;
}
