/* The catheter: transit and spread of a front in slow, fast and pulsed flow, pressure, what breaks,
 * and its books. Numbers of intrathecal.md 4.2: 110 cm of 0.0026 mL/cm, D 6e-10 m2/s. */
#include "base/units.h"
#include "sim/catheter.h"
#include "tests/support/allocations.h"
#include "tests/support/exact.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY S_PER_DAY
#define ML  M3_PER_ML
#define UL  M3_PER_UL
#define VOLUME (0.286 * ML)
#define CSF_PA 1300.0

static const struct catheter_faults sound = { 0 };
static const struct catheter_setup usual = {
    .length_m = 1.1, .volume_m3_per_m = 0.26e-6, .compliance_m3_per_pa = 1e-14,
    .tip_pa_s_per_m3 = 2.8e11, .diffusivity_m2_per_s = 6e-10,
};

/* So stiff that no pressure stores what a fast bolus brings. */
static struct catheter_setup stiff(void)
{
    struct catheter_setup setup = usual;

    setup.compliance_m3_per_pa = 1e-18;
    return setup;
}

static struct catheter *made(const struct catheter_setup *setup)
{
    struct catheter *catheter = NULL;

    ck_assert_int_eq(catheter_create(&catheter, setup, NULL), ERR_OK);
    return catheter;
}

static struct catheter_flow push(struct catheter *catheter, double dt_s, double in_m3,
                                 double kg_per_m3)
{
    return catheter_step(catheter, dt_s, in_m3, kg_per_m3, 0, CSF_PA, &sound);
}

/* ---- a front ---- */

struct front { double transit_s, sigma_m; };

/* New drug from t = 0 on, in strokes that are over in push_s (or all the time). From the outlet F:
 * mean = integral of 1 - F, and the second moment, stroke by stroke. */
static struct front front_of(struct catheter *catheter, double m3_per_s, double stroke_s,
                             double push_s, int strokes)
{
    double stroke_m3 = m3_per_s * stroke_s, first = 0, second = 0;
    struct front front;

    for (int i = 0; i < strokes; i++) {
        double missing_s = stroke_s - push(catheter, push_s, stroke_m3, 1).out_kg / m3_per_s;
        for (int part = 0; part < 20 && push_s < stroke_s; part++)
            missing_s -= push(catheter, (stroke_s - push_s) / 20, 0, 1).out_kg / m3_per_s;
        first += missing_s;
        second += 2 * (i + 0.5) * stroke_s * missing_s;
    }
    front.transit_s = first;
    front.sigma_m = 1.1 * sqrt(second - first * first) / first;
    return front;
}

static const struct { double ml_per_day, transit_h, sigma_cm, within; } slow[] = {
    { 0.1, 68.6, 1.8, 0.05 }, { 0.5, 13.7, 1.4, 0.05 }, { 1, 6.9, 1.8, 0.05 },
    { 24, 0.286, 8.2, 0.05 },       /* barely developed: a2/D = 138 s against 1030 s */
};

START_TEST(slow_flow_is_a_plug_with_taylor_aris_spread)
{
    struct catheter *catheter = made(&usual);
    double m3_per_s = slow[_i].ml_per_day * ML / DAY, transit_s = VOLUME / m3_per_s;
    struct front front = front_of(catheter, m3_per_s, transit_s / 5000, transit_s / 5000, 10000);

    printf("  %4g mL/d: transit %.3f h, sigma %.3f cm (want %g, %g)\n", slow[_i].ml_per_day,
           front.transit_s / S_PER_HOUR, front.sigma_m / M_PER_CM, slow[_i].transit_h,
           slow[_i].sigma_cm);
    ck_assert_double_eq_tol(front.transit_s / transit_s, 1, 2e-3);
    ck_assert_double_eq_tol(front.transit_s / S_PER_HOUR / slow[_i].transit_h, 1, 0.006);
    ck_assert_double_eq_tol(front.sigma_m / M_PER_CM / slow[_i].sigma_cm, 1, slow[_i].within);
    catheter_destroy(catheter);
}
END_TEST

/* One volume in 50 ms, against radial diffusion's 138 s. */
START_TEST(fast_flow_is_a_laminar_tube)
{
    struct catheter_setup setup = stiff();
    struct catheter *catheter = made(&setup);
    double first_m3 = 0, out_kg = 0, end_kg = 0;
    const int steps = 2000;

    for (int i = 1; i <= steps * 1.02; i++) {
        double kg = push(catheter, 0.05 / steps, VOLUME / steps, 1).out_kg;
        if (first_m3 <= 0 && kg > 1e-3 * VOLUME / steps)
            first_m3 = i * VOLUME / steps;
        if (i <= steps)
            out_kg += kg;
        if (i > steps * 0.98)
            end_kg += kg;
    }
    printf("  laminar: first at %.4f V, outlet %.4f, out %.4f V\n", first_m3 / VOLUME,
           end_kg / (0.04 * VOLUME), out_kg / VOLUME);
    ck_assert_double_eq_tol(first_m3 / VOLUME, 0.5, 0.025);
    ck_assert_double_eq_tol(out_kg / VOLUME, 0.25, 0.005);
    ck_assert_double_eq_tol(end_kg / (0.04 * VOLUME), 0.75, 0.03);
    catheter_destroy(catheter);
}
END_TEST

/* F = 1 - 1 / (4 v2) of what has left after v volumes: out = v + 1/(4 v) - 1 for v > 1/2. */
static const double volumes[] = { 0.4, 0.6, 0.8, 1, 1.5, 2, 3 };

START_TEST(fast_flow_has_the_laminar_residence_times_in_any_step)
{
    double v = volumes[_i], exact = v > 0.5 ? v + 1 / (4 * v) - 1 : 0;

    for (int steps = 1; steps <= 1000; steps *= 10) {
        struct catheter_setup setup = stiff();
        struct catheter *catheter = made(&setup);
        double out_kg = 0;
        for (int i = 0; i < steps; i++)
            out_kg += push(catheter, 0.05 / steps, v * VOLUME / steps, 1).out_kg;
        ck_assert_msg(fabs(out_kg / VOLUME - exact) < 0.006, "%g volumes in %d steps: %g, want %g",
                      v, steps, out_kg / VOLUME, exact);
        catheter_destroy(catheter);
    }
}
END_TEST

/* Strokes, each over at once, each mixed across before the next: n of length l have a variance of
 * n l2 / 3, as u is even between 0 and 2 U over the area; diffusion adds its. What a fluid that
 * enters with the flow shows at the end was drawn at random (1e5 parcels): sigma_cm. */
static const struct { double length_m, stroke_ul, sigma_cm, within; } strokes[] = {
    { 1.1, 1,   3.87, 0.05 }, { 1.1, 2.5, 6.00, 0.05 }, { 0.6, 2.5, 4.44, 0.05 },
    { 1.1, 10, 12.04, 0.05 }, { 1.1, 25, 19.31, 0.05 },
};

START_TEST(strokes_spread_as_strokes_do)
{
    struct catheter_setup setup = usual;
    struct catheter *catheter;
    double m3_per_s = 0.5 * ML / DAY, stroke_s = strokes[_i].stroke_ul * UL / m3_per_s;
    double stroke_m = strokes[_i].stroke_ul * UL / 0.26e-6, count = strokes[_i].length_m / stroke_m;
    double transit_s = count * stroke_s;
    struct front front;

    setup.length_m = strokes[_i].length_m;
    catheter = made(&setup);
    front = front_of(catheter, m3_per_s, stroke_s, 0.05, (int)(3 * count));
    front.sigma_m *= setup.length_m / 1.1;

    printf("  strokes of %g uL in %g m: transit %.3f h, sigma %.3f cm (want %.3f)\n",
           strokes[_i].stroke_ul, setup.length_m, front.transit_s / S_PER_HOUR,
           front.sigma_m / M_PER_CM, strokes[_i].sigma_cm);
    ck_assert_double_eq_tol(front.transit_s / transit_s, 1, 0.01);
    ck_assert_double_eq_tol(front.sigma_m / M_PER_CM / strokes[_i].sigma_cm, 1, strokes[_i].within);
    catheter_destroy(catheter);
}
END_TEST

/* Between the two: a parcel that changes lanes at random at rate m = 16 D / a2 has the variance
 * 2 U2/3 (t / m - (1 - e^-mt) / m2), and diffusion's. Transits of 83 h to ten
 * minutes. */
START_TEST(between_slow_and_fast_the_spread_is_continuous)
{
    double a2 = 0.26e-6 / PI, rate = 16 * 6e-10 / a2, before = 0;

    for (double transit_s = 3e5; transit_s > 300; transit_s /= 2) {
        struct catheter *catheter = made(&usual);
        struct front front = front_of(catheter, VOLUME / transit_s, transit_s / 2000,
                                      transit_s / 2000, 8000);
        double u = 1.1 / transit_s, x = rate * transit_s;
        double exact_m = sqrt(2 * u * u / 3 * (x - 1 + exp(-x)) / rate / rate
                              + 2 * 6e-10 * transit_s);
        printf("  transit %8.0f s: sigma %.3f cm (want %.3f)\n", transit_s,
               front.sigma_m / M_PER_CM, exact_m / M_PER_CM);
        ck_assert_double_eq_tol(front.sigma_m / exact_m, 1, 0.02);
        ck_assert(front.sigma_m > before || transit_s > 3e4);
        before = front.sigma_m;
        catheter_destroy(catheter);
    }
}
END_TEST

START_TEST(after_a_change_the_old_drug_leaves_for_dead_volume_over_flow)
{
    struct catheter_setup setup = usual;
    double m3_per_s = 0.5 * ML / DAY, t = 0, out_kg = 0, bridge_s;
    struct catheter *catheter;

    setup.extra_m3 = 0.26 * ML;
    setup.filled_kg_per_m3 = 20;
    catheter = made(&setup);
    bridge_s = catheter_volume_m3(catheter) / m3_per_s;
    ck_assert_double_eq_tol(catheter_volume_m3(catheter), 0.546 * ML, 1e-15);
    for (; t < 0.9 * bridge_s; t += 60)
        out_kg += push(catheter, 60, m3_per_s * 60, 5).out_kg;
    ck_assert_double_eq_tol(out_kg / (m3_per_s * t) / 20, 1, 1e-6);
    ck_assert_double_eq_tol(catheter_tip_kg_per_m3(catheter), 20, 1e-4);
    for (; t < 1.1 * bridge_s; t += 60)
        push(catheter, 60, m3_per_s * 60, 5);
    ck_assert_double_eq_tol(catheter_tip_kg_per_m3(catheter), 5, 1e-4);
    catheter_destroy(catheter);
}
END_TEST

/* A fast bolus of 0.45 volumes has its nose at 0.9. After a rest the tube is mixed across, new by
 * 1 - y / 0.9 at y, and another 0.3 volumes push out
 *
 *     integral over the area, of the part beyond 1 - w, w = 0.6 (1 - s):  (0.5^3 / 3) / 1.08
 *
 * volumes of drug; without the rest it would be 0.75 + 1/3 - 1. */
static const struct { double rest_s, out; } rests[] = { { 0, 1.0 / 12 }, { 600, 0.125 / 3.24 } };

START_TEST(at_rest_lanes_mix_across)
{
    struct catheter_setup setup = stiff();
    struct catheter *catheter = made(&setup);
    double out_kg = push(catheter, 0.02, 0.45 * VOLUME, 1).out_kg;

    out_kg += push(catheter, rests[_i].rest_s, 0, 1).out_kg;
    out_kg += push(catheter, 0.02, 0.3 * VOLUME, 1).out_kg;
    ck_assert_double_eq_tol(out_kg / VOLUME, rests[_i].out, 0.004);
    catheter_destroy(catheter);
}
END_TEST

/* ---- pressure ---- */

START_TEST(pressure_follows_its_closed_form_in_any_step)
{
    static const double steps_s[] = { 1e-4, 1e-3, 0.02, 5 };
    double rc_s = 1e-14 * 2.8e11, q = 1e-9;

    for (size_t i = 0; i < COUNT(steps_s); i++) {
        struct catheter *catheter = made(&usual);
        double t = 0;
        struct catheter_flow flow = { 0 };
        for (int n = 0; n < 20; n++, t += steps_s[i])
            flow = push(catheter, steps_s[i], q * steps_s[i], 1);
        ck_assert_double_eq_tol(flow.pump_pa, CSF_PA + q * 2.8e11 * (1 - exp(-t / rc_s)), 1e-8);
        catheter_destroy(catheter);
    }
}
END_TEST

START_TEST(an_occlusion_builds_pressure_and_opens_with_a_bolus)
{
    const struct catheter_faults shut = { .occlusion = 1 };
    struct catheter_setup setup = usual;
    struct catheter *catheter;
    struct catheter_flow flow = { 0 };

    setup.filled_kg_per_m3 = 3;
    catheter = made(&setup);
    for (int i = 0; i < 1000; i++) {
        flow = catheter_step(catheter, 1, 1e-12, 3, 0, CSF_PA, &shut);
        ck_assert_double_eq(flow.out_m3, 0);
    }
    ck_assert_double_eq_tol(flow.pump_pa, CSF_PA + 1e-9 / 1e-14, 1e-6);
    flow = push(catheter, 10, 0, 3);
    ck_assert_double_eq_tol(flow.out_m3, 1e-14 * 1e5, 1e-21);       /* C P */
    ck_assert_double_eq_tol(flow.out_kg, 3 * 1e-9, 1e-21);
    ck_assert_double_eq_tol(flow.pump_pa, CSF_PA, 1e-6);
    catheter_destroy(catheter);
}
END_TEST

static const struct { const char *story; struct catheter_faults faults; double times; }
resistances[] = {
    { "half occluded",       { .occlusion = 0.5 }, 2 },
    { "a hundredth open",    { .occlusion = 0.99 }, 100 },
    { "fibrosis of a tenth", { .fibrosis = 0.1 }, 101 },
};

START_TEST(steady_pressure_is_flow_times_resistance)
{
    struct catheter *catheter = made(&usual);
    struct catheter_flow flow = { 0 };
    double exact_pa = 1e-11 * 2.8e11 * resistances[_i].times;

    for (int i = 0; i < 100; i++)
        flow = catheter_step(catheter, 1, 1e-11, 1, 0, CSF_PA, &resistances[_i].faults);
    ck_assert_msg(fabs((flow.pump_pa - CSF_PA) / exact_pa - 1) < 1e-9, "%s: %g Pa",
                  resistances[_i].story, flow.pump_pa);
    ck_assert_double_eq_tol(flow.out_m3, 1e-11, 1e-19);
    catheter_destroy(catheter);
}
END_TEST

/* ---- what breaks ---- */

START_TEST(a_leak_loses_its_share_and_delays_the_rest)
{
    const struct catheter_faults leaky = { .leak = 0.4, .leak_at = 0.5 };
    double m3_per_s = 0.5 * ML / DAY, lost_m3 = 0, out_m3 = 0, lost_kg = 0, out_kg = 0;
    double to_leak_s = 0.5 * VOLUME / m3_per_s, on_s = 0.5 * VOLUME / (0.6 * m3_per_s);
    struct catheter *catheter = made(&usual);

    for (double t = 0; t < 0.95 * (to_leak_s + on_s); t += 60) {
        struct catheter_flow flow = catheter_step(catheter, 60, m3_per_s * 60, 1, 0, CSF_PA,
                                                  &leaky);
        lost_m3 += flow.lost_m3;
        out_m3 += flow.out_m3;
        lost_kg += flow.lost_kg;
        out_kg += flow.out_kg;
        if (t < 0.92 * to_leak_s)
            ck_assert_double_lt(lost_kg, 1e-4 * VOLUME);
    }
    ck_assert_double_eq_tol(lost_m3 / (lost_m3 + out_m3), 0.4, 1e-9);
    ck_assert_double_lt(out_kg, 1e-3 * VOLUME);
    ck_assert_double_eq_tol(lost_kg / (lost_m3 - 0.4 * to_leak_s * m3_per_s), 1, 0.01);
    for (int i = 0; i < 300; i++)
        out_kg += catheter_step(catheter, 60, m3_per_s * 60, 1, 0, CSF_PA, &leaky).out_kg;
    ck_assert_double_gt(out_kg, 0.1 * VOLUME);
    ck_assert_double_eq_tol(catheter_tip_kg_per_m3(catheter), 1, 1e-3);
    catheter_destroy(catheter);
}
END_TEST

START_TEST(an_occluded_tip_sends_all_through_the_leak)
{
    const struct catheter_faults both = { .leak = 0.1, .leak_at = 0.8, .occlusion = 1 };
    struct catheter *catheter = made(&usual);
    struct catheter_flow flow = { 0 };

    for (int i = 0; i < 100; i++)
        flow = catheter_step(catheter, 60, 1e-10, 1, 0, CSF_PA, &both);
    ck_assert_double_eq(flow.out_m3, 0);
    ck_assert_double_eq_tol(flow.lost_m3, 1e-10, 1e-19);
    catheter_destroy(catheter);
}
END_TEST

START_TEST(disconnected_loses_all)
{
    const struct catheter_faults off = { .is_disconnected = true };
    struct catheter_setup setup = usual;
    struct catheter *catheter;
    struct catheter_flow flow;

    setup.filled_kg_per_m3 = 2;
    catheter = made(&setup);
    flow = catheter_step(catheter, 60, 1e-10, 7, 0, CSF_PA, &off);
    ck_assert_double_eq_tol(flow.lost_m3, 1e-10, 1e-22);
    ck_assert_double_eq_tol(flow.lost_kg, 7e-10, 1e-22);
    ck_assert(flow.out_m3 == 0 && flow.pump_pa == 0);
    ck_assert_double_eq_tol(catheter_held_kg(catheter), 2 * VOLUME, 1e-18);
    catheter_destroy(catheter);
}
END_TEST

START_TEST(drawn_back_csf_follows_the_drug_into_the_pump)
{
    struct catheter_setup setup = usual;
    struct catheter *catheter;
    double out_m3 = 0, out_kg = 0, held_kg;

    setup.filled_kg_per_m3 = 4;
    catheter = made(&setup);
    held_kg = catheter_held_kg(catheter);
    for (int i = 0; i < 1000; i++) {        /* 0.9 volumes in two days, as a plug */
        struct catheter_flow flow = catheter_step(catheter, 172.8, -0.9 * VOLUME / 1000, 0, 0.5,
                                                  CSF_PA, &sound);
        out_m3 += flow.out_m3;
        out_kg += flow.out_kg;
    }
    ck_assert_double_eq_tol(out_m3 / (-0.9 * VOLUME), 1, 1e-6);
    ck_assert_double_eq_tol(out_kg / (-0.9 * VOLUME * 0.5), 1, 1e-9);
    ck_assert_double_eq_tol(catheter_returned_kg(catheter) / (0.9 * VOLUME * 4), 1, 1e-3);
    ck_assert_double_eq_tol(held_kg - out_kg - catheter_returned_kg(catheter)
                            - catheter_held_kg(catheter), 0, 1e-12 * held_kg);
    catheter_destroy(catheter);
}
END_TEST

/* Slowly there and back again is nearly nothing: queues have no numerical diffusion. */
START_TEST(there_and_back_again)
{
    struct catheter *catheter = made(&usual);

    for (int i = 0; i < 1000; i++)
        push(catheter, 60, 0.5 * VOLUME / 1000, 1);
    for (int i = 0; i < 1000; i++)
        push(catheter, 60, -0.45 * VOLUME / 1000, 0);
    ck_assert_double_eq_tol(catheter_held_kg(catheter) / (0.05 * VOLUME), 1, 0.02);
    catheter_destroy(catheter);
}
END_TEST

/* ---- books ---- */

static double uneven(double least_log, double span)
{
    return pow(10, least_log + span * rand() / RAND_MAX);
}

START_TEST(the_books_balance_through_everything)
{
    struct catheter_setup setup = usual;
    struct catheter *catheter;
    double m3 = 0, kg, came_kg, stored_m3 = 0;

    srand((unsigned)_i + 1);
    setup.filled_kg_per_m3 = 5;
    setup.extra_m3 = _i % 2 ? 0.2 * ML : 0;
    setup.compliance_m3_per_pa = _i % 3 ? 1e-13 : 1e-15;
    catheter = made(&setup);
    came_kg = kg = catheter_held_kg(catheter);
    for (int i = 0; i < 4000; i++) {
        struct catheter_faults faults = {
            .occlusion = rand() % 4 ? 0 : rand() % 2 ? 1 : 0.7, .fibrosis = rand() % 5 ? 0 : 0.3,
            .leak = rand() % 3 ? 0 : 0.4, .leak_at = (rand() % 5) / 4.0,
            .is_disconnected = rand() % 20 == 0,
        };
        double dt_s = uneven(-2, 6.9), in_m3 = uneven(-14, rand() % 50 ? 5 : 8), in = rand() % 20;
        struct catheter_flow flow;
        double tip;
        if (rand() % 3 == 0)
            in_m3 = rand() % 2 ? 0 : -in_m3;
        flow = catheter_step(catheter, dt_s, in_m3, in, 0.01, CSF_PA + rand() % 500, &faults);
        m3 += in_m3 - flow.out_m3 - flow.lost_m3;
        kg += in * fmax(0, in_m3) - flow.out_kg - flow.lost_kg;
        came_kg += in * fmax(0, in_m3) + fmax(0, -flow.out_kg);
        stored_m3 = catheter_stored_m3(catheter);
        ck_assert_double_eq_tol(m3, stored_m3, 1e-18);
        ck_assert_double_eq_tol(kg - catheter_returned_kg(catheter) - catheter_held_kg(catheter), 0,
                                1e-12 * came_kg);
        tip = catheter_tip_kg_per_m3(catheter);
        ck_assert(tip >= -1e-12 && tip < 20);
    }
    catheter_destroy(catheter);
}
END_TEST

START_TEST(a_bolus_of_any_size_fits_in_a_tick)
{
    struct catheter_setup setup = stiff();
    struct catheter *catheter = made(&setup);
    struct catheter_flow flow = push(catheter, 0.02, 0.5 * ML, 1);
    double v = 0.5 * ML / VOLUME;

    ck_assert_double_eq_tol(flow.out_m3, 0.5 * ML, 0.001 * ML);
    ck_assert_double_eq_tol(flow.out_kg / VOLUME, v + 1 / (4 * v) - 1, 0.01);
    flow = push(catheter, 0.02, 1000 * ML, 2);
    ck_assert_double_eq_tol(catheter_held_kg(catheter), 2 * (VOLUME + catheter_stored_m3(catheter)),
                            1e-4 * VOLUME);
    catheter_destroy(catheter);
}
END_TEST

/* ---- the rest ---- */

static const struct { struct catheter_setup setup; const char *name; } wrong[] = {
    { { 0, 0.26e-6, 0, 1e-14, 1e11, 6e-10, 0 },   "length_m" },
    { { 1.1, -1, 0, 1e-14, 1e11, 6e-10, 0 },      "volume_m3_per_m" },
    { { 1.1, 0.26e-6, 0, 0, 1e11, 6e-10, 0 },     "compliance_m3_per_pa" },
    { { 1.1, 0.26e-6, 0, 1e-14, NAN, 6e-10, 0 },  "tip_pa_s_per_m3" },
    { { 1.1, 0.26e-6, 0, 1e-14, 1e11, 0, 0 },     "diffusivity_m2_per_s" },
    { { 1.1, 0.26e-6, -1, 1e-14, 1e11, 6e-10, 0 }, "extra_m3" },
};

START_TEST(a_setup_without_sense_is_refused)
{
    struct catheter *catheter = NULL;
    struct why why = { 0 };

    ck_assert_int_eq(catheter_create(&catheter, &wrong[_i].setup, &why), ERR_RANGE);
    ck_assert_ptr_null(catheter);
    ck_assert_ptr_nonnull(strstr(why.text, wrong[_i].name));
}
END_TEST

#ifdef COUNTS_ALLOCATIONS
START_TEST(a_step_allocates_nothing)
{
    const struct catheter_faults leaky = { .leak = 0.4, .leak_at = 0.5 };
    struct catheter *catheter = made(&usual);
    long before = allocations_so_far();

    for (int i = 0; i < 1000; i++) {
        push(catheter, 1, i % 100 ? 1e-11 : 1e-6, 1);
        catheter_step(catheter, 60, -1e-10, 1, 0, CSF_PA, &leaky);
    }
    ck_assert_int_eq(allocations_so_far() - before, 0);
    catheter_destroy(catheter);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("sim_catheter");
    TCase *tests = tcase_create("catheter");

    tcase_add_loop_test(tests, slow_flow_is_a_plug_with_taylor_aris_spread, 0, COUNT(slow));
    tcase_add_test(tests, fast_flow_is_a_laminar_tube);
    tcase_add_loop_test(tests, fast_flow_has_the_laminar_residence_times_in_any_step, 0,
                        COUNT(volumes));
    tcase_add_loop_test(tests, strokes_spread_as_strokes_do, 0, COUNT(strokes));
    tcase_add_test(tests, between_slow_and_fast_the_spread_is_continuous);
    tcase_add_test(tests, after_a_change_the_old_drug_leaves_for_dead_volume_over_flow);
    tcase_add_loop_test(tests, at_rest_lanes_mix_across, 0, COUNT(rests));
    tcase_add_test(tests, pressure_follows_its_closed_form_in_any_step);
    tcase_add_test(tests, an_occlusion_builds_pressure_and_opens_with_a_bolus);
    tcase_add_loop_test(tests, steady_pressure_is_flow_times_resistance, 0, COUNT(resistances));
    tcase_add_test(tests, a_leak_loses_its_share_and_delays_the_rest);
    tcase_add_test(tests, an_occluded_tip_sends_all_through_the_leak);
    tcase_add_test(tests, disconnected_loses_all);
    tcase_add_test(tests, drawn_back_csf_follows_the_drug_into_the_pump);
    tcase_add_test(tests, there_and_back_again);
    tcase_add_loop_test(tests, the_books_balance_through_everything, 0, 6);
    tcase_add_test(tests, a_bolus_of_any_size_fits_in_a_tick);
    tcase_add_loop_test(tests, a_setup_without_sense_is_refused, 0, COUNT(wrong));
#ifdef COUNTS_ALLOCATIONS
    tcase_add_test(tests, a_step_allocates_nothing);
#endif
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
