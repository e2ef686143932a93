#include "suite_papers.h"

#include "hil/suite/matrix.h"
#include "hil/suite/suite_reason.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* GitLab takes no file of 30 MB; the head of ours is within the 10 kB below 25 MB. */
#define BODY_BYTES_MAX (25u * 1000 * 1000 - 10000)
#define NUMBER_SIZE    40

/* ---- what XML 1.0 allows (section 2.2) ---- */

/* bytes_html leaves no control characters but tab and newline; U+FFFE and U+FFFF are no characters
 * of XML either. An attribute would make a blank of a newline, if it were written as such. */
static void xml_add(struct bytes *out, const char *text, bool is_attribute)
{
    struct bytes html = { 0 };

    bytes_html(&html, text);
    for (size_t i = 0; i < html.used; i++) {
        bool is_none = i + 2 < html.used && (memcmp(html.at + i, "\xEF\xBF\xBE", 3) == 0 ||
                                             memcmp(html.at + i, "\xEF\xBF\xBF", 3) == 0);
        if (is_none)
            html.at[i + 2] = '\xBD';
        if (is_attribute && (html.at[i] == '\n' || html.at[i] == '\t'))
            bytes_format(out, "&#%d;", html.at[i]);
        else
            bytes_add(out, html.at + i, 1);
    }
    out->is_out_of_memory |= html.is_out_of_memory;
    bytes_free(&html);
}

static void attribute_add(struct bytes *out, const char *name, const char *value)
{
    bytes_format(out, " %s=\"", name);
    xml_add(out, value, true);
    bytes_text(out, "\"");
}

static void seconds_add(struct bytes *out, const char *name, double seconds)
{
    bytes_format(out, " %s=\"", name);
    bytes_fixed(out, isfinite(seconds) && seconds > 0 ? seconds : 0, 6);
    bytes_text(out, "\"");
}

static void property_add(struct bytes *out, const char *name, const char *value)
{
    bytes_text(out, "<property");
    attribute_add(out, "name", name);
    attribute_add(out, "value", value);
    bytes_text(out, "/>\n");
}

/* "margin.IL-RF-01", "3.1 degC" */
static void measure_add(struct bytes *out, const char *kind, const char *id, double value,
                        const char *unit)
{
    char name[sizeof ((struct outcome_requirement *)0)->id + 16], text[NUMBER_SIZE];

    if (isnan(value))
        return;
    unit = unit_printed(unit);
    snprintf(name, sizeof name, "%s.%s", kind, id);
    snprintf(text, sizeof text, "%.10g%s%s", value, *unit ? " " : "", unit);
    property_add(out, name, text);
}

/* ---- a case ---- */

/* "scenarios/ablation/over_temperature.lua": "ablation.over_temperature" */
static void classname_add(struct bytes *out, const char *path)
{
    const char *file = strrchr(path, '/'), *folder = file, *dot;
    char        name[sizeof ((struct suite_case *)0)->path];

    while (folder && folder > path && folder[-1] != '/')
        folder--;
    snprintf(name, sizeof name, "%s", folder ? folder : path);
    dot = strrchr(name, '.');
    if (dot && strcmp(dot, ".lua") == 0)
        name[dot - name] = '\0';
    for (char *slash = strchr(name, '/'); slash; slash = strchr(slash, '/'))
        *slash = '.';
    attribute_add(out, "classname", name[0] == '.' ? name + 1 : name);
}

static void requirements_add(struct bytes *out, const struct suite_case *test,
                             const struct run_outcome *outcome)
{
    for (size_t i = 0; i < test->cover_count; i++)
        property_add(out, "requirement", test->covers[i]);
    for (size_t i = 0; i < outcome->requirement_count; i++) {
        const struct outcome_requirement *requirement = &outcome->requirements[i];
        if (requirement->fired == 0)
            continue;
        measure_add(out, "margin", requirement->id, requirement->margin, requirement->unit);
        measure_add(out, "slack", requirement->id, requirement->slack_s, "s");
    }
}

static void properties_add(struct bytes *out, const struct suite_case *test,
                           const struct run_outcome *outcome)
{
    const struct { const char *name, *value; } texts[] = {
        { "trace_sha256", outcome->trace_sha256 },
        { "scenario_sha256", outcome->scenario_sha256 },
        { "requirements_sha256", outcome->requirements_sha256 },
        { "version", outcome->version },
        { "mutant", outcome->mutant },
        { "report", outcome->folder },
    };
    char number[NUMBER_SIZE];

    bytes_text(out, "<properties>\n");
    requirements_add(out, test, outcome);
    snprintf(number, sizeof number, "%" PRIu64, test->seed);
    property_add(out, "seed", number);
    snprintf(number, sizeof number, "%d", test->attempt);
    property_add(out, "attempt", number);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i].value[0])
            property_add(out, texts[i].name, texts[i].value);
    bytes_text(out, "</properties>\n");
}

/* The body of a failure or an error: every reason, one to a line. */
static void reasons_add(struct bytes *out, const struct suite *suite, size_t index)
{
    struct suite_reason reason;

    for (size_t n = 0; suite_reason(suite, index, n, &reason); n++) {
        if (n == SUITE_REASONS_SHOWN) {
            bytes_text(out, "and more\n");
            return;
        }
        bytes_format(out, "%s: ", verdict_name(reason.verdict));
        xml_add(out, reason.what, false);
        bytes_text(out, reason.what[0] && reason.why[0] ? ": " : "");
        xml_add(out, reason.why, false);
        bytes_text(out, reason.where[0] ? " (" : "");
        xml_add(out, reason.where, false);
        bytes_text(out, reason.where[0] ? ")\n" : "\n");
    }
}

enum junit_kind { JUNIT_PASSED, JUNIT_FAILURE, JUNIT_ERROR, JUNIT_SKIPPED, JUNIT_KINDS };

static enum junit_kind kind_of(const struct suite *suite, size_t index)
{
    static const enum junit_kind kinds[] = {
        [VERDICT_PASS] = JUNIT_PASSED, [VERDICT_FAIL] = JUNIT_FAILURE,
        [VERDICT_VACUOUS] = JUNIT_FAILURE, [VERDICT_INCONCLUSIVE] = JUNIT_FAILURE,
        [VERDICT_ERROR] = JUNIT_ERROR,
    };

    if (!suite->is_done[index] && !suite->cases[index].refusal[0])
        return JUNIT_SKIPPED;
    return kinds[suite_case_verdict(suite, index)];
}

static void result_add(struct bytes *out, const struct suite *suite, size_t index)
{
    static const char *const names[] = { "", "failure", "error", "skipped" };
    enum junit_kind          kind = kind_of(suite, index);
    char                     sentence[1024];

    if (kind == JUNIT_PASSED)
        return;
    suite_reason_first(suite, index, sentence, sizeof sentence);
    bytes_format(out, "<%s", names[kind]);
    attribute_add(out, "message", sentence);
    if (kind == JUNIT_SKIPPED) {
        bytes_text(out, "/>\n");
        return;
    }
    attribute_add(out, "type", verdict_name(suite_case_verdict(suite, index)));
    bytes_text(out, ">");
    reasons_add(out, suite, index);
    bytes_format(out, "</%s>\n", names[kind]);
}

static void case_add(struct bytes *out, const struct suite *suite, size_t index)
{
    const struct suite_case  *test = &suite->cases[index];
    const struct run_outcome *outcome = &suite->outcomes[index];

    bytes_text(out, "<testcase");
    classname_add(out, test->path);
    attribute_add(out, "name", test->name);
    attribute_add(out, "file", test->path);
    bytes_format(out, " line=\"%d\"", test->line > 0 ? test->line : 1);
    seconds_add(out, "time", suite->is_done[index] ? outcome->wall_s : 0);
    if (outcome->started_utc[0])
        attribute_add(out, "timestamp", outcome->started_utc);
    bytes_text(out, ">\n");
    properties_add(out, test, outcome);
    result_add(out, suite, index);
    bytes_text(out, "</testcase>\n");
}

/* ---- a file ---- */

/* One file's cases and what its head counts. */
struct part {
    struct bytes body;
    size_t       count[JUNIT_KINDS];
    double       time_s;
    int          number;        /* from 1 */
};

static void part_add(struct part *part, const struct suite *suite, size_t index,
                     const struct bytes *test)
{
    double wall_s = suite->outcomes[index].wall_s;

    bytes_add(&part->body, test->at, test->used);
    part->body.is_out_of_memory |= test->is_out_of_memory;
    part->count[kind_of(suite, index)]++;
    part->time_s += suite->is_done[index] && isfinite(wall_s) ? wall_s : 0;
}

static void counts_add(struct bytes *out, const struct suite *suite, const struct part *part)
{
    size_t all = 0;

    for (int i = 0; i < JUNIT_KINDS; i++)
        all += part->count[i];
    bytes_format(out, " name=\"painrig\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\""
                 " skipped=\"%zu\"", all, part->count[JUNIT_FAILURE], part->count[JUNIT_ERROR],
                 part->count[JUNIT_SKIPPED]);
    seconds_add(out, "time", part->time_s);
    if (suite->started_utc[0])
        attribute_add(out, "timestamp", suite->started_utc);
}

static void file_make(struct bytes *out, const struct suite *suite, const struct part *part)
{
    bytes_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    counts_add(out, suite, part);
    bytes_text(out, ">\n<testsuite");
    counts_add(out, suite, part);
    attribute_add(out, "hostname", suite->host);
    bytes_text(out, ">\n<properties>\n");
    property_add(out, "version", suite->version);
    property_add(out, "tester", suite->tester);
    property_add(out, "suite_sha256", suite->sha256);
    bytes_text(out, "</properties>\n");
    bytes_add(out, part->body.at, part->body.used);
    bytes_text(out, "</testsuite>\n</testsuites>\n");
    out->is_out_of_memory |= part->body.is_out_of_memory;
}

/* "out.xml", "out.2.xml", "out.3.xml", so that out*.xml is all of them. */
static enum err part_path(const char *path, int number, char out[4096], struct why *why)
{
    size_t length = strlen(path);
    size_t stem = length >= 4 && strcmp(path + length - 4, ".xml") == 0 ? length - 4 : length;
    int    used = number == 1 ? snprintf(out, 4096, "%s", path)
                              : snprintf(out, 4096, "%.*s.%d.xml", (int)stem, path, number);

    return used < 4096 ? ERR_OK : why_say(why, ERR_RANGE, "%s: the path is too long", path);
}

static enum err part_write(const struct suite *suite, const char *path, struct part *part,
                           struct why *why)
{
    struct bytes file = { 0 };
    char         name[4096];
    enum err     err = part_path(path, part->number, name, why);

    file_make(&file, suite, part);
    if (err == ERR_OK)
        err = bytes_write_file(&file, name, why);
    bytes_free(&file);
    bytes_free(&part->body);
    *part = (struct part){ .number = part->number + 1 };
    return err;
}

/* Parts that an earlier, longer suite left would be read as if they were of this one. */
static enum err older_parts_remove(const char *path, int number, struct why *why)
{
    char name[4096];

    if (strncmp(path, "/dev/", 5) == 0)
        return ERR_OK;
    do
        TRY(part_path(path, number++, name, why));
    while (remove(name) == 0);
    return ERR_OK;
}

enum err suite_junit_write(const struct suite *suite, const char *path, struct why *why)
{
    struct part part = { .number = 1 };
    enum err    err = ERR_OK;

    for (size_t i = 0; i < suite->case_count && err == ERR_OK; i++) {
        struct bytes one = { 0 };
        case_add(&one, suite, i);
        if (part.body.used > 0 && part.body.used + one.used > BODY_BYTES_MAX)
            err = part_write(suite, path, &part, why);
        part_add(&part, suite, i, &one);
        bytes_free(&one);
    }
    if (err == ERR_OK)
        err = part_write(suite, path, &part, why);
    bytes_free(&part.body);
    return err == ERR_OK ? older_parts_remove(path, part.number, why) : err;
}
