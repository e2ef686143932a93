/* The infusion rig on a bench: which instrument takes whose place.
 *
 *     pump        it-pump: the programmer's client talks to it; there is no mocked firmware
 *                 a syringe or infusion pump: the mechanism of the mocked firmware, which stays its
 *                 controller: its commanded rate, the mean of its strokes, is the mechanism's rate
 *     balance     what was delivered, by mass over density
 *     flow        what was delivered, before the balance
 *     pressure    what the mocked firmware feels at its outlet
 *
 * What was delivered drives the plant, in strokes: what is less than one waits for the rest. */
#include "rig_infusion_inside.h"

#include "base/units.h"
#include "drivers/port_borrow.h"
#include "drivers/port_tap.h"
#include "hil/bench/bench_drivers.h"

#include <math.h>

#define STROKE_UL   (PUMP_STROKE_NL * 1e-3)
#define RATE_SHARE  1e-6        /* smaller changes of a rate are none */
#define ML_PER_NL   1e-6
#define JUMP_UL     1e5         /* in one tick: no pump does that, another measures now */

/* ------------------------------------------------------------------ what is there */

static bool has(const struct rig_infusion *a, enum device_role role)
{
    return a->stand && stand_device(a->stand, role);
}

bool rig_infusion_has_real_pump(const struct stand *stand)
{
    const struct bench_place *place = stand ? &stand_bench(stand)->places[DEVICE_ROLE_PUMP] : NULL;

    return place && place->is_there && bench_driver_has_client(place->driver);
}

static bool has_mechanism(const struct rig_infusion *a)
{
    return !a->firmware || has(a, DEVICE_ROLE_PUMP);
}

unsigned rig_infusion_makers(const struct rig_infusion *a)
{
    unsigned there = RIG_MAKER_MODEL;

    there |= a->is_hosted ? 0 : RIG_MAKER_CLIENT;
    there |= a->firmware ? RIG_MAKER_FIRMWARE : 0;
    there |= has_mechanism(a) ? 0 : RIG_MAKER_DRIVE;
    there |= a->stand && stand_port(a->stand, DEVICE_ROLE_STAND) ? RIG_MAKER_STAND : 0;
    return there;
}

#define BODY  (RIG_MAKER_FIRMWARE | RIG_MAKER_STAND)
#define DRIVE (RIG_MAKER_DRIVE | RIG_MAKER_STAND)

/* What the catheter does to the device is its back-pressure: the model's for a firmware in memory,
 * somebody's for a pump of its own. What leaves the catheter on its way is the plant's alone. */
static const unsigned knob_needs[KNOB_COUNT] = {
    [KNOB_FILL_VOLUME] = BODY,      [KNOB_FILL_CONC] = BODY,     [KNOB_FILL] = BODY,
    [KNOB_POCKET_FILL] = BODY,      [KNOB_WRONG_PORT] = BODY,    [KNOB_BUTTON] = BODY,
    [KNOB_OCCLUSION] = BODY,        [KNOB_FIBROSIS] = BODY,      [KNOB_BATTERY_LOST] = BODY,
    [KNOB_LEVEL_OFFSET] = BODY,     [KNOB_LEVEL_OPEN] = BODY,    [KNOB_PRESSURE_OFFSET] = BODY,
    [KNOB_PRESSURE_OPEN] = BODY,    [KNOB_MEMORY] = BODY,        [KNOB_RESETS] = BODY,
    [KNOB_DRIFT] = BODY,            [KNOB_WRONG_DATE] = BODY,    [KNOB_PREMATURE_LOW] = BODY,
    [KNOB_INTERFERED] = BODY,
    [KNOB_STALLED] = DRIVE,         [KNOB_GAIN_ERROR] = DRIVE,   [KNOB_PRECIPITATE] = DRIVE,
    [KNOB_REFLUX] = DRIVE,          [KNOB_VALVE_LEAK] = DRIVE,   [KNOB_VALVE_BROKEN] = DRIVE,
    [KNOB_VALVE_RESET] = DRIVE,     [KNOB_FEVER] = DRIVE,        [KNOB_ALTITUDE] = DRIVE,
};

unsigned rig_infusion_needs(size_t knob) { return knob_needs[knob]; }

bool rig_infusion_is_for_stand(const struct rig_infusion *a, size_t knob)
{
    return rig_bench_is_for_stand(rig_infusion_makers(a), rig_infusion_needs(knob));
}

/* ------------------------------------------------------------------ made */

static void bench_hear(void *rig, double now_s, enum port_direction direction,
                       const uint8_t *bytes, size_t count)
{
    witness_hear(&((struct rig_infusion *)rig)->witness, now_s, direction, bytes, count);
}

/* Faults of the wire act between the client and the port; the stand has the log. */
enum err rig_infusion_bench_connect(struct rig_infusion *a)
{
    struct port *port;

    TRY(port_borrow_create(stand_port(a->stand, DEVICE_ROLE_PUMP), &a->near));
    port = a->near;
    TRY(port_faulty_create(port, &a->wire, a->seed, &a->near));
    port = a->near;
    return port_tap_create(port, bench_hear, a, &a->near);
}

/* ------------------------------------------------------------------ the mechanism obeys */

/* A rate that a link carried no further is ordered again when it is up. */
static enum err rate_order(struct rig_infusion *a, double rate, struct why *why)
{
    struct infusion_mechanism *mechanism = &a->mechanism;
    struct why                 own = { "" };
    enum err                   err;

    if (device_report(stand_device(a->stand, DEVICE_ROLE_PUMP))->link != DEVICE_LINK_UP)
        mechanism->ordered_rate = (double)NAN;
    if (rate <= 0 || fabs(rate - mechanism->ordered_rate) <= RATE_SHARE * rate)
        return ERR_OK;
    err = stand_order(a->stand, DEVICE_ROLE_PUMP, DEVICE_ORDER_RATE, rate, &own);
    if (err == ERR_OK)
        mechanism->ordered_rate = rate;
    if (err == ERR_OK || err == ERR_TIMEOUT || err == ERR_LIMIT)
        return ERR_OK;                          /* the next tick tries again */
    return why_say(why, err, "the pump: %s", why_text(&own, err));
}

/* A mechanism that does not run is as one that has stalled: the firmware feels that its strokes are
 * missing. */
static enum err mechanism_drive(struct rig_infusion *a, struct why *why)
{
    double rate = (double)a->output.rate_nl_per_h * 1e-3;

    TRY(rate_order(a, rate, why));
    return rig_bench_switch(&a->mechanism.run, a->stand, DEVICE_ROLE_PUMP, rate > 0, a->now_s,
                            why);
}

/* ------------------------------------------------------------------ what was delivered */

/* Since the stand was opened, or since the run began by the pump's own count of strokes. */
static double measured_ul(struct rig_infusion *a)
{
    const struct pump_report *report = pump_report(a->client);
    double                    said_ul = (double)report->status.delivered_nl * 1e-3;
    double                    ul = stand_volume_ul(a->stand);

    if (!isnan(ul) || a->firmware || !report->is_known)
        return ul;
    if (isnan(a->mechanism.said_ul))
        a->mechanism.said_ul = said_ul;
    return said_ul - a->mechanism.said_ul;
}

/* What is measured now and was not before, in whole strokes. */
static unsigned strokes_measured(struct rig_infusion *a)
{
    struct infusion_mechanism *mechanism = &a->mechanism;
    double                     ul = measured_ul(a), whole;

    a->is_delivery_known = !isnan(ul);
    if (isnan(ul))
        return 0;
    if (!(fabs(ul - mechanism->measured_ul) < JUMP_UL))
        mechanism->measured_ul = ul;
    mechanism->owed_ul += ul - mechanism->measured_ul;
    mechanism->measured_ul = ul;
    whole = floor(mechanism->owed_ul / STROKE_UL);
    if (whole <= 0)
        return 0;
    mechanism->owed_ul -= whole * STROKE_UL;
    return (unsigned)whole;
}

static void output_by_report(struct rig_infusion *a)
{
    const struct pump_report *report = pump_report(a->client);
    const struct pump_status *status = &report->status;

    a->output = (struct pump_output){
        .state = (enum pump_state)status->state, .alarms = status->alarms,
        .tone = (enum pump_priority)status->priority, .rate_nl_per_h = status->rate_nl_per_h,
    };
    stand_note(a->stand, DEVICE_ROLE_PUMP, 0,
               report->is_known ? (double)status->rate_nl_per_h * 1e-3 : (double)NAN);
}

enum err rig_infusion_bench_output(struct rig_infusion *a, unsigned *strokes, struct why *why)
{
    *strokes = a->output.strokes;
    if (!a->stand || !has_mechanism(a))
        return ERR_OK;
    if (!a->firmware)
        output_by_report(a);
    else if (!a->mechanism.is_over)
        TRY(mechanism_drive(a, why));
    *strokes = strokes_measured(a);
    if (!a->firmware)
        a->output.strokes = *strokes;
    return ERR_OK;
}

/* ------------------------------------------------------------------ what is felt */

/* A mechanism that says that it runs turns for every stroke; its own scale is too coarse to count
 * them one by one. */
void rig_infusion_bench_feel(struct rig_infusion *a)
{
    const struct pump_body *body = &a->body;
    double                  runs;

    if (!a->stand || !a->firmware)
        return;
    if (has(a, DEVICE_ROLE_PRESSURE) && !(a->knob[KNOB_PRESSURE_OPEN] > 0))
        a->body.outlet_kpa = stand_role_reading(a->stand, DEVICE_ROLE_PRESSURE,
                                                DEVICE_READ_PRESSURE)
                           + a->knob[KNOB_PRESSURE_OFFSET];
    if (!has_mechanism(a))
        return;
    runs = stand_role_reading(a->stand, DEVICE_ROLE_PUMP, DEVICE_READ_IS_RUNNING);
    a->body.strokes_seen = runs > 0 || body->strokes_seen >= a->output.strokes
                         ? a->output.strokes : body->strokes_seen;
}

/* ------------------------------------------------------------------ what is weighed */

enum err rig_infusion_bench_weigh_begin(struct rig_infusion *a)
{
    return has(a, DEVICE_ROLE_BALANCE) ? flow_log_open(&a->flow) : ERR_OK;
}

void rig_infusion_bench_weigh(struct rig_infusion *a, double t_s)
{
    if (has(a, DEVICE_ROLE_BALANCE))
        flow_log_note(&a->flow, t_s,
                      stand_role_reading(a->stand, DEVICE_ROLE_BALANCE, DEVICE_READ_MASS),
                      (double)a->output.rate_nl_per_h * ML_PER_NL);
}

enum err rig_infusion_bench_show(const struct rig_infusion *a, struct exhibits *exhibits,
                                 struct why *why)
{
    return a->stand ? flow_log_show(&a->flow, stand_bench(a->stand)->density_g_per_ml, exhibits,
                                    why)
                    : ERR_OK;
}

/* ------------------------------------------------------------------ safe */

/* Nothing is ordered from a mechanism any more. */
void rig_infusion_bench_make_safe(struct rig_infusion *a)
{
    a->mechanism.is_over = true;
    if (a->stand)
        stand_make_safe(a->stand, a->now_s);
}

/* A control port keeps what it was told when we go. */
void rig_infusion_bench_rest(struct rig_infusion *a)
{
    for (size_t k = 0; a->stand && k < KNOB_COUNT; k++) {
        const struct knob *knob = &rig_infusion_knobs[k];

        if (a->knob[k] != knob->rest && rig_infusion_is_for_stand(a, k)
            && stand_knob(a->stand, knob->name, knob->rest, knob->labels, NULL) != ERR_OK)
            return;
    }
}
