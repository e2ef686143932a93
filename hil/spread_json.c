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

/* One number of each report, `offset` bytes into it. */
static void series_print(FILE *out, const char *name, const char *suffix,
                         const struct spread_report *reports, size_t count, size_t offset,
                         double scale)
{
    fprintf(out, "\"%s%s\": [", name, suffix);
    for (size_t i = 0; i < count; i++) {
        const char *at = (const char *)&reports[i] + offset;
        fputs(i ? ", " : "", out);
        number_print(out, *(const double *)(const void *)at * scale);
    }
    fputs("]", out);
}

/* A probe's list, and its fellows of the band. */
static void probe_series_print(FILE *out, const char *name, const struct spread *spread,
                               const struct spread_quantiles *band, size_t offset)
{
    fputs(", ", out);
    series_print(out, name, "", spread->reports, spread->report_count, offset,
                 MG_PER_L_PER_KG_PER_M3);
    if (!band)
        return;
    fputs(", ", out);
    series_print(out, name, "_low", band->low, band->report_count, offset, MG_PER_L_PER_KG_PER_M3);
    fputs(", ", out);
    series_print(out, name, "_high", band->high, band->report_count, offset,
                 MG_PER_L_PER_KG_PER_M3);
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

void spread_json_print(FILE *out, const char *name, const struct spread_setup *setup,
                       const struct spread *spread, const struct spread_quantiles *band,
                       double wall_s)
{
    static const struct { const char *name; size_t offset; double scale; bool needs_patient; }
    series[] = {
        { "mass_mg", offsetof(struct spread_report, mass_kg), MG_PER_KG, false },
        { "absorbed_mg", offsetof(struct spread_report, absorbed_kg), MG_PER_KG, false },
        { "plasma_ng_per_ml", offsetof(struct spread_report, plasma_kg_per_m3),
          NG_PER_ML_PER_KG_PER_M3, true },
        { "effect_mg_per_l", offsetof(struct spread_report, cord_effect_kg_per_m3),
          MG_PER_L_PER_KG_PER_M3, true },
        { "brain_effect_mg_per_l", offsetof(struct spread_report, brain_effect_kg_per_m3),
          MG_PER_L_PER_KG_PER_M3, true },
    };

    fputs("{\n", out);
    if (name)
        fprintf(out, "  \"case\": \"%s\",\n", name);
    fputs("  \"times_h\": [", out);
    for (size_t i = 0; i < setup->report_count; i++)
        fprintf(out, "%s%.9g", i ? ", " : "", setup->report_s[i] / S_PER_HOUR);
    fputs("],\n", out);
    probes_print(out, setup, spread, band);
    for (size_t s = 0; s < sizeof series / sizeof *series; s++)
        if (setup->pk || !series[s].needs_patient) {
            fputs("  ", out);
            series_print(out, series[s].name, "", spread->reports, spread->report_count,
                         series[s].offset, series[s].scale);
            fputs(",\n", out);
        }
    fprintf(out, "  \"model\": { \"cells\": %zu, \"steps\": %ld, \"wall_s\": %.6f, "
                 "\"mass_imbalance\": %.3g", spread->cells, spread->steps, wall_s,
            spread->imbalance);
    if (band)
        fprintf(out, ", \"samples\": %zu", band->samples);
    fputs(" }\n}\n", out);
}
