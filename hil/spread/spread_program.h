/* spread_program.h - a programme of doses, one after the other from t = 0, as a person writes it.
 *
 *     source.program = {
 *       { mg = 1, over_s = 60 },            a dose, evenly over 60 s; without over_s: at once
 *       { mg_per_h = 0.05, until_h = 24 },  a rate from where the last entry ended, until hour 24
 *       { mg_per_h = 0.10, for_h = 6 },     a rate for six hours
 *       { pause_h = 2 },                    nothing for two hours
 *       { mg = 0.5, at_h = 40, ml = 1 },    a dose in 1 mL at hour 40, nothing before it
 *     }
 *
 * ug and ug_per_h serve for mg and mg_per_h. A dose with a volume (ml) is an injection, which
 * displaces fluid and stirs it. After the last entry nothing comes. */
#ifndef PAINRIG_HIL_SPREAD_PROGRAM_H
#define PAINRIG_HIL_SPREAD_PROGRAM_H

#include "base/settings.h"
#include "base/why.h"
#include "hil/spread/spread_press.h"
#include "sim/spread.h"

#include <stddef.h>

/* SPREAD_DOSES_MAX of room. The owner calls spread_program_free; all zero is empty and fine. */
struct spread_program {
    struct spread_dose *doses;
    size_t              count;
    double              end_s;      /* of the last dose */
};

void spread_program_free(struct spread_program *);

/* One more dose where the last one ended. ERR_LIMIT when there is no room. */
MUST_CHECK enum err spread_program_add(struct spread_program *, double mass_kg, double over_s,
                                       double volume_m3, struct why *);

/* source.program, as above. */
MUST_CHECK enum err spread_program_read(struct settings *, struct spread_program *, struct why *);

/* The steps of a day, "0:20,6:10,22:30": from this hour this rate. */
#define SPREAD_DAY_STEPS_MAX 24
struct spread_day {
    struct { double from_s, kg_per_s; } steps[SPREAD_DAY_STEPS_MAX];   /* in order, from 0 */
    size_t count;
};

/* ERR_PARSE or ERR_RANGE with a sentence: no number, an hour beyond the day, two steps at one hour
 * (overlap), none at hour 0 (gap). Hours are 0 .. 24 in any order; the rate is in ug/h. */
MUST_CHECK enum err spread_day_parse(const char *text, struct spread_day *, struct why *);

double spread_day_rate_kg_per_s(const struct spread_day *, double at_s);

/* What a pump does in `end_s` seconds: the day again and again, and on top of it a bolus at the
 * start, which comes back every `every_s` seconds (0: it does not). A press that was granted gives
 * the button's bolus in place of both, as the mocked pump does: what they would have given
 * meanwhile is not made up for. */
struct spread_pump {
    struct spread_day day;
    double bolus_kg, bolus_over_s, bolus_m3, every_s, end_s;
    const struct spread_presses *presses;       /* judged; NULL: none */
};

MUST_CHECK enum err spread_program_pump(const struct spread_pump *, struct spread_program *,
                                        struct why *);

#endif
