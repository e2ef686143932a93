#include "report_real_time.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* ---- the picture: ticks over lateness, both logarithmic, since the rare ones matter ---- */

#define BARS_PER_OCTAVE 4
#define STEPS_PER_BAR   (LATENESS_STEPS / BARS_PER_OCTAVE)
#define BARS            (BARS_PER_OCTAVE * LATENESS_OCTAVES)
#define WIDTH   720.0
#define HEIGHT  190.0
#define LEFT    54.0
#define BOTTOM  34.0
#define TOP     22.0

struct frame { double from_s, to_s, counts_most; };

static double bar_from_s(size_t bar)
{
    return lateness_bucket_s(1 + bar * STEPS_PER_BAR);
}

/* Those below the first bucket stand in the first bar, those beyond in the last. */
static unsigned long bar_count(const struct lateness *lateness, size_t bar)
{
    unsigned long count = 0;

    for (size_t i = 0; i < STEPS_PER_BAR; i++)
        count += lateness->counts[1 + bar * STEPS_PER_BAR + i];
    if (bar == 0)
        count += lateness->counts[0];
    if (bar == BARS - 1)
        count += lateness->counts[LATENESS_BUCKETS - 1];
    return count;
}

/* From a power of ten to a power of ten. */
static struct frame frame_of(const struct lateness *lateness, double tick_s)
{
    struct frame frame = { .from_s = tick_s, .to_s = tick_s };

    for (size_t bar = 0; bar < BARS; bar++) {
        unsigned long count = bar_count(lateness, bar);
        if (count == 0)
            continue;
        frame.from_s = fmin(frame.from_s, bar_from_s(bar));
        frame.to_s = fmax(frame.to_s, bar_from_s(bar + 1));
        frame.counts_most = fmax(frame.counts_most, (double)count);
    }
    frame.from_s = pow(10, floor(log10(frame.from_s) + 1e-9));
    frame.to_s = pow(10, ceil(log10(frame.to_s) - 1e-9));
    return frame;
}

static double x_of(const struct frame *frame, double late_s)
{
    double part = log(late_s / frame->from_s) / log(frame->to_s / frame->from_s);

    return LEFT + (WIDTH - LEFT) * fmin(fmax(part, 0), 1);
}

static double y_of(const struct frame *frame, double count)
{
    double part = log10(1 + count) / log10(1 + frame->counts_most);

    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * part;
}

static void bars_draw(struct bytes *out, const struct lateness *lateness,
                      const struct frame *frame)
{
    for (size_t bar = 0; bar < BARS; bar++) {
        unsigned long count = bar_count(lateness, bar);
        double        x = x_of(frame, bar_from_s(bar)), y = y_of(frame, (double)count);

        if (count == 0)
            continue;
        bytes_format(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
                     "fill=\"var(--s0)\"><title>%lu from %.3g us to %.3g us</title></rect>\n",
                     x, y, fmax(x_of(frame, bar_from_s(bar + 1)) - x - 1, 1), HEIGHT - BOTTOM - y,
                     count, 1e6 * bar_from_s(bar), 1e6 * bar_from_s(bar + 1));
    }
}

static void text_draw(struct bytes *out, double x, double y, const char *anchor, const char *text)
{
    bytes_format(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
    bytes_html(out, text);
    bytes_text(out, "</text>\n");
}

static void axes_draw(struct bytes *out, const struct frame *frame)
{
    static const char *const units[] = { "1 us", "10 us", "100 us", "1 ms", "10 ms", "100 ms",
                                         "1 s", "10 s", "100 s" };
    char text[24];

    bytes_format(out, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" "
                 "stroke=\"currentColor\"/>\n", LEFT, HEIGHT - BOTTOM, WIDTH, HEIGHT - BOTTOM);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        double late_s = 1e-6 * pow(10, (double)i);
        if (late_s > 0.99 * frame->from_s && late_s < 1.01 * frame->to_s)
            text_draw(out, x_of(frame, late_s), HEIGHT - BOTTOM + 18,
                      late_s > 0.99 * frame->to_s ? "end" : "middle", units[i]);
    }
    for (double count = 1; count <= frame->counts_most; count *= 10) {
        snprintf(text, sizeof text, "%.0f", count);
        text_draw(out, LEFT - 8, y_of(frame, count) + 4, "end", text);
    }
}

static void mark_draw(struct bytes *out, const struct frame *frame, double late_s,
                      const char *name)
{
    double x = x_of(frame, late_s);

    bytes_format(out, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"var(--s1)\" "
                 "stroke-dasharray=\"3 3\"/>\n", x, TOP - 4, x, HEIGHT - BOTTOM);
    text_draw(out, fmin(x, WIDTH - 40), TOP - 8, "middle", name);
}

static void histogram_draw(struct bytes *out, const struct report_real_time *real_time)
{
    struct frame frame = frame_of(real_time->lateness, real_time->tick_s);

    bytes_format(out, "<svg viewBox=\"0 0 %.0f %.0f\" width=\"100%%\" role=\"img\" "
                 "aria-label=\"How many ticks began how late\" style=\"max-width: %.0fpx; "
                 "font-size: 12px; fill: currentColor\">\n", WIDTH, HEIGHT, WIDTH);
    bars_draw(out, real_time->lateness, &frame);
    axes_draw(out, &frame);
    mark_draw(out, &frame, 1e-6 * real_time->summary.median_us, "median");
    mark_draw(out, &frame, real_time->tick_s, "missed");
    bytes_text(out, "</svg>\n");
}

/* ---- the words ---- */

static void micros_row(struct bytes *out, const char *name, double micros)
{
    bool is_small = micros < 1000;

    bytes_format(out, "<tr><td>%s</td><td class=\"number\">%.3g %s</td></tr>\n", name,
                 is_small ? micros : 1e-3 * micros, is_small ? "us" : "ms");
}

static void count_row(struct bytes *out, const char *name, long count)
{
    bytes_format(out, "<tr><td>%s</td><td class=\"number\">%ld</td></tr>\n", name, count);
}

static void numbers_write(struct bytes *out, const struct report_real_time *real_time)
{
    const struct lateness_summary *summary = &real_time->summary;

    bytes_text(out, "<table class=\"exhibit\"><tbody>\n");
    count_row(out, "ticks", summary->ticks);
    micros_row(out, "half of them began no later than", summary->median_us);
    micros_row(out, "99 % of them", summary->p99_us);
    micros_row(out, "99.9 % of them", summary->p999_us);
    micros_row(out, "the latest", summary->max_us);
    count_row(out, "whose moment had passed when the one before was done", summary->overruns);
    count_row(out, "missed: later than their own end", summary->missed);
    count_row(out, "missed that the bench allows", summary->missed_most);
    bytes_format(out, "<tr><td>simulated over real time</td><td class=\"number\">%.6g</td></tr>\n"
                 "</tbody></table>\n", summary->factor);
}

void report_real_time_html(struct bytes *out, const struct report_real_time *real_time)
{
    if (!real_time || real_time->lateness->ticks == 0)
        return;
    bytes_text(out, "<section id=\"real_time\">\n<h2>Real time</h2>\n"
                    "<p class=\"summary\">How many ticks began how late behind their moment; "
                    "both scales are logarithmic. No tick is left out: one that begins late is "
                    "followed by the next at its own moment, or at once.</p>\n");
    histogram_draw(out, real_time);
    numbers_write(out, real_time);
    for (size_t i = 0; real_time->measures && i < real_time->measures->note_count; i++) {
        bytes_text(out, "<p class=\"summary\">");
        bytes_html(out, real_time->measures->notes[i]);
        bytes_text(out, "</p>\n");
    }
    bytes_text(out, "</section>\n");
}

static void number_member(struct bytes *out, const char *name, double value)
{
    bytes_format(out, ", \"%s\": ", name);
    bytes_json_number(out, value);
}

/* Every bucket that counted: its lower end in microseconds, and the count. */
static void histogram_member(struct bytes *out, const struct lateness *lateness)
{
    const char *gap = "";

    bytes_text(out, ",\n    \"histogram_us\": [");
    for (size_t i = 0; i < LATENESS_BUCKETS; i++) {
        if (lateness->counts[i] == 0)
            continue;
        bytes_format(out, "%s[%.4g, %lu]", gap, 1e6 * lateness_bucket_s(i), lateness->counts[i]);
        gap = ", ";
    }
    bytes_text(out, "]");
}

void report_real_time_manifest(struct bytes *out, const struct report_real_time *real_time)
{
    const struct lateness_summary *summary;

    if (!real_time)
        return;
    summary = &real_time->summary;
    bytes_format(out, ",\n  \"real_time\": {\"ticks\": %ld, \"missed\": %ld, \"missed_most\": %ld, "
                 "\"overruns\": %ld", summary->ticks, summary->missed, summary->missed_most,
                 summary->overruns);
    number_member(out, "median_us", summary->median_us);
    number_member(out, "p99_us", summary->p99_us);
    number_member(out, "p999_us", summary->p999_us);
    number_member(out, "max_us", summary->max_us);
    number_member(out, "factor", summary->factor);
    histogram_member(out, real_time->lateness);
    bytes_text(out, ",\n    \"not_permitted\": [");
    for (size_t i = 0; real_time->measures && i < real_time->measures->note_count; i++) {
        bytes_text(out, i ? ", " : "");
        bytes_json_text(out, real_time->measures->notes[i]);
    }
    bytes_text(out, "]}");
}

void report_real_time_print(FILE *out, const struct lateness_summary *summary)
{
    if (!summary->is_real || summary->ticks == 0)
        return;
    fprintf(out, "real time x %.4f: %ld ticks, median %.0f us late, 99 %% within %.0f us, 99.9 %% "
            "within %.0f us, latest %.0f us; ", summary->factor, summary->ticks,
            summary->median_us, summary->p99_us, summary->p999_us, summary->max_us);
    if (summary->missed == 0)
        fprintf(out, "no deadline was missed\n");
    else
        fprintf(out, "%ld deadline%s missed, of %ld that may be\n", summary->missed,
                summary->missed > 1 ? "s were" : " was", summary->missed_most);
}
