#include "pk.h"
#include "spread_inside.h"

#include <math.h>
#include <stdlib.h>

#define STIR_CHANGE 0.05        /* of itself, before the canal is told */

struct state {
    const struct spread_course *course;
    struct spread_walk   walk;
    struct csf_stencil   tip;
    struct injection_law law;
    struct injection     injection;
    struct csf_stir      told;          /* what the canal was last told */
    bool   injects;
    struct pk *pk;
    double dispersion_m2_per_s, area_m2;        /* at the source */
    double blood_kg;                    /* so far */
    double *rows, *rows_before;         /* [map_rows] */
    struct csf_stencil *row_at;
    size_t columns_done;
};

/* ---- The map: columns between two steps are interpolated ------------------------------------ */

static void rows_sample(struct state *state)
{
    double *was = state->rows_before;

    state->rows_before = state->rows;
    state->rows = was;
    for (size_t row = 0; row < state->course->setup->map_rows; row++)
        state->rows[row] = csf_at(state->course->csf, state->row_at[row]);
}

static void map_fill(struct state *state, double from_s, double to_s)
{
    const struct spread_setup *setup = state->course->setup;
    double end_s = setup->report_s[setup->report_count - 1];

    if (!state->course->map)
        return;
    rows_sample(state);
    while (state->columns_done < setup->map_columns) {
        size_t column = state->columns_done;
        double at_s = end_s * (double)column / (double)(setup->map_columns - 1), share;
        if (at_s > to_s * (1 + 1e-12))
            break;
        share = to_s > from_s ? fmin((at_s - from_s) / (to_s - from_s), 1) : 1;
        for (size_t row = 0; row < setup->map_rows; row++)
            state->course->map[row * setup->map_columns + column]
                = (float)((1 - share) * state->rows_before[row] + share * state->rows[row]);
        state->columns_done++;
    }
}

static enum err map_begin(struct state *state)
{
    const struct spread_setup *setup = state->course->setup;
    size_t rows = setup->map_rows;

    if (!state->course->map)
        return ERR_OK;
    state->rows = calloc(rows, sizeof *state->rows);
    state->rows_before = calloc(rows, sizeof *state->rows_before);
    state->row_at = calloc(rows, sizeof *state->row_at);
    if (!state->rows || !state->rows_before || !state->row_at)
        return ERR_MEMORY;
    for (size_t row = 0; row < rows; row++)
        state->row_at[row] = csf_stencil_at(state->course->csf, setup->csf.length_m * (double)row
                                                                / (double)(rows - 1));
    map_fill(state, 0, 0);
    return ERR_OK;
}

/* ---- A step --------------------------------------------------------------------------------- */

static void stir_tell(struct state *state)
{
    const struct spread_setup *setup = state->course->setup;
    struct csf_stir stir = injection_stir(&state->injection, &state->law, setup->at_m,
                                          state->area_m2, setup->density_excess, setup->upright);

    if (injection_retell(&state->told, &state->law, stir, state->dispersion_m2_per_s, STIR_CHANGE))
        csf_stir(state->course->csf, &state->told);
}

static double flow_of(const struct state *state)
{
    const struct spread_dose *dose = spread_walk_dose(&state->walk);

    return dose && dose->over_s > 0 ? dose->volume_m3 / dose->over_s : 0;
}

static void injection_advance(struct state *state, double dt_s)
{
    if (state->injects)
        injection_step(&state->injection, &state->law, dt_s, flow_of(state),
                       state->dispersion_m2_per_s);
}

static enum err patient_step(struct state *state, double dt_s, struct why *why)
{
    struct csf *csf = state->course->csf;
    const struct spread_setup *setup = state->course->setup;
    double was_kg = state->blood_kg, beside;

    if (!state->pk)
        return ERR_OK;
    beside = setup->csf.cord_area_m2.count ? csf_cord_at(csf, state->tip) : csf_at(csf, state->tip);
    state->blood_kg = csf_blood_kg(csf);
    return pk_step(state->pk, dt_s, fmax(state->blood_kg - was_kg, 0), 0, beside,
                   csf_cistern(csf), why);
}

/* Of what is being injected. A slug narrower than a cell is as good as a point: 0. Both runs decide
 * by the whole coarse step, too. */
static double slug_half_m(const struct state *state, double dt_s)
{
    double half_m = injection_slug_half_m(&state->injection, &state->law, dt_s, flow_of(state),
                                          state->area_m2, state->dispersion_m2_per_s);

    return half_m > state->course->coarse->fine_m / 2 ? half_m : 0;
}

static enum err small_step(struct state *state, double dt_s, double half_m, struct why *why)
{
    struct csf  *csf = state->course->csf;
    const double at_m = state->course->setup->at_m;
    const double mass_kg = state->walk.rate_kg_per_s * dt_s;

    if (half_m > 0) {
        double kg_per_m3 = state->walk.rate_kg_per_s / flow_of(state);
        csf_fill(csf, at_m, half_m, mass_kg / 2, kg_per_m3);
        TRY(csf_step(csf, dt_s, 0, state->tip, why));
        csf_fill(csf, at_m, half_m, mass_kg / 2, kg_per_m3);
    } else {
        TRY(csf_step(csf, dt_s, mass_kg, state->tip, why));
    }
    return patient_step(state, dt_s, why);
}

/* Both runs stir by the middle of the whole coarse step, so that they solve the same equations. */
static enum err steps_take(struct state *state, double dt_s, struct why *why)
{
    size_t parts = state->course->refine;
    double part_s = dt_s / (double)parts, from_s = state->walk.now_s - dt_s, half_m;

    injection_advance(state, dt_s / 2);
    if (state->injects)
        stir_tell(state);
    half_m = slug_half_m(state, dt_s);
    for (size_t i = 0; i < parts; i++) {
        TRY(small_step(state, part_s, half_m, why));
        map_fill(state, from_s + (double)i * part_s, from_s + (double)(i + 1) * part_s);
    }
    injection_advance(state, dt_s / 2);
    return ERR_OK;
}

/* All at once: what it displaces is there, and stirs as if it had come in a second. */
static void dose_pour(struct state *state)
{
    const struct spread_setup *setup = state->course->setup;
    const struct spread_dose *dose = &setup->doses[state->walk.dose - 1];
    double half_m = fmax(dose->volume_m3 / (2 * state->area_m2), 1e-9);
    double at_m = fmin(setup->at_m, setup->csf.length_m - 1e-9);

    csf_pour(state->course->csf, fmax(at_m - half_m, 0),
             fmin(setup->at_m + half_m, setup->csf.length_m), dose->mass_kg);
    if (state->injects && dose->volume_m3 > 0)
        injection_step(&state->injection, &state->law, 1, dose->volume_m3,
                       state->dispersion_m2_per_s);
    if (state->course->map)
        rows_sample(state);
}

static void report_fill(const struct state *state, struct spread_report *report)
{
    const struct spread_setup *setup = state->course->setup;
    const struct csf *csf = state->course->csf;
    struct csf_books books = csf_books(csf);

    *report = (struct spread_report){
        .mass_kg = books.fluid_kg + books.cord_kg + books.cistern_kg,
        .absorbed_kg = books.blood_kg + books.epidural_kg,
    };
    for (size_t i = 0; i < setup->probe_count; i++) {
        report->probe_kg_per_m3[i] = csf_cubic_at(csf, setup->probe_m[i]);
        report->probe_cord_kg_per_m3[i] = csf_cord_cubic_at(csf, setup->probe_m[i]);
    }
    if (state->pk) {
        struct pk_levels levels = pk_levels(state->pk);
        report->plasma_kg_per_m3 = levels.plasma_kg_per_m3;
        report->cord_effect_kg_per_m3 = levels.cord_effect_kg_per_m3;
        report->brain_effect_kg_per_m3 = levels.brain_effect_kg_per_m3;
    }
}

static enum err programme_run(struct state *state, struct why *why)
{
    enum spread_todo todo;
    double dt_s = 0;
    long   done = 0;

    while ((todo = spread_walk_next(&state->walk, &dt_s)) != SPREAD_END) {
        if (++done > SPREAD_STEPS_MAX)
            return why_say(why, ERR_LIMIT, "the programme wants more than %ld steps",
                           SPREAD_STEPS_MAX);
        if (todo == SPREAD_STEP)
            TRY(steps_take(state, dt_s, why));
        else if (todo == SPREAD_POUR)
            dose_pour(state);
        else
            report_fill(state, &state->course->reports[state->walk.report - 1]);
    }
    return ERR_OK;
}

enum err spread_course_run(const struct spread_course *course, struct why *why)
{
    const struct spread_setup *setup = course->setup;
    struct state state = {
        .course = course, .walk = spread_walk_start(setup, course->coarse),
        .tip = csf_stencil_at(course->csf, setup->at_m), .law = injection_law_usual,
        .told = { .reach_m = -1 },
        .dispersion_m2_per_s = csf_profile_at(&setup->csf.dispersion_m2_per_s, setup->at_m),
        .area_m2 = csf_profile_at(&setup->csf.area_m2, setup->at_m),
    };
    enum err err = ERR_OK;

    state.law.stir_m2_per_m3 = setup->stir_m2_per_m3;
    for (size_t i = 0; i < setup->dose_count; i++)
        state.injects |= setup->doses[i].volume_m3 > 0;
    if (setup->pk)
        TRY_OR_DONE(pk_create(&state.pk, setup->pk, setup->pocket_per_s, why));
    TRY_OR_DONE(map_begin(&state));
    TRY_OR_DONE(programme_run(&state, why));
done:
    if (state.pk)
        pk_destroy(state.pk);
    free(state.rows);
    free(state.rows_before);
    free(state.row_at);
    return err;
}
