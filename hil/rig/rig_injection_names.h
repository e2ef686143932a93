/* rig_injection_names.h - every signal and knob of the injection rig: one X-macro each, which makes
 * the enum and the table.
 *
 * syringe, injected, limit      what the hand does
 * front, dead, nerve, blood     the truth: the model
 * Included by rig_injection_inside.h alone. */
#ifndef PAINRIG_HIL_RIG_INJECTION_NAMES_H
#define PAINRIG_HIL_RIG_INJECTION_NAMES_H

/* enumerator, name, unit, least, most, decimals, labels, sentence */
#define INJECTION_SIGNAL_LIST(X)                                                                                             \
    X(RATE,       "syringe.rate_ml_per_min",  "ml/min", 0, 1000, 3, NULL, "what really leaves the needle over this tick")     \
    X(CONTENTS,   "syringe.contents",         "-",   0, 7,     0, agent_labels, "what really is in the syringe that flows")   \
    X(ORDERED,    "syringe.ordered",          "-",   0, 7,     0, agent_labels, "what should be in the syringe that flows")       \
    X(LEFT,       "syringe.left_ml",          "ml",  0, 200,   3, NULL, "what the agent's syringe still holds")               \
    X(VOLUME,     "injected.volume_ml",       "ml",  0, 1e5,   3, NULL, "all that has left the needle")                       \
    X(AGENT,      "injected.agent_ml",        "ml",  0, 1e5,   3, NULL, "of it, what was no saline")                          \
    X(OVER,       "limit.over",               "-",   0, 1,     0, NULL, "1: more of an agent than limit.volume_ml")           \
    X(FRONT,      "front.radius_mm",          "mm",  0, 1000,  3, NULL, "outermost radius with a tenth of the strongest concentration injected") \
    X(DEAD,       "dead.radius_mm",           "mm",  0, 1000,  3, NULL, "outermost dead radius by the usual criterion")       \
    X(DEAD_LEAST, "dead.least_mm",            "mm",  0, 1000,  3, NULL, "the same by the strict criterion")                   \
    X(DEAD_MOST,  "dead.most_mm",             "mm",  0, 1000,  3, NULL, "the same by the wide criterion")                     \
    X(DEAD_ML,    "dead.volume_ml",           "ml",  0, 1e5,   3, NULL, "dead tissue by the usual criterion")                 \
    X(NERVE_AT,   "nerve.distance_mm",        "mm",  0, 1000,  2, NULL, "from needle or axis to the nerve")                   \
    X(ALCOHOL,    "nerve.alcohol_percent",    "%",   -1, 101,  4, NULL, "alcohol at the nerve, by volume")                    \
    X(PHENOL,     "nerve.phenol_percent",     "%",   -1, 101,  4, NULL, "phenol at the nerve, by weight")                     \
    X(STEROID,    "nerve.steroid_mg_per_ml",  "mg/ml", -1, 1e3, 4, NULL, "steroid at the nerve")                              \
    X(ALCOHOL_S,  "nerve.alcohol_percent_s",  "% s", 0, 1e9,   1, NULL, "its dose: percent above the usual threshold, times seconds") \
    X(PHENOL_S,   "nerve.phenol_percent_s",   "% s", 0, 1e9,   1, NULL, "its dose of phenol, likewise")                       \
    X(SHARE,      "nerve.damage",             "-",   0, 1e9,   4, NULL, "its dose as a share of what kills, by the usual criterion; 1: dead") \
    X(SHARE_LEAST, "nerve.damage_least",      "-",   0, 1e9,   4, NULL, "the same by the strict criterion")                   \
    X(SHARE_MOST, "nerve.damage_most",        "-",   0, 1e9,   4, NULL, "the same by the wide criterion")                     \
    X(BLOOD_ALCOHOL, "blood.alcohol_g",       "g",   0, 1e4,   4, NULL, "alcohol that has gone into blood so far")            \
    X(BLOOD_PHENOL, "blood.phenol_mg",        "mg",  0, 1e6,   3, NULL, "phenol that has gone into blood so far")             \
    X(BLOOD_STEROID, "blood.steroid_mg",      "mg",  0, 1e6,   3, NULL, "steroid that has gone into blood so far")            \
    X(IMBALANCE,  "plant.mass_imbalance",     "-",   0, 1,     12, NULL, "solute that the model lost or made, relative; the worst of them")

/* enumerator, name, unit, least, most, kind, labels, sentence; all rest at 0 */
#define INJECTION_KNOB_LIST(X)                                                                                               \
    X(RATE,       "syringe.rate_ml_per_min",  "ml/min", 0, 60,  KNOB_ORDER, NULL, "how fast the plunger is pushed")            \
    X(AGENT,      "syringe.agent",            "-",      0, 7,   KNOB_ORDER, agent_labels, "take a full syringe of this")       \
    X(RINSE,      "needle.rinse",             "-",      0, 1,   KNOB_ORDER, NULL, "1: saline from another syringe flows instead") \
    X(WRONG,      "syringe.wrong_agent",      "-",      0, 8,   KNOB_FAULT, wrong_labels, "what the agent's syringe holds in truth") \
    X(RATE_ERROR, "syringe.rate_error",       "-",      -0.9, 5, KNOB_FAULT, NULL, "the flow is (1 + this) times what is ordered") \
    X(IN_VESSEL,  "needle.in_vessel",         "-",      0, 1,   KNOB_FAULT, NULL, "share that goes straight into blood")       \
    X(OFF,        "needle.off_mm",            "mm",     0, 60,  KNOB_FAULT, NULL, "so much farther from the nerve; before the first drop") \
    X(WASHOUT,    "tissue.washout_more",      "-",      -1, 20, KNOB_FAULT, NULL, "wash-out is (1 + this) times the tissue's")

#endif
