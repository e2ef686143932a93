#include "run_print.h"
#include "hil/judge/judge.h"

#include <stdbool.h>

void run_judgements_print(FILE *out, const struct run_outcome *outcome)
{
    for (size_t i = 0; i < outcome->judgement_count; i++) {
        const struct judgement *judgement = &outcome->judgements[i];

        fprintf(out, "  %-12s  %s\n", verdict_name(judgement->verdict), judgement->what);
        fprintf(out, "  %-12s    %s\n", "", judgement->why);
        if (judgement->verdict != VERDICT_PASS)
            fprintf(out, "  %-12s    asked at %s\n", "", judgement->where);
    }
    if (outcome->judgements_lost > 0)
        fprintf(out, "  and %zu more, which are in events.jsonl\n", outcome->judgements_lost);
}

/* ---- requirements ---- */

static enum verdict weight_of(const struct outcome_requirement *requirement)
{
    return judge_weigh(requirement->verdict, requirement->is_covered, requirement->is_gap);
}

static bool is_tested(const struct outcome_requirement *requirement)
{
    return requirement->fired > 0 && requirement->verdict != VERDICT_VACUOUS;
}

void run_requirements_print(FILE *out, const struct run_outcome *outcome)
{
    size_t monitored = 0, tested = 0, passed = 0;

    for (size_t i = 0; i < outcome->requirement_count; i++) {
        const struct outcome_requirement *requirement = &outcome->requirements[i];

        monitored += requirement->is_monitored;
        tested += is_tested(requirement);
        passed += is_tested(requirement) && requirement->verdict == VERDICT_PASS;
    }
    if (outcome->requirement_count == 0)
        return;
    fprintf(out, "  requirements: %zu monitored, %zu put to the test, %zu pass\n", monitored,
            tested, passed);
    for (size_t i = 0; i < outcome->requirement_count; i++) {
        const struct outcome_requirement *requirement = &outcome->requirements[i];

        if (weight_of(requirement) != VERDICT_PASS)
            fprintf(out, "  %-12s  %s: %s%s\n", verdict_name(weight_of(requirement)),
                    requirement->id,
                    requirement->is_gap ? "listed as a gap, but it did not fail: " : "",
                    requirement->why);
    }
}

/* ---- the verdict ---- */

static size_t expectations_of(const struct run_outcome *outcome, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < outcome->judgement_count; i++)
        count += outcome->judgements[i].verdict == verdict;
    return count;
}

/* Those that made the verdict; of a pass those that the scenario covers. */
static size_t requirements_of(const struct run_outcome *outcome, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < outcome->requirement_count; i++)
        count += weight_of(&outcome->requirements[i]) == verdict &&
                 (verdict != VERDICT_PASS || outcome->requirements[i].is_covered);
    return count;
}

/* "all 5 expectations and 2 requirements were met" */
static void counts_print(FILE *out, const struct run_outcome *outcome)
{
    static const struct { const char *one, *many; } ends[] = {
        [VERDICT_PASS]         = { "was met",                   "were met"                   },
        [VERDICT_FAIL]         = { "was not met",               "were not met"               },
        [VERDICT_VACUOUS]      = { "was never put to the test", "were never put to the test" },
        [VERDICT_INCONCLUSIVE] = { "could not be decided",      "could not be decided"       },
    };
    enum verdict verdict = outcome->verdict;
    size_t       all = outcome->judgement_count + outcome->judgements_lost;
    size_t       some = verdict == VERDICT_PASS ? all : expectations_of(outcome, verdict);
    size_t       owed = requirements_of(outcome, verdict);
    const char  *plural = all > 1 ? "s" : "";

    if (some > 0 && verdict == VERDICT_PASS)
        fprintf(out, "%s%zu expectation%s", all > 1 ? "all " : "", all, plural);
    else if (some > 0 || owed == 0)
        fprintf(out, "%zu of %zu expectation%s", some, all, plural);
    if (owed > 0)
        fprintf(out, "%s%zu requirement%s", some > 0 ? " and " : "", owed, owed > 1 ? "s" : "");
    fprintf(out, " %s", some + owed == 1 ? ends[verdict].one : ends[verdict].many);
}

void run_verdict_print(FILE *out, const struct run_outcome *outcome)
{
    bool is_nothing = outcome->judgement_count == 0 &&
                      requirements_of(outcome, outcome->verdict) == 0;

    fprintf(out, "%s: ", verdict_name(outcome->verdict));
    if (outcome->verdict == VERDICT_ERROR)
        fprintf(out, "the run did not come to its end");
    else if (is_nothing)
        fprintf(out, "the scenario expected nothing: add expect, expect_within or expect_always");
    else
        counts_print(out, outcome);
    fputc('\n', out);
}
