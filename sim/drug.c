#include "drug.h"

#include "base/names.h"
#include "base/units.h"

#include <string.h>

#define LN2 0.69314718055994531

#define HOURS(t)              (LN2 / ((t) * S_PER_HOUR))        /* a rate, by its half-life */
#define MINUTES(t)            (LN2 / ((t) * S_PER_MIN))
#define CM_PER_MIN(h)         ((h) * M_PER_CM / S_PER_MIN)
#define LITRES(v)             ((v) * 1e3 * M3_PER_ML)
#define ML_PER_MIN(q)         ((q) * M3_PER_ML / S_PER_MIN)
#define MG_PER_ML(c)          ((c) * KG_PER_MG / M3_PER_ML)
#define UG_PER_ML(c)          ((c) * KG_PER_UG / M3_PER_ML)
#define NG_PER_ML(c)          ((c) * 1e-3 * KG_PER_UG / M3_PER_ML)
#define MG(m)                 ((m) * KG_PER_MG)
#define UG(m)                 ((m) * KG_PER_UG)

/* Where all rows come from, by intrathecal.md's sections:
 *
 *   diffusivity   2.1: Hayduk-Laudie by LeBas volume, ziconotide Stokes-Einstein (c), +/- 15 %
 *   uptake        2.5: ln 2 / half-life in CSF, of which the epidural loss is a part; by the row's
 *                 own source. The factor is the half-life's scatter (u)
 *   cord          2.5: permeability by the meninges' order, 0.6e-3 .. 2e-3 cm/min (u), a peptide's
 *                 less by the root of its mass (u); morphine's partition so that a rabbit's cord
 *                 takes up 45 % of a dose (u), its decay with the rabbit's 2.8 h (c); others by how
 *                 well they dissolve in fat (u)
 *   epidural      2.2, Ummenhofer 2000: fentanyl leaves fast that way, morphine hardly; as shares
 *                 of the uptake they are a guess (u)
 *   plasma        3.2: morphine's volume within its label's 1 .. 4.7 L/kg (s), ziconotide's label
 *                 (s); the rest from textbooks, for 70 kg (u); all effect rates (u)
 *   limits        3.4: the consensus' figures (u), but ziconotide's 2.4 and 19.2 ug/d, baclofen's
 *                 2000 ug/mL and the 1 mg/d of morphine for who has had no opioid from their labels
 *                 (s); baclofen's first day is twice a screening dose of 100 ug (u) */
const struct drug drugs[DRUG_COUNT] = {
    { .name = "morphine", .printed_unit = "mg",
      .diffusivity_m2_per_s = 7.3e-10,
      .uptake_per_s = MINUTES(180), .uptake_factor = 1.4, .epidural_per_s = 0.1 * MINUTES(180),
      .cord_m_per_s = CM_PER_MIN(0.6e-3), .cord_partition = 2.5, .cord_decay_per_s = HOURS(2.8),
      .pk = { .central_m3 = LITRES(70), .clearance_m3_per_s = ML_PER_MIN(1200),
              .peripheral_m3 = LITRES(130), .exchange_m3_per_s = ML_PER_MIN(1500),
              .effect_per_s = MINUTES(15), .brain_per_s = MINUTES(30) },
      .thresholds = {
          { "analgesia", DRUG_SITE_CORD, DRUG_EFFECT, UG_PER_ML(0.4), false,
            "0.25 mg relieves for 12 h: 4.23 ug/mL at 1 h, half-life 196 min (Nordberg 1984) (c)" },
          { "respiratory depression", DRUG_SITE_BRAIN, DRUG_TOXIC, UG_PER_ML(0.05), false,
            "order of magnitude: volunteers, 0.2 to 0.6 mg (Bailey 1993) (u)" },
          { "withdrawal", DRUG_SITE_CORD, DRUG_WITHDRAWAL, UG_PER_ML(0.1), true,
            "a quarter of what relieves pain (u)" } },
      .first_most_kg_per_day = MG(1), .dose_most_kg_per_day = MG(15),
      .bolus_most_kg = MG(0.5),
      .concentration_most_kg_per_m3 = MG_PER_ML(20),
      .source = "CSF half-life 196 and 175 min (Nordberg 1984) (s), taken as 180; plasma volume "
                "1 to 4.7 L/kg (label) (s); cord half-life 2.8 h (rabbit) (c); the rest (u)" },

    { .name = "hydromorphone", .printed_unit = "mg",
      .diffusivity_m2_per_s = 7.3e-10,
      .uptake_per_s = MINUTES(180), .uptake_factor = 1.6, .epidural_per_s = 0.1 * MINUTES(180),
      .cord_m_per_s = CM_PER_MIN(0.6e-3), .cord_partition = 2.5, .cord_decay_per_s = HOURS(2.8),
      .pk = { .central_m3 = LITRES(50), .clearance_m3_per_s = ML_PER_MIN(1960),
              .peripheral_m3 = LITRES(250), .exchange_m3_per_s = ML_PER_MIN(2500),
              .effect_per_s = MINUTES(10), .brain_per_s = MINUTES(20) },
      .thresholds = {
          { "analgesia", DRUG_SITE_CORD, DRUG_EFFECT, UG_PER_ML(0.08), false,
            "a fifth of morphine's (u)" },
          { "respiratory depression", DRUG_SITE_BRAIN, DRUG_TOXIC, UG_PER_ML(0.01), false,
            "a fifth of morphine's (u)" },
          { "withdrawal", DRUG_SITE_CORD, DRUG_WITHDRAWAL, UG_PER_ML(0.02), true,
            "a quarter of what relieves pain (u)" } },
      .first_most_kg_per_day = UG(150), .dose_most_kg_per_day = MG(10),
      .bolus_most_kg = MG(0.1),
      .concentration_most_kg_per_m3 = MG_PER_ML(15),
      .source = "no CSF half-life is well published: morphine's, whose size and solubility it has, "
                "and in sheep it moves likewise; all the rest likewise or from textbooks (u)" },

    { .name = "fentanyl", .printed_unit = "ug",
      .diffusivity_m2_per_s = 5.8e-10,
      .uptake_per_s = MINUTES(60), .uptake_factor = 2, .epidural_per_s = 0.6 * MINUTES(60),
      .cord_m_per_s = CM_PER_MIN(0.9e-3), .cord_partition = 5, .cord_decay_per_s = MINUTES(45),
      .pk = { .central_m3 = LITRES(13), .clearance_m3_per_s = ML_PER_MIN(800),
              .peripheral_m3 = LITRES(300), .exchange_m3_per_s = ML_PER_MIN(3000),
              .effect_per_s = MINUTES(5), .brain_per_s = MINUTES(5) },
      .thresholds = {
          { "analgesia", DRUG_SITE_CORD, DRUG_EFFECT, NG_PER_ML(20), false,
            "order of magnitude (u)" },
          { "respiratory depression", DRUG_SITE_PLASMA, DRUG_TOXIC, NG_PER_ML(3), false,
            "textbook level in plasma, 2 to 3 ng/mL (u)" } },
      .first_most_kg_per_day = UG(75), .dose_most_kg_per_day = UG(1000),
      .bolus_most_kg = UG(75),
      .concentration_most_kg_per_m3 = MG_PER_ML(10),
      .source = "no CSF half-life is well published: an hour, as it goes into epidural fat and "
                "plasma faster than morphine (Ummenhofer 2000, pigs); plasma from textbooks (u)" },

    { .name = "bupivacaine", .printed_unit = "mg",
      .diffusivity_m2_per_s = 6.2e-10,
      .uptake_per_s = MINUTES(90), .uptake_factor = 2, .epidural_per_s = 0.4 * MINUTES(90),
      .cord_m_per_s = CM_PER_MIN(1.5e-3), .cord_partition = 4, .cord_decay_per_s = MINUTES(60),
      .pk = { .central_m3 = LITRES(25), .clearance_m3_per_s = ML_PER_MIN(580),
              .peripheral_m3 = LITRES(48), .exchange_m3_per_s = ML_PER_MIN(1500),
              .effect_per_s = MINUTES(5), .brain_per_s = MINUTES(10) },
      .thresholds = {
          { "sensory block", DRUG_SITE_CORD, DRUG_EFFECT, UG_PER_ML(188), false,
            "median in fluid at good block, women 188, men 242 ug/mL, 5 to 45 min (s)" },
          { "high block", DRUG_SITE_BRAIN, DRUG_TOXIC, UG_PER_ML(188), false,
            "the same level at the brain stem (u)" },
          { "systemic toxicity", DRUG_SITE_PLASMA, DRUG_TOXIC, UG_PER_ML(2), false,
            "textbook level in plasma, 2 to 4 ug/mL (u)" } },
      .first_most_kg_per_day = MG(4), .dose_most_kg_per_day = MG(20),
      .bolus_most_kg = MG(2.5),
      .concentration_most_kg_per_m3 = MG_PER_ML(30),
      .source = "no CSF half-life means anything, levels at equal block differ six-fold (Ruppen "
                "2009) (s): a block's duration, 90 min; plasma from textbooks (u)" },

    { .name = "clonidine", .printed_unit = "ug",
      .diffusivity_m2_per_s = 8.5e-10,
      .uptake_per_s = MINUTES(66), .uptake_factor = 1.2, .epidural_per_s = 0.4 * MINUTES(66),
      .cord_m_per_s = CM_PER_MIN(1.6e-3), .cord_partition = 2, .cord_decay_per_s = MINUTES(60),
      .pk = { .central_m3 = LITRES(50), .clearance_m3_per_s = ML_PER_MIN(219),
              .peripheral_m3 = LITRES(97), .exchange_m3_per_s = ML_PER_MIN(1000),
              .effect_per_s = MINUTES(10), .brain_per_s = MINUTES(15) },
      .thresholds = {
          { "analgesia", DRUG_SITE_CORD, DRUG_EFFECT, NG_PER_ML(25), false,
            "the least target in fluid, 25 ng/mL (Anesthesiology 1995;83:33) (s)" },
          { "fall of blood pressure", DRUG_SITE_CORD, DRUG_TOXIC, NG_PER_ML(150), false,
            "the greatest target in fluid, 150 ng/mL (Anesthesiology 1995;83:33) (s)" },
          { "rebound", DRUG_SITE_CORD, DRUG_WITHDRAWAL, NG_PER_ML(6), true,
            "a quarter of what relieves pain (u)" } },
      .first_most_kg_per_day = UG(100), .dose_most_kg_per_day = UG(600),
      .bolus_most_kg = UG(20),
      .concentration_most_kg_per_m3 = UG_PER_ML(1000),
      .source = "CSF half-life 66 min (Glynn 1992, epidural) (s); plasma from textbooks (u)" },

    { .name = "ziconotide", .printed_unit = "ug",
      .diffusivity_m2_per_s = 3.0e-10,
      .uptake_per_s = HOURS(4.6), .uptake_factor = 1.4, .epidural_per_s = 0.05 * HOURS(4.6),
      .cord_m_per_s = CM_PER_MIN(0.2e-3), .cord_partition = 1, .cord_decay_per_s = HOURS(4),
      .pk = { .central_m3 = LITRES(30.5), .clearance_m3_per_s = ML_PER_MIN(270),
              .effect_per_s = HOURS(1), .brain_per_s = HOURS(1) },
      .thresholds = {
          { "analgesia", DRUG_SITE_CORD, DRUG_EFFECT, NG_PER_ML(4.4), false,
            "well-mixed level at the starting 2.4 ug/d by the label's 0.38 mL/min (c)" },
          { "psychiatric effects", DRUG_SITE_BRAIN, DRUG_TOXIC, NG_PER_ML(35), false,
            "well-mixed level at the greatest 19.2 ug/d; that it is the bound is a guess (u)" } },
      .first_most_kg_per_day = UG(2.4), .dose_most_kg_per_day = UG(19.2),
      .bolus_most_kg = UG(5),
      .concentration_most_kg_per_m3 = UG_PER_ML(100),
      .source = "CSF half-life 4.6 h, plasma 30.5 L and 270 mL/min, 19.2 ug/d (label) (s); "
                "cord and effects (u)" },

    { .name = "baclofen", .printed_unit = "ug",
      .diffusivity_m2_per_s = 8.3e-10,
      .uptake_per_s = HOURS(1.51), .uptake_factor = 1.7, .epidural_per_s = 0.1 * HOURS(1.51),
      .cord_m_per_s = CM_PER_MIN(0.7e-3), .cord_partition = 1, .cord_decay_per_s = HOURS(2),
      .pk = { .central_m3 = LITRES(59), .clearance_m3_per_s = ML_PER_MIN(180),
              .effect_per_s = HOURS(1), .brain_per_s = HOURS(1) },
      .thresholds = {
          { "less spasticity", DRUG_SITE_CORD, DRUG_EFFECT, NG_PER_ML(139), false,
            "well-mixed level at 100 ug/d by the label's 30 mL/h (c)" },
          { "withdrawal", DRUG_SITE_CORD, DRUG_WITHDRAWAL, NG_PER_ML(35), true,
            "a quarter of what relieves spasticity (u)" },
          { "coma", DRUG_SITE_BRAIN, DRUG_TOXIC, UG_PER_ML(1), false,
            "order of magnitude (u)" } },
      .first_most_kg_per_day = UG(200), .dose_most_kg_per_day = UG(800),
      .bolus_most_kg = UG(100),
      .concentration_most_kg_per_m3 = UG_PER_ML(2000),
      .source = "CSF half-life 0.9 to 5 h (four patients) (s), 1.51 h (label) (u); ampoules to "
                "2000 ug/mL (s); plasma from textbooks, the rest (u)" },
};

enum err drug_find(const char *name, const struct drug **found, struct why *why)
{
    const char *names[DRUG_COUNT];

    for (size_t i = 0; i < DRUG_COUNT; i++) {
        if (strcmp(drugs[i].name, name) == 0) {
            *found = &drugs[i];
            return ERR_OK;
        }
        names[i] = drugs[i].name;
    }
    return why_unknown(why, "there is no drug named", name, names, DRUG_COUNT);
}
