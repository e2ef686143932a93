#include "pump_firmware.h"

#include "pump_firmware_inside.h"

#include <math.h>
#include <stdlib.h>

static const struct pump_defects sound = { 0 };

const struct pump_build pump_build_usual = {
    .address = 0x50524947, .clock_s = 820540800,        /* 2026-01-01 00:00 */
    .life_days = 2557, .replace_days = 90,
    .capacity_nl = 20000000, .reservoir_nl = 20000000,
    .rate_most_nl_per_h = 1200000, .minimum_nl_per_h = 250,
    .occlusion_kpa = 69, .over_infusion_share = 0.145, .stall_s = 600,
    .stopped_long_s = 172800, .unfinished_s = 600,
    .replace_v = 2.6, .end_v = 2.4, .reset_v = 2.0,
    .level_grain_nl = 500000, .dead_nl = 546000,
};

/* ------------------------------------------------------------------ what happens to it */

/* A bit of the programme in force turns over. */
static void defects_feel(struct pump_firmware *fw)
{
    bool flips = fw->defects->memory_flips != 0, resets = fw->defects->resets != 0;
    bool dips = resets || fw->body.battery_v <= fw->build.reset_v;

    if (flips && !fw->was_flipped && fw->has_programme)
        fw->programme.rate_nl_per_h ^= 1u << 9;
    fw->was_flipped = flips;
    if (dips && !fw->was_dip && pump_take(fw, PUMP_INPUT_RESET)) {
        fw->was_reset = true;
        if (pump_is_mutant(fw, PUMP_MUTANT_RESET_RESUMES))
            pump_take(fw, pump_input_of_mode(fw->programme.mode));
        if (pump_is_mutant(fw, PUMP_MUTANT_RESET_STOPS))
            pump_take(fw, PUMP_INPUT_STOP);
    }
    fw->was_dip = dips;
}

/* A field from outside forces telemetry mode, and again whatever was started in it. With an alarm
 * sounding, delivery does not resume when the field has gone, only when the next good request comes
 * (published). */
static void interference_feel(struct pump_firmware *fw)
{
    bool is_interfered = fw->body.is_interfered;

    if (is_interfered && pump_take(fw, PUMP_INPUT_INTERFERE)) {
        bool sounds = pump_alarms_tone(&fw->alarms, fw->now_s) != PUMP_QUIET;
        fw->held = sounds ? PUMP_HELD_UNTIL_REQUEST : PUMP_HELD_BY_FIELD;
    }
    if (!is_interfered && fw->held == PUMP_HELD_BY_FIELD
        && !pump_is_mutant(fw, PUMP_MUTANT_FIELD_STOPS)) {
        fw->held = PUMP_FREE;
        pump_go_home(fw);
    }
}

/* A sound pump needs nobody: only a planted defect stops when the session is over. */
static void link_feel(struct pump_firmware *fw)
{
    if (pump_is_mutant(fw, PUMP_MUTANT_LINK_NEEDED) && fw->console.is_open
        && fw->now_s - fw->console.heard_s > PUMP_SESSION_S)
        pump_take(fw, PUMP_INPUT_STOP);
}

/* ------------------------------------------------------------------ alarms */

static void alarm_tell(struct pump_firmware *fw, uint32_t before)
{
    uint32_t changed = fw->alarms.raised ^ before;

    for (enum pump_alarm i = 0; changed >> i != 0; i++)
        if ((changed >> i & 1u) != 0) {
            bool is_raised = pump_alarms_has(&fw->alarms, i);
            pump_log_add(fw, is_raised ? PUMP_LOG_ALARM : PUMP_LOG_ALARM_OVER, i, is_raised);
        }
}

/* A stalled pump tries what it was meant to do; one that was meant to do nothing, stops. */
static void stall_react(struct pump_firmware *fw)
{
    bool is_missing = !isnan(fw->missing_since_s);

    if (is_missing && pump_alarms_has(&fw->alarms, PUMP_ALARM_STALL)) {
        fw->is_stall_told = true;
        if (fw->home >= PUMP_INPUT_RUN_CONTINUOUS)
            pump_take(fw, PUMP_INPUT_STALL);
        else if (pump_is_in(fw->state, PUMP_IN_BOLUS))
            pump_go_home(fw);
    }
    if (!is_missing && fw->state == PUMP_STATE_STALLED)
        pump_go_home(fw);
}

static void alarms_react(struct pump_firmware *fw)
{
    uint32_t stopping = pump_alarms_stopping(&fw->alarms);
    bool     is_end = pump_alarms_has(&fw->alarms, PUMP_ALARM_END);

    for (enum pump_alarm i = 0; i < PUMP_ALARM_COUNT; i++)
        if (pump_mutant_runs_on((enum pump_mutant)fw->defects->mutant, i))
            stopping &= ~(1u << i);

    stall_react(fw);
    if (is_end && !pump_is_mutant(fw, PUMP_MUTANT_ENDED_RUNS))
        pump_take(fw, PUMP_INPUT_END);
    else if (!is_end && stopping != 0)
        pump_take(fw, PUMP_INPUT_TRIP);
}

static void watch(struct pump_firmware *fw)
{
    const struct pump_judge judge = {
        .now_s = fw->now_s, .since_s = fw->step_s,
        .exempt = fw->defects->exempt_alarm, .slower_s = fw->defects->slower_s,
    };
    double   senses[PUMP_SENSE_COUNT];
    uint32_t before = fw->alarms.raised;

    pump_senses(fw, senses);
    pump_alarms_step(&fw->alarms, senses, &fw->build, fw->state, &judge);
    if (pump_alarms_has(&fw->alarms, PUMP_ALARM_RESET))
        fw->was_reset = false;
    if (pump_alarms_has(&fw->alarms, PUMP_ALARM_VOLUME_MISMATCH))
        fw->mismatch_nl = 0;
    if (fw->alarms.raised != before)
        alarm_tell(fw, before);
    if (fw->alarms.raised != 0 || fw->state == PUMP_STATE_STALLED)
        alarms_react(fw);
    else if (pump_is_mutant(fw, PUMP_MUTANT_OCCLUSION_RESUMES) && pump_take(fw, PUMP_INPUT_CLEAR))
        pump_take(fw, pump_input_of_mode(fw->programme.mode));
}

/* Defects are turned at any time. */
static void mutant_take(struct pump_firmware *fw)
{
    enum pump_mutant mutant = (enum pump_mutant)fw->defects->mutant;
    uint32_t         most_nl_per_h = fw->build.rate_most_nl_per_h;

    fw->limits.ignores_dose = mutant == PUMP_MUTANT_NO_DOSE_LIMIT;
    fw->limits.ignores_soft = mutant == PUMP_MUTANT_NO_SOFT_LIMIT;
    fw->limits.ignores_strength = mutant == PUMP_MUTANT_ANY_STRENGTH;
    fw->limits.rate_most_nl_per_h = mutant == PUMP_MUTANT_RATE_TENFOLD ? 10 * most_nl_per_h
                                                                       : most_nl_per_h;
    fw->alarms.rows = pump_alarm_rows;
    if (pump_mutant_is_row(mutant)) {
        pump_mutant_rows(mutant, &fw->build, fw->rows);
        fw->alarms.rows = fw->rows;
    }
}

static enum pump_priority tone_of(const struct pump_firmware *fw)
{
    return pump_mutant_tone((enum pump_mutant)fw->defects->mutant, &fw->alarms, fw->now_s,
                            pump_alarms_tone(&fw->alarms, fw->now_s));
}

/* ------------------------------------------------------------------ life */

static struct pump_limits limits_of(const struct pump_build *build)
{
    return (struct pump_limits){
        .rate_most_nl_per_h = build->rate_most_nl_per_h,
        .minimum_nl_per_h = build->minimum_nl_per_h, .capacity_nl = build->capacity_nl,
        .library = build->library ? build->library : pump_library_usual,
    };
}

enum pump_reason pump_build_refusal(const struct pump_build *build)
{
    const struct pump_limits limits = limits_of(build);

    return build->is_programmed ? pump_programme_check(&build->programme, &limits, true)
                                : PUMP_REASON_NONE;
}

static void begin(struct pump_firmware *fw)
{
    const struct pump_programme *programme = &fw->build.programme;

    fw->home = PUMP_INPUT_SHELVE;
    fw->state = PUMP_STATE_SHELF;
    if (!fw->build.is_programmed)
        return;
    pump_programme_apply(fw, programme);
    fw->patient.locked_until_ms = 0;
    fw->state = PUMP_STATE_STOPPED;
    pump_take(fw, pump_input_of_mode(programme->mode));
}

enum err pump_firmware_create(struct pump_firmware **out, const struct pump_build *build,
                              const struct pump_defects *defects)
{
    struct pump_firmware *fw;

    if (pump_build_refusal(build) != PUMP_REASON_NONE)
        return ERR_RANGE;
    fw = calloc(1, sizeof *fw);
    if (!fw)
        return ERR_MEMORY;
    fw->build = *build;
    fw->defects = defects ? defects : &sound;
    fw->limits = limits_of(build);
    fw->clock_ms = (uint64_t)build->clock_s * PUMP_MS_PER_S;
    fw->reservoir_nl = build->reservoir_nl;
    fw->missing_since_s = fw->still_since_s = fw->level_ref_ul = (double)NAN;
    fw->body = (struct pump_body){ .outlet_kpa = (double)NAN, .reservoir_ul = (double)NAN,
                                   .battery_v = (double)NAN };
    pump_alarms_init(&fw->alarms);
    frame_buffer_empty(&fw->console.frames);
    begin(fw);
    *out = fw;
    return ERR_OK;
}

void pump_firmware_destroy(struct pump_firmware *fw)
{
    free(fw);
}

/* Time that has passed without a step is lived in the next one. */
static uint64_t time_pass(struct pump_firmware *fw, double now_s, double dt_s)
{
    int64_t end_ms = llround((now_s + dt_s) * PUMP_MS_PER_S), passed;

    if (!fw->has_begun)
        fw->real_ms = llround(now_s * PUMP_MS_PER_S);
    passed = end_ms > fw->real_ms ? end_ms - fw->real_ms : 0;
    fw->real_ms += passed;
    fw->step_s = fw->has_begun ? fw->now_s : now_s;
    fw->now_s = now_s;
    fw->has_begun = true;
    return (uint64_t)passed;
}

struct pump_output pump_firmware_step(struct pump_firmware *fw, double now_s, double dt_s,
                                      const struct pump_body *body)
{
    uint64_t real_ms = time_pass(fw, now_s, dt_s);

    if (fw->defects->mutant != fw->planted)
        mutant_take(fw);
    fw->planted = fw->defects->mutant;
    pump_feel(fw, body);
    defects_feel(fw);
    watch(fw);
    link_feel(fw);
    interference_feel(fw);
    pump_patient_step(fw);
    fw->output = (struct pump_output){
        .state = fw->state, .alarms = fw->alarms.raised, .denied = fw->is_denied,
        .tone = tone_of(fw), .rate_nl_per_h = pump_rate_now(fw),
    };
    fw->output.strokes = pump_deliver(fw, real_ms);
    return fw->output;
}
