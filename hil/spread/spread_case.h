/* spread_case.h - from a user's table to a canal, a drug and a programme of doses: every name,
 * unit, range and default of a spread case.
 *
 * The same names serve `spread_case { ... }`, the `setup` of a pump's scenario and the options of
 * `painrig spread`:
 *
 *     canal.length_m                             0.001 .. 10
 *     canal.area_mm2                             cross-section of the fluid: a number, or pairs
 *                                                { { x in m, mm2 }, ... }, linear between them
 *     canal.dispersion_m2_per_s                  a number, or pairs as above
 *     canal.drift_m_per_s                        where x = 0; positive is caudad
 *     canal.uptake_per_s, .epidural_per_s        to blood and epidural fat together; the fat alone
 *     canal.cord.area_mm2                        a number or pairs; 0: no cord there
 *     canal.cord.m_per_s, .partition, .decay_per_s
 *     canal.cistern_ml, .cistern_out_ml_per_min
 *     canal.absorption_ml_per_min                fluid that leaves along the canal
 *     canal.pressure_kpa                         of the fluid, against the air
 *     drug | drug.name, drug.uptake_per_s ...    a name, or a name with changes: also
 *                                                drug.threshold_ug_per_ml.analgesia = 0.3
 *     tip | tip_m | catheter.tip | catheter.tip_m    "T10", or metres from the top of C1
 *
 * and of a case alone:
 *
 *     source.at_m                                where the drug comes in; rest: the tip
 *     source.program                             spread_program.h
 *     source.stir_m2_per_m3                      what an injection's flow adds to the dispersion
 *     probes_m, probes                           places in metres, or the names of levels
 *     report_at_h                                ascending; may be later than the programme
 *     posture                                    lying upright head-down, or -1 (head down) .. 1
 *     baricity                                   isobaric hyperbaric hypobaric, or drho / rho
 *
 * A case with canal.length_m is exactly what is written: what is absent is not there (no cord, no
 * cistern, no uptake, no stirring), and closed at both ends. Without it the canal is the reference
 * man's (level.h) and the drug's (morphine's, where none is named), and what is written replaces a
 * part of him. Errors are sentences with path, value and what is possible. */
#ifndef PAINRIG_HIL_SPREAD_CASE_H
#define PAINRIG_HIL_SPREAD_CASE_H

#include "base/settings.h"
#include "base/why.h"
#include "hil/spread/spread_program.h"
#include "sim/csf.h"
#include "sim/drug.h"
#include "sim/spread.h"

#include <stdbool.h>
#include <stddef.h>

/* The reference man, where no table of levels says it. intrathecal.md 1.1 and 2.3. */
#define SPREAD_DISPERSION_M2_PER_S     1e-7    /* 1e-3 cm2/s, from 3e-4 .. 3e-3: ten-fold (c) */
#define SPREAD_CISTERN_ML              125.0   /* 250 mL in all less half of it spinal (u)     */
#define SPREAD_PRODUCTION_ML_PER_MIN   0.35    /* 500 mL a day (s)                             */
/* Of it, what goes down the canal and leaves along it: none. The dispersion above was derived from
 * slow infusions as if nothing flowed, and holds what flow there was; 0.11 at rest to 0.23 (u) on
 * top of it would be counted twice, and drive everything away from the head. */
#define SPREAD_ABSORPTION_ML_PER_MIN   0.0
#define SPREAD_PRESSURE_KPA            1.3     /* 10 mmHg, lying (u)                           */
#define SPREAD_POCKET_PER_S            1.925e-4 /* ln 2 / 1 h, from under the skin (u)         */

/* The row of drugs[] that is named, or `rest` where none is, with the changes that are written. */
MUST_CHECK enum err spread_case_read_drug(struct settings *, const char *rest, struct drug *,
                                          struct why *);

/* The reference man's canal with the drug's uptake and cord, what is written instead, and the tip
 * (T10 where none is written). */
MUST_CHECK enum err spread_case_read_canal(struct settings *, const struct drug *,
                                           struct csf_setup *, double *tip_m, struct why *);

MUST_CHECK enum err spread_case_read_pressure(struct settings *, double *csf_pa, struct why *);

/* The canal as written, nothing else. */
MUST_CHECK enum err spread_case_read_bare_canal(struct settings *, struct csf_setup *,
                                                struct why *);

/* What a posture and a solution are called: 0 lying .. 1 upright, and (solution - fluid) / fluid in
 * density. */
struct spread_word { const char *name; double value; const char *source; };
#define SPREAD_POSTURES   3
#define SPREAD_BARICITIES 3
extern const struct spread_word spread_postures[SPREAD_POSTURES];
extern const struct spread_word spread_baricities[SPREAD_BARICITIES];

/* setup borrows from the programme and the drug beside it: a case stays where it was made. Free it
 * also when it was not read to its end. */
struct spread_case {
    struct spread_setup   setup;
    struct spread_program program;
    struct spread_presses presses;          /* the patient's; none in a case file */
    struct drug           drug;             /* setup.pk is its pk, or NULL: no drug was named */
    bool                  is_reference_man; /* and its canal is in levels                     */
};

/* Drug, canal, tip, posture and baricity; no programme, probes or reports yet. */
MUST_CHECK enum err spread_case_read_patient(struct settings *, struct spread_case *,
                                             struct why *);

/* All of it; every key must have been asked for. */
MUST_CHECK enum err spread_case_read(struct settings *, struct spread_case *, struct why *);

/* The programme is complete: the setup takes it. */
void spread_case_take_program(struct spread_case *);

/* How well its numbers are known: the drug says it of its uptake. */
struct spread_uncertainty spread_case_uncertainty(const struct spread_case *);

/* Every level's middle becomes a probe. */
void spread_case_probe_levels(struct spread_case *);

void spread_case_free(struct spread_case *);

#endif
