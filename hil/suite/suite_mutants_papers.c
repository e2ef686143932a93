/* What is left of the mutants for people and programs: a table three times, and what is printed. */
#include "suite_mutants.h"
#include "hil/report/report_assets.h"
#include "hil/report/report_template.h"
#include "hil/run_version.h"

#include <stdlib.h>
#include <string.h>

/* ---- what they come to ---- */

size_t mutants_killed(const struct mutant_scores *scores, const struct rig_type *only,
                      size_t *count)
{
    size_t killed = 0;

    *count = 0;
    for (size_t i = 0; i < scores->count; i++) {
        if (only && scores->of[i].type != only)
            continue;
        ++*count;
        killed += scores->of[i].is_killed;
    }
    return killed;
}

bool mutants_are_left(const struct mutant_scores *scores)
{
    for (size_t i = 0; i < scores->count; i++)
        if (!scores->of[i].is_done)
            return true;
    return false;
}

enum verdict mutants_verdict(const struct mutant_scores *scores)
{
    size_t count, killed = mutants_killed(scores, NULL, &count);

    if (mutants_are_left(scores))
        return VERDICT_INCONCLUSIVE;
    return killed == count ? VERDICT_PASS : VERDICT_FAIL;
}

/* ---- one of them in words ---- */

static const char *killer_name(const struct mutant_score *score, const struct suite *suite)
{
    return score->is_killed ? suite->cases[score->killer].name : NULL;
}

const char *mutant_state(const struct mutant_score *score)
{
    if (!score->is_done && !score->is_killed)
        return "not run";
    if (!score->is_killed)
        return "SURVIVED";
    return score->verdict == VERDICT_ERROR ? "killed by an error" : "killed";
}

static const char *aim_of(const struct mutant_score *score)
{
    return !score->is_killed ? "" : score->is_right ? "what it attacks" : "another";
}

/* ---- mutants.json ---- */

static void score_json(struct bytes *out, const struct mutant_score *score,
                       const struct suite *suite)
{
    bytes_text(out, "{");
    bytes_json_member_text(out, "rig", score->type->name);
    bytes_json_member_text(out, "name", score->mutant->name);
    bytes_json_member_text(out, "text", score->mutant->sentence);
    bytes_json_member_text(out, "attacks", score->mutant->attacks);
    bytes_json_member_text(out, "killed_by", killer_name(score, suite));
    bytes_json_member_text(out, "verdict", score->is_killed ? verdict_name(score->verdict) : NULL);
    bytes_json_member_text(out, "by", score->is_killed ? score->by : NULL);
    bytes_json_member_text(out, "why", score->is_killed ? score->why : NULL);
    bytes_format(out, "\"by_what_it_attacks\":%s,\"done\":%s,\"runs\":%zu}",
                 score->is_right ? "true" : "false", score->is_done ? "true" : "false",
                 score->runs);
}

static void json_write(struct bytes *out, const struct mutant_scores *scores,
                       const struct suite *suite)
{
    size_t count, killed = mutants_killed(scores, NULL, &count);

    bytes_text(out, "{");
    bytes_json_member_text(out, "version", run_version());
    bytes_format(out, "\"count\":%zu,\"killed\":%zu,\"mutants\":[\n", count, killed);
    for (size_t i = 0; i < scores->count; i++) {
        score_json(out, &scores->of[i], suite);
        bytes_text(out, i + 1 < scores->count ? ",\n" : "\n");
    }
    bytes_text(out, "]}\n");
}

/* ---- mutants.csv (RFC 4180) ---- */

static void cell_write(struct bytes *out, const char *text)
{
    bytes_csv_text(out, text);
    bytes_text(out, ",");
}

static void csv_write(struct bytes *out, const struct mutant_scores *scores,
                      const struct suite *suite)
{
    bytes_text(out, "rig,mutant,defect,attacks,state,case,by,aim,runs\n");
    for (size_t i = 0; i < scores->count; i++) {
        const struct mutant_score *score = &scores->of[i];
        const char                *killer = killer_name(score, suite);

        cell_write(out, score->type->name);
        cell_write(out, score->mutant->name);
        cell_write(out, score->mutant->sentence);
        cell_write(out, score->mutant->attacks);
        cell_write(out, mutant_state(score));
        cell_write(out, killer ? killer : "");
        cell_write(out, score->by);
        cell_write(out, aim_of(score));
        bytes_format(out, "%zu\n", score->runs);
    }
}

/* ---- mutants.html ---- */

static void cell_html(struct bytes *out, const char *text, const char *small)
{
    bytes_text(out, "<td>");
    bytes_html(out, text);
    if (*small) {
        bytes_text(out, "<small>");
        bytes_html(out, small);
        bytes_text(out, "</small>");
    }
    bytes_text(out, "</td>");
}

static void row_html(struct bytes *out, const struct mutant_score *score,
                     const struct suite *suite)
{
    const char *killer = killer_name(score, suite);

    bytes_text(out, score->is_killed ? "<tr>" : score->is_done ? "<tr class=\"fail\">"
                                                               : "<tr class=\"inconclusive\">");
    cell_html(out, score->mutant->name, score->mutant->sentence);
    cell_html(out, score->mutant->attacks, "");
    cell_html(out, mutant_state(score), aim_of(score));
    cell_html(out, killer ? killer : "", "");
    cell_html(out, score->by, score->why);
    bytes_format(out, "<td class=\"number\">%zu</td></tr>\n", score->runs);
}

static void table_html(struct bytes *out, const struct mutant_scores *scores,
                       const struct suite *suite, const struct rig_type *type)
{
    size_t count, killed = mutants_killed(scores, type, &count);

    if (count == 0)
        return;
    bytes_text(out, "<section><h2>");
    bytes_html(out, type->name);
    bytes_format(out, ": %zu of %zu killed</h2>\n<table><col style=\"width:20%%\">"
                      "<col style=\"width:10%%\"><col style=\"width:10%%\">"
                      "<col style=\"width:22%%\"><col><col>\n<tr><th>mutant</th><th>attacks</th>"
                      "<th>state, by</th><th>case</th><th>what was not met</th>"
                      "<th class=\"number\">runs</th></tr>\n",
                 killed, count);
    for (int pass = 0; pass < 2; pass++)            /* survivors stand first */
        for (size_t i = 0; i < scores->count; i++)
            if (scores->of[i].type == type && scores->of[i].is_killed == (pass == 1))
                row_html(out, &scores->of[i], suite);
    bytes_text(out, "</table></section>\n");
}

static void top_html(struct bytes *out, const struct mutant_scores *scores,
                     const struct suite *suite)
{
    size_t       count, killed = mutants_killed(scores, NULL, &count);
    enum verdict verdict = mutants_verdict(scores);
    char         text[80];

    bytes_format(out, "<header class=\"%s\"><div class=\"badge\"><span>%zu/%zu</span>%s</div>"
                      "<div><h1>%zu of %zu mutants killed</h1><p class=\"first\">Each is a defect "
                      "planted in the mocked device. It is killed when a case that passes on the "
                      "sound device does not pass.</p></div></header>\n<dl class=\"facts\">",
                 verdict_name(verdict), killed, count, verdict_name(verdict), killed, count);
    report_fact_write(out, "host", suite->host);
    report_fact_write(out, "tester", suite->tester);
    report_fact_write(out, "begun", suite->started_utc);
    snprintf(text, sizeof text, "%zu, all pass on the sound device", suite->case_count);
    report_fact_write(out, "cases", text);
    report_fact_write(out, "painrig", run_version());
    snprintf(text, sizeof text, "%.16s", suite->requirements
                                         ? requirements_sha256(suite->requirements) : "none");
    report_fact_write(out, "requirements, sha256", text);
    snprintf(text, sizeof text, "%.16s", suite->sha256);
    report_fact_write(out, "sha256 of all cases", text);
    bytes_text(out, "</dl>\n");
}

static void html_write(struct bytes *out, const struct mutant_scores *scores,
                       const struct suite *suite)
{
    bytes_text(out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                    "<meta name=\"viewport\" content=\"width=device-width\">"
                    "<title>mutants</title><style>");
    bytes_add(out, report_page_css, report_page_css_size);
    bytes_text(out, "</style></head><body>\n");
    top_html(out, scores, suite);
    for (size_t i = 0; rig_types[i]; i++)
        table_html(out, scores, suite, rig_types[i]);
    bytes_text(out, "<footer>The same table is in mutants.csv and mutants.json beside this page, "
                    "every run in mutants.jsonl.</footer></body></html>\n");
}

enum err mutants_write(const struct mutant_scores *scores, const struct suite *suite,
                       const char *folder, struct why *why)
{
    static const struct {
        const char *name;
        void      (*write)(struct bytes *, const struct mutant_scores *, const struct suite *);
    } papers[] = {
        { "mutants.json", json_write },
        { "mutants.csv", csv_write },
        { "mutants.html", html_write },
    };
    enum err err = ERR_OK;

    for (size_t i = 0; i < sizeof papers / sizeof *papers && err == ERR_OK; i++) {
        struct bytes out = { 0 };
        char         path[600];

        snprintf(path, sizeof path, "%s/%s", folder, papers[i].name);
        papers[i].write(&out, scores, suite);
        err = bytes_write_file(&out, path, why);
        bytes_free(&out);
    }
    return err;
}

/* ---- on the screen ---- */

static void survivor_print(FILE *out, const struct mutant_score *score)
{
    fprintf(out, "  %-9s %s/%s: %s\n            attacks %s; runs against it: %zu\n",
            mutant_state(score), score->type->name, score->mutant->name, score->mutant->sentence,
            score->mutant->attacks, score->runs);
}

static void error_print(FILE *out, const struct mutant_score *score, const struct suite *suite)
{
    fprintf(out, "  killed by an error: %s/%s by %s: %s\n", score->type->name, score->mutant->name,
            killer_name(score, suite), score->why);
}

static void rig_print(FILE *out, const struct mutant_scores *scores, const struct rig_type *only)
{
    size_t count, killed = mutants_killed(scores, only, &count), right = 0, errors = 0;

    for (size_t i = 0; i < scores->count; i++) {
        const struct mutant_score *score = &scores->of[i];

        if (only && score->type != only)
            continue;
        right += score->is_right;
        errors += score->is_killed && score->verdict == VERDICT_ERROR;
    }
    if (count == 0)
        return;
    fprintf(out, "%s: %zu of %zu mutants killed (%.1f %%), %zu of them by what they attack",
            only ? only->name : "all", killed, count, 100 * (double)killed / (double)count, right);
    fprintf(out, errors ? ", %zu by an error\n" : "\n", errors);
}

void mutants_print(FILE *out, const struct mutant_scores *scores, const struct suite *suite)
{
    size_t rigs = 0;

    fprintf(out, "\n");
    for (size_t i = 0; i < scores->count; i++)
        if (!scores->of[i].is_killed)
            survivor_print(out, &scores->of[i]);
        else if (scores->of[i].verdict == VERDICT_ERROR)
            error_print(out, &scores->of[i], suite);
    for (size_t i = 0; rig_types[i]; i++) {
        size_t count;

        mutants_killed(scores, rig_types[i], &count);
        rigs += count > 0;
        rig_print(out, scores, rig_types[i]);
    }
    if (rigs > 1)
        rig_print(out, scores, NULL);
}
