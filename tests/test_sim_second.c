/* A second evaluator of the same needle, written from the equations and sharing no code with sim/:
 * cell-centred finite volumes, relaxation, backward Euler. It is coarse (about 1 %), but it knows of
 * metal, shaft, perfusion and the field what sim/ knows, and a mistake made twice in the same way
 * is unlikely.
 *
 *     div(sigma grad phi) = 0, phi = 1 on the tip, 0 outside, no current into the shaft
 *     rho c dT/dt = div(k grad T) - w rho_b c_b (T - T0) + V^2 sigma |grad phi|^2 */
#include "sim/treatment.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define PI_        3.14159265358979323846
#define SIDE_MAX   256
#define RADIUS_M   0.45e-3
#define HALF_TIP_M 5e-3
#define BOX_M      60e-3
#define SIGMA      0.4
#define K_TISSUE   0.5
#define K_METAL    15.0
#define VOLTS      15.0

/* One axis: faces[0 .. count], cells between them. */
struct axis { int count; double face[SIDE_MAX + 1], centre[SIDE_MAX]; };

/* A field on the cells and its couplings to the next cell in r and z and to what is held fixed. */
struct second {
    struct axis r, z;
    double *next_r, *next_z, *fixed;    /* conductances; fixed: to the value `held` */
    double *held, *store, *drain, *source, *value, *old;
};

static void axis_add(struct axis *axis, double from, double to, double first, bool is_fine_at_from)
{
    double step[SIDE_MAX], sum = 0;
    int count = 0;

    for (double h = first; sum < to - from && count < SIDE_MAX; h *= 1.2, count++)
        sum += step[count] = h;
    for (int i = 0; i < count; i++) {
        double width = step[is_fine_at_from ? i : count - 1 - i] * (to - from) / sum;
        axis->face[axis->count + 1] = axis->face[axis->count] + width;
        axis->count++;
    }
    axis->face[axis->count] = to;
}

static void axis_finish(struct axis *axis)
{
    for (int i = 0; i < axis->count; i++)
        axis->centre[i] = (axis->face[i] + axis->face[i + 1]) / 2;
}

static int at(const struct second *s, int i, int j) { return j * s->r.count + i; }

static bool is_metal(const struct second *s, int i, int j)
{
    return s->r.centre[i] < RADIUS_M && s->z.centre[j] > -HALF_TIP_M;
}

static bool is_tip(const struct second *s, int i, int j)
{
    return is_metal(s, i, j) && s->z.centre[j] < HALF_TIP_M;
}

static struct second second_make(void)
{
    struct second s = { 0 };
    double **fields[] = { &s.next_r, &s.next_z, &s.fixed,  &s.held, &s.store,
                          &s.drain,  &s.source, &s.value, &s.old };

    axis_add(&s.r, 0, RADIUS_M, 0.03e-3, false);
    axis_add(&s.r, RADIUS_M, BOX_M, 0.03e-3, true);
    s.z.face[0] = -BOX_M;
    axis_add(&s.z, -BOX_M, -HALF_TIP_M, 0.03e-3, false);
    axis_add(&s.z, -HALF_TIP_M, 0, 0.03e-3, true);
    axis_add(&s.z, 0, HALF_TIP_M, 0.03e-3, false);
    axis_add(&s.z, HALF_TIP_M, BOX_M, 0.03e-3, true);
    axis_finish(&s.r);
    axis_finish(&s.z);
    for (size_t f = 0; f < sizeof fields / sizeof *fields; f++) {
        *fields[f] = calloc((size_t)(s.r.count * s.z.count), sizeof(double));
        ck_assert_ptr_nonnull(*fields[f]);
    }
    return s;
}

static void second_free(struct second *s)
{
    double *fields[] = { s->next_r, s->next_z, s->fixed, s->held, s->store,
                         s->drain,  s->source, s->value, s->old };

    for (size_t f = 0; f < sizeof fields / sizeof *fields; f++)
        free(fields[f]);
}

static double area_r(const struct second *s, int face, int j)
{
    return 2 * PI_ * s->r.face[face] * (s->z.face[j + 1] - s->z.face[j]);
}

static double area_z(const struct second *s, int i)
{
    return PI_ * (s->r.face[i + 1] * s->r.face[i + 1] - s->r.face[i] * s->r.face[i]);
}

static double half(const struct axis *axis, int i) { return (axis->face[i + 1] - axis->face[i]) / 2; }
static double half_r(const struct second *s, int i) { return half(&s->r, i); }
static double half_z(const struct second *s, int j) { return half(&s->z, j); }

static void fixed_add(struct second *s, int cell, double conductance, double held)
{
    double before = s->fixed[cell];

    s->fixed[cell] += conductance;
    s->held[cell] = (s->held[cell] * before + held * conductance) / s->fixed[cell];
}

/* Gauss-Seidel with over-relaxation until nothing moves by more than `still`. */
static void relax(struct second *s, double omega, double still, int sweeps_most)
{
    double moved = INFINITY;

    for (int sweep = 0; sweep < sweeps_most && moved > still; sweep++) {
        moved = 0;
        for (int j = 0; j < s->z.count; j++)
            for (int i = 0; i < s->r.count; i++) {
                int    c = at(s, i, j);
                double west = i > 0 ? s->next_r[c - 1] : 0;
                double south = j > 0 ? s->next_z[c - s->r.count] : 0;
                double diagonal = s->store[c] + s->drain[c] + s->fixed[c] + s->next_r[c]
                                  + s->next_z[c] + west + south;
                double right = s->store[c] * s->old[c] + s->source[c] + s->fixed[c] * s->held[c];
                double change;
                right += s->next_r[c] > 0 ? s->next_r[c] * s->value[c + 1] : 0;
                right += s->next_z[c] > 0 ? s->next_z[c] * s->value[c + s->r.count] : 0;
                right += west > 0 ? west * s->value[c - 1] : 0;
                right += south > 0 ? south * s->value[c - s->r.count] : 0;
                change = diagonal > 0 ? omega * (right / diagonal - s->value[c]) : 0;
                moved = fmax(moved, fabs(change));
                s->value[c] += change;
            }
    }
    ck_assert_msg(moved <= still, "the second evaluator did not settle: %g", moved);
}

/* Couplings of the field: tissue alone carries current; the tip is held at 1 V, the outside at 0. */
static void field_couple(struct second *s)
{
    for (int j = 0; j < s->z.count; j++)
        for (int i = 0; i < s->r.count; i++) {
            int c = at(s, i, j), last_r = i == s->r.count - 1, last_z = j == s->z.count - 1;
            if (is_metal(s, i, j))
                continue;
            if (last_r)
                fixed_add(s, c, SIGMA * area_r(s, i + 1, j) / half_r(s, i), 0);
            else
                s->next_r[c] = SIGMA * area_r(s, i + 1, j) / (s->r.centre[i + 1] - s->r.centre[i]);
            if (i > 0 && is_tip(s, i - 1, j))
                fixed_add(s, c, SIGMA * area_r(s, i, j) / half_r(s, i), 1);
            if (last_z || j == 0)
                fixed_add(s, c, SIGMA * area_z(s, i) / half_z(s, j), 0);
            if (!last_z && is_tip(s, i, j + 1))
                fixed_add(s, c, SIGMA * area_z(s, i) / half_z(s, j), 1);
            else if (!last_z && !is_metal(s, i, j + 1))
                s->next_z[c] = SIGMA * area_z(s, i) / (s->z.centre[j + 1] - s->z.centre[j]);
        }
}

/* Heat of each cell at 1 V, half of what each of its couplings makes; returns the sum. */
static double field_heat(const struct second *s, double *heat)
{
    double sum = 0;

    for (int c = 0; c < s->r.count * s->z.count; c++) {
        double in_r = 0, in_z = 0;
        if (s->next_r[c] > 0)
            in_r = s->next_r[c] * pow(s->value[c + 1] - s->value[c], 2) / 2;
        if (s->next_z[c] > 0)
            in_z = s->next_z[c] * pow(s->value[c + s->r.count] - s->value[c], 2) / 2;
        /* no cell touches both the tip and the outside: `held` is 1 or 0 */
        heat[c] += in_r + in_z + s->fixed[c] * pow(s->held[c] - s->value[c], 2);
        if (in_r > 0)
            heat[c + 1] += in_r;
        if (in_z > 0)
            heat[c + s->r.count] += in_z;
    }
    for (int c = 0; c < s->r.count * s->z.count; c++)
        sum += heat[c];
    return sum;
}

static double k_of(const struct second *s, int i, int j)
{
    return is_metal(s, i, j) ? K_METAL : K_TISSUE;
}

static void heat_couple(struct second *s, const double *heat, double dt_s)
{
    for (int j = 0; j < s->z.count; j++)
        for (int i = 0; i < s->r.count; i++) {
            int    c = at(s, i, j);
            double volume = area_z(s, i) * 2 * half_z(s, j), k = k_of(s, i, j);
            s->fixed[c] = s->next_r[c] = s->next_z[c] = s->held[c] = 0;
            s->store[c] = volume * (is_metal(s, i, j) ? 8000 * 500.0 : 1060 * 3600.0) / dt_s;
            s->drain[c] = is_metal(s, i, j) ? 0 : volume * 0.0006 * 1050 * 3617;
            s->source[c] = VOLTS * VOLTS * heat[c];
            if (i < s->r.count - 1)
                s->next_r[c] = area_r(s, i + 1, j)
                               / (half_r(s, i) / k + half_r(s, i + 1) / k_of(s, i + 1, j));
            else
                fixed_add(s, c, k * area_r(s, i + 1, j) / half_r(s, i), 0);
            if (j < s->z.count - 1)
                s->next_z[c] = area_z(s, i)
                               / (half_z(s, j) / k + half_z(s, j + 1) / k_of(s, i, j + 1));
            if (j == 0 || j == s->z.count - 1)
                fixed_add(s, c, k * area_z(s, i) / half_z(s, j), 0);
        }
}

/* The rise at radius r and z = 0, along the row of cells just above the middle; the heat that
 * leaves the metal's surface is the heat that arrives there. */
static double rise_at(const struct second *s, double r_m)
{
    int i = 0, j = 0;
    double a, b, share;

    while (s->z.centre[j] < 0)
        j++;
    while (s->r.centre[i + 1] < r_m)
        i++;
    a = k_of(s, i, j) / half_r(s, i);
    b = k_of(s, i + 1, j) / half_r(s, i + 1);
    share = is_metal(s, i, j) && !is_metal(s, i + 1, j)
        ? b / (a + b) : (r_m - s->r.centre[i]) / (s->r.centre[i + 1] - s->r.centre[i]);
    return s->value[at(s, i, j)] * (1 - share) + s->value[at(s, i + 1, j)] * share;
}

static struct treatment_setup first_setup(void)
{
    struct treatment_setup setup = {
        .plant = {
            .shape = { RADIUS_M, 2 * HALF_TIP_M, BOX_M, BOX_M },
            .metal = { K_METAL, 8000, 500 },
            .start_c = 37,
            .tissue = { .name = "plain", .sigma_s_per_m = SIGMA, .k_w_per_m_k = K_TISSUE,
                        .rho_kg_per_m3 = 1060, .c_j_per_kg_k = 3600, .perfusion_per_s = 0.0006,
                        .blood_rho_kg_per_m3 = 1050, .blood_c_j_per_kg_k = 3617 },
        },
        .drive = { .volts = VOLTS }, .end_s = 30, .report_at_s = { 10, 30 }, .report_count = 2,
        .probe = { { RADIUS_M, 0 }, { 2e-3, 0 } },
        .probe_count = 2,
        .accuracy_percent = 0.1,
    };

    return setup;
}

START_TEST(a_second_evaluator_agrees)
{
    static struct treatment_setup setup;
    struct treatment first;
    struct second s = second_make();
    struct why why = { "" };
    double *heat = calloc((size_t)(s.r.count * s.z.count), sizeof *heat);
    double conductance_s;

    setup = first_setup();
    ck_assert_msg(treatment_run(&first, &setup, &why) == ERR_OK, "%s", why.text);
    field_couple(&s);
    relax(&s, 1.9, 1e-9, 20000);
    conductance_s = field_heat(&s, heat);
    printf("  %d x %d cells: resistance %.3f ohm, sim %.3f\n", s.r.count, s.z.count,
           1 / conductance_s, first.report[0].resistance_ohm);
    ck_assert(fabs(first.report[0].resistance_ohm * conductance_s - 1) < 0.01);
    for (int c = 0; c < s.r.count * s.z.count; c++)
        s.value[c] = 0;
    heat_couple(&s, heat, 0.25);
    for (int step = 1, report = 0; step <= 120; step++) {
        for (int c = 0; c < s.r.count * s.z.count; c++)
            s.old[c] = s.value[c];
        relax(&s, 1.6, 1e-5, 2000);
        if (fabs(step * 0.25 - setup.report_at_s[report]) > 1e-9)
            continue;
        for (size_t p = 0; p < 2; p++) {
            double here = rise_at(&s, setup.probe[p].r_m);
            double there = first.report[report].probe_c[p] - 37;
            printf("  %2.0f s, r = %.2f mm: rise %.3f C, sim %.3f\n", setup.report_at_s[report],
                   1e3 * setup.probe[p].r_m, here, there);
            ck_assert(fabs(here - there) < 0.015 * (first.report[report].probe_c[0] - 37));
        }
        report++;
    }
    treatment_free(&first);
    second_free(&s);
    free(heat);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sim_second");
    TCase *tests = tcase_create("second");

    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, a_second_evaluator_agrees);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
