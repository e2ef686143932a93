#include "spread_asked.h"

/* Doses that are worked out in all samples; a run without a band costs as much as eight of it. */
#define RUN_COST  8
#define WORK_MOST 6000

static enum err work_check(const struct spread_asked *asked, struct why *why)
{
    size_t doses = asked->made.program.count, most = WORK_MOST / doses;

    if (doses * (RUN_COST + asked->sampling.samples) <= WORK_MOST || doses < 50)
        return ERR_OK;
    if (most <= RUN_COST)
        return why_say(why, ERR_RANGE, "%zu doses and pauses take too long for a page: give fewer "
                       "hours or rarer boluses, or ask painrig spread", doses);
    return why_say(why, ERR_RANGE, "samples: %zu doses and pauses in %zu samples take too long for "
                   "a page: give at most %zu, or ask painrig spread", doses,
                   asked->sampling.samples, most - RUN_COST);
}

enum err spread_asked_read(struct spread_asked *asked,
                           const char *const values[SPREAD_OPTION_COUNT], struct why *why)
{
    size_t count = 0;

    spread_options_give(&asked->given, values);
    TRY(spread_choices_make(&asked->given, asked->choice, &count, why));
    if (count != 1)
        return why_say(why, ERR_RANGE, "one value of each, please: several are a comparison, which "
                       "the page makes of several films");
    TRY(spread_choice_case(&asked->given, &asked->choice[0], &asked->made, &asked->dosing, why));
    TRY(spread_choice_sampling(&asked->given, &asked->sampling, why));
    return work_check(asked, why);
}

void spread_asked_free(struct spread_asked *asked)
{
    spread_case_free(&asked->made);
}
