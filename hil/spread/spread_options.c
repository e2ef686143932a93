#include "spread_options.h"

#include <assert.h>
#include <string.h>

#define AS_ROW(field_, name_, argument_, unit_, kind_, least_, most_, step_, rest_, choices_,     \
               help_)                                                                             \
    { .field = #field_, .name = name_, .unit = unit_, .kind = SPREAD_OPTION_##kind_,              \
      .least = least_, .most = most_, .rest = rest_ },
#define AS_OPTION(field_, name_, argument_, unit_, kind_, least_, most_, step_, rest_, choices_,  \
                  help_)                                                                          \
    { name_, argument_, help_ },

const struct spread_option spread_options[] = { SPREAD_OPTIONS(AS_ROW) };
const struct option spread_option_rows[] = { SPREAD_OPTIONS(AS_OPTION) };

const char *const spread_drug_names[] = {
    "morphine", "hydromorphone", "fentanyl", "bupivacaine", "clonidine", "ziconotide", "baclofen",
    NULL,
};

const char *const spread_level_names[] = {
    "C1", "C2", "C3", "C4", "C5", "C6", "C7",
    "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12",
    "L1", "L2", "L3", "L4", "L5", "S1", "S2", NULL,
};

const char *const spread_posture_names[] = { "lying", "upright", "head-down", NULL };

const char *const spread_baricity_names[] = { "isobaric", "hyperbaric", "hypobaric", NULL };

const struct spread_option *spread_option_find(const char *name)
{
    for (size_t i = 0; i < SPREAD_OPTION_COUNT; i++)
        if (strcmp(spread_options[i].name, name) == 0)
            return &spread_options[i];
    assert(!"an option that the list does not have");
    return NULL;
}

void spread_options_give(struct options *given, const char *const values[SPREAD_OPTION_COUNT])
{
    _Static_assert((int)SPREAD_OPTION_COUNT <= OPTIONS_GIVEN_MAX, "all may be given at once");
    *given = (struct options){ .given_count = 0 };
    for (size_t i = 0; i < SPREAD_OPTION_COUNT; i++)
        if (values[i]) {
            given->given[given->given_count].option = &spread_option_rows[i];
            given->given[given->given_count++].value = values[i];
        }
}
