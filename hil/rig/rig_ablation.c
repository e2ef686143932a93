#include "rig_ablation.h"

#include "base/names.h"
#include "base/text.h"
#include "drivers/port_borrow.h"
#include "drivers/port_pipe.h"
#include "drivers/port_tap.h"
#include "hil/bench/wire_log.h"
#include "hil/lesion/case.h"
#include "hil/rig/rig_ablation_inside.h"
#include "sim/treatment.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------ create, destroy */

static enum err mutant_choose(const char *name, struct generator_defects *defects, struct why *why)
{
    const struct mutant *mutant;

    TRY(rig_mutant_find(&rig_ablation, name, &mutant, why));
    defects->mutant = (int)(mutant - rig_ablation_mutants) + 1;
    return ERR_OK;
}

/* Defects of the firmware, for testing the tests: a named mutant, an interlock that is missing, or
 * all of them slow. */
static enum err defects_read(const struct rig_setup *setup, struct generator_defects *defects,
                             struct why *why)
{
    struct settings *settings = setup->settings;
    const char *without = NULL, *mutant = NULL;

    TRY(settings_text(settings, "firmware.mutant", &mutant, why));
    if (setup->mutant)
        mutant = setup->mutant;
    if (mutant)
        TRY(mutant_choose(mutant, defects, why));
    TRY(settings_number(settings, "firmware.slower_s", "s", 0, 60, &defects->extra_hold_s, why));
    TRY(settings_text(settings, "firmware.without", &without, why));
    if (!without)
        return ERR_OK;
    for (int fault = 1; fault < GENERATOR_FAULT_COUNT; fault++)
        if (strcmp(without, generator_fault_labels[fault]) == 0) {
            defects->exempt_fault = fault;
            return ERR_OK;
        }
    return why_unknown(why, "firmware.without: the generator has no interlock", without,
                       generator_fault_labels + 1, GENERATOR_FAULT_COUNT - 1);
}

/* A log is written as our own host sees the wire. */
static void host_log(void *log, double now_s, enum port_direction direction, const uint8_t *bytes,
                     size_t count)
{
    wire_log_write(log, now_s, direction == PORT_READ ? PORT_WRITTEN : PORT_READ, bytes, count);
}

/* Somebody else is the host: the device is at their port, and our own client's wire leads nowhere,
 * so that all it has to say is that it knows nothing. */
static enum err host_connect(struct rig_ablation *a, double baud, const struct rig_setup *setup)
{
    struct port *nowhere = NULL, *port;

    TRY(port_pipe_create(baud, &a->near, &nowhere));
    port_destroy(nowhere);
    TRY(port_borrow_create(setup->host, &a->far));
    port = a->far;
    TRY(port_tap_create(port, host_log, a->wire_log, &a->far));
    port = a->far;
    return port_faulty_create(port, &a->wire, setup->seed, &a->far);
}

static enum err wire_connect(struct rig_ablation *a, double baud, uint64_t seed)
{
    struct port *port = NULL;

    TRY(port_pipe_create(baud, &a->near, &a->far));
    port = a->near;
    TRY(port_faulty_create(port, &a->wire, seed, &a->near));
    port = a->near;
    return port_tap_create(port, wire_log_write, a->wire_log, &a->near);
}

static enum err device_make(struct rig_ablation *a, double baud, const struct rig_setup *setup)
{
    bool is_real = rig_ablation_has_real_generator(setup->stand);

    if (setup->host)
        TRY(host_connect(a, baud, setup));
    else if (is_real)
        TRY(rig_ablation_bench_connect(a, setup->seed));
    else
        TRY(wire_connect(a, baud, setup->seed));
    TRY(generator_create(&a->client, a->near, NULL));
    return is_real ? ERR_OK : generator_firmware_create(&a->firmware, &a->defects);
}

static enum err plant_create(struct rig_ablation *a, struct settings *settings, uint64_t seed,
                             struct why *why)
{
    struct sensor_setup thermocouple = { .lag_s = 0.25, .noise = 0.05,
                                         .shorted = GENERATOR_JUNCTION_C, .seed = seed };
    double accuracy_percent = 1;

    if (a->stand && stand_device(a->stand, DEVICE_ROLE_THERMOCOUPLE))
        thermocouple.lag_s = thermocouple.noise = 0;        /* it has its own */
    TRY(case_read_plant(settings, &a->plant_setup, why));
    TRY(settings_number(settings, "accuracy_percent", "%", 0.01, 1, &accuracy_percent, why));
    TRY(settings_number(settings, "thermocouple.lag_s", "s", 0, 10, &thermocouple.lag_s, why));
    TRY(settings_number(settings, "thermocouple.noise_c", "C", 0, 5, &thermocouple.noise, why));
    a->plant_setup.fineness = treatment_fineness(accuracy_percent, 0, &a->plant_setup.shape);
    a->plant_setup.moved_tolerance = 5e-3;
    a->plant_setup.solve_tolerance = 2e-6;
    TRY(ablation_create(&a->plant, &a->plant_setup, why));
    TRY(pace_begin(&a->pace, a->plant, TICK_S));
    return sensor_create(&a->thermocouple, &thermocouple, a->plant_setup.start_c);
}

static void rig_ablation_destroy(struct rig *rig)
{
    struct rig_ablation *a = rig ? rig_ablation_of(rig) : NULL;

    if (!a)
        return;
    rig_ablation_bench_rest(a);
    generator_destroy(a->client);
    generator_firmware_destroy(a->firmware);
    port_destroy(a->near);
    port_destroy(a->far);
    sensor_destroy(a->thermocouple);
    ablation_destroy(a->plant);
    free(a);
}

static enum err rig_ablation_create(struct rig **rig, const struct rig_setup *setup,
                                    struct why *why)
{
    struct rig_ablation *a = calloc(1, sizeof *a);
    double baud = 115200;
    enum err err;

    if (!a)
        return why_say(why, ERR_MEMORY, "no memory for the rig");
    a->rig.type = &rig_ablation;
    a->rig.tick_s = rig_tick_s(&rig_ablation, setup);
    a->wire_log = setup->wire_log;
    a->is_hosted = setup->host != NULL;
    a->stand = setup->stand;
    a->source = (struct ablation_source){ .output = { .ordered = (double)NAN },
                                          .ordered_w = (double)NAN };
    a->is_output_known = true;
    a->pad_ohm = 60;
    for (size_t k = 0; k < KNOB_COUNT; k++)
        a->knob[k] = rig_ablation_knobs[k].rest;
    TRY_OR_DONE(plant_create(a, setup->settings, setup->seed, why));
    TRY_OR_DONE(settings_number(setup->settings, "pad.ohm", "ohm", 1, 1000, &a->pad_ohm, why));
    TRY_OR_DONE(settings_number(setup->settings, "serial.baud", "baud", 1200, 4e6, &baud, why));
    TRY_OR_DONE(defects_read(setup, &a->defects, why));
    TRY_OR_DONE(settings_all_used(setup->settings, why));
    TRY_OR_DONE(device_make(a, baud, setup));
    a->hottest_c = a->plant_setup.start_c;
    rig_ablation_feel(a);
    a->notes.pad_best_ohm = INFINITY;
    rig_ablation_agree(a, true);
    a->notes.set_c = a->notes.agreed[GENERATOR_ORDER_SET_TEMP];
    *rig = &a->rig;
done:
    if (err != ERR_OK) {
        rig_ablation_destroy(&a->rig);
        return why_say(why, err, "the rig could not be made: %s", err_text(err));
    }
    return ERR_OK;
}

/* ------------------------------------------------------------------ orders and faults */

/* A start on a bench that is not armed is withheld, as are the orders that no link can carry. */
static enum err order_send(struct rig_ablation *a, size_t knob, double value)
{
    if (!a->firmware && !stand_is_armed(a->stand) && knob == KNOB_MODE && value > 0) {
        stand_withhold(a->stand, DEVICE_ROLE_GENERATOR);
        return ERR_REFUSED;
    }
    if (knob < GENERATOR_SETTING_COUNT)
        return generator_order(a->client, (enum generator_order)knob, value);
    if (knob == KNOB_MODE)
        return generator_order(a->client, rig_ablation_mode_orders[(size_t)value], 0);
    if (knob == KNOB_CLEAR && value > 0)
        return generator_order(a->client, GENERATOR_ORDER_CLEAR_FAULT, 0);
    if (knob == KNOB_RESET && value > 0)
        return generator_order(a->client, GENERATOR_ORDER_RESET, 0);
    return ERR_OK;
}

/* An order that a silent wire cannot carry is something that happened, not the end of the
 * run: the scenario sees the link. */
static enum err order_try(struct rig_ablation *a, size_t knob, double value)
{
    enum err err = order_send(a, knob, value);
    struct text text;

    if (err != ERR_TIMEOUT && err != ERR_CLOSED && err != ERR_REFUSED)
        return err;
    a->dropped = (struct event){ .t_s = (double)a->ticks * TICK_S };
    snprintf(a->dropped.kind, sizeof a->dropped.kind, "device");
    text = text_over(a->dropped.text, sizeof a->dropped.text);
    text_add(&text, "order dropped: %s = ", rig_ablation_knobs[knob].name);
    if (rig_ablation_knobs[knob].labels)
        text_add(&text, "%s", rig_ablation_knobs[knob].labels[(size_t)value]);
    else
        text_add(&text, "%g", value);
    text_add(&text, ", %s", err == ERR_REFUSED ? "this run is not armed"
                          : err == ERR_CLOSED  ? "the link is closed" : "the link is lost");
    return ERR_OK;
}

static enum err rig_ablation_turn(struct rig *rig, size_t knob, double value)
{
    struct rig_ablation *a = rig_ablation_of(rig);

    a->knob[knob] = value;
    a->wire = (struct port_faults){ .cable_cut = a->knob[KNOB_CUT],
                                    .drop_probability = a->knob[KNOB_DROP],
                                    .corrupt_probability = a->knob[KNOB_CORRUPT],
                                    .late_s = a->knob[KNOB_LATE] };
    a->defects.gain_error = a->knob[KNOB_GAIN_ERROR];
    a->defects.leak_volts = a->knob[KNOB_LEAK];
    a->defects.self_test_fails = a->knob[KNOB_SELF_TEST];
    if (rig_bench_is_for_stand(rig_ablation_makers(a), rig_ablation_needs(knob)))
        TRY(stand_knob(a->stand, rig_ablation_knobs[knob].name, value,
                       rig_ablation_knobs[knob].labels, NULL));
    TRY(order_try(a, knob, value));
    if (!a->dropped.text[0])
        rig_ablation_note_order(a, knob, value);
    return ERR_OK;
}

static bool is_of_client(size_t knob)
{
    return knob < GENERATOR_SETTING_COUNT || knob == KNOB_MODE || knob == KNOB_CLEAR
        || knob == KNOB_RESET;
}

static enum err rig_ablation_can_turn(const struct rig *rig, size_t knob, struct why *why)
{
    const struct rig_ablation *a = (const struct rig_ablation *)rig;

    if (a->is_hosted && is_of_client(knob))
        return why_say(why, ERR_REFUSED, "%s is an order, and the host of this device is another: "
                       "order it there", rig_ablation_knobs[knob].name);
    return rig_bench_can(rig_ablation_makers(a), rig_ablation_needs(knob),
                         rig_ablation_knobs[knob].name, why);
}

static enum err rig_ablation_make_safe(struct rig *rig)
{
    generator_make_safe(rig_ablation_of(rig)->client);
    rig_ablation_bench_make_safe(rig_ablation_of(rig));
    return ERR_OK;
}

/* ------------------------------------------------------------------ one tick */

static enum err rig_ablation_tick(struct rig *rig, double t_s, double *values, struct why *why)
{
    struct rig_ablation *a = rig_ablation_of(rig);
    double now_s = t_s - TICK_S;
    enum err err;

    TRY(rig_bench_step(a->stand, now_s, why));
    err = generator_step(a->client, now_s);
    /* a closed port is a link that is down: the scenario sees it */
    if (err != ERR_OK && err != ERR_CLOSED)
        return why_say(why, err, "the generator's client failed: %s", err_text(err));
    if (a->firmware)
        a->output = generator_firmware_step(a->firmware, a->far, now_s, TICK_S, &a->body);
    if (a->stand)
        TRY(rig_ablation_bench_output(a, why));
    a->tissue_volts = rig_ablation_tissue_volts(a, a->output.volts_rms);
    TRY(pace_tick(&a->pace, a->tissue_volts, why));
    a->power_w = a->tissue_volts * a->tissue_volts / ablation_resistance_ohm(a->plant);
    a->energy_j += a->power_w * TICK_S;
    rig_ablation_look(a);
    rig_ablation_feel(a);
    TRY(rig_ablation_bench_feel(a, why));
    rig_ablation_notice(a);
    rig_ablation_fill(a, values);
    return ERR_OK;
}

static bool rig_ablation_next_event(struct rig *rig, struct event *event)
{
    struct generator_event said;

    if (rig_ablation_of(rig)->dropped.text[0]) {
        *event = rig_ablation_of(rig)->dropped;
        rig_ablation_of(rig)->dropped.text[0] = '\0';
        return true;
    }
    if (rig_ablation_bench_next_event(rig_ablation_of(rig), event))
        return true;
    if (rig_ablation_of(rig)->is_hosted
        || !generator_next_event(rig_ablation_of(rig)->client, &said))
        return false;
    *event = (struct event){ .t_s = said.t_s };
    snprintf(event->kind, sizeof event->kind, "device");
    snprintf(event->text, sizeof event->text, "%s", said.text);
    return true;
}

const struct rig_type rig_ablation = {
    .name = "ablation",
    .sentence = "a radiofrequency generator, its cable, a patient's pad, and a needle in tissue",
    .tick_s = TICK_S, .tick_least_s = TICK_S, .tick_most_s = TICK_S,
    .signals = rig_ablation_signals, .signal_count = SIGNAL_COUNT,
    .knobs = rig_ablation_knobs, .knob_count = KNOB_COUNT,
    .mutants = rig_ablation_mutants, .mutant_count = MUTANT_COUNT,
    .bench_roles = 1u << DEVICE_ROLE_GENERATOR | 1u << DEVICE_ROLE_LOAD | 1u << DEVICE_ROLE_METER
                 | 1u << DEVICE_ROLE_THERMOCOUPLE | 1u << DEVICE_ROLE_STAND,
    .headline = rig_ablation_headline, .pictures = rig_ablation_pictures,
    .create = rig_ablation_create,
    .turn = rig_ablation_turn,
    .can_turn = rig_ablation_can_turn,
    .tick = rig_ablation_tick,
    .next_event = rig_ablation_next_event,
    .show = rig_ablation_show,
    .make_safe = rig_ablation_make_safe,
    .destroy = rig_ablation_destroy,
};
