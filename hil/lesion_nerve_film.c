#include "lesion_nerve_film.h"

#include "base/units.h"
#include "hil/film.h"
#include "hil/lesion_json.h"
#include "hil/lesion_nerve.h"

#include <math.h>
#include <stdlib.h>

enum track { DEAD, LONGEST, MARGIN, TRACKS };
static const char *const track_names[TRACKS] = {
    [DEAD] = "dead_mm", [LONGEST] = "longest_mm", [MARGIN] = "margin_mm",
};

struct making {
    struct treatment_setup setup;
    struct film   film;                             /* series alone */
    struct nerve *nerve;
    double       *work;                             /* [nodes]      */
    enum err      err;                              /* of laying the course through the grid */
    struct why   *why;
    size_t        hottest, track[ABLATION_CRITERIA_MAX][TRACKS];
};

/* ------------------------------------------------------------------ frames */

static enum err course_lay(struct making *m, const struct ablation *plant)
{
    m->hottest = film_add_series(&m->film, NULL);
    for (size_t c = 0; c < m->setup.plant.criterion_count; c++)
        for (size_t t = 0; t < TRACKS; t++)
            m->track[c][t] = film_add_series(&m->film, NULL);
    m->work = malloc(ablation_grid(plant)->nodes * sizeof *m->work);
    if (!m->work)
        return why_say(m->why, ERR_MEMORY, "no memory to look at a course");
    return nerve_create(&m->nerve, ablation_grid(plant), &m->setup.nerve[0], m->why);
}

static void frame_take(void *watcher, const struct ablation *plant, double now_s)
{
    struct making *m = watcher;
    struct treatment_nerve seen;

    if (!m->nerve && m->err == ERR_OK)
        m->err = course_lay(m, plant);
    if (m->err != ERR_OK || (!film_wants_frame(&m->film) && now_s < m->setup.end_s))
        return;
    treatment_nerve_look(plant, &m->setup.plant, m->nerve, m->work, &seen);
    film_begin_frame(&m->film, now_s);
    film_put_number(&m->film, m->hottest, seen.hottest_c);
    for (size_t c = 0; c < m->setup.plant.criterion_count; c++) {
        film_put_number(&m->film, m->track[c][DEAD], seen.by[c].dead_m * MM_PER_M);
        film_put_number(&m->film, m->track[c][LONGEST], seen.by[c].longest_m * MM_PER_M);
        film_put_number(&m->film, m->track[c][MARGIN], seen.by[c].margin_m * MM_PER_M);
    }
}

/* ------------------------------------------------------------------ the answer */

static void stretches_write(struct making *m, const struct ablation *plant, size_t c,
                            struct bytes *out)
{
    struct nerve_dead dead;

    ablation_margin(plant, c, m->work);
    nerve_dead(m->nerve, m->work, &dead);
    bytes_text(out, ",\"stretches_mm\":[");
    for (size_t i = 0; i < dead.stretch_count && i < NERVE_STRETCHES_MAX; i++)
        bytes_format(out, "%s[%.9g,%.9g]", i ? "," : "", dead.stretch[i].from_m * MM_PER_M,
                     dead.stretch[i].to_m * MM_PER_M);
    bytes_text(out, "]");
}

static void criteria_write(struct making *m, const struct ablation *plant, struct bytes *out)
{
    size_t tracks = m->setup.nerve[0].kind == NERVE_SPARE ? TRACKS : MARGIN;

    bytes_text(out, ",\"criteria\":[");
    for (size_t c = 0; c < m->setup.plant.criterion_count; c++) {
        bytes_text(out, c ? ",{\"name\":" : "{\"name\":");
        bytes_json_text(out, m->setup.plant.criteria[c].name);
        for (size_t t = 0; t < tracks; t++) {
            bytes_text(out, ",");
            film_series_write(&m->film, m->track[c][t], track_names[t], out);
        }
        stretches_write(m, plant, c, out);
        bytes_text(out, "}");
    }
    bytes_text(out, "]");
}

static void answer_write(struct making *m, const struct treatment *treatment, struct bytes *out)
{
    bytes_text(out, "{");
    film_numbers_write(out, "times_s", m->film.time_s, m->film.frames);
    bytes_format(out, ",\"kind\":\"%s\",\"length_mm\":%.9g,",
                 lesion_nerve_kinds[m->setup.nerve[0].kind], nerve_length_m(m->nerve) * MM_PER_M);
    film_series_write(&m->film, m->hottest, "hottest_c", out);
    criteria_write(m, treatment->plant, out);
    bytes_text(out, ",\"end\":");
    lesion_json_write(out, &m->setup, treatment, (double)NAN);
    bytes_text(out, "}");
}

static void making_free(struct making *m)
{
    if (!m)
        return;
    film_free(&m->film);
    nerve_destroy(m->nerve);
    free(m->work);
    free(m);
}

enum err lesion_nerve_film_make(const struct lesion_choice *choice, double accuracy_percent,
                                const struct nerve_course *course, struct bytes *out,
                                struct why *why)
{
    struct making *m = calloc(1, sizeof *m);
    struct treatment treatment = { 0 };
    enum err err;

    if (!m)
        return why_say(why, ERR_MEMORY, "no memory to look at a course");
    m->why = why;
    TRY_OR_DONE(lesion_choice_setup(choice, accuracy_percent, &m->setup, why));
    m->setup.nerve[m->setup.nerve_count++] = *course;
    m->setup.watch = (struct treatment_watch){ frame_take, m };
    TRY_OR_DONE(treatment_run(&treatment, &m->setup, why));
    TRY_OR_DONE(m->err);
    answer_write(m, &treatment, out);
    err = out->is_out_of_memory ? why_say(why, ERR_MEMORY, "no memory for an answer") : ERR_OK;
done:
    treatment_free(&treatment);
    making_free(m);
    return err;
}
