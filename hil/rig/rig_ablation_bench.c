/* The ablation rig on a bench: which instrument takes whose place.
 *
 *     generator   rf-generator: the client talks to it; there is no mocked firmware
 *                 another source: the output stage of the mocked firmware, which stays its
 *                 controller: volts^2 / load becomes a power, its light an output
 *     load        is set to what the generator's output would feel
 *     thermocouple  takes the place of the modelled one
 *     meter       says what was delivered, before the source's own word
 *
 * What was delivered drives the plant. While nobody says what it is, output.* is unknown and the
 * plant gets nothing. When a generator of its own was on then, the model's tip is no longer the one
 * that it measures: tip.seen_c is unknown from there to the end, unless a thermocouple tells it. */
#include "rig_ablation_inside.h"

#include "drivers/port_borrow.h"
#include "hil/bench/bench_drivers.h"
#include "hil/rig/rig_bench.h"

#include <math.h>
#include <stdio.h>

#define POWER_STEP_W     0.2        /* smaller changes are not sent                        */
#define POWER_STEP_SHARE 0.02
#define POWER_EVERY_S    0.05       /* nor more often                                      */
#define SET_SLACK_W      0.5        /* so much more may a source be set to than was ordered */
#define SET_SLACK_SHARE  0.05
#define SET_WRONG_S      1.0        /* and so long more than that                          */
#define OWED_S           0.5        /* in which a source's rounding is made up for         */
#define OWED_MOST_W      1.0
#define PULSE_MEAN_S     1.0        /* bursts are too short for a source: their mean is set */
#define LOAD_STEP_SHARE  0.01
#define LOAD_WAIT_S      0.5        /* before a load that would not switch is asked again   */
#define LOAD_OPEN_OHM    1e6        /* what an open lead is set to                         */
#define SENSED_A         1e-3       /* from less nobody computes an impedance              */

/* ------------------------------------------------------------------ what is there */

static bool has(const struct rig_ablation *a, enum device_role role)
{
    return a->stand && stand_device(a->stand, role);
}

bool rig_ablation_has_real_generator(const struct stand *stand)
{
    const struct bench_place *place = stand ? &stand_bench(stand)->places[DEVICE_ROLE_GENERATOR]
                                            : NULL;

    return place && place->is_there && bench_driver_has_client(place->driver);
}

unsigned rig_ablation_makers(const struct rig_ablation *a)
{
    unsigned there = RIG_MAKER_MODEL;

    there |= a->is_hosted ? 0 : RIG_MAKER_CLIENT;
    there |= a->firmware ? RIG_MAKER_FIRMWARE : 0;
    there |= has(a, DEVICE_ROLE_LOAD) ? RIG_MAKER_LOAD : 0;
    there |= a->stand && stand_port(a->stand, DEVICE_ROLE_STAND) ? RIG_MAKER_STAND : 0;
    return there;
}

#define BODY (RIG_MAKER_FIRMWARE | RIG_MAKER_STAND)

static const unsigned knob_needs[KNOB_COUNT] = {
    [KNOB_ESTOP] = BODY,       [KNOB_MAINS_OFF] = BODY,  [KNOB_TC_OPEN] = BODY,
    [KNOB_TC_SHORT] = BODY,    [KNOB_TC_OFFSET] = BODY,  [KNOB_TC_LAG] = BODY,
    [KNOB_PULLED_BACK] = BODY, [KNOB_PAD_LOST] = BODY,   [KNOB_GAIN_ERROR] = BODY,
    [KNOB_LEAK] = BODY,        [KNOB_SELF_TEST] = BODY,
    [KNOB_DRIED] = BODY | RIG_MAKER_LOAD,
    [KNOB_LEAD_SHORT] = BODY | RIG_MAKER_LOAD,
    [KNOB_LEAD_OPEN] = BODY | RIG_MAKER_LOAD,
};

unsigned rig_ablation_needs(size_t knob) { return knob_needs[knob]; }

/* ------------------------------------------------------------------ made */

/* Faults of the wire act between the client and the port. */
enum err rig_ablation_bench_connect(struct rig_ablation *a, uint64_t seed)
{
    struct port *port;

    TRY(port_borrow_create(stand_port(a->stand, DEVICE_ROLE_GENERATOR), &a->near));
    port = a->near;
    return port_faulty_create(port, &a->wire, seed, &a->near);
}

/* ---------------------------------------------------------------- the source obeys the firmware */

static bool is_pulsing(const struct generator_output *wanted)
{
    return wanted->state == GENERATOR_STATE_PULSE;
}

static double wanted_w(struct ablation_source *source, const struct generator_output *wanted,
                       double load_ohm)
{
    double now_w = wanted->volts_rms * wanted->volts_rms / load_ohm;

    source->mean_w += (now_w - source->mean_w) * TICK_S / PULSE_MEAN_S;
    if (!is_pulsing(wanted))
        source->mean_w = now_w;
    return source->mean_w;
}

/* A source that is set in whole watts gives less than is wanted for as long as it is rounded down.
 * What it owes is ordered on top, so that the mean is right: by what it says that it is set to
 * since it was set, not by what it delivers, where a fault would be hidden. */
static double owed_w(struct rig_ablation *a, double watts, bool is_on)
{
    struct ablation_source *source = &a->source;
    const struct device    *device = stand_device(a->stand, DEVICE_ROLE_GENERATOR);
    double                  set_w = device_reading(device, DEVICE_READ_SET_POWER);
    bool is_since = device_reading_age_s(device, DEVICE_READ_SET_POWER) < source->since_s;

    if (!is_on || isnan(set_w))
        source->owed_j = 0;
    else if (is_since)
        source->owed_j += (watts - set_w) * TICK_S;
    source->owed_j = fmax(-OWED_MOST_W * OWED_S, fmin(source->owed_j, OWED_MOST_W * OWED_S));
    return is_on && watts > 0 ? fmax(0, watts + source->owed_j / OWED_S) : watts;
}

/* A link that is down shows in its reading; the next tick tries again. */
static enum err order(struct rig_ablation *a, enum device_role role, enum device_order order,
                      double value, double *ordered, struct why *why)
{
    struct why own = { "" };
    enum err   err = stand_order(a->stand, role, order, value, &own);

    if (err == ERR_OK)
        *ordered = value;
    if (err == ERR_OK || err == ERR_TIMEOUT || err == ERR_LIMIT)
        return ERR_OK;
    return why_say(why, err, "the %s: %s", device_role_labels[role], why_text(&own, err));
}

static bool is_worth_sending(const struct ablation_source *source, double watts)
{
    double step_w = fmax(POWER_STEP_W, POWER_STEP_SHARE * source->ordered_w);

    return isnan(source->ordered_w) || fabs(watts - source->ordered_w) >= step_w
        || (watts <= 0 && source->ordered_w > 0);
}

static enum err output_switch(struct rig_ablation *a, double wanted, struct why *why)
{
    return rig_bench_switch(&a->source.output, a->stand, DEVICE_ROLE_GENERATOR, wanted,
                            (double)a->ticks * TICK_S, why);
}

/* A source that says it is set to more than was ordered, because it refused or misread an order.
 * One that does not say so now is as it was. */
static void set_watch(struct rig_ablation *a)
{
    struct ablation_source *source = &a->source;
    const struct device    *device = stand_device(a->stand, DEVICE_ROLE_GENERATOR);
    double                  set_w = device_reading(device, DEVICE_READ_SET_POWER);
    double slack_w = fmax(SET_SLACK_W, SET_SLACK_SHARE * source->ordered_w);

    if (isnan(set_w) || isnan(source->ordered_w))
        return;
    source->wrong_s = set_w > source->ordered_w + slack_w ? source->wrong_s + TICK_S : 0;
    source->has_told_set = source->has_told_set && source->wrong_s > 0;
}

/* It is not switched on while it is set wrong, and off when that stays; the order is repeated. */
static bool is_held_back(struct rig_ablation *a)
{
    struct ablation_source *source = &a->source;
    bool                    is_on = source->output.ordered > 0;

    if (!stand_is_armed(a->stand) || !(source->wrong_s > (is_on ? SET_WRONG_S : 0)))
        return false;
    if (!source->has_told_set)
        stand_tell(a->stand, DEVICE_ROLE_GENERATOR, "it is set to %g W, ordered were %g W: its "
                   "output is kept off", device_reading(stand_device(a->stand,
                   DEVICE_ROLE_GENERATOR), DEVICE_READ_SET_POWER), source->ordered_w);
    source->has_told_set = true;
    if (source->since_s >= SET_WRONG_S)
        source->ordered_w = (double)NAN;
    return true;
}

static enum err source_drive(struct rig_ablation *a, const struct generator_output *wanted,
                             struct why *why)
{
    struct ablation_source *source = &a->source;
    double                  watts = wanted_w(source, wanted, a->load_ohm);
    bool                    is_on = wanted->rf_on || (is_pulsing(wanted) && watts > 0);

    source->since_s += TICK_S;
    set_watch(a);
    is_on = is_on && !is_held_back(a);
    watts = owed_w(a, watts, is_on);
    if (device_report(stand_device(a->stand, DEVICE_ROLE_GENERATOR))->link != DEVICE_LINK_UP)
        source->ordered_w = (double)NAN;        /* what it was may not have arrived */
    if (!is_on)
        TRY(output_switch(a, 0, why));
    if (source->since_s >= POWER_EVERY_S && is_worth_sending(source, watts)) {
        source->since_s = 0;
        TRY(order(a, DEVICE_ROLE_GENERATOR, DEVICE_ORDER_POWER, watts, &source->ordered_w, why));
    }
    return is_on ? output_switch(a, 1, why) : ERR_OK;
}

/* ------------------------------------------------------------------ what was delivered */

static void output_set(struct rig_ablation *a, double watts, double rf_on)
{
    bool is_open = isinf(a->load_ohm);

    a->is_output_known = !isnan(watts);
    a->output.volts_rms = a->is_output_known && !is_open ? sqrt(fmax(0, watts) * a->load_ohm) : 0;
    a->output.rf_on = isnan(rf_on) ? watts > 0 : rf_on > 0;
}

static void output_by_source(struct rig_ablation *a)
{
    double watts = stand_power_w(a->stand, a->load_ohm);

    stand_note(a->stand, DEVICE_ROLE_GENERATOR, isfinite(watts) ? watts : (double)NAN, 0);
    output_set(a, watts,
               stand_role_reading(a->stand, DEVICE_ROLE_GENERATOR, DEVICE_READ_OUTPUT_ON));
}

static void output_by_report(struct rig_ablation *a)
{
    const struct generator_report *report = generator_report(a->client);
    const struct generator_status *status = &report->status;
    double metered_w = stand_power_w(a->stand, a->load_ohm);
    bool   stim_on = report->is_known && (status->alarms & GENERATOR_ALARM_STIM_ON) != 0;
    bool   was_on = a->is_output_known && a->output.rf_on;

    stand_note(a->stand, DEVICE_ROLE_GENERATOR, status->power_w, 0);
    a->output = (struct generator_output){
        .state = status->state, .fault = status->fault, .stim_on = stim_on,
        .stim_volts = stim_on && !isnan(status->stim_volts) ? status->stim_volts : 0,
    };
    output_set(a, isnan(metered_w) ? status->power_w : metered_w,
               report->is_known ? (status->alarms & GENERATOR_ALARM_RF_ON) != 0 : (double)NAN);
    a->has_missed |= was_on && !a->is_output_known;
}

enum err rig_ablation_bench_output(struct rig_ablation *a, struct why *why)
{
    if (!a->firmware) {
        output_by_report(a);
        return ERR_OK;
    }
    if (!has(a, DEVICE_ROLE_GENERATOR))
        return ERR_OK;
    if (!a->source.is_over)
        TRY(source_drive(a, &a->output, why));
    output_by_source(a);
    return ERR_OK;
}

/* ------------------------------------------------------------------ what is felt */

/* Many a load must not be switched while current flows. Then it stays as it is, which is told once,
 * and is asked again now and then. */
static enum err load_set(struct rig_ablation *a, struct why *why)
{
    struct ablation_source *source = &a->source;
    double                  ohm = fmin(a->load_ohm, LOAD_OPEN_OHM);
    struct why              own = { "" };
    enum err                err;

    source->load_wait_s = fmax(0, source->load_wait_s - TICK_S);
    if (!has(a, DEVICE_ROLE_LOAD) || source->load_wait_s > 0
        || fabs(ohm - source->ordered_ohm) <= LOAD_STEP_SHARE * source->ordered_ohm)
        return ERR_OK;
    err = order(a, DEVICE_ROLE_LOAD, DEVICE_ORDER_LOAD, ohm, &source->ordered_ohm, &own);
    if (err == ERR_OK)
        return ERR_OK;
    if (err != ERR_REFUSED)
        return why_say(why, err, "%s", own.text);
    source->load_wait_s = LOAD_WAIT_S;
    if (!source->has_told_load)
        snprintf(source->told, sizeof source->told, "%.*s", (int)sizeof source->told - 1,
                 own.text);
    source->has_told_load = true;
    return ERR_OK;
}

bool rig_ablation_bench_next_event(struct rig_ablation *a, struct event *event)
{
    if (rig_bench_next_event(a->stand, event))
        return true;
    if (!a->source.told[0])
        return false;
    *event = (struct event){ .t_s = (double)a->ticks * TICK_S };
    snprintf(event->kind, sizeof event->kind, "bench");
    snprintf(event->text, sizeof event->text, "%s", a->source.told);
    a->source.told[0] = '\0';
    return true;
}

/* A firmware whose output stage is real measures what it does: by one instrument, as the voltage of
 * one and the current of another are not of one moment. */
static double impedance_felt(const struct rig_ablation *a)
{
    static const enum device_role meters[] = { DEVICE_ROLE_METER, DEVICE_ROLE_LOAD,
                                               DEVICE_ROLE_GENERATOR };

    for (size_t i = 0; i < sizeof meters / sizeof *meters && has(a, DEVICE_ROLE_GENERATOR); i++) {
        double amps = stand_role_reading(a->stand, meters[i], DEVICE_READ_CURRENT);
        double volts = stand_role_reading(a->stand, meters[i], DEVICE_READ_VOLTS);

        if (amps > SENSED_A && !isnan(volts))
            return volts / amps;
    }
    return a->load_ohm;
}

double rig_ablation_bench_temp_c(const struct rig_ablation *a, double modelled_c)
{
    if (has(a, DEVICE_ROLE_THERMOCOUPLE))
        return stand_role_reading(a->stand, DEVICE_ROLE_THERMOCOUPLE, DEVICE_READ_TEMP);
    return a->has_missed ? (double)NAN : modelled_c;
}

enum err rig_ablation_bench_feel(struct rig_ablation *a, struct why *why)
{
    if (!a->stand)
        return ERR_OK;
    a->body.impedance_ohm = impedance_felt(a);
    return load_set(a, why);
}

/* ------------------------------------------------------------------ safe */

/* A device with a console of painrig's own is the client's to make safe. Nothing is ordered from a
 * source any more: it may have given its control back. */
void rig_ablation_bench_make_safe(struct rig_ablation *a)
{
    a->source.is_over = true;
    if (a->stand)
        stand_make_safe(a->stand, (double)a->ticks * TICK_S);
}

/* A control port keeps what it was told when we go. */
void rig_ablation_bench_rest(struct rig_ablation *a)
{
    for (size_t k = 0; a->stand && k < KNOB_COUNT; k++) {
        const struct knob *knob = &rig_ablation_knobs[k];

        if (a->knob[k] != knob->rest
            && rig_bench_is_for_stand(rig_ablation_makers(a), rig_ablation_needs(k))
            && stand_knob(a->stand, knob->name, knob->rest, knob->labels, NULL) != ERR_OK)
            return;
    }
}
