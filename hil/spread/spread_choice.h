/* spread_choice.h - the options of `painrig spread` as cases: what is typed, every combination of
 * what is parted by commas, and each of them as a canal, a drug and a programme. */
#ifndef PAINRIG_HIL_SPREAD_CHOICE_H
#define PAINRIG_HIL_SPREAD_CHOICE_H

#include "base/why.h"
#include "hil/options.h"
#include "hil/spread/spread_case.h"

#include <stddef.h>

#define SPREAD_VALUE_MAX_BYTES 48   /* of one value, as typed  */
#define SPREAD_CASES_MAX       64   /* in one comparison       */

/* The options that may have several values. */
enum spread_varied { SPREAD_DRUG, SPREAD_TIP, SPREAD_RATE, SPREAD_BOLUS, SPREAD_HOURS,
                     SPREAD_POSTURE, SPREAD_DISPERSION, SPREAD_VARIED };
extern const char *const spread_varied[SPREAD_VARIED];

/* One case of a comparison, as typed. */
struct spread_choice { char value[SPREAD_VARIED][SPREAD_VALUE_MAX_BYTES]; };

/* Every combination of the values that were given; the last option varies fastest. `choices` has
 * room for SPREAD_CASES_MAX. */
MUST_CHECK enum err spread_choices_make(const struct options *, struct spread_choice *choices,
                                        size_t *count, struct why *);

/* "rate 20, tip T10": what was varied. */
void spread_choice_name(const struct options *, const struct spread_choice *, char *out,
                        size_t size);

/* What every option is in this case, whether it was given or follows; borrowed from both. `values`
 * has a place for each of spread_options. */
void spread_choice_values(const struct options *, const struct spread_choice *,
                          const char **values);

/* What is beside the case of interest: for warnings. */
struct spread_dosing { double bolus_kg, kg_per_m3; };

/* The case of a choice, with all that is not varied, and its four times to look at. */
MUST_CHECK enum err spread_choice_case(const struct options *, const struct spread_choice *,
                                       struct spread_case *, struct spread_dosing *,
                                       struct why *);

#define SPREAD_SAMPLES_MOST 1000

/* --samples and --seed; what is not given is as the list of options says. */
struct spread_sampling { size_t samples; uint64_t seed; };
MUST_CHECK enum err spread_choice_sampling(const struct options *, struct spread_sampling *,
                                           struct why *);

#endif
