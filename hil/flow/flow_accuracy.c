#include "flow_accuracy.h"

#include "base/units.h"

#include <math.h>

#define MG_PER_G   1000.0
#define WHOLE_PART 1e-6     /* of a sample: a window is a whole number of them */
#define DIGIT_PART 1e-4     /* of a digit: what is left of a reading's last decimals */
#define TIE_PCT    1e-9     /* two windows that differ by less are equal but for rounding */

double flow_buoyancy(double density, double air_density, double weights_density)
{
    return (1 - air_density / weights_density) / (1 - air_density / density);
}

void flow_correct(const struct flow_setup *setup, double *readings, size_t count)
{
    double lost_g = setup->evaporation_mg_per_h / MG_PER_G / S_PER_HOUR * setup->sample_s;

    for (size_t i = 0; i < count; i++)
        readings[i] = readings[i] * setup->buoyancy + lost_g * (double)i;
}

static double mean_ml_per_h(const struct flow_setup *setup, const double *mass_g, size_t first,
                            size_t last)
{
    double hours = setup->sample_s * (double)(last - first) / S_PER_HOUR;

    return (mass_g[last] - mass_g[first]) / (hours * setup->density_g_per_ml);
}

static double error_pct(const struct flow_setup *setup, double ml_per_h)
{
    return 100 * (ml_per_h - setup->rate_ml_per_h) / setup->rate_ml_per_h;
}

double flow_rate(const struct flow_setup *setup, const double *mass_g, size_t i)
{
    return mean_ml_per_h(setup, mass_g, i - 1, i);
}

double flow_mean_error_pct(const struct flow_setup *setup, const double *mass_g, size_t first,
                           size_t last)
{
    return error_pct(setup, mean_ml_per_h(setup, mass_g, first, last));
}

/* 0: it is none. */
static size_t samples_of(const struct flow_setup *setup, double window_s)
{
    double whole = round(window_s / setup->sample_s);

    return whole >= 1 && fabs(window_s / setup->sample_s - whole) < WHOLE_PART ? (size_t)whole : 0;
}

/* The first j whose error is within rounding of `extreme`. */
static size_t first_at(const struct flow_setup *setup, const double *mass_g, size_t samples,
                       double extreme)
{
    size_t j = 0;

    while (fabs(flow_mean_error_pct(setup, mass_g, j, j + samples) - extreme) > TIE_PCT)
        j++;
    return j + 1;
}

enum err flow_window(const struct flow_setup *setup, const double *mass_g, size_t first,
                     size_t last, double window_s, struct flow_window *window)
{
    size_t samples = samples_of(setup, window_s);
    struct flow_window found = { .window_s = window_s, .most_pct = -(double)INFINITY,
                                 .least_pct = (double)INFINITY };

    if (samples == 0 || last <= first || samples > last - first)
        return ERR_RANGE;
    found.count = last - first - samples + 1;
    for (size_t j = first; j < first + found.count; j++) {
        double error = flow_mean_error_pct(setup, mass_g, j, j + samples);
        found.most_pct = fmax(found.most_pct, error);
        found.least_pct = fmin(found.least_pct, error);
    }
    found.most_at = first_at(setup, mass_g + first, samples, found.most_pct);
    found.least_at = first_at(setup, mass_g + first, samples, found.least_pct);
    *window = found;
    return ERR_OK;
}

double flow_settled_s(const struct flow_setup *setup, const double *mass_g, size_t last,
                      double mean_s, double within_pct)
{
    size_t samples = samples_of(setup, mean_s), settled = 0;

    if (samples == 0 || samples > last)
        return (double)NAN;
    for (size_t j = 0; j + samples <= last; j++)
        if (!(fabs(flow_mean_error_pct(setup, mass_g, j, j + samples)) <= within_pct + TIE_PCT))
            settled = j + 1;
    return settled + samples <= last ? (double)settled * setup->sample_s : (double)NAN;
}

void flow_extremes(const struct flow_setup *setup, const double *mass_g, size_t last,
                   struct flow_extremes *extremes)
{
    double tie = TIE_PCT / 100 * setup->rate_ml_per_h;

    *extremes = (struct flow_extremes){ .most_ml_per_h = -(double)INFINITY,
                                        .least_ml_per_h = (double)INFINITY };
    for (size_t i = 1; i <= last; i++) {
        double rate = flow_rate(setup, mass_g, i);
        if (rate > extremes->most_ml_per_h + tie) {
            extremes->most_ml_per_h = rate;
            extremes->most_at = i;
        }
        if (rate < extremes->least_ml_per_h - tie) {
            extremes->least_ml_per_h = rate;
            extremes->least_at = i;
        }
    }
}

double flow_digit_share(const struct flow_setup *setup, double digit_g, double window_s)
{
    return digit_g / (setup->rate_ml_per_h * window_s / S_PER_HOUR * setup->density_g_per_ml);
}

/* ------------------------------------------------------------------ boluses */

#define BIN_LABEL(text, below) text,
#define BIN_BELOW(text, below) below,
const char *const flow_bin_labels[FLOW_BINS] = { FLOW_BIN_LIST(BIN_LABEL) };

/* "175-250" has its upper end, the others have not. */
static size_t bin_of(double pct)
{
    static const double below[FLOW_BINS] = { FLOW_BIN_LIST(BIN_BELOW) };
    size_t bin = 0;

    while (bin < FLOW_BINS - 2 && pct >= below[bin] - TIE_PCT)
        bin++;
    return bin == FLOW_BINS - 2 && pct > below[bin] + TIE_PCT ? FLOW_BINS - 1 : bin;
}

enum err flow_boluses(const double *mass_g, size_t count, double set_ml, double density_g_per_ml,
                      struct flow_boluses *boluses)
{
    struct flow_boluses found = { .count = count, .most_pct = -(double)INFINITY,
                                  .least_pct = (double)INFINITY };
    double sum_ml = 0;

    if (count == 0 || !(set_ml > 0) || !(density_g_per_ml > 0))
        return ERR_RANGE;
    for (size_t i = 0; i < count; i++) {
        double ml = mass_g[i] / density_g_per_ml, pct = 100 * ml / set_ml;
        if (!isfinite(ml))
            return ERR_RANGE;
        sum_ml += ml;
        found.most_pct = fmax(found.most_pct, pct - 100);
        found.least_pct = fmin(found.least_pct, pct - 100);
        found.bins[bin_of(pct)]++;
    }
    found.mean_ml = sum_ml / (double)count;
    found.mean_pct = 100 * (found.mean_ml - set_ml) / set_ml;
    *boluses = found;
    return ERR_OK;
}

/* ------------------------------------------------------------------ a run's rows */

static size_t known_from(const double *mass_g, size_t rows, size_t row)
{
    while (row < rows && isnan(mass_g[row]))
        row++;
    return row;
}

static enum err gap_refuse(double from_s, double to_s, double sample_s, struct why *why)
{
    return why_say(why, ERR_RANGE, "the mass is not known from %.1f to %.1f s, which is longer "
                                   "than the sample interval, %g s: a sample there would be "
                                   "invented; take a longer one, or let the run write more rows",
                   from_s, to_s, sample_s);
}

enum err flow_resample(const double *t_s, const double *mass_g, size_t rows, double start_s,
                       double sample_s, double *samples, size_t room, size_t *count,
                       struct why *why)
{
    size_t before = known_from(mass_g, rows, 0), after, made = 0;

    if (before == rows || known_from(mass_g, rows, before + 1) == rows)
        return why_say(why, ERR_RANGE, "the mass is known in fewer than two rows: was it "
                                       "measured? --signal names another one");
    if (t_s[before] > start_s + WHOLE_PART * sample_s)
        return gap_refuse(start_s, t_s[before], sample_s, why);
    after = known_from(mass_g, rows, before + 1);
    while (made < room && after < rows) {
        double at_s = start_s + sample_s * (double)made, span_s = t_s[after] - t_s[before];
        if (at_s > t_s[after] + WHOLE_PART * sample_s) {
            before = after;
            after = known_from(mass_g, rows, after + 1);
            continue;
        }
        if (span_s > sample_s * (1 + WHOLE_PART))
            return gap_refuse(t_s[before], t_s[after], sample_s, why);
        samples[made++] = mass_g[before]
                        + (mass_g[after] - mass_g[before]) * (at_s - t_s[before]) / span_s;
    }
    *count = made;
    return ERR_OK;
}

static bool is_on_grid(const double *mass_g, size_t rows, double digit_g)
{
    for (size_t i = 0; i < rows; i++) {
        double digits = mass_g[i] / digit_g;
        if (!isnan(digits) && !(fabs(digits - round(digits)) < DIGIT_PART))
            return false;
    }
    return true;
}

static bool is_changing(const double *mass_g, size_t rows)
{
    size_t first = known_from(mass_g, rows, 0);

    for (size_t i = first; i < rows; i++)
        if (!isnan(mass_g[i]) && mass_g[i] != mass_g[first])
            return true;
    return false;
}

double flow_digit_g(const double *mass_g, size_t rows)
{
    static const double steps[] = { 5, 2, 1 };

    if (!is_changing(mass_g, rows))
        return (double)NAN;
    for (int power = 0; power >= -7; power--)
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
            if (is_on_grid(mass_g, rows, steps[i] * pow(10, power)))
                return steps[i] * pow(10, power);
    return (double)NAN;
}
