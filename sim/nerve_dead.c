#include "nerve_inside.h"

#include <math.h>

#define SWEEPS_MOST 60

static void stretch_add(struct nerve_dead *dead, double from_m, double to_m, double *run_from_m,
                        double *run_to_m)
{
    if (dead->stretch_count > 0 && from_m - *run_to_m <= NERVE_PIECE_LEAST_M) {
        *run_to_m = to_m;
    } else {
        dead->stretch_count++;
        *run_from_m = from_m;
        *run_to_m = to_m;
    }
    dead->dead_m += to_m - from_m;
    dead->longest_m = fmax(dead->longest_m, *run_to_m - *run_from_m);
    if (dead->stretch_count <= NERVE_STRETCHES_MAX)
        dead->stretch[dead->stretch_count - 1] = (struct nerve_stretch){ *run_from_m, *run_to_m };
}

/* Walking along a course, from place to place. */
struct walk {
    const struct nerve *nerve;
    const double *margin;
    struct nerve_dead *dead;
    double run_from_m, run_to_m;            /* the stretch in hand */
};

static double zero_between(const struct walk *w, const struct nerve_piece *piece, double low_m,
                           double high_m, bool low_is_dead)
{
    for (int i = 0; i < SWEEPS_MOST && high_m - low_m > NERVE_TOLERANCE_M; i++) {
        double middle_m = (low_m + high_m) / 2;
        bool   is_dead = nerve_field_at(w->nerve, piece, middle_m, w->margin) >= 0;
        if (is_dead == low_is_dead)
            low_m = middle_m;
        else
            high_m = middle_m;
    }
    return (low_m + high_m) / 2;
}

/* From one place to the next, between which the margin changes its sign once or not at all. */
static void walk_on(struct walk *w, const struct nerve_piece *piece, double from_m, bool from_dead,
                    double to_m, bool to_dead)
{
    double start_m = piece->segment->from_m, zero_m;

    if (!from_dead && !to_dead)
        return;
    if (from_dead && to_dead) {
        stretch_add(w->dead, start_m + from_m, start_m + to_m, &w->run_from_m, &w->run_to_m);
        return;
    }
    zero_m = zero_between(w, piece, from_m, to_m, from_dead);
    if (from_dead)
        stretch_add(w->dead, start_m + from_m, start_m + zero_m, &w->run_from_m, &w->run_to_m);
    else
        stretch_add(w->dead, start_m + zero_m, start_m + to_m, &w->run_from_m, &w->run_to_m);
}

/* Three neighbours of one sign, the middle one nearest to zero: does their parabola come near? */
static bool may_touch(double before, double here, double behind)
{
    double bend = before - 2 * here + behind, rise = behind - before;

    if (fabs(here) > fabs(before) || fabs(here) > fabs(behind) || bend == 0)
        return false;
    /* the vertex is at here - rise^2 / (8 bend); twice as far, and a little, is near enough */
    return fabs(here) <= fabs(rise * rise / (4 * bend)) + 0.1 * fabs(bend);
}

/* Between samples k and k + 1: where a turning point near zero is found, by way of it. */
static void samples_walk(struct walk *w, const struct nerve_piece *piece, const double *value,
                         size_t k)
{
    const struct nerve_sample *sample = &w->nerve->sample[piece->first];
    bool from_dead = value[k] >= 0, to_dead = value[k + 1] >= 0;
    double from_m = sample[k].at_m, to_m = sample[k + 1].at_m, turn_m;
    bool turns = from_dead == to_dead
              && ((k > 0 && (value[k - 1] >= 0) == from_dead
                   && may_touch(value[k - 1], value[k], value[k + 1]))
                  || (k + 2 < piece->count && (value[k + 2] >= 0) == to_dead
                      && may_touch(value[k], value[k + 1], value[k + 2])));

    if (turns) {
        turn_m = nerve_turn_between(w->nerve, piece, from_m, to_m, w->margin, from_dead ? -1 : 1);
        if ((nerve_field_at(w->nerve, piece, turn_m, w->margin) >= 0) != from_dead) {
            walk_on(w, piece, from_m, from_dead, turn_m, !from_dead);
            walk_on(w, piece, turn_m, !from_dead, to_m, to_dead);
            return;
        }
    }
    walk_on(w, piece, from_m, from_dead, to_m, to_dead);
}

void nerve_dead(const struct nerve *nerve, const double *margin, struct nerve_dead *dead)
{
    struct walk walk = { .nerve = nerve, .margin = margin, .dead = dead };

    *dead = (struct nerve_dead){ 0 };
    for (size_t i = 0; i < nerve->piece_count; i++) {
        const struct nerve_piece *piece = &nerve->piece[i];
        double value[NERVE_SAMPLES_MOST];
        for (size_t k = 0; k < piece->count; k++)
            value[k] = nerve_sample_read(nerve, piece, &nerve->sample[piece->first + k], margin);
        for (size_t k = 0; k + 1 < piece->count; k++)
            samples_walk(&walk, piece, value, k);
    }
}
