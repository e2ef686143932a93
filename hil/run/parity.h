/* parity.h - where two runs of one scenario part: on the mock and on a bench, or on two benches.
 *
 * A signal agrees at a moment when it is within its tolerance of something that the other run had
 * within slip_s of that moment: a real wire is later than a modelled one, and that is not what is
 * looked for. A device that is on already is past its self-test: later_s takes such a begin away.
 * Unknown agrees with unknown. What only one of the runs ever knew, as the signals of a bench, is
 * named and not compared. Rows of one trace without a row of the other within slip_s are passed
 * over.
 *
 * Tolerances go by unit, absolute or relative, whichever is more, times `loose`; a state or a count
 * has none. They are this project's own: as far apart as two instruments of the kind may be. Two
 * runs of the mock must be equal: then there is neither tolerance nor slip. */
#ifndef PAINRIG_HIL_PARITY_H
#define PAINRIG_HIL_PARITY_H

#include "hil/signal.h"
#include "hil/trace/trace_file.h"

struct parity_setup {
    double slip_s;              /* 0.25 */
    double loose;               /* 1    */
    double later_s;             /* the second trace begins so much later than the first */
    double from_s;              /* of the first trace: rows before are not compared     */
    bool   is_exact;
};

struct parity_signal {
    const struct signal *signal;
    bool   is_known[2];         /* in a row of the first, of the second                     */
    size_t compared, parted;    /* rows                                                     */
    double first_t_s;           /* where they part first: what each has, how far is allowed */
    double value[2], tolerance;
    double most, most_t_s;      /* the farthest apart, beyond the tolerance or not          */
};

struct parity {
    struct parity_signal *signals;
    size_t count, parted;       /* signals; those that part  */
    double end_s[2];            /* how long each run was     */
};

/* Both traces are bound to these signals. ERR_RANGE: no row of one is near a row of the other. */
MUST_CHECK enum err parity_compare(struct parity *, struct trace_file *const traces[2],
                                   const struct signal *, size_t count,
                                   const struct parity_setup *, struct why *);
void parity_free(struct parity *);      /* zeroed is fine */

/* painrig parity SCENARIO.lua --bench A [--bench B] */
int parity_command(int argc, char **argv);

#endif
