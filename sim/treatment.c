#include "treatment.h"

#include <math.h>
#include <stdlib.h>

/* What an accuracy takes: the cell at the edge of the insulation, as a share of the electrode's
 * radius (or of a third of a short tip); steps that grow as `growth` times the time since the
 * drive's last kink, up to step_most_s. Chosen as the cheapest that keep the error below the
 * accuracy asked for over gauges 16 to 23 and tips of 2 to 15 mm (tests/test_sim_treatment.c), and
 * for usual needles far below it (tests/bench.c prints the ladder). A constant voltage, which has
 * no kinks, asks for less than ideal control. */
struct rank {
    double accuracy_percent;
    int    order;
    double cell, ratio, near_most_m, growth, step_most_s;
    double moved_tolerance, solve_tolerance;
};

static const struct rank held_ranks[] = {
    { 1.0,  3, 0.6, 4.0, 3.0e-3, 0.40, 4.0, 0, 1e-6 },
    { 0.5,  3, 0.5, 3.5, 2.5e-3, 0.25, 2.5, 0, 1e-6 },
    { 0.1,  4, 0.5, 4.0, 4.0e-3, 0.15, 2.0, 0, 1e-7 },
    { 0.01, 6, 0.2, 4.0, 4.0e-3, 0.06, 0.6, 0, 1e-8 },
};
static const struct rank steady_ranks[] = {
    { 1.0,  3, 0.6, 4.0, 3.0e-3, 0.80, 8.0, 0, 1e-6 },
    { 0.5,  3, 0.6, 4.0, 3.0e-3, 0.50, 5.0, 0, 1e-6 },
    { 0.1,  4, 0.5, 4.0, 4.0e-3, 0.30, 4.0, 0, 1e-7 },
    { 0.01, 6, 0.2, 4.0, 4.0e-3, 0.12, 1.2, 0, 1e-8 },
};
#define RANKS (sizeof held_ranks / sizeof *held_ranks)
#define NEAR_M       9e-3   /* lesions end within this of the electrode         */
#define STEP_LEAST_S 1e-4   /* boiling halves steps no further, if none is held */

/* Times after a kink, and how much longer than step_most_s a step may be from there on: late in a
 * treatment what moves goes with the root of time. */
static const struct { double after_s, longer; } cuts[] = { { 4, 1 }, { 16, 1 }, { 128, 4 } };
#define CUTS (sizeof cuts / sizeof *cuts)

static const struct rank *rank_of(bool is_held, double accuracy_percent)
{
    const struct rank *ranks = is_held ? held_ranks : steady_ranks;

    for (size_t i = 0; i < RANKS; i++)
        if (ranks[i].accuracy_percent <= accuracy_percent * (1 + 1e-9))
            return &ranks[i];
    return &ranks[RANKS - 1];
}

static struct grid_fineness fineness_of(const struct rank *rank, int refine,
                                        const struct grid_shape *shape)
{
    double cell = rank->cell * fmin(shape->radius_m, shape->tip_m / 3);

    for (int i = 0; i < refine; i++)
        cell /= 4;
    return (struct grid_fineness){ .order = rank->order, .least_edge_m = cell,
                                   .least_end_m = 2 * cell,
                                   .ratio = refine > 0 ? 1 + (rank->ratio - 1) / pow(2, refine)
                                                       : rank->ratio,
                                   .near_m = NEAR_M,
                                   .near_most_m = rank->near_most_m / pow(2, refine) };
}

struct grid_fineness treatment_fineness(double accuracy_percent, int refine,
                                        const struct grid_shape *shape)
{
    return fineness_of(rank_of(true, accuracy_percent), refine, shape);
}

#define SOON_S 1e-6     /* two times nearer to each other than this are one */

struct run {
    const struct treatment_setup *setup;
    const struct rank *rank;
    struct ablation   *plant;
    struct treatment  *out;
    double now_s, kink_s, stop_s, shortfall_c;
    double ceiling_at_s;            /* NAN until pulses have brought the tip there */
    struct grid_stencil probe[TREATMENT_PROBES_MAX];
    double cem43_min[TREATMENT_PROBES_MAX], before_c[TREATMENT_PROBES_MAX];
    double rise_c_per_s[TREATMENT_PROBES_MAX];
    struct criterion cem43;
    struct nerve *nerve[TREATMENT_NERVES_MAX];
    double *work;                   /* [nodes] for a look at nerves; NULL: there are none */
};

/* The voltage that heats as pulses do that are never throttled. */
static double pulses_volts_rms(const struct treatment_pulses *pulses)
{
    return pulses->volts * sqrt(pulses->width_s * pulses->rate_hz);
}

/* Does the drive depend on the tip's temperature? */
static bool is_controlled(const struct treatment_drive *drive)
{
    return drive->is_held || drive->is_pulsed;
}

static double target_c(const struct treatment_setup *setup, double at_s)
{
    double share = setup->drive.ramp_s > 0 ? fmin(at_s / setup->drive.ramp_s, 1) : 1;

    return setup->plant.start_c + share * (setup->drive.set_c - setup->plant.start_c);
}

/* A long stretch after a kink is cut: its first part may have short steps, the rest long ones. */
static double soonest_s(const struct run *run, double stop_s)
{
    for (size_t i = 0; i < CUTS; i++) {
        double cut_s = run->kink_s + cuts[i].after_s;
        if (cut_s > run->now_s + cuts[i].after_s / 2 && cut_s < stop_s - 2 * cuts[i].after_s)
            return cut_s;
    }
    return stop_s;
}

/* Ideal control cannot have shorter steps than metal allows. */
static double step_shortest_s(const struct run *run)
{
    const struct treatment_drive *drive = &run->setup->drive;
    bool is_held = is_controlled(drive) && run->now_s < drive->hold_until_s - SOON_S;

    return is_held ? ablation_held_step_least_s(run->plant) : STEP_LEAST_S;
}

/* Are pulses given in full, the ceiling being still ahead? */
static bool is_heating_up(const struct run *run)
{
    return run->setup->drive.is_pulsed && isnan(run->ceiling_at_s)
        && run->now_s < run->setup->drive.hold_until_s - SOON_S;
}

#define HEATING_STEP_LEAST_S 0.125

/* When the ceiling is reached, the drive has a kink of which nobody knows the time. Steps shorten
 * as it nears, by halves so that few factors serve: half the time that the present slope would
 * take, which is less than it does take. */
static double heating_step_s(const struct run *run)
{
    double refined = pow(2, run->setup->refine), step_s = HEATING_STEP_LEAST_S / refined;
    double ahead_c = run->setup->drive.pulses.ceiling_c - ablation_tip_c(run->plant);
    double reach_s = ahead_c / fmax(ablation_tip_rise_c_per_s(run->plant), 1e-9);
    double most_s = fmin(run->rank->growth * (run->now_s + 1), run->rank->step_most_s) / refined;

    while (2 * step_s <= fmin(most_s, run->now_s > 0 ? reach_s / 2 : 0))
        step_s *= 2;
    return fmax(step_s, step_shortest_s(run));
}

/* The next time at which a step must end: a report, a kink of the drive, a cut or the end. */
static double next_stop_s(const struct run *run)
{
    const struct treatment_setup *setup = run->setup;
    double stop_s = setup->end_s, soon_s = run->now_s + SOON_S;

    for (size_t i = 0; i < setup->report_count; i++)
        if (setup->report_at_s[i] > soon_s)
            stop_s = fmin(stop_s, setup->report_at_s[i]);
    if (setup->drive.is_held && setup->drive.ramp_s > soon_s)
        stop_s = fmin(stop_s, setup->drive.ramp_s);
    if (is_controlled(&setup->drive) && setup->drive.hold_until_s > soon_s)
        stop_s = fmin(stop_s, setup->drive.hold_until_s);
    return is_heating_up(run) ? fmin(stop_s, run->now_s + heating_step_s(run))
                              : soonest_s(run, stop_s);
}

#define TEN_S 10.0  /* stretches of tens of seconds share one step length, and one factor */

static double step_most_s(const struct run *run, double since_s)
{
    double longer = 1;

    for (size_t i = 0; i < CUTS; i++)
        if (since_s > cuts[i].after_s - SOON_S)
            longer = cuts[i].longer;
    return longer * run->rank->step_most_s;
}

/* How many steps to the next stop: each at most growth * (1 s + the time since the kink, taken a
 * quarter of the stretch, or 2 s, into it) and step_most_s. Equal within a stretch, so that one
 * factor serves. */
static size_t steps_to(const struct run *run, double stop_s)
{
    double since_s = run->now_s - run->kink_s, length_s = stop_s - run->now_s;
    double early_s = since_s + fmin(length_s / 4, 2);
    double most_s = fmin(run->rank->growth * (early_s + 1), step_most_s(run, since_s))
                  / pow(2, run->setup->refine);
    size_t fewest = since_s < SOON_S && !is_heating_up(run) ? 4 : 1;
    double tens = round(length_s / TEN_S);
    bool   is_tens = tens >= 1 && fabs(length_s - tens * TEN_S) < 1e-9;
    double wanted = is_tens ? tens * ceil(TEN_S / most_s - 1e-9) : ceil(length_s / most_s - 1e-9);
    double possible = floor(length_s / step_shortest_s(run) + 1e-9);

    return (size_t)fmax(1, fmin(fmax(wanted, (double)fewest), possible));
}

static void probes_add(struct run *run, double step_s)
{
    for (size_t i = 0; i < run->setup->probe_count; i++) {
        struct damage_span span = { step_s, run->before_c[i], run->rise_c_per_s[i],
                                    grid_read(&run->probe[i], ablation_temp_c(run->plant)),
                                    grid_read(&run->probe[i], ablation_rise_c_per_s(run->plant)) };
        run->cem43_min[i] += damage_over_span(&run->cem43, &span,
                                              damage_panels(2 * fabs(span.end_c - span.begin_c)),
                                              damage_rate_per_s(&run->cem43, span.begin_c),
                                              damage_rate_per_s(&run->cem43, span.end_c));
        run->before_c[i] = span.end_c;
        run->rise_c_per_s[i] = span.end_c_per_s;
    }
}

static void plant_show(const struct run *run)
{
    const struct treatment_watch *watch = &run->setup->watch;
    bool is_stop = fabs(run->now_s - run->stop_s) < SOON_S;

    if (watch->see)
        watch->see(watch->watcher, run->plant, is_stop ? run->stop_s : run->now_s);
}

static enum err step_try(struct run *run, double step_s, struct why *why)
{
    const struct treatment_setup *setup = run->setup;
    const struct treatment_pulses *pulses = &setup->drive.pulses;
    bool is_on = !is_controlled(&setup->drive)
              || run->now_s < setup->drive.hold_until_s - SOON_S;
    double end_s = run->now_s + step_s;

    if (!is_controlled(&setup->drive) || !is_on)
        return ablation_step(run->plant, step_s, is_on ? setup->drive.volts : 0, why);
    if (setup->drive.is_pulsed)
        return ablation_step_held(run->plant, step_s, pulses->ceiling_c, pulses->ceiling_c,
                                  pulses_volts_rms(pulses), why);
    TRY(ablation_step_held(run->plant, step_s, target_c(setup, run->now_s), target_c(setup, end_s),
                           setup->drive.volts_most, why));
    run->shortfall_c = fmax(run->shortfall_c, target_c(setup, end_s) - ablation_tip_c(run->plant));
    return ERR_OK;
}

/* One step of the schedule; halved, and halved again, where boiling asks for it. */
static enum err step_take(struct run *run, double step_s, struct why *why)
{
    bool may_halve = step_s / 2 >= step_shortest_s(run);
    enum err err = ERR_DIVERGED;

    if (!may_halve || ablation_step_advice(run->plant, step_s) >= step_s)
        err = step_try(run, step_s, why);
    if (err == ERR_DIVERGED && may_halve) {
        why_clear(why);
        TRY(step_take(run, step_s / 2, why));
        return step_take(run, step_s / 2, why);
    }
    TRY(err);
    run->now_s += step_s;
    probes_add(run, step_s);
    plant_show(run);
    return ERR_OK;
}

static enum err step_explained(struct run *run, double step_s, struct why *why)
{
    enum err err = step_take(run, step_s, why);

    if (err != ERR_DIVERGED || !run->setup->drive.is_held)
        return err;
    why_clear(why);
    return why_say(why, ERR_RANGE,
                   "%g C cannot be held: tissue boils and dries at %.1f s, with the tip at %.1f C; "
                   "lower set_c or volts_max",
                   run->setup->drive.set_c, run->now_s, ablation_tip_c(run->plant));
}

struct treatment_course treatment_course_read(const struct nerve *nerve, const double *margin)
{
    bool is_spare = nerve_kind(nerve) == NERVE_SPARE;
    struct nerve_dead dead;

    nerve_dead(nerve, margin, &dead);
    return (struct treatment_course){ dead.dead_m, dead.longest_m,
                                      is_spare ? nerve_margin_m(nerve, margin) : (double)NAN };
}

static void nerve_look(const struct run *run, size_t n, struct treatment_nerve *seen)
{
    seen->hottest_c = nerve_highest(run->nerve[n], ablation_peak_c(run->plant), NULL);
    for (size_t c = 0; c < run->setup->plant.criterion_count; c++) {
        ablation_margin(run->plant, c, run->work);
        seen->by[c] = treatment_course_read(run->nerve[n], run->work);
    }
}

static enum err report_take(struct run *run, struct why *why)
{
    const struct treatment_setup *setup = run->setup;
    struct treatment_report *report = &run->out->report[run->out->report_count++];
    bool is_fixed = !is_controlled(&setup->drive);

    report->time_s = setup->report_at_s[run->out->report_count - 1];    /* as it was asked for */
    report->power_w = ablation_power_w(run->plant);
    TRY(ablation_settle(run->plant, why));
    report->resistance_ohm = ablation_resistance_ohm(run->plant);
    report->volts = is_fixed ? setup->drive.volts : sqrt(report->power_w * report->resistance_ohm);
    report->power_w = is_fixed ? report->volts * report->volts / report->resistance_ohm
                               : report->power_w;
    report->tip_c = ablation_tip_c(run->plant);
    report->hottest_c = ablation_hottest_c(run->plant);
    for (size_t i = 0; i < setup->probe_count; i++) {
        report->probe_c[i] = grid_read(&run->probe[i], ablation_temp_c(run->plant));
        report->probe_cem43_min[i] = run->cem43_min[i];
    }
    for (size_t c = 0; c < setup->plant.criterion_count; c++)
        ablation_lesion(run->plant, c, &report->lesion[c]);
    for (size_t n = 0; n < setup->nerve_count; n++)
        nerve_look(run, n, &report->nerve[n]);
    return ERR_OK;
}

/* Take every report that is due; each is taken once. */
static enum err reports_take(struct run *run, struct why *why)
{
    const struct treatment_setup *setup = run->setup;

    while (run->out->report_count < setup->report_count
           && setup->report_at_s[run->out->report_count] <= run->now_s + SOON_S)
        TRY(report_take(run, why));
    return ERR_OK;
}

#define AT_CEILING_C 1e-3   /* a tip that is nearer than this to its ceiling is there */

/* Did the drive change its course at the end of a stretch? */
static bool is_kink(struct run *run, double at_s)
{
    const struct treatment_drive *drive = &run->setup->drive;

    if (is_heating_up(run)
        && ablation_tip_c(run->plant) >= drive->pulses.ceiling_c - AT_CEILING_C) {
        run->ceiling_at_s = at_s;
        return true;
    }
    return (drive->is_held && fabs(at_s - drive->ramp_s) < SOON_S)
        || (is_controlled(drive) && fabs(at_s - drive->hold_until_s) < SOON_S);
}

static enum err run_all(struct run *run, struct why *why)
{
    const struct treatment_setup *setup = run->setup;

    plant_show(run);
    TRY(reports_take(run, why));
    while (run->now_s < setup->end_s - SOON_S) {
        double stop_s = next_stop_s(run), begin_s = run->now_s;
        size_t steps = steps_to(run, stop_s);
        run->stop_s = stop_s;
        for (size_t i = 1; i <= steps; i++)
            TRY(step_explained(run, (stop_s - begin_s) / (double)steps, why));
        run->now_s = stop_s;
        if (is_kink(run, stop_s))
            run->kink_s = stop_s;
        TRY(reports_take(run, why));
    }
    if (run->shortfall_c > 1)
        return why_say(why, ERR_RANGE,
                       "%g C cannot be held: the tip stays %.1f C below it at %g V; lower set_c, "
                       "lengthen the ramp or raise the voltage limit",
                       setup->drive.set_c, run->shortfall_c, setup->drive.volts_most);
    return ERR_OK;
}

/* What the strongest burst adds at most, once the last report has taken sigma anew. */
static double burst_rise_c(const struct run *run)
{
    const struct ablation_setup *plant = &run->setup->plant;
    const struct treatment_pulses *pulses = &run->setup->drive.pulses;

    return pulses->volts * pulses->volts * pulses->width_s
         * ablation_heat_w_per_m3(run->plant, plant->shape.radius_m, 0)
         / (plant->tissue.rho_kg_per_m3 * plant->tissue.c_j_per_kg_k);
}

static void probes_place(struct run *run)
{
    for (size_t i = 0; i < run->setup->probe_count; i++) {
        grid_stencil_at(ablation_grid(run->plant), run->setup->probe[i].r_m,
                        run->setup->probe[i].z_m, &run->probe[i]);
        run->before_c[i] = run->setup->plant.start_c;
    }
}

static enum err nerves_lay(struct run *run, struct why *why)
{
    const struct treatment_setup *setup = run->setup;
    const struct grid *grid = ablation_grid(run->plant);

    if (setup->nerve_count == 0)
        return ERR_OK;
    run->work = malloc(grid->nodes * sizeof *run->work);
    if (!run->work)
        return why_say(why, ERR_MEMORY, "no memory to look at nerves");
    for (size_t n = 0; n < setup->nerve_count; n++) {
        TRY(nerve_create(&run->nerve[n], grid, &setup->nerve[n], why));
        run->out->nerve_length_m[n] = nerve_length_m(run->nerve[n]);
    }
    return ERR_OK;
}

static void nerves_lift(struct run *run)
{
    for (size_t n = 0; n < run->setup->nerve_count; n++)
        nerve_destroy(run->nerve[n]);
    free(run->work);
}

enum err treatment_run(struct treatment *treatment, const struct treatment_setup *setup,
                       struct why *why)
{
    bool is_held = is_controlled(&setup->drive);
    struct treatment made = { 0 };
    struct run run = { .setup = setup,
                       .rank = rank_of(is_held, setup->steps_percent > 0
                                                    ? setup->steps_percent
                                                    : setup->accuracy_percent),
                       .out = &made, .ceiling_at_s = (double)NAN,
                       .cem43 = criterion_cem43(240) };
    struct ablation_setup plant = setup->plant;
    enum err err;

    plant.fineness = fineness_of(rank_of(is_held, setup->accuracy_percent), setup->refine,
                                 &plant.shape);
    plant.moved_tolerance = run.rank->moved_tolerance;
    plant.solve_tolerance = run.rank->solve_tolerance;
    if (setup->report_count > TREATMENT_REPORTS_MAX || setup->probe_count > TREATMENT_PROBES_MAX
        || setup->nerve_count > TREATMENT_NERVES_MAX)
        return why_say(why, ERR_BUG, "more reports, probes or nerves than there is room for");
    made.report = calloc(setup->report_count + 1, sizeof *made.report);
    if (!made.report)
        return why_say(why, ERR_MEMORY, "no memory for %zu reports", setup->report_count);
    TRY_OR_DONE(ablation_create(&made.plant, &plant, why));
    run.plant = made.plant;
    probes_place(&run);
    TRY_OR_DONE(nerves_lay(&run, why));
    TRY_OR_DONE(run_all(&run, why));
    made.did = ablation_did(made.plant);
    made.ceiling_at_s = run.ceiling_at_s;
    made.burst_rise_c = setup->drive.is_pulsed ? burst_rise_c(&run) : (double)NAN;
    *treatment = made;
done:
    nerves_lift(&run);
    if (err != ERR_OK)
        treatment_free(&made);
    return err;
}

void treatment_free(struct treatment *treatment)
{
    if (!treatment)
        return;
    ablation_destroy(treatment->plant);
    free(treatment->report);
    *treatment = (struct treatment){ 0 };
}
