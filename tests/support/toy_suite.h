/* toy_suite.h - a suite by hand, for what reads suites: `count` cases that passed, called
 * "toy/case_000" and so on, to be spoilt by the test. */
#ifndef PAINRIG_TESTS_TOY_SUITE_H
#define PAINRIG_TESTS_TOY_SUITE_H

#include "hil/suite/suite.h"

struct suite toy_suite_make(size_t count);
void toy_suite_free(struct suite *);

void toy_judgement_add(struct suite *, size_t index, const struct judgement *);
/* The outcome's verdict becomes the worst that a judge would make of it. */
void toy_requirement_add(struct suite *, size_t index, const struct outcome_requirement *);
void toy_covers(struct suite *, size_t index, const char *id);

#endif
