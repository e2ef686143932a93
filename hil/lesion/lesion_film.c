#include "lesion_film.h"

#include "base/units.h"
#include "hil/film.h"
#include "hil/lesion/lesion_show.h"
#include "hil/lesion/lesion_words.h"

#include <stdlib.h>

enum plain { TIP_C, HOTTEST_C, RESISTANCE_OHM, VOLTS, POWER_W, PLAIN };
static const char *const plain_names[PLAIN] = {
    [TIP_C] = "tip_c", [HOTTEST_C] = "hottest_c", [RESISTANCE_OHM] = "resistance_ohm",
    [VOLTS] = "volts", [POWER_W] = "power_w",
};

enum extent { WIDTH, DISTAL, PROXIMAL, LENGTH, VOLUME, EXTENTS };
static const char *const extent_names[EXTENTS] = {
    [WIDTH] = "width_mm", [DISTAL] = "distal_mm", [PROXIMAL] = "proximal_mm",
    [LENGTH] = "length_mm", [VOLUME] = "volume_mm3",
};

static const char *const margin_names[ABLATION_CRITERIA_MAX] = {
    "margin.0", "margin.1", "margin.2", "margin.3", "margin.4", "margin.5", "margin.6", "margin.7",
};

struct making {
    const struct lesion_record *record;
    struct film film;
    struct grid grid;
    size_t temp, margins[ABLATION_CRITERIA_MAX], plain[PLAIN];
    size_t extent[ABLATION_CRITERIA_MAX][EXTENTS];
};

/* ------------------------------------------------------------------ frames */

static void tracks_add(struct making *m)
{
    size_t nodes = m->record->nodes;

    m->temp = film_add_field(&m->film, "temp_c", nodes);
    for (size_t p = 0; p < PLAIN; p++)
        m->plain[p] = film_add_series(&m->film, plain_names[p]);
    for (size_t c = 0; c < m->record->setup.plant.criterion_count; c++) {
        m->margins[c] = film_add_field(&m->film, margin_names[c], nodes);
        for (size_t e = 0; e < EXTENTS; e++)
            m->extent[c][e] = film_add_series(&m->film, NULL);
    }
}

static void extents_put(struct making *m, size_t c, const struct lesion *lesion)
{
    const struct grid_shape *shape = &m->record->setup.plant.shape;
    double length_m = lesion->volume_m3 > 0 ? lesion->z_max_m - lesion->z_min_m : 0;
    const double value[EXTENTS] = {
        [WIDTH] = lesion->width_m * MM_PER_M, [DISTAL] = lesion_distal_mm(lesion, shape),
        [PROXIMAL] = lesion_proximal_mm(lesion, shape), [LENGTH] = length_m * MM_PER_M,
        [VOLUME] = lesion->volume_m3 * MM3_PER_M3,
    };

    for (size_t e = 0; e < EXTENTS; e++)
        film_put_number(&m->film, m->extent[c][e], value[e]);
}

static void frame_add(struct making *m, size_t index)
{
    const struct lesion_record *record = m->record;
    const struct lesion_record_frame *frame = &record->frame[index];
    const double plain[PLAIN] = {
        [TIP_C] = frame->tip_c, [HOTTEST_C] = frame->hottest_c,
        [RESISTANCE_OHM] = frame->resistance_ohm, [VOLTS] = frame->volts,
        [POWER_W] = frame->power_w,
    };

    film_begin_frame(&m->film, frame->time_s);
    for (size_t p = 0; p < PLAIN; p++)
        film_put_number(&m->film, m->plain[p], plain[p]);
    film_put_field(&m->film, m->temp, lesion_record_read(record, index, RECORD_TEMP_C));
    for (size_t c = 0; c < record->setup.plant.criterion_count; c++) {
        const double *margin = lesion_record_read(record, index, RECORD_MARGIN + c);
        struct lesion lesion;
        film_put_field(&m->film, m->margins[c], margin);
        lesion_measure(&m->grid, margin, &lesion, NULL, 0, NULL);
        extents_put(m, c, &lesion);
    }
}

/* ------------------------------------------------------------------ the head */

static void grid_write(struct bytes *out, const struct grid *grid, double thermocouple_m)
{
    bytes_text(out, ",");
    film_numbers_write(out, "r_m", grid->r.x, grid->r.nodes);
    bytes_text(out, ",");
    film_numbers_write(out, "z_m", grid->z.x, grid->z.nodes);
    bytes_format(out, ",\"order\":%d,\"electrode\":{", grid->r.order);
    bytes_json_member_number(out, "radius_m", grid->shape.radius_m);
    bytes_json_member_number(out, "tip_m", grid->shape.tip_m);
    bytes_text(out, "\"thermocouple_m\":");
    bytes_json_number(out, thermocouple_m);
    bytes_text(out, "}");
}

static const char *unit_of(const struct criterion *criterion)
{
    switch (criterion->kind) {
    case CRITERION_ISOTHERM:  return "C";
    case CRITERION_CEM43:     return "min";
    case CRITERION_ARRHENIUS: break;
    }
    return "-";
}

static void criteria_write(struct bytes *out, const struct ablation_setup *plant)
{
    bytes_text(out, ",\"criteria\":[");
    for (size_t c = 0; c < plant->criterion_count; c++) {
        bytes_text(out, c ? ",{" : "{");
        bytes_json_member_text(out, "name", plant->criteria[c].name);
        bytes_json_member_text(out, "unit", unit_of(&plant->criteria[c]));
        bytes_text(out, "\"limit\":");
        bytes_json_number(out, plant->criteria[c].limit);
        bytes_text(out, "}");
    }
    bytes_text(out, "]");
}

static void lesions_write(struct bytes *out, const struct making *m)
{
    bytes_text(out, ",\"lesions\":[");
    for (size_t c = 0; c < m->record->setup.plant.criterion_count; c++) {
        for (size_t e = 0; e < EXTENTS; e++) {
            bytes_text(out, e ? "," : c ? ",{" : "{");
            film_series_write(&m->film, m->extent[c][e], extent_names[e], out);
        }
        bytes_text(out, "}");
    }
    bytes_text(out, "]");
}

static void settings_write(struct bytes *out, const struct lesion_choice *choice)
{
    bytes_text(out, ",\"settings\":{");
    for (size_t v = 0; v < LESION_VARIED; v++)
        if (!lesion_is_idle(choice, (enum lesion_varied)v))
            bytes_json_member_text(out, lesion_fields[v].name, choice->value[v]);
    bytes_format(out, "\"ex_vivo\":%s}", choice->is_ex_vivo ? "true" : "false");
}

static void words_write(struct bytes *out, const struct treatment_setup *setup)
{
    char caption[200];

    lesion_caption(setup, caption, sizeof caption);
    bytes_text(out, ",\"sentence\":");
    bytes_json_text(out, caption);
    bytes_text(out, ",\"limits\":[");
    for (size_t i = 0; i < lesion_limit_count; i++) {
        bytes_text(out, i ? "," : "");
        bytes_json_text(out, lesion_limits[i]);
    }
    bytes_text(out, "]");
}

static void members_write(struct making *m, const struct lesion_choice *choice)
{
    const struct lesion_record *record = m->record;
    struct bytes *out = &m->film.members;

    grid_write(out, &m->grid, record->setup.plant.thermocouple_m);
    criteria_write(out, &record->setup.plant);
    lesions_write(out, m);
    bytes_text(out, ",\"end\":");
    lesion_record_json(out, record, NULL);
    settings_write(out, choice);
    words_write(out, &record->setup);
}

enum err lesion_film_write(const struct lesion_record *record, const struct lesion_choice *choice,
                           struct bytes *out, struct why *why)
{
    struct making *m = calloc(1, sizeof *m);
    enum err err;

    if (!m)
        return why_say(why, ERR_MEMORY, "no memory for a lesion's film");
    m->record = record;
    m->film.kind = "lesion";
    TRY_OR_DONE(lesion_record_grid(record, &m->grid, why));
    tracks_add(m);
    for (size_t k = 0; k < record->frames; k++)
        frame_add(m, k);
    members_write(m, choice);
    err = film_write(&m->film, out, why);
    grid_destroy(&m->grid);
done:
    film_free(&m->film);
    free(m);
    return err;
}
