#include "spread_asked.h"

/* What a page waits for: a second or two of a core of its own. */
#define DOSES_MOST      750
#define BAND_DOSES_MOST 2000        /* of all samples together                        */
#define SAMPLES_MOST    100         /* each a quarter of a megabyte until there is a band */
#define EFFORT_MOST     3e8         /* spread_effort: some 1e8 a second               */

static enum err work_check(const struct spread_asked *asked, struct why *why)
{
    size_t doses = asked->made.program.count, samples = asked->sampling.samples;

    if (samples > SAMPLES_MOST)
        return why_say(why, ERR_RANGE, "samples: %zu take too long for a page: give at most %d, or "
                       "ask painrig spread", samples, SAMPLES_MOST);
    if (doses > DOSES_MOST)
        return why_say(why, ERR_RANGE, "%zu doses and pauses take too long for a page: give fewer "
                       "hours or rarer boluses, or ask painrig spread", doses);
    if (doses * samples > BAND_DOSES_MOST)
        return why_say(why, ERR_RANGE, "samples: %zu doses and pauses in %zu samples take too long "
                       "for a page: give at most %zu, or ask painrig spread", doses, samples,
                       BAND_DOSES_MOST / doses);
    return ERR_OK;
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

struct spread_wish spread_asked_wish(const struct spread_asked *asked, bool has_map)
{
    return (struct spread_wish){
        .uncertainty = spread_case_uncertainty(&asked->made), .samples = asked->sampling.samples,
        .seed = asked->sampling.seed, .has_map = has_map, .effort_most = EFFORT_MOST };
}
