#include "flow_report.h"

#include "base/units.h"
#include "hil/bytes.h"

#include <math.h>

static enum err windows_make(struct flow_report *report, size_t period, struct why *why)
{
    const struct flow_period *of = &report->plan.periods[period];

    for (size_t i = 0; i < report->plan.window_count; i++)
        if (flow_window(&report->setup, report->mass_g, of->first, of->last,
                        report->plan.windows_s[i], &report->windows[period][i]) != ERR_OK)
            return why_say(why, ERR_RANGE, "a window of %g s does not fit %s",
                           report->plan.windows_s[i], of->name);
    report->mean_pct[period] = flow_mean_error_pct(&report->setup, report->mass_g, of->first,
                                                   of->last);
    return ERR_OK;
}

enum err flow_report_make(const struct flow_setup *setup, const struct flow_plan *plan,
                          const double *mass_g, size_t count, double digit_g,
                          struct flow_report *out, struct why *why)
{
    struct flow_report report = { .setup = *setup, .plan = *plan, .mass_g = mass_g,
                                  .count = count, .digit_g = digit_g,
                                  .settled_s = (double)NAN };

    for (size_t period = 0; period < plan->period_count; period++)
        TRY(windows_make(&report, period, why));
    if (plan->startup_last > 0) {
        flow_extremes(setup, mass_g, plan->startup_last, &report.startup);
        report.settled_s = flow_settled_s(setup, mass_g, plan->startup_last, FLOW_SETTLED_MEAN_S,
                                          FLOW_SETTLED_PCT);
    }
    report.digit_share = flow_digit_share(setup, digit_g, plan->windows_s[0]);
    *out = report;
    return ERR_OK;
}

bool flow_report_is_coarse(const struct flow_report *report)
{
    return report->digit_share > FLOW_DIGIT_SHARE_MOST;
}

/* ------------------------------------------------------------------ JSON */

static void window_add(struct bytes *bytes, const struct flow_window *window)
{
    bytes_text(bytes, "{");
    bytes_json_member_number(bytes, "window_min", window->window_s / S_PER_MIN);
    bytes_json_member_number(bytes, "windows", (double)window->count);
    bytes_json_member_number(bytes, "ep_max_pct", window->most_pct);
    bytes_json_member_number(bytes, "ep_max_at", (double)window->most_at);
    bytes_json_member_number(bytes, "ep_min_pct", window->least_pct);
    bytes_text(bytes, "\"ep_min_at\":");
    bytes_json_number(bytes, (double)window->least_at);
    bytes_text(bytes, "}");
}

static void period_add(struct bytes *bytes, const struct flow_report *report, size_t period)
{
    const struct flow_period *of = &report->plan.periods[period];

    bytes_text(bytes, "{");
    bytes_json_member_text(bytes, "name", of->name);
    bytes_json_member_number(bytes, "first_sample", (double)of->first);
    bytes_json_member_number(bytes, "last_sample", (double)of->last);
    bytes_json_member_number(bytes, "mean_error_pct", report->mean_pct[period]);
    bytes_text(bytes, "\"windows\":[");
    for (size_t i = 0; i < report->plan.window_count; i++) {
        bytes_text(bytes, i ? "," : "");
        window_add(bytes, &report->windows[period][i]);
    }
    bytes_text(bytes, "]}");
}

static void occlusion_add(struct bytes *bytes, const struct flow_occlusion *occlusion)
{
    bytes_text(bytes, "\"occlusion\":{");
    bytes_json_member_number(bytes, "alarm_s", occlusion->alarm_s);
    bytes_json_member_number(bytes, "alarm_kpa", occlusion->alarm_kpa);
    bytes_json_member_number(bytes, "peak_kpa", occlusion->peak_kpa);
    bytes_json_member_number(bytes, "peak_s", occlusion->peak_s);
    bytes_text(bytes, "\"bolus_ml\":");
    bytes_json_number(bytes, occlusion->bolus_ml);
    bytes_text(bytes, "},");
}

static enum err print(FILE *out, struct bytes *bytes, struct why *why)
{
    bool is_good = !bytes->is_out_of_memory
                && fwrite(bytes->at, 1, bytes->used, out) == bytes->used;

    bytes_free(bytes);
    return is_good ? ERR_OK : why_say(why, ERR_IO, "the JSON could not be written");
}

enum err flow_report_json(FILE *out, const struct flow_report *report, struct why *why)
{
    const struct flow_setup *setup = &report->setup;
    struct bytes             bytes = { 0 };

    bytes_text(&bytes, "{");
    bytes_json_member_text(&bytes, "test", flow_test_labels[report->test]);
    bytes_json_member_number(&bytes, "rate_ml_per_h", setup->rate_ml_per_h);
    bytes_json_member_number(&bytes, "sample_s", setup->sample_s);
    bytes_json_member_number(&bytes, "samples", (double)report->count);
    bytes_json_member_number(&bytes, "density_g_per_ml", setup->density_g_per_ml);
    bytes_json_member_number(&bytes, "evaporation_mg_per_h", setup->evaporation_mg_per_h);
    bytes_json_member_number(&bytes, "buoyancy", setup->buoyancy);
    bytes_json_member_number(&bytes, "digit_g", report->digit_g);
    bytes_json_member_number(&bytes, "digit_share", report->digit_share);
    bytes_json_member_number(&bytes, "settled_s", report->settled_s);
    bytes_json_member_number(&bytes, "startup_most_ml_per_h", report->startup.most_ml_per_h);
    bytes_json_member_number(&bytes, "startup_least_ml_per_h", report->startup.least_ml_per_h);
    if (report->has_occlusion)
        occlusion_add(&bytes, &report->occlusion);
    bytes_text(&bytes, "\"periods\":[");
    for (size_t period = 0; period < report->plan.period_count; period++) {
        bytes_text(&bytes, period ? "," : "");
        period_add(&bytes, report, period);
    }
    bytes_text(&bytes, "]}\n");
    return print(out, &bytes, why);
}

enum err flow_boluses_json(FILE *out, const struct flow_boluses *boluses, double set_ml,
                           struct why *why)
{
    struct bytes bytes = { 0 };

    bytes_text(&bytes, "{");
    bytes_json_member_number(&bytes, "set_ml", set_ml);
    bytes_json_member_number(&bytes, "boluses", (double)boluses->count);
    bytes_json_member_number(&bytes, "mean_ml", boluses->mean_ml);
    bytes_json_member_number(&bytes, "mean_error_pct", boluses->mean_pct);
    bytes_json_member_number(&bytes, "most_pct", boluses->most_pct);
    bytes_json_member_number(&bytes, "least_pct", boluses->least_pct);
    bytes_text(&bytes, "\"bins\":{");
    for (size_t i = 0; i < FLOW_BINS; i++) {
        bytes_text(&bytes, i ? "," : "");
        bytes_json_text(&bytes, flow_bin_labels[i]);
        bytes_format(&bytes, ":%zu", boluses->bins[i]);
    }
    bytes_text(&bytes, "}}\n");
    return print(out, &bytes, why);
}
