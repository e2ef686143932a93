/* case.h - from a user's table to a plant or a treatment: every name,
 * unit, range and default of a case.
 *
 * The same names serve `lesion_case { ... }`, a scenario's `setup` and
 * the options of `painrig lesion`:
 *
 *     electrode.gauge | electrode.radius_mm      16 17 18 20 22 23, or 0.1 .. 3 mm
 *     electrode.tip_mm                           active tip, 1 .. 30 mm (clinical ones are 2 .. 15)
 *     electrode.thermocouple_mm                  back from the tip's end, within the tip
 *     electrode.shaft.k .rho .c                  metal of tip and shaft, W/mK, kg/m3, J/kgK
 *     tissue | tissue.name, tissue.sigma ...     a name, or a table in full, or a name with changes
 *     domain.radius_mm .half_length_mm
 *     start_c
 *     criteria[i].isotherm_c | .arrhenius | .arrhenius.a_per_s .ea_j_per_mol | .cem43_min
 *     drive.volts | drive.set_c .ramp_s .hold_until_s .thermocouple_mm .volts_max
 *                 | drive.pulse_volts .pulse_width_ms .pulse_rate_hz .ceiling_c .hold_until_s
 *     end_s, report_at_s[i], probes[i].r_mm .z_mm
 *     nerves[i].kind .points[k]                  target | spare; { x, y, z } in mm (lesion_nerve.h)
 *
 * Errors are sentences with path, value and what is possible. */
#ifndef PAINRIG_HIL_CASE_H
#define PAINRIG_HIL_CASE_H

#include "base/settings.h"
#include "base/why.h"
#include "sim/treatment.h"

/* The plant: electrode, tissue, domain, start, criteria. Fineness and tolerances are left alone. */
MUST_CHECK enum err case_read_plant(struct settings *, struct ablation_setup *, struct why *);

/* Plant, drive, times and probes; every key must have been asked for. */
MUST_CHECK enum err case_read_treatment(struct settings *, struct treatment_setup *, struct why *);

/* Outer radius by gauge, or NAN. */
double case_gauge_radius_mm(double gauge);

#endif
