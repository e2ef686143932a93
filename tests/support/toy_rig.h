/* toy_rig.h - a small rig for tests: a heater with a thermocouple, no wire, no device.
 *
 *     dT/dt = (gain_c_per_w * power - (T - start_c)) / tau_s
 *
 * The usual tick is 10 ms; 1 ms to 60 s are taken. The heater trips at 95 C (an "alarm" event) and
 * stays tripped. Settings: start_c (37), tau_s (5). */
#ifndef PAINRIG_TESTS_SUPPORT_TOY_RIG_H
#define PAINRIG_TESTS_SUPPORT_TOY_RIG_H

#include "hil/rig/rig.h"
#include "hil/run/executor.h"
#include "hil/run_record.h"

#define TOY_TICK_S 0.01

enum { TOY_TEMP, TOY_POWER, TOY_STATE, TOY_SIGNALS };
enum { TOY_SET_W, TOY_MODE, TOY_OPEN, TOY_BREAK, TOY_KNOBS };

extern const struct rig_type toy_rig_type;

/* What became of a scenario that was played on a toy. Closed with toy_play_close. */
struct toy_play {
    enum err               err;         /* of loading, setting up or running; `why` tells */
    struct why             why;
    struct executor_result result;
    struct record         *record;
    double                 wall_s;
};

struct toy_play_setup {
    const char    *text;                /* the scenario's file, called "toy.lua"        */
    uint64_t       seed;
    const char    *trace_path;          /* NULL: none                                   */
    FILE          *events;              /* NULL: none                                   */
    const struct fault_plan *faults;    /* NULL: none                                   */
    bool         (*is_stopped)(const void *);
    const void    *stop;
    void         (*watch)(void *, double t_s, const double *row);
    void          *watcher;
    bool           is_on_bench;         /* as if instruments measured it                */
};

void toy_play(struct toy_play *, const struct toy_play_setup *);
void toy_play_close(struct toy_play *);

#endif
