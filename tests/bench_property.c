/* bench_property - what judging costs, a row at a time. `make bench` prints it; nothing here fails.
 *
 *   operators     one bounded operator inside G, for windows of 10 to 1,000,000 rows
 *   published     the formulas and the figures that other monitors have published (per sample, on
 *                 their authors' machines: a yardstick, no race): RTAMT's Python and C++,
 *                 mstlo's Rust
 *   requirements  65 formulas of a generator's kind over 60 signals at once: on rows of which every
 *                 one is new, and on rows of which nine in ten are as the one before
 *
 * The trace is a chirp with noise, read from memory; the least of three runs counts. */
#include "hil/property/property.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SIGNALS 60
#define ROWS    32768       /* of two signals, gone round as often as needed; as many bytes of 60 */

static void stop_if(enum err err, const struct why *why)
{
    if (err == ERR_OK)
        return;
    fprintf(stderr, "bench_property: %s\n", why_text(why, err));
    exit(2);
}

struct bed {
    struct signal signals[SIGNALS];
    char          names[SIGNALS][8];
    double       *few;          /* ROWS x 2                 */
    double       *rows;         /* ROWS / 30 x SIGNALS      */
    double       *quiet;        /* the same, for QUIET rows each */
};
#define QUIET 10

static double reading(int i, int signal, uint64_t *luck)
{
    double phase = 1e-6 * i * i * (1 + 0.1 * signal);

    *luck = *luck * 6364136223846793005u + 1442695040888963407u;
    return signal < 30 ? sin(phase) + 1e-3 * (double)(*luck >> 54)
                       : (double)(sin(0.01 * i + signal) > -0.9);
}

/* Signals 0 .. 29 are quantities q0 .., 30 .. 59 flags f30 .. */
static void bed_fill(struct bed *bed)
{
    uint64_t luck = 7;

    bed->few = malloc(sizeof *bed->few * ROWS * 2);
    bed->rows = malloc(sizeof *bed->rows * ROWS * 2);
    bed->quiet = malloc(sizeof *bed->quiet * ROWS * 2);
    if (!bed->few || !bed->rows || !bed->quiet)
        exit(2);
    for (int s = 0; s < SIGNALS; s++) {
        snprintf(bed->names[s], sizeof bed->names[s], s < 30 ? "q%d" : "f%d", s);
        bed->signals[s] = (struct signal){ .name = bed->names[s], .unit = s < 30 ? "1" : "-",
                                           .least = s < 30 ? -10 : 0, .most = s < 30 ? 10 : 1 };
    }
    for (int i = 0; i < 2 * ROWS; i++) {
        bed->few[i] = reading(i / 2, i % 2, &luck);
        bed->rows[i] = reading(i / SIGNALS, i % SIGNALS, &luck);
        bed->quiet[i] = bed->rows[i / (SIGNALS * QUIET) * SIGNALS + i % SIGNALS];
    }
}

/* What is judged: rows of `signals` columns, gone round. */
struct course { const double *data; size_t signals, rows; };

/* ns of processor time a row. */
static double cost_once(const struct bed *bed, const char *const *formulas, size_t count,
                        const struct course *course)
{
    struct property_set *set = NULL;
    struct formula     **parsed = calloc(count, sizeof *parsed);
    struct why           why = { 0 };
    size_t               index;
    size_t               period = 2 * ROWS / course->signals;
    clock_t              start;
    double               cost_s;

    if (!parsed)
        exit(2);
    stop_if(property_set_create(&set, bed->signals, course->signals, 1, PROPERTY_END_UNKNOWN, &why), &why);
    for (size_t i = 0; i < count; i++) {
        stop_if(formula_parse(&parsed[i], formulas[i], &why), &why);
        stop_if(property_set_add(set, parsed[i], &index, &why), &why);
    }
    stop_if(property_set_begin(set, &why), &why);
    start = clock();
    for (size_t i = 0, at = 0; i < course->rows; i++, at = (at + 1) % period)
        stop_if(property_set_step(set, course->data + at * course->signals), &why);
    cost_s = (double)(clock() - start) / CLOCKS_PER_SEC;
    property_set_destroy(set);
    for (size_t i = 0; i < count; i++)
        formula_destroy(parsed[i]);
    free(parsed);
    return 1e9 * cost_s / (double)course->rows;
}

static double cost_ns(const struct bed *bed, const char *const *formulas, size_t count,
                      const struct course *course)
{
    double least = INFINITY;

    for (int i = 0; i < 3; i++)
        least = fmin(least, cost_once(bed, formulas, count, course));
    return least;
}

static void bench_operators(const struct bed *bed)
{
    static const struct { const char *what, *format; double goal_ns; } operators[] = {
        { "(none)",       "G(q0 >= -5)",                       30 },
        { "G[0,w]",       "F(G[0,%ld](q0 >= 0.5))",            30 },
        { "F[0,w]",       "G(F[0,%ld](q0 >= 0.5))",            30 },
        { "H[0,w]",       "F(H[0,%ld](q0 >= 0.5))",            30 },
        { "O[0,w]",       "G(O[0,%ld](q0 >= 0.5))",            30 },
        { "U[0,w]",       "G((q0 >= 0) U[0,%ld] (q1 >= 0.9))", 80 },
        { "S[0,w]",       "G((q0 >= 0) S[0,%ld] (q1 >= 0.9))", 80 },
    };
    static const long windows[] = { 10, 1000, 100000, 1000000 };
    struct course     course = { bed->few, 2, 3000000 };

    printf("\nns a sample, comparisons and G around it included; goals: G F H O 30, U S 80\n");
    printf("  %-10s", "rows:");
    for (size_t w = 0; w < sizeof windows / sizeof *windows; w++)
        printf(" %9ld", windows[w]);
    printf("\n");
    for (size_t o = 0; o < sizeof operators / sizeof *operators; o++) {
        printf("  %-10s", operators[o].what);
        for (size_t w = 0; w < sizeof windows / sizeof *windows; w++) {
            char        text[80];
            const char *formula = text;
            snprintf(text, sizeof text, operators[o].format, windows[w]);
            printf(" %9.1f", cost_ns(bed, &formula, 1, &course));
            fflush(stdout);
        }
        printf("\n");
    }
}

static void bench_published(const struct bed *bed)
{
    static const struct { const char *formula; double python_us, cpp_us, rust_us; } published[] = {
        { "F(G[0,1](q0 > 0))", 3.5, 2.15, 0.131 },
        { "F(G[0,1000](q0 > 0))", 63.3, 2.64, 0.125 },
        { "F(G[0,5000](q0 > 0))", 346, 4.55, 0.118 },
        { "G[0,1000]((q0 > 0.5) -> F[0,100](q0 < 0))", 74.1, 4.76, 0.287 },
        { "G((q0 > 0.5) -> F[0,100](q0 < 0))", 74.1, 4.76, 0.287 },
        { "G((q0 < 0.5) U[0,1000] (q0 < 0))", 30746, 218, 4.39 },
        { "G((q0 < 0) U[0,5000] (q0 > 0))", NAN, NAN, 19.3 },
    };

    struct course course = { bed->few, 2, 1000000 };

    printf("\nagainst published figures, times slower than this: RTAMT Python, RTAMT C++, mstlo\n");
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        const char *formula = published[i].formula;
        double      ns = cost_ns(bed, &formula, 1, &course);
        printf("  %-44s %7.1f ns %9.0f %7.0f %6.1f\n", formula, ns,
               1e3 * published[i].python_us / ns, 1e3 * published[i].cpp_us / ns,
               1e3 * published[i].rust_us / ns);
    }
}

#define REQUIREMENTS 65

/* The shapes of the interlocks: a sustained trigger, a deadline, a reaction that lasts. */
static void requirement_write(char *out, size_t size, int i)
{
    int quantity = i % 30, flag = 30 + i % 25;

    switch (i % 5) {
    case 0:
        snprintf(out, size, "G((G[0,%d] (q%d >= 0.95)) -> F[0,30] (G[0,120] (!f%d | f59)))",
                 5 + i % 7, quantity, flag);
        break;
    case 1:
        snprintf(out, size, "G((G[0,20] (q%d < -0.9 | q2 > 1.9)) -> F[0,70] "
                 "(G[0,120] ((!f%d & q3 >= 0.5) | f59)))", quantity, flag);
        break;
    case 2:
        snprintf(out, size, "G((abs(q%d - q4) > 1.5) -> F[0,50] (G[0,120] (!f%d | f59)))",
                 quantity, flag);
        break;
    case 3:
        snprintf(out, size, "G(fall(f%d) -> F[0,10] (G[0,120] (!f58 | f59)))", flag);
        break;
    default:
        snprintf(out, size, "G(!(f%d & f57 & q%d > 3))", flag, quantity);
    }
}

static void bench_requirements(const struct bed *bed)
{
    char        texts[REQUIREMENTS][160];
    const char *formulas[REQUIREMENTS];
    const struct { const char *what; struct course course; } courses[] = {
        { "every row is new",          { bed->rows, SIGNALS, 200000 } },
        { "nine in ten as before",     { bed->quiet, SIGNALS, 1000000 } },
    };

    for (int i = 0; i < REQUIREMENTS; i++) {
        requirement_write(texts[i], sizeof texts[i], i);
        formulas[i] = texts[i];
    }
    printf("\n%d requirements over %d signals\n", REQUIREMENTS, SIGNALS);
    for (size_t i = 0; i < sizeof courses / sizeof *courses; i++) {
        double ns = cost_ns(bed, formulas, REQUIREMENTS, &courses[i].course);
        printf("  %-24s %.2f us a tick (goal 10), %.0f ns each\n", courses[i].what, 1e-3 * ns,
               ns / REQUIREMENTS);
    }
}

int main(void)
{
    struct bed bed;

    bed_fill(&bed);
    bench_operators(&bed);
    bench_published(&bed);
    bench_requirements(&bed);
    free(bed.few);
    free(bed.rows);
    free(bed.quiet);
    return 0;
}
