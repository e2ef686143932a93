#include "lesion_nerve_film.h"

#include "base/units.h"
#include "hil/film.h"
#include "hil/lesion/lesion_nerve.h"

#include <stdlib.h>

enum track { DEAD, LONGEST, MARGIN, TRACKS };
static const char *const track_names[TRACKS] = {
    [DEAD] = "dead_mm", [LONGEST] = "longest_mm", [MARGIN] = "margin_mm",
};

/* A course read at every frame. */
struct making {
    const struct lesion_record *record;
    struct lesion_record_course beside;
    struct nerve *nerve;
    double time_s[LESION_FRAMES_MAX], hottest_c[LESION_FRAMES_MAX];
    double track_mm[ABLATION_CRITERIA_MAX][TRACKS][LESION_FRAMES_MAX];
};

static void frame_read(struct making *m, size_t frame)
{
    const struct lesion_record *record = m->record;
    struct treatment_nerve *seen = &m->beside.seen;

    m->time_s[frame] = record->frame[frame].time_s;
    seen->hottest_c = nerve_highest(m->nerve, lesion_record_read(record, frame, RECORD_PEAK_C),
                                    NULL);
    m->hottest_c[frame] = seen->hottest_c;
    for (size_t c = 0; c < record->setup.plant.criterion_count; c++) {
        seen->by[c] = treatment_course_read(m->nerve,
                                            lesion_record_read(record, frame, RECORD_MARGIN + c));
        m->track_mm[c][DEAD][frame] = seen->by[c].dead_m * MM_PER_M;
        m->track_mm[c][LONGEST][frame] = seen->by[c].longest_m * MM_PER_M;
        m->track_mm[c][MARGIN][frame] = seen->by[c].margin_m * MM_PER_M;
    }
}

static void stretches_write(const struct making *m, size_t c, struct bytes *out)
{
    size_t last = m->record->frames - 1;
    struct nerve_dead dead;

    nerve_dead(m->nerve, lesion_record_read(m->record, last, RECORD_MARGIN + c), &dead);
    bytes_text(out, ",\"stretches_mm\":[");
    for (size_t i = 0; i < dead.stretch_count && i < NERVE_STRETCHES_MAX; i++)
        bytes_format(out, "%s[%.9g,%.9g]", i ? "," : "", dead.stretch[i].from_m * MM_PER_M,
                     dead.stretch[i].to_m * MM_PER_M);
    bytes_text(out, "]");
}

static void criteria_write(const struct making *m, struct bytes *out)
{
    size_t tracks = m->beside.course.kind == NERVE_SPARE ? TRACKS : MARGIN;

    bytes_text(out, ",\"criteria\":[");
    for (size_t c = 0; c < m->record->setup.plant.criterion_count; c++) {
        bytes_text(out, c ? ",{\"name\":" : "{\"name\":");
        bytes_json_text(out, m->record->setup.plant.criteria[c].name);
        for (size_t t = 0; t < tracks; t++) {
            bytes_text(out, ",");
            film_numbers_write(out, track_names[t], m->track_mm[c][t], m->record->frames);
        }
        stretches_write(m, c, out);
        bytes_text(out, "}");
    }
    bytes_text(out, "]");
}

static void answer_write(const struct making *m, struct bytes *out)
{
    bytes_text(out, "{");
    film_numbers_write(out, "times_s", m->time_s, m->record->frames);
    bytes_format(out, ",\"kind\":\"%s\",\"length_mm\":%.9g,",
                 lesion_nerve_kinds[m->beside.course.kind], m->beside.length_m * MM_PER_M);
    film_numbers_write(out, "hottest_c", m->hottest_c, m->record->frames);
    criteria_write(m, out);
    bytes_text(out, ",\"end\":");
    lesion_record_json(out, m->record, &m->beside);
    bytes_text(out, "}");
}

enum err lesion_nerve_film_write(const struct lesion_record *record,
                                 const struct nerve_course *course, struct bytes *out,
                                 struct why *why)
{
    struct making *m = calloc(1, sizeof *m);
    struct grid grid = { 0 };
    enum err err;

    if (!m)
        return why_say(why, ERR_MEMORY, "no memory to look at a course");
    m->record = record;
    m->beside.course = *course;
    TRY_OR_DONE(lesion_record_grid(record, &grid, why));
    TRY_OR_DONE(nerve_create(&m->nerve, &grid, course, why));
    m->beside.length_m = nerve_length_m(m->nerve);
    for (size_t k = 0; k < record->frames; k++)
        frame_read(m, k);
    answer_write(m, out);
    err = out->is_out_of_memory ? why_say(why, ERR_MEMORY, "no memory for an answer") : ERR_OK;
done:
    nerve_destroy(m->nerve);
    grid_destroy(&grid);
    free(m);
    return err;
}
