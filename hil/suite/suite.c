#include "suite.h"

#include <stdlib.h>
#include <string.h>

void suite_free(struct suite *suite)
{
    for (size_t i = 0; i < suite->case_count; i++)
        run_outcome_free(&suite->outcomes[i]);
    free(suite->cases);
    free(suite->outcomes);
    free(suite->is_done);
    suite->cases = NULL;
    suite->outcomes = NULL;
    suite->is_done = NULL;
    suite->case_count = 0;
}

void suite_keep(struct suite *suite, bool (*is_kept)(const void *, const struct suite_case *),
                const void *asked)
{
    size_t kept = 0;

    for (size_t i = 0; i < suite->case_count; i++)
        if (is_kept(asked, &suite->cases[i]))
            suite->cases[kept++] = suite->cases[i];
    suite->case_count = kept;
}

/* "ablation/over_temperature pass 5f3a..\n" of each that is done, in order. */
void suite_hash(struct suite *suite)
{
    struct bytes text = { 0 };

    for (size_t i = 0; i < suite->case_count; i++) {
        if (!suite->is_done[i])
            continue;
        bytes_format(&text, "%s %s %s\n", suite->cases[i].name,
                     verdict_name(suite->outcomes[i].verdict), suite->outcomes[i].trace_sha256);
    }
    bytes_sha256_text(text.at ? text.at : "", text.used, suite->sha256);
    if (text.is_out_of_memory)
        suite->sha256[0] = '\0';        /* no hash rather than one of a part */
    bytes_free(&text);
}

enum verdict suite_verdict(const struct suite *suite)
{
    enum verdict worst = VERDICT_VACUOUS;
    bool         is_first = true;

    for (size_t i = 0; i < suite->case_count; i++) {
        if (!suite->is_done[i])
            continue;
        worst = is_first ? suite->outcomes[i].verdict
                         : verdict_worse(worst, suite->outcomes[i].verdict);
        is_first = false;
    }
    return suite->is_stopped ? verdict_worse(worst, VERDICT_INCONCLUSIVE) : worst;
}

size_t suite_count(const struct suite *suite, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < suite->case_count; i++)
        count += suite->is_done[i] && suite->outcomes[i].verdict == verdict;
    return count;
}

bool suite_has_outcomes(const struct suite *suite)
{
    for (size_t i = 0; i < suite->case_count; i++)
        if (suite->is_done[i])
            return true;
    return false;
}

bool suite_case_find(const struct suite *suite, const char *name, size_t *index)
{
    for (size_t i = 0; i < suite->case_count; i++)
        if (strcmp(suite->cases[i].name, name) == 0) {
            *index = i;
            return true;
        }
    return false;
}

bool suite_case_covers(const struct suite_case *this, const char *id)
{
    for (size_t i = 0; i < this->cover_count; i++)
        if (strcmp(this->covers[i], id) == 0)
            return true;
    return false;
}
