/* real_generator.h - the reference generator as a device of its own: a process behind a
 * pseudo-terminal, which goes on whatever happens to whoever has opened it, and says when it was
 * told to stand by. It is switched on, and its self-test behind it, when it is there.
 *
 * Its body is warm tissue. `seen` is shared memory; times are of clock_wall_s. Ends with its
 * parent. */
#ifndef PAINRIG_TESTS_REAL_GENERATOR_H
#define PAINRIG_TESTS_REAL_GENERATOR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

#define REAL_STANDBYS_KEPT 64

struct real_generator_seen {
    atomic_bool     is_there;
    atomic_bool     rf_on;              /* radiofrequency leaves it                             */
    _Atomic double  rf_on_s;            /* the last step in which it did                        */
    atomic_bool     is_mute;            /* a knob: it obeys and does not answer                 */
    atomic_bool     is_deaf;            /* a knob: it neither obeys nor answers                 */
    atomic_int      standbys;           /* orders to stand by, of anybody                       */
    _Atomic double  standby_s[REAL_STANDBYS_KEPT];      /* when they arrived, the first of them */
    atomic_int      bytes;              /* that have arrived                                    */
};

struct real_generator {
    struct real_generator_seen *seen;
    pid_t                       process;
    char                        folder[64], path[100];  /* of the terminal's link */
    char                        address[108];           /* "pty:/tmp/.../generator" */
};

/* False: it could not be made. */
bool real_generator_start(struct real_generator *);
/* As a cable that is pulled. */
void real_generator_unplug(struct real_generator *);
void real_generator_end(struct real_generator *);

/* When the first order to stand by arrived at or after since_s; NAN: none was kept. */
double real_generator_standby_s(const struct real_generator *, double since_s);

#endif
