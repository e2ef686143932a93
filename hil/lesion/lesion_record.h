/* lesion_record.h - a lesion as it grew, worked out once: what films of it and of courses beside it
 * are read from.
 *
 * A record is one block of bytes, this head and the fields behind it, so that it can be kept and
 * copied as it is (live_cache.h). It is of this process alone: its names point into it. Frames are
 * the solver's own steps from 0 s to the end; of a long treatment every second, fourth ... step. */
#ifndef PAINRIG_HIL_LESION_RECORD_H
#define PAINRIG_HIL_LESION_RECORD_H

#include "hil/bytes.h"
#include "hil/lesion/lesion_choice.h"

#define LESION_FRAMES_MAX 240

/* Between frames volts, power and resistance are those in the middle of the step before; the last
 * frame's are the end's. */
struct lesion_record_frame { double time_s, tip_c, hottest_c, resistance_ohm, volts, power_w; };

enum lesion_record_field { RECORD_TEMP_C, RECORD_PEAK_C, RECORD_MARGIN };   /* + the criterion */

struct lesion_record {
    struct treatment_setup  setup;
    struct treatment_report end;
    struct ablation_did     did;
    double                  ceiling_at_s, burst_rise_c;     /* treatment.h */
    size_t                  frames, nodes, fields;
    struct lesion_record_frame frame[LESION_FRAMES_MAX];
};

/* Adds a record to `out`, which is empty. ERR_RANGE and its like with a sentence, as `painrig
 * lesion` would refuse it. */
MUST_CHECK enum err lesion_record_make(const struct lesion_choice *, double accuracy_percent,
                                       struct bytes *out, struct why *);

/* The bytes as what they are. */
const struct lesion_record *lesion_record_of(const struct bytes *);

/* A field of a frame at all nodes: RECORD_MARGIN + 2 is the margin of the third criterion. */
const double *lesion_record_read(const struct lesion_record *, size_t frame, size_t field);

/* The grid that it is on, to be destroyed. */
MUST_CHECK enum err lesion_record_grid(const struct lesion_record *, struct grid *, struct why *);

/* A course beside it, and what has become of it at the end. */
struct lesion_record_course {
    struct nerve_course    course;
    double                 length_m;
    struct treatment_nerve seen;
};

/* What `painrig lesion --json` prints of it, wall_s null; with a course unless that is NULL. */
void lesion_record_json(struct bytes *, const struct lesion_record *,
                        const struct lesion_record_course *);

#endif
