#include "report_glance.h"

#include "hil/picture/picture_axis.h"
#include "hil/time_text.h"

#include <math.h>
#include <string.h>

#define ALARMS_TOLD 8       /* of the events of that kind; all of them are in their table below */
#define FLAGS_TOLD  12

static void time_write(struct bytes *out, double t_s)
{
    char when[TIME_TEXT_SIZE];

    time_text(t_s, when);
    for (const char *at = when; *at; at++)
        bytes_text(out, *at == ' ' ? "&nbsp;" : (char[]){ *at, '\0' });
}

/* ---- states ---- */

static const char *state_name(const struct signal *signal, int state)
{
    if (state < 0)
        return "unknown";
    for (int i = 0; signal->labels[i]; i++)
        if (i == state)
            return signal->labels[i];
    return "?";
}

/* "<b>quiet</b> to 01:22:30, <b>critical</b> to 02:24:02, <b>quiet</b>" */
static void spans_write(struct bytes *out, const struct courses *courses, size_t signal)
{
    struct course_span span;

    for (size_t i = 0; course_span(courses, signal, i, &span); i++) {
        bytes_text(out, i ? ", <b>" : "<b>");
        bytes_html(out, state_name(&courses->signals[signal], span.state));
        bytes_text(out, "</b>");
        if (i + 1 == courses->of[signal].span_count)
            return;
        bytes_text(out, " to ");
        time_write(out, span.to_s);
    }
}

/* "<b>continuous</b> 92 %, <b>patient_bolus</b> 8 %, with 41 changes" */
static void shares_write(struct bytes *out, const struct courses *courses, size_t signal)
{
    const char *gap = "";

    for (int state = COURSE_UNKNOWN; state < COURSE_STATES; state++) {
        double percent = 100 * course_time_s(courses, signal, state) / courses->end_s;
        if (!(percent > 0))
            continue;
        bytes_format(out, "%s<b>", gap);
        bytes_html(out, state_name(&courses->signals[signal], state));
        bytes_format(out, percent < 0.1 ? "</b> below 0.1 %%" : "</b> %.3g %%", percent);
        gap = ", ";
    }
    bytes_format(out, ", with %zu changes", courses->of[signal].span_count - 1);
}

static void states_write(struct bytes *out, const struct courses *courses, size_t signal)
{
    const struct course *course = &courses->of[signal];

    if (course->span_count <= COURSE_SPANS)
        spans_write(out, courses, signal);
    else
        shares_write(out, courses, signal);
    bytes_text(out, "</td><td class=\"number\">");
    bytes_html(out, state_name(&courses->signals[signal], course->open.state));
}

/* ---- numbers ---- */

/* A number at a glance has four digits, and no more decimals than its signal. */
static void value_write(struct bytes *out, const struct signal *signal, double value)
{
    int before = value == 0 ? 1 : (int)floor(log10(fabs(value))) + 1;
    int decimals = (int)fmin(fmax(4 - before, 0), signal->decimals);

    if (isnan(value))
        bytes_text(out, "unknown");
    else if (fabs(value) < 0.5 * pow(10, -decimals))
        bytes_text(out, "0");
    else
        bytes_format(out, "%.*f", decimals, value);
}

static void unit_write(struct bytes *out, const struct signal *signal)
{
    char printed[PRINTED_SIZE];

    if (!*unit_printed(signal->unit))
        return;
    bytes_text(out, "&#8239;");
    bytes_html(out, text_as_printed(unit_as_printed(signal->unit), printed));
}

/* "0 to <b>22.50</b> ul/h, most at 04:40:00" */
static void numbers_write(struct bytes *out, const struct signal *signal,
                          const struct course *course)
{
    if (!(course->least <= course->most)) {
        bytes_text(out, "never known");
    } else if (course->least == course->most) {
        bytes_text(out, "unchanged");
    } else {
        value_write(out, signal, course->least);
        bytes_text(out, " to <b>");
        value_write(out, signal, course->most);
        bytes_text(out, "</b>");
        unit_write(out, signal);
        if (course->last != course->most) {
            bytes_text(out, ", most at ");
            time_write(out, course->most_s);
        }
    }
    bytes_text(out, "</td><td class=\"number\">");
    value_write(out, signal, course->last);
    unit_write(out, signal);
}

/* ---- flags ---- */

/* "from 01:22:30 to 02:24:02; from 03:00:00 on" */
static void raised_write(struct bytes *out, const struct courses *courses, size_t signal)
{
    size_t             count = courses->of[signal].span_count;
    struct course_span span;
    const char        *gap = "";

    for (size_t i = 0; course_span(courses, signal, i, &span); i++) {
        if (span.state != 1)
            continue;
        bytes_format(out, "%sfrom ", gap);
        time_write(out, span.from_s);
        bytes_text(out, i + 1 < count ? " to " : " on");
        if (i + 1 < count)
            time_write(out, span.to_s);
        gap = "; ";
    }
    if (count > COURSE_SPANS)
        bytes_format(out, "; %zu changes in all", count - 1);
}

static const char *flag_name(double value)
{
    return isnan(value) ? "unknown" : value == 1 ? "yes" : "no";
}

/* ---- the table ---- */

static void row_open(struct bytes *out, const struct signal *signal)
{
    bytes_text(out, "<tr><td class=\"what\"><strong>");
    bytes_html(out, signal->name);
    bytes_text(out, "</strong><span>");
    bytes_html(out, signal->sentence);
    bytes_text(out, "</span></td><td>");
}

static void headline_row(struct bytes *out, const struct courses *courses, size_t signal)
{
    row_open(out, &courses->signals[signal]);
    if (courses->signals[signal].labels)
        states_write(out, courses, signal);
    else
        numbers_write(out, &courses->signals[signal], &courses->of[signal]);
    bytes_text(out, "</td></tr>\n");
}

/* Every flag that was up at some time, whatever the rig. */
static void flag_rows(struct bytes *out, const struct courses *courses)
{
    size_t told = 0;

    for (size_t i = 0; i < courses->count; i++) {
        if (!course_is_flag(&courses->signals[i]) || courses->of[i].most != 1)
            continue;
        if (told++ >= FLAGS_TOLD)
            continue;
        row_open(out, &courses->signals[i]);
        bytes_text(out, "<b>yes</b> ");
        raised_write(out, courses, i);
        bytes_format(out, "</td><td class=\"number\">%s</td></tr>\n",
                     flag_name(courses->of[i].last));
    }
    if (told > FLAGS_TOLD)
        bytes_format(out, "<tr><td colspan=\"3\">and %zu more flags, in the traces</td></tr>\n",
                     told - FLAGS_TOLD);
}

static void table_write(struct bytes *out, const struct report *report)
{
    bytes_text(out, "<table id=\"course\"><thead><tr><th>signal</th><th>how it went</th>"
                    "<th class=\"number\">at the end</th></tr></thead><tbody>\n");
    for (size_t i = 0; report->headline && report->headline[i]; i++) {
        size_t index = signal_find(report->signals, report->signal_count, report->headline[i]);
        if (index != SIGNAL_NONE)
            headline_row(out, report->courses, index);
    }
    flag_rows(out, report->courses);
    bytes_text(out, "</tbody></table>\n");
}

/* ---- alarms ---- */

static void alarms_write(struct bytes *out, const struct report *report)
{
    size_t count = 0;

    for (size_t i = 0; i < report->event_count; i++) {
        if (strcmp(report->events[i].kind, "alarm") != 0 || count++ >= ALARMS_TOLD)
            continue;
        bytes_text(out, count == 1 ? "<ul class=\"alarms\">\n<li><b>" : "<li><b>");
        time_write(out, report->events[i].t_s);
        bytes_text(out, "</b> ");
        bytes_html(out, report->events[i].text);
        bytes_text(out, "</li>\n");
    }
    if (count > ALARMS_TOLD)
        bytes_format(out, "<li>and %zu more, among the events</li>\n", count - ALARMS_TOLD);
    if (count > 0)
        bytes_text(out, "</ul>\n");
}

void report_glance_write(struct bytes *out, const struct report *report)
{
    alarms_write(out, report);
    if (report->courses && report->courses->end_s > 0)
        table_write(out, report);
}
