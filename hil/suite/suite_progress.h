/* suite_progress.h - what one sees while a suite is on: a line that is drawn anew on a terminal, or
 * a line per case elsewhere. */
#ifndef PAINRIG_HIL_SUITE_PROGRESS_H
#define PAINRIG_HIL_SUITE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct suite_progress {
    FILE  *out;                 /* NULL: silence */
    bool   is_terminal;
    int    columns, jobs;
    size_t all, done, unmet;    /* unmet: whatever is no pass                   */
    double from_s, drawn_s;
    double known_s;             /* that what is left will take, as far as known */
    size_t unknown;             /* how many of those left nobody has timed      */
    double spent_s;             /* by those that are done here                  */
    size_t spent_by;
    char   last[200];
};

struct suite_progress suite_progress_open(FILE *out, size_t all, int jobs);
/* One of the cases to come; expected_s NAN: unknown. */
void suite_progress_expect(struct suite_progress *, double expected_s);
/* One has ended. */
struct suite_step {
    const char *name, *word;    /* "ablation/over_temperature", "pass"  */
    bool        is_unmet;
    double      wall_s;
    double      expected_s;     /* as it was given                      */
};
void suite_progress_done(struct suite_progress *, const struct suite_step *);
/* A few times a second. */
void suite_progress_look(struct suite_progress *);
/* Wipe the line. */
void suite_progress_close(struct suite_progress *);

/* How long the rest will take; NAN: nobody knows yet. */
double suite_progress_left_s(const struct suite_progress *);

#endif
