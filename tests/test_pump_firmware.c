/* The mocked pump as its host knows it: states row by row, requests, every reason to refuse one,
 * and updates that are whole or nothing. */
#include "drivers/mock/pump_states.h"
#include "tests/support/pump_bedside.h"
#include "tests/support/suite.h"

#include <check.h>
#include <string.h>

/* ------------------------------------------------------------------ the table of states */

#define TO(name)  (1 + PUMP_STATE_##name)
#define ON(name)  [PUMP_INPUT_##name]
#define ON_RUN    ON(RUN_CONTINUOUS) = TO(CONTINUOUS), ON(RUN_FLEX) = TO(FLEX),                   \
                  ON(RUN_PERIODIC) = TO(PERIODIC), ON(RUN_MINIMUM) = TO(MINIMUM)
#define ON_OUT    ON(STOP) = TO(STOPPED), ON(TRIP) = TO(HALTED), ON(INTERFERE) = TO(STOPPED),     \
                  ON(END) = TO(ENDED)
#define ON_WORK   ON(BEGIN) = TO(UPDATING), ON(SINGLE) = TO(SINGLE_BOLUS),                        \
                  ON(BRIDGE) = TO(BRIDGE_BOLUS), ON(STALL) = TO(STALLED), ON(RESET) = TO(MINIMUM)

#define ON_BOLUS  ON_RUN, ON(STALL) = TO(STALLED), ON(RESET) = TO(MINIMUM), ON_OUT

/* Said once more; 0: no row. */
static const int wanted[PUMP_STATE_COUNT][PUMP_INPUT_COUNT] = {
    [PUMP_STATE_SHELF]      = { ON(BEGIN) = TO(UPDATING), ON(STOP) = TO(SHELF),
                                ON(RESET) = TO(SHELF), ON(END) = TO(ENDED) },
    [PUMP_STATE_STOPPED]    = { ON(BEGIN) = TO(UPDATING), ON_RUN, ON(STOP) = TO(STOPPED),
                                ON(SINGLE) = TO(SINGLE_BOLUS), ON(BRIDGE) = TO(BRIDGE_BOLUS),
                                ON(PRIME) = TO(PRIMING_BOLUS), ON(TRIP) = TO(HALTED),
                                ON(RESET) = TO(STOPPED), ON(END) = TO(ENDED) },
    [PUMP_STATE_UPDATING]   = { ON(SHELVE) = TO(SHELF), ON(STOP) = TO(STOPPED),
                                ON(HALT) = TO(HALTED), ON_RUN, ON(RESET) = TO(STOPPED),
                                ON(TRIP) = TO(UPDATING),
                                ON(END) = TO(ENDED) },
    [PUMP_STATE_CONTINUOUS] = { ON(RUN_CONTINUOUS) = TO(CONTINUOUS), ON_WORK, ON_OUT,
                                ON(PATIENT) = TO(PATIENT_BOLUS) },
    [PUMP_STATE_FLEX]       = { ON(RUN_FLEX) = TO(FLEX), ON_WORK, ON_OUT,
                                ON(PATIENT) = TO(PATIENT_BOLUS) },
    [PUMP_STATE_PERIODIC]   = { ON(RUN_PERIODIC) = TO(PERIODIC), ON_WORK, ON_OUT,
                                ON(PATIENT) = TO(PATIENT_BOLUS) },
    [PUMP_STATE_MINIMUM]    = { ON_RUN, ON_WORK, ON_OUT },
    [PUMP_STATE_SINGLE_BOLUS]  = { ON_BOLUS },
    [PUMP_STATE_PATIENT_BOLUS] = { ON_BOLUS },
    [PUMP_STATE_BRIDGE_BOLUS]  = { ON_BOLUS },
    [PUMP_STATE_PRIMING_BOLUS] = { ON(RESET) = TO(STOPPED), ON_OUT },
    [PUMP_STATE_STALLED]    = { ON(BEGIN) = TO(UPDATING), ON_RUN, ON(RESET) = TO(MINIMUM), ON_OUT },
    [PUMP_STATE_HALTED]     = { ON(BEGIN) = TO(UPDATING), ON(STOP) = TO(HALTED),
                                ON(TRIP) = TO(HALTED), ON(CLEAR) = TO(STOPPED),
                                ON(RESET) = TO(HALTED), ON(END) = TO(ENDED) },
    [PUMP_STATE_ENDED]      = { ON(STOP) = TO(ENDED) },
};

START_TEST(a_state_has_these_rows_and_no_others)
{
    for (enum pump_input on = 0; on < PUMP_INPUT_COUNT; on++) {
        const struct pump_transition *row = pump_transition_find((enum pump_state)_i, on);
        int to = row ? 1 + (int)row->to : 0;
        ck_assert_msg(to == wanted[_i][on], "%s on %s", pump_state_labels[_i],
                      pump_input_labels[on]);
    }
}
END_TEST

START_TEST(every_state_can_be_reached_and_stopped)
{
    unsigned reached = PUMP_IN(SHELF);
    size_t   count;
    const struct pump_transition *rows = pump_transitions(&count);

    for (int turn = 0; turn < PUMP_STATE_COUNT; turn++)
        for (size_t i = 0; i < count; i++)
            if (pump_is_in(rows[i].from, reached))
                reached |= 1u << rows[i].to;
    ck_assert_uint_eq(reached, PUMP_IN_ALL);
    for (enum pump_state i = 0; i < PUMP_STATE_COUNT; i++) {
        const struct pump_transition *row = pump_transition_find(i, PUMP_INPUT_STOP);
        ck_assert_ptr_nonnull(row);
        ck_assert(!pump_is_in(row->to, PUMP_IN_DELIVERY));
    }
}
END_TEST

START_TEST(the_table_prints_as_a_graph_with_an_edge_for_each_row)
{
    char        bytes[16384];
    struct text text = text_over(bytes, sizeof bytes);
    size_t      count, edges = 0;

    pump_states_print(&text);
    pump_transitions(&count);
    for (const char *at = bytes; (at = strstr(at, " -> ")); at++)
        edges++;
    ck_assert_uint_eq(edges, count);
    ck_assert(!text.is_cut);
    ck_assert_ptr_nonnull(strstr(bytes, "continuous -> patient_bolus [label=\"patient_bolus\"]"));
}
END_TEST

/* ------------------------------------------------------------------ a life */

START_TEST(a_pump_runs_its_programme_and_says_so)
{
    struct pump_status status;

    pump_bed_run(bed, 3600, 1);
    status = pump_bed_status(bed);
    ck_assert_int_eq(status.state, PUMP_STATE_CONTINUOUS);
    ck_assert_uint_eq(status.rate_nl_per_h, 20000);
    ck_assert_uint_eq(bed->strokes, 8);
    ck_assert_uint_eq(status.delivered_nl, 20000);
    ck_assert_uint_eq(status.reservoir_nl, 20000000 - 20000);
    ck_assert_uint_eq(status.clock_s, bed->build.clock_s + 3601);
    ck_assert_uint_eq(status.battery_mv, 2900);
    ck_assert_uint_eq(status.days_to_end, 2557);
    ck_assert_uint_eq(status.days_to_replace, 2467);
    ck_assert_uint_eq(status.alarms, 0);
}
END_TEST

START_TEST(a_pump_from_the_shelf_is_programmed_and_started)
{
    bed->build.is_programmed = false;
    pump_bed_again(bed);
    IS_IN(SHELF);
    IS_REFUSED(STATE, ask(PUMP_KIND_START));
    IS_REFUSED(STATE, ask(PUMP_KIND_READ_PROGRAMME));
    for (int i = 0; i < 2; i++) {
        IS_OK(ask(PUMP_KIND_STOP));
        IS_OK(ask(PUMP_KIND_BEGIN));
        IS_OK(ask(i == 0 ? PUMP_KIND_STOP : PUMP_KIND_ABORT));
        pump_bed_run(bed, 1, 1);
        IS_IN(SHELF);
    }
    IS_OK(pump_bed_program(bed, &pump_bed_programme, false));
    pump_bed_run(bed, 1, 1);
    IS_IN(STOPPED);
    IS_OK(ask(PUMP_KIND_START));
    pump_bed_run(bed, 3600, 60);
    IS_IN(CONTINUOUS);
    ck_assert_uint_eq(bed->strokes, 8);
}
END_TEST

START_TEST(what_ran_goes_on_with_the_new_programme_and_what_stood_stands)
{
    struct pump_programme programme = pump_bed_programme;

    programme.mode = PUMP_MODE_FLEX;
    programme.step_count = 2;
    programme.steps[1] = (struct pump_step){ 720, 60000 };
    IS_OK(pump_bed_program(bed, &programme, true));
    pump_bed_run(bed, 1, 1);
    IS_IN(FLEX);
    ck_assert_uint_eq(pump_bed_last(bed, PUMP_LOG_PROGRAMME).value, pump_programme_crc(&programme));
    IS_OK(ask(PUMP_KIND_STOP));
    programme.mode = PUMP_MODE_MINIMUM;
    IS_OK(pump_bed_program(bed, &programme, true));
    pump_bed_run(bed, 1, 1);
    IS_IN(STOPPED);
    IS_OK(ask(PUMP_KIND_START));
    IS_OK(ask(PUMP_KIND_START));                    /* again: it runs already */
    pump_bed_run(bed, 1, 1);
    IS_IN(MINIMUM);
    ck_assert_uint_eq(bed->output.rate_nl_per_h, 250);
}
END_TEST

/* ------------------------------------------------------------------ whole or not at all */

static struct pump_programme other_programme(void)
{
    struct pump_programme programme = pump_bed_programme;

    programme.rate_nl_per_h = 30000;
    programme.concentration_ug_per_ml = 5000;
    programme.step_count = 1;
    programme.periodic_nl = 5;
    programme.patient_nl = 10000;
    return programme;
}

static uint16_t crc_in_force(void)
{
    struct pump_programme programme = pump_bed_in_force(bed);

    return pump_programme_crc(&programme);
}

/* The link is lost after `frames` of BEGIN, four parts, COMMIT. */
static void update_cut(int frames)
{
    struct pump_programme programme = other_programme();

    for (int i = 0; i < frames; i++)
        if (i == 0)
            IS_OK(ask(PUMP_KIND_BEGIN));
        else if (i <= PUMP_PART_COUNT)
            IS_OK(pump_bed_write(bed, &programme, (enum pump_part)(i - 1)));
        else
            IS_OK(pump_bed_ask(bed, PUMP_KIND_COMMIT, pump_programme_crc(&programme), 0));
}

START_TEST(an_update_cut_at_any_frame_leaves_the_old_programme_whole)
{
    struct pump_programme other = other_programme();
    bool is_whole = _i == PUMP_PART_COUNT + 2, is_open = _i > 0 && !is_whole;

    update_cut(_i);
    pump_bed_run(bed, HOUR_S, 60);
    ck_assert_uint_eq(crc_in_force(), pump_programme_crc(is_whole ? &other : &pump_bed_programme));
    ck_assert_int_eq(state(), is_open ? PUMP_STATE_UPDATING : PUMP_STATE_CONTINUOUS);
    ck_assert_uint_eq(bed->strokes, is_open ? 0 : is_whole ? 12 : 8);
    if (is_open)
        IS_OK(ask(PUMP_KIND_ABORT));
    pump_bed_run(bed, 1, 1);
    IS_IN(CONTINUOUS);
    ck_assert_uint_eq(bed->output.rate_nl_per_h, is_whole ? 30000 : 20000);
    ck_assert_uint_eq(crc_in_force(), pump_programme_crc(is_whole ? &other : &pump_bed_programme));
}
END_TEST

START_TEST(parts_of_an_aborted_update_are_not_counted_for_the_next)
{
    struct pump_programme other = other_programme();

    update_cut(PUMP_PART_COUNT);
    IS_OK(ask(PUMP_KIND_ABORT));
    IS_OK(ask(PUMP_KIND_BEGIN));
    IS_OK(pump_bed_write(bed, &other, PUMP_PART_PATIENT));
    IS_REFUSED(INCOMPLETE, pump_bed_ask(bed, PUMP_KIND_COMMIT, pump_programme_crc(&other), 0));
}
END_TEST

/* ------------------------------------------------------------------ refusals */

static void nothing(void) { }
static void session_over(void) { pump_bed_run(bed, 121, 1); bed->asked_s = bed->now_s; }
static void stopped(void) { IS_OK(ask(PUMP_KIND_STOP)); pump_bed_run(bed, 1, 1); }
static void updating(void) { IS_OK(ask(PUMP_KIND_BEGIN)); }
static void halted(void) { bed->body.outlet_kpa = 100; pump_bed_run(bed, 2, 1); }
static void stalled(void) { bed->is_stuck = true; pump_bed_run(bed, 1200, 1); }
static void bolus(void) { IS_OK(pump_bed_ask(bed, PUMP_KIND_SINGLE_BOLUS, 20000, 600)); }
static void ended(void) { bed->body.battery_v = 2.1; pump_bed_run(bed, 30, 1); }
static void scarce(void) { bed->build.reservoir_nl = 510000; pump_bed_again(bed); }

static void staged(struct pump_programme programme)
{
    IS_OK(ask(PUMP_KIND_BEGIN));
    for (int part = 0; part < PUMP_PART_COUNT; part++)
        IS_OK(pump_bed_write(bed, &programme, (enum pump_part)part));
    bed->build.clock_s = pump_programme_crc(&programme);    /* for `commit` below */
}

#define STAGED(name, change)                                                                      \
    static void name(void)                                                                        \
    {                                                                                             \
        struct pump_programme p = other_programme();                                              \
        change;                                                                                   \
        staged(p);                                                                                \
    }
STAGED(staged_good,    (void)p)
STAGED(staged_fast,    p.rate_nl_per_h = 1200001)
STAGED(staged_big,     p.low_reservoir_nl = 20000001)
STAGED(staged_endless, p.patient_duration_s = 86401)
STAGED(staged_overlap, p.mode = PUMP_MODE_FLEX; p.step_count = 2)
STAGED(staged_gap,     p.mode = PUMP_MODE_FLEX; p.steps[0].minute = 5)
STAGED(staged_drug,    p.drug = 200)
STAGED(staged_strong,  p.concentration_ug_per_ml = 25001)
STAGED(staged_dose,    p.rate_nl_per_h = 200000)
STAGED(staged_bolus,   p.patient_nl = 110000)
STAGED(staged_soft,    p.rate_nl_per_h = 150000)

struct asked { enum pump_kind kind; uint32_t a, b; };

#define K(name, a_, b_) { .kind = PUMP_KIND_##name, .a = a_, .b = b_ }
#define WHY(name)       PUMP_REASON_##name

static const struct refusal {
    const char *story;
    void (*before)(void);
    struct asked asked;
    enum pump_reason reason;
} refusals[] = {
    { "no session",             session_over,   K(STOP, 0, 0), WHY(NO_SESSION) },
    { "no such request",        nothing,        { 0x7F, 0, 0 }, WHY(KIND) },
    { "an answer as request",   nothing,        K(ACK, 0, 0), WHY(KIND) },
    { "begin twice",            updating,       K(BEGIN, 0, 0), WHY(STATE) },
    { "start in an update",     updating,       K(START, 0, 0), WHY(STATE) },
    { "prime what runs",        nothing,        K(PRIMING_BOLUS, 1000, 1), WHY(STATE) },
    { "refill in an update",    updating,       K(REFILL, 0, 1), WHY(STATE) },
    { "commit nothing",         nothing,        K(COMMIT, 0, 0), WHY(NOT_UPDATING) },
    { "abort nothing",          nothing,        K(ABORT, 0, 0), WHY(NOT_UPDATING) },
    { "write nowhere",          nothing,        K(WRITE, 0, 0), WHY(NOT_UPDATING) },
    { "write nothing",          updating,       K(WRITE, 0, 0), WHY(PAYLOAD) },
    { "parts are missing",      updating,       K(COMMIT, 0, 0), WHY(INCOMPLETE) },
    { "another programme",      staged_good,    K(COMMIT, 0, 0), WHY(PROGRAMME_CRC) },
    { "too fast",               staged_fast,    K(COMMIT, 1, 1), WHY(RATE) },
    { "too big",                staged_big,     K(COMMIT, 1, 1), WHY(VOLUME) },
    { "too long",               staged_endless, K(COMMIT, 1, 1), WHY(DURATION) },
    { "overlap",                staged_overlap, K(COMMIT, 1, 1), WHY(SCHEDULE_OVERLAP) },
    { "gap",                    staged_gap,     K(COMMIT, 1, 1), WHY(SCHEDULE_GAP) },
    { "drug",                   staged_drug,    K(COMMIT, 1, 1), WHY(DRUG) },
    { "concentration",          staged_strong,  K(COMMIT, 1, 1), WHY(CONCENTRATION) },
    { "dose of the day",        staged_dose,    K(COMMIT, 1, 1), WHY(DOSE) },
    { "dose of a bolus",        staged_bolus,   K(COMMIT, 1, 1), WHY(BOLUS_DOSE) },
    { "not confirmed",          staged_soft,    K(COMMIT, 1, 0), WHY(SOFT_LIMIT) },
    { "a bolus of nothing",     nothing,        K(SINGLE_BOLUS, 0, 60), WHY(VOLUME) },
    { "a bolus at once",        nothing,        K(SINGLE_BOLUS, 1, 0), WHY(DURATION) },
    { "a bolus of days",        nothing,        K(SINGLE_BOLUS, 1000, 86401), WHY(DURATION) },
    { "a bolus too fast",       nothing,        K(SINGLE_BOLUS, 20001, 60), WHY(RATE) },
    { "a bolus too strong",     nothing,        K(SINGLE_BOLUS, 50001, 600), WHY(BOLUS_DOSE) },
    { "a bolus in a bolus",     bolus,          K(SINGLE_BOLUS, 1000, 60), WHY(BUSY) },
    { "an update in a bolus",   bolus,          K(BEGIN, 0, 0), WHY(BUSY) },
    { "a bolus in an update",   updating,       K(SINGLE_BOLUS, 1000, 60), WHY(STATE) },
    { "a bolus of the last",    scarce,         K(SINGLE_BOLUS, 10001, 60), WHY(RESERVOIR) },
    { "prime by accident",      stopped,        K(PRIMING_BOLUS, 1000, 0), WHY(UNCONFIRMED) },
    { "prime too much",         stopped,        K(PRIMING_BOLUS, 573301, 1), WHY(VOLUME) },
    { "bridge nothing",         nothing,        K(BRIDGE_BOLUS, 0, 1000), WHY(VOLUME) },
    { "bridge never",           nothing,        K(BRIDGE_BOLUS, 1000, 0), WHY(RATE) },
    { "bridge too fast",        nothing,        K(BRIDGE_BOLUS, 1000, 1200001), WHY(RATE) },
    { "bridge for months",      nothing,        K(BRIDGE_BOLUS, 180001, 250), WHY(DURATION) },
    { "more than it holds",     nothing,        K(REFILL, 20000000, 20000001), WHY(CAPACITY) },
    { "start with an alarm",    halted,         K(START, 0, 0), WHY(ALARM) },
    { "start in a stall",       stalled,        K(START, 0, 0), WHY(ALARM) },
    { "clear with its cause",   halted,         K(CLEAR, 0, 0), WHY(NOT_CLEARED) },
    { "a bolus with an alarm",  halted,         K(SINGLE_BOLUS, 1000, 60), WHY(STATE) },
    { "after the end",          ended,          K(START, 0, 0), WHY(ENDED) },
    { "an update after it",     ended,          K(BEGIN, 0, 0), WHY(ENDED) },
    { "a bolus after it",       ended,          K(SINGLE_BOLUS, 1000, 60), WHY(ENDED) },
};

/* All of the status that a refusal may not change. */
static struct pump_status still_status(void)
{
    struct pump_status status = pump_bed_status(bed);

    status.log_count = status.last_sequence = 0;
    return status;
}

static bool is_same_status(const struct pump_status *a, const struct pump_status *b)
{
    uint8_t bytes[2][PUMP_STATUS_BYTES];

    pump_status_write(a, bytes[0]);
    pump_status_write(b, bytes[1]);
    return memcmp(bytes[0], bytes[1], PUMP_STATUS_BYTES) == 0;
}

START_TEST(a_refusal_has_its_reason_changes_nothing_and_is_written_down)
{
    const struct refusal *row = &refusals[_i];
    struct asked          asked = row->asked;
    struct pump_status    before, after;
    struct pump_log_entry entry;
    bool   can_ask = row->before != session_over;
    size_t logged;

    row->before();
    if (asked.kind == PUMP_KIND_COMMIT && asked.a == 1)
        asked.a = bed->build.clock_s;
    before = can_ask ? still_status() : (struct pump_status){ .state = 0 };
    logged = can_ask ? pump_bed_logged(bed, PUMP_LOG_REFUSED, (uint8_t)row->reason) : 0;
    ck_assert_msg(pump_bed_ask(bed, asked.kind, asked.a, asked.b) == row->reason, "%s", row->story);
    if (!can_ask)
        return;
    after = still_status();
    ck_assert_msg(is_same_status(&before, &after), "%s", row->story);
    ck_assert_uint_eq(crc_in_force(), pump_programme_crc(&pump_bed_programme));
    ck_assert_uint_eq(pump_bed_logged(bed, PUMP_LOG_REFUSED, (uint8_t)row->reason), logged + 1);
    entry = pump_bed_last(bed, PUMP_LOG_REFUSED);
    ck_assert_uint_eq(entry.value, (uint32_t)asked.kind);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pump_firmware");
    TCase *table = tcase_create("states"), *life = tcase_create("life");

    tcase_add_loop_test(table, a_state_has_these_rows_and_no_others, 0, PUMP_STATE_COUNT);
    tcase_add_test(table, every_state_can_be_reached_and_stopped);
    tcase_add_test(table, the_table_prints_as_a_graph_with_an_edge_for_each_row);
    tcase_add_checked_fixture(life, set_up, tear_down);
    tcase_add_test(life, a_pump_runs_its_programme_and_says_so);
    tcase_add_test(life, a_pump_from_the_shelf_is_programmed_and_started);
    tcase_add_test(life, what_ran_goes_on_with_the_new_programme_and_what_stood_stands);
    tcase_add_loop_test(life, an_update_cut_at_any_frame_leaves_the_old_programme_whole, 0,
                        PUMP_PART_COUNT + 3);
    tcase_add_test(life, parts_of_an_aborted_update_are_not_counted_for_the_next);
    tcase_add_loop_test(life, a_refusal_has_its_reason_changes_nothing_and_is_written_down, 0,
                        COUNT(refusals));
    suite_add_tcase(suite, table);
    suite_add_tcase(suite, life);
    return suite_run(suite);
}
