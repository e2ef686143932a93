#include "margins.h"

#include "base/text.h"
#include "hil/json.h"
#include "hil/signal.h"
#include "hil/suite/suite_reason.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDING 1e-9       /* of what was: 10 to 8 is 0.2 of it and no more */

void margins_free(struct margins *margins)
{
    free(margins->of);
    *margins = (struct margins){ 0 };
}

void margin_changes_free(struct margin_changes *changes)
{
    free(changes->of);
    *changes = (struct margin_changes){ 0 };
}

static enum err no_memory(struct why *why)
{
    return why_say(why, ERR_MEMORY, "out of memory");
}

/* ---- of a suite ---- */

static struct margin margin_of(const struct matrix_row *row, const struct suite *suite)
{
    struct margin margin = { .margin = row->margin, .slack_s = row->slack_s };

    snprintf(margin.id, sizeof margin.id, "%s", row->requirement->id);
    snprintf(margin.unit, sizeof margin.unit, "%s", row->unit);
    margin.is_tested = row->verdict == VERDICT_PASS || row->verdict == VERDICT_FAIL;
    if (!isnan(row->margin))
        memcpy(margin.margin_case, suite->cases[row->margin_case].name, sizeof margin.margin_case);
    if (!isnan(row->slack_s))
        memcpy(margin.slack_case, suite->cases[row->slack_case].name, sizeof margin.slack_case);
    return margin;
}

enum err margins_make(struct margins *out, const struct matrix *matrix, const char *release,
                      struct why *why)
{
    const struct suite *suite = matrix->suite;
    struct margins      margins = { .count = matrix->row_count };

    margins.of = calloc(margins.count ? margins.count : 1, sizeof *margins.of);
    if (!margins.of)
        return no_memory(why);
    for (size_t i = 0; i < margins.count; i++)
        margins.of[i] = margin_of(&matrix->rows[i], suite);
    margins.verdict = suite_whole_verdict(suite);
    snprintf(margins.release, sizeof margins.release, "%s", release ? release : suite->version);
    snprintf(margins.version, sizeof margins.version, "%s", suite->version);
    snprintf(margins.started_utc, sizeof margins.started_utc, "%s", suite->started_utc);
    snprintf(margins.suite_sha256, sizeof margins.suite_sha256, "%s", suite->sha256);
    *out = margins;
    return ERR_OK;
}

/* ---- as a line ---- */

static void margin_write(struct bytes *out, const struct margin *margin)
{
    bytes_text(out, "{");
    bytes_json_member_text(out, "id", margin->id);
    bytes_json_member_text(out, "unit", margin->unit);
    bytes_json_member_text(out, "margin_case", margin->margin_case);
    bytes_json_member_text(out, "slack_case", margin->slack_case);
    bytes_json_member_number(out, "margin", margin->margin);
    bytes_json_member_number(out, "slack_s", margin->slack_s);
    bytes_format(out, "\"tested\":%s}", margin->is_tested ? "true" : "false");
}

void margins_write(const struct margins *margins, struct bytes *out)
{
    bytes_text(out, "{");
    bytes_json_member_text(out, "release", margins->release);
    bytes_json_member_text(out, "version", margins->version);
    bytes_json_member_text(out, "started_utc", margins->started_utc);
    bytes_json_member_text(out, "suite_sha256", margins->suite_sha256);
    bytes_json_member_text(out, "verdict", verdict_name(margins->verdict));
    bytes_text(out, "\"requirements\":[");
    for (size_t i = 0; i < margins->count; i++) {
        bytes_text(out, i ? "," : "");
        margin_write(out, &margins->of[i]);
    }
    bytes_text(out, "]}\n");
}

static struct margin margin_read(const struct json *json)
{
    struct margin margin = {
        .margin = json_as_number(json_member(json, "margin"), NAN),
        .slack_s = json_as_number(json_member(json, "slack_s"), NAN),
        .is_tested = json_as_truth(json_member(json, "tested"), false),
    };

    json_copy_text(json, "id", margin.id, sizeof margin.id);
    json_copy_text(json, "unit", margin.unit, sizeof margin.unit);
    json_copy_text(json, "margin_case", margin.margin_case, sizeof margin.margin_case);
    json_copy_text(json, "slack_case", margin.slack_case, sizeof margin.slack_case);
    return margin;
}

static enum err list_read(const struct json *list, struct margins *margins, struct why *why)
{
    size_t count = json_count(list);

    margins->of = calloc(count ? count : 1, sizeof *margins->of);
    if (!margins->of)
        return no_memory(why);
    margins->count = count;
    for (size_t i = 0; i < count; i++) {
        margins->of[i] = margin_read(json_item(list, i));
        if (!margins->of[i].id[0])
            return why_say(why, ERR_PARSE, "requirement %zu of this line has no id", i + 1);
    }
    return ERR_OK;
}

static enum err line_take(const struct json *json, struct margins *margins, struct why *why)
{
    const char *verdict = json_as_text(json_member(json, "verdict"), "");

    if (!*json_as_text(json_member(json, "release"), ""))
        return why_say(why, ERR_PARSE, "this is no line of a history of margins: its \"release\" "
                       "is missing");
    if (!verdict_find(verdict, &margins->verdict))
        return why_say(why, ERR_PARSE, "\"%.40s\" is no verdict", verdict);
    json_copy_text(json, "release", margins->release, sizeof margins->release);
    json_copy_text(json, "version", margins->version, sizeof margins->version);
    json_copy_text(json, "started_utc", margins->started_utc, sizeof margins->started_utc);
    json_copy_text(json, "suite_sha256", margins->suite_sha256, sizeof margins->suite_sha256);
    return list_read(json_member(json, "requirements"), margins, why);
}

enum err margins_read(struct margins *out, const char *line, struct why *why)
{
    struct margins margins = { .count = 0 };
    struct json   *json;
    enum err       err;

    TRY(json_parse(&json, line, strlen(line), why));
    err = line_take(json, &margins, why);
    json_free(json);
    if (err == ERR_OK)
        *out = margins;
    else
        margins_free(&margins);
    return err;
}

/* ---- two releases ---- */

static enum err change_say(struct margin_changes *changes, const char *id, const char *format, ...)
    __attribute__((format(printf, 3, 4))) MUST_CHECK;

static enum err change_say(struct margin_changes *changes, const char *id, const char *format, ...)
{
    struct margin_change *more = realloc(changes->of, (changes->count + 1) * sizeof *more);
    va_list               args;

    if (!more)
        return ERR_MEMORY;
    changes->of = more;
    more += changes->count++;
    snprintf(more->id, sizeof more->id, "%s", id);
    va_start(args, format);
    vsnprintf(more->text, sizeof more->text, format, args);
    va_end(args);
    return ERR_OK;
}

static const struct margin *margin_find(const struct margins *margins, const char *id)
{
    for (size_t i = 0; i < margins->count; i++)
        if (strcmp(margins->of[i].id, id) == 0)
            return &margins->of[i];
    return NULL;
}

static bool is_shrunk(double before, double now, double share)
{
    return before - now > (share + ROUNDING) * fabs(before);
}

/* One of the two measures of a requirement, in two releases. */
struct measure { const char *what, *unit_before, *unit, *where; double before, now; };

#define AMOUNT_SIZE 64

/* "3.2 C", or "3.2" */
static const char *amount(char out[AMOUNT_SIZE], double value, const char *unit)
{
    snprintf(out, AMOUNT_SIZE, "%.6g%s%s", value, *unit ? " " : "", unit);
    return out;
}

static enum err measure_compare(const struct measure *measure, const char *id, double share,
                                struct margin_changes *changes)
{
    double lost = 100 * (measure->before - measure->now) / fabs(measure->before);
    char   before[AMOUNT_SIZE], now[AMOUNT_SIZE];

    if (isnan(measure->before))
        return ERR_OK;
    amount(before, measure->before, measure->unit_before);
    if (isnan(measure->now))
        return change_say(changes, id, "its %s was %s and is unknown now", measure->what, before);
    if (strcmp(measure->unit_before, measure->unit) != 0)
        return change_say(changes, id, "its %s was told in \"%s\" and is in \"%s\" now: the two "
                          "cannot be compared", measure->what, measure->unit_before, measure->unit);
    if (!is_shrunk(measure->before, measure->now, share))
        return ERR_OK;
    amount(now, measure->now, measure->unit);
    if (measure->before == 0 || lost > 999)
        return change_say(changes, id, "its %s was %s and is %s now, in %s", measure->what, before,
                          now, measure->where);
    return change_say(changes, id, "its %s shrank by %.0f %%, from %s to %s, in %s", measure->what,
                      lost, before, now, measure->where);
}

static enum err margin_compare(const struct margin *before, const struct margin *now, double share,
                               struct margin_changes *changes)
{
    struct measure margin = { .what = "margin", .unit_before = unit_printed(before->unit),
                              .before = before->margin };
    struct measure slack = { .what = "slack", .unit_before = "s", .before = before->slack_s };

    if (!before->is_tested)
        return ERR_OK;
    if (!now)
        return change_say(changes, before->id, "it was put to the test then, and there is no such "
                          "requirement now");
    if (!now->is_tested)
        return change_say(changes, before->id, "it was put to the test then, and is in no case "
                          "now");
    margin.now = now->margin;
    margin.unit = unit_printed(now->unit);
    margin.where = now->margin_case;
    slack.now = now->slack_s;
    slack.unit = "s";
    slack.where = now->slack_case;
    TRY(measure_compare(&margin, before->id, share, changes));
    return measure_compare(&slack, before->id, share, changes);
}

enum err margins_compare(const struct margins *before, const struct margins *now, double share,
                         struct margin_changes *out)
{
    struct margin_changes changes = { .share = share };
    enum err              err = ERR_OK;

    snprintf(changes.release, sizeof changes.release, "%s", now->release);
    snprintf(changes.before, sizeof changes.before, "%s", before->release);
    for (size_t i = 0; i < before->count && err == ERR_OK; i++)
        err = margin_compare(&before->of[i], margin_find(now, before->of[i].id), share, &changes);
    if (err == ERR_OK)
        *out = changes;
    else
        margin_changes_free(&changes);
    return err;
}

void margin_changes_print(FILE *out, const char *lead, const struct margin_changes *changes)
{
    if (!changes->before[0])
        fprintf(out, "%shistory: no earlier release to compare %s with\n", lead,
                changes->release);
    for (size_t i = 0; i < changes->count; i++)
        fprintf(out, "%swarning: %s: %s\n", lead, changes->of[i].id, changes->of[i].text);
    if (changes->before[0])
        fprintf(out, "%shistory: %zu warning%s against %s (a margin or slack that shrank by more "
                "than %.3g %%, a requirement that is not tested any more)\n", lead,
                changes->count, text_plural(changes->count), changes->before,
                100 * changes->share);
    if (!changes->is_added)
        fprintf(out, "%shistory: %s is not added, since not all of its cases were run\n", lead,
                changes->release);
}
