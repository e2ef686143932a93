/* spread_text.h - a spread case from its text, as a file of scenarios/cases would have it. */
#ifndef PAINRIG_TESTS_SUPPORT_SPREAD_TEXT_H
#define PAINRIG_TESTS_SUPPORT_SPREAD_TEXT_H

#include "base/err.h"
#include "hil/spread/spread_case.h"

/* made: to be freed with spread_case_free, whatever comes back. */
enum err spread_of(const char *text, struct spread_case *made, struct why *);

#endif
