/* flow_accuracy.h - how true a pump's flow is, by the formulas of IEC 60601-2-24:1998, 50.102 to
 * 50.106.
 *
 *     W_i      = reading_i + e t_i                                    g, evaporation e
 *     Q_i      = 60 (W_i - W_i-1) / (S d)                             ml/h                 (1)
 *     Ep(max)  = max over j of (S/P) sum of 100 (Q_i - r) / r         %, i = j .. j+P/S-1  (2)
 *     Ep(min)  = min over j of the same                                                    (3)
 *     m        = (T - P) / S + 1                                      windows of length P
 *     A, B     = 100 (Q - r) / r,   Q = 60 (W_last - W_first) / (T d)                  (4) (5)
 *
 * S sample interval [min], d density [g/ml], r set rate [ml/h], P observation window [min]. The sum
 * of (2) telescopes: a window's mean is a difference of two masses, and is computed as that.
 *
 * Buoyancy is not in the standard's formula. A balance that was adjusted with weights of density
 * rho_w in air of density rho_a shows a liquid of density d too light by
 *
 *     (1 - rho_a / d) / (1 - rho_a / rho_w)
 *
 * The conventional values are 1.2 kg/m3 and 8000 kg/m3 (OIML D 28:2004); water then shows 0.105 %
 * too little. flow_buoyancy is that correction, to be multiplied with a mass.
 *
 * t_within is no metric of the standard: it is this project's own.
 *
 * Pure: no state, no allocation. Masses are one per sample interval, from sample 0 on. */
#ifndef PAINRIG_HIL_FLOW_ACCURACY_H
#define PAINRIG_HIL_FLOW_ACCURACY_H

#include "base/err.h"
#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>

#define FLOW_WINDOWS_MAX 8u
#define FLOW_PERIODS_MAX 2u
#define FLOW_DENSITY     0.998      /* water at 20 C, g/ml */
#define FLOW_AIR_DENSITY 0.0012     /* g/ml, OIML D 28:2004 */
#define FLOW_WEIGHTS_DENSITY 8.0    /* g/ml, OIML D 28:2004 */

struct flow_setup {
    double rate_ml_per_h;           /* r */
    double sample_s;                /* S */
    double density_g_per_ml;        /* d */
    double evaporation_mg_per_h;    /* e, of the vessel on the balance */
    double buoyancy;                /* 1: not corrected */
};

/* The factor that a shown mass is to be multiplied with. */
double flow_buoyancy(double density, double air_density, double weights_density);

/* Readings to W, in place, readings[i] at sample_s * i. */
void flow_correct(const struct flow_setup *, double *readings, size_t count);

/* Q_i, i >= 1. */
double flow_rate(const struct flow_setup *, const double *mass_g, size_t i);

/* The extremes of one length of window over the samples first .. last. */
struct flow_window {
    double window_s;
    size_t count;                   /* m */
    double most_pct, least_pct;     /* Ep(max), Ep(min) */
    size_t most_at, least_at;       /* j, from 1: the first window that is so far out */
};

/* ERR_RANGE when P is no whole number of samples or longer than the period. */
MUST_CHECK enum err flow_window(const struct flow_setup *, const double *mass_g, size_t first,
                                size_t last, double window_s, struct flow_window *);

/* A or B. */
double flow_mean_error_pct(const struct flow_setup *, const double *mass_g, size_t first,
                           size_t last);

/* The start of the first mean over mean_s after which every such mean up to `last` stays within
 * within_pct of the set rate; NAN: never. */
double flow_settled_s(const struct flow_setup *, const double *mass_g, size_t last, double mean_s,
                      double within_pct);

/* The least and greatest Q_i of the samples 1 .. last, and where first. */
struct flow_extremes { double most_ml_per_h, least_ml_per_h; size_t most_at, least_at; };
void flow_extremes(const struct flow_setup *, const double *mass_g, size_t last,
                   struct flow_extremes *);

/* One digit of the balance is this part of the volume that the window holds at the set rate. */
double flow_digit_share(const struct flow_setup *, double digit_g, double window_s);
/* More than this and the window's error is the balance's own: its two readings are rounded. The
 * standard has no such bound: this one is the project's own, small beside errors of percents. */
#define FLOW_DIGIT_SHARE_MOST 0.005

/* ---- which samples, which windows ---- */

/* enumerator, name, sentence */
#define FLOW_TEST_LIST(X)                                                                         \
    X(VOLUMETRIC,   "volumetric",   "start-up 2 h, T1 its second hour, T2 the last hour")         \
    X(SYRINGE,      "syringe",      "start-up 2 h, T1 its second hour")                           \
    X(AMBULATORY_1, "ambulatory-1", "continuous: settle 24 h, then 25 h, every 15 min")           \
    X(AMBULATORY_2, "ambulatory-2", "in shots: 100 intervals of whole shot cycles behind 20")
#define FLOW_TEST_ENUM(name, ...) FLOW_TEST_##name,
enum flow_test { FLOW_TEST_LIST(FLOW_TEST_ENUM) FLOW_TEST_COUNT };
#undef FLOW_TEST_ENUM
extern const char *const flow_test_labels[FLOW_TEST_COUNT + 1];

struct flow_period { const char *name, *mean_name; size_t first, last; };

struct flow_plan {
    double sample_s;
    size_t startup_last;            /* the start-up graph ends with this sample; 0: it has none */
    struct flow_period periods[FLOW_PERIODS_MAX];
    size_t period_count;
    double windows_s[FLOW_WINDOWS_MAX];
    size_t window_count;
};

/* For samples 0 .. last at S = sample_s (0: the test's own; ambulatory-2: from shot_s, the shot
 * cycle). A shorter record than the test asks for is refused with a sentence that says how long it
 * must be, unless `is_short`: then everything is the one period, and `name` of it says so. */
MUST_CHECK enum err flow_plan_make(enum flow_test, double sample_s, double shot_s, size_t last,
                                   bool is_short, struct flow_plan *, struct why *);
/* S of a test, before any samples are there. */
double flow_plan_sample_s(enum flow_test, double shot_s);

/* ---- boluses: ambulatory type 3 ---- */

/* Of the command, in percent: below 25, to below 75, ... above 250: 21 CFR 880.5730(b)(7)(iii). */
#define FLOW_BIN_LIST(X)                                                                          \
    X("<25", 25) X("25-<75", 75) X("75-<95", 95) X("95-<105", 105) X("105-<125", 125)             \
    X("125-<175", 175) X("175-250", 250) X(">250", 0)
#define FLOW_BINS 8u
extern const char *const flow_bin_labels[FLOW_BINS];

struct flow_boluses {
    size_t count;
    double mean_ml, mean_pct;       /* of the set bolus: 0 is true */
    double most_pct, least_pct;
    size_t bins[FLOW_BINS];
};

/* ERR_RANGE: none, or a set bolus that is none. */
MUST_CHECK enum err flow_boluses(const double *mass_g, size_t count, double set_ml,
                                 double density_g_per_ml, struct flow_boluses *);

/* ---- from a run's rows ---- */

/* Samples at start_s + sample_s * i, by straight lines between the rows where the mass is known.
 * *count: how many fit, at most `room`. ERR_RANGE with a sentence: no two known rows, or none over
 * more than sample_s: a sample there would be invented. */
MUST_CHECK enum err flow_resample(const double *t_s, const double *mass_g, size_t rows,
                                  double start_s, double sample_s, double *samples, size_t room,
                                  size_t *count, struct why *);

/* The greatest of 5, 2, 1, 0.5, ... 1e-7 g that all readings are whole multiples of: a digit of the
 * balance. NAN: they never change, or have no such step. */
double flow_digit_g(const double *mass_g, size_t rows);

#endif
