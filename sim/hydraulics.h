/* hydraulics.h - the implanted pump's wet half: reservoir, strokes, gas, valve, battery.
 *
 * Volume leaves in strokes of stroke_m3 (2.5 uL for an accumulator between two valves; less for one
 * roller's step). A driven pump moves its stroke whatever the pressure, as long as the motor is
 * stronger; a gas-driven one fills its accumulator through a restrictor, so that the stroke follows
 *
 *     stroke ~ (P_vapour(T) - P_ambient - P_outlet) / mu(T)
 *
 * which for an R-11-like propellant (155 kPa absolute at 37 C) gives +11 %/C, +31 % at 1500 m and
 * +48 % in a cabin at 2400 m (intrathecal.md 4.6, computed). SI; pressures gauge unless said
 * otherwise. Drug and volume books balance to rounding. Allocates nothing. */
#ifndef PAINRIG_SIM_HYDRAULICS_H
#define PAINRIG_SIM_HYDRAULICS_H

#include <stdbool.h>

enum hydraulics_drive { HYDRAULICS_DRIVEN, HYDRAULICS_GAS };

struct hydraulics_setup {
    enum hydraulics_drive drive;
    double stroke_m3;                   /* 2.5e-9                                       */
    double gain;                        /* delivered / commanded of a sound pump: 1; published 0.968 .. 1.01 */
    double reservoir_m3, capacity_m3;   /* filled with, and at most                     */
    double residual_m3;                 /* below this the pump cannot draw; 0 .. 2 mL   */
    double kg_per_m3;                   /* drug in the reservoir at the start           */
    double stall_pa;                    /* back-pressure that the motor cannot overcome */
    double battery_share;               /* charge left at the start, 1 = new            */
    double life_s, stroke_share;        /* a battery at rest lasts life_s; one stroke takes this share */
};

/* All zero: a sound pump at 37 C, at sea level. */
struct hydraulics_faults {
    bool   is_stalled;                  /* the rotor is held: no stroke moves            */
    double gain_error;                  /* over-infusion: strokes are (1 + this) as large */
    double precipitate;                 /* share of the restrictor that is blocked        */
    double reflux_m3_per_s;             /* the pump sucks: negative delivery              */
    double warmer_c, altitude_m;        /* fever; mountains and cabins                    */
    double valve_leak_m3_per_s;         /* flow nobody asked for, until the flow-activated valve closes */
    double valve_closes_m3;             /* ... after this much of it: 10 uL; 0: never closes */
    double battery_lost;                /* share of the charge that is suddenly gone      */
};

struct hydraulics {
    struct hydraulics_setup setup;
    double reservoir_m3, reservoir_kg;  /* the truth, which the firmware can only compute */
    double delivered_m3, delivered_kg;  /* into the catheter, ever                        */
    double leaked_m3;                   /* through an open valve since it last closed     */
    double charge;                      /* of the battery, 1 = new                        */
    bool   valve_is_closed;
};

struct hydraulics_flow {
    double   out_m3, kg_per_m3;         /* into the catheter                    */
    unsigned strokes;                   /* that the rotor was seen to make      */
};

void hydraulics_init(struct hydraulics *, const struct hydraulics_setup *);

/* dt_s in which `strokes` are commanded, against outlet_pa. back_kg: drug that came back out of the
 * catheter with a negative flow of the step before. */
struct hydraulics_flow hydraulics_step(struct hydraulics *, double dt_s, unsigned strokes,
                                       double outlet_pa, double back_kg,
                                       const struct hydraulics_faults *);

/* Refill: what was left is drawn out (returned), `volume_m3` of the new drug goes in, `pocket` of
 * it (0 .. 1) beside the pump, under the skin. Beyond the capacity nothing goes in; that is
 * returned too. */
struct hydraulics_refill { double drawn_m3, drawn_kg, pocket_kg, refused_m3; };
struct hydraulics_refill hydraulics_refill(struct hydraulics *, double volume_m3, double kg_per_m3,
                                           double pocket);

/* Relative to a sound pump at 37 C and sea level; 1 for a driven one. */
double hydraulics_gas_factor(double warmer_c, double altitude_m, double outlet_pa);

double hydraulics_battery_volts(const struct hydraulics *, const struct hydraulics_faults *);

#endif
