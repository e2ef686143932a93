#include "run_outcome.h"

#include "base/count.h"
#include "hil/json.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The texts of an outcome, of a judgement and of a requirement: member, place and room. */
struct text_field { const char *member; size_t at, size; };

#define TEXT_OF(type, member, field) { member, offsetof(type, field), sizeof ((type *)0)->field }
#define OUTCOME(member, field)     TEXT_OF(struct run_outcome, member, field)
#define JUDGEMENT(field)           TEXT_OF(struct judgement, #field, field)
#define FAULT(field)               TEXT_OF(struct outcome_fault, #field, field)
#define REQUIREMENT(field)         TEXT_OF(struct outcome_requirement, #field, field)

static const struct text_field outcome_texts[] = {
    OUTCOME("name", name),
    OUTCOME("file", file),
    OUTCOME("title", title),
    OUTCOME("rig", rig),
    OUTCOME("case", case_name),
    OUTCOME("mutant", mutant),
    OUTCOME("tags", tags),
    OUTCOME("covers", covers),
    OUTCOME("folder", folder),
    OUTCOME("error", error),
    OUTCOME("started_utc", started_utc),
    OUTCOME("trace_sha256", trace_sha256),
    OUTCOME("scenario_sha256", scenario_sha256),
    OUTCOME("requirements_sha256", requirements_sha256),
    OUTCOME("version", version),
};
static const struct text_field judgement_texts[] = { JUDGEMENT(what), JUDGEMENT(why),
                                                     JUDGEMENT(where) };
static const struct text_field requirement_texts[] = { REQUIREMENT(id), REQUIREMENT(unit),
                                                       REQUIREMENT(why),
                                                       REQUIREMENT(gap_reason) };
static const struct text_field fault_texts[] = { FAULT(text), FAULT(states) };

void run_outcome_free(struct run_outcome *outcome)
{
    free(outcome->judgements);
    free(outcome->requirements);
    free(outcome->faults);
    outcome->judgements = NULL;
    outcome->requirements = NULL;
    outcome->faults = NULL;
    outcome->judgement_count = outcome->requirement_count = outcome->fault_count = 0;
}

/* ---- writing ---- */

static void texts_write(struct bytes *out, const void *of, const struct text_field *fields,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bytes_format(out, "\"%s\":", fields[i].member);
        bytes_json_text(out, (const char *)of + fields[i].at);
        bytes_text(out, ",");
    }
}

/* JSON has no infinities, and a reader of JSON takes -0 for the integer 0: at robustness 0 the sign
 * is the verdict (hil/property/property.h). */
static void number_write(struct bytes *out, const char *member, double value)
{
    bytes_format(out, "\"%s\":", member);
    if (isinf(value))
        bytes_text(out, value > 0 ? "\"inf\"" : "\"-inf\"");
    else if (value == 0 && signbit(value))
        bytes_text(out, "-0.0");
    else
        bytes_json_number(out, value);
    bytes_text(out, ",");
}

static void whole_write(struct bytes *out, const char *member, long value)
{
    bytes_format(out, "\"%s\":%ld,", member, value);
}

static void verdict_write(struct bytes *out, enum verdict verdict)
{
    bytes_format(out, "\"verdict\":\"%s\"", verdict_name(verdict));
}

static void judgement_write(struct bytes *out, const struct judgement *judgement)
{
    bytes_text(out, "{");
    texts_write(out, judgement, judgement_texts, COUNT(judgement_texts));
    number_write(out, "from_s", judgement->from_s);
    number_write(out, "t_s", judgement->t_s);
    number_write(out, "within_s", judgement->within_s);
    verdict_write(out, judgement->verdict);
    bytes_text(out, "}");
}

static void requirement_write(struct bytes *out, const struct outcome_requirement *requirement)
{
    bytes_text(out, "{");
    texts_write(out, requirement, requirement_texts, COUNT(requirement_texts));
    number_write(out, "margin", requirement->margin);
    number_write(out, "slack_s", requirement->slack_s);
    number_write(out, "at_s", requirement->at_s);
    whole_write(out, "fired", requirement->fired);
    bytes_format(out, "\"monitored\":%s,\"covered\":%s,\"gap\":%s,",
                 requirement->is_monitored ? "true" : "false",
                 requirement->is_covered ? "true" : "false",
                 requirement->is_gap ? "true" : "false");
    verdict_write(out, requirement->verdict);
    bytes_text(out, "}");
}

/* Nothing at all of a run on the virtual clock. */
static void real_time_write(struct bytes *out, const struct lateness_summary *summary)
{
    if (!summary->is_real)
        return;
    bytes_text(out, "\"real_time\":{");
    whole_write(out, "ticks", summary->ticks);
    whole_write(out, "missed", summary->missed);
    whole_write(out, "missed_most", summary->missed_most);
    number_write(out, "median_us", summary->median_us);
    number_write(out, "p99_us", summary->p99_us);
    number_write(out, "p999_us", summary->p999_us);
    number_write(out, "max_us", summary->max_us);
    number_write(out, "factor", summary->factor);
    bytes_format(out, "\"overruns\":%ld},", summary->overruns);
}

void run_outcome_write(const struct run_outcome *outcome, struct bytes *out)
{
    bytes_text(out, "{");
    texts_write(out, outcome, outcome_texts, COUNT(outcome_texts));
    bytes_format(out, "\"seed\":\"%" PRIu64 "\",", outcome->seed);
    number_write(out, "simulated_s", outcome->simulated_s);
    number_write(out, "wall_s", outcome->wall_s);
    whole_write(out, "ticks", outcome->ticks);
    whole_write(out, "attempt", outcome->attempt);
    whole_write(out, "judgements_lost", (long)outcome->judgements_lost);
    real_time_write(out, &outcome->real_time);
    verdict_write(out, outcome->verdict);
    bytes_text(out, ",\"judgements\":[");
    for (size_t i = 0; i < outcome->judgement_count; i++) {
        bytes_text(out, i ? "," : "");
        judgement_write(out, &outcome->judgements[i]);
    }
    bytes_text(out, "],\"requirements\":[");
    for (size_t i = 0; i < outcome->requirement_count; i++) {
        bytes_text(out, i ? "," : "");
        requirement_write(out, &outcome->requirements[i]);
    }
    bytes_text(out, "],\"faults\":[");
    for (size_t i = 0; i < outcome->fault_count; i++) {
        bytes_text(out, i ? ",{" : "{");
        texts_write(out, &outcome->faults[i], fault_texts, COUNT(fault_texts));
        bytes_format(out, "\"ticks_on\":%ld}", outcome->faults[i].ticks_on);
    }
    bytes_text(out, "]}\n");
}

/* ---- reading ---- */

static void texts_read(const struct json *json, void *of, const struct text_field *fields,
                       size_t count)
{
    for (size_t i = 0; i < count; i++)
        json_copy_text(json, fields[i].member, (char *)of + fields[i].at, fields[i].size);
}

static double number_read(const struct json *json, const char *member)
{
    const struct json *value = json_member(json, member);
    const char        *text = json_as_text(value, "");

    if (strcmp(text, "inf") == 0)
        return INFINITY;
    if (strcmp(text, "-inf") == 0)
        return -INFINITY;
    return json_as_number(value, NAN);
}

/* A count; what no long can hold reads as `rest`. */
static long whole_read(const struct json *json, const char *member, long rest)
{
    double value = json_as_number(json_member(json, member), (double)rest);

    return fabs(value) < (double)LONG_MAX ? (long)value : rest;
}

static uint64_t seed_read(const struct json *json)
{
    const struct json *value = json_member(json, "seed");
    double             number = json_as_number(value, 0);

    if (number > 0 && number < (double)UINT64_MAX)
        return (uint64_t)number;
    return strtoull(json_as_text(value, "0"), NULL, 10);
}

static enum err verdict_read(const struct json *json, enum verdict rest, enum verdict *verdict,
                             struct why *why)
{
    const char *name = json_as_text(json_member(json, "verdict"), NULL);

    *verdict = rest;
    if (name && !verdict_find(name, verdict))
        return why_say(why, ERR_PARSE, "\"%.40s\" is no verdict: this line is of another program, "
                       "or was changed", name);
    return ERR_OK;
}

static enum err judgements_read(const struct json *list, struct run_outcome *outcome,
                                struct why *why)
{
    size_t count = json_count(list);

    outcome->judgements = count ? calloc(count, sizeof *outcome->judgements) : NULL;
    if (count && !outcome->judgements)
        return ERR_MEMORY;
    outcome->judgement_count = count;
    for (size_t i = 0; i < count; i++) {
        const struct json *json = json_item(list, i);
        struct judgement  *judgement = &outcome->judgements[i];
        texts_read(json, judgement, judgement_texts, COUNT(judgement_texts));
        judgement->from_s = number_read(json, "from_s");
        judgement->t_s = number_read(json, "t_s");
        judgement->within_s = number_read(json, "within_s");
        TRY(verdict_read(json, VERDICT_INCONCLUSIVE, &judgement->verdict, why));
    }
    return ERR_OK;
}

static enum err requirements_read(const struct json *list, struct run_outcome *outcome,
                                  struct why *why)
{
    size_t count = json_count(list);

    outcome->requirements = count ? calloc(count, sizeof *outcome->requirements) : NULL;
    if (count && !outcome->requirements)
        return ERR_MEMORY;
    outcome->requirement_count = count;
    for (size_t i = 0; i < count; i++) {
        const struct json          *json = json_item(list, i);
        struct outcome_requirement *requirement = &outcome->requirements[i];
        texts_read(json, requirement, requirement_texts, COUNT(requirement_texts));
        requirement->margin = number_read(json, "margin");
        requirement->slack_s = number_read(json, "slack_s");
        requirement->at_s = number_read(json, "at_s");
        requirement->fired = whole_read(json, "fired", 0);
        requirement->is_monitored = json_as_truth(json_member(json, "monitored"), false);
        requirement->is_covered = json_as_truth(json_member(json, "covered"), false);
        requirement->is_gap = json_as_truth(json_member(json, "gap"), false);
        TRY(verdict_read(json, VERDICT_INCONCLUSIVE, &requirement->verdict, why));
    }
    return ERR_OK;
}

static enum err faults_read(const struct json *list, struct run_outcome *outcome)
{
    size_t count = json_count(list);

    outcome->faults = count ? calloc(count, sizeof *outcome->faults) : NULL;
    if (count && !outcome->faults)
        return ERR_MEMORY;
    outcome->fault_count = count;
    for (size_t i = 0; i < count; i++) {
        texts_read(json_item(list, i), &outcome->faults[i], fault_texts, COUNT(fault_texts));
        outcome->faults[i].ticks_on = whole_read(json_item(list, i), "ticks_on", 0);
    }
    return ERR_OK;
}

static void real_time_read(const struct json *json, struct lateness_summary *summary)
{
    if (!json)
        return;
    *summary = (struct lateness_summary){
        .is_real = true, .ticks = whole_read(json, "ticks", 0),
        .missed = whole_read(json, "missed", 0),
        .missed_most = whole_read(json, "missed_most", 0),
        .overruns = whole_read(json, "overruns", 0), .factor = number_read(json, "factor"),
        .median_us = number_read(json, "median_us"), .p99_us = number_read(json, "p99_us"),
        .p999_us = number_read(json, "p999_us"), .max_us = number_read(json, "max_us"),
    };
}

static enum err outcome_fill(const struct json *json, struct run_outcome *outcome, struct why *why)
{
    if (!*json_as_text(json_member(json, "name"), ""))
        return why_say(why, ERR_PARSE, "this is no outcome of a run: its \"name\" is missing");
    texts_read(json, outcome, outcome_texts, COUNT(outcome_texts));
    outcome->seed = seed_read(json);
    outcome->simulated_s = number_read(json, "simulated_s");
    outcome->wall_s = number_read(json, "wall_s");
    outcome->ticks = whole_read(json, "ticks", 0);
    outcome->attempt = (int)whole_read(json, "attempt", 1);
    outcome->judgements_lost = (size_t)whole_read(json, "judgements_lost", 0);
    real_time_read(json_member(json, "real_time"), &outcome->real_time);
    TRY(verdict_read(json, VERDICT_ERROR, &outcome->verdict, why));
    TRY(judgements_read(json_member(json, "judgements"), outcome, why));
    TRY(faults_read(json_member(json, "faults"), outcome));
    return requirements_read(json_member(json, "requirements"), outcome, why);
}

enum err run_outcome_read(struct run_outcome *out, const char *line, struct why *why)
{
    struct json        *json = NULL;
    struct run_outcome *outcome = calloc(1, sizeof *outcome);
    enum err            err = outcome ? ERR_OK : ERR_MEMORY;

    if (err == ERR_OK)
        err = json_parse(&json, line, strlen(line), why);
    if (err == ERR_OK)
        err = outcome_fill(json, outcome, why);
    if (err == ERR_OK)
        *out = *outcome;
    else if (outcome)
        run_outcome_free(outcome);
    json_free(json);
    free(outcome);
    return err;
}

/* ---- a file of lines ---- */

void run_outcomes_free(struct run_outcomes *outcomes)
{
    for (size_t i = 0; i < outcomes->count; i++)
        run_outcome_free(&outcomes->of[i]);
    free(outcomes->of);
    *outcomes = (struct run_outcomes){ 0 };
}

static enum err room_make(struct run_outcomes *outcomes, size_t *room)
{
    size_t              more = *room ? 2 * *room : 64;
    struct run_outcome *of;

    if (outcomes->count < *room)
        return ERR_OK;
    of = realloc(outcomes->of, more * sizeof *of);
    if (!of)
        return ERR_MEMORY;
    outcomes->of = of;
    *room = more;
    return ERR_OK;
}

/* A killed run leaves a line without an end; it says nothing. */
static enum err lines_load(struct run_outcomes *outcomes, FILE *file, struct why *why)
{
    char    *line = NULL;
    size_t   size = 0, room = 0;
    ssize_t  used;
    enum err err = ERR_OK;

    while (err == ERR_OK && (used = getline(&line, &size, file)) >= 0) {
        outcomes->is_cut = line[used - 1] != '\n';
        if (outcomes->is_cut)
            break;
        err = room_make(outcomes, &room);
        if (err == ERR_OK)
            err = run_outcome_read(&outcomes->of[outcomes->count], line, why);
        if (err != ERR_OK)
            break;
        outcomes->count++;
        outcomes->whole_bytes += (size_t)used;
    }
    free(line);
    return err;
}

enum err run_outcomes_load(struct run_outcomes *out, const char *path, struct why *why)
{
    struct run_outcomes outcomes = { 0 };
    FILE               *file = fopen(path, "r");
    enum err            err;

    if (!file)
        return why_say(why, ERR_IO, "%s: %s", path, strerror(errno));
    errno = 0;
    err = lines_load(&outcomes, file, why);
    if (err == ERR_OK && ferror(file))
        err = why_say(why, ERR_IO, "%s", strerror(errno));
    fclose(file);
    if (err == ERR_OK) {
        *out = outcomes;
        return ERR_OK;
    }
    err = why_say(why, err, "%s", err_text(err));
    why_prefix(why, "%s:%zu: ", path, outcomes.count + 1);
    run_outcomes_free(&outcomes);
    return err;
}
