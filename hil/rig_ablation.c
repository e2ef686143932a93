#include "rig_ablation.h"

#include "base/names.h"
#include "base/units.h"
#include "drivers/generator.h"
#include "drivers/mock/generator_firmware.h"
#include "drivers/port_faulty.h"
#include "drivers/port_pipe.h"
#include "drivers/port_tap.h"
#include "hil/case.h"
#include "hil/lesion_show.h"
#include "hil/rig_ablation_names.h"
#include "sim/pace.h"
#include "sim/sensor.h"
#include "sim/treatment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TICK_S          0.01
#define MEASURE_TICKS   50      /* the lesion is measured this often */

/* ------------------------------------------------------------------ tables */

static const char *const mode_labels[] = { "standby", "heat", "pulse", "sensory", "motor", NULL };
static const enum generator_order mode_orders[] = {
    GENERATOR_ORDER_STANDBY,       GENERATOR_ORDER_START_HEAT,  GENERATOR_ORDER_START_PULSE,
    GENERATOR_ORDER_START_SENSORY, GENERATOR_ORDER_START_MOTOR,
};

#define SIGNAL_ENUM(enumerator, ...) SIGNAL_##enumerator,
enum { ABLATION_SIGNAL_LIST(SIGNAL_ENUM) SIGNAL_COUNT };
#undef SIGNAL_ENUM

#define SIGNAL_ROW(enumerator, name_, unit_, least_, most_, decimals_, labels_, sentence_)                            \
    [SIGNAL_##enumerator] = { .name = name_, .unit = unit_, .least = least_, .most = most_, .decimals = decimals_,     \
                              .sentence = sentence_, .labels = labels_ },
static const struct signal signals[SIGNAL_COUNT] = { ABLATION_SIGNAL_LIST(SIGNAL_ROW) };
#undef SIGNAL_ROW

#define KNOB_ENUM(enumerator, ...) KNOB_##enumerator,
enum { KNOB_FIRST_ = GENERATOR_SETTING_COUNT - 1, ABLATION_KNOB_LIST(KNOB_ENUM) KNOB_COUNT };
#undef KNOB_ENUM

/* A scenario may order more than the device allows: refusing it is the
 * device's job, and worth a test. */
#define SETTING_ROW(enumerator, name_, header_, unit_, least_, most_, rest_, decimals_, sentence_)                    \
    [GENERATOR_ORDER_##enumerator] = { .name = "generator." name_, .unit = unit_, .least = -2 * (most_) - 10,         \
        .most = 2 * (most_) + 10, .rest = rest_, .kind = KNOB_ORDER,                                                  \
        .sentence = sentence_ " (device: " #least_ " .. " #most_ ")" },
#define KNOB_ROW(enumerator, name_, unit_, least_, most_, rest_, kind_, labels_, sentence_)                           \
    [KNOB_##enumerator] = { .name = name_, .unit = unit_, .least = least_, .most = most_, .rest = rest_,              \
                            .sentence = sentence_, .kind = kind_, .labels = labels_ },
static const struct knob knobs[KNOB_COUNT] = { GENERATOR_SETTING_LIST(SETTING_ROW)
                                                   ABLATION_KNOB_LIST(KNOB_ROW) };
#undef SETTING_ROW
#undef KNOB_ROW

static const char *const headline[] = {
    "generator.state", "tip.temp_c", "tissue.impedance_ohm", "output.power_w", "lesion.width_mm", NULL
};

/* ------------------------------------------------------------------ the rig */

struct rig_ablation {
    struct rig rig;
    struct ablation_setup plant_setup;
    struct ablation *plant;
    struct pace      pace;
    struct sensor   *thermocouple;
    double           pad_ohm;           /* of a pad that is on              */

    struct generator          *client;
    struct generator_firmware *firmware;
    struct port               *near, *far;
    struct port_faults         wire;
    struct generator_defects   defects;
    FILE                      *wire_log;

    double knob[KNOB_COUNT];
    struct generator_body   body;     /* what the device feels in the next tick */
    struct generator_output output;   /* of the last tick */
    struct lesion           lesion;
    struct event            dropped;  /* the last order that could not be sent; empty text: none */
    double load_ohm, tissue_volts, energy_j, hottest_c, imbalance;
    long   ticks, steps_seen;
};

static struct rig_ablation *of(struct rig *rig) { return (struct rig_ablation *)rig; }

static void wire_write(void *context, double now_s, enum port_direction direction,
                       const uint8_t *bytes, size_t count)
{
    static const char hex[] = "0123456789ABCDEF";
    struct rig_ablation *a = context;
    char line[3 * 64 + 1];

    if (!a->wire_log)
        return;
    for (size_t start = 0; start < count; start += 64) {
        size_t some = count - start < 64 ? count - start : 64;
        for (size_t i = 0; i < some; i++) {
            line[3 * i] = ' ';
            line[3 * i + 1] = hex[bytes[start + i] >> 4];
            line[3 * i + 2] = hex[bytes[start + i] & 15];
        }
        line[3 * some] = '\0';
        fprintf(a->wire_log, "%.3f %s%s\n", now_s, direction == PORT_WRITTEN ? ">" : "<", line);
    }
}

/* ------------------------------------------------------------------ the body wire */

/* The load at the plug. A dried layer is in series with the tissue, a short beside it; a pad
 * half off doubles what it faces. */
static double load_find(const struct rig_ablation *a)
{
    double tissue_ohm = ablation_resistance_ohm(a->plant);
    double series_ohm = tissue_ohm / (1 - a->knob[KNOB_DRIED]);

    if (a->knob[KNOB_LEAD_OPEN] > 0 || a->knob[KNOB_PAD_LOST] >= 1)
        return INFINITY;
    series_ohm += tissue_ohm * (1 / (1 - a->knob[KNOB_PAD_LOST]) - 1);
    return series_ohm * (1 - a->knob[KNOB_LEAD_SHORT]);
}

/* The voltage on the tissue that makes the same heat as the output does in all but the short: heat
 * of a dried layer stays at the tip. */
static double tissue_volts_find(const struct rig_ablation *a, double volts_rms)
{
    double tissue_ohm = ablation_resistance_ohm(a->plant);

    if (isinf(a->load_ohm))
        return 0;
    return volts_rms * sqrt(tissue_ohm / a->load_ohm * (1 - a->knob[KNOB_LEAD_SHORT]));
}

static double thermocouple_truth_c(const struct rig_ablation *a)
{
    struct grid_stencil point;
    double back_m = a->plant_setup.thermocouple_m + a->knob[KNOB_PULLED_BACK] * M_PER_MM;

    grid_stencil_at(ablation_grid(a->plant), 0, -a->plant_setup.shape.tip_m / 2 + back_m, &point);
    return pace_follow_c(&a->pace, &point);
}

static void body_feel(struct rig_ablation *a)
{
    const struct sensor_faults faults = {
        .is_open = a->knob[KNOB_TC_OPEN] > 0, .is_short = a->knob[KNOB_TC_SHORT] > 0,
        .offset = a->knob[KNOB_TC_OFFSET], .extra_lag_s = a->knob[KNOB_TC_LAG],
    };

    a->load_ohm = load_find(a);
    a->body = (struct generator_body){
        .tip_temp_c = sensor_step(a->thermocouple, thermocouple_truth_c(a), TICK_S, &faults),
        .impedance_ohm = a->load_ohm,
        .pad_ohm = a->knob[KNOB_PAD_LOST] >= 1 ? INFINITY
                                               : a->pad_ohm / (1 - a->knob[KNOB_PAD_LOST]),
        .tc_is_open = faults.is_open,
        .tc_is_short = faults.is_short,
        .estop_is_pressed = a->knob[KNOB_ESTOP] > 0,
        .mains_is_off = a->knob[KNOB_MAINS_OFF] > 0,
    };
}

/* ------------------------------------------------------------------ create, destroy */

/* Named mutants of the firmware, for testing the tests: an interlock that is
 * missing, or all of them slow. */
static enum err defects_read(struct settings *settings, struct generator_defects *defects,
                             struct why *why)
{
    const char *without = NULL;

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

static enum err device_create(struct rig_ablation *a, double baud, uint64_t seed)
{
    struct port *pipe = NULL, *faulty = NULL;

    TRY(port_pipe_create(baud, &pipe, &a->far));
    a->near = pipe;
    TRY(port_faulty_create(pipe, &a->wire, seed, &faulty));
    a->near = faulty;
    TRY(port_tap_create(faulty, wire_write, a, &a->near));
    TRY(generator_create(&a->client, a->near, NULL));
    return generator_firmware_create(&a->firmware, &a->defects);
}

static enum err plant_create(struct rig_ablation *a, struct settings *settings, uint64_t seed,
                             struct why *why)
{
    struct sensor_setup thermocouple = { .lag_s = 0.25, .noise = 0.05,
                                         .shorted = GENERATOR_JUNCTION_C, .seed = seed };
    double accuracy_percent = 1;

    TRY(case_read_plant(settings, &a->plant_setup, why));
    TRY(settings_number(settings, "accuracy_percent", "%", 0.01, 1, &accuracy_percent, why));
    TRY(settings_number(settings, "thermocouple.lag_s", "s", 0, 10, &thermocouple.lag_s, why));
    TRY(settings_number(settings, "thermocouple.noise_c", "C", 0, 5, &thermocouple.noise, why));
    a->plant_setup.fineness = treatment_fineness(accuracy_percent, 0, &a->plant_setup.shape);
    a->plant_setup.moved_tolerance = 5e-3;
    a->plant_setup.solve_tolerance = 1e-5;
    TRY(ablation_create(&a->plant, &a->plant_setup, why));
    TRY(pace_begin(&a->pace, a->plant, TICK_S));
    return sensor_create(&a->thermocouple, &thermocouple, a->plant_setup.start_c);
}

static void rig_ablation_destroy(struct rig *rig)
{
    struct rig_ablation *a = rig ? of(rig) : NULL;

    if (!a)
        return;
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
    a->wire_log = setup->wire_log;
    a->pad_ohm = 60;
    for (size_t k = 0; k < KNOB_COUNT; k++)
        a->knob[k] = knobs[k].rest;
    TRY_OR_DONE(plant_create(a, setup->settings, setup->seed, why));
    TRY_OR_DONE(settings_number(setup->settings, "pad.ohm", "ohm", 1, 1000, &a->pad_ohm, why));
    TRY_OR_DONE(settings_number(setup->settings, "serial.baud", "baud", 1200, 4e6, &baud, why));
    TRY_OR_DONE(defects_read(setup->settings, &a->defects, why));
    TRY_OR_DONE(settings_all_used(setup->settings, why));
    TRY_OR_DONE(device_create(a, baud, setup->seed));
    a->hottest_c = a->plant_setup.start_c;
    body_feel(a);
    *rig = &a->rig;
done:
    if (err != ERR_OK) {
        rig_ablation_destroy(&a->rig);
        return why_say(why, err, "the rig could not be made: %s", err_text(err));
    }
    return ERR_OK;
}

/* ------------------------------------------------------------------ orders and faults */

static enum err order_send(struct rig_ablation *a, size_t knob, double value)
{
    if (knob < GENERATOR_SETTING_COUNT)
        return generator_order(a->client, (enum generator_order)knob, value);
    if (knob == KNOB_MODE)
        return generator_order(a->client, mode_orders[(size_t)value], 0);
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

    if (err != ERR_TIMEOUT && err != ERR_CLOSED)
        return err;
    a->dropped = (struct event){ .t_s = (double)a->ticks * TICK_S };
    snprintf(a->dropped.kind, sizeof a->dropped.kind, "device");
    if (knobs[knob].labels)
        snprintf(a->dropped.text, sizeof a->dropped.text, "order dropped: %s = %s, the link is %s",
                 knobs[knob].name, knobs[knob].labels[(size_t)value],
                 err == ERR_CLOSED ? "closed" : "lost");
    else
        snprintf(a->dropped.text, sizeof a->dropped.text, "order dropped: %s = %g, the link is %s",
                 knobs[knob].name, value, err == ERR_CLOSED ? "closed" : "lost");
    return ERR_OK;
}

static enum err rig_ablation_turn(struct rig *rig, size_t knob, double value)
{
    struct rig_ablation *a = of(rig);

    a->knob[knob] = value;
    a->wire = (struct port_faults){ .cable_cut = a->knob[KNOB_CUT],
                                    .drop_probability = a->knob[KNOB_DROP],
                                    .corrupt_probability = a->knob[KNOB_CORRUPT],
                                    .late_s = a->knob[KNOB_LATE] };
    a->defects.gain_error = a->knob[KNOB_GAIN_ERROR];
    a->defects.leak_volts = a->knob[KNOB_LEAK];
    a->defects.self_test_fails = a->knob[KNOB_SELF_TEST];
    return order_try(a, knob, value);
}

static enum err rig_ablation_make_safe(struct rig *rig)
{
    generator_make_safe(of(rig)->client);
    return ERR_OK;
}

/* ------------------------------------------------------------------ one tick */

static void report_fill(const struct rig_ablation *a, double *values)
{
    const struct generator_report *report = generator_report(a->client);
    const struct generator_status *status = &report->status;
    bool known = report->is_known;

    values[SIGNAL_STATE] = known ? (double)status->state : NAN;
    values[SIGNAL_FAULT] = known ? (double)status->fault : NAN;
    values[SIGNAL_BLIND] = known ? (status->alarms & GENERATOR_ALARM_BLIND) != 0 : NAN;
    values[SIGNAL_AT_LIMIT] = known ? (status->alarms & GENERATOR_ALARM_AT_LIMIT) != 0 : NAN;
    values[SIGNAL_REP_SET] = status->set_temp_c;
    values[SIGNAL_REP_TEMP] = status->tip_temp_c;
    values[SIGNAL_REP_IMPEDANCE] = status->impedance_ohm;
    values[SIGNAL_REP_VOLTS] = status->volts_rms;
    values[SIGNAL_REP_CURRENT] = status->current_a;
    values[SIGNAL_REP_POWER] = status->power_w;
    values[SIGNAL_REP_STIM] = status->stim_volts;
    values[SIGNAL_REP_TIMER] = status->timer_s;
    values[SIGNAL_REP_ELAPSED] = status->elapsed_s;
    values[SIGNAL_REP_PAD] = status->pad_ohm;
    values[SIGNAL_REP_ENERGY] = status->energy_j;
    values[SIGNAL_LINK] = (double)report->link;
    values[SIGNAL_LINK_AGE] = isinf(report->age_s) ? NAN : report->age_s;
    values[SIGNAL_LINK_GARBLED] = (double)report->garbled;
    values[SIGNAL_LINK_RETRIES] = (double)report->retries;
    values[SIGNAL_LINK_TIMEOUTS] = (double)report->timeouts;
    values[SIGNAL_LINK_REFUSED] = (double)report->refused;
}

static void truth_fill(struct rig_ablation *a, double *values)
{
    double tissue_ohm = ablation_resistance_ohm(a->plant);
    double power_w = a->tissue_volts * a->tissue_volts / tissue_ohm;
    struct grid_stencil tip;

    a->energy_j += power_w * TICK_S;
    grid_stencil_at(ablation_grid(a->plant), 0,
                    -a->plant_setup.shape.tip_m / 2 + a->plant_setup.thermocouple_m, &tip);
    values[SIGNAL_TIP_TEMP] = pace_follow_c(&a->pace, &tip);
    values[SIGNAL_TIP_SEEN] = a->body.tip_temp_c;
    values[SIGNAL_LOAD] = isinf(a->load_ohm) ? NAN : a->load_ohm;
    values[SIGNAL_WIDTH] = a->lesion.width_m * MM_PER_M;
    values[SIGNAL_VOLUME] = a->lesion.volume_m3 * MM3_PER_M3;
    values[SIGNAL_OUT_VOLTS] = a->output.volts_rms;
    values[SIGNAL_OUT_POWER] = power_w;
    values[SIGNAL_OUT_ENERGY] = a->energy_j;
    values[SIGNAL_OUT_STIM] = a->output.stim_volts;
    values[SIGNAL_RF_ON] = a->output.rf_on;
    values[SIGNAL_STIM_ON] = a->output.stim_on;
    values[SIGNAL_HOTTEST] = a->hottest_c;
    values[SIGNAL_RESIDUAL] = a->pace.residual_c;
    values[SIGNAL_IMBALANCE] = a->imbalance;
}

/* What takes a look at the whole field is taken when the field has moved, or now and then. */
static void fields_look(struct rig_ablation *a)
{
    if (a->pace.steps != a->steps_seen) {
        a->steps_seen = a->pace.steps;
        a->hottest_c = ablation_hottest_c(a->plant);
    }
    if (a->ticks++ % MEASURE_TICKS == 0) {
        ablation_lesion(a->plant, 0, &a->lesion);
        a->imbalance = ablation_did(a->plant).energy_imbalance;
    }
}

static enum err rig_ablation_tick(struct rig *rig, double t_s, double *values, struct why *why)
{
    struct rig_ablation *a = of(rig);
    double now_s = t_s - TICK_S;
    enum err err = generator_step(a->client, now_s);

    /* a closed port is a link that is down: the scenario sees it */
    if (err != ERR_OK && err != ERR_CLOSED)
        return why_say(why, err, "the generator's client failed: %s", err_text(err));
    a->output = generator_firmware_step(a->firmware, a->far, now_s, TICK_S, &a->body);
    a->tissue_volts = tissue_volts_find(a, a->output.volts_rms);
    TRY(pace_tick(&a->pace, a->tissue_volts, why));
    fields_look(a);
    body_feel(a);
    truth_fill(a, values);
    report_fill(a, values);
    return ERR_OK;
}

static bool rig_ablation_next_event(struct rig *rig, struct event *event)
{
    struct generator_event said;

    if (of(rig)->dropped.text[0]) {
        *event = of(rig)->dropped;
        of(rig)->dropped.text[0] = '\0';
        return true;
    }
    if (!generator_next_event(of(rig)->client, &said))
        return false;
    *event = (struct event){ .t_s = said.t_s };
    snprintf(event->kind, sizeof event->kind, "device");
    snprintf(event->text, sizeof event->text, "%s", said.text);
    return true;
}

/* ------------------------------------------------------------------ the end */

static enum err work_table_add(struct rig_ablation *a, struct exhibits *exhibits)
{
    const struct ablation_did did = ablation_did(a->plant);
    const struct { const char *name; double value; const char *format; } rows[] = {
        { "nodes", (double)did.unknowns, "%.0f" },
        { "heat steps", (double)did.heat.steps, "%.0f" },
        { "heat solves", (double)did.heat.solves, "%.0f" },
        { "conjugate-gradient iterations", (double)(did.heat.iterations + did.potential_iterations), "%.0f" },
        { "field solves", (double)did.potential_solves, "%.0f" },
        { "energy into tissue / J", did.heat.joule_j, "%.2f" },
        { "stored / J", did.heat.stored_j, "%.2f" },
        { "carried off by blood / J", did.heat.perfused_j, "%.2f" },
        { "conducted out / J", did.heat.conducted_j, "%.3f" },
        { "energy imbalance", did.energy_imbalance, "%.1e" },
        { "largest relative residual", fmax(did.heat.residual_most, did.potential_residual_most), "%.1e" },
    };
    size_t count = sizeof rows / sizeof *rows;
    struct exhibit_table *grown = realloc(exhibits->tables,
                                          (exhibits->table_count + 1) * sizeof *grown),
                         *table;

    if (!grown)
        return ERR_MEMORY;
    exhibits->tables = grown;
    table = &grown[exhibits->table_count];
    *table = (struct exhibit_table){ .columns = 2, .rows = count + 1,
                                     .title = "what the model did" };
    table->cells = calloc(table->rows, sizeof *table->cells);
    if (!table->cells)
        return ERR_MEMORY;
    exhibits->table_count++;
    snprintf(table->cells[0][0], sizeof table->cells[0][0], "quantity");
    snprintf(table->cells[0][1], sizeof table->cells[0][1], "value");
    for (size_t i = 0; i < count; i++) {
        snprintf(table->cells[i + 1][0], sizeof table->cells[i + 1][0], "%s", rows[i].name);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(table->cells[i + 1][1], sizeof table->cells[i + 1][1], rows[i].format,
                 rows[i].value);
#pragma GCC diagnostic pop
    }
    return ERR_OK;
}

static enum err rig_ablation_show(struct rig *rig, struct exhibits *exhibits, struct why *why)
{
    struct rig_ablation *a = of(rig);

    TRY(pace_close(&a->pace, why));
    TRY(lesion_show(a->plant, &a->plant_setup, (double)a->ticks * TICK_S, exhibits, why));
    return work_table_add(a, exhibits);
}

const struct rig_type rig_ablation = {
    .name = "ablation",
    .sentence = "a radiofrequency generator, its cable, a patient's pad, and a needle in tissue",
    .tick_s = TICK_S,
    .signals = signals, .signal_count = SIGNAL_COUNT,
    .knobs = knobs, .knob_count = KNOB_COUNT,
    .headline = headline,
    .create = rig_ablation_create,
    .turn = rig_ablation_turn,
    .tick = rig_ablation_tick,
    .next_event = rig_ablation_next_event,
    .show = rig_ablation_show,
    .make_safe = rig_ablation_make_safe,
    .destroy = rig_ablation_destroy,
};
