#include "suite_progress.h"
#include "base/text.h"
#include "hil/clock.h"

#include <math.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define REDRAW_S 0.1

static int columns_of(FILE *out)
{
    struct winsize size;

    if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
        return size.ws_col;
    return 80;
}

struct suite_progress suite_progress_open(FILE *out, size_t all, int jobs)
{
    struct suite_progress progress = { .out = out, .all = all, .jobs = jobs,
                                       .from_s = clock_wall_s() };

    if (!out)
        return progress;
    progress.is_terminal = isatty(fileno(out));
    progress.columns = columns_of(out);
    return progress;
}

void suite_progress_expect(struct suite_progress *progress, double expected_s)
{
    if (isnan(expected_s))
        progress->unknown++;
    else
        progress->known_s += expected_s;
}

double suite_progress_left_s(const struct suite_progress *progress)
{
    double each_s = progress->spent_by ? progress->spent_s / (double)progress->spent_by : NAN;
    double left_s = progress->known_s;

    if (progress->unknown > 0)
        left_s += (double)progress->unknown * each_s;
    return left_s / progress->jobs;
}

static void line_wipe(const struct suite_progress *progress)
{
    if (progress->is_terminal && progress->drawn_s > 0)
        fprintf(progress->out, "\r\033[K");
}

static void line_draw(struct suite_progress *progress)
{
    double      left_s = suite_progress_left_s(progress);
    char        line[400];
    struct text text = text_over(line, sizeof line);

    text_add(&text, "%zu of %zu", progress->done, progress->all);
    if (progress->unmet > 0)
        text_add(&text, ", %zu not passed", progress->unmet);
    if (!isnan(left_s) && progress->done < progress->all)
        text_add(&text, ", about %.0f s left", ceil(left_s));
    text_add(&text, "  %s", progress->last);
    fprintf(progress->out, "\r\033[K%.*s", progress->columns - 1, line);
    fflush(progress->out);
    progress->drawn_s = clock_wall_s();
}

static void line_print(const struct suite_progress *progress, const struct suite_step *step)
{
    char count[24];
    int  width = snprintf(count, sizeof count, "%zu", progress->all);

    fprintf(progress->out, "[%*zu/%s] %-12s %s  %.2f s\n", width, progress->done, count,
            step->word, step->name, step->wall_s);
    fflush(progress->out);
}

void suite_progress_done(struct suite_progress *progress, const struct suite_step *step)
{
    progress->done++;
    progress->unmet += step->is_unmet;
    progress->spent_s += step->wall_s;
    progress->spent_by++;
    if (isnan(step->expected_s))
        progress->unknown--;
    else
        progress->known_s = fmax(0, progress->known_s - step->expected_s);
    snprintf(progress->last, sizeof progress->last, "%s", step->name);
    if (progress->out && !progress->is_terminal)
        line_print(progress, step);
}

void suite_progress_look(struct suite_progress *progress)
{
    if (progress->is_terminal && clock_wall_s() - progress->drawn_s > REDRAW_S)
        line_draw(progress);
}

void suite_progress_close(struct suite_progress *progress)
{
    line_wipe(progress);
    if (progress->out)
        fflush(progress->out);
}
