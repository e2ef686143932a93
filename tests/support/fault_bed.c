#include "fault_bed.h"

#include "instrument_peer.h"
#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEP_S   0.002
#define RIGHT_WITHIN 1e-6       /* in any unit */
#define COME_S   20.0           /* at most, to come up, and to come up again */
#define STEADY_S 3.0
#define SAFE_S   5.0            /* to be made safe on a line that is well */

#define LABEL(name, text) text,
const char *const fault_outcome_labels[FAULT_OUTCOME_COUNT + 1] = {
    FAULT_OUTCOME_LIST(LABEL) NULL
};

struct fault_bed {
    const struct device_type *type;
    struct device            *device;
    struct instrument_peer    peer;
    struct settings           settings;
    struct port_faults        faults;
    struct port_pipe_troubles troubles;
    struct port              *near, *far;
    long                      tick;
    double                    least[DEVICE_READING_COUNT], most[DEVICE_READING_COUNT];
    bool                      was_wrong, was_down, has_said;
    char                      why[160];
};

static double now_s(const struct fault_bed *bed) { return (double)bed->tick * STEP_S; }

static void make(struct fault_bed *bed, const struct device_type *type)
{
    struct device_setup    setup = { .settings = &bed->settings };
    struct port_pipe_setup pipe = { .line = type->line, .troubles = &bed->troubles, .seed = 3 };
    struct port           *end;

    memset(bed, 0, sizeof *bed);
    bed->type = type;
    instrument_settings(type->name, &bed->settings);
    instrument_peer_make(&bed->peer, type->name);
    ck_assert_int_eq(port_pipe_create_line(&pipe, &end, &bed->far), ERR_OK);
    ck_assert_int_eq(port_faulty_create(end, &bed->faults, 5, &bed->near), ERR_OK);
    ck_assert_int_eq(device_create(&bed->device, type, bed->near, &setup, NULL), ERR_OK);
    for (int i = 0; i < DEVICE_READING_COUNT; i++)
        bed->least[i] = bed->most[i] = (double)NAN;
}

static void end(struct fault_bed *bed)
{
    device_destroy(bed->device);
    instrument_peer_end(&bed->peer);
    port_destroy(bed->near);
    port_destroy(bed->far);
    settings_free(&bed->settings);
}

/* ------------------------------------------------------------------ time */

static bool is_up(const struct fault_bed *bed)
{
    return device_report(bed->device)->link == DEVICE_LINK_UP;
}

/* Within what was seen on the line that was well, and as much beside: last digits flicker. */
static bool is_right(const struct fault_bed *bed, int i)
{
    double is = device_reading(bed->device, (enum device_reading)i);
    double beside = bed->most[i] - bed->least[i] + RIGHT_WITHIN;

    return isnan(is) || isnan(beside)
        || (is >= bed->least[i] - beside && is <= bed->most[i] + beside);
}

/* An alarm may be true: a pump that nobody spoke to raises one. */
static void wrong_note(struct fault_bed *bed, int i)
{
    if (bed->was_wrong || i == DEVICE_READ_ALARM || is_right(bed, i))
        return;
    bed->was_wrong = true;
    snprintf(bed->why, sizeof bed->why, ": %s is %g, not from %g to %g", device_readings[i].name,
             device_reading(bed->device, (enum device_reading)i), bed->least[i], bed->most[i]);
}

static void watch(struct fault_bed *bed)
{
    struct device_event event;

    for (int i = 0; i < DEVICE_READING_COUNT; i++)
        wrong_note(bed, i);
    bed->was_down = bed->was_down || !is_up(bed);
    while (device_next_event(bed->device, &event))
        bed->has_said = true;
}

static void step(struct fault_bed *bed)
{
    bed->tick++;
    if (bed->far)
        instrument_peer_step(&bed->peer, bed->far, now_s(bed), STEP_S);
    if (device_step(bed->device, now_s(bed)) != ERR_OK && bed->far)
        ck_abort_msg("%s: the port has closed", bed->type->name);
    watch(bed);
}

static void run(struct fault_bed *bed, double for_s)
{
    for (long last = bed->tick + lround(for_s / STEP_S); bed->tick < last;)
        step(bed);
}

/* Up, and every reading that there was is there again. */
static bool is_well(const struct fault_bed *bed)
{
    for (int i = 0; i < DEVICE_READING_COUNT; i++)
        if (!isnan(bed->least[i])
            && isnan(device_reading(bed->device, (enum device_reading)i)))
            return false;
    return is_up(bed);
}

static bool come_well(struct fault_bed *bed)
{
    for (double s = 0; s < COME_S && !is_well(bed); s += STEP_S)
        step(bed);
    return is_well(bed);
}

static void come_up(struct fault_bed *bed)
{
    ck_assert_msg(come_well(bed), "%s does not come up", bed->type->name);
    run(bed, STEADY_S);
}

/* What is read now is right from now on. */
static void settle(struct fault_bed *bed)
{
    for (int n = 0; n < 1000; n++, step(bed))
        for (int i = 0; i < DEVICE_READING_COUNT; i++) {
            double is = device_reading(bed->device, (enum device_reading)i);
            bed->least[i] = fmin(bed->least[i], is);
            bed->most[i] = fmax(bed->most[i], is);
        }
    bed->was_wrong = bed->was_down = bed->has_said = false;
}

/* ------------------------------------------------------------------ faults */

static void line_break(struct fault_bed *bed, const struct line_fault *fault)
{
    struct port_line line = bed->type->line;

    bed->faults = fault->faults;
    if (fault->timeouts_late > 0)
        bed->faults.late_reply_s = fault->timeouts_late * bed->type->timeout_s;
    bed->troubles = fault->troubles;
    line.baud = fault->baud;
    if (fault->baud)
        ck_assert_int_eq(port_line(bed->near, &line), ERR_OK);
    if (fault->is_pulled) {
        port_destroy(bed->far);
        bed->far = NULL;
    }
}

static void line_heal(struct fault_bed *bed, const struct line_fault *fault)
{
    bed->faults = (struct port_faults){ 0 };
    bed->troubles = (struct port_pipe_troubles){ 0 };
    if (fault->baud)
        ck_assert_int_eq(port_line(bed->near, &bed->type->line), ERR_OK);
}

/* Long enough that silence is noticed. */
static double fault_time_s(const struct fault_bed *bed)
{
    return bed->type->lost_s + bed->type->age_s_max + 2;
}

static enum fault_outcome polled_judge(struct fault_bed *bed, const struct line_fault *fault)
{
    if (fault->is_pulled)
        return bed->has_said && device_report(bed->device)->link == DEVICE_LINK_DOWN
               ? FAULT_CLOSED : FAULT_SILENT;
    line_heal(bed, fault);
    if (!come_well(bed))
        return FAULT_STUCK;
    run(bed, bed->type->age_s_max);
    if (!bed->was_down)
        return FAULT_RECOVERED;
    return bed->has_said ? FAULT_REPORTED : FAULT_SILENT;
}

enum fault_outcome fault_while_polled(const struct device_type *type,
                                      const struct line_fault *fault, char why[160])
{
    struct fault_bed   bed;
    enum fault_outcome outcome;

    make(&bed, type);
    come_up(&bed);
    settle(&bed);
    line_break(&bed, fault);
    run(&bed, fault_time_s(&bed));
    outcome = polled_judge(&bed, fault);
    if (bed.was_wrong && (fault->turned_bits == 0
                          || instrument_check_bits(type->name) >= fault->turned_bits))
        outcome = FAULT_WRONG;
    memcpy(why, bed.why, sizeof bed.why);
    end(&bed);
    return outcome;
}

/* ------------------------------------------------------------------ while it is made safe */

static void energise(struct fault_bed *bed)
{
    static const struct { enum device_order order; double value; } orders[] = {
        { DEVICE_ORDER_POWER, 20 }, { DEVICE_ORDER_RATE, 5000 },
        { DEVICE_ORDER_OUTPUT, 1 }, { DEVICE_ORDER_RUN, 1 },
    };

    bed->peer.world.load_ohm = 50;
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        if (device_order(bed->device, orders[i].order, orders[i].value, NULL) != ERR_OK)
            continue;           /* it has no such order */
        run(bed, 1.5);
    }
}

/* Does anything leave it? */
static bool is_energised(struct fault_bed *bed)
{
    double pushed_ul = bed->peer.world.pushed_ul;

    run(bed, 0.1);
    return bed->peer.world.source_w > 0 || bed->peer.world.pushed_ul > pushed_ul + 1e-9;
}

/* False when it says that it is, and something leaves it. */
static bool safe_wait(struct fault_bed *bed, double for_s)
{
    for (double s = 0; s < for_s && !device_is_safe(bed->device); s += STEP_S)
        step(bed);
    return !device_is_safe(bed->device) || !bed->far || !is_energised(bed);
}

static enum fault_outcome safe_judge(struct fault_bed *bed, const struct line_fault *fault)
{
    if (!safe_wait(bed, fault_time_s(bed)))
        return FAULT_LIED;
    if (device_is_safe(bed->device))
        return FAULT_SAFE;
    if (fault->is_pulled)
        return FAULT_CLOSED;
    line_heal(bed, fault);
    if (!safe_wait(bed, COME_S))
        return FAULT_LIED;
    return device_is_safe(bed->device) ? FAULT_HELD : FAULT_UNSAFE;
}

enum fault_outcome fault_while_made_safe(const struct device_type *type,
                                         const struct line_fault *fault)
{
    struct fault_bed   bed;
    enum fault_outcome outcome;

    if (!type->is_source)
        return FAULT_NONE;
    make(&bed, type);
    come_up(&bed);
    energise(&bed);
    ck_assert_msg(!bed.peer.emulator || is_energised(&bed), "%s cannot be energised", type->name);
    line_break(&bed, fault);
    device_make_safe(bed.device, now_s(&bed));
    outcome = safe_judge(&bed, fault);
    end(&bed);
    return outcome;
}
