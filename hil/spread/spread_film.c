#include "spread_film.h"

#include "base/count.h"
#include "base/units.h"
#include "hil/film.h"
#include "hil/spread/spread_asked.h"
#include "hil/spread/spread_json.h"
#include "hil/spread/spread_print.h"
#include "hil/spread/spread_show.h"
#include "hil/spread/spread_view.h"
#include "sim/level.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UG_PER_ML(kg_per_m3) ((kg_per_m3) * MG_PER_L_PER_KG_PER_M3)     /* 1 mg/L is 1 ug/mL */
#define NG_PER_ML(kg_per_m3) ((kg_per_m3) * NG_PER_ML_PER_KG_PER_M3)

/* All that it takes. */
struct making {
    struct spread_asked asked;
    struct spread_view  view;
    struct film         film;
};

/* ------------------------------------------------------------------ fields and series */

_Static_assert(SPREAD_REPORTS_MAX + 1 <= FILM_FRAMES_MAX,
               "every report, and the start, has a frame");

/* Where in a report a field's numbers begin, and of which of the three reports. */
enum whose { MIDDLE, LOW, HIGH };

static const struct { const char *name; size_t offset; enum whose whose; } field_rows[] = {
    { "fluid_ug_per_ml", offsetof(struct spread_report, probe_kg_per_m3), MIDDLE },
    { "cord_ug_per_ml", offsetof(struct spread_report, probe_cord_kg_per_m3), MIDDLE },
    { "fluid_low_ug_per_ml", offsetof(struct spread_report, probe_kg_per_m3), LOW },
    { "fluid_high_ug_per_ml", offsetof(struct spread_report, probe_kg_per_m3), HIGH },
    { "cord_low_ug_per_ml", offsetof(struct spread_report, probe_cord_kg_per_m3), LOW },
    { "cord_high_ug_per_ml", offsetof(struct spread_report, probe_cord_kg_per_m3), HIGH },
};

static const struct { const char *name; size_t offset; double scale; enum whose whose; }
series_rows[] = {
    { "plasma_ng_per_ml", offsetof(struct spread_report, plasma_kg_per_m3), NG_PER_ML(1), MIDDLE },
    { "brain_ng_per_ml", offsetof(struct spread_report, brain_effect_kg_per_m3), NG_PER_ML(1),
      MIDDLE },
    { "mass_ug", offsetof(struct spread_report, mass_kg), UG_PER_KG, MIDDLE },
    { "absorbed_ug", offsetof(struct spread_report, absorbed_kg), UG_PER_KG, MIDDLE },
    { "plasma_low_ng_per_ml", offsetof(struct spread_report, plasma_kg_per_m3), NG_PER_ML(1), LOW },
    { "plasma_high_ng_per_ml", offsetof(struct spread_report, plasma_kg_per_m3), NG_PER_ML(1),
      HIGH },
    { "brain_low_ng_per_ml", offsetof(struct spread_report, brain_effect_kg_per_m3), NG_PER_ML(1),
      LOW },
    { "brain_high_ng_per_ml", offsetof(struct spread_report, brain_effect_kg_per_m3), NG_PER_ML(1),
      HIGH },
};

static const struct spread_report *report_of(const struct spread_view *view, enum whose whose,
                                             size_t report)
{
    const struct spread_report *of[] = { view->reports, view->band.low, view->band.high };

    return of[whose] ? &of[whose][report] : NULL;
}

static const double *number_in(const struct spread_report *report, size_t offset)
{
    return (const double *)(const void *)((const char *)report + offset);
}

/* probe: [SPREAD_PROBES_MAX], or NULL for zeros; from cranial to caudal. */
static void field_put(struct making *m, size_t field, const double *probe)
{
    double value[SPREAD_PROBES_MAX] = { 0 };

    for (size_t i = 0; probe && i < m->view.setup.probe_count; i++)
        value[i] = UG_PER_ML(probe[m->view.order[i]]);
    film_put_field(&m->film, field, value);
}

/* The numbers of the rows above, by their place in the film. */
struct places {
    size_t field[COUNT(field_rows)], effect;
    size_t series[COUNT(series_rows)], cord, arrived;
};

static void film_declare(struct making *m, struct places *at)
{
    size_t probes = m->view.setup.probe_count;

    m->film.kind = "spread";
    for (size_t f = 0; f < COUNT(field_rows); f++)
        if (field_rows[f].whose == MIDDLE || m->view.band.samples > 0)
            at->field[f] = film_add_field(&m->film, field_rows[f].name, probes);
    at->effect = film_add_field(&m->film, "effect_ug_per_ml", probes);
    for (size_t s = 0; s < COUNT(series_rows); s++)
        if (series_rows[s].whose == MIDDLE || m->view.band.samples > 0)
            at->series[s] = film_add_series(&m->film, series_rows[s].name);
    at->cord = film_add_series(&m->film, "effect_ug_per_ml");
    at->arrived = film_add_series(&m->film, "arrived_ug");
}

/* `report` behind the last one: the frame at 0, in which nothing has come. */
static void frame_put(struct making *m, const struct places *at, size_t report)
{
    const struct spread_view *view = &m->view;
    bool is_empty = report == view->setup.report_count;
    size_t of_report = is_empty ? 0 : report;
    const struct spread_report *run = &view->spread.reports[of_report], *of;

    film_begin_frame(&m->film, is_empty ? 0 : view->setup.report_s[report]);
    for (size_t f = 0; f < COUNT(field_rows); f++) {
        of = report_of(view, field_rows[f].whose, of_report);
        if (of)
            field_put(m, at->field[f], is_empty ? NULL : number_in(of, field_rows[f].offset));
    }
    field_put(m, at->effect, is_empty || !view->effect ? NULL : view->effect[report]);
    for (size_t s = 0; s < COUNT(series_rows); s++) {
        of = report_of(view, series_rows[s].whose, of_report);
        if (of)
            film_put_number(&m->film, at->series[s],
                            is_empty ? 0 : *number_in(of, series_rows[s].offset) *
                                               series_rows[s].scale);
    }
    film_put_number(&m->film, at->cord,
                    is_empty || !view->effect
                        ? 0 : UG_PER_ML(view->effect[report][view->cord_probe]));
    film_put_number(&m->film, at->arrived,
                    is_empty ? 0 : (run->mass_kg + run->absorbed_kg) * UG_PER_KG);
}

static void frames_put(struct making *m)
{
    struct places at = { .effect = 0 };

    film_declare(m, &at);
    frame_put(m, &at, m->view.setup.report_count);
    for (size_t i = 0; i < m->view.setup.report_count; i++)
        frame_put(m, &at, i);
}

/* ------------------------------------------------------------------ members of the head */

static void number_write(struct bytes *out, const char *name, double value)
{
    bytes_format(out, "\"%s\":", name);
    bytes_json_number(out, value);
}

static void canal_write(const struct making *m, struct bytes *out)
{
    const struct spread_view *view = &m->view;
    double x_m[SPREAD_PROBES_MAX], from_m = 0;
    size_t cord = 0;

    for (size_t i = 0; i < view->setup.probe_count; i++) {
        x_m[i] = view->setup.probe_m[view->order[i]];
        cord = view->order[i] == view->cord_probe ? i : cord;
    }
    bytes_text(out, ",");
    film_numbers_write(out, "x_m", x_m, view->setup.probe_count);
    bytes_text(out, ",");
    bytes_json_member_number(out, "length_m", view->setup.csf.length_m);
    bytes_json_member_number(out, "tip_m", view->setup.at_m);
    bytes_json_member_text(out, "tip_level", levels[level_at(view->setup.at_m)].name);
    bytes_format(out, "\"cord_probe\":%zu,\"levels\":[", cord);
    for (size_t l = 0; l < LEVEL_COUNT; from_m += levels[l++].length_m) {
        bytes_text(out, l ? ",{" : "{");
        bytes_json_member_text(out, "name", levels[l].name);
        bytes_json_member_number(out, "x_m", levels[l].middle_m);
        bytes_json_member_number(out, "from_m", from_m);
        bytes_json_member_number(out, "to_m", from_m + levels[l].length_m);
        bytes_json_member_number(out, "dura_mm",
                                 level_dura_radius_m(levels[l].middle_m) * MM_PER_M);
        number_write(out, "cord_mm", level_cord_radius_m(levels[l].middle_m) * MM_PER_M);
        bytes_text(out, "}");
    }
    bytes_text(out, "]");
}

/* Doses of one rate, end to end, are one. */
static void program_write(const struct spread_program *program, struct bytes *out)
{
    static const char *const names[] = { "from_s", "over_s", "ug" };

    bytes_text(out, ",\"program\":{");
    for (size_t n = 0; n < COUNT(names); n++) {
        double at_s = 0;
        bytes_format(out, "%s\"%s\":[", n ? "," : "", names[n]);
        for (size_t i = 0; i < program->count; i++) {
            const struct spread_dose *dose = &program->doses[i];
            const double value[] = { at_s, dose->over_s, dose->mass_kg * UG_PER_KG };
            bytes_text(out, i ? "," : "");
            bytes_format(out, "%.9g", value[n]);
            at_s += dose->over_s;
        }
        bytes_text(out, "]");
    }
    bytes_text(out, "}");
}

static void presses_write(const struct spread_presses *presses, struct bytes *out)
{
    const struct spread_button *button = &presses->button;

    bytes_text(out, ",\"button\":");
    if (presses->count > 0) {
        bytes_text(out, "{");
        bytes_json_member_number(out, "bolus_ug", button->bolus_kg * UG_PER_KG);
        bytes_json_member_number(out, "over_s", button->over_s);
        bytes_json_member_number(out, "lockout_s", button->lockout_s);
        bytes_format(out, "\"most_per_day\":%u}", button->most_per_day);
    } else {
        bytes_text(out, "null");
    }
    bytes_text(out, ",\"presses\":[");
    for (size_t i = 0; i < presses->count; i++) {
        bytes_text(out, i ? ",{" : "{");
        bytes_json_member_number(out, "at_s", presses->press[i].at_s);
        bytes_json_member_text(out, "verdict", spread_verdict_names[presses->press[i].verdict]);
        bytes_json_member_number(out, "wait_s", presses->press[i].wait_s);
        bytes_format(out, "\"in_day\":%u}", presses->press[i].in_day);
    }
    bytes_text(out, "]");
}

static void threshold_write(const struct spread_view *view, const struct drug_threshold *threshold,
                            struct bytes *out)
{
    static const char *const sites[] = {
        [DRUG_SITE_CORD] = "cord", [DRUG_SITE_BRAIN] = "brain", [DRUG_SITE_PLASMA] = "plasma",
    };
    static const char *const roles[] = {
        [DRUG_EFFECT] = "effect", [DRUG_TOXIC] = "toxic", [DRUG_WITHDRAWAL] = "withdrawal",
    };
    struct spread_crossing crossing;

    spread_view_cross(view, threshold, &crossing);
    bytes_text(out, "{");
    bytes_json_member_text(out, "name", threshold->name);
    bytes_json_member_text(out, "site", sites[threshold->site]);
    bytes_json_member_text(out, "role", roles[threshold->role]);
    bytes_format(out, "\"is_below\":%s,", threshold->is_below ? "true" : "false");
    bytes_json_member_number(out, "ug_per_ml", UG_PER_ML(threshold->kg_per_m3));
    bytes_json_member_text(out, "source", threshold->source);
    bytes_format(out, "\"is_unverified\":%s,",
                 spread_is_unverified(threshold->source) ? "true" : "false");
    bytes_format(out, "\"is_crossed\":%s,", crossing.is_crossed ? "true" : "false");
    if (crossing.is_crossed) {
        bytes_json_member_number(out, "first_s", crossing.first_s);
        bytes_json_member_number(out, "first_x_m", view->setup.probe_m[crossing.first_probe]);
        bytes_json_member_number(out, "from_x_m", view->setup.probe_m[crossing.from_probe]);
        bytes_json_member_number(out, "to_x_m", view->setup.probe_m[crossing.to_probe]);
    }
    if (!isnan(crossing.band_s))
        bytes_json_member_number(out, "band_s", crossing.band_s);
    bytes_json_member_number(out, "peak_ug_per_ml", UG_PER_ML(crossing.peak_kg_per_m3));
    number_write(out, "peak_s", crossing.peak_s);
    bytes_text(out, "}");
}

static void thresholds_write(const struct making *m, struct bytes *out)
{
    const struct drug_threshold *threshold = m->asked.made.drug.thresholds;

    bytes_text(out, ",\"thresholds\":[");
    for (size_t i = 0; i < DRUG_THRESHOLDS_MAX && threshold[i].name; i++) {
        bytes_text(out, i ? "," : "");
        threshold_write(&m->view, &threshold[i], out);
    }
    bytes_text(out, "]");
}

static enum err tables_write(const struct making *m, struct bytes *out, struct why *why)
{
    struct exhibits exhibits = { 0 };
    enum err err = spread_tables_make(&m->view, &m->asked.made.drug, &exhibits);

    bytes_text(out, ",\"tables\":[");
    for (size_t t = 0; t < exhibits.table_count && err == ERR_OK; t++) {
        const struct exhibit_table *table = &exhibits.tables[t];
        bytes_text(out, t ? ",{" : "{");
        bytes_json_member_text(out, "title", table->title);
        bytes_text(out, "\"rows\":[");
        for (size_t r = 0; r < table->rows; r++) {
            bytes_text(out, r ? ",[" : "[");
            for (size_t c = 0; c < table->columns; c++) {
                bytes_text(out, c ? "," : "");
                bytes_json_text(out, table->cells[r][c]);
            }
            bytes_text(out, "]");
        }
        bytes_text(out, "]}");
    }
    bytes_text(out, "]");
    exhibits_free(&exhibits);
    return err == ERR_OK ? ERR_OK : why_say(why, err, "no memory for the tables of a spread");
}

/* ------------------------------------------------------------------ what is printed, as texts */

/* Lines as a list of texts. */
static void lines_write(struct bytes *out, const char *name, char *text)
{
    const char *comma = "";

    bytes_format(out, ",\"%s\":[", name);
    for (char *line = text, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        *end = '\0';
        bytes_text(out, comma);
        bytes_json_text(out, line + strspn(line, " "));
        comma = ",";
    }
    bytes_text(out, "]");
}

static void warnings_print(FILE *out, const struct making *m)
{
    spread_limits_warn(out, &m->asked.made, m->asked.dosing.bolus_kg, m->asked.dosing.kg_per_m3);
    spread_baricity_print(out, &m->asked.made, "");
}

static void limits_print(FILE *out, const struct making *m)
{
    spread_footing_print(out, &m->asked.made, &m->view);
}

static enum err printed_write(const struct making *m, const char *name,
                              void (*print)(FILE *, const struct making *), struct bytes *out,
                              struct why *why)
{
    char  *text = NULL;
    size_t count = 0;
    FILE  *file = open_memstream(&text, &count);
    bool   has_all;

    if (!file)
        return why_say(why, ERR_MEMORY, "no memory for the texts of a spread");
    print(file, m);
    has_all = fclose(file) == 0 && text;
    if (has_all)
        lines_write(out, name, text);
    free(text);
    return has_all ? ERR_OK : why_say(why, ERR_MEMORY, "no memory for the texts of a spread");
}

static enum err end_print(FILE *out, struct spread_case *made,
                          const struct spread_sampling *sampling, struct why *why)
{
    struct spread_uncertainty uncertainty = spread_case_uncertainty(made);
    struct spread_quantiles   band = { .samples = 0 };
    struct spread             spread = { .reports = NULL };
    enum err err;

    TRY_OR_DONE(spread_run(&spread, &made->setup, why));
    if (sampling->samples > 0)
        TRY_OR_DONE(spread_band(&band, &made->setup, &uncertainty, sampling->samples,
                                sampling->seed, why));
    spread_json_print(out, &(struct spread_json){
        .setup = &made->setup, .presses = &made->presses, .spread = &spread,
        .band = sampling->samples ? &band : NULL, .wall_s = NAN });
done:
    spread_free(&spread);
    spread_quantiles_free(&band);
    return err;
}

/* As the command does for --json: with the levels for probes, and a run of its own, whose cells and
 * steps follow its own few reports. */
static enum err end_write(struct making *m, struct bytes *out, struct why *why)
{
    char    *text = NULL;
    size_t   count = 0;
    FILE    *file = open_memstream(&text, &count);
    enum err err;

    if (!file)
        return why_say(why, ERR_MEMORY, "no memory for the end of a spread");
    spread_case_probe_levels(&m->asked.made);
    err = end_print(file, &m->asked.made, &m->asked.sampling, why);
    if (fclose(file) != 0 && err == ERR_OK)
        err = why_say(why, ERR_MEMORY, "no memory for the end of a spread");
    bytes_text(out, ",\"end\":");
    if (err == ERR_OK)
        bytes_add(out, text, count);
    free(text);
    return err;
}

static void settings_write(const struct making *m, struct bytes *out)
{
    const char *values[SPREAD_OPTION_COUNT];

    spread_choice_values(&m->asked.given, &m->asked.choice[0], values);
    bytes_text(out, ",\"settings\":{");
    for (size_t i = 0; i < SPREAD_OPTION_COUNT; i++) {
        bytes_format(out, "%s\"%s\":", i ? "," : "", spread_options[i].field);
        bytes_json_text(out, values[i]);
    }
    bytes_text(out, "}");
}

static enum err members_write(struct making *m, struct why *why)
{
    const struct spread_setup *setup = &m->asked.made.setup;
    struct bytes *out = &m->film.members;
    char caption[300];

    canal_write(m, out);
    program_write(&m->asked.made.program, out);
    presses_write(&m->asked.made.presses, out);
    thresholds_write(m, out);
    TRY(tables_write(m, out, why));
    settings_write(m, out);
    spread_caption(&m->asked.made, setup->report_s[setup->report_count - 1], caption,
                   sizeof caption);
    bytes_text(out, ",\"sentence\":");
    bytes_json_text(out, caption);
    m->view.wall_s = 0;         /* the same request makes the same bytes */
    TRY(printed_write(m, "warnings", warnings_print, out, why));
    TRY(printed_write(m, "limits", limits_print, out, why));
    return end_write(m, out, why);
}

/* ------------------------------------------------------------------ the whole */

static enum err film_make(struct making *m, struct bytes *out, struct why *why)
{
    struct spread_wish wish = spread_asked_wish(&m->asked, false);

    TRY(spread_view_make(&m->view, &m->asked.made.setup, &wish, why));
    frames_put(m);
    TRY(members_write(m, why));
    return film_write(&m->film, out, why);
}

enum err spread_film_make(const char *const values[SPREAD_OPTION_COUNT], struct bytes *out,
                          struct why *why)
{
    struct making *m = calloc(1, sizeof *m);
    enum err err;

    if (!m)
        return why_say(why, ERR_MEMORY, "no memory for a film of a spread");
    err = spread_asked_read(&m->asked, values, why);
    if (err == ERR_OK)
        err = film_make(m, out, why);
    film_free(&m->film);
    spread_view_free(&m->view);
    spread_asked_free(&m->asked);
    free(m);
    return err;
}
