#include "toy_rig.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GAIN_C_PER_W 2.0
#define TRIP_C       95.0

enum state { OFF, ON, TRIPPED };

static const char *const state_labels[] = { "off", "on", "tripped", NULL };
static const char *const mode_labels[] = { "off", "on", NULL };

static const struct signal signals[] = {
    [TOY_TEMP]  = { "tip.temp_c", "C", 0, 200, 1, "temperature of the tip, as the sensor shows it",
                    NULL },
    [TOY_POWER] = { "heater.power_w", "W", 0, 50, 2, "power that heats", NULL },
    [TOY_STATE] = { "heater.state", "-", 0, 2, 0, "what the heater does", state_labels },
};

static const struct knob knobs[] = {
    [TOY_SET_W] = { "heater.set_w", "W", 0, 50, 0, "power when on", KNOB_ORDER, NULL },
    [TOY_MODE]  = { "heater.mode", "-", 0, 1, 0, "off or on", KNOB_ORDER, mode_labels },
    [TOY_OPEN]  = { "sensor.open", "-", 0, 1, 0, "1: the thermocouple is open", KNOB_FAULT, NULL },
    [TOY_BREAK] = { "plant.diverge", "-", 0, 1, 0, "1: the model fails", KNOB_FAULT, NULL },
};

static const char *const headline[] = { "heater.state", "tip.temp_c", "heater.power_w", NULL };

struct toy {
    struct rig rig;
    double     start_c, tau_s, temp_c, knobs[TOY_KNOBS];
    enum state state;
    bool       has_event;
    struct event event;
};

static enum err toy_create(struct rig **out, const struct rig_setup *setup, struct why *why)
{
    struct toy *toy = calloc(1, sizeof *toy);
    enum err    err;

    if (!toy)
        return ERR_MEMORY;
    toy->rig.type = &toy_rig_type;
    toy->rig.tick_s = rig_tick_s(&toy_rig_type, setup);
    toy->start_c = 37;
    toy->tau_s = 5;
    TRY_OR_DONE(settings_number(setup->settings, "start_c", "C", 0, 60, &toy->start_c, why));
    TRY_OR_DONE(settings_number(setup->settings, "tau_s", "s", 0.1, 100, &toy->tau_s, why));
    TRY_OR_DONE(settings_all_used(setup->settings, why));
    toy->temp_c = toy->start_c;
    if (setup->wire_log)
        fprintf(setup->wire_log, "toy rig, seed %llu\n", (unsigned long long)setup->seed);
done:
    if (err == ERR_OK)
        *out = &toy->rig;
    else
        free(toy);
    return err;
}

static enum err toy_turn(struct rig *rig, size_t knob, double value)
{
    struct toy *toy = (struct toy *)rig;

    toy->knobs[knob] = value;
    return ERR_OK;
}

static void toy_trip(struct toy *toy, double t_s)
{
    toy->state = TRIPPED;
    toy->has_event = true;
    toy->event = (struct event){ .t_s = t_s };
    strcpy(toy->event.kind, "alarm");
    strcpy(toy->event.text, "over-temperature");
}

static enum err toy_tick(struct rig *rig, double t_s, double *values, struct why *why)
{
    struct toy *toy = (struct toy *)rig;
    double      power_w;

    if (toy->knobs[TOY_BREAK] > 0)
        return why_say(why, ERR_DIVERGED, "the toy was told to diverge");
    if (toy->state != TRIPPED)
        toy->state = toy->knobs[TOY_MODE] > 0 ? ON : OFF;
    power_w = toy->state == ON ? toy->knobs[TOY_SET_W] : 0;
    toy->temp_c += rig->tick_s / toy->tau_s * (GAIN_C_PER_W * power_w - toy->temp_c + toy->start_c);
    if (toy->temp_c > TRIP_C && toy->state == ON)
        toy_trip(toy, t_s);
    values[TOY_TEMP] = toy->knobs[TOY_OPEN] > 0 ? NAN : toy->temp_c;
    values[TOY_POWER] = power_w;
    values[TOY_STATE] = toy->state;
    return ERR_OK;
}

static bool toy_next_event(struct rig *rig, struct event *event)
{
    struct toy *toy = (struct toy *)rig;

    if (!toy->has_event)
        return false;
    toy->has_event = false;
    *event = toy->event;
    return true;
}

/* A field of 3 x 2 numbers, as a picture needs one. */
static enum err toy_show(struct rig *rig, struct exhibits *exhibits, struct why *why)
{
    struct exhibit_field *field = calloc(1, sizeof *field);

    (void)why;
    if (!field)
        return ERR_MEMORY;
    *field = (struct exhibit_field){ .columns = 3, .rows = 2, .x_most = 3, .y_most = 2 };
    strcpy(field->title, "temperature of the toy");
    strcpy(field->x_name, "r / mm");
    strcpy(field->y_name, "z / mm");
    strcpy(field->unit, "C");
    field->value = calloc(6, sizeof *field->value);
    for (size_t i = 0; field->value && i < 6; i++)
        field->value[i] = (float)((struct toy *)rig)->temp_c + (float)i;
    exhibits->fields = field;
    exhibits->field_count = 1;
    return ERR_OK;
}

static enum err toy_make_safe(struct rig *rig)
{
    ((struct toy *)rig)->knobs[TOY_MODE] = 0;
    return ERR_OK;
}

static void toy_destroy(struct rig *rig)
{
    free(rig);
}

const struct rig_type toy_rig_type = {
    .name = "toy", .sentence = "a heater and a thermocouple, for tests", .tick_s = TOY_TICK_S,
    .tick_least_s = 1e-3, .tick_most_s = 60,
    .signals = signals, .signal_count = TOY_SIGNALS, .knobs = knobs, .knob_count = TOY_KNOBS,
    .headline = headline, .create = toy_create, .turn = toy_turn, .tick = toy_tick,
    .next_event = toy_next_event, .show = toy_show, .make_safe = toy_make_safe,
    .destroy = toy_destroy,
};

static enum err play_on(struct toy_play *play, const struct toy_play_setup *setup,
                        struct script *script, struct rig **rig, struct trace **trace)
{
    struct settings  settings = { 0 };
    struct clock     clock = clock_virtual();
    struct rig_setup rig_setup = { .settings = &settings, .seed = setup->seed };
    enum err         err;

    TRY(script_load_text(script, "toy.lua", setup->text, strlen(setup->text), &play->why));
    TRY_OR_DONE(script_settings(script, &settings, &play->why));
    rig_setup.tick_s = script_scenario(script)->tick_s;
    TRY_OR_DONE(toy_rig_type.create(rig, &rig_setup, &play->why));
    TRY_OR_DONE(trace_create(trace, setup->trace_path, signals, TOY_SIGNALS, (*rig)->tick_s,
                             fmax(0, script_scenario(script)->row_every_s), &play->why));
    TRY_OR_DONE(script_begin(script, *rig, &play->why));
    err = executor_run(&(struct executor_setup){ .script = script, .rig = *rig, .trace = *trace,
                           .record = play->record, .clock = &clock, .is_stopped = setup->is_stopped,
                           .stop = setup->stop, .watch = setup->watch, .watcher = setup->watcher,
                           .faults = setup->faults, .seed = setup->seed },
                       &play->result, &play->why);
    if (err == ERR_OK)
        err = trace_close(*trace, &play->why);
done:
    settings_free(&settings);
    return err;
}

void toy_play(struct toy_play *play, const struct toy_play_setup *setup)
{
    struct script_setup script_setup = { .seed = setup->seed, .is_stopped = setup->is_stopped,
                                         .stop = setup->stop,
                                         .is_on_bench = setup->is_on_bench };
    struct script      *script = NULL;
    struct rig         *rig = NULL;
    struct trace       *trace = NULL;
    double              from_s = clock_wall_s();

    *play = (struct toy_play){ .result.verdict = VERDICT_ERROR };
    play->err = record_create(&play->record, setup->events, &play->why);
    if (play->err != ERR_OK)
        return;
    script_setup.record = play->record;
    play->err = script_create(&script, &script_setup, &play->why);
    if (play->err == ERR_OK)
        play->err = play_on(play, setup, script, &rig, &trace);
    script_destroy(script);
    trace_destroy(trace);
    if (rig)
        toy_destroy(rig);
    play->wall_s = clock_wall_s() - from_s;
}

void toy_play_close(struct toy_play *play)
{
    record_destroy(play->record);
    play->record = NULL;
}
