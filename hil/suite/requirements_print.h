/* requirements_print.h - requirements, their traces and their gaps, as text for a terminal. */
#ifndef PAINRIG_HIL_REQUIREMENTS_PRINT_H
#define PAINRIG_HIL_REQUIREMENTS_PRINT_H

#include "hil/judge/requirement.h"
#include "hil/suite/matrix.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A line each; of one rig, or of all when it is NULL. With its formula as RTAMT reads it. */
void requirements_print(FILE *, const struct requirements *, const char *rig, bool with_formulas);
/* Everything there is to know about one. */
void requirement_print(FILE *, const struct matrix *, const struct requirement *);
/* Requirement to cases, then case to requirements. */
void matrix_print(FILE *, const struct matrix *, const char *rig);
/* A line each; how many there were. */
size_t matrix_gaps_print(FILE *, const struct matrix *, const char *rig);

#endif
