#include "suite_reason.h"

#include <stdio.h>
#include <string.h>

enum verdict suite_case_verdict(const struct suite *suite, size_t index)
{
    if (suite->is_done[index])
        return suite->outcomes[index].verdict;
    return suite->cases[index].refusal[0] ? VERDICT_ERROR : VERDICT_INCONCLUSIVE;
}

enum verdict suite_whole_verdict(const struct suite *suite)
{
    enum verdict verdict = suite->case_count ? VERDICT_PASS : VERDICT_VACUOUS;

    for (size_t i = 0; i < suite->case_count; i++)
        verdict = verdict_worse(verdict, suite_case_verdict(suite, i));
    return verdict;
}

/* What a requirement weighs in its case (hil/judge/judge.h). */
static enum verdict weight_of(const struct outcome_requirement *requirement)
{
    if (requirement->is_gap)
        return requirement->verdict == VERDICT_FAIL ? VERDICT_PASS : VERDICT_FAIL;
    if (requirement->verdict == VERDICT_FAIL || requirement->verdict == VERDICT_ERROR)
        return requirement->verdict;
    return requirement->is_covered ? requirement->verdict : VERDICT_PASS;
}

static struct suite_reason of_requirement(const struct outcome_requirement *requirement)
{
    struct suite_reason reason = {
        .verdict = weight_of(requirement), .what = requirement->id, .why = requirement->why,
        .where = "", .id = requirement->id,
    };

    if (requirement->is_gap)
        reason.why = "a known gap of this device, but it did not fail here: the scenario's list of "
                     "gaps is no longer true";
    else if (reason.verdict == VERDICT_VACUOUS)
        reason.why = "the scenario covers it, and its trigger never held: it was not put to the "
                     "test";
    return reason;
}

static struct suite_reason of_judgement(const struct judgement *judgement)
{
    return (struct suite_reason){ .verdict = judgement->verdict, .what = judgement->what,
                                  .why = judgement->why, .where = judgement->where, .id = "" };
}

/* The n-th reason of one weight; `n` is counted down by those that are there. */
static bool weighing(const struct run_outcome *outcome, enum verdict verdict, size_t *n,
                     struct suite_reason *reason)
{
    for (size_t i = 0; i < outcome->judgement_count; i++)
        if (outcome->judgements[i].verdict == verdict && (*n)-- == 0) {
            *reason = of_judgement(&outcome->judgements[i]);
            return true;
        }
    for (size_t i = 0; i < outcome->requirement_count; i++)
        if (weight_of(&outcome->requirements[i]) == verdict && (*n)-- == 0) {
            *reason = of_requirement(&outcome->requirements[i]);
            return true;
        }
    return false;
}

static bool said_plainly(size_t n, enum verdict verdict, const char *what, const char *why,
                         struct suite_reason *reason)
{
    *reason = (struct suite_reason){ .verdict = verdict, .what = what, .why = why, .where = "",
                                     .id = "" };
    return n == 0;
}

bool suite_reason(const struct suite *suite, size_t index, size_t n, struct suite_reason *reason)
{
    const struct run_outcome *outcome = &suite->outcomes[index];

    if (suite->cases[index].refusal[0])
        return said_plainly(n, VERDICT_ERROR, "the scenario cannot be loaded",
                            suite->cases[index].refusal, reason);
    if (!suite->is_done[index])
        return said_plainly(n, VERDICT_INCONCLUSIVE, "not run",
                            "the suite ended before this case was run", reason);
    if (outcome->verdict == VERDICT_PASS)
        return false;
    if (outcome->error[0] && n-- == 0)
        return said_plainly(0, VERDICT_ERROR, "the run could not be finished", outcome->error,
                            reason);
    for (size_t i = 0; i < VERDICTS && verdicts_worst_first[i] != VERDICT_PASS; i++)
        if (weighing(outcome, verdicts_worst_first[i], &n, reason))
            return true;
    return false;
}

void suite_reason_first(const struct suite *suite, size_t index, char *out, size_t size)
{
    struct suite_reason reason;
    bool                has_one = suite_reason(suite, index, 0, &reason);

    snprintf(out, size, "%s%s%s", has_one ? reason.what : "",
             has_one && reason.what[0] && reason.why[0] ? ": " : "", has_one ? reason.why : "");
    for (char *at = out; *at; at++)
        *at = *at == '\n' || *at == '\r' ? ' ' : *at;
}
