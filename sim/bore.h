/* bore.h - drug in a thin tube through which fluid moves by fits and starts: a front that laminar
 * flow pulls apart and radial diffusion draws together again.
 *
 *     u(r) = 2 U (1 - r2/a2)          radial diffusion changes a parcel's lane at rate 16 D / a2
 *
 * The cross-section is cut into lanes of equal area, each a queue of small cells that move without
 * numerical diffusion. All lanes move with the mean flow; how far a lane ought to be ahead of it is
 * its lead. A lead fades at the rate above, and what fades turns into axial dispersion, 2 <lead2>
 * per unit of it; when it exceeds half a cell before it has faded, the lane moves two cells while
 * its mirror image rests. So slow flow is plug flow with the dispersion of Taylor and Aris,
 *
 *     D (1 + U2 a2 / 48 D2)
 *
 * fast flow is a laminar tube without diffusion (the first drug leaves after half the volume), and
 * flow in strokes is what strokes make of it. Drug is conserved to rounding; nothing allocates.
 * SI units. */
#ifndef PAINRIG_SIM_BORE_H
#define PAINRIG_SIM_BORE_H

#include <stdbool.h>
#include <stddef.h>

#define BORE_LANES 16       /* even: a lane and its mirror image lead and lag alike */
#define BORE_CELLS 128      /* at most, along the tube                              */

struct bore {
    size_t cells;                           /* 0: what enters leaves                             */
    double lane_m3;                         /* volume of one cell of one lane                    */
    double mix_per_s;                       /* 16 D / a2                                         */
    double spread_per_s;                    /* 2 D in cells2/s                                   */
    double phase;                           /* 0 .. 1: of the move by one cell that is under way */
    int    steps[BORE_LANES];               /* cells that a lane makes in it: 0, 1, 2            */
    double fill[BORE_LANES];                /* share of cell 0 that is there; the last: the rest */
    double lead[BORE_LANES / 2];            /* cells ahead of the mean; the mirror lane lags so  */
    double jumped[BORE_LANES / 2];          /* what of it the cells show                         */
    double uneven;                          /* bound on what lanes differ by; 0: all are equal   */
    double unmixed;                         /* radial mixing that is due, as rate x time         */
    double spread;                          /* axial variance that is due, cells2                */
    double kg[BORE_LANES][BORE_CELLS + 1];  /* cell 0 at the entrance                            */
};

/* cells x cell_m3 of a tube of this radius, filled with one concentration. */
void bore_init(struct bore *, size_t cells, double cell_m3, double radius_m,
               double diffusivity_m2_per_s, double kg_per_m3);

/* Over dt_s (>= 0), volume_m3 enters evenly with this concentration: at the entrance, or, if
 * negative, at the exit. Returns the drug that leaves at the other end. */
double bore_move(struct bore *, double dt_s, double volume_m3, double kg_per_m3);

double bore_held_kg(const struct bore *);
double bore_exit_kg_per_m3(const struct bore *);    /* what a little forward flow would let out */

/* Two tubes, one behind the other, of the same bore and cells: move their border so that the front
 * one has front_cells. Contents stay where they are, to one cell. */
void bore_divide(struct bore *front, struct bore *back, size_t front_cells);

#endif
