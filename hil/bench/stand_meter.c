/* What a source has delivered: by what measures it, else by what it says of itself, else by what
 * the rig knows. For its limits the greater counts of what is measured and what it says, since a
 * meter may be off, or on another cable. While nobody knows, the last that was known goes on: a
 * limit must not wait for a meter that has fallen silent. The last may have been before it was
 * switched on, so how long a source that may be on has been unknown is metered too.
 *
 *     power     meter, or a load that is one: its power; its current in the load; its voltage on
 *               the load
 *               generator: its power; forward less reflected
 *     rate      flow sensor; the pump's own while it runs
 *     volume    flow sensor's sum; the balance's mass over density; the pump's own count */
#include "hil/bench/stand_inside.h"

#include "base/units.h"

#include <math.h>

#define ON_W       0.01
#define CLEARED_UL 20.0         /* less is the last digit of a pump's count           */
#define TARED_G    0.1          /* less is a draught, or evaporation                  */

static double or_else(double value, double other)
{
    return isnan(value) ? other : value;
}

/* Of those that are known. */
static double greater(double value, double other)
{
    return fmax(value, other);
}

/* ------------------------------------------------------------------ on, off, or nobody knows */

/* What it says of being on, and what it is known to deliver; NAN: not known. What it has said of
 * the time before an order to go on is not yet of the time behind it. */
static void on_look(struct stand_count *count, double says, double delivers, double dt_s)
{
    bool is_known = !isnan(delivers);

    if (count->is_ordered_on || says > 0 || delivers > 0)
        count->may_be_on = true;
    else if (!isnan(says) || is_known)
        count->may_be_on = false;
    count->meter.unknown_s = count->may_be_on && !is_known ? count->meter.unknown_s + dt_s : 0;
    if (says > 0 || delivers > 0 || count->meter.unknown_s > 0)
        count->meter.on_s += dt_s;
}

void stand_meter_order(struct stand *stand, enum device_role role, bool is_on)
{
    stand->spots[role].count.is_ordered_on = is_on;
}

/* ------------------------------------------------------------------ generator */

/* By the meter; a load may be one too. */
static double metered(const struct stand *stand, enum device_reading reading)
{
    return or_else(stand_role_reading(stand, DEVICE_ROLE_METER, reading),
                   stand_role_reading(stand, DEVICE_ROLE_LOAD, reading));
}

static double metered_w(const struct stand *stand, double load_ohm)
{
    double amps = metered(stand, DEVICE_READ_CURRENT), volts = metered(stand, DEVICE_READ_VOLTS);
    double ohm = or_else(metered(stand, DEVICE_READ_LOAD), load_ohm);

    return or_else(metered(stand, DEVICE_READ_POWER),
                   or_else(amps * amps * ohm, or_else(volts * amps, volts * volts / ohm)));
}

static double own_w(const struct stand *stand)
{
    const enum device_role role = DEVICE_ROLE_GENERATOR;

    return or_else(stand_role_reading(stand, role, DEVICE_READ_POWER),
                   stand_role_reading(stand, role, DEVICE_READ_FORWARD)
                       - stand_role_reading(stand, role, DEVICE_READ_REFLECTED));
}

double stand_power_w(const struct stand *stand, double load_ohm)
{
    return or_else(metered_w(stand, load_ohm), own_w(stand));
}

static void generator_step(struct stand *stand, struct stand_count *count, double dt_s)
{
    double watts = or_else(greater(stand_power_w(stand, (double)NAN), own_w(stand)),
                           count->noted_w);

    count->held_w = fmax(0, or_else(watts, count->held_w));    /* less comes back: noise */
    count->meter.power_w = count->held_w;
    count->meter.energy_j += count->held_w * dt_s;
    on_look(count, stand_role_reading(stand, DEVICE_ROLE_GENERATOR, DEVICE_READ_OUTPUT_ON),
            watts <= ON_W ? 0 : watts, dt_s);
}

/* ------------------------------------------------------------------ pump */

static double own_ul_per_h(const struct stand *stand)
{
    double rate = stand_role_reading(stand, DEVICE_ROLE_PUMP, DEVICE_READ_RATE);
    double runs = stand_role_reading(stand, DEVICE_ROLE_PUMP, DEVICE_READ_IS_RUNNING);

    return isnan(runs) || isnan(rate) ? (double)NAN : runs > 0 ? rate : 0;
}

/* Since the first that was heard; NAN: not known now. A count that falls was cleared, a balance
 * that falls was tared or its vessel emptied: what it had counted until then is kept. */
static double since(struct stand_sum *sum, double value, double fall)
{
    if (isnan(value))
        return value;
    if (isnan(sum->first))
        sum->first = value;
    if (sum->most - value > fall) {
        sum->first += value - sum->most;
        sum->most = value;
    }
    sum->most = fmax(sum->most, value);
    return value - sum->first;
}

double stand_rate_ul_per_h(const struct stand *stand)
{
    return or_else(stand_role_reading(stand, DEVICE_ROLE_FLOW, DEVICE_READ_FLOW),
                   own_ul_per_h(stand));
}

double stand_volume_ul(const struct stand *stand)
{
    const struct stand_count *count = &stand->spots[DEVICE_ROLE_PUMP].count;

    if (count->has_flow)
        return count->flow_ul;
    return or_else(count->mass_ul, count->own_ul);
}

static void volumes_look(struct stand *stand, struct stand_count *count, double dt_s)
{
    double flow = stand_role_reading(stand, DEVICE_ROLE_FLOW, DEVICE_READ_FLOW);
    double mass_g = stand_role_reading(stand, DEVICE_ROLE_BALANCE, DEVICE_READ_MASS);
    double own_ul = stand_role_reading(stand, DEVICE_ROLE_PUMP, DEVICE_READ_VOLUME);

    count->own_ul = since(&count->sum_ul, own_ul, CLEARED_UL);
    count->mass_ul = since(&count->sum_g, mass_g, TARED_G) / stand->setup.bench->density_g_per_ml
                   * M3_PER_ML * UL_PER_M3;
    count->has_flow |= !isnan(flow);
    count->held_flow = or_else(or_else(flow, own_ul_per_h(stand)), count->held_flow);
    if (count->has_flow)
        count->flow_ul += count->held_flow * dt_s / S_PER_HOUR;
}

static void pump_step(struct stand *stand, struct stand_count *count, double dt_s)
{
    double rate = or_else(greater(stand_rate_ul_per_h(stand), own_ul_per_h(stand)),
                          count->noted_ul_per_h);
    double before_ul = count->meter.volume_ul;
    bool   is_counted;

    volumes_look(stand, count, dt_s);
    count->held_ul_per_h = or_else(rate, count->held_ul_per_h);
    count->meter.rate_ul_per_h = count->held_ul_per_h;
    count->meter.volume_ul = or_else(greater(stand_volume_ul(stand), count->own_ul),
                                     before_ul + count->held_ul_per_h * dt_s / S_PER_HOUR);
    is_counted = !isnan(count->own_ul) || !isnan(count->mass_ul);
    on_look(count, stand_role_reading(stand, DEVICE_ROLE_PUMP, DEVICE_READ_IS_RUNNING),
            is_counted ? or_else(rate, count->meter.volume_ul - before_ul) : rate, dt_s);
}

/* ------------------------------------------------------------------ both */

/* A device whose client is the rig's takes its orders from there: armed, it may be on unless it is
 * known to be off. */
void stand_meter_begin(struct stand *stand)
{
    for (size_t role = 0; role < DEVICE_ROLE_COUNT; role++)
        stand->spots[role].count = (struct stand_count){
            .sum_ul = { (double)NAN, (double)NAN }, .sum_g = { (double)NAN, (double)NAN },
            .own_ul = (double)NAN, .mass_ul = (double)NAN,
            .noted_w = (double)NAN, .noted_ul_per_h = (double)NAN,
            .is_ordered_on = stand->setup.is_armed && !stand->spots[role].device,
        };
}

void stand_meter_step(struct stand *stand, double dt_s)
{
    if (stand_is_source(stand, DEVICE_ROLE_GENERATOR))
        generator_step(stand, &stand->spots[DEVICE_ROLE_GENERATOR].count, dt_s);
    if (stand_is_source(stand, DEVICE_ROLE_PUMP))
        pump_step(stand, &stand->spots[DEVICE_ROLE_PUMP].count, dt_s);
}

void stand_note(struct stand *stand, enum device_role role, double power_w, double rate_ul_per_h)
{
    stand->spots[role].count.noted_w = power_w;
    stand->spots[role].count.noted_ul_per_h = rate_ul_per_h;
}

void stand_meter(const struct stand *stand, enum device_role role, struct stand_meter *meter)
{
    *meter = stand->spots[role].count.meter;
}
