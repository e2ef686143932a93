/* hydraulics.h - the implanted pump's wet half: reservoir, strokes, gas, valve, battery.
 *
 * Volume leaves in strokes of stroke_m3 (2.5 uL for an accumulator between two valves; less for one
 * roller's step). A driven pump moves its stroke whatever the pressure, as long as the motor is
 * stronger; a gas-driven one fills its accumulator through a restrictor, so that the stroke follows
 *
 *     stroke ~ (P_vapour(T) - P_ambient - P_outlet) / mu(T)
 *
 *     P_vapour = 155 kPa exp(B (1/310.15 K - 1/T))       Clausius-Clapeyron, R-11-like propellant
 *     P_ambient                                          international standard atmosphere
 *     mu = 24.14 uPa s x 10^(247.8 K / (T - 140 K))      water (Vogel)
 *
 * which gives +11 %/C, +23 % at 39 C, +31 % at 1500 m and +48 % in a cabin at 2400 m
 * (intrathecal.md 4.6, computed). SI; pressures gauge unless said otherwise. Drug and volume books
 * balance to rounding:
 *
 *     filled + refilled = reservoir + delivered + drawn
 *
 * Allocates nothing. */
#ifndef PAINRIG_SIM_HYDRAULICS_H
#define PAINRIG_SIM_HYDRAULICS_H

#include <stdbool.h>
#include <stdint.h>

enum hydraulics_drive { HYDRAULICS_DRIVEN, HYDRAULICS_GAS };

struct hydraulics_setup {
    enum hydraulics_drive drive;
    double stroke_m3;                   /* 2.5e-9                                       */
    double gain;                        /* delivered / commanded, sound: 1; seen 0.968 .. 1.01 */
    double reservoir_m3, capacity_m3;   /* filled with, and at most                     */
    double residual_m3;                 /* below this the pump cannot draw; 0 .. 2 mL   */
    double kg_per_m3;                   /* drug in the reservoir at the start           */
    double stall_pa;                    /* back-pressure that stops the motor; 0: none does */
    double battery_share;               /* charge left at the start, 1 = new            */
    double life_s, stroke_share;        /* a battery at rest lasts life_s (0: for ever); one stroke
                                         * takes this share */
};

/* All zero: a sound pump at 37 C, at sea level. */
struct hydraulics_faults {
    bool   is_stalled;                  /* the rotor is held: no stroke moves            */
    double gain_error;                  /* over-infusion: strokes are (1 + this) as large */
    double precipitate;                 /* share of the restrictor (or tubing) that is blocked */
    double reflux_m3_per_s;             /* the pump sucks, down to a vacuum: negative delivery */
    double warmer_c, altitude_m;        /* fever; mountains and cabins                    */
    double valve_leak_m3_per_s;         /* flow nobody asked for, until the valve closes */
    double valve_closes_m3;             /* ... after this much of it: 10 uL; 0: never closes */
    double battery_lost;                /* share of the charge that is suddenly gone      */
};

struct hydraulics {
    struct hydraulics_setup setup;
    double reservoir_m3, reservoir_kg;  /* the truth, which the firmware can only compute */
    double delivered_m3, delivered_kg;  /* into the catheter, less what came back, ever   */
    double leaked_m3;                   /* through an open valve since the leak began     */
    double charge;                      /* of the battery, 1 = new                        */
    bool   valve_is_closed;             /* nothing passes until hydraulics_valve_reset    */
};

struct hydraulics_flow {
    double   out_m3, kg_per_m3;         /* into the catheter; out_m3 < 0: drawn back out of it */
    unsigned strokes;                   /* that the rotor was seen to make      */
};

/* The battery is taken new and the gain 1 where the setup says 0. */
void hydraulics_init(struct hydraulics *, const struct hydraulics_setup *);

/* One pump of many: its gain is drawn evenly from mean x (1 +- accuracy) by the seed. The label's
 * band is 0.145, clinical means lie within 0.04 (intrathecal.md 4.1). The same seed, the same
 * pump. */
double hydraulics_gain_drawn(double mean, double accuracy, uint64_t seed);

/* dt_s in which `strokes` are commanded, against outlet_pa. A stroke is not seen when the rotor
 * cannot turn: it is held, outlet_pa is above stall_pa, the valve is closed, the battery is empty;
 * nor when the gas has nothing to push with. An empty reservoir's rotor turns and moves nothing.
 * back_kg: drug that came back out of the catheter with a negative flow of the step before. */
struct hydraulics_flow hydraulics_step(struct hydraulics *, double dt_s, unsigned strokes,
                                       double outlet_pa, double back_kg,
                                       const struct hydraulics_faults *);

/* Refill: all but the residual volume is drawn out (returned), `volume_m3` of the new drug is
 * injected, `pocket` of it (0 .. 1) beside the pump, under the skin; what reaches the reservoir
 * mixes with the residual volume. Beyond the capacity nothing goes in; that is returned too. */
struct hydraulics_refill { double drawn_m3, drawn_kg, pocket_kg, refused_m3; };
struct hydraulics_refill hydraulics_refill(struct hydraulics *, double volume_m3, double kg_per_m3,
                                           double pocket);

/* The flow-activated valve opens again: by hand, with a syringe. */
void hydraulics_valve_reset(struct hydraulics *);

/* Flow of a gas-driven pump relative to a sound one at 37 C and sea level; never below 0. */
double hydraulics_gas_factor(double warmer_c, double altitude_m, double outlet_pa);

/* A lithium cell's curve, simplified (unverified): 2.9 V when new, 2.81 V at a tenth of the charge,
 * 1.8 V when empty, straight between. */
double hydraulics_battery_volts(const struct hydraulics *, const struct hydraulics_faults *);

#endif
