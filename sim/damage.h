/* damage.h - when tissue dies: isotherms, Arrhenius kinetics and CEM43, side by side.
 *
 *     isotherm    the highest temperature ever reached              dead at >= the isotherm
 *     Arrhenius   d omega / dt = A exp(-Ea / (R T)), T in kelvin    dead at omega >= 1
 *     CEM43       d cem / dt = B^(43 - T) minutes per minute,       dead at >= so many minutes
 *                 B = 0.5 from 43 C, 0.25 below (Sapareto and Dewey 1984)
 *
 * Many codes cut the rate of CEM43 to 0 below 37 to 39 C; here it fades (2.4e-4 min/min at 37 C),
 * so that the field stays smooth; a day at 37 C makes 0.35 min.
 *
 * At omega = 1, 1 - 1/e = 63 % of cells are dead. The rate is taken as exp(ln A - Ea/(R T)), since
 * A alone is up to 1e124. */
#ifndef PAINRIG_SIM_DAMAGE_H
#define PAINRIG_SIM_DAMAGE_H

#include <stddef.h>

enum criterion_kind { CRITERION_ISOTHERM, CRITERION_ARRHENIUS, CRITERION_CEM43 };

/* A second pair is used above switch_c (Weaver and Stoll give one below and one above 50 C);
 * INFINITY if there is none. */
struct arrhenius {
    const char *name;
    double a_per_s, ea_j_per_mol;
    double switch_c, above_a_per_s, above_ea_j_per_mol;
    const char *source;
};

extern const struct arrhenius arrhenius_rows[];
extern const size_t arrhenius_count;
const struct arrhenius *arrhenius_find(const char *name);

struct criterion {
    enum criterion_kind kind;
    char   name[80];            /* "isotherm 50 C", "arrhenius liver", "cem43 240 min"      */
    double limit;               /* dead from here: C, omega = 1, or CEM43 minutes          */
    struct arrhenius kinetics;
    double ln_a, above_ln_a;    /* of the kinetics, taken once                              */
};

struct criterion criterion_isotherm(double temp_c);
struct criterion criterion_cem43(double minutes);
struct criterion criterion_arrhenius(const struct arrhenius *);  /* no name: named by its numbers */

/* Damage per second at a temperature: omega, or CEM43 minutes, per second; 0 for an isotherm. */
double damage_rate_per_s(const struct criterion *, double temp_c);

/* A temperature over a step: the cubic through both ends and their slopes. */
struct damage_span { double step_s, begin_c, begin_c_per_s, end_c, end_c_per_s; };

/* At a share of the span: 0 at its begin, 1 at its end. */
double damage_span_c(const struct damage_span *, double share);

/* Damage gathered over a span by Simpson's rule on `panels` equal parts; rates at its ends are
 * given, since neighbours share them. */
double damage_over_span(const struct criterion *, const struct damage_span *, int panels,
                        double begin_rate_per_s, double end_rate_per_s);

/* Panels enough for a temperature that changes by so much: rates double or treble with each
 * degree or two. */
int damage_panels(double change_c);

#endif
