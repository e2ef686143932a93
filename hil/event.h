/* event.h - something that happened at a time, and a judgement of what happened. Plain data. */
#ifndef PAINRIG_HIL_EVENT_H
#define PAINRIG_HIL_EVENT_H

#include <stdbool.h>
#include <stddef.h>

struct event {
    double t_s;
    char   kind[16];        /* "state", "alarm", "order", "fault", "log", "verdict", "port" */
    char   text[240];
};

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_VACUOUS, VERDICT_INCONCLUSIVE, VERDICT_ERROR };

struct judgement {
    enum verdict verdict;
    double       from_s, t_s;       /* when it was asked, when it was decided          */
    double       within_s;          /* time allowed, or NAN                            */
    double       points;            /* of a drill, for meeting it (hil/score.h); 0     */
    char         what[160];         /* "over-temperature trips the generator"          */
    char         why[320];          /* "held after 0.12 s of 0.50 s" / "tip.temp_c = 97.1 ..." */
    char         where[120];        /* "over_temperature.lua:31"                       */
};

/* {"t_s":12.5,"kind":"alarm","text":"..."} */
struct bytes;
void event_json(struct bytes *, const struct event *);

const char *verdict_name(enum verdict);     /* "pass", "fail", ... */
/* The verdict of that name; false, and *verdict as it was, when there is none. */
bool verdict_find(const char *name, enum verdict *);

/* The worst of two: error > fail > inconclusive > vacuous > pass. */
enum verdict verdict_worse(enum verdict, enum verdict);
/* All of them in that order, the worst first. */
#define VERDICTS 5
extern const enum verdict verdicts_worst_first[VERDICTS];

#endif
