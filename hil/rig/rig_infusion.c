#include "rig_infusion.h"

#include "base/units.h"
#include "drivers/port_borrow.h"
#include "drivers/port_pipe.h"
#include "drivers/port_tap.h"
#include "hil/bench/wire_log.h"
#include "hil/rig/rig_infusion_inside.h"
#include "sim/level.h"

#include <math.h>
#include <stdlib.h>

#define LEVEL_NOISE_UL     20.0     /* of the bellows' level sensor (unverified) */
#define LEVEL_RESOLVED_UL  50.0
#define IMBALANCE_MOST     1e-9     /* of all drug: more is a mistake of ours */

/* ------------------------------------------------------------------ create, destroy */

static void rig_infusion_destroy(struct rig *rig)
{
    struct rig_infusion *a = rig ? rig_infusion_of(rig) : NULL;

    if (!a)
        return;
    rig_infusion_bench_rest(a);
    flow_log_close(&a->flow);
    pump_destroy(a->client);
    pump_firmware_destroy(a->firmware);
    port_destroy(a->near);
    port_destroy(a->far);
    sensor_destroy(a->level_sensor);
    infusion_destroy(a->plant);
    free(a);
}

/* Every byte at the programmer's end goes into the log, and past the witness. */
static void wire_hear(void *rig, double now_s, enum port_direction direction, const uint8_t *bytes,
                      size_t count)
{
    struct rig_infusion *a = rig;

    wire_log_write(a->wire_log, now_s, direction, bytes, count);
    witness_hear(&a->witness, now_s, direction, bytes, count);
}

/* As heard at the programmer's end. */
static void host_hear(void *rig, double now_s, enum port_direction direction, const uint8_t *bytes,
                      size_t count)
{
    wire_hear(rig, now_s, direction == PORT_READ ? PORT_WRITTEN : PORT_READ, bytes, count);
}

/* Somebody else's programmer talks: the pump is at their port, and our own client's wire leads
 * nowhere, so that all it has to say is that it knows nothing. */
static enum err host_connect(struct rig_infusion *a, struct port *host)
{
    struct port *nowhere = NULL, *port;

    TRY(port_pipe_create(a->baud, &a->near, &nowhere));
    port_destroy(nowhere);
    TRY(port_borrow_create(host, &a->far));
    port = a->far;
    TRY(port_tap_create(port, host_hear, a, &a->far));
    port = a->far;
    return port_faulty_create(port, &a->wire, a->seed, &a->far);
}

static enum err wire_connect(struct rig_infusion *a)
{
    struct port *port;

    TRY(port_pipe_create(a->baud, &a->near, &a->far));
    port = a->near;
    TRY(port_faulty_create(port, &a->wire, a->seed, &a->near));
    port = a->near;
    return port_tap_create(port, wire_hear, a, &a->near);
}

static enum err device_make(struct rig_infusion *a, const struct rig_setup *setup,
                              struct why *why)
{
    const enum pump_reason refusal = pump_build_refusal(&a->build);
    const bool             is_real = rig_infusion_has_real_pump(setup->stand);

    if (refusal != PUMP_REASON_NONE)
        return why_say(why, ERR_RANGE, "pump.programme is refused by the pump: %s",
                       pump_reason_texts[refusal]);
    if (setup->host)
        TRY(host_connect(a, setup->host));
    else if (is_real)
        TRY(rig_infusion_bench_connect(a));
    else
        TRY(wire_connect(a));
    if (is_real && a->build.is_programmed) {
        stand_tell(setup->stand, DEVICE_ROLE_PUMP, "setup's pump.programme is of the mocked pump: "
                   "this one has what it was last given; let the scenario order rig.pump.program");
        a->build.is_programmed = false;         /* nothing is due by it */
    }
    witness_begin(&a->witness, &a->build);
    TRY(pump_create(&a->client, a->near, &a->options));
    return is_real ? ERR_OK : pump_firmware_create(&a->firmware, &a->build, &a->defects);
}

static struct csf_stencil level_stencil(const struct rig_infusion *a, const char *name)
{
    size_t index = 0;

    if (level_find(name, &index, NULL) != ERR_OK)
        index = 0;
    return csf_stencil_at(infusion_csf(a->plant),
                          fmin(levels[index].middle_m, a->plant_setup.csf.length_m));
}

static enum err plant_create(struct rig_infusion *a, struct why *why)
{
    struct sensor_setup level = { .noise = LEVEL_NOISE_UL, .resolution = LEVEL_RESOLVED_UL,
                                  .seed = a->seed };

    TRY(infusion_create(&a->plant, &a->plant_setup, why));
    a->at_c5 = level_stencil(a, "C5");
    a->at_t4 = level_stencil(a, "T4");
    a->at_t10 = level_stencil(a, "T10");
    a->at_l3 = level_stencil(a, "L3");
    a->history.bucket_s = fmax(a->plant_setup.canal_step_s, a->rig.tick_s);
    return sensor_create(&a->level_sensor, &level,
                         a->plant_setup.hydraulics.reservoir_m3 * UL_PER_M3);
}

/* What the device feels: its sensors, over the tick that has ended. */
static void body_feel(struct rig_infusion *a)
{
    const struct sensor_faults level = { .is_open = a->knob[KNOB_LEVEL_OPEN] > 0,
                                         .offset = a->knob[KNOB_LEVEL_OFFSET] };
    const struct infusion_truth *truth = &a->truth;

    a->body.reservoir_ul = sensor_step(a->level_sensor, truth->reservoir_m3 * UL_PER_M3,
                                       a->rig.tick_s, &level);
    a->body.outlet_kpa = a->knob[KNOB_PRESSURE_OPEN] > 0 ? (double)NAN
                       : truth->outlet_pa * 1e-3 + a->knob[KNOB_PRESSURE_OFFSET];
    a->body.strokes_seen = truth->strokes;
    a->body.battery_v = truth->battery_volts;
}

/* By name, as the suite asks for it; the scenario's own setup may name one too. */
static enum err mutant_plant(struct rig_infusion *a, const char *name, struct why *why)
{
    const struct mutant *mutant;

    if (!name)
        return ERR_OK;
    TRY(rig_mutant_find(&rig_infusion, name, &mutant, why));
    a->defects.mutant = (int)(mutant - rig_infusion_mutants) + 1 + PUMP_MUTANT_NONE;
    return ERR_OK;
}

static enum err rig_infusion_create(struct rig **rig, const struct rig_setup *setup,
                                    struct why *why)
{
    static const struct infusion_faults none = { 0 };
    struct rig_infusion *a = calloc(1, sizeof *a);
    enum err             err;

    if (!a)
        return why_say(why, ERR_MEMORY, "no memory for the rig");
    a->rig = (struct rig){ .type = &rig_infusion, .tick_s = rig_tick_s(&rig_infusion, setup) };
    a->wire_log = setup->wire_log;
    a->seed = setup->seed;
    a->is_hosted = setup->host != NULL;
    a->stand = setup->stand;
    a->mechanism = (struct infusion_mechanism){
        .run = { .ordered = (double)NAN }, .ordered_rate = (double)NAN,
        .measured_ul = (double)NAN, .said_ul = (double)NAN,
    };
    a->is_delivery_known = true;
    for (size_t i = 0; i < DRUG_THRESHOLDS_MAX; i++)
        a->reached[i].first_s = (double)NAN;
    a->faults = none;
    for (size_t k = 0; k < KNOB_COUNT; k++)
        a->knob[k] = rig_infusion_knobs[k].rest;
    TRY_OR_DONE(rig_infusion_read(a, setup->settings, why));
    TRY_OR_DONE(mutant_plant(a, setup->mutant, why));
    TRY_OR_DONE(plant_create(a, why));
    TRY_OR_DONE(device_make(a, setup, why));
    TRY_OR_DONE(rig_infusion_bench_weigh_begin(a));
    infusion_truth(a->plant, &a->truth);
    a->truth.battery_volts = (double)NAN;
    body_feel(a);
    *rig = &a->rig;
done:
    if (err != ERR_OK) {
        rig_infusion_destroy(&a->rig);
        return why_say(why, err, "the rig could not be made: %s", err_text(err));
    }
    return ERR_OK;
}

/* ------------------------------------------------------------------ one tick */

static void witness_look(struct rig_infusion *a, double t_s)
{
    const struct witness_sight sight = {
        .t_s = t_s, .dt_s = a->rig.tick_s, .output = &a->output,
        .pumped_ul = a->pumped_m3 * UL_PER_M3, .canal_ul = a->truth.delivered_m3 * UL_PER_M3,
        .strokes_made = a->body.strokes_seen, .outlet_kpa = a->truth.outlet_pa * 1e-3,
        .battery_v = a->truth.battery_volts, .is_pressed = a->body.button_is_pressed,
        .is_field = a->body.is_interfered, .is_flipping = a->knob[KNOB_MEMORY] > 0,
        .is_resetting = a->knob[KNOB_RESETS] > 0, .is_occluded = a->knob[KNOB_OCCLUSION] >= 1,
    };

    witness_see(&a->witness, &sight);
}

static enum err rig_infusion_tick(struct rig *rig, double t_s, double *values, struct why *why)
{
    struct rig_infusion *a = rig_infusion_of(rig);
    const double         dt_s = rig->tick_s, now_s = t_s - dt_s;
    const double         m3_before = a->truth.delivered_m3, kg_before = a->truth.delivered_kg;
    unsigned             strokes;

    a->now_s = now_s;
    TRY(rig_bench_step(a->stand, now_s, why));
    TRY(rig_infusion_talk(a, now_s, dt_s, why));
    if (a->firmware)
        a->output = pump_firmware_step(a->firmware, now_s, dt_s, &a->body);
    TRY(rig_infusion_bench_output(a, &strokes, why));
    TRY(infusion_step(a->plant, dt_s, strokes, &a->faults, why));
    infusion_truth(a->plant, &a->truth);
    if (a->truth.imbalance > IMBALANCE_MOST)
        return why_say(why, ERR_DIVERGED, "the model has lost or made %.1e of its drug",
                       a->truth.imbalance);
    a->pumped_m3 += a->truth.pump_m3_per_s * dt_s;
    a->now_s = t_s;
    if (a->truth.delivered_m3 != m3_before)
        rig_infusion_history_add(&a->history, now_s, a->truth.delivered_kg - kg_before,
                                 a->truth.delivered_m3 - m3_before);
    body_feel(a);
    rig_infusion_bench_feel(a);
    witness_look(a, t_s);
    rig_infusion_bench_weigh(a, t_s);
    rig_infusion_mark(a, t_s);
    rig_infusion_fill(a, values);
    return ERR_OK;
}

/* A stopped pump is the safe one: nothing leaves it. */
static enum err rig_infusion_make_safe(struct rig *rig)
{
    pump_make_safe(rig_infusion_of(rig)->client);
    rig_infusion_bench_make_safe(rig_infusion_of(rig));
    return ERR_OK;
}

const struct rig_type rig_infusion = {
    .name = "infusion",
    .sentence = "an implanted pump, its programmer, a catheter, a spinal canal and a patient",
    .tick_s = 1, .tick_least_s = 0.001, .tick_most_s = 3600,
    .row_every_s = 60,
    .signals = rig_infusion_signals, .signal_count = SIGNAL_COUNT,
    .knobs = rig_infusion_knobs, .knob_count = KNOB_COUNT,
    .mutants = rig_infusion_mutants, .mutant_count = RIG_INFUSION_MUTANTS,
    .bench_roles = 1u << DEVICE_ROLE_PUMP | 1u << DEVICE_ROLE_BALANCE | 1u << DEVICE_ROLE_PRESSURE
                 | 1u << DEVICE_ROLE_FLOW | 1u << DEVICE_ROLE_STAND,
    .headline = rig_infusion_headline,
    .pictures = (const char *const[]){ "spread", "spread-profile", "spread-plasma",
                                      "flow_startup", "flow_trumpet", NULL },
    .create = rig_infusion_create,
    .turn = rig_infusion_turn,
    .can_turn = rig_infusion_can_turn,
    .tick = rig_infusion_tick,
    .next_event = rig_infusion_next_event,
    .show = rig_infusion_show,
    .make_safe = rig_infusion_make_safe,
    .destroy = rig_infusion_destroy,
};
