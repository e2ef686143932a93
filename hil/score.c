#include "score.h"

#include <math.h>

double score_reaction_s(const struct judgement *judgement)
{
    bool is_timed = judgement->verdict == VERDICT_PASS && judgement->within_s > 0;

    return is_timed ? judgement->t_s - judgement->from_s : (double)NAN;
}

double score_points(const struct judgement *judgement)
{
    double reaction_s = score_reaction_s(judgement), late;

    if (judgement->verdict != VERDICT_PASS)
        return 0;
    if (isnan(reaction_s))
        return judgement->points;
    late = (reaction_s / judgement->within_s - SCORE_WHOLE_SHARE) / (1 - SCORE_WHOLE_SHARE);
    return judgement->points * (1 - (1 - SCORE_LATE_SHARE) * fmin(fmax(late, 0), 1));
}

struct score score_of(const struct judgement *judgements, size_t count, double most)
{
    struct score score = { .most = most };
    double       asked = 0;

    for (size_t i = 0; i < count; i++) {
        if (!(judgements[i].points > 0))
            continue;
        asked += judgements[i].points;
        score.points += score_points(&judgements[i]);
        score.judged++;
        score.met += judgements[i].verdict == VERDICT_PASS;
    }
    score.most = fmax(score.most, asked);
    return score;
}
