#include "lesion_json.h"

#include "base/count.h"
#include "base/units.h"
#include "hil/lesion/lesion_nerve.h"

#include <math.h>
#include <stddef.h>

static void number_write(struct bytes *out, double value)
{
    if (isfinite(value))
        bytes_format(out, "%.9g", value);
    else
        bytes_text(out, "null");
}

static void series_write(struct bytes *out, const char *name, const struct treatment *treatment,
                         size_t offset, size_t stride)
{
    bytes_format(out, "\"%s\": [", name);
    for (size_t i = 0; i < treatment->report_count; i++) {
        const char *at = (const char *)&treatment->report[i] + offset + stride;
        bytes_text(out, i ? ", " : "");
        number_write(out, *(const double *)(const void *)at);
    }
    bytes_text(out, "]");
}

static void probes_write(struct bytes *out, const struct treatment_setup *setup,
                         const struct treatment *treatment)
{
    bytes_text(out, "  \"probes\": [");
    for (size_t p = 0; p < setup->probe_count; p++) {
        bytes_format(out, "%s\n    { \"r_mm\": %.9g, \"z_mm\": %.9g, ", p ? "," : "",
                setup->probe[p].r_m * MM_PER_M, setup->probe[p].z_m * MM_PER_M);
        series_write(out, "temp_c", treatment, offsetof(struct treatment_report, probe_c),
                     p * sizeof(double));
        bytes_text(out, ", ");
        series_write(out, "cem43_min", treatment,
                     offsetof(struct treatment_report, probe_cem43_min), p * sizeof(double));
        bytes_text(out, " }");
    }
    bytes_text(out, "\n  ],\n");
}

static void lesion_write(struct bytes *out, double time_s, const char *criterion,
                         const struct lesion *lesion)
{
    bytes_format(out, "    { \"time_s\": %.9g, \"criterion\": \"%s\", \"width_mm\": ", time_s,
            criterion);
    number_write(out, lesion->width_m * MM_PER_M);
    bytes_text(out, ", \"z_min_mm\": ");
    number_write(out, lesion->z_min_m * MM_PER_M);
    bytes_text(out, ", \"z_max_mm\": ");
    number_write(out, lesion->z_max_m * MM_PER_M);
    bytes_text(out, ", \"volume_mm3\": ");
    number_write(out, lesion->volume_m3 * MM3_PER_M3);
    bytes_text(out, " }");
}

static void pulses_write(struct bytes *out, const struct treatment_pulses *pulses,
                         const struct treatment *treatment)
{
    const struct { const char *name; double value; } rows[] = {
        { "volts", pulses->volts }, { "width_ms", pulses->width_s * MS_PER_S },
        { "rate_hz", pulses->rate_hz }, { "ceiling_c", pulses->ceiling_c },
        { "ceiling_at_s", treatment->ceiling_at_s }, { "burst_rise_c", treatment->burst_rise_c },
    };

    bytes_text(out, "  \"pulses\": {");
    for (size_t i = 0; i < COUNT(rows); i++) {
        bytes_format(out, "%s \"%s\": ", i ? "," : "", rows[i].name);
        number_write(out, rows[i].value);
    }
    bytes_text(out, " },\n");
}

static void model_write(struct bytes *out, const struct treatment_setup *setup,
                        const struct ablation_did *did, double wall_s)
{
    bytes_format(out, "  \"model\": { \"cells\": %zu, \"steps\": %zu, \"wall_s\": ",
                 did->unknowns, did->heat.steps);
    if (isfinite(wall_s))
        bytes_format(out, "%.6f", wall_s);
    else
        bytes_text(out, "null");
    bytes_format(out,
                 ", \"energy_imbalance\": %.3g, \"accuracy_percent\": %g, \"heat_solves\": %zu, "
                 "\"field_solves\": %zu, \"iterations\": %zu, \"factorisations\": %zu, "
                 "\"residual\": %.3g }\n",
                 did->energy_imbalance, setup->accuracy_percent, did->heat.solves,
                 did->potential_solves, did->heat.iterations + did->potential_iterations,
                 did->heat.factorisations,
                 fmax(did->heat.residual_most, did->potential_residual_most));
}

void lesion_json_write(struct bytes *out, const struct treatment_setup *setup,
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
    int first = 1;

    bytes_text(out, "{\n");
    for (size_t s = 0; s < COUNT(series); s++) {
        bytes_text(out, "  ");
        series_write(out, series[s].name, treatment, series[s].offset, 0);
        bytes_text(out, ",\n");
    }
    probes_write(out, setup, treatment);
    bytes_text(out, "  \"lesions\": [");
    for (size_t i = 0; i < treatment->report_count; i++)
        for (size_t c = 0; c < setup->plant.criterion_count; c++, first = 0) {
            bytes_text(out, first ? "\n" : ",\n");
            lesion_write(out, treatment->report[i].time_s, setup->plant.criteria[c].name,
                         &treatment->report[i].lesion[c]);
        }
    bytes_text(out, "\n  ],\n");
    if (setup->nerve_count > 0)
        lesion_nerves_json(out, setup, treatment);
    if (setup->drive.is_pulsed)
        pulses_write(out, &setup->drive.pulses, treatment);
    model_write(out, setup, &treatment->did, wall_s);
    bytes_text(out, "}\n");
}

enum err lesion_json_print(FILE *file, const struct treatment_setup *setup,
                           const struct treatment *treatment, double wall_s)
{
    struct bytes out = { 0 };
    bool has_all;

    lesion_json_write(&out, setup, treatment, wall_s);
    has_all = !out.is_out_of_memory;
    if (has_all)
        fwrite(out.at, 1, out.used, file);
    bytes_free(&out);
    return has_all ? ERR_OK : ERR_MEMORY;
}
