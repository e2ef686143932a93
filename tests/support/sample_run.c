#include "sample_run.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define TICK_S       0.02

static const char *const states[] = { "self_test", "standby",  "checking", "ramp",
                                      "hold",      "cooldown", "complete", NULL };
static const char *const alarms[] = { "none", "contact", "over_temperature", "impedance", NULL };

enum {
    TIP_TEMP, SEEN_TEMP, SET_TEMP, TISSUE_TEMP, IMPEDANCE, POWER, POWER_MAX, VOLTS, CURRENT, STATE,
    ALARM, OUTPUT, LESION, LATE, RESIDUAL, SIGNALS
};

static const struct signal signals[SIGNALS] = {
    [TIP_TEMP]    = { "tip.temp_c",               "C",   0, 150, 2, "true temperature of the active tip", NULL },
    [SEEN_TEMP]   = { "thermocouple.temp_c",      "C",   0, 150, 1, "what the thermocouple shows", NULL },
    [SET_TEMP]    = { "generator.set_temp_c",     "C",   0, 100, 0, "temperature that was ordered", NULL },
    [TISSUE_TEMP] = { "tissue.temp_3_mm_c",       "C",   0, 150, 2, "tissue 3 mm beside the tip", NULL },
    [IMPEDANCE]   = { "load.impedance_ohm",       "ohm", 0, 2000, 1, "electrode to ground plate", NULL },
    [POWER]       = { "generator.power_w",        "W",   0, 50, 2, "power into the load", NULL },
    [POWER_MAX]   = { "generator.power_limit_w",  "W",   0, 50, 1, "greatest power allowed", NULL },
    [VOLTS]       = { "generator.voltage_v",      "V",   0, 200, 1, "root mean square", NULL },
    [CURRENT]     = { "generator.current_a",      "A",   0, 2, 3, "root mean square", NULL },
    [STATE]       = { "generator.state",          "-",   0, 6, 0, "what the generator is doing", states },
    [ALARM]       = { "generator.alarm",          "-",   0, 3, 0, "the alarm that is shown", alarms },
    [OUTPUT]      = { "generator.output_on",      "-",   0, 1, 0, "1 while energy flows", NULL },
    [LESION]      = { "lesion.volume_mm3",        "mm3", 0, 5000, 1, "dead tissue by Arrhenius", NULL },
    [LATE]        = { "bench.late_us",            "us",  0, 1e6, 0, "how late the tick was", NULL },
    [RESIDUAL]    = { "plant.residual",           "-",   0, 1, 6, "of the last potential solve", NULL },
};

/* ---- the trace ---- */

static double wobble(double t_s, double period_s)
{
    return sin(6.283185307 * t_s / period_s) + 0.4 * sin(17.3 * t_s / period_s);
}

static double phase_of(double t_s, double end_s)
{
    const double starts[] = { 0, 1.2, 3, 4, 19, end_s - 11, end_s - 1 };
    double phase = 0;

    for (size_t i = 0; i < COUNT(starts); i++)
        phase = t_s >= starts[i] ? (double)i : phase;
    return phase;
}

static double tip_temp_c(double t_s, double end_s)
{
    if (t_s < 4)
        return 37;
    if (t_s < 19)
        return 37 + 43 * (1 - pow(1 - (t_s - 4) / 15, 1.7)) ;
    if (t_s < end_s - 11)
        return 80 + 2.2 * exp(-(t_s - 19) / 2) * sin((t_s - 19) * 2.1) + 0.12 * wobble(t_s, 1.7);
    return 37 + 43 * exp(-(t_s - end_s + 11) / 5);
}

static void row_fill(double v[SIGNALS], double t_s, double end_s)
{
    double phase = phase_of(t_s, end_s);
    bool   is_on = phase == 3 || phase == 4;
    double power_w = !is_on     ? 0
                   : phase == 3 ? 6.4 - 1.2 * (t_s - 4) / 15
                                : 3 + 2.2 * exp(-(t_s - 19) / 6) + 0.08 * wobble(t_s, 0.9);
    double heat = fmax(tip_temp_c(fmax(t_s - 6, 0), end_s) - 37, 0);

    v[TIP_TEMP] = tip_temp_c(t_s, end_s);
    v[SEEN_TEMP] = t_s < 1.2 ? NAN
                             : tip_temp_c(fmax(t_s - 0.4, 0), end_s) + 0.2 * wobble(t_s, 0.31);
    v[SET_TEMP] = phase < 2 ? NAN : 80;
    v[TISSUE_TEMP] = 37 + 0.42 * heat;
    v[IMPEDANCE] = 100 - 30 * heat / 43 + 0.3 * wobble(t_s, 0.5) + (fabs(t_s - 40) < 0.05 ? 60 : 0);
    v[POWER] = power_w;
    v[POWER_MAX] = 10;
    v[VOLTS] = sqrt(power_w * v[IMPEDANCE]);
    v[CURRENT] = sqrt(power_w / v[IMPEDANCE]);
    v[STATE] = phase;
    v[ALARM] = fabs(t_s - 40) < 0.3 ? 3 : 0;
    v[OUTPUT] = is_on;
    v[LESION] = 430 / (1 + exp(-(t_s - 38) / 10));
    v[LATE] = 40 + 25 * fabs(wobble(t_s, 0.13)) + (fmod(t_s, 17) < 0.02 ? 900 : 0);
    v[RESIDUAL] = 1e-6;
}

static void trace_fill(struct sample_run *sample, const char *path, double end_s)
{
    double values[SIGNALS];

    if (trace_create(&sample->trace, path, signals, SIGNALS, TICK_S, 0, NULL) != ERR_OK)
        abort();
    for (int tick = 1; tick * TICK_S <= end_s; tick++) {
        row_fill(values, tick * TICK_S, end_s);
        if (trace_append(sample->trace, tick * TICK_S, values, NULL) != ERR_OK)
            abort();
    }
    if (trace_close(sample->trace, NULL) != ERR_OK)
        abort();
}

/* ---- events and judgements ---- */

static const struct event events[] = {
    { 0.00,   "order",  "generator.set_temp_c = 80 C" },
    { 1.20,   "state",  "generator: self_test -> standby" },
    { 2.98,   "order",  "generator.start = 1" },
    { 3.00,   "state",  "generator: standby -> checking" },
    { 4.00,   "state",  "generator: checking -> ramp" },
    { 19.00,  "state",  "generator: ramp -> hold" },
    { 38.00,  "log",    "the needle is pulled back for a moment" },
    { 39.96,  "fault",  "load.contact = 0.4" },
    { 40.00,  "alarm",  "impedance jumped from 71 to 131 ohm" },
    { 40.30,  "fault",  "load.contact = 1" },
    { 109.00, "state",  "generator: hold -> cooldown" },
    { 119.00, "state",  "generator: cooldown -> complete" },
};

static const struct judgement judgements[] = {
    { VERDICT_PASS, 0, 1.2, 5, 0, "the self test ends in standby", "held after 1.20 s of 5.00 s", "hold_80_c.lua:14" },
    { VERDICT_PASS, 4, 19.0, 30, 0, "the tip reaches 80 C", "held after 15.00 s of 30.00 s", "hold_80_c.lua:22" },
    { VERDICT_PASS, 19, 109, 90, 0, "the tip stays within 2.5 C of what was ordered",
      "worst was 1.72 C, at 20.36 s", "hold_80_c.lua:27" },
    { VERDICT_FAIL, 39.96, 40.46, 0.5, 0, "a loss of contact stops the output within 0.5 s",
      "generator.output_on was still 1 at 40.46 s; load.impedance_ohm = 71.2, generator.alarm = none",
      "hold_80_c.lua:33" },
    { VERDICT_PASS, 109, 119, 15, 0, "the tip is below 45 C when the run is complete",
      "held after 9.08 s of 15.00 s", "hold_80_c.lua:41" },
    { VERDICT_VACUOUS, 0, 120, NAN, 0, "RF-OT-02 over-temperature trips the generator within 1 s",
      "tip.temp_c never rose above 95: the trigger never fired", "requirements/rf.lua:18" },
};

/* ---- exhibits ---- */

static float *floats(size_t count)
{
    float *values = malloc(count * sizeof *values);

    if (!values)
        abort();
    return values;
}

static struct exhibit_line ellipse(const char *name, const char *note, double x_mm, double y_mm,
                                   double middle_mm)
{
    struct exhibit_line line = { .x = floats(181), .y = floats(181), .count = 181 };

    snprintf(line.name, sizeof line.name, "%s", name);
    snprintf(line.note, sizeof line.note, "%s", note);
    for (int i = 0; i <= 180; i++) {
        line.x[i] = (float)(x_mm * cos(i * 6.283185307 / 180));
        line.y[i] = (float)(middle_mm + y_mm * sin(i * 6.283185307 / 180));
    }
    return line;
}

static struct exhibit_line box(const char *name, double half_mm, double low_mm, double high_mm,
                               double point_mm)
{
    const double corners[][2] = { { -half_mm, high_mm },
                                  { half_mm, high_mm },
                                  { half_mm, low_mm + point_mm },
                                  { 0, low_mm },
                                  { -half_mm, low_mm + point_mm } };
    struct exhibit_line line = { .x = floats(5), .y = floats(5), .count = 5 };

    snprintf(line.name, sizeof line.name, "%s", name);
    for (int i = 0; i < 5; i++) {
        line.x[i] = (float)corners[i][0];
        line.y[i] = (float)corners[i][1];
    }
    return line;
}

static void field_fill(struct exhibit_field *field)
{
    field->value = floats(field->columns * field->rows);
    for (size_t row = 0; row < field->rows; row++)
        for (size_t column = 0; column < field->columns; column++) {
            double x = field->x_least
                     + (field->x_most - field->x_least) * (double)column
                           / (double)(field->columns - 1);
            double y = field->y_least
                     + (field->y_most - field->y_least) * (double)row / (double)(field->rows - 1);
            double beyond = fmax(fabs(y) - 4.2, 0), distance = sqrt(x * x + beyond * beyond);
            bool   is_inside = fabs(x) < fmin(0.6, (y + 5) / 2);
            field->value[row * field->columns + column] =
                is_inside ? NAN : (float)(37 + 44 / (1 + pow(fmax(distance - 0.6, 0) / 2.6, 1.9)));
        }
}

static void table_fill(struct exhibit_table *table, const char *title, size_t rows, size_t columns,
                       const char *const *cells)
{
    table->rows = rows;
    table->columns = columns;
    snprintf(table->title, sizeof table->title, "%s", title);
    table->cells = calloc(rows, sizeof *table->cells);
    if (!table->cells)
        abort();
    for (size_t i = 0; i < rows * columns; i++)
        snprintf(table->cells[i / columns][i % columns], sizeof table->cells[0][0], "%s", cells[i]);
}

static const char *const lesion_cells[] = {
    "criterion",          "width / mm", "length / mm", "volume / mm3",
    "isotherm 50 C",      "8.1",        "12.9",        "427",
    "isotherm 60 C",      "5.6",        "10.9",        "171",
    "Arrhenius, muscle",  "7.4",        "12.3",        "344",
};
static const char *const energy_cells[] = {
    "where the energy went", "J", "%", "into the tissue", "311.4", "100.0", "left in the tissue",
    "96.2", "30.9",
    "carried off by blood", "41.8", "13.4", "beyond the edge", "173.4", "55.7",
};

void sample_exhibits_make(struct exhibits *exhibits)
{
    struct exhibit_field *field = calloc(1, sizeof *field);

    *exhibits = (struct exhibits){ .fields = field, .field_count = 1,
                                   .tables = calloc(2, sizeof *exhibits->tables),
                                   .table_count = 2 };
    if (!field || !exhibits->tables)
        abort();
    *field = (struct exhibit_field){
        .title = "temperature at 109 s", .x_name = "r / mm", .y_name = "z / mm", .unit = "C",
        .columns = 161, .rows = 201, .x_least = -12, .x_most = 12, .y_least = -15, .y_most = 15,
        .contour_count = 3, .outline_count = 2 };
    field_fill(field);
    field->contours = calloc(3, sizeof *field->contours);
    field->outlines = calloc(2, sizeof *field->outlines);
    if (!field->contours || !field->outlines)
        abort();
    field->contours[0] = ellipse("isotherm 50 C", "8.1 x 12.9 mm, 427 mm3", 4.05, 6.45 + 1, 0);
    field->contours[1] = ellipse("isotherm 60 C", "5.6 x 10.9 mm, 171 mm3", 2.9, 5.45 + 1, 0);
    field->contours[2] = ellipse("dead by Arrhenius",
                                 "7.4 x 12.3 mm, 344 mm3 (muscle, Ea = 6.28e5 J/mol)", 3.6,
                                 6.15 + 1, 0);
    field->outlines[0] = box("active tip", 0.6, -5, 5, 1.2);
    field->outlines[1] = box("insulated shaft", 0.64, 5, 15, 0);
    table_fill(&exhibits->tables[0], "lesion", 4, 4, lesion_cells);
    table_fill(&exhibits->tables[1], "energy balance", 5, 3, energy_cells);
}

/* ---- all of it ---- */

static void report_fill(struct sample_run *sample, double end_s)
{
    sample->report = (struct report){
        .title = "holding 80 C for 90 s in muscle, with a needle that slips",
        .scenario_path = "scenarios/ablation/hold_80_c.lua",
        .scenario_sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        .version = "0.1-12-g471b68e", .host = "bench-2", .rig_name = "ablation",
        .started_utc = "2025-11-21T20:51:07Z", .seed = 42, .tick_s = TICK_S, .simulated_s = end_s,
        .wall_s = 0.184, .verdict = VERDICT_FAIL, .parameters = sample->parameters,
        .parameter_count = 2, .signals = signals, .signal_count = SIGNALS, .trace = sample->trace,
        .events = sample->events, .event_count = COUNT(events), .judgements = sample->judgements,
        .judgement_count = COUNT(judgements), .exhibits = &sample->exhibits,
        .faults = &sample->faults,
    };
}

void sample_run_make(struct sample_run *sample, const char *trace_path, double seconds)
{
    memset(sample, 0, sizeof *sample);
    trace_fill(sample, trace_path, seconds);
    sample_exhibits_make(&sample->exhibits);
    sample->events = malloc(sizeof events);
    if (!sample->events)
        abort();
    memcpy(sample->events, events, sizeof events);
    memcpy(sample->judgements, judgements, sizeof judgements);
    sample->parameters[0] = (struct report_parameter){ "electrode.tip_mm", 10, 10 };
    sample->parameters[1] = (struct report_parameter){ "generator.set_temp_c", 80, 75 };
    sample->faults = (struct fault_plan){ .count = 1, .faults = { { .knob = "probe.pulled_back_mm",
                                          .value = 4, .from_s = 40, .to_s = 50, .every = 3 } } };
    report_fill(sample, seconds);
}

void sample_run_free(struct sample_run *sample)
{
    trace_destroy(sample->trace);
    exhibits_free(&sample->exhibits);
    free(sample->events);
}
