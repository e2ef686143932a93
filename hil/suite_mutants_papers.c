/* What is left of the mutants for people and programs: a table three times, and what is printed. */
#include "suite_mutants.h"
#include "run_version.h"

#include <stdlib.h>
#include <string.h>

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

static const char style[] =
    "body{font:15px/1.5 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem;"
    "color:#1c2733;background:#fff}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #d5dce3}"
    "th{background:#f1f4f7}tr.survived td{background:#fdeceb}.small{color:#5b6773}"
    "@media(prefers-color-scheme:dark){body{color:#dde4ea;background:#14191e}th{background:#222a31}"
    "td,th{border-color:#36414b}tr.survived td{background:#4a2422}.small{color:#94a1ad}}";

static void cell_html(struct bytes *out, const char *text, const char *small)
{
    bytes_text(out, "<td>");
    bytes_html(out, text);
    if (*small) {
        bytes_text(out, "<br><span class=\"small\">");
        bytes_html(out, small);
        bytes_text(out, "</span>");
    }
    bytes_text(out, "</td>");
}

static void row_html(struct bytes *out, const struct mutant_score *score,
                     const struct suite *suite)
{
    const char *killer = killer_name(score, suite);

    bytes_format(out, "<tr class=\"%s\">", score->is_killed ? "killed" : "survived");
    cell_html(out, score->mutant->name, score->mutant->sentence);
    cell_html(out, score->mutant->attacks, "");
    cell_html(out, mutant_state(score), aim_of(score));
    cell_html(out, killer ? killer : "", "");
    cell_html(out, score->by, score->why);
    bytes_format(out, "<td>%zu</td></tr>\n", score->runs);
}

static void table_html(struct bytes *out, const struct mutant_scores *scores,
                       const struct suite *suite, const struct rig_type *type)
{
    size_t count, killed = mutants_killed(scores, type, &count);

    if (count == 0)
        return;
    bytes_text(out, "<h2>");
    bytes_html(out, type->name);
    bytes_format(out, ": %zu of %zu killed</h2>\n<table><tr><th>mutant</th><th>attacks</th>"
                      "<th>state, by</th><th>case</th><th>what was not met</th><th>runs</th>"
                      "</tr>\n",
                 killed, count);
    for (int pass = 0; pass < 2; pass++)            /* survivors stand first */
        for (size_t i = 0; i < scores->count; i++)
            if (scores->of[i].type == type && scores->of[i].is_killed == (pass == 1))
                row_html(out, &scores->of[i], suite);
    bytes_text(out, "</table>\n");
}

static void html_write(struct bytes *out, const struct mutant_scores *scores,
                       const struct suite *suite)
{
    size_t count, killed = mutants_killed(scores, NULL, &count);

    bytes_text(out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                    "<meta name=\"viewport\" content=\"width=device-width\">"
                    "<title>mutants</title><style>");
    bytes_text(out, style);
    bytes_format(out, "</style></head><body>\n<h1>%zu of %zu mutants killed</h1>\n", killed, count);
    bytes_text(out, "<p>Each is a defect planted in the mocked device. It is killed when a case "
                    "that passes on the sound device does not pass. painrig ");
    bytes_html(out, run_version());
    bytes_text(out, "</p>\n");
    for (size_t i = 0; rig_types[i]; i++)
        table_html(out, scores, suite, rig_types[i]);
    bytes_text(out, "</body></html>\n");
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
