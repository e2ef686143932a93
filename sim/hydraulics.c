#include "hydraulics.h"

#include "base/units.h"

#include <gsl/gsl_rng.h>
#include <math.h>

#define BODY_C            37.0

/* R-11 boils at 23.77 C; with 155 kPa at 37 C (intrathecal.md 4.6) that is the line's slope. */
#define VAPOUR_PA         155e3
#define BOILS_C           23.77

/* International standard atmosphere, ISO 2533: troposphere. */
#define SEA_LEVEL_PA      101325.0
#define SEA_LEVEL_K       288.15
#define LAPSE_K_PER_M     6.5e-3
#define LAPSE_EXPONENT    5.25588

#define VACUUM_PA         -95e3         /* gauge */
#define WARM_UP           8

static double vapour_pa(double temp_k)
{
    const double body_k = BODY_C + KELVIN_AT_0_C, boils_k = BOILS_C + KELVIN_AT_0_C;
    double slope_k = log(VAPOUR_PA / SEA_LEVEL_PA) / (1 / boils_k - 1 / body_k);

    return VAPOUR_PA * exp(slope_k * (1 / body_k - 1 / temp_k));
}

static double ambient_pa(double altitude_m)
{
    double share = 1 - LAPSE_K_PER_M * altitude_m / SEA_LEVEL_K;

    return share > 0 ? SEA_LEVEL_PA * pow(share, LAPSE_EXPONENT) : 0;
}

static double water_pa_s(double temp_k) { return 2.414e-5 * pow(10, 247.8 / (temp_k - 140)); }

double hydraulics_gas_factor(double warmer_c, double altitude_m, double outlet_pa)
{
    const double body_k = BODY_C + KELVIN_AT_0_C;
    double temp_k = body_k + warmer_c;
    double drive = vapour_pa(temp_k) - ambient_pa(altitude_m) - outlet_pa;
    double sound = VAPOUR_PA - SEA_LEVEL_PA;

    return fmax(0, drive / sound * water_pa_s(body_k) / water_pa_s(temp_k));
}

void hydraulics_init(struct hydraulics *pump, const struct hydraulics_setup *setup)
{
    *pump = (struct hydraulics){ .setup = *setup };
    if (pump->setup.gain <= 0)
        pump->setup.gain = 1;
    if (pump->setup.battery_share <= 0)
        pump->setup.battery_share = 1;
    pump->reservoir_m3 = setup->reservoir_m3;
    pump->reservoir_kg = setup->reservoir_m3 * setup->kg_per_m3;
    pump->charge = pump->setup.battery_share;
}

static double concentration(const struct hydraulics *pump)
{
    return pump->reservoir_m3 > 0 ? pump->reservoir_kg / pump->reservoir_m3 : 0;
}

static double charge_left(const struct hydraulics *pump, const struct hydraulics_faults *faults)
{
    return pump->charge * (1 - fmin(1, fmax(0, faults->battery_lost)));
}

static bool rotor_is_held(const struct hydraulics *pump, double outlet_pa,
                          const struct hydraulics_faults *faults)
{
    bool overcome = pump->setup.drive == HYDRAULICS_DRIVEN && pump->setup.stall_pa > 0
                 && outlet_pa > pump->setup.stall_pa;

    return faults->is_stalled || overcome || pump->valve_is_closed
        || charge_left(pump, faults) <= 0;
}

/* What one stroke moves now. */
static double stroke_m3(const struct hydraulics *pump, double outlet_pa,
                        const struct hydraulics_faults *faults)
{
    double sound = pump->setup.stroke_m3 * pump->setup.gain;
    double gas = pump->setup.drive == HYDRAULICS_GAS
               ? hydraulics_gas_factor(faults->warmer_c, faults->altitude_m, outlet_pa) : 1;

    return fmax(0, sound * (1 + faults->gain_error) * (1 - faults->precipitate) * gas);
}

/* Flow that nobody asked for; the valve lets valve_closes_m3 of it through and shuts. */
static double valve_leak_m3(struct hydraulics *pump, double dt_s,
                            const struct hydraulics_faults *faults)
{
    double leak_m3 = faults->valve_leak_m3_per_s * dt_s;

    if (pump->valve_is_closed)
        return 0;
    if (leak_m3 <= 0) {
        pump->leaked_m3 = 0;
        return 0;
    }
    if (faults->valve_closes_m3 > 0 && pump->leaked_m3 + leak_m3 >= faults->valve_closes_m3) {
        leak_m3 = fmax(0, faults->valve_closes_m3 - pump->leaked_m3);
        pump->valve_is_closed = true;
    }
    pump->leaked_m3 += leak_m3;
    return leak_m3;
}

/* Nothing draws further once there is next to nothing behind it. */
static double reflux_m3(const struct hydraulics *pump, double dt_s, double outlet_pa,
                        const struct hydraulics_faults *faults)
{
    return pump->valve_is_closed || outlet_pa < VACUUM_PA ? 0 : faults->reflux_m3_per_s * dt_s;
}

/* No more than there is, no more than there is room for. */
static double bounded_m3(const struct hydraulics *pump, double out_m3)
{
    double most = fmax(0, pump->reservoir_m3 - pump->setup.residual_m3);
    double room = fmax(0, pump->setup.capacity_m3 - pump->reservoir_m3);

    return fmax(-room, fmin(most, out_m3));
}

static void battery_drain(struct hydraulics *pump, double dt_s, unsigned strokes)
{
    if (pump->setup.life_s > 0)
        pump->charge -= dt_s / pump->setup.life_s;
    pump->charge = fmax(0, pump->charge - strokes * pump->setup.stroke_share);
}

struct hydraulics_flow hydraulics_step(struct hydraulics *pump, double dt_s, unsigned strokes,
                                       double outlet_pa, double back_kg,
                                       const struct hydraulics_faults *faults)
{
    struct hydraulics_flow flow = { 0 };
    double each_m3 = stroke_m3(pump, outlet_pa, faults), out_m3;
    bool moves_nothing = pump->setup.drive == HYDRAULICS_GAS && each_m3 <= 0;

    pump->reservoir_kg += back_kg;
    pump->delivered_kg -= back_kg;
    if (!rotor_is_held(pump, outlet_pa, faults) && !moves_nothing)
        flow.strokes = strokes;
    out_m3 = flow.strokes * each_m3 - reflux_m3(pump, dt_s, outlet_pa, faults);
    out_m3 += valve_leak_m3(pump, dt_s, faults);
    flow.out_m3 = bounded_m3(pump, out_m3);
    flow.kg_per_m3 = concentration(pump);

    pump->reservoir_m3 -= flow.out_m3;
    pump->delivered_m3 += flow.out_m3;
    if (flow.out_m3 > 0) {          /* what is drawn back brings its drug as back_kg */
        double out_kg = fmin(flow.out_m3 * flow.kg_per_m3, pump->reservoir_kg);
        pump->reservoir_kg -= out_kg;
        pump->delivered_kg += out_kg;
    }
    battery_drain(pump, dt_s, flow.strokes);
    return flow;
}

struct hydraulics_refill hydraulics_refill(struct hydraulics *pump, double volume_m3,
                                           double kg_per_m3, double pocket)
{
    struct hydraulics_refill refill = { 0 };
    double into_m3 = volume_m3 * (1 - pocket), room_m3;

    refill.drawn_m3 = fmax(0, pump->reservoir_m3 - pump->setup.residual_m3);
    refill.drawn_kg = refill.drawn_m3 * concentration(pump);
    pump->reservoir_m3 -= refill.drawn_m3;
    pump->reservoir_kg -= refill.drawn_kg;
    if (pump->reservoir_m3 <= 0)
        pump->reservoir_m3 = pump->reservoir_kg = 0;

    room_m3 = fmax(0, pump->setup.capacity_m3 - pump->reservoir_m3);
    refill.refused_m3 = fmax(0, into_m3 - room_m3);
    into_m3 -= refill.refused_m3;
    refill.pocket_kg = volume_m3 * pocket * kg_per_m3;
    pump->reservoir_m3 += into_m3;
    pump->reservoir_kg += into_m3 * kg_per_m3;
    return refill;
}

void hydraulics_valve_reset(struct hydraulics *pump)
{
    pump->valve_is_closed = false;
    pump->leaked_m3 = 0;
}

#define VOLTS_NEW   2.90
#define VOLTS_KNEE  2.81
#define VOLTS_EMPTY 1.80
#define KNEE        0.1

double hydraulics_battery_volts(const struct hydraulics *pump,
                                const struct hydraulics_faults *faults)
{
    double charge = charge_left(pump, faults);

    if (charge >= KNEE)
        return VOLTS_KNEE + (VOLTS_NEW - VOLTS_KNEE) * (charge - KNEE) / (1 - KNEE);
    return VOLTS_EMPTY + (VOLTS_KNEE - VOLTS_EMPTY) * fmax(0, charge) / KNEE;
}

/* The generator's first numbers are alike for seeds that are alike: it is warmed up. */
double hydraulics_gain_drawn(double mean, double accuracy, uint64_t seed)
{
    gsl_rng *chance = gsl_rng_alloc(gsl_rng_mt19937);
    double   share = 0;

    if (!chance)
        return mean;
    gsl_rng_set(chance, (unsigned long)seed);
    for (int i = 0; i < WARM_UP; i++)
        share = 2 * gsl_rng_uniform(chance) - 1;
    gsl_rng_free(chance);
    return mean * (1 + accuracy * share);
}
