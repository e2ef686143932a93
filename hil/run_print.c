#include "run_print.h"

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

static size_t count_of(const struct run_outcome *outcome, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < outcome->judgement_count; i++)
        count += outcome->judgements[i].verdict == verdict;
    return count;
}

void run_verdict_print(FILE *out, const struct run_outcome *outcome)
{
    enum verdict verdict = outcome->verdict;
    size_t all = outcome->judgement_count + outcome->judgements_lost;
    size_t failed = count_of(outcome, VERDICT_FAIL);

    fprintf(out, "%s: ", verdict_name(verdict));
    if (verdict == VERDICT_ERROR)
        fprintf(out, "the run did not come to its end");
    else if (all == 0)
        fprintf(out, "the scenario expected nothing: add expect, expect_within or expect_always");
    else if (verdict == VERDICT_PASS)
        fprintf(out, "%s%zu expectation%s met", all > 1 ? "all " : "", all,
                all > 1 ? "s were" : " was");
    else if (verdict == VERDICT_FAIL && outcome->judgements_lost == 0)
        fprintf(out, "%zu of %zu expectation%s %s not met", failed, all, all > 1 ? "s" : "",
                failed > 1 ? "were" : "was");
    else if (verdict == VERDICT_VACUOUS)
        fprintf(out, "%zu of %zu expectations were never put to the test",
                count_of(outcome, verdict), all);
    else
        fprintf(out, "%zu of %zu expectations could not be decided", count_of(outcome, verdict),
                all);
    fputc('\n', out);
}
