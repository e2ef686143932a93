#include "report_data.h"

#include "hil/picture/picture_colour.h"

#include <math.h>
#include <string.h>

#define EXACT_MAX 9e15      /* whole numbers below 2^53 survive a double */

/* ---- traces ---- */

/* Equal tokens in a row are written once: "0*57". */
struct runs {
    struct bytes *out;
    int64_t       value;
    bool          is_unknown;
    size_t        count;
};

static void runs_flush(struct runs *runs)
{
    if (runs->count == 0)
        return;
    if (runs->is_unknown)
        bytes_add(runs->out, "?", 1);
    else
        bytes_integer(runs->out, runs->value);
    if (runs->count > 1) {
        bytes_add(runs->out, "*", 1);
        bytes_integer(runs->out, (int64_t)runs->count);
    }
    bytes_add(runs->out, " ", 1);
    runs->count = 0;
}

static void runs_add(struct runs *runs, bool is_unknown, int64_t value)
{
    if (runs->count > 0 && (runs->is_unknown != is_unknown || runs->value != value))
        runs_flush(runs);
    runs->is_unknown = is_unknown;
    runs->value = value;
    runs->count++;
}

/* The signal's decimals, or fewer if its greatest value would not be exact. */
static int decimals_of(const struct report *report, size_t signal)
{
    int    decimals = report->signals[signal].decimals;
    double least, most, greatest = 0;

    for (size_t i = 0; i < trace_sketch_buckets(report->trace); i++) {
        trace_sketch(report->trace, signal, i, &least, &most);
        if (isfinite(least) && isfinite(most))
            greatest = fmax(greatest, fmax(fabs(least), fabs(most)));
    }
    while (decimals > 0 && greatest * pow(10, decimals) > EXACT_MAX)
        decimals--;
    return decimals;
}

/* Least and greatest of a bucket in units of the last decimal; false when unknown or
 * too large to be told exactly. */
static bool bucket_units(const struct trace *trace, size_t signal, size_t bucket, double scale,
                         int64_t *least, int64_t *most)
{
    double low, high;

    trace_sketch(trace, signal, bucket, &low, &high);
    if (!(fabs(low * scale) <= EXACT_MAX && fabs(high * scale) <= EXACT_MAX))
        return false;
    *least = llround(low * scale);
    *most = llround(high * scale);
    return true;
}

static void envelope_write(struct bytes *out, const struct report *report, size_t signal,
                           double scale, bool is_width)
{
    struct runs runs = { .out = out };
    int64_t     least, most, last = 0;

    for (size_t i = 0; i < trace_sketch_buckets(report->trace); i++) {
        if (!bucket_units(report->trace, signal, i, scale, &least, &most)) {
            runs_add(&runs, true, 0);
            continue;
        }
        runs_add(&runs, false, is_width ? most - least : least - last);
        last = least;
    }
    runs_flush(&runs);
}

static void labels_write(struct bytes *out, const char *const *labels)
{
    if (!labels) {
        bytes_text(out, "null");
        return;
    }
    bytes_text(out, "[");
    for (size_t i = 0; labels[i]; i++) {
        bytes_text(out, i ? "," : "");
        bytes_json_text(out, labels[i]);
    }
    bytes_text(out, "]");
}

static void signal_write(struct bytes *out, const struct report *report, size_t index)
{
    const struct signal *signal = &report->signals[index];
    int    decimals = decimals_of(report, index);
    double scale = pow(10, decimals);
    bool   is_flag = !signal->labels && signal->decimals == 0 && signal->least == 0
                  && signal->most == 1;

    bytes_text(out, "{\"name\":");
    bytes_json_text(out, signal->name);
    bytes_text(out, ",\"unit\":");
    bytes_json_text(out, signal->unit);
    bytes_text(out, ",\"sentence\":");
    bytes_json_text(out, signal->sentence);
    bytes_format(out, ",\"decimals\":%d,\"flag\":%s,\"labels\":", decimals,
                 is_flag ? "true" : "false");
    labels_write(out, signal->labels);
    bytes_text(out, ",\"lo\":\"");
    envelope_write(out, report, index, scale, false);
    bytes_text(out, "\",\"wide\":\"");
    envelope_write(out, report, index, scale, true);
    bytes_text(out, "\"}");
}

static void trace_write(struct bytes *out, const struct report *report)
{
    if (!report->trace || trace_rows(report->trace) == 0) {
        bytes_text(out, "null");
        return;
    }
    bytes_text(out, "{\"bucket_s\":");
    bytes_json_number(out, trace_sketch_bucket_s(report->trace));
    bytes_text(out, ",\"tick_s\":");
    bytes_json_number(out, report->tick_s);
    bytes_text(out, ",\"row_every_s\":");
    bytes_json_number(out, trace_row_every_s(report->trace));
    bytes_text(out, ",\"end_s\":");
    bytes_json_number(out, report->simulated_s);
    bytes_format(out, ",\"buckets\":%zu,\"signals\":[", trace_sketch_buckets(report->trace));
    for (size_t i = 0; i < report->signal_count; i++) {
        bytes_text(out, i ? ",\n" : "\n");
        signal_write(out, report, i);
    }
    bytes_text(out, "]}");
}

/* ---- colours ---- */

static void colour_write(struct bytes *out, struct colour colour)
{
    bytes_format(out, "[%d,%d,%d]", colour.red, colour.green, colour.blue);
}

static void styles_write(struct bytes *out)
{
    for (size_t i = 0; i < CONTOUR_STYLES; i++) {
        const struct contour_style *style = &contour_styles[i];
        bytes_text(out, i ? ",{\"colour\":" : "{\"colour\":");
        colour_write(out, style->colour);
        bytes_text(out, ",\"dash\":[");
        for (int j = 0; j < style->dash_count; j++)
            bytes_format(out, "%s%g", j ? "," : "", style->dash[j]);
        bytes_text(out, "]}");
    }
}

void report_data_write(struct bytes *out, const struct report *report)
{
    bytes_text(out, "{\"trace\":");
    trace_write(out, report);
    bytes_text(out, ",\n");
    report_data_exhibits_write(out, report->exhibits);
    bytes_text(out, ",\n\"map\":[");
    for (size_t i = 0; i < COLOUR_MAP_STOPS; i++) {
        bytes_text(out, i ? "," : "");
        colour_write(out, colour_map_stops[i]);
    }
    bytes_text(out, "],\n\"styles\":[");
    styles_write(out);
    bytes_text(out, "]}");
}
