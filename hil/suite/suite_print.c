#include "suite_print.h"
#include "base/text.h"
#include "hil/suite/matrix.h"
#include "hil/suite/suite_reason.h"
#include "hil/time_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define UNMET_SHOWN   50
#define SLOWEST_SHOWN 5
#define ORPHANS_SHOWN 10

/* Every line of the text, indented. */
static void lines_print(FILE *out, const char *lead, const char *text)
{
    while (*text) {
        size_t count = strcspn(text, "\n");

        fprintf(out, "%s                %.*s\n", lead, (int)count, text);
        text += count + (text[count] == '\n');
    }
}

static void alone_print(FILE *out, const struct suite_case *this, const char *lead)
{
    fprintf(out, "%s                painrig run %s", lead, this->path);
    if (this->case_name[0])
        fprintf(out, " --case %s", this->case_name);
    if (this->seed != 1)
        fprintf(out, " --seed %" PRIu64, this->seed);
    fprintf(out, "\n");
}

static void unmet_print(FILE *out, const struct suite *suite, const char *lead)
{
    size_t count = 0;
    char   sentence[1200];

    for (size_t i = 0; i < suite->case_count; i++) {
        if (!suite->is_done[i] || suite->outcomes[i].verdict == VERDICT_PASS)
            continue;
        if (count++ >= UNMET_SHOWN)
            continue;
        fprintf(out, "%s  %-12s  %s\n", lead, verdict_name(suite->outcomes[i].verdict),
                suite->cases[i].name);
        if (suite->outcomes[i].error[0])
            lines_print(out, lead, suite->outcomes[i].error);
        else {
            suite_reason_first(suite, i, sentence, sizeof sentence);
            lines_print(out, lead, sentence);
        }
        alone_print(out, &suite->cases[i], lead);
    }
    if (count > UNMET_SHOWN)
        fprintf(out, "%s  and %zu more\n", lead, count - UNMET_SHOWN);
    if (count > 0)
        fprintf(out, "%s\n", lead);
}

struct slow { const char *name; double wall_s; };

static int slow_order(const void *a, const void *b)
{
    double left = ((const struct slow *)a)->wall_s, right = ((const struct slow *)b)->wall_s;

    return (left < right) - (left > right);
}

static void slowest_print(FILE *out, const struct suite *suite, const char *lead)
{
    struct slow *all = calloc(suite->case_count + 1, sizeof *all);
    size_t       count = 0;

    for (size_t i = 0; all && i < suite->case_count; i++)
        if (suite->is_done[i])
            all[count++] = (struct slow){ suite->cases[i].name, suite->outcomes[i].wall_s };
    if (count > 1) {
        qsort(all, count, sizeof *all, slow_order);
        fprintf(out, "%sslowest:", lead);
        for (size_t i = 0; i < count && i < SLOWEST_SHOWN; i++)
            fprintf(out, "%s %s %.2f s", i ? "," : "", all[i].name, all[i].wall_s);
        fprintf(out, "\n");
    }
    free(all);
}

void suite_counts_text(const struct suite *suite, char *out, size_t size)
{
    static const struct { enum verdict verdict; const char *word; } words[] = {
        { VERDICT_PASS, "passed" },   { VERDICT_FAIL, "failed" },
        { VERDICT_VACUOUS, "vacuous" }, { VERDICT_INCONCLUSIVE, "inconclusive" },
        { VERDICT_ERROR, "could not be run" },
    };
    struct text text = text_over(out, size);
    size_t      done = 0;

    out[0] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t count = suite_count(suite, words[i].verdict);

        done += count;
        if (count > 0 || i == 0)
            text_add(&text, "%s%zu %s", text.used ? ", " : "", count, words[i].word);
    }
    if (done < suite->case_count)
        text_add(&text, ", %zu not run", suite->case_count - done);
}

static size_t met_count(const struct matrix *matrix)
{
    size_t met = 0;

    for (size_t i = 0; i < matrix->row_count; i++)
        met += matrix->rows[i].verdict == VERDICT_PASS;
    return met;
}

/* An id that nobody has is a slip of the pen that makes no case fail: told one by one. */
static void orphans_print(FILE *out, const struct matrix *matrix, const char *lead)
{
    size_t told = 0;

    for (size_t i = 0; i < matrix->gap_count && told < ORPHANS_SHOWN; i++)
        if (matrix->gaps[i].kind == MATRIX_GAP_ORPHAN) {
            fprintf(out, "%s  %s: %s\n", lead, matrix->gaps[i].id, matrix->gaps[i].text);
            told++;
        }
    if (matrix->gaps_of[MATRIX_GAP_ORPHAN] > told)
        fprintf(out, "%s  and %zu more\n", lead, matrix->gaps_of[MATRIX_GAP_ORPHAN] - told);
}

static void traced_print(FILE *out, const struct suite *suite, const char *lead)
{
    struct matrix matrix = { 0 };
    struct why    why = { "" };
    const char   *mark = " (";

    if (!suite->requirements || matrix_make(&matrix, suite, &why) != ERR_OK)
        return;
    fprintf(out, "%s%zu of %zu requirements put to the test and met; %zu gap%s", lead,
            met_count(&matrix), matrix.row_count, matrix.gap_count,
            matrix.gap_count == 1 ? "" : "s");
    for (size_t kind = 0; kind < MATRIX_GAP_COUNT; kind++)
        if (matrix.gaps_of[kind]) {
            fprintf(out, "%s%s %zu", mark, matrix_gap_labels[kind], matrix.gaps_of[kind]);
            mark = ", ";
        }
    fprintf(out, matrix.gap_count ? ")\n" : "\n");
    orphans_print(out, &matrix, lead);
    matrix_free(&matrix);
}

void suite_end_print(FILE *out, const struct suite *suite, const char *lead)
{
    char counts[200];

    fprintf(out, "%s\n", lead);
    unmet_print(out, suite, lead);
    slowest_print(out, suite, lead);
    suite_counts_text(suite, counts, sizeof counts);
    traced_print(out, suite, lead);
    fprintf(out, "%s%s; %.1f s, %d at a time\n", lead, counts, suite->wall_s, suite->jobs);
    fprintf(out, "%ssuite sha256 %s\n", lead, suite->sha256);
}
