/* spread_options.h - what may be said of a spread, once: the options of `painrig spread` and the
 * fields of GET /data/spread are both made of this list.
 *
 * A row is X(field, name, argument, unit, kind, least, most, step, rest, choices, help): field is
 * the name in a request, argument what the command's page calls the value, unit what stands behind
 * a number ("-": none), rest what it is when nothing is said, step what a slider moves by. `kind`
 * is NUMBER, CHOICE or TEXT; a text that is a list is checked by who reads it (spread_choice.h). */
#ifndef PAINRIG_HIL_SPREAD_OPTIONS_H
#define PAINRIG_HIL_SPREAD_OPTIONS_H

#include "hil/options.h"

#include <stddef.h>

#define SPREAD_OPTIONS(X)                                                                          \
    X(drug, "drug", "NAME", "-", CHOICE, 0, 0, 0, "morphine", spread_drug_names,                   \
      "morphine, baclofen, ziconotide, bupivacaine ... (morphine)")                                \
    X(tip, "tip", "LEVEL", "-", CHOICE, 0, 0, 0, "T10", spread_level_names,                        \
      "where the catheter ends, C1 .. S2 (T10)")                                                   \
    X(rate, "rate", "UG_PER_H", "ug/h", NUMBER, 0, 1e6, 0.1, "20", NULL,                           \
      "ug/h, for every drug (20; 0 with --bolus)")                                                 \
    X(hours, "hours", "H", "h", NUMBER, 0.1, 8760, 0.1, "24", NULL, "how long (24)")               \
    X(bolus, "bolus", "UG", "ug", NUMBER, 0, 1e6, 1, "0", NULL, "at the start, on top of the rate")\
    X(bolus_over, "bolus-over", "S", "s", NUMBER, 0, 86400, 1, "60", NULL,                         \
      "how long a bolus takes (60)")                                                               \
    X(bolus_volume, "bolus-volume", "ML", "mL", NUMBER, 0, 50, 0.1, "0", NULL,                     \
      "what it comes in: it displaces fluid and stirs it")                                         \
    X(every, "every", "H", "h", NUMBER, 0, 8760, 0.1, "0", NULL,                                   \
      "the bolus comes back; 0: it does not")                                                      \
    X(schedule, "schedule", "H:UG,...", "-", TEXT, 0, 0, 0, "", NULL,                              \
      "the day's steps, hour:ug/h, as in 0:20,6:10,22:30")                                         \
    X(press, "press", "H,H,...", "-", TEXT, 0, 0, 0, "", NULL,                                     \
      "hours at which the patient presses the button")                                             \
    X(press_bolus, "press-bolus", "UG", "ug", NUMBER, 0, 1e6, 1, "0", NULL,                        \
      "what a press that is granted gives, in place of the rate")                                  \
    X(press_over, "press-over", "S", "s", NUMBER, 1, 86400, 1, "600", NULL,                        \
      "how long that takes (600)")                                                                 \
    X(lockout, "lockout", "MIN", "min", NUMBER, 0, 10080, 1, "60", NULL,                           \
      "no other within so long of a bolus' begin (60)")                                            \
    X(most_per_day, "most-per-day", "N", "-", NUMBER, 1, 255, 1, "6", NULL,                        \
      "granted in any 24 hours (6)")                                                               \
    X(concentration, "concentration", "MG_PER_ML", "mg/mL", NUMBER, 0, 1e3, 0.1, "0", NULL,        \
      "of the solution; 0: not known")                                                             \
    X(posture, "posture", "NAME", "-", CHOICE, 0, 0, 0, "lying", spread_posture_names,             \
      "lying, upright, head-down (lying)")                                                         \
    X(baricity, "baricity", "NAME", "-", CHOICE, 0, 0, 0, "isobaric", spread_baricity_names,       \
      "isobaric, hyperbaric, hypobaric (isobaric)")                                                \
    X(dispersion, "dispersion", "CM2_PER_S", "cm2/s", NUMBER, 1e-8, 1e3, 1e-4, "1e-3", NULL,       \
      "3e-4 .. 3e-3 is what the literature spans (1e-3)")                                          \
    X(absorption, "absorption", "ML_PER_MIN", "mL/min", NUMBER, 0, 0.35, 0.01, "0", NULL,          \
      "fluid that goes down the canal and leaves along it (0)")                                    \
    X(samples, "samples", "N", "-", NUMBER, 0, 1000, 1, "40", NULL,                                \
      "of the band, 10 .. 90 %; 0: none (40; a bare canal: 0)")                                    \
    X(seed, "seed", "N", "-", NUMBER, 0, 9e15, 1, "1", NULL,                                       \
      "starts the random numbers of the band (1)")

/* NULL-terminated: the rows of drugs[], levels[], spread_postures[] and spread_baricities[]. */
extern const char *const spread_drug_names[];
extern const char *const spread_level_names[];
extern const char *const spread_posture_names[];
extern const char *const spread_baricity_names[];

#define SPREAD_OPTION_ID(field_, ...) SPREAD_OPTION_##field_,
enum spread_option_id { SPREAD_OPTIONS(SPREAD_OPTION_ID) SPREAD_OPTION_COUNT };
#undef SPREAD_OPTION_ID

enum spread_option_kind { SPREAD_OPTION_NUMBER, SPREAD_OPTION_CHOICE, SPREAD_OPTION_TEXT };

struct spread_option {
    const char *field, *name, *unit;
    enum spread_option_kind kind;
    double      least, most;
    const char *rest;
};

extern const struct spread_option spread_options[SPREAD_OPTION_COUNT];

/* The row of this name; one of the list. */
const struct spread_option *spread_option_find(const char *name);

/* The same rows as options of a command, and what was given as if it had been typed; NULL: was not.
 * The values are borrowed. */
extern const struct option spread_option_rows[SPREAD_OPTION_COUNT];
void spread_options_give(struct options *, const char *const values[SPREAD_OPTION_COUNT]);

#endif
