#include "lesion_json.h"

#include "base/units.h"

#include <math.h>
#include <stddef.h>

static void number_print(FILE *out, double value)
{
    if (isfinite(value))
        fprintf(out, "%.9g", value);
    else
        fputs("null", out);
}

static void series_print(FILE *out, const char *name, const struct treatment *treatment,
                         size_t offset, size_t stride)
{
    fprintf(out, "\"%s\": [", name);
    for (size_t i = 0; i < treatment->report_count; i++) {
        const char *at = (const char *)&treatment->report[i] + offset + stride;
        fputs(i ? ", " : "", out);
        number_print(out, *(const double *)(const void *)at);
    }
    fputs("]", out);
}

static void probes_print(FILE *out, const struct treatment_setup *setup,
                         const struct treatment *treatment)
{
    fputs("  \"probes\": [", out);
    for (size_t p = 0; p < setup->probe_count; p++) {
        fprintf(out, "%s\n    { \"r_mm\": %.9g, \"z_mm\": %.9g, ", p ? "," : "",
                setup->probe[p].r_m * MM_PER_M, setup->probe[p].z_m * MM_PER_M);
        series_print(out, "temp_c", treatment, offsetof(struct treatment_report, probe_c),
                     p * sizeof(double));
        fputs(", ", out);
        series_print(out, "cem43_min", treatment,
                     offsetof(struct treatment_report, probe_cem43_min), p * sizeof(double));
        fputs(" }", out);
    }
    fputs("\n  ],\n", out);
}

static void lesion_print(FILE *out, double time_s, const char *criterion,
                         const struct lesion *lesion)
{
    fprintf(out, "    { \"time_s\": %.9g, \"criterion\": \"%s\", \"width_mm\": ", time_s,
            criterion);
    number_print(out, lesion->width_m * MM_PER_M);
    fputs(", \"z_min_mm\": ", out);
    number_print(out, lesion->z_min_m * MM_PER_M);
    fputs(", \"z_max_mm\": ", out);
    number_print(out, lesion->z_max_m * MM_PER_M);
    fputs(", \"volume_mm3\": ", out);
    number_print(out, lesion->volume_m3 * MM3_PER_M3);
    fputs(" }", out);
}

void lesion_json_print(FILE *out, const struct treatment_setup *setup,
                       const struct treatment *treatment, double wall_s)
{
    static const struct { const char *name; size_t offset; } series[] = {
        { "times_s", offsetof(struct treatment_report, time_s) },
        { "volts", offsetof(struct treatment_report, volts) },
        { "power_w", offsetof(struct treatment_report, power_w) },
        { "resistance_ohm", offsetof(struct treatment_report, resistance_ohm) },
        { "tip_temp_c", offsetof(struct treatment_report, tip_c) },
        { "hottest_tissue_c", offsetof(struct treatment_report, hottest_c) },
    };
    const struct ablation_did *did = &treatment->did;
    int first = 1;

    fputs("{\n", out);
    for (size_t s = 0; s < sizeof series / sizeof *series; s++) {
        fputs("  ", out);
        series_print(out, series[s].name, treatment, series[s].offset, 0);
        fputs(",\n", out);
    }
    probes_print(out, setup, treatment);
    fputs("  \"lesions\": [", out);
    for (size_t i = 0; i < treatment->report_count; i++)
        for (size_t c = 0; c < setup->plant.criterion_count; c++, first = 0) {
            fputs(first ? "\n" : ",\n", out);
            lesion_print(out, treatment->report[i].time_s, setup->plant.criteria[c].name,
                         &treatment->report[i].lesion[c]);
        }
    fprintf(out,
            "\n  ],\n  \"model\": { \"cells\": %zu, \"steps\": %zu, \"wall_s\": %.6f, "
            "\"energy_imbalance\": %.3g, \"accuracy_percent\": %g, "
            "\"heat_solves\": %zu, \"field_solves\": %zu, \"iterations\": %zu, \"factorisations\": "
            "%zu, \"residual\": %.3g }\n}\n",
            did->unknowns, did->heat.steps, wall_s, did->energy_imbalance, setup->accuracy_percent,
            did->heat.solves, did->potential_solves,
            did->heat.iterations + did->potential_iterations, did->heat.factorisations,
            fmax(did->heat.residual_most, did->potential_residual_most));
}
