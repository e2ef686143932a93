/* line.h - one axis of a grid: elements of order p with Gauss-Lobatto nodes.
 *
 * The axis is cut at `breaks` into elements; each carries p + 1 Gauss-Lobatto-Legendre points, the
 * outer two shared with its neighbours. The same points carry the unknowns and the quadrature
 * (exact to degree 2p - 1), which makes the mass matrix diagonal: every node owns a volume, as in
 * finite volumes, while the error falls with the order p + 1. With p = 1 the scheme is the 5-point
 * finite-volume stencil.
 *
 * Source: Canuto, Hussaini, Quarteroni, Zang, Spectral Methods: Fundamentals in Single Domains,
 * 2006, ch. 2.3. */
#ifndef PAINRIG_SIM_LINE_H
#define PAINRIG_SIM_LINE_H

#include "base/err.h"

#include <stddef.h>

#define LINE_ORDER_MAX 8
#define LINE_PRODUCTS_MAX ((LINE_ORDER_MAX + 1) * (LINE_ORDER_MAX + 1) * (LINE_ORDER_MAX + 2) / 2)

struct line {
    int     order;
    size_t  elements, nodes;            /* nodes = elements * order + 1                       */
    double *x;                          /* [nodes], ascending, metres                          */
    double *half;                       /* [elements], half an element's length, metres        */
    double  point[LINE_ORDER_MAX + 1];  /* on -1 .. 1                                          */
    double  weight[LINE_ORDER_MAX + 1]; /* of the quadrature on -1 .. 1                        */
    double  slope[LINE_ORDER_MAX + 1][LINE_ORDER_MAX + 1];  /* slope[q][a]: d N_a / d xi at q  */
    double  product[LINE_PRODUCTS_MAX];     /* slope[q][a] slope[q][b] for b <= a, q innermost */
};

/* breaks[0..count) ascending. Owned by the line; line_destroy gives it back. */
MUST_CHECK enum err line_create(struct line *, int order, const double *breaks, size_t count);
void line_destroy(struct line *);

/* The element that holds x, clamped to the first and last. */
size_t line_element_at(const struct line *, double x);

/* Values of the p + 1 basis functions of `element` at x. */
void line_basis(const struct line *, size_t element, double x, double *basis);

/* Breaks that shrink towards both ends of from .. to: first and last element about `least` long,
 * each next one `ratio` times longer, the longest at most `most`; an end with least = INFINITY is
 * not graded towards. Appends at most `room` values to breaks (without `from`, with `to`) and
 * returns how many, or 0 if they do not fit. */
size_t line_grade(double from, double to, double least_from, double least_to, double ratio,
                  double most, double *breaks, size_t room);

#endif
