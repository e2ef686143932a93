#include "toy_suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *zeroed(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);

    ck_assert_ptr_nonnull(memory);
    return memory;
}

static void case_make(struct suite_case *test, struct run_outcome *outcome, size_t i)
{
    snprintf(test->name, sizeof test->name, "toy/case_%03zu", i);
    snprintf(test->path, sizeof test->path, "scenarios/toy/case_%03zu.lua", i);
    snprintf(test->title, sizeof test->title, "the title of case %zu", i);
    snprintf(test->rig, sizeof test->rig, "toy");
    test->seed = 1;
    test->attempt = 1;
    test->line = 3;
    *outcome = (struct run_outcome){ .verdict = VERDICT_PASS, .attempt = 1, .seed = 1,
                                     .simulated_s = 60, .wall_s = 0.25 + 0.001 * (double)i,
                                     .started_utc = "2026-01-02T03:04:05Z", .version = "v1" };
    memcpy(outcome->name, test->name, sizeof outcome->name);
    memcpy(outcome->file, test->path, sizeof outcome->file);
    memcpy(outcome->title, test->title, sizeof outcome->title);
    snprintf(outcome->folder, sizeof outcome->folder, "out/toy/case_%03zu", i);
    snprintf(outcome->trace_sha256, sizeof outcome->trace_sha256, "%064zx", i);
}

struct suite toy_suite_make(size_t count)
{
    struct suite suite = {
        .cases = zeroed(count, sizeof *suite.cases), .case_count = count,
        .outcomes = zeroed(count, sizeof *suite.outcomes),
        .is_done = zeroed(count, sizeof *suite.is_done),
        .version = "v1", .host = "bench 7", .tester = "A. Tester", .started_utc = "2026-01-02T03:04:05Z",
        .wall_s = 12.5, .jobs = 2,
    };

    memset(suite.sha256, 'a', sizeof suite.sha256 - 1);
    for (size_t i = 0; i < count; i++) {
        case_make(&suite.cases[i], &suite.outcomes[i], i);
        suite.is_done[i] = true;
    }
    return suite;
}

void toy_suite_free(struct suite *suite)
{
    for (size_t i = 0; i < suite->case_count; i++)
        run_outcome_free(&suite->outcomes[i]);
    free(suite->cases);
    free(suite->outcomes);
    free(suite->is_done);
}

/* One more item of `size` bytes behind `*items`. */
static void item_add(void *items, size_t *count, const void *item, size_t size)
{
    void *old, *more;

    memcpy(&old, items, sizeof old);
    more = realloc(old, (*count + 1) * size);
    ck_assert_ptr_nonnull(more);
    memcpy((char *)more + *count * size, item, size);
    memcpy(items, &more, sizeof more);
    ++*count;
}

void toy_judgement_add(struct suite *suite, size_t index, const struct judgement *judgement)
{
    struct run_outcome *outcome = &suite->outcomes[index];

    item_add(&outcome->judgements, &outcome->judgement_count, judgement, sizeof *judgement);
    outcome->verdict = verdict_worse(outcome->verdict, judgement->verdict);
}

void toy_requirement_add(struct suite *suite, size_t index,
                         const struct outcome_requirement *requirement)
{
    struct run_outcome *outcome = &suite->outcomes[index];
    enum verdict        verdict = requirement->verdict;

    item_add(&outcome->requirements, &outcome->requirement_count, requirement,
             sizeof *requirement);
    if (requirement->is_gap)
        verdict = verdict == VERDICT_FAIL ? VERDICT_PASS : VERDICT_FAIL;
    else if (!requirement->is_covered && verdict != VERDICT_FAIL)
        verdict = VERDICT_PASS;
    outcome->verdict = verdict_worse(outcome->verdict, verdict);
}

void toy_covers(struct suite *suite, size_t index, const char *id)
{
    struct suite_case  *test = &suite->cases[index];
    struct run_outcome *outcome = &suite->outcomes[index];
    size_t              used = strlen(outcome->covers);

    snprintf(test->covers[test->cover_count++], sizeof test->covers[0], "%s", id);
    snprintf(outcome->covers + used, sizeof outcome->covers - used, "%s%s", used ? " " : "", id);
}
