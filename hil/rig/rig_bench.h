/* rig_bench.h - what rigs have in common on a bench: its signals, its instruments stepped once a
 * tick, a source switched on and off, and which part of it can make a knob true.
 *
 * Signals of a bench stand in every rig that can be on one, and are unknown while all is mocked:
 * a rig adds its list of rig_bench_names.h to its own, and fills it with rig_bench_fill. */
#ifndef PAINRIG_HIL_RIG_BENCH_H
#define PAINRIG_HIL_RIG_BENCH_H

#include "hil/bench/stand.h"
#include "hil/event.h"
#include "hil/rig/rig_bench_names.h"

/* ---- signals ---- */

/* What a row of rig_bench_names.h shows of its role: a reading, its link, or how old what it said
 * last is. NONE: filled by somebody else. */
enum { RIG_BENCH_LINK = DEVICE_READING_COUNT, RIG_BENCH_AGE, RIG_BENCH_NONE };

struct rig_bench_row { enum device_role role; int shows; };

/* Fill values[0 .. count) by their rows; all unknown without a stand. */
void rig_bench_fill(const struct stand *, const struct rig_bench_row *, size_t count,
                    double *values);

/* ---- a tick ---- */

/* Every instrument advanced to now_s. A source whose port has closed, and a knob that the stand
 * did not take, end the run with their sentence. NULL is fine. */
MUST_CHECK enum err rig_bench_step(struct stand *, double now_s, struct why *);

/* ---- a source that is switched on and off ---- */

/* RUN of a pump, OUTPUT of a generator; zeroed but for `ordered`, NAN: nothing was ordered. */
struct rig_bench_switch {
    double wanted;                  /* last                                                  */
    double ordered, ordered_s;      /* what, and when                                        */
    double against_s;               /* since when the source says otherwise; NAN: it does not */
    double try_s, wait_s;           /* not to be ordered on before; then not for so long      */
    bool   has_obeyed;              /* since it was ordered                                   */
    bool   has_told;                /* that the source does not do it                         */
    char   said[200];               /* why it was refused last                                */
};

/* Order `wanted` (0 or 1), if it was not. Off is ordered again for as long as the source says that
 * it is on. On is ordered again, ever more rarely, when it was refused, or was ordered and the
 * source never did it; a source that was on and went off has its reason, or somebody at its front
 * panel: it is left so until it has been ordered off. Each new reason, and that a source does not
 * do what it was ordered, is told by an event of the stand. A link that is down is tried again. */
MUST_CHECK enum err rig_bench_switch(struct rig_bench_switch *, struct stand *, enum device_role,
                                     double wanted, double now_s, struct why *);

/* ---- what happened ---- */

/* The next thing that happened on the stand, as an event of the run. NULL is fine. */
bool rig_bench_next_event(struct stand *, struct event *);

/* ---- who can make a knob true ---- */

/* CLIENT: our own client orders it. MODEL: only the plant feels it. FIRMWARE: the mocked device in
 * memory. DRIVE: the mocked pump's own motor. LOAD: an instrument that is the load. STAND: a
 * control port, or switches. */
#define RIG_MAKER_LIST(X)                                                                     \
    X(CLIENT,   "our own host at the device's console")                                       \
    X(MODEL,    "the model")                                                                  \
    X(FIRMWARE, "a mocked device (a bench whose source obeys the mocked firmware has it)")    \
    X(DRIVE,    "a mocked drive (a bench without a pump has it)")                             \
    X(LOAD,     "role load (an instrument that is the tissue's impedance)")                   \
    X(STAND,    "role stand (driver = \"knobs\": the control port of an emulated device)")
#define RIG_MAKER_ENUM(name, text) RIG_MAKER_##name##_,
enum { RIG_MAKER_LIST(RIG_MAKER_ENUM) RIG_MAKER_COUNT };
#undef RIG_MAKER_ENUM
#define RIG_MAKER_BIT(name, text) RIG_MAKER_##name = 1u << RIG_MAKER_##name##_,
enum rig_maker { RIG_MAKER_LIST(RIG_MAKER_BIT) };
#undef RIG_MAKER_BIT

/* ERR_REFUSED with the sentence: none of `needed` (0: everybody can) is among those there are. */
MUST_CHECK enum err rig_bench_can(unsigned there, unsigned needed, const char *knob, struct why *);

/* Must this knob be sent to the stand, as nobody else makes it true? */
static inline bool rig_bench_is_for_stand(unsigned there, unsigned needed)
{
    return (needed & there) == RIG_MAKER_STAND;
}

#endif
