/* What turning a knob does: one row each, by what it belongs to. */
#include "rig_infusion_inside.h"

#include "base/units.h"

#include <math.h>

#define NL_PER_ML 1e6
#define WRONG_PORT_S 60.0       /* a refill is pushed in about so quickly */

/* A scenario may ask for more than the wire can carry; the knobs' ranges keep it within 32 bits. */
static uint32_t whole(double value)
{
    return (uint32_t)llround(fmin(fmax(value, 0), 4294967295.0));
}

static double knob(const struct rig_infusion *a, size_t index) { return a->knob[index]; }

/* ---- the programmer's sheet: staged, sent by pump.program ---- */

static void sheet_fill(struct rig_infusion *a)
{
    struct pump_programme *sheet = pump_staged(a->client);

    *sheet = (struct pump_programme){
        .mode = (uint8_t)knob(a, KNOB_PROG_MODE), .drug = (uint8_t)knob(a, KNOB_PROG_DRUG),
        .concentration_ug_per_ml = whole(knob(a, KNOB_PROG_CONC)),
        .rate_nl_per_h = whole(knob(a, KNOB_PROG_RATE) * NL_PER_UL),
        .step_count = (uint8_t)knob(a, KNOB_PROG_STEPS),
        .periodic_nl = whole(knob(a, KNOB_PROG_PERIODIC) * NL_PER_UL),
        .periodic_duration_s = whole(knob(a, KNOB_PROG_OVER)),
        .periodic_period_min = (uint16_t)knob(a, KNOB_PROG_EVERY),
        .periodic_first_min = (uint16_t)knob(a, KNOB_PROG_FIRST),
        .patient_nl = whole(knob(a, KNOB_PROG_PATIENT) * NL_PER_UL),
        .patient_duration_s = whole(knob(a, KNOB_PROG_PAT_OVER)),
        .patient_lockout_s = whole(knob(a, KNOB_PROG_LOCKOUT)),
        .patient_most_per_day = (uint8_t)knob(a, KNOB_PROG_PER_DAY),
        .low_reservoir_nl = whole(knob(a, KNOB_PROG_LOW) * NL_PER_ML),
    };
    for (size_t i = 0; i < PUMP_STEPS_MAX; i++)
        sheet->steps[i] = (struct pump_step){ (uint16_t)knob(a, KNOB_STEP_MINUTE + i),
                                              whole(knob(a, KNOB_STEP_RATE + i) * NL_PER_UL) };
}

/* ---- orders over the wire ---- */

static const struct { size_t knob; enum pump_order order; } plain_orders[] = {
    { KNOB_BEGIN, PUMP_ORDER_BEGIN },     { KNOB_ABORT, PUMP_ORDER_ABORT },
    { KNOB_START, PUMP_ORDER_START },     { KNOB_STOP, PUMP_ORDER_STOP },
    { KNOB_SILENCE, PUMP_ORDER_SILENCE }, { KNOB_CLEAR, PUMP_ORDER_CLEAR },
};
#define PLAIN_COUNT (sizeof plain_orders / sizeof *plain_orders)

static enum err programme_order(struct rig_infusion *a)
{
    sheet_fill(a);
    return pump_order(a->client, PUMP_ORDER_PROGRAM, knob(a, KNOB_PROG_CONFIRM) > 0, 0);
}

static enum err basal_order(struct rig_infusion *a, double ul_per_h)
{
    a->knob[KNOB_PROG_MODE] = PUMP_MODE_CONTINUOUS;
    a->knob[KNOB_PROG_RATE] = ul_per_h;
    TRY(programme_order(a));
    return pump_order(a->client, PUMP_ORDER_START, 0, 0);
}

static enum err order_send(struct rig_infusion *a, size_t index, double value)
{
    const uint32_t bolus_nl = whole(knob(a, KNOB_BOLUS_VOLUME) * NL_PER_UL);
    struct pump   *client = a->client;

    for (size_t i = 0; i < PLAIN_COUNT; i++)
        if (plain_orders[i].knob == index)
            return pump_order(client, plain_orders[i].order, 0, 0);
    switch (index) {
    case KNOB_PROGRAM:   return programme_order(a);
    case KNOB_BASAL:     return basal_order(a, value);
    case KNOB_SET_CLOCK: return pump_order(client, PUMP_ORDER_SET_CLOCK, whole(value), 0);
    case KNOB_SINGLE:
        return pump_order(client, PUMP_ORDER_SINGLE_BOLUS, bolus_nl,
                          whole(knob(a, KNOB_BOLUS_OVER)));
    case KNOB_PRIMING:
        return pump_order(client, PUMP_ORDER_PRIMING_BOLUS, bolus_nl,
                          knob(a, KNOB_BOLUS_CONFIRM) > 0);
    case KNOB_BRIDGE:
        return pump_order(client, PUMP_ORDER_BRIDGE_BOLUS, bolus_nl,
                          whole(knob(a, KNOB_BOLUS_RATE) * NL_PER_UL));
    case KNOB_FILL_SAID:
        return pump_order(client, PUMP_ORDER_REFILL, whole(a->drawn_m3 * UL_PER_M3 * NL_PER_UL),
                          whole(a->filled_m3 * UL_PER_M3 * NL_PER_UL
                                + knob(a, KNOB_MISREAD) * NL_PER_ML));
    default: return ERR_OK;
    }
}

/* What lets drug out. */
static bool is_energising(size_t index)
{
    return index == KNOB_START || index == KNOB_BASAL || index == KNOB_PROGRAM
        || index == KNOB_SINGLE || index == KNOB_PRIMING || index == KNOB_BRIDGE;
}

/* On a bench that is not armed it is withheld. */
static enum err order_give(struct rig_infusion *a, size_t index, double value)
{
    if (a->firmware || stand_is_armed(a->stand) || !is_energising(index))
        return order_send(a, index, value);
    stand_withhold(a->stand, DEVICE_ROLE_PUMP);
    return ERR_REFUSED;
}

/* An order that cannot be carried is something that happened, not the end of the run: the scenario
 * sees the link. */
static enum err order_try(struct rig_infusion *a, size_t index, double value)
{
    enum err err = order_give(a, index, value);

    if (err != ERR_TIMEOUT && err != ERR_CLOSED && err != ERR_LIMIT && err != ERR_REFUSED)
        return err;
    rig_infusion_tell(a, "device", "order dropped: %s = %g, %s", rig_infusion_knobs[index].name,
                      value, err == ERR_REFUSED ? "this run is not armed"
                             : err == ERR_CLOSED ? "the link is closed"
                             : err == ERR_LIMIT ? "too much waits" : "the link is lost");
    return ERR_OK;
}

/* ---- hands: the needle, the patient ---- */

/* What a syringe holds: as labelled, or as the reservoir had at the start. */
static double held_kg_per_m3(const struct rig_infusion *a, size_t index)
{
    return knob(a, index) > 0 ? knob(a, index) * 1e-3 : a->plant_setup.hydraulics.kg_per_m3;
}

static void syringe_empty(struct rig_infusion *a, double volume_ml, double over_s,
                          double kg_per_m3, const char *where)
{
    const struct infusion_injection injection = { volume_ml * M3_PER_ML, over_s, kg_per_m3 };

    infusion_inject(a->plant, &injection);
    rig_infusion_tell(a, "needle", "%.3f ml of %g ug/ml over %g s into %s", volume_ml,
                      kg_per_m3 * 1e3, over_s, where);
}

static void needle_fill(struct rig_infusion *a)
{
    const double volume_m3 = knob(a, KNOB_FILL_VOLUME) * M3_PER_ML;
    struct hydraulics_refill done;

    if (knob(a, KNOB_WRONG_PORT) > 0) {
        a->drawn_m3 = 0;
        a->filled_m3 = volume_m3;               /* that is what the clinician believes */
        syringe_empty(a, knob(a, KNOB_FILL_VOLUME), WRONG_PORT_S, held_kg_per_m3(a, KNOB_FILL_CONC),
                      "the catheter's access port: the wrong one");
        return;
    }
    done = infusion_refill(a->plant, volume_m3, held_kg_per_m3(a, KNOB_FILL_CONC),
                           knob(a, KNOB_POCKET_FILL));
    a->drawn_m3 = done.drawn_m3;
    a->filled_m3 = volume_m3 - done.refused_m3;
    rig_infusion_tell(a, "needle", "%.3f ml drawn out, %.3f ml filled%s", a->drawn_m3 / M3_PER_ML,
                      a->filled_m3 / M3_PER_ML,
                      done.refused_m3 > 0 ? ": the rest was refused" : "");
}

static void hands_move(struct rig_infusion *a, size_t index, double value)
{
    if (index == KNOB_FILL && value > 0)
        needle_fill(a);
    if (index == KNOB_SYRINGE && value > 0)
        syringe_empty(a, value, knob(a, KNOB_SYRINGE_OVER), held_kg_per_m3(a, KNOB_SYRINGE_CONC),
                      "the catheter's access port");
    if (index == KNOB_VALVE_RESET && value > 0)
        infusion_valve_reset(a->plant);
    if (index == KNOB_UPRIGHT)
        infusion_posture(a->plant, value);
    if (index == KNOB_STRAY_FRAME)
        rig_infusion_stray(a, (int)value);
}

/* ---- faults ---- */

static void faults_set(struct rig_infusion *a)
{
    a->faults.hydraulics = (struct hydraulics_faults){
        .is_stalled = knob(a, KNOB_STALLED) > 0, .gain_error = knob(a, KNOB_GAIN_ERROR),
        .precipitate = knob(a, KNOB_PRECIPITATE),
        .reflux_m3_per_s = knob(a, KNOB_REFLUX) * M3_PER_UL / S_PER_HOUR,
        .warmer_c = knob(a, KNOB_FEVER), .altitude_m = knob(a, KNOB_ALTITUDE),
        .valve_leak_m3_per_s = knob(a, KNOB_VALVE_LEAK) * M3_PER_UL / S_PER_HOUR,
        .valve_closes_m3 = knob(a, KNOB_VALVE_BROKEN) > 0 ? 0 : 10 * M3_PER_UL,
        .battery_lost = knob(a, KNOB_BATTERY_LOST),
    };
    a->faults.catheter = (struct catheter_faults){
        .occlusion = knob(a, KNOB_OCCLUSION), .fibrosis = knob(a, KNOB_FIBROSIS),
        .leak = knob(a, KNOB_LEAK), .leak_at = knob(a, KNOB_LEAK_AT),
        .is_disconnected = knob(a, KNOB_DISCONNECTED) > 0,
    };
    a->wire = (struct port_faults){
        .cable_cut = knob(a, KNOB_CUT), .drop_probability = knob(a, KNOB_DROP),
        .corrupt_probability = knob(a, KNOB_CORRUPT), .late_s = knob(a, KNOB_LATE),
    };
    a->defects.clock_drift_ppm = knob(a, KNOB_DRIFT);
    a->defects.memory_flips = knob(a, KNOB_MEMORY);
    a->defects.resets = knob(a, KNOB_RESETS);
    a->defects.wrong_replace_days = knob(a, KNOB_WRONG_DATE);
    a->defects.premature_low = knob(a, KNOB_PREMATURE_LOW);
}

/* Setting an order's 0 or 1 back to 0 orders nothing. */
static bool is_rest(size_t index, double value)
{
    return value <= 0 && index != KNOB_BASAL && index != KNOB_SET_CLOCK;
}

/* The programmer's: its sheet and what it sends; the other orders are of hands. */
static bool is_of_client(size_t index)
{
    return index <= KNOB_BRIDGE || index == KNOB_FILL_SAID || index >= KNOB_STEP_MINUTE;
}

enum err rig_infusion_can_turn(const struct rig *rig, size_t index, struct why *why)
{
    const struct rig_infusion *a = (const struct rig_infusion *)rig;
    const char                *name = rig_infusion_knobs[index].name;

    if (a->is_hosted && is_of_client(index))
        return why_say(why, ERR_REFUSED, "%s is an order of the programmer's, and this pump's "
                       "programmer is another: order it there", name);
    if (a->is_hosted && index == KNOB_STRAY_FRAME)
        return why_say(why, ERR_REFUSED, "%s is sent on our own wire, and this pump's programmer "
                       "is another: send it from there", name);
    return rig_bench_can(rig_infusion_makers(a), rig_infusion_needs(index), name, why);
}

/* A patient's hand lets drug out as an order does. */
static enum err stand_turn(struct rig_infusion *a, size_t index, double value)
{
    const struct knob *turned = &rig_infusion_knobs[index];

    if (index != KNOB_BUTTON || is_rest(index, value) || stand_is_armed(a->stand))
        return stand_knob(a->stand, turned->name, value, turned->labels, NULL);
    stand_withhold(a->stand, DEVICE_ROLE_PUMP);
    return ERR_OK;
}

enum err rig_infusion_turn(struct rig *rig, size_t index, double value)
{
    struct rig_infusion *a = rig_infusion_of(rig);

    a->knob[index] = value;
    faults_set(a);
    a->body.button_is_pressed = knob(a, KNOB_BUTTON) > 0;
    a->body.is_interfered = knob(a, KNOB_INTERFERED) > 0;
    hands_move(a, index, value);
    if (rig_infusion_is_for_stand(a, index))
        TRY(stand_turn(a, index, value));
    return is_rest(index, value) ? ERR_OK : order_try(a, index, value);
}
