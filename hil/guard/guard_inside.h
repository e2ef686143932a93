/* guard_inside.h - what the files of the guard share; beside them only its tests include it.
 *
 * guard.c is the run's side, guard_stand.c what a stand has to be guarded, guard_process.c the
 * process, guard_hand.c a device made safe over a descriptor, guard_limits.c what may be delivered,
 * guard_record.c guard.json, guard_list.c the guards of this user, guard_stop.c painrig stop. */
#ifndef PAINRIG_HIL_GUARD_INSIDE_H
#define PAINRIG_HIL_GUARD_INSIDE_H

#include "drivers/device.h"
#include "drivers/port.h"
#include "hil/guard/guard.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#define GUARD_SOURCES_MAX ((size_t)DEVICE_ROLE_COUNT)
#define GUARD_TEXT_MAX    400

/* ---- what is guarded ---- */

struct guard_source {
    enum device_role          role;
    const struct device_type *driver;
    struct settings           settings;         /* of the bench file, a copy                  */
    char                      address[PORT_ADDRESS_SIZE];
    char                      identity[96];     /* as the run heard it; empty: nobody asked   */
    struct port_line          line;
    int                       descriptor;       /* of its port; borrowed                      */
    struct bench_limits       limits;
};

struct guard_plan {
    struct guard_source sources[GUARD_SOURCES_MAX];
    size_t              count;
    double              hang_s;
    int                 folder;         /* a descriptor; -1: leaves no record                  */
    int                 evidence;       /* held open until the guard is gone; -1: none         */
    /* What a source has delivered; NULL: nothing is metered. */
    void              (*meter)(const void *meters, enum device_role, struct stand_meter *);
    const void         *meters;
};

MUST_CHECK enum err guard_begin(struct guard **, const struct guard_plan *, struct why *);

/* ---- why it acts ---- */

#define GUARD_REASON_LIST(X)                                              \
    X(ENDED, "ended")   /* in order: the run said so */                   \
    X(DIED,  "died")    /* the leash closed without a word */             \
    X(HUNG,  "hung")    X(LIMIT, "limit") X(ASKED, "asked")
#define GUARD_REASON_ENUM(name, text) GUARD_##name,
enum guard_reason { GUARD_REASON_LIST(GUARD_REASON_ENUM) GUARD_REASON_COUNT };
#undef GUARD_REASON_ENUM
const char *guard_reason_text(enum guard_reason);

/* ---- the page that both share ---- */

struct guard_page {
    atomic_ulong   beats;               /* of the run                                          */
    atomic_ulong   looks;               /* of the guard                                        */
    atomic_bool    is_watched;          /* a beat is due                                       */
    atomic_bool    is_tripped;          /* set by the guard, behind `sentence`                 */
    atomic_bool    has_let_go;          /* set by the run: it writes nothing any more          */
    _Atomic double delivered[DEVICE_ROLE_COUNT][6];     /* struct stand_meter in its order     */
    char           sentence[GUARD_TEXT_MAX];            /* why it tripped                      */
    char           outcome[GUARD_TEXT_MAX];             /* what was not confirmed; or ""       */
};

/* What the run says over the leash: one letter, and behind it a text. */
#define GUARD_SAYS_READY  'r'           /* the guard, when it watches; 'x': it cannot          */
#define GUARD_SAYS_CANNOT 'x'
#define GUARD_SAYS_END    'e'           /* how                                                 */
#define GUARD_SAYS_LIMIT  'l'           /* the sentence                                        */

/* guard_process.c: never returns. Signals are blocked since the fork. */
struct guard_process_setup {
    struct guard_plan *plan;
    struct guard_page *page;
    int                leash;
    int                doorbell;            /* its own                       */
    char               doorbell_path[200];
};
_Noreturn void guard_process(struct guard_process_setup *);

/* ---- guard_limits.c ---- */

void guard_page_meter(struct guard_page *, enum device_role, const struct stand_meter *);
/* True, and a sentence of GUARD_TEXT_MAX: this source has delivered more than it may. */
bool guard_is_past_limit(const struct guard_page *, const struct guard_source *, char *sentence);

/* ---- guard_hand.c: a source in the guard's hands ---- */

#define GUARD_BYTES_KEPT 240u

/* The first of them; `count` is of all. */
struct guard_bytes { uint8_t kept[GUARD_BYTES_KEPT]; size_t count; };

struct guard_port {
    struct port        port;
    int                descriptor;
    bool               is_closed;
    double             first_s;             /* when the first byte was taken; NAN: none was     */
    struct guard_bytes written, heard;
};

struct guard_hand {
    const struct guard_source *source;
    struct settings            settings;
    struct guard_port          port;
    struct device             *device;
    bool                       is_safe;
    double                     confirmed_s; /* when it had answered; NAN */
};

/* Nothing is written. */
MUST_CHECK enum err guard_hand_open(struct guard_hand *, const struct guard_source *, struct why *);
void guard_hand_close(struct guard_hand *);
/* All of them, at once; until all have answered, or their ports have closed, or patience_s. */
void guard_hands_make_safe(struct guard_hand *, size_t count, double patience_s);
bool guard_hands_are_safe(const struct guard_hand *, size_t count);
/* "pump (ne1000 at pty:/tmp/pump): safe, answered after 3.1 ms"; since_s: of clock_wall_s. */
void guard_hand_print(const struct guard_hand *, double since_s, char *out, size_t size);

MUST_CHECK enum err settings_copy(struct settings *, const struct settings *);

/* ---- guard_record.c ---- */

struct guard_record {
    enum guard_reason        reason;
    const char              *sentence;
    double                   since_s;           /* when it was noticed, of clock_wall_s        */
    char                     utc[32];
    const char              *run;               /* what became of the run: "let go", "killed"  */
    const struct guard_hand *hands;
    size_t                   count;
};

/* Room for guard.json on the folder's disk, which may be full by then: a descriptor to be closed
 * just before it is written; -1: there is none to be had. Nothing of it shows in the folder. */
int guard_record_reserve(int folder);
/* guard.json in that folder, on the disk when it returns. */
MUST_CHECK enum err guard_record_write(const struct guard_record *, int folder);

/* ---- guard_list.c: the guards of this user, each with a doorbell, a socket in one folder ---- */

/* A socket to listen at, of this process; `path` is to be unlinked by whoever ends. */
MUST_CHECK enum err guard_list_enter(int *doorbell, char *path, size_t size, struct why *);

#define GUARD_ASKS_PORTS "ports"        /* answered by a line per source: its address          */
#define GUARD_ASKS_STOP  "stop"         /* answered at the end: '+' or '-' and a sentence each */

/* Ring at every doorbell. `answer` is told each line of an answer, or NULL when there was none: a
 * guard that stands still. Doors behind which nobody is any more are removed. *count: how many
 * doors there were. */
struct guard_caller {
    const char *question;
    const char *path;               /* this one alone; NULL: all */
    void      (*answer)(void *data, const char *path, const char *line);
    void       *data;
};
MUST_CHECK enum err guard_list_ask(const struct guard_caller *, int *count, struct why *);

#endif
