/* rig_injection.h - RIG: a physician's syringe and needle in tissue, beside a nerve. No device, no
 * wire.
 *
 *     rate, agent -> needle -> (a vessel) -> depot -> nerve: concentration, dose, dead or not
 *
 * One tick is 0.1 s; a scenario may have 0.01 .. 60 s. The scenario's `setup`, with what holds when
 * it says nothing:
 *
 *     agent              "saline"    in the syringe at first: saline, alcohol_50, alcohol_75,
 *                                    alcohol_100, phenol_6, phenol_10, phenol_12, steroid
 *     syringe.volume_ml  50          what a syringe holds; to order an agent takes a full one
 *     limit.volume_ml    100         more of any agent than this: an event, and limit.over is 1
 *     nerve_mm           10          from the needle's tip (sphere) or the axis (sleeve)
 *     tissue             "celiac"    or "perineural", "epidural"; or a table with name, porosity,
 *                                    hindrance, washout_per_min, and scatter: the factor (one
 *                                    standard deviation) by which patients' porosity and wash-out
 *                                    differ, drawn by the seed; 1: not at all
 *     geometry           "sphere"    or "sleeve" with sleeve.inner_mm (2) and sleeve.length_mm (30)
 *     domain.radius_mm   80          domain.cells 400
 *
 * The nerve's distance, with needle.off_mm, holds from the first drop on. Tissue, sleeve and limit
 * are (unverified) where sim/depot_tables.c does not say otherwise; damage is by three criteria,
 * since thresholds are published with a wide scatter. No pressure: tissue that tears is not
 * Darcy's. */
#ifndef PAINRIG_HIL_RIG_INJECTION_H
#define PAINRIG_HIL_RIG_INJECTION_H

#include "hil/rig/rig.h"

extern const struct rig_type rig_injection;

#endif
