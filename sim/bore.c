#include "bore.h"

#include "base/units.h"

#include <math.h>
#include <string.h>

#define UNMIXED_MOST 0.25       /* rate x time after which lanes are mixed                   */
#define SPREAD_MOST  0.02       /* cells2 after which cells are spread: 0.14 of a cell       */
#define SPREAD_WILD  0.25       /* ... while lanes differ, and ...                           */
#define SPREAD_SHARE 1e-3       /* ... this share of the square of the first one's lead      */
#define UNEVEN_LEAST 1e-6       /* lanes that differ by less than this share are made equal  */
#define FLUSHES      64         /* volumes of the tube that leave nothing of what was there  */

void bore_init(struct bore *bore, size_t cells, double cell_m3, double radius_m,
               double diffusivity_m2_per_s, double kg_per_m3)
{
    double cell_m = cell_m3 / (PI * radius_m * radius_m);

    *bore = (struct bore){
        .cells = cells, .lane_m3 = cell_m3 / BORE_LANES,
        .mix_per_s = 16 * diffusivity_m2_per_s / (radius_m * radius_m),
        .spread_per_s = 2 * diffusivity_m2_per_s / (cell_m * cell_m),
    };
    for (size_t i = 0; i < BORE_LANES; i++) {
        bore->steps[i] = 1;
        for (size_t k = 1; k <= cells; k++)
            bore->kg[i][k] = kg_per_m3 * bore->lane_m3;
    }
}

/* ---- lanes ---- */

/* By how much of the mean flow a lane is faster: 2 (1 - r2/a2) - 1 at the middle of its area. */
static double slip(size_t lane) { return 1 - (2 * (double)lane + 1) / BORE_LANES; }

/* Half a cell and up to half a cell more: lanes that all jump at once would make the outlet
 * flicker. Fractions of the golden ratio are spread evenly. The first jump of a lane is put off: a
 * pump's stroke is about a cell, and is over and forgotten before a jump would be. */
static double behind_most(const struct bore *bore, size_t lane)
{
    double turns = 0.6180339887498949 * (double)lane;

    return (fabs(bore->jumped[lane]) < 0.5 ? 1 : 0.5) + 0.5 * (turns - floor(turns));
}

/* A new move by one cell begins: lanes that ought to lead by more make two, their mirror images
 * none; backwards it is the other way round. */
static void steps_choose(struct bore *bore, int direction)
{
    for (size_t i = 0; i < BORE_LANES / 2; i++) {
        double behind = bore->lead[i] - bore->jumped[i];
        bool   jumps = fabs(behind) > behind_most(bore, i);
        int    more = !jumps ? 0 : behind > 0 ? direction : -direction;
        bore->steps[i] = 1 + more;
        bore->steps[BORE_LANES - 1 - i] = 1 - more;
        if (jumps)
            bore->uneven = 1;
    }
}

/* dy = gain in even parts - y dx over x, from `was`: y at the end, and the integral of y2 dx. */
static double relax(double was, double gain, double x, double *square)
{
    double gone = -expm1(-x), rest = x > 0 ? gain / x : 0, away = was - rest;
    double is = was * (1 - gone) + gain * (x > 0 ? gone / x : 1);

    *square = x < 1e-2 ? x * (was * was + was * is + is * is) / 3
                       : rest * rest * x + 2 * rest * away * gone
                             + away * away * gone * (2 - gone) / 2;
    return is;
}

/* Over rate x time x the mean moves by `moved` cells (signed):
 *
 *     d lead   = slip d moved - lead dx              where a lane's newcomers are on average
 *     d jumped = (steps - 1) d moved - jumped dx     what of that its cells have shown
 *
 * Parcels that forget their lead become variance, 2 <lead2> dx. Mixing cells that have jumped makes
 * 2 <jumped2> dx of it; the rest is due along the tube. */
static void leads_advance(struct bore *bore, double moved, double x)
{
    double sum = 0;

    for (size_t i = 0; i < BORE_LANES / 2; i++) {
        double all, shown;
        bore->lead[i] = relax(bore->lead[i], slip(i) * moved, x, &all);
        bore->jumped[i] = relax(bore->jumped[i], (bore->steps[i] - 1) * moved, x, &shown);
        sum += all - shown;
    }
    bore->spread += 2 * sum / (BORE_LANES / 2);
}

/* ---- a lane moves ---- */

/* Until the share fill_to of cell 0 has entered; a full one moves on. Returns what leaves. */
static double lane_forward(struct bore *bore, size_t lane, double fill_to, double kg_per_m3)
{
    double *kg = bore->kg[lane], fill = bore->fill[lane], *last = &kg[bore->cells];
    double out_kg = fill_to >= 1 ? *last : *last * (fill_to - fill) / (1 - fill);

    *last -= out_kg;
    kg[0] += kg_per_m3 * (fill_to - fill) * bore->lane_m3;
    if (fill_to >= 1) {
        memmove(kg + 1, kg, bore->cells * sizeof *kg);
        kg[0] = 0;
        fill_to = 0;
    }
    bore->fill[lane] = fill_to;
    return out_kg;
}

/* The same towards the entrance. */
static double lane_back(struct bore *bore, size_t lane, double fill_to, double kg_per_m3)
{
    double *kg = bore->kg[lane], fill = bore->fill[lane], out_kg;

    if (fill <= 0) {
        memmove(kg, kg + 1, bore->cells * sizeof *kg);
        kg[bore->cells] = 0;
        fill = 1;
    }
    out_kg = kg[0] * (fill - fill_to) / fill;
    kg[0] -= out_kg;
    kg[bore->cells] += kg_per_m3 * (fill - fill_to) * bore->lane_m3;
    bore->fill[lane] = fill_to;
    return out_kg;
}

/* All lanes, to a phase in the same half of the move. A lane of two steps makes one in each. */
static double lanes_to(struct bore *bore, double phase_to, int direction, double kg_per_m3)
{
    bool   second = direction > 0 ? bore->phase >= 0.5 : bore->phase > 0.5;
    double out_kg = 0;

    for (size_t i = 0; i < BORE_LANES; i++) {
        double fill_to = bore->steps[i] == 1 ? phase_to : 2 * (phase_to - (second ? 0.5 : 0));
        if (bore->steps[i] == 0)
            continue;
        out_kg += direction > 0 ? lane_forward(bore, i, fill_to, kg_per_m3)
                                : lane_back(bore, i, fill_to, kg_per_m3);
    }
    bore->phase = phase_to;
    return out_kg;
}

/* ---- mixing across, spreading along ---- */

static double end_share(const struct bore *bore, size_t lane, size_t cell)
{
    return cell == 0 ? bore->fill[lane] : cell == bore->cells ? 1 - bore->fill[lane] : 1;
}

static bool is_in_step(const struct bore *bore)
{
    for (size_t i = 0; i < BORE_LANES; i++)
        if (bore->steps[i] != 1)
            return false;
    return true;
}

/* Every lane's concentration nears their mean at its place. */
static void lanes_mix(struct bore *bore)
{
    double keep = exp(-bore->unmixed), mean[BORE_CELLS + 1] = { 0 };
    size_t last = bore->cells;

    bore->unmixed = 0;
    bore->uneven *= keep;
    if (bore->uneven < UNEVEN_LEAST) {      /* amid a jump the shares at the ends differ */
        bool even = is_in_step(bore);
        keep = even ? 0 : keep;
        bore->uneven = even ? 0 : UNEVEN_LEAST;
    }
    for (size_t i = 0; i < BORE_LANES; i++)
        for (size_t k = 0; k <= last; k++)
            mean[k] += bore->kg[i][k];
    for (size_t k = 0; k <= last; k += last) {      /* both ends: per share that is there */
        double share = 0;
        for (size_t i = 0; i < BORE_LANES; i++)
            share += end_share(bore, i, k);
        mean[k] = share > 0 ? mean[k] / share : 0;
    }
    for (size_t k = 1; k < last; k++)
        mean[k] /= BORE_LANES;
    for (size_t i = 0; i < BORE_LANES; i++) {
        double *kg = bore->kg[i];
        for (size_t k = 1; k < last; k++)
            kg[k] = mean[k] * (1 - keep) + kg[k] * keep;
        kg[0] = mean[0] * end_share(bore, i, 0) * (1 - keep) + kg[0] * keep;
        kg[last] = mean[last] * end_share(bore, i, last) * (1 - keep) + kg[last] * keep;
    }
}

/* Backward Euler over the variance 2 r (in cells2) that is due: never negative, and its variance is
 * exact for any r. With v the share of a cell that is there,
 *
 *     v_k (c_k' - c_k) = r (c_{k-1}' - c_k') + r (c_{k+1}' - c_k')
 *
 * The drug is moved by the fluxes, so that none is lost to rounding. */
static void lane_spread(struct bore *bore, size_t lane, double r)
{
    double *kg = bore->kg[lane], ratio[BORE_CELLS + 1], value[BORE_CELLS + 1];
    size_t  last = bore->cells;

    for (size_t k = 0; k <= last; k++) {
        double below = k > 0 ? r : 0, above = k < last ? r : 0;
        double pivot = 1 / (end_share(bore, lane, k) + below + above
                            - (k > 0 ? below * ratio[k - 1] : 0));
        ratio[k] = above * pivot;
        value[k] = (kg[k] + (k > 0 ? below * value[k - 1] : 0)) * pivot;
    }
    for (size_t k = last; k-- > 0;) {
        double flux;
        value[k] += ratio[k] * value[k + 1];
        flux = r * (value[k] - value[k + 1]);
        kg[k] -= flux;
        kg[k + 1] += flux;
    }
}

static void lanes_spread(struct bore *bore)
{
    double r = bore->spread / 2;

    bore->spread = 0;
    lane_spread(bore, 0, r);
    for (size_t i = 1; i < BORE_LANES; i++) {
        if (bore->uneven > 0)
            lane_spread(bore, i, r);
        else
            memcpy(bore->kg[i], bore->kg[0], (bore->cells + 1) * sizeof bore->kg[i][0]);
    }
}

/* Spreading along a tube whose lanes are far apart is work for nothing. */
static double spread_most(const struct bore *bore)
{
    double lead = bore->lead[0];

    return bore->uneven > 0 ? SPREAD_WILD + SPREAD_SHARE * lead * lead : SPREAD_MOST;
}

/* Time passes while the mean moves by `moved` cells. */
static void advance(struct bore *bore, double moved, double dt_s)
{
    double x = bore->mix_per_s * dt_s;

    leads_advance(bore, moved, x);
    bore->spread += bore->spread_per_s * dt_s;
    bore->unmixed = bore->uneven > 0 ? bore->unmixed + x : 0;
    if (bore->unmixed > UNMIXED_MOST)
        lanes_mix(bore);
    if (bore->spread > spread_most(bore))
        lanes_spread(bore);
}

/* ---- all together ---- */

static double flush(struct bore *bore, double volume_m3, double kg_per_m3)
{
    double left_kg = bore_held_kg(bore), all_m3 = bore->lane_m3 * BORE_LANES * (double)bore->cells;

    for (size_t i = 0; i < BORE_LANES; i++)
        for (size_t k = 0; k <= bore->cells; k++)
            bore->kg[i][k] = kg_per_m3 * bore->lane_m3 * end_share(bore, i, k);
    return left_kg + kg_per_m3 * (volume_m3 - all_m3);
}

static double end_of_half(double phase, int direction)
{
    if (direction > 0)
        return phase < 0.5 ? 0.5 : 1;
    return phase > 0.5 ? 0.5 : 0;
}

double bore_move(struct bore *bore, double dt_s, double volume_m3, double kg_per_m3)
{
    double cells = fabs(volume_m3) / (bore->lane_m3 * BORE_LANES), left = cells, out_kg = 0;
    int    direction = volume_m3 > 0 ? 1 : -1;

    if (bore->cells == 0)
        return fabs(volume_m3) * kg_per_m3;
    if (cells > FLUSHES * (double)bore->cells)
        return flush(bore, fabs(volume_m3), kg_per_m3);
    if (!(cells > 0))
        advance(bore, 0, dt_s);
    while (left > 0) {
        double end, room, part;
        if (bore->phase <= 0) {
            steps_choose(bore, direction);
            bore->phase = direction > 0 ? 0 : 1;
        }
        end = end_of_half(bore->phase, direction);
        room = fabs(end - bore->phase);
        part = fmin(left, room);
        out_kg += lanes_to(bore, left >= room ? end : bore->phase + direction * left, direction,
                           kg_per_m3);
        if (bore->phase >= 1 && direction > 0)
            bore->phase = 0;
        left -= part;
        advance(bore, direction * part, dt_s * part / cells);
    }
    return out_kg;
}

double bore_held_kg(const struct bore *bore)
{
    double across[BORE_CELLS + 1] = { 0 }, sum = 0;     /* a chain of additions would be slow */

    for (size_t i = 0; i < BORE_LANES; i++)
        for (size_t k = 0; k <= bore->cells; k++)
            across[k] += bore->kg[i][k];
    for (size_t k = 0; k <= bore->cells; k++)
        sum += across[k];
    return bore->cells > 0 ? sum : 0;
}

double bore_exit_kg_per_m3(const struct bore *bore)
{
    double sum = 0, steps = 0;

    for (size_t i = 0; i < BORE_LANES; i++) {
        double share = 1 - bore->fill[i];
        size_t cell = share > 0 ? bore->cells : bore->cells - 1;
        sum += bore->steps[i] * bore->kg[i][cell] / (share > 0 ? share : 1);
        steps += bore->steps[i];
    }
    return bore->cells > 0 ? sum / steps / bore->lane_m3 : 0;
}

/* ---- the border between two ---- */

/* A lane's cells of both tubes in a row, and how much of the first has been taken. */
struct row { double share[2 * (BORE_CELLS + 1)], kg[2 * (BORE_CELLS + 1)]; size_t count, at; };

static void row_append(struct row *row, const struct bore *bore, size_t lane)
{
    for (size_t k = 0; bore->cells > 0 && k <= bore->cells; k++) {
        row->share[row->count] = end_share(bore, lane, k);
        row->kg[row->count++] = bore->kg[lane][k];
    }
}

static double row_take(struct row *row, double share)
{
    double kg = 0;

    for (; row->at < row->count && share > 0; row->at++) {
        double *there = &row->share[row->at], *held = &row->kg[row->at];
        if (*there > share) {
            double part = *held * share / *there;
            *held -= part;
            *there -= share;
            return kg + part;
        }
        kg += *held;
        share -= *there;
    }
    return kg;
}

static void lane_refill(struct bore *bore, size_t cells, size_t lane, struct row *row)
{
    bore->fill[lane] = 0;
    bore->steps[lane] = 1;
    bore->kg[lane][0] = 0;
    for (size_t k = 1; k <= cells; k++)
        bore->kg[lane][k] = row_take(row, 1);
}

void bore_divide(struct bore *front, struct bore *back, size_t front_cells)
{
    size_t back_cells = front->cells + back->cells - front_cells;

    for (size_t i = 0; i < BORE_LANES; i++) {
        struct row row = { 0 };
        row_append(&row, front, i);
        row_append(&row, back, i);
        lane_refill(front, front_cells, i, &row);
        lane_refill(back, back_cells, i, &row);
        /* what rounding has left */
        if (back_cells > 0)
            back->kg[i][back_cells] += row_take(&row, INFINITY);
        else
            front->kg[i][front_cells] += row_take(&row, INFINITY);
    }
    front->cells = front_cells;
    back->cells = back_cells;
    front->phase = back->phase = 0;
    front->uneven = back->uneven = fmax(front->uneven, back->uneven);
}
