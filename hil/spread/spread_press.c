#include "spread_press.h"

#include "base/text.h"
#include "base/units.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define MS_PER_DAY 86400000LL

const char *const spread_verdict_names[] = {
    [SPREAD_GRANTED] = "granted", [SPREAD_BUSY] = "busy", [SPREAD_LOCKED] = "lockout",
    [SPREAD_DAY_FULL] = "day",
};

/* ------------------------------------------------------------------ when */

static enum err press_insert(struct spread_presses *presses, double at_s, struct why *why)
{
    size_t at = presses->count;

    if (presses->count == SPREAD_PRESSES_MAX)
        return why_say(why, ERR_LIMIT, "more than %d presses", SPREAD_PRESSES_MAX);
    while (at > 0 && presses->press[at - 1].at_s > at_s)
        at--;
    if (at > 0 && presses->press[at - 1].at_s == at_s)
        return why_say(why, ERR_RANGE, "hour %.10g is there twice", at_s / S_PER_HOUR);
    memmove(&presses->press[at + 1], &presses->press[at],
            (presses->count - at) * sizeof *presses->press);
    presses->press[at] = (struct spread_press){ .at_s = at_s };
    presses->count++;
    return ERR_OK;
}

enum err spread_presses_parse(const char *text, double end_h, struct spread_presses *presses,
                              struct why *why)
{
    char   part[32];
    double hours = 0;

    presses->count = 0;
    for (bool is_over = false; !is_over; ) {
        size_t count = strcspn(text, ",");
        if (count >= sizeof part)
            return why_say(why, ERR_PARSE, "an hour is longer than any number");
        memcpy(part, text, count);
        part[count] = '\0';
        is_over = text[count] == '\0';
        text += count + 1;
        if (number_parse(part, &hours) != ERR_OK)
            return why_say(why, ERR_PARSE, "\"%s\" is no hour: give hours as in 1,1.5,7", part);
        if (hours < 0 || hours > end_h)
            return why_say(why, ERR_RANGE, "hour %.10g is out of range: give 0 to %.10g", hours,
                           end_h);
        TRY(press_insert(presses, round(hours * S_PER_HOUR * MS_PER_S) / MS_PER_S, why));
    }
    return ERR_OK;
}

/* ------------------------------------------------------------------ granted or not */

static int64_t ms_of(double seconds)
{
    return llround(seconds * MS_PER_S);
}

/* Of the presses before this one; *oldest_ms: the first of them that was granted within the day. */
static unsigned granted_in_day(const struct spread_presses *presses, size_t before, int64_t at_ms,
                               int64_t *oldest_ms)
{
    unsigned granted = 0;

    for (size_t i = before; i-- > 0; ) {
        const struct spread_press *press = &presses->press[i];
        if (press->verdict != SPREAD_GRANTED || ms_of(press->at_s) + MS_PER_DAY <= at_ms)
            continue;
        *oldest_ms = ms_of(press->at_s);
        granted++;
    }
    return granted;
}

static int64_t later(int64_t a, int64_t b) { return a > b ? a : b; }

void spread_presses_judge(struct spread_presses *presses, double single_to_s)
{
    const struct spread_button *button = &presses->button;
    int64_t over_ms = ms_of(button->over_s), lockout_ms = ms_of(button->lockout_s);
    int64_t begun_ms = -MS_PER_DAY - over_ms - lockout_ms;      /* of the last one granted */

    for (size_t i = 0; i < presses->count; i++) {
        struct spread_press *press = &presses->press[i];
        int64_t at_ms = ms_of(press->at_s), oldest_ms = 0, room_ms = at_ms;
        int64_t calm_ms = later(begun_ms + over_ms, ms_of(single_to_s));
        int64_t free_ms = begun_ms + lockout_ms;
        press->in_day = granted_in_day(presses, i, at_ms, &oldest_ms);
        if (press->in_day >= button->most_per_day)
            room_ms = oldest_ms + MS_PER_DAY;
        press->verdict = calm_ms > at_ms   ? SPREAD_BUSY
                         : free_ms > at_ms ? SPREAD_LOCKED
                         : room_ms > at_ms ? SPREAD_DAY_FULL
                                           : SPREAD_GRANTED;
        press->wait_s = (double)(later(room_ms, later(calm_ms, later(free_ms, at_ms))) - at_ms) /
                        MS_PER_S;
        if (press->verdict == SPREAD_GRANTED)
            begun_ms = at_ms;
    }
}
