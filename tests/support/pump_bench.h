/* pump_bench.h - the pump's client on a bench: a scripted pump behind a line with its true timing,
 * a tap and faults on the wire. Fails the running test when something cannot be. */
#ifndef PAINRIG_TESTS_SUPPORT_PUMP_BENCH_H
#define PAINRIG_TESTS_SUPPORT_PUMP_BENCH_H

#include "drivers/port_faulty.h"
#include "drivers/port_pipe.h"
#include "drivers/pump.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PUMP_BENCH_DT_S    0.002
#define PUMP_BENCH_ADDRESS 0x50524947u
#define PUMP_BENCH_ME      "painrig,scripted pump,1,1"

/* ------------------------------------------------------------------ a scripted pump */

enum pump_deed {
    OBEY, REFUSE, SILENT, LOSE,                 /* LOSE: obeyed, and the answer lost             */
    GARBLE, CUT, OTHER_NUMBER, OTHER_ADDRESS, OTHER_VERSION, WRONG_KIND, ABSURD,
    UNREAD, UNREAD_NAMELESS, TWICE,
};

/* What it does with the `first`th request of a kind and `count - 1` more; the rest is obeyed. */
struct pump_rule { uint8_t kind; int first, count; enum pump_deed deed; uint8_t reason; };

struct pump_peer {
    struct port          *port;
    struct frame_buffer   frames;
    const struct pump_rule *rules;
    size_t                rule_count;
    uint32_t              address;
    bool                  is_open, is_dead;
    struct frame          last;                 /* the request that was answered last             */
    int                   asked[256], obeyed[256];
    uint8_t               story[256];           /* the kinds it obeyed, in order; no questions    */
    size_t                story_count;
    uint32_t              arguments[2];         /* of the last request that has any               */
    struct pump_status    status;
    struct pump_programme draft, in_force;
    unsigned              parts;
    struct pump_log_entry log[600];
    uint32_t              log_first;            /* the oldest kept                                */
};

/* Into its log. */
void pump_bench_note(struct pump_peer *, enum pump_log, uint8_t code, uint32_t value);

/* ------------------------------------------------------------------ the bench */

struct pump_bench {
    struct port_faults faults;
    struct port       *near, *far;
    struct pump       *client;
    struct pump_peer   peer;
    long               tick;
    double             quiet_until_s;       /* the client said so: nothing may be sent till then */
    bool               has_lied;
    long               allocated;           /* in pump_step */
    size_t             sent_count;
    char               told[12000];         /* every event, one a line */
    bool               keeps_events;        /* nobody takes them       */
};

void pump_bench_make(struct pump_bench *, double baud, const struct pump_options *,
                     const struct pump_rule *rules, size_t rule_count);
void pump_bench_drop(struct pump_bench *);

/* At 115200 baud, up. */
void pump_bench_ready_with(struct pump_bench *, const struct pump_rule *rules, size_t rule_count);
void pump_bench_ready(struct pump_bench *);

double pump_bench_now(const struct pump_bench *);
void pump_bench_step(struct pump_bench *);
/* A step, and then what the client says is quiet at once; returns how much that was. */
double pump_bench_pass(struct pump_bench *, long end_tick);
/* Returns how much of it was quiet. */
double pump_bench_run(struct pump_bench *, double for_s);
void pump_bench_wait_link(struct pump_bench *, enum pump_link, double within_s);

const struct pump_report *pump_bench_report(const struct pump_bench *);
bool pump_bench_told(const struct pump_bench *, const char *what);
unsigned pump_bench_times_told(const struct pump_bench *, const char *what);

/* An order breaks the quiet that was promised without it. */
void pump_bench_order(struct pump_bench *, enum pump_order, uint32_t a, uint32_t b);
void pump_bench_make_safe(struct pump_bench *);

/* A programme with steps and a button, and an order that sends it. */
extern const struct pump_programme pump_bench_flex;
bool pump_bench_is_flex(const struct pump_programme *);
void pump_bench_program(struct pump_bench *, uint32_t confirmed);

/* What it obeyed, in order. */
#define ck_pump_story(bench, ...)                                             \
    do {                                                                      \
        const uint8_t want_[] = { __VA_ARGS__ };                              \
        ck_assert_uint_eq((bench)->peer.story_count, sizeof want_);           \
        ck_assert_mem_eq((bench)->peer.story, want_, sizeof want_);           \
    } while (0)

#endif
