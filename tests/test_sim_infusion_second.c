/* The infusion plant against what it is made of, written a second time: closed forms for the chain
 * pump - catheter - canal - plasma, and a naive plant of explicit small steps and dense arrays for
 * one story with a bolus, an occlusion and its release. */
#include "base/units.h"
#include "sim/infusion.h"
#include "tests/support/suite.h"

#include <math.h>

static const struct infusion_faults sound = { 0 };

/* A canal so long that its ends are never seen, and so even that V3 holds. */
static struct drug plain_drug(void)
{
    return (struct drug){ .name = "plain", .pk = { .central_m3 = 0.02, .clearance_m3_per_s = 1e-5,
                                                   .effect_per_s = 1e-4, .brain_per_s = 1e-4 } };
}

static struct infusion_setup setup_even(const struct drug *drug)
{
    return (struct infusion_setup){
        .drug = drug,
        .hydraulics = { .stroke_m3 = 2.5e-9, .gain = 1, .reservoir_m3 = 18e-6, .capacity_m3 = 20e-6,
                        .kg_per_m3 = 1, .stall_pa = 300e3 },
        .catheter = { .length_m = 1.1, .volume_m3_per_m = 0.26e-6, .compliance_m3_per_pa = 1e-13,
                      .tip_pa_s_per_m3 = 3e11, .diffusivity_m2_per_s = 7.3e-10,
                      .filled_kg_per_m3 = 1 },
        .csf = { .length_m = 0.6, .uptake_per_s = 6.4e-5, .area_m2 = { { 0 }, { 1.5e-4 }, 1 },
                 .dispersion_m2_per_s = { { 0 }, { 1e-7 }, 1 } },
        .tip_m = 0.3, .csf_pa = 1300, .canal_step_s = 60, .pocket_per_s = 2e-4 };
}

static struct infusion *plant_make(const struct infusion_setup *setup)
{
    struct infusion *plant = NULL;
    struct why       why = { "" };

    ck_assert_msg(infusion_create(&plant, setup, &why) == ERR_OK, "%s", why.text);
    return plant;
}

static struct infusion_truth step(struct infusion *plant, double dt_s, unsigned strokes,
                                  const struct infusion_faults *faults)
{
    struct infusion_truth truth;
    struct why why = { "" };

    if (infusion_step(plant, dt_s, strokes, faults, &why) != ERR_OK)
        ck_abort_msg("%s", why.text);
    infusion_truth(plant, &truth);
    return truth;
}

/* ---- closed forms along the chain ---- */

/* A step of concentration at the pump leaves the tip V / Q later. 1 mL/d through 0.286 mL is 6.86
 * hours, and Taylor-Aris blurs it by 1.8 cm of 110 (intrathecal.md 4.2). */
START_TEST(a_new_concentration_arrives_a_dead_volume_later)
{
    const struct drug     drug = plain_drug();
    struct infusion_setup setup = setup_even(&drug);
    struct infusion      *plant;
    const double flow = 1e-6 / S_PER_DAY, delay_s = 0.286e-6 / flow;
    double half_s = 0, tenth_s = 0;
    long   made = 0;

    setup.catheter.filled_kg_per_m3 = 0;
    plant = plant_make(&setup);
    for (long i = 1; i <= 960; i++) {
        long due = (long)floor((double)i * 60 * flow / 2.5e-9);
        struct infusion_truth truth = step(plant, 60, (unsigned)(due - made), &sound);
        made = due;
        if (tenth_s <= 0 && truth.catheter_tip_kg_per_m3 > 0.1)
            tenth_s = 60 * (double)i;
        if (half_s <= 0 && truth.catheter_tip_kg_per_m3 > 0.5)
            half_s = 60 * (double)i;
    }
    ck_assert_double_eq_tol(half_s / delay_s, 1, 0.02);
    /* a tenth is 1.28 sigma earlier: 1.28 x 1.8 cm / 110 cm = 2.1 % of the delay */
    ck_assert_double_eq_tol(1 - tenth_s / half_s, 0.021, 0.015);
    infusion_destroy(plant);
}
END_TEST

/* V3: start-up of a plane source with uptake k. */
static double started(double q, double area, double d, double k, double x, double t)
{
    double l = sqrt(d / k), a = x / (2 * sqrt(d * t)), b = sqrt(k * t);

    return q / (4 * area * sqrt(d * k)) * (exp(-x / l) * erfc(a - b) - exp(x / l) * erfc(a + b));
}

/* Twelve hours of 20 ul/h at 1 kg/m3 (20 ug/h): V3 at distances up to 5 cm; plasma is what uptake
 * hands over, q (1 - e^-kt), convolved with e^-ct. */
START_TEST(canal_and_plasma_start_as_on_paper)
{
    static const struct { double x_m, within; } probes[] = {
        { 0.01, 0.01 }, { 0.02, 0.01 }, { 0.05, 0.01 },
    };
    const struct drug     drug = plain_drug();
    struct infusion_setup setup = setup_even(&drug);
    struct infusion      *plant = plant_make(&setup);
    const double q = 20e-9 / 3600, k = 6.4e-5, c = 1e-5 / 0.02, t = 12 * 3600;
    struct infusion_truth truth = { 0 };
    double plasma;

    for (long i = 0; i < 12 * 60; i++)          /* a stroke every 7.5 minutes, at its middle */
        truth = step(plant, 60, (2 * i) % 15 == 6 || (2 * i) % 15 == 7, &sound);
    for (size_t p = 0; p < sizeof probes / sizeof *probes; p++)
        ck_assert_double_eq_tol(csf_at(infusion_csf(plant), csf_stencil_at(infusion_csf(plant),
                                                                 0.3 + probes[p].x_m))
                                / started(q, 1.5e-4, 1e-7, k, probes[p].x_m, t), 1,
                                probes[p].within);
    plasma = q * ((1 - exp(-c * t)) / c - (exp(-k * t) - exp(-c * t)) / (c - k)) / 0.02;
    ck_assert_double_eq_tol(truth.levels.plasma_kg_per_m3 / plasma, 1, 0.01);
    infusion_destroy(plant);
}
END_TEST

/* ---- a naive plant ---- */

#define CELLS 240

/* Explicit Euler: the canal even cells, the catheter one pressure, the plasma one line. All drug is
 * 1 kg/m3 until it is in the canal. */
struct naive {
    double pa, delivered_m3;
    double fluid[CELLS], cord[CELLS];
    double plasma_kg;
    double stir, slug_m3, reach_m;              /* injection.h, by its differential equations */
};

/* The reach is the furthest so far; below a hundredth of D all is calm. */
static void naive_stir(struct naive *n, double dt_s, double flow)
{
    n->stir = fmax(1000 * flow, n->stir * (1 - dt_s / 300));
    n->slug_m3 += dt_s * (flow - n->slug_m3 / 300);
    n->reach_m = n->stir < 1e-9 ? 0 : fmax(n->reach_m, 30 * n->slug_m3 / 1.5e-4);
}

static void naive_canal(struct naive *n, const struct csf_setup *canal, double dt_s, double kg)
{
    const double h = canal->length_m / CELLS, area = 1.5e-4, cord_m2 = 5e-5;
    const double exchange = 2 * sqrt(PI * cord_m2) * canal->cord_m_per_s;
    double flux[CELLS + 1] = { 0 };

    for (size_t i = 1; i < CELLS; i++) {
        double d = 1e-7 + (fabs((double)i * h - 0.3) <= n->reach_m ? n->stir : 0);
        flux[i] = d * (n->fluid[i - 1] - n->fluid[i]) / h;
    }
    for (size_t i = 0; i < CELLS; i++) {
        double c = n->fluid[i], w = n->cord[i], over = exchange * (c - w / canal->cord_partition);
        n->fluid[i] += dt_s * ((flux[i] - flux[i + 1]) / h - canal->uptake_per_s * c - over / area);
        n->cord[i] += dt_s * (over / cord_m2 - canal->cord_decay_per_s * w);
        n->plasma_kg += dt_s * h * (canal->uptake_per_s * c * area
                                    + canal->cord_decay_per_s * w * cord_m2);
    }
    n->fluid[CELLS / 2 - 1] += kg / 2 / (h * area);         /* the tip is on their face */
    n->fluid[CELLS / 2] += kg / 2 / (h * area);
}

/* C dP/dt = in - (P - P_csf) / R, by its exponential; the motor gives up above stall_pa. */
static void naive_step(struct naive *n, const struct infusion_setup *setup, double dt_s,
                       double stroke_m3, double syringe_m3_per_s, bool is_shut)
{
    const struct catheter_setup *tube = &setup->catheter;
    const double relaxes_s = tube->tip_pa_s_per_m3 * tube->compliance_m3_per_pa;
    double pumped_m3 = n->pa > setup->hydraulics.stall_pa ? 0 : stroke_m3;
    double over_m3 = (n->pa - setup->csf_pa) * tube->compliance_m3_per_pa + pumped_m3
                   + syringe_m3_per_s * dt_s;
    double out_m3 = is_shut ? 0 : over_m3 * (1 - exp(-dt_s / relaxes_s));

    naive_stir(n, dt_s, syringe_m3_per_s);
    n->pa = setup->csf_pa + (over_m3 - out_m3) / tube->compliance_m3_per_pa;
    n->delivered_m3 += out_m3;
    naive_canal(n, &setup->csf, dt_s, out_m3);
    n->plasma_kg *= 1 - dt_s * setup->drug->pk.clearance_m3_per_s / setup->drug->pk.central_m3;
}

/* ---- the story: 20 ul/h, at 40 minutes 0.5 mL by hand in a minute, from 90 to 135 minutes shut
 * with so many strokes that the motor gives up, then open again; three hours. ---- */

static unsigned story_strokes(long s)
{
    bool is_basal = s % 450 == 0, is_bolus = s >= 6000 && s < 7500 && s % 150 == 0;

    return is_basal || is_bolus;
}

static bool story_is_shut(long s) { return s >= 5400 && s < 8100; }
static bool story_by_hand(long s) { return s >= 2400 && s < 2460; }

static void naive_tell(struct naive *n, const struct infusion_setup *setup, long from_s, long to_s)
{
    const long parts = 10;

    for (long s = from_s; s < to_s; s++)
        for (long i = 0; i < parts; i++)
            naive_step(n, setup, 1.0 / (double)parts, i == 0 ? story_strokes(s) * 2.5e-9 : 0,
                       story_by_hand(s) ? 0.5e-6 / 60 : 0, story_is_shut(s));
}

static void plant_tell(struct infusion *plant, long from_s, long to_s)
{
    const struct infusion_faults shut = { .catheter = { .occlusion = 1 } };
    const struct infusion_injection by_hand = { 0.5e-6, 60, 1 };

    for (long s = from_s; s < to_s; s++) {
        if (s == 2400)
            infusion_inject(plant, &by_hand);
        step(plant, 1, story_strokes(s), story_is_shut(s) ? &shut : &sound);
    }
}

/* At 5 cm from the tip, and at it, where a stroke's peak has been forgotten. */
static void both_compare(const struct infusion *plant, const struct naive *naive, long s)
{
    const struct csf *csf = infusion_csf(plant);
    struct infusion_truth truth;
    double off_m[] = { 0.02125, 0.05125, -0.10125 };    /* cells' middles of the naive canal */

    infusion_truth(plant, &truth);
    ck_assert_double_eq_tol(truth.outlet_pa / naive->pa, 1, 0.02);
    ck_assert_double_eq_tol(truth.delivered_m3 / naive->delivered_m3, 1, 1e-3);
    ck_assert_double_eq_tol(truth.levels.plasma_kg_per_m3 * 0.02 / naive->plasma_kg, 1, 0.02);
    ck_assert_double_eq_tol(csf_cord_at(csf, csf_stencil_at(csf, 0.30125)) / naive->cord[CELLS / 2],
                            1, 0.03);
    for (size_t i = 0; i < sizeof off_m / sizeof *off_m; i++) {
        double is = csf_at(csf, csf_stencil_at(csf, 0.3 + off_m[i]));
        double want = naive->fluid[(size_t)((0.3 + off_m[i]) / 0.6 * CELLS)];
        double within = want > 5e-3 ? 0.03 : 0.15;          /* a tail lives by its exponent */
        if (want > 1e-5)
            ck_assert_msg(fabs(is / want - 1) < within, "after %ld s, at %g m: %g, naive %g", s,
                          off_m[i], is, want);
    }
}

START_TEST(an_eventful_morning_is_as_a_naive_plant_has_it)
{
    static const long looks_s[] = { 2395, 2700, 5395, 7700, 8110, 10800 };
    struct drug           drug = plain_drug();
    struct infusion_setup setup = setup_even(&drug);
    struct naive          naive = { .pa = 1300 };
    struct infusion      *plant;

    setup.csf.cord_area_m2 = (struct csf_profile){ { 0 }, { 5e-5 }, 1 };
    setup.csf.cord_m_per_s = 1e-7;
    setup.csf.cord_partition = 2;
    setup.csf.cord_decay_per_s = 7e-5;
    setup.stir_m2_per_m3 = 1000;
    setup.canal_step_s = 10;
    plant = plant_make(&setup);
    for (size_t i = 0; i < sizeof looks_s / sizeof *looks_s; i++) {
        long from_s = i ? looks_s[i - 1] : 0;
        naive_tell(&naive, &setup, from_s, looks_s[i]);
        plant_tell(plant, from_s, looks_s[i]);
        both_compare(plant, &naive, looks_s[i]);
    }
    infusion_destroy(plant);
}
END_TEST

/* ---- a random walk ---- */

static unsigned random_next(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static double random_share(unsigned *state) { return random_next(state) / (double)(1u << 24); }

static struct infusion_faults faults_any(unsigned *r)
{
    struct infusion_faults faults = { 0 };

    switch (random_next(r) % 10) {
    case 0: faults.catheter.occlusion = random_next(r) % 2 ? 1 : random_share(r); break;
    case 1: faults.catheter.fibrosis = random_share(r); break;
    case 2:
        faults.catheter.leak = random_share(r);
        faults.catheter.leak_at = random_share(r);
        break;
    case 3: faults.catheter.is_disconnected = true; break;
    case 4: faults.hydraulics.reflux_m3_per_s = 1e-9 * random_share(r); break;
    case 5: faults.hydraulics.valve_leak_m3_per_s = 1e-9 * random_share(r); break;
    case 6: faults.hydraulics.gain_error = random_share(r); break;
    default: break;
    }
    return faults;
}

/* Any fault, hand and tick from 0.1 s to an hour: nothing is lost, made, negative or unknown. */
START_TEST(a_random_walk_loses_nothing)
{
    static const double ticks_s[] = { 0.1, 1, 7, 60, 90, 600, 3600 };
    const struct drug     drug = plain_drug();
    struct infusion_setup setup = setup_even(&drug);
    struct infusion_faults faults = { 0 };
    unsigned              r = (unsigned)_i + 1;
    struct infusion      *plant;

    setup.stir_m2_per_m3 = _i % 2 ? 1000 : 0;
    setup.density_excess = _i % 3 ? 0.01 : 0;
    setup.csf.cistern_m3 = _i % 2 ? 1e-4 : 0;
    plant = plant_make(&setup);
    for (int i = 0; i < 1500; i++) {
        struct infusion_truth truth;
        if (random_next(&r) % 20 == 0)
            faults = faults_any(&r);
        if (random_next(&r) % 50 == 0)
            infusion_refill(plant, 20e-6 * random_share(&r), 10 * random_share(&r),
                            random_next(&r) % 3 ? 0 : random_share(&r));
        if (random_next(&r) % 30 == 0)
            infusion_inject(plant, &(struct infusion_injection){ 2e-6 * random_share(&r),
                                   100 * random_share(&r), 10 * random_share(&r) });
        infusion_posture(plant, 2 * random_share(&r) - 1);
        truth = step(plant, ticks_s[random_next(&r) % (i % 100 ? 4 : 7)], random_next(&r) % 5 / 2,
                     &faults);
        ck_assert_double_le(truth.imbalance, 1e-10);
        ck_assert(isfinite(truth.outlet_pa + truth.delivered_kg + truth.levels.plasma_kg_per_m3));
        for (size_t k = 0; k < csf_cells(infusion_csf(plant)); k++)
            if (!(csf_cell_value(infusion_csf(plant), k) >= 0))
                ck_abort_msg("step %d, cell %zu: %g", i, k, csf_cell_value(infusion_csf(plant), k));
    }
    infusion_destroy(plant);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sim infusion, a second time");
    TCase *tests = tcase_create("chain");

    tcase_add_test(tests, a_new_concentration_arrives_a_dead_volume_later);
    tcase_add_test(tests, canal_and_plasma_start_as_on_paper);
    tcase_add_test(tests, an_eventful_morning_is_as_a_naive_plant_has_it);
    tcase_add_loop_test(tests, a_random_walk_loses_nothing, 0, 4);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
