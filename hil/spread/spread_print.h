/* spread_print.h - a spread on a terminal: what it is of, its tables, what it rests on, and what a
 * dose is beyond. */
#ifndef PAINRIG_HIL_SPREAD_PRINT_H
#define PAINRIG_HIL_SPREAD_PRINT_H

#include "hil/exhibit.h"
#include "hil/spread/spread_case.h"
#include "hil/spread/spread_view.h"

#include <stddef.h>
#include <stdio.h>

/* "480 ug of morphine in all at T10, seen for 24 h, lying, dispersion 0.001 cm2/s". */
void spread_caption(const struct spread_case *, double end_s, char *out, size_t size);

/* The patient's presses and what came of each; nothing without any. */
void spread_presses_print(FILE *, const struct spread_presses *);

void spread_table_print(FILE *, const struct exhibit_table *);

/* The canal's and the drug's numbers with their sources, and what the model is and is not. */
void spread_footing_print(FILE *, const struct spread_case *, const struct spread_view *);

/* What cannot be believed of a drug that is heavier or lighter than the fluid, each line with
 * `before` in front; nothing of one that is as heavy. */
void spread_baricity_print(FILE *, const struct spread_case *, const char *before);

/* The last lines of it: what was computed, and what the model is and is not. */
void spread_model_print(FILE *, const struct spread_view *);

/* A line for every practice limit that the programme is beyond; concentration 0: not known. */
void spread_limits_warn(FILE *, const struct spread_case *, double bolus_kg,
                        double kg_per_m3);

/* The most drug that comes in any of the days 0 .. 24 h, 24 .. 48 h and so on. */
double spread_day_most_kg(const struct spread_program *);

#endif
