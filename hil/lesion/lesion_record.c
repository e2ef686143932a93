#include "lesion_record.h"

#include "hil/film.h"
#include "hil/lesion/lesion_json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(LESION_FRAMES_MAX <= FILM_FRAMES_MAX, "a record fits into a film");

struct making {
    struct lesion_record record;        /* goes to the front of the bytes at the end */
    struct bytes        *out;
    size_t               seen, stride;  /* every stride-th frame is kept             */
    double              *margin;        /* [nodes]                                   */
    bool                 is_without_memory;
};

static size_t frame_bytes(const struct lesion_record *record)
{
    return record->fields * record->nodes * sizeof(double);
}

/* ------------------------------------------------------------------ making it */

/* Keep frames 0, 2, 4 ... */
static void frames_halve(struct making *m)
{
    struct lesion_record *record = &m->record;
    size_t kept = (record->frames + 1) / 2, size = frame_bytes(record);
    char  *fields = m->out->at + sizeof *record;

    for (size_t k = 1; k < kept; k++) {
        record->frame[k] = record->frame[2 * k];
        memcpy(fields + k * size, fields + 2 * k * size, size);
    }
    record->frames = kept;
    m->out->used = sizeof *record + kept * size;
    m->stride *= 2;
}

static void begin(struct making *m, const struct ablation *plant)
{
    struct lesion_record *record = &m->record;

    record->nodes = ablation_grid(plant)->nodes;
    record->fields = RECORD_MARGIN + record->setup.plant.criterion_count;
    m->stride = 1;
    m->margin = malloc(record->nodes * sizeof *m->margin);
    bytes_reserve(m->out, sizeof *record + LESION_FRAMES_MAX * frame_bytes(record));
    bytes_add(m->out, record, sizeof *record);      /* its place */
    m->is_without_memory = !m->margin || m->out->is_out_of_memory;
}

static void frame_take(void *watcher, const struct ablation *plant, double now_s)
{
    struct making *m = watcher;
    struct lesion_record *record = &m->record;
    size_t size;

    if (record->nodes == 0)
        begin(m, plant);
    if (m->is_without_memory || (m->seen++ % m->stride != 0 && now_s < record->setup.end_s))
        return;
    if (record->frames == LESION_FRAMES_MAX)
        frames_halve(m);
    record->frame[record->frames++] = (struct lesion_record_frame){
        now_s, ablation_tip_c(plant), ablation_hottest_c(plant), ablation_resistance_ohm(plant),
        ablation_volts(plant), ablation_power_w(plant) };
    size = record->nodes * sizeof(double);
    bytes_add(m->out, ablation_temp_c(plant), size);
    bytes_add(m->out, ablation_peak_c(plant), size);
    for (size_t c = 0; c < record->setup.plant.criterion_count; c++) {
        ablation_margin(plant, c, m->margin);
        bytes_add(m->out, m->margin, size);
    }
    m->is_without_memory = m->out->is_out_of_memory;
}

/* The last frame is of the same moment as the report, which has taken sigma anew. */
static void end_take(struct lesion_record *record, const struct treatment *treatment)
{
    const struct treatment_report *end = &treatment->report[treatment->report_count - 1];

    record->end = *end;
    record->did = treatment->did;
    record->ceiling_at_s = treatment->ceiling_at_s;
    record->burst_rise_c = treatment->burst_rise_c;
    record->frame[record->frames - 1] = (struct lesion_record_frame){
        record->frame[record->frames - 1].time_s, end->tip_c, end->hottest_c, end->resistance_ohm,
        end->volts, end->power_w };
}

enum err lesion_record_make(const struct lesion_choice *choice, double accuracy_percent,
                            struct bytes *out, struct why *why)
{
    struct making *m = calloc(1, sizeof *m);
    struct treatment treatment = { 0 };
    enum err err;

    if (!m)
        return why_say(why, ERR_MEMORY, "no memory for a lesion");
    m->out = out;
    TRY_OR_DONE(lesion_choice_setup(choice, accuracy_percent, &m->record.setup, why));
    m->record.setup.watch = (struct treatment_watch){ frame_take, m };
    TRY_OR_DONE(treatment_run(&treatment, &m->record.setup, why));
    if (m->is_without_memory)
        TRY_OR_DONE(why_say(why, ERR_MEMORY, "no memory for a lesion"));
    m->record.setup.watch = (struct treatment_watch){ NULL, NULL };
    end_take(&m->record, &treatment);
    memcpy(out->at, &m->record, sizeof m->record);
done:
    treatment_free(&treatment);
    free(m->margin);
    free(m);
    return err;
}

/* ------------------------------------------------------------------ reading it */

const struct lesion_record *lesion_record_of(const struct bytes *bytes)
{
    return (const struct lesion_record *)(const void *)bytes->at;
}

const double *lesion_record_read(const struct lesion_record *record, size_t frame, size_t field)
{
    const double *fields = (const double *)(const void *)(record + 1);

    return fields + (frame * record->fields + field) * record->nodes;
}

enum err lesion_record_grid(const struct lesion_record *record, struct grid *grid,
                            struct why *why)
{
    const struct grid_shape *shape = &record->setup.plant.shape;
    struct grid_fineness fine = treatment_fineness(record->setup.accuracy_percent, 0, shape);

    TRY(grid_create(grid, shape, &fine, why));
    if (grid->nodes != record->nodes) {
        grid_destroy(grid);
        return why_say(why, ERR_BUG, "a lesion is read on another grid than it was made on");
    }
    return ERR_OK;
}

void lesion_record_json(struct bytes *out, const struct lesion_record *record,
                        const struct lesion_record_course *beside)
{
    struct treatment_setup setup = record->setup;
    struct treatment_report end = record->end;
    struct treatment treatment = { .report = &end, .report_count = 1, .did = record->did,
                                   .ceiling_at_s = record->ceiling_at_s,
                                   .burst_rise_c = record->burst_rise_c };

    if (beside) {
        setup.nerve[0] = beside->course;
        setup.nerve_count = 1;
        end.nerve[0] = beside->seen;
        treatment.nerve_length_m[0] = beside->length_m;
    }
    lesion_json_write(out, &setup, &treatment, (double)NAN);
}
