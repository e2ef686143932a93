#include "line.h"

#include "base/units.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Legendre polynomial P_n(x) and the one below it, by the three-term recurrence. */
static double legendre(int n, double x, double *below)
{
    double previous = 1, current = x;

    for (int k = 2; k <= n; k++) {
        double next = ((2 * k - 1) * x * current - (k - 1) * previous) / k;
        previous = current;
        current = next;
    }
    *below = previous;
    return current;
}

/* Gauss-Lobatto points: -1, 1 and the roots of P_p'. Newton on
 *
 *     (1 - x^2) P_p' = p (P_{p-1} - x P_p) */
static void points_find(struct line *line)
{
    int p = line->order;

    for (int i = 0; i <= p; i++) {
        double x = -cos(PI * i / p), below, value = legendre(p, x, &below);
        for (int sweep = 0; sweep < 20 && i > 0 && i < p; sweep++) {
            x -= (x * value - below) / ((p + 1) * value);
            value = legendre(p, x, &below);
        }
        line->point[i] = i == 0 ? -1 : i == p ? 1 : x;
        value = legendre(p, line->point[i], &below);
        line->weight[i] = 2 / (p * (p + 1) * value * value);
    }
}

static void slopes_find(struct line *line)
{
    int p = line->order;

    for (int q = 0; q <= p; q++) {
        double sum = 0, below;
        for (int a = 0; a <= p; a++) {
            if (a == q)
                continue;
            line->slope[q][a] = legendre(p, line->point[q], &below)
                                / legendre(p, line->point[a], &below)
                                / (line->point[q] - line->point[a]);
            sum += line->slope[q][a];
        }
        line->slope[q][q] = -sum;   /* the derivative of a constant is exactly zero */
    }
}

static void products_find(struct line *line)
{
    double *product = line->product;

    for (int a = 0; a <= line->order; a++)
        for (int b = 0; b <= a; b++)
            for (int q = 0; q <= line->order; q++)
                *product++ = line->slope[q][a] * line->slope[q][b];
}

enum err line_create(struct line *line, int order, const double *breaks, size_t count)
{
    struct line made = { .order = order, .elements = count - 1,
                         .nodes = (count - 1) * (size_t)order + 1 };

    if (order < 1 || order > LINE_ORDER_MAX || count < 2)
        return ERR_BUG;
    made.x = malloc(made.nodes * sizeof *made.x);
    made.half = malloc(made.elements * sizeof *made.half);
    if (!made.x || !made.half) {
        line_destroy(&made);
        return ERR_MEMORY;
    }
    points_find(&made);
    slopes_find(&made);
    products_find(&made);
    for (size_t e = 0; e < made.elements; e++) {
        made.half[e] = (breaks[e + 1] - breaks[e]) / 2;
        for (int a = 0; a < order; a++)
            made.x[e * (size_t)order + (size_t)a] = breaks[e] + made.half[e] * (1 + made.point[a]);
    }
    made.x[made.nodes - 1] = breaks[count - 1];
    *line = made;
    return ERR_OK;
}

void line_destroy(struct line *line)
{
    if (!line)
        return;
    free(line->x);
    free(line->half);
    *line = (struct line){ 0 };
}

size_t line_element_at(const struct line *line, double x)
{
    size_t low = 0, high = line->elements;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (line->x[middle * (size_t)line->order] <= x)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void line_basis(const struct line *line, size_t element, double x, double *basis)
{
    double xi = (x - line->x[element * (size_t)line->order]) / line->half[element] - 1;

    for (int a = 0; a <= line->order; a++) {
        basis[a] = 1;
        for (int b = 0; b <= line->order; b++)
            if (b != a)
                basis[a] *= (xi - line->point[b]) / (line->point[a] - line->point[b]);
    }
}

/* How many steps least, least * ratio, ... (each at most `most`) it takes to cover `length`. */
static size_t steps_to_cover(double length, double least, double ratio, double most)
{
    double covered = 0, step = least;
    size_t count = 0;

    while (covered < length * (1 - 1e-9) && count < 10000) {
        covered += step;
        step = fmin(step * ratio, most);
        count++;
    }
    return count ? count : 1;
}

/* One graded run away from an end, scaled to cover `length` exactly; steps[0] is the fine end's. */
static size_t run_grade(double length, double least, double ratio, double most, double *steps,
                        size_t room)
{
    size_t count = isinf(least) ? (size_t)ceil(length / most - 1e-9)
                                : steps_to_cover(length, fmin(least, length), ratio, most);
    double step = isinf(least) ? length / (double)count : fmin(least, length), sum = 0;

    if (count > room)
        return 0;
    for (size_t i = 0; i < count; i++) {
        steps[i] = step;
        sum += step;
        step = fmin(step * ratio, most);
        if (isinf(least))
            step = steps[0];
    }
    for (size_t i = 0; i < count; i++)
        steps[i] *= length / sum;
    return count;
}

#define STEPS_MAX 512

size_t line_grade(double from, double to, double least_from, double least_to, double ratio,
                  double most, double *breaks, size_t room)
{
    double steps[STEPS_MAX], at = from;
    double length = to - from;
    bool   both = !isinf(least_from) && !isinf(least_to);
    size_t count = 0, first, second = 0;

    first = run_grade(both ? length / 2 : length,
                      isinf(least_from) && !both ? least_to : least_from, ratio, most, steps,
                      STEPS_MAX / 2);
    if (both)
        second = run_grade(length / 2, least_to, ratio, most, steps + first, STEPS_MAX / 2);
    if (first == 0 || (both && second == 0) || first + second > room)
        return 0;
    for (size_t i = 0; i < first; i++)
        breaks[count++] = at += isinf(least_from) && !both ? steps[first - 1 - i] : steps[i];
    for (size_t i = second; i-- > 0;)
        breaks[count++] = at += steps[first + i];
    breaks[count - 1] = to;
    return count;
}
