#include "parity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SHARE_USUAL 0.05
#define INSTANT_S   1e-9

/* ------------------------------------------------------------------ tolerances */

static const struct { const char *unit; double absolute, share; } tolerances[] = {
    { "C",    1.0,  0    },     /* of a thermocouple of class 2, near enough     */
    { "ohm",  2.0,  0.05 },
    { "W",    0.5,  0.1  },
    { "V",    0.5,  0.05 },
    { "A",    0.01, 0.05 },
    { "J",    2.0,  0.1  },
    { "mm",   0.1,  0.02 },
    { "mm3",  2.0,  0.05 },
    { "s",    0.5,  0    },
    { "ul",   3.0,  0.02 },     /* a stroke of the pump is 2.5 uL                */
    { "ml",   0.01, 0.02 },
    { "ul/h", 2.0,  0.05 },
    { "kPa",  1.0,  0.05 },
    { "%",    2.0,  0.1  },
    { "1",    0.02, 0.05 },
    { "-",    0.02, 0.05 },
};

/* How far a value of that signal may be from another. */
static double tolerance_of(const struct signal *signal, double value,
                           const struct parity_setup *setup)
{
    double last_digit = 0.5 * pow(10, -signal->decimals);
    bool   is_count = signal->decimals == 0 && strcmp(signal->unit, "-") == 0;

    if (setup->is_exact || signal->labels || is_count)
        return 0;
    for (size_t i = 0; i < sizeof tolerances / sizeof *tolerances; i++)
        if (strcmp(tolerances[i].unit, signal->unit) == 0)
            return setup->loose * fmax(tolerances[i].absolute,
                                       tolerances[i].share * fabs(value));
    return setup->loose * fmax(last_digit, SHARE_USUAL * fabs(value));
}

/* ------------------------------------------------------------------ one row and its window */

/* The rows of the other trace within the slip: [first, end). */
struct window { const struct trace_file *trace; size_t first, end, near; };

static bool window_move(struct window *window, double t_s, double slip_s)
{
    size_t rows = trace_file_rows(window->trace);

    while (window->first < rows
           && trace_file_t_s(window->trace, window->first) < t_s - slip_s - INSTANT_S)
        window->first++;
    if (window->end < window->first)
        window->end = window->first;
    while (window->end < rows
           && trace_file_t_s(window->trace, window->end) <= t_s + slip_s + INSTANT_S)
        window->end++;
    while (window->near + 1 < rows
           && fabs(trace_file_t_s(window->trace, window->near + 1) - t_s)
                  <= fabs(trace_file_t_s(window->trace, window->near) - t_s))
        window->near++;
    return window->first < window->end;
}

/* 0: it agrees with something in the window; else how far it is from the nearest; INFINITY: one of
 * them is not known. */
static double distance(const struct window *window, size_t signal, double value)
{
    double least = INFINITY;

    for (size_t row = window->first; row < window->end; row++) {
        double other = trace_file_row(window->trace, row)[signal];

        if (isnan(value) && isnan(other))
            return 0;
        if (!isnan(value) && !isnan(other))
            least = fmin(least, fabs(value - other));
    }
    return least;
}

static void signal_compare(struct parity_signal *out, const struct window *window, size_t signal,
                           double t_s, double value, const struct parity_setup *setup)
{
    double apart = distance(window, signal, value);
    double tolerance = tolerance_of(out->signal, value, setup);

    out->compared++;
    if (apart > out->most) {
        out->most = apart;
        out->most_t_s = t_s;
    }
    if (!(apart > tolerance + INSTANT_S))
        return;
    if (out->parted++ > 0)
        return;
    out->first_t_s = t_s;
    out->tolerance = tolerance;
    out->value[0] = value;
    out->value[1] = trace_file_row(window->trace, window->near)[signal];
}

/* ------------------------------------------------------------------ both traces */

static void known_look(struct parity *parity, struct trace_file *const traces[2])
{
    for (size_t i = 0; i < 2; i++)
        for (size_t row = 0; row < trace_file_rows(traces[i]); row++)
            for (size_t n = 0; n < parity->count; n++)
                parity->signals[n].is_known[i] |= !isnan(trace_file_row(traces[i], row)[n]);
}

static double end_of(const struct trace_file *trace)
{
    size_t rows = trace_file_rows(trace);

    return rows ? trace_file_t_s(trace, rows - 1) : 0;
}

enum err parity_compare(struct parity *parity, struct trace_file *const traces[2],
                        const struct signal *signals, size_t count,
                        const struct parity_setup *setup, struct why *why)
{
    struct window window = { .trace = traces[1] };
    size_t        compared = 0;

    *parity = (struct parity){ .signals = calloc(count, sizeof *parity->signals), .count = count,
                               .end_s = { end_of(traces[0]), end_of(traces[1]) } };
    if (!parity->signals)
        return why_say(why, ERR_MEMORY, "no memory to compare two traces");
    for (size_t n = 0; n < count; n++)
        parity->signals[n] = (struct parity_signal){ .signal = &signals[n] };
    known_look(parity, traces);
    for (size_t row = 0; row < trace_file_rows(traces[0]); row++) {
        double t_s = trace_file_t_s(traces[0], row);

        if (t_s < setup->from_s
            || !window_move(&window, t_s + setup->later_s, setup->is_exact ? 0 : setup->slip_s))
            continue;
        compared++;
        for (size_t n = 0; n < count; n++)
            if (parity->signals[n].is_known[0] && parity->signals[n].is_known[1])
                signal_compare(&parity->signals[n], &window, n, t_s,
                               trace_file_row(traces[0], row)[n], setup);
    }
    for (size_t n = 0; n < count; n++)
        parity->parted += parity->signals[n].parted > 0;
    return compared > 0 ? ERR_OK
                        : why_say(why, ERR_RANGE, "the two traces have no moment in common");
}

void parity_free(struct parity *parity)
{
    free(parity->signals);
    *parity = (struct parity){ .count = 0 };
}
