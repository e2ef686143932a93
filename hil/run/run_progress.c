#include "run_progress.h"
#include "base/text.h"
#include "hil/clock.h"
#include "hil/time_text.h"

#include <math.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define ROWS_PER_LOOK   32      /* the wall clock is looked at now and then */
#define REDRAW_S        0.1
#define PLAIN_PART      6       /* a plain line for each sixth of the time that has passed */
#define LINES_MAX       500     /* of events, that a talkative rig may not flood the screen */

static int columns_of(FILE *out)
{
    struct winsize size;

    if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
        return size.ws_col;
    return 80;
}

/* When the next plain line is due: the widest of these steps that is a small part of the time. */
static double plain_next_s(double t_s)
{
    static const double steps_s[] = { 10, 60, 600, 3600, 6 * 3600, 86400, 7 * 86400 };
    size_t step = 0;

    while (step + 1 < sizeof steps_s / sizeof *steps_s && steps_s[step + 1] * PLAIN_PART <= t_s)
        step++;
    return (floor(t_s / steps_s[step] + 1e-6) + 1) * steps_s[step];
}

struct run_progress run_progress_open(FILE *out, const struct rig_type *type,
                                      const struct record *record)
{
    struct run_progress progress = { .out = out, .type = type, .record = record,
                                     .next_t_s = plain_next_s(0) };

    if (!out)
        return progress;
    progress.is_terminal = isatty(fileno(out));
    progress.columns = columns_of(out);
    progress.from_s = progress.drawn_s = clock_wall_s();
    for (size_t i = 0; type->headline[i] && progress.signal_count < PROGRESS_SIGNALS_MAX; i++) {
        size_t signal = signal_find(type->signals, type->signal_count, type->headline[i]);
        if (signal != SIGNAL_NONE)
            progress.signals[progress.signal_count++] = signal;
    }
    return progress;
}

void run_value_text(const struct signal *signal, double value, char *out, size_t size)
{
    int label = 0;

    if (isnan(value)) {
        snprintf(out, size, "unknown");
    } else if (signal->labels) {
        while (signal->labels[label] && label != (int)lround(value))
            label++;
        snprintf(out, size, "%s", signal->labels[label] ? signal->labels[label] : "?");
    } else {
        snprintf(out, size, "%.*f%s%s", signal->decimals < 2 ? signal->decimals : 2, value,
                 *unit_printed(signal->unit) ? " " : "", unit_printed(signal->unit));
    }
}

static void line_clear(struct run_progress *progress)
{
    if (progress->is_drawn)
        fprintf(progress->out, "\r\033[K");
    progress->is_drawn = false;
}

static bool is_shown(const struct event *event)
{
    return strcmp(event->kind, "order") != 0 && strcmp(event->kind, "port") != 0;
}

static void events_show(struct run_progress *progress)
{
    char when[TIME_TEXT_SIZE];

    for (; progress->events_shown < progress->record->event_count; progress->events_shown++) {
        const struct event *event = &progress->record->events[progress->events_shown];

        if (!is_shown(event) || progress->lines >= LINES_MAX)
            continue;
        line_clear(progress);
        time_text(event->t_s, when);
        fprintf(progress->out, "%12s  %-8s %s\n", when, event->kind, event->text);
        if (++progress->lines == LINES_MAX)
            fprintf(progress->out, "              more events are in events.jsonl\n");
    }
}

/* Two states without their names could be taken for one another. */
static bool has_one_state(const struct run_progress *progress)
{
    size_t count = 0;

    for (size_t i = 0; i < progress->signal_count; i++)
        count += progress->type->signals[progress->signals[i]].labels != NULL;
    return count == 1;
}

/* "     12.34 s  hold  tip.temp_c 80.1 C  generator.power_w 3.20 W", or without the names. */
static void row_text(const struct run_progress *progress, const double *row, bool has_names,
                     struct text *text)
{
    char value[64];

    for (size_t i = 0; i < progress->signal_count; i++) {
        const struct signal *signal = &progress->type->signals[progress->signals[i]];

        run_value_text(signal, row[progress->signals[i]], value, sizeof value);
        if (signal->labels && (!has_names || has_one_state(progress)))
            text_add(text, " %-8s", value);
        else
            text_add(text, "  %s%s%s", has_names ? signal->name : "", has_names ? " " : "", value);
    }
}

/* Time and speed first, then names and values; on a narrow terminal the units have to tell. */
static void line_text(const struct run_progress *progress, double t_s, double speed,
                      const double *row, struct text *text)
{
    struct text empty = *text;
    char        when[TIME_TEXT_SIZE];

    time_text(t_s, when);
    for (int has_names = 1; has_names >= 0; has_names--) {
        *text = empty;
        text_add(text, "%12s %6.0f x real time ", when, speed);
        row_text(progress, row, has_names, text);
        if (text->used < (size_t)progress->columns)
            return;
    }
}

static void terminal_draw(struct run_progress *progress, double t_s, const double *row)
{
    char        bytes[512];
    struct text text = text_over(bytes, sizeof bytes);
    double      wall_s;

    if (progress->rows % ROWS_PER_LOOK != 0)
        return;
    wall_s = clock_wall_s();
    if (wall_s - progress->drawn_s < REDRAW_S)
        return;
    progress->drawn_s = wall_s;
    line_text(progress, t_s, t_s / (wall_s - progress->from_s), row, &text);
    line_clear(progress);
    fprintf(progress->out, "%.*s", progress->columns - 1, bytes);
    fflush(progress->out);
    progress->is_drawn = true;
}

static void plain_draw(struct run_progress *progress, double t_s, const double *row)
{
    char        bytes[512];
    struct text text = text_over(bytes, sizeof bytes);
    char        when[TIME_TEXT_SIZE];

    if (t_s < progress->next_t_s - 1e-9)
        return;
    progress->next_t_s = plain_next_s(t_s);
    time_text(t_s, when);
    text_add(&text, "%12s ", when);
    row_text(progress, row, true, &text);
    fprintf(progress->out, "%s\n", bytes);
}

void run_progress_watch(void *data, double t_s, const double *row)
{
    struct run_progress *progress = data;

    if (!progress->out)
        return;
    progress->rows++;
    if (progress->events_shown < progress->record->event_count)
        events_show(progress);
    if (progress->is_terminal)
        terminal_draw(progress, t_s, row);
    else
        plain_draw(progress, t_s, row);
}

void run_progress_close(struct run_progress *progress)
{
    if (!progress->out)
        return;
    events_show(progress);
    line_clear(progress);
    fflush(progress->out);
}
