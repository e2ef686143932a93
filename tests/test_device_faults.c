/* Every fault of a line on every driver: recovered, reported, or made safe, as its row says. */
#include "tests/support/fault_bed.h"
#include "tests/support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

static const struct line_fault line_faults[] = {
    { .name = "late once",       .faults = { .late_reply = -1 }, .timeouts_late = 1.25 },
    { .name = "late always",     .faults = { .late_reply = 1, .late_reply_s = 0.04 } },
    { .name = "not asked",       .faults = { .drop_request = -1 } },
    { .name = "dropped after",   .faults = { .drop_reply = -1 } },
    { .name = "truncated",       .faults = { .truncate_reply = -1, .truncate_bytes = 1 } },
    { .name = "corrupted",       .faults = { .corrupt_reply = -1 }, .turned_bits = 1 },
    { .name = "doubled",         .faults = { .double_reply = -1 } },
    { .name = "off by one",      .faults = { .shift_reply = 1 } },
    { .name = "hang",            .faults = { .hang = 1 } },
    { .name = "cable cut",       .faults = { .cable_cut = 1 } },
    { .name = "noise",           .faults = { .corrupt_probability = 0.01 }, .turned_bits = 2 },
    { .name = "echo",            .troubles = { .has_echo = 1 } },
    { .name = "wrong baud",      .baud = 300, .turned_bits = 2 },
    { .name = "pulled",          .is_pulled = true },
};

#define FAULTS COUNT(line_faults)

/* A letter for each of line_faults. */
static const struct { const char *driver, *polled, *made_safe; } stated[] = {
#include "tests/data/line_faults.h"
};

static const char letters[FAULT_OUTCOME_COUNT + 1] = "rRcsh-!!!!!";

static size_t row_of(const char *driver)
{
    for (size_t i = 0; i < COUNT(stated); i++)
        if (strcmp(stated[i].driver, driver) == 0)
            return i;
    ck_abort_msg("%s has no row in tests/data/line_faults.h: say what becomes of it", driver);
    return 0;
}

/* PAINRIG_MATRIX: print, and judge nothing. */
static void cell_check(const char *driver, const char *fault, char want, enum fault_outcome is,
                       const char *why)
{
    if (getenv("PAINRIG_MATRIX")) {
        printf("%-16s %-14s %s%s\n", driver, fault, fault_outcome_labels[is], why);
        return;
    }
    ck_assert_msg(letters[is] == want, "%s, %s: %s, not '%c'%s", driver, fault,
                  fault_outcome_labels[is], want, why);
}

START_TEST(polled_on_a_line_that_breaks)
{
    const struct device_type *type = device_types[_i];
    const char *polled = stated[row_of(type->name)].polled;
    char why[160];

    ck_assert_uint_eq(strlen(polled), FAULTS);
    for (size_t f = 0; f < FAULTS; f++) {
        enum fault_outcome is = fault_while_polled(type, &line_faults[f], why);
        cell_check(type->name, line_faults[f].name, polled[f], is, is == FAULT_WRONG ? why : "");
    }
}
END_TEST

START_TEST(made_safe_on_a_line_that_breaks)
{
    const struct device_type *type = device_types[_i];
    const char *made_safe = stated[row_of(type->name)].made_safe;

    ck_assert_uint_eq(strlen(made_safe), FAULTS);
    for (size_t f = 0; f < FAULTS; f++)
        cell_check(type->name, line_faults[f].name, made_safe[f],
                   fault_while_made_safe(type, &line_faults[f]), "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("device faults");
    TCase *all = tcase_create("matrix");
    int    count = 0;

    while (device_types[count])
        count++;
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, polled_on_a_line_that_breaks, 0, count);
    tcase_add_loop_test(all, made_safe_on_a_line_that_breaks, 0, count);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
