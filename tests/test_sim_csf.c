/* The drug in the canal against closed solutions: a point release, infusion steady and starting, an
 * end, a slug, boluses, a widening canal, the cord, the cistern; and its books. */
#include "base/units.h"
#include "sim/csf.h"
#include "tests/support/allocations.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof (a) / sizeof (a)[0])

#define UPTAKE_PER_S 6.418029449629e-5      /* log 2 / 180 min */
#define UG_PER_ML    1e-3                   /* kg/m3 */

static struct csf_profile flat(double value)
{
    return (struct csf_profile){ .value = { value }, .count = 1 };
}

/* 80 cm, so that nothing is felt of its ends; the source in the middle. */
static struct csf_setup long_canal(double cell_m)
{
    return (struct csf_setup){ .length_m = 0.8, .cell_m = cell_m, .fine_m = cell_m,
                               .fine_at_m = 0.4, .area_m2 = flat(1e-4),
                               .dispersion_m2_per_s = flat(1e-7), .uptake_per_s = UPTAKE_PER_S };
}

static struct csf *canal(const struct csf_setup *setup)
{
    struct csf *csf;
    struct why why = { "" };

    ck_assert_msg(csf_create(&csf, setup, &why) == ERR_OK, "%s", why.text);
    return csf;
}

static void steps(struct csf *csf, size_t count, double dt_s, double mass_kg, double at_m)
{
    struct csf_stencil at = csf_stencil_at(csf, at_m);

    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(csf_step(csf, dt_s, mass_kg, at, NULL), ERR_OK);
}

/* Steps that grow with the time since the release, a hundredth of it, from 1 ms. */
static void run_to(struct csf *csf, double *now_s, double to_s)
{
    while (*now_s < to_s) {
        double dt_s = 1e-3;
        while (dt_s * 2 < *now_s / 100)
            dt_s *= 2;
        dt_s = fmin(dt_s, to_s - *now_s);
        steps(csf, 1, dt_s, 0, 0);
        *now_s += dt_s;
    }
}

static bool hits(const char *what, double got, double wanted, double tolerance)
{
    double error = got / wanted - 1;

    printf("  %-58s %12.6g wanted %12.6g error %9.2e\n", what, got, wanted, error);
    return fabs(error) <= tolerance;
}

/* ---- V1: 100 ug released at once in a plane, A = 1.5 cm2 ----------------------------------- */

static const struct { double time_s, x_cm, still, drifting; } point[] = {
    { 600,   0,  23.36169,    23.29419    }, { 600,   2,  4.412454,    5.055245    },
    { 3600,  0,  7.867001,    7.731600    }, { 3600,  5,  1.386200,    1.927892    },
    { 3600,  10, 7.583598e-3, 1.492550e-2 }, { 14400, 0,  1.966750,    1.834805    },
    { 14400, 5,  1.274246,    1.682251    }, { 14400, 20, 1.895900e-3, 7.093209e-3 },
};

START_TEST(a_point_release_spreads_drifts_and_fades)
{
    struct csf_setup setup = long_canal(2e-3);
    struct csf *csf;
    double now_s = 0;
    bool   good = true;

    setup.fine_m = 2e-4;
    setup.growth = 5e-3;
    setup.area_m2 = flat(1.5e-4);
    setup.drift_m_per_s = _i ? 0.5e-2 / S_PER_HOUR : 0;
    csf = canal(&setup);
    csf_pour(csf, 0.4 - 1e-4, 0.4 + 1e-4, 100 * KG_PER_UG);
    for (size_t i = 0; i < COUNT(point); i++) {
        char what[80];
        run_to(csf, &now_s, point[i].time_s);
        snprintf(what, sizeof what, "release, U %d: %g s, %g cm [ug/mL]", _i, point[i].time_s,
                 point[i].x_cm);
        good &= hits(what, csf_cubic_at(csf, 0.4 + point[i].x_cm * M_PER_CM) / UG_PER_ML,
                     _i ? point[i].drifting : point[i].still, 2e-3);
    }
    ck_assert_double_le(csf_books(csf).imbalance, 1e-12);
    csf_destroy(csf);
    ck_assert(good);
}
END_TEST

/* ---- V2: 20 ug/h for ever, A = 1 cm2 -------------------------------------------------------- */

#define RATE_KG_PER_S (20 * KG_PER_UG / S_PER_HOUR)

static const struct { double dispersion, drift_cm_per_h, x_cm[6], wanted[6]; } steady[] = {
    { 3e-8, 0, { 0, 1, 2, 5, 10, 15 }, { 20.019, 12.606, 7.9376, 1.9818, 0.1962, 0.019423 } },
    { 1e-7, 0, { 0, 1, 2, 5, 10, 15 }, { 10.965, 8.5109, 6.6062, 3.0894, 0.87049, 0.24527 } },
    { 2.5e-7, 0, { 0, 1, 2, 5, 10, 15 }, { 6.9347, 5.9080, 5.0333, 3.1124, 1.3969, 0.62698 } },
    { 1e-7, 0.3, { -10, -5, 0, 5, 10, 10 }, { 0.5473, 2.4334, 10.819, 3.6912, 1.2593, 1.2593 } },
};

START_TEST(an_infusion_settles)
{
    struct csf_setup setup = long_canal(1e-3);
    struct csf *csf;
    bool   good = true;

    setup.dispersion_m2_per_s = flat(steady[_i].dispersion);
    setup.drift_m_per_s = steady[_i].drift_cm_per_h * M_PER_CM / S_PER_HOUR;
    csf = canal(&setup);
    steps(csf, 6, 1e9, 1e9 * RATE_KG_PER_S, 0.4);
    for (size_t i = 0; i < 6; i++) {
        char what[80];
        snprintf(what, sizeof what, "steady, D %g, U %g cm/h, %g cm [ug/mL]", steady[_i].dispersion,
                 steady[_i].drift_cm_per_h, steady[_i].x_cm[i]);
        good &= hits(what, csf_cubic_at(csf, 0.4 + steady[_i].x_cm[i] * M_PER_CM) / UG_PER_ML,
                     steady[_i].wanted[i], 1e-3);
    }
    csf_destroy(csf);
    ck_assert(good);
}
END_TEST

/* ---- V3: the same from its start ------------------------------------------------------------ */

static double exact_start(double x, double t, double dispersion)
{
    double k = UPTAKE_PER_S, l = sqrt(dispersion / k);
    double a = x / (2 * sqrt(dispersion * t)), b = sqrt(k * t);

    return RATE_KG_PER_S / (4 * 1e-4 * sqrt(dispersion * k))
           * (exp(-x / l) * erfc(a - b) - exp(x / l) * erfc(a + b));
}

static const struct { double hours, wanted[3]; } start[] = {
    { 1,   { 5.51913, 0.151685, 2.80737e-4 } }, { 4,   { 9.05716, 1.62934, 0.179786 } },
    { 8,   { 10.3669, 2.57941, 0.550776 } },    { 24,  { 10.9552, 3.08050, 0.863088 } },
    { 336, { 10.9647, 3.08944, 0.870487 } },
};

/* The reference's own Crank-Nicolson: cells of 1 mm, steps of 5 s. At 1 h and 10 cm nothing has
 * come but the front's foot: there the cells must be finer. */
START_TEST(an_infusion_starts)
{
    struct csf_setup setup = long_canal(1e-3);
    struct csf *csf = canal(&setup);
    double done_h = 0;
    bool   good = true;

    for (size_t i = 0; i < COUNT(start); i++) {
        double dt_s = start[i].hours > 24 ? 600 : 5;
        steps(csf, (size_t)((start[i].hours - done_h) * S_PER_HOUR / dt_s + 0.5), dt_s,
              dt_s * RATE_KG_PER_S, 0.4);
        done_h = start[i].hours;
        for (size_t j = 0; j < 3; j++) {
            char what[80];
            snprintf(what, sizeof what, "start, %g h, %zu cm [ug/mL]", done_h, 5 * j);
            ck_assert_double_eq_tol(exact_start(0.05 * (double)j, done_h * S_PER_HOUR, 1e-7)
                                    / UG_PER_ML / start[i].wanted[j], 1, 1e-5);
            good &= hits(what, csf_at(csf, csf_stencil_at(csf, 0.4 + 0.05 * (double)j)) / UG_PER_ML,
                         start[i].wanted[j], i == 0 ? (j == 2 ? 0.05 : 1e-2) : 1e-3);
        }
    }
    ck_assert_double_le(csf_books(csf).imbalance, 1e-12);
    csf_destroy(csf);
    ck_assert(good);
}
END_TEST

static double start_error(double cell_m, double dt_s)
{
    struct csf_setup setup = long_canal(cell_m);
    struct csf *csf = canal(&setup);
    double error;

    steps(csf, (size_t)(4 * S_PER_HOUR / dt_s + 0.5), dt_s, dt_s * RATE_KG_PER_S, 0.4);
    error = csf_cubic_at(csf, 0.45) / exact_start(0.05, 4 * S_PER_HOUR, 1e-7) - 1;
    csf_destroy(csf);
    return error;
}

START_TEST(second_order_in_cells)
{
    double coarse = start_error(8e-3, 10), fine = start_error(4e-3, 10);

    printf("  cells of 8 and 4 mm: errors %.3e %.3e, order %.3f\n", coarse, fine,
           log2(coarse / fine));
    ck_assert_double_ge(log2(coarse / fine), 1.9);
}
END_TEST

START_TEST(second_order_in_steps)
{
    double exact = start_error(1e-3, 5);
    double coarse = fabs(start_error(1e-3, 720) - exact);
    double fine = fabs(start_error(1e-3, 360) - exact);

    printf("  steps of 720 and 360 s: errors %.3e %.3e, order %.3f\n", coarse, fine,
           log2(coarse / fine));
    ck_assert_double_ge(log2(coarse / fine), 1.9);
}
END_TEST

/* ---- V4: the sac ends 10 cm above the source's left ------------------------------------------ */

START_TEST(a_closed_end_is_an_image)
{
    static const double x_cm[] = { -5, 0.5, 5, 10 }, wanted[] = { 3.32036, 9.70822, 3.09797,
                                                                 0.867547 };
    struct csf_setup setup = long_canal(1e-3);
    struct csf *csf;
    bool   good = true;

    setup.length_m = 0.6;
    setup.fine_at_m = 0.1;
    csf = canal(&setup);
    steps(csf, 24 * 120, 30, 30 * RATE_KG_PER_S, 0.1);
    for (size_t i = 0; i < COUNT(x_cm); i++)
        good &= hits("closed end, 24 h [ug/mL]",
                     csf_cubic_at(csf, 0.1 + x_cm[i] * M_PER_CM) / UG_PER_ML, wanted[i], 1e-3);
    csf_destroy(csf);
    ck_assert(good);
}
END_TEST

/* ---- V5: 2 mL at once, A = 1.8 cm2, D = 2e-3 cm2/s ------------------------------------------- */

START_TEST(a_slug_spreads)
{
    static const double x_cm[] = { 0, 1, 2, 5 };
    static const struct { double time_s, share[4]; } rows[] = {
        { 60,   { 0.74036, 0.18070, 0.00159, 0 } },
        { 600,  { 0.26953, 0.22077, 0.12129, 0.00182 } },
        { 3600, { 0.09238, 0.08925, 0.08048, 0.03902 } },
    };
    struct csf_setup setup = long_canal(2e-3);
    double half_m = 2 * M3_PER_ML / (2 * 1.8e-4), now_s = 0;
    struct csf *csf;

    setup.area_m2 = flat(1.8e-4);
    setup.dispersion_m2_per_s = flat(2e-7);
    setup.fine_m = 1e-4;
    setup.growth = 0.01;
    csf = canal(&setup);
    csf_pour(csf, 0.4 - half_m, 0.4 + half_m, 2 * M3_PER_ML);       /* 1 kg/m3 */
    for (size_t i = 0; i < COUNT(rows); i++) {
        run_to(csf, &now_s, rows[i].time_s);
        for (size_t j = 0; j < COUNT(x_cm); j++)
            ck_assert_double_eq_tol(csf_cubic_at(csf, 0.4 + x_cm[j] * M_PER_CM), rows[i].share[j],
                                    2e-5);
    }
    csf_destroy(csf);
}
END_TEST

/* ---- V6: the mean over a period of boluses is the infusion's steady state -------------------- */

START_TEST(boluses_are_an_infusion_on_average)
{
    struct csf_setup setup = long_canal(1e-3);
    struct csf *csf = canal(&setup);
    struct csf_stencil probe = csf_stencil_at(csf, 0.45);
    double most = 0, least = INFINITY, mean = 0;

    for (int bolus = 0; bolus < 16; bolus++)            /* 4 a day, for 4 days */
        for (int i = 0; i < 720; i++) {
            steps(csf, 1, 30, i ? 0 : 120 * KG_PER_UG, 0.4);
            if (bolus < 15)
                continue;
            most = fmax(most, csf_at(csf, probe) / UG_PER_ML);
            least = fmin(least, csf_at(csf, probe) / UG_PER_ML);
            mean += csf_at(csf, probe) / UG_PER_ML / 720;
        }
    ck_assert(hits("4 boluses a day: mean at 5 cm [ug/mL]", mean, 3.08944, 2e-3));
    ck_assert(hits("4 boluses a day: most at 5 cm [ug/mL]", most, 4.423, 2e-3));
    ck_assert(hits("4 boluses a day: least at 5 cm [ug/mL]", least, 1.638, 2e-3));
    csf_destroy(csf);
}
END_TEST

/* ---- What widens, flows and has company ------------------------------------------------------ */

/* Without uptake, drained by a big cistern's outflow, what enters at x0 all leaves at x = 0:
 *
 *     c(x) - c(0) = q / D integral of dx / A from 0 to min(x, x0),  A = a + b x,
 *     c(0) = q / q_out */
START_TEST(a_taper_carries_a_steady_flux)
{
    struct csf_setup setup = { .length_m = 0.6, .cell_m = 2e-3, .fine_m = 1e-3, .fine_at_m = 0.4,
                               .area_m2 = { { 0, 0.6 }, { 180e-6, 90e-6 }, 2 },
                               .dispersion_m2_per_s = flat(2e-8), .cistern_m3 = 1e-5,
                               .cistern_out_m3_per_s = 1e-9 };
    double slope = -150e-6, q = 1e-12;
    struct csf *csf = canal(&setup);
    bool good = true;

    steps(csf, 8, 1e12, 1e12 * q, 0.4);
    for (double x = 0.05; x < 0.6; x += 0.1) {
        double to = fmin(x, 0.4);
        good &= hits("taper, steady [kg/m3]", csf_at(csf, csf_stencil_at(csf, x)),
                     q / 1e-9 + q / (2e-8 * slope) * log1p(slope * to / 180e-6), 1e-5);
    }
    ck_assert(hits("cistern [kg/m3]", csf_cistern(csf), q / 1e-9, 1e-6));
    ck_assert_double_le(csf_books(csf).imbalance, 1e-9);
    csf_destroy(csf);
    ck_assert(good);
}
END_TEST

/* Closed ends, no uptake: what drifts piles up until D c' = U c everywhere, whatever the area. */
START_TEST(a_drift_piles_up_against_a_closed_end)
{
    struct csf_setup setup = { .length_m = 0.6, .cell_m = 5e-3,
                               .area_m2 = { { 0, 0.6 }, { 180e-6, 90e-6 }, 2 },
                               .dispersion_m2_per_s = flat(2e-8), .drift_m_per_s = 2e-7 };
    struct csf *csf = canal(&setup);

    csf_pour(csf, 0, 0.6, 1e-6);
    steps(csf, 40, 1e8, 0, 0.3);
    for (double x = 0.1; x < 0.55; x += 0.1)
        ck_assert_double_eq_tol(log(csf_cubic_at(csf, x) / csf_cubic_at(csf, x - 0.05)), 0.5, 1e-5);
    ck_assert_double_le(csf_books(csf).imbalance, 1e-12);
    csf_destroy(csf);
}
END_TEST

/* Fluid that enters and is absorbed evenly, taking drug along, leaves an even drug even as it
 * dilutes nothing: with a cistern at the same concentration, c stays 1 everywhere. */
START_TEST(absorbed_fluid_takes_its_drug_along)
{
    struct csf_setup setup = { .length_m = 0.6, .area_m2 = { { 0, 0.6 }, { 2e-4, 1e-4 }, 2 },
                               .dispersion_m2_per_s = flat(1e-7), .absorption_m3_per_s = 2e-9,
                               .cistern_m3 = 1.0 };
    struct csf *csf = canal(&setup);
    double filled_kg;

    csf_pour(csf, 0, 0.6, 0.6 * 1.5e-4);
    steps(csf, 2000, 1e7, 0, 0.3);          /* an endless cistern, mixed with the canal */
    filled_kg = csf_books(csf).fluid_kg;
    for (size_t i = 0; i < csf_cells(csf); i++)
        ck_assert_double_eq_tol(csf_cell_value(csf, i) / csf_cistern(csf), 1, 2e-3);
    ck_assert_double_eq_tol(filled_kg / (0.6 * 1.5e-4 * csf_cistern(csf)), 1, 2e-3);
    ck_assert_double_le(csf_books(csf).imbalance, 1e-9);
    csf_destroy(csf);
}
END_TEST

/* An even drug in an even canal with an even cord is two compartments:
 *     c' = -e (c - w/K) / A,  w' = e (c - w/K) / A_w - k_w w,  e = P h */
START_TEST(the_cord_takes_up_and_gives_back)
{
    struct csf_setup setup = { .length_m = 0.5, .cell_m = 5e-3, .area_m2 = flat(1.5e-4),
                               .dispersion_m2_per_s = flat(1e-7), .cord_area_m2 = flat(5e-5),
                               .cord_m_per_s = 1e-7, .cord_partition = 1.4,
                               .cord_decay_per_s = _i ? 7e-5 : 0 };
    double e = 2 * sqrt(PI * 5e-5) * 1e-7, k = setup.cord_decay_per_s;
    double a11 = -e / 1.5e-4, a12 = e / 1.4 / 1.5e-4, a21 = e / 5e-5, a22 = -e / 1.4 / 5e-5 - k;
    double half = (a11 + a22) / 2, root = sqrt(half * half - (a11 * a22 - a12 * a21));
    double fast = half - root, slow = half + root, t = 4 * S_PER_HOUR;
    double fluid = ((a11 - fast) * exp(slow * t) - (a11 - slow) * exp(fast * t)) / (slow - fast);
    double cord = a21 * (exp(slow * t) - exp(fast * t)) / (slow - fast);
    struct csf *csf = canal(&setup);
    struct csf_stencil at = csf_stencil_at(csf, 0.2);
    struct csf_books books;

    csf_pour(csf, 0, 0.5, 0.5 * 1.5e-4);
    steps(csf, 1440, 10, 0, 0.2);
    ck_assert(hits("fluid beside a cord, 4 h", csf_at(csf, at), fluid, 1e-6));
    ck_assert(hits("cord, 4 h", csf_cord_at(csf, at), cord, 1e-6));
    steps(csf, 20, 1e7, 0, 0.2);
    books = csf_books(csf);
    ck_assert_double_le(books.imbalance, 1e-12);
    if (_i)
        ck_assert_double_eq_tol(books.blood_kg / books.arrived_kg, 1, 1e-9);
    else
        ck_assert_double_eq_tol(csf_cord_at(csf, at) / csf_at(csf, at), 1.4, 1e-9);
    csf_destroy(csf);
}
END_TEST

static struct csf_setup everything(void)
{
    return (struct csf_setup){
        .length_m = 0.612, .cell_m = 2e-3, .fine_m = 2e-4, .fine_at_m = 0.36,
        .area_m2 = { { 0, 0.2, 0.45, 0.612 }, { 2.5e-4, 1.3e-4, 2e-4, 6e-5 }, 4 },
        .dispersion_m2_per_s = { { 0, 0.3 }, { 3e-7, 5e-8 }, 2 },
        .drift_m_per_s = -1e-6, .uptake_per_s = 1e-4, .epidural_per_s = 3e-5,
        .cord_area_m2 = { { 0, 0.4, 0.43 }, { 8e-5, 5e-5, 0 }, 3 },
        .cord_m_per_s = 1e-7, .cord_partition = 0.8, .cord_decay_per_s = 5e-5,
        .absorption_m3_per_s = 2e-9, .cistern_m3 = 3e-5, .cistern_out_m3_per_s = 4e-9 };
}

START_TEST(nothing_is_lost_and_nothing_is_negative)
{
    static const double dt_s[] = { 1e-3, 0.1, 7, 60, 3600, 86400 };
    struct csf_setup setup = everything();
    struct csf *csf = canal(&setup);
    struct csf_stencil at = csf_stencil_at(csf, 0.36);
    struct csf_books books;

    for (int i = 0; i < 1200; i++) {
        if (i % 100 == 50)
            csf_stir(csf, &(struct csf_stir){ 0.36, 0.1, i % 200 == 50 ? 1e-5 : 0, 1e-5 });
        ck_assert_int_eq(csf_step(csf, dt_s[(i * 7 / 5) % 6], i % 10 ? 0 : 1e-7, at, NULL), ERR_OK);
        for (size_t cell = 0; cell < csf_cells(csf); cell++) {
            ck_assert_double_ge(csf_cell_value(csf, cell), 0);
            ck_assert_double_ge(csf_cord_at(csf, (struct csf_stencil){ cell, 0 }), 0);
        }
    }
    books = csf_books(csf);
    printf("  imbalance after 1200 mixed steps %.2e; damped %ld, factorised %ld\n",
           books.imbalance, books.damped, books.factorisations);
    ck_assert_double_le(books.imbalance, 1e-12);
    ck_assert_double_gt(books.epidural_kg, 0);
    ck_assert_double_gt(books.cistern_kg, 0);
    ck_assert_int_gt(books.damped, 0);
    csf_destroy(csf);
}
END_TEST

/* A bolus in one step of an hour, in cells of 0.2 mm: far too long for it. */
START_TEST(a_step_too_long_is_damped_not_negative)
{
    struct csf_setup setup = everything();
    struct csf *csf = canal(&setup);

    csf_pour(csf, 0.36 - 5e-5, 0.36 + 5e-5, 1e-6);
    steps(csf, 1, 3600, 0, 0.36);
    ck_assert_int_eq(csf_books(csf).damped, 1);
    ck_assert_double_le(csf_books(csf).imbalance, 1e-13);
    csf_destroy(csf);
}
END_TEST

START_TEST(stirring_spreads_and_stops)
{
    struct csf_setup setup = long_canal(1e-3);
    struct csf *still = canal(&setup), *stirred = canal(&setup);

    csf_stir(stirred, &(struct csf_stir){ 0.4, 0.2, 1e-5, 0 });
    steps(still, 60, 1, 1e-8, 0.4);
    steps(stirred, 60, 1, 1e-8, 0.4);
    /* Sixty seconds of D = 1.01e-5: V3 without its uptake, which takes half a percent. */
    ck_assert(hits("stirred start at 0 [kg/m3]", csf_cubic_at(stirred, 0.4),
                   1e-8 / 1e-4 * sqrt(60 / (PI * 1.01e-5)), 3e-3));
    ck_assert_double_gt(csf_cubic_at(stirred, 0.43), 1e3 * csf_cubic_at(still, 0.43));
    csf_stir(stirred, &(struct csf_stir){ 0.4, 0.2, 0, 1e-4 });
    steps(stirred, 200, 1, 0, 0.4);
    ck_assert_double_gt(csf_cubic_at(stirred, 0.44), 1.5 * csf_cubic_at(stirred, 0.36));
    csf_destroy(still);
    csf_destroy(stirred);
}
END_TEST

START_TEST(reset_is_as_new)
{
    struct csf_setup first = everything(), second = everything();
    struct csf *csf = canal(&first), *fresh;

    second.uptake_per_s = 2e-4;
    second.dispersion_m2_per_s = flat(2e-7);
    steps(csf, 50, 60, 1e-9, 0.36);
    ck_assert_int_eq(csf_reset(csf, &second, NULL), ERR_OK);
    fresh = canal(&second);
    steps(csf, 50, 60, 1e-9, 0.36);
    steps(fresh, 50, 60, 1e-9, 0.36);
    for (size_t cell = 0; cell < csf_cells(csf); cell++)
        ck_assert_double_eq(csf_cell_value(csf, cell), csf_cell_value(fresh, cell));
    second.length_m = 0.5;
    ck_assert_int_eq(csf_reset(csf, &second, NULL), ERR_BUG);
    csf_destroy(csf);
    csf_destroy(fresh);
}
END_TEST

#ifdef COUNTS_ALLOCATIONS
START_TEST(a_step_allocates_nothing)
{
    struct csf_setup setup = everything();
    struct csf *csf = canal(&setup);
    struct csf_stencil at = csf_stencil_at(csf, 0.36);
    long before = allocations_so_far();
    enum err err = ERR_OK;

    for (int i = 0; i < 40 && err == ERR_OK; i++) {
        err = csf_step(csf, 1 + i, 1e-9, at, NULL);
        csf_stir(csf, &(struct csf_stir){ 0.36, 0.1, 1e-6 * i, 0 });
    }
    ck_assert_int_eq(allocations_so_far(), before);
    ck_assert_int_eq(err, ERR_OK);
    csf_destroy(csf);
}
END_TEST
#endif

static void spoil_length(struct csf_setup *s) { s->length_m = 0; }
static void spoil_area(struct csf_setup *s) { s->area_m2.value[1] = 0; }
static void spoil_order(struct csf_setup *s) { s->area_m2.x_m[2] = 0.1; }
static void spoil_dispersion(struct csf_setup *s) { s->dispersion_m2_per_s.count = 0; }
static void spoil_uptake(struct csf_setup *s) { s->uptake_per_s = -1e-4; }
static void spoil_epidural(struct csf_setup *s) { s->epidural_per_s = 2e-4; }
static void spoil_partition(struct csf_setup *s) { s->cord_partition = 0; }
static void spoil_drift(struct csf_setup *s) { s->drift_m_per_s = NAN; }
static void spoil_fine(struct csf_setup *s) { s->fine_m = s->cell_m = 1e-6; }
static void spoil_place(struct csf_setup *s) { s->fine_at_m = 0.7; }

static const struct { void (*spoil)(struct csf_setup *); const char *says; } refused[] = {
    { spoil_length, "length_m is 0" },        { spoil_area, "area_m2 is 0 at 0.2 m" },
    { spoil_order, "places must ascend" },    { spoil_dispersion, "has 0 points" },
    { spoil_uptake, "uptake_per_s is -0.0001" }, { spoil_epidural, "epidural_per_s 0.0002" },
    { spoil_partition, "cord_partition is 0" }, { spoil_drift, "drift_m_per_s" },
    { spoil_fine, "more than" },              { spoil_place, "fine_at_m is 0.7" },
};

START_TEST(a_setup_that_makes_no_sense_is_refused_by_name)
{
    struct csf_setup setup = everything();
    struct csf *csf = NULL;
    struct why why = { "" };

    refused[_i].spoil(&setup);
    ck_assert_int_eq(csf_create(&csf, &setup, &why), ERR_RANGE);
    ck_assert_msg(strstr(why.text, refused[_i].says) != NULL, "%s", why.text);
    ck_assert_ptr_null(csf);
}
END_TEST

START_TEST(a_step_that_makes_no_sense_is_refused)
{
    struct csf_setup setup = everything();
    struct csf *csf = canal(&setup);
    struct csf_stencil at = csf_stencil_at(csf, 0.36);

    ck_assert_int_eq(csf_step(csf, 0, 0, at, NULL), ERR_RANGE);
    ck_assert_int_eq(csf_step(csf, NAN, 0, at, NULL), ERR_RANGE);
    ck_assert_int_eq(csf_step(csf, 1, -1e-9, at, NULL), ERR_RANGE);
    ck_assert_int_eq(csf_step(csf, 1, NAN, at, NULL), ERR_RANGE);
    csf_destroy(csf);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("sim_csf");
    TCase *tests = tcase_create("csf");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_point_release_spreads_drifts_and_fades, 0, 2);
    tcase_add_loop_test(tests, an_infusion_settles, 0, COUNT(steady));
    tcase_add_test(tests, an_infusion_starts);
    tcase_add_test(tests, second_order_in_cells);
    tcase_add_test(tests, second_order_in_steps);
    tcase_add_test(tests, a_closed_end_is_an_image);
    tcase_add_test(tests, a_slug_spreads);
    tcase_add_test(tests, boluses_are_an_infusion_on_average);
    tcase_add_test(tests, a_taper_carries_a_steady_flux);
    tcase_add_test(tests, a_drift_piles_up_against_a_closed_end);
    tcase_add_test(tests, absorbed_fluid_takes_its_drug_along);
    tcase_add_loop_test(tests, the_cord_takes_up_and_gives_back, 0, 2);
    tcase_add_test(tests, nothing_is_lost_and_nothing_is_negative);
    tcase_add_test(tests, a_step_too_long_is_damped_not_negative);
    tcase_add_test(tests, stirring_spreads_and_stops);
    tcase_add_test(tests, reset_is_as_new);
#ifdef COUNTS_ALLOCATIONS
    tcase_add_test(tests, a_step_allocates_nothing);
#endif
    tcase_add_loop_test(tests, a_setup_that_makes_no_sense_is_refused_by_name, 0, COUNT(refused));
    tcase_add_test(tests, a_step_that_makes_no_sense_is_refused);
    suite_add_tcase(all, tests);
    return all;
}

int main(void) { return suite_run(suite()); }
