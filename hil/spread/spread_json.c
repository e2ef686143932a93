#include "spread_json.h"

#include "base/units.h"
#include "sim/level.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#define MG_PER_KG (1 / KG_PER_MG)
#define SAME_M    1e-6

static void number_print(FILE *out, double value)
{
    if (isfinite(value))
        fprintf(out, "%.9g", value);
    else
        fputs("null", out);
}

/* One number of each report, `offset` bytes into it, and what it is told as. */
struct series { const char *name; size_t offset; double scale; bool needs_patient; };

static void series_print(FILE *out, const struct series *series, const char *suffix,
                         const struct spread_report *reports, size_t count)
{
    fprintf(out, "\"%s%s\": [", series->name, suffix);
    for (size_t i = 0; i < count; i++) {
        const char *at = (const char *)&reports[i] + series->offset;
        fputs(i ? ", " : "", out);
        number_print(out, *(const double *)(const void *)at * series->scale);
    }
    fputs("]", out);
}

/* A probe's list, and its fellows of the band. */
static void probe_series_print(FILE *out, const char *name, const struct spread *spread,
                               const struct spread_quantiles *band, size_t offset)
{
    const struct series series = { name, offset, MG_PER_L_PER_KG_PER_M3, false };

    fputs(", ", out);
    series_print(out, &series, "", spread->reports, spread->report_count);
    if (!band)
        return;
    fputs(", ", out);
    series_print(out, &series, "_low", band->low, band->report_count);
    fputs(", ", out);
    series_print(out, &series, "_high", band->high, band->report_count);
}

/* Its name, where the probe sits in the middle of one of the reference man's levels. */
static void level_print(FILE *out, const struct spread_setup *setup, double x_m)
{
    const struct level *level = &levels[level_at(x_m)];

    if (fabs(setup->csf.length_m - level_canal_length_m()) < SAME_M &&
        fabs(level->middle_m - x_m) < SAME_M)
        fprintf(out, ", \"level\": \"%s\"", level->name);
}

static void probes_print(FILE *out, const struct spread_setup *setup, const struct spread *spread,
                         const struct spread_quantiles *band)
{
    bool has_cord = setup->csf.cord_area_m2.count > 0;

    fputs("  \"probes\": [", out);
    for (size_t p = 0; p < setup->probe_count; p++) {
        fprintf(out, "%s\n    { \"x_m\": %.9g", p ? "," : "", setup->probe_m[p]);
        level_print(out, setup, setup->probe_m[p]);
        probe_series_print(out, "mg_per_l", spread, band,
                           offsetof(struct spread_report, probe_kg_per_m3) + p * sizeof(double));
        if (has_cord)
            probe_series_print(out, "cord_mg_per_l", spread, band,
                               offsetof(struct spread_report, probe_cord_kg_per_m3) +
                                   p * sizeof(double));
        fputs(" }", out);
    }
    fputs("\n  ],\n", out);
}

/* Who pressed when, and what came of it. */
static void presses_print(FILE *out, const struct spread_presses *presses)
{
    fputs("  \"presses\": [", out);
    for (size_t i = 0; i < presses->count; i++) {
        const struct spread_press *press = &presses->press[i];
        fprintf(out, "%s\n    { \"at_h\": %.9g, \"verdict\": \"%s\", \"wait_min\": %.9g, "
                     "\"in_day\": %u }", i ? "," : "", press->at_s / S_PER_HOUR,
                spread_verdict_names[press->verdict], press->wait_s / S_PER_MIN, press->in_day);
    }
    fputs("\n  ],\n", out);
}

static void model_print(FILE *out, const struct spread_json *told)
{
    fprintf(out, "  \"model\": { \"cells\": %zu, \"steps\": %ld", told->spread->cells,
            told->spread->steps);
    if (!isnan(told->wall_s))
        fprintf(out, ", \"wall_s\": %.6f", told->wall_s);
    fprintf(out, ", \"mass_imbalance\": %.3g", told->spread->imbalance);
    if (told->band)
        fprintf(out, ", \"samples\": %zu", told->band->samples);
    fputs(" }\n", out);
}

void spread_json_print(FILE *out, const struct spread_json *told)
{
    static const struct series series[] = {
        { "mass_mg", offsetof(struct spread_report, mass_kg), MG_PER_KG, false },
        { "absorbed_mg", offsetof(struct spread_report, absorbed_kg), MG_PER_KG, false },
        { "plasma_ng_per_ml", offsetof(struct spread_report, plasma_kg_per_m3),
          NG_PER_ML_PER_KG_PER_M3, true },
        { "effect_mg_per_l", offsetof(struct spread_report, cord_effect_kg_per_m3),
          MG_PER_L_PER_KG_PER_M3, true },
        { "brain_effect_mg_per_l", offsetof(struct spread_report, brain_effect_kg_per_m3),
          MG_PER_L_PER_KG_PER_M3, true },
    };
    const struct spread_setup *setup = told->setup;

    fputs("{\n", out);
    if (told->name)
        fprintf(out, "  \"case\": \"%s\",\n", told->name);
    fputs("  \"times_h\": [", out);
    for (size_t i = 0; i < setup->report_count; i++)
        fprintf(out, "%s%.9g", i ? ", " : "", setup->report_s[i] / S_PER_HOUR);
    fputs("],\n", out);
    if (told->presses && told->presses->count > 0)
        presses_print(out, told->presses);
    probes_print(out, setup, told->spread, told->band);
    for (size_t s = 0; s < sizeof series / sizeof *series; s++)
        if (setup->pk || !series[s].needs_patient) {
            fputs("  ", out);
            series_print(out, &series[s], "", told->spread->reports,
                         told->spread->report_count);
            fputs(",\n", out);
        }
    model_print(out, told);
    fputs("}\n", out);
}
