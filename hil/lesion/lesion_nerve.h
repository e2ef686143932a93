/* lesion_nerve.h - courses beside a needle, as they are typed and told: what ought to die and what
 * must live (nerve.h).
 *
 *     --nerve "4,-8,0;4,8,0"    --spare "-2,0,-9;9,3,-9"      x,y,z in mm; from point to point
 *
 *     nerves = { { kind = "target", points = { { 4, -8, 0 }, { 4, 8, 0 } } }, ... }
 *
 * x is across the needle, y out of the drawing's plane, z along the needle from the middle of its
 * tip, + towards the shaft. */
#ifndef PAINRIG_HIL_LESION_NERVE_H
#define PAINRIG_HIL_LESION_NERVE_H

#include "base/settings.h"
#include "hil/bytes.h"
#include "sim/treatment.h"

/* "target" and "spare", NULL-terminated: as nerve_kind counts them. */
extern const char *const lesion_nerve_kinds[];

/* "x,y,z;x,y,z;...": ERR_PARSE or ERR_RANGE with a sentence that names the point. */
MUST_CHECK enum err lesion_course_parse(const char *text, enum nerve_kind, struct nerve_course *,
                                        struct why *);

/* A case's nerves[i]. */
MUST_CHECK enum err lesion_nerves_read(struct settings *, struct treatment_setup *, struct why *);

/* The member "nerves" of lesion_json.h, with the comma behind it. */
void lesion_nerves_json(struct bytes *, const struct treatment_setup *, const struct treatment *);

/* The same at one report, for people. */
void lesion_nerves_print(const struct treatment_setup *, const struct treatment *, size_t report);

/* A line for each course below a row of a comparison: how much each criterion says is dead, or what
 * margin is left. Labels end at column `lead`. */
void lesion_nerves_rows(const struct treatment_setup *, const struct treatment_report *, int lead);

#endif
