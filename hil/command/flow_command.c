#include "flow_command.h"

#include "base/names.h"
#include "base/units.h"
#include "hil/flow/flow_read.h"
#include "hil/flow/flow_report.h"
#include "hil/options.h"
#include "hil/picture/picture.h"
#include "hil/run/run_folder.h"
#include "hil/spread/spread_print.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOLUSES "ambulatory-3"

static const struct option options[] = {
    { "rate",        "ML_PER_H", "the set rate; needed, but for boluses" },
    { "test",        "NAME", "volumetric, syringe, ambulatory-1, -2, -3 (syringe)" },
    { "signal",      "NAME", "the mass, or a volume (balance.mass_g; mass_g of a table)" },
    { "sample-s",    "S",    "sample interval (30; ambulatory-1: 900; -2: by --shot-s)" },
    { "shot-s",      "S",    "ambulatory-2: one shot cycle, the mean of 20" },
    { "from",        "S",    "when the pump was started (the first row)" },
    { "until",       "S",    "rows behind it are left out" },
    { "short",       NULL,   "less than the test asks for will do: all of it is one period" },
    { "density",     "G_PER_ML", "of the liquid (0.998: water at 20 C)" },
    { "evaporation", "MG_PER_H", "what the vessel loses (0)" },
    { "buoyancy",    NULL,   "correct the mass for the air that it displaces" },
    { "air-density", "G_PER_ML", "for --buoyancy (0.0012)" },
    { "weights-density", "G_PER_ML", "that the balance was adjusted with (8.0)" },
    { "digit",       "MG",   "one digit of the balance (as the record shows it)" },
    { "occluded-at", "S",    "when the line was closed: time to alarm, pressure, bolus" },
    { "released-at", "S",    "when it was opened again" },
    { "bolus-s",     "S",    "how long the release bolus is collected (60)" },
    { "running",     NULL,   "the pump went on at the set rate meanwhile" },
    { "pressure",    "NAME", "signal of the pressure in the line" },
    { "alarm",       "NAME", "signal that is not 0 while the alarm stands" },
    { "bolus",       "ML",   "ambulatory-3: the set bolus; each row of the table is one" },
    { "json",        NULL,   "print JSON; no picture" },
    { "out",         "DIR",  "where the pictures go (out/flow)" },
    { "no-picture",  NULL,   "print only" },
};

static const struct command_page page = {
    .name = "flow", .words = "TRACE.csv|SAMPLES.csv", .words_least = 1, .words_most = 1,
    .summary = "how true a pump's flow was: start-up and trumpet curve of IEC 60601-2-24",
    .options = options, .option_count = sizeof options / sizeof *options,
    .text = "A trace is what a run has left. A table of samples has a row of names, t_s,mass_g or\n"
            "time_min,mass_g, and a row for each; boluses need no time. Formulas and windows are\n"
            "those of IEC 60601-2-24:1998; density and evaporation belong to the record.",
    .example =
        "  painrig flow out/ne1000/trace.csv --rate 5 --evaporation 1.2\n"
        "  painrig flow samples.csv --rate 25 --test volumetric --json\n"
        "  painrig flow out/occlusion/trace.csv --rate 5 --short --occluded-at 600 \\\n"
        "      --released-at 900 --pressure pressure.line_kpa --alarm pump.alarm\n"
        "  painrig flow boluses.csv --test ambulatory-3 --bolus 0.5",
};

struct choice {
    const char           *path;
    bool                  is_boluses, is_short, has_occlusion;
    enum flow_test        test;
    struct flow_setup     setup;
    struct flow_columns   columns;
    struct flow_occlusion_setup occlusion;
    double                shot_s, from_s, until_s, digit_g, bolus_ml;
};

/* ------------------------------------------------------------------ what was asked */

static enum err test_read(const struct options *given, struct choice *choice, struct why *why)
{
    const char *names[FLOW_TEST_COUNT + 1], *wanted = options_text(given, "test", "syringe");

    choice->is_boluses = strcmp(wanted, BOLUSES) == 0;
    if (choice->is_boluses)
        return ERR_OK;
    for (size_t i = 0; i < FLOW_TEST_COUNT; i++) {
        names[i] = flow_test_labels[i];
        if (strcmp(names[i], wanted) == 0) {
            choice->test = (enum flow_test)i;
            return ERR_OK;
        }
    }
    names[FLOW_TEST_COUNT] = BOLUSES;
    return why_unknown(why, "--test: there is no test", wanted, names, FLOW_TEST_COUNT + 1);
}

static enum err setup_read(const struct options *given, struct choice *choice, struct why *why)
{
    struct flow_setup *setup = &choice->setup;
    double air = FLOW_AIR_DENSITY, weights = FLOW_WEIGHTS_DENSITY, digit_mg = (double)NAN;

    *setup = (struct flow_setup){ .rate_ml_per_h = (double)NAN, .buoyancy = 1,
                                  .density_g_per_ml = FLOW_DENSITY };
    TRY(options_number(given, "rate", 1e-5, 1e5, &setup->rate_ml_per_h, why));
    TRY(options_number(given, "density", 0.5, 2, &setup->density_g_per_ml, why));
    TRY(options_number(given, "evaporation", 0, 1e5, &setup->evaporation_mg_per_h, why));
    TRY(options_number(given, "air-density", 0, 0.01, &air, why));
    TRY(options_number(given, "weights-density", 1, 25, &weights, why));
    TRY(options_number(given, "digit", 1e-6, 1e6, &digit_mg, why));
    if (options_has(given, "buoyancy"))
        setup->buoyancy = flow_buoyancy(setup->density_g_per_ml, air, weights);
    choice->digit_g = digit_mg / 1000;
    if (isnan(setup->rate_ml_per_h) && !choice->is_boluses)
        return why_say(why, ERR_RANGE, "--rate ML_PER_H is missing: the rate that was set, as in "
                                       "--rate 5");
    return ERR_OK;
}

static enum err times_read(const struct options *given, struct choice *choice, struct why *why)
{
    choice->from_s = choice->shot_s = (double)NAN;
    choice->until_s = (double)INFINITY;
    TRY(options_number(given, "sample-s", 0.1, 86400, &choice->setup.sample_s, why));
    TRY(options_number(given, "shot-s", 0.1, 86400, &choice->shot_s, why));
    TRY(options_number(given, "from", 0, 1e9, &choice->from_s, why));
    TRY(options_number(given, "until", 0, 1e9, &choice->until_s, why));
    choice->is_short = options_has(given, "short");
    if (!choice->is_boluses && choice->test == FLOW_TEST_AMBULATORY_2 && isnan(choice->shot_s))
        return why_say(why, ERR_RANGE, "--test ambulatory-2 samples whole shot cycles: give one "
                                       "with --shot-s S");
    if (!choice->is_boluses && choice->setup.sample_s == 0)
        choice->setup.sample_s = flow_plan_sample_s(choice->test, choice->shot_s);
    return ERR_OK;
}

static enum err occlusion_read(const struct options *given, struct choice *choice,
                               struct why *why)
{
    static const char *const go_with_it[] = { "released-at", "bolus-s", "running", "pressure",
                                              "alarm" };
    struct flow_occlusion_setup *occlusion = &choice->occlusion;

    *occlusion = (struct flow_occlusion_setup){ .occluded_s = (double)NAN, .bolus_s = 60,
                                                .released_s = (double)NAN };
    TRY(options_number(given, "occluded-at", 0, 1e9, &occlusion->occluded_s, why));
    TRY(options_number(given, "released-at", 0, 1e9, &occlusion->released_s, why));
    TRY(options_number(given, "bolus-s", 0.1, 86400, &occlusion->bolus_s, why));
    choice->has_occlusion = !isnan(occlusion->occluded_s);
    for (size_t i = 0; i < sizeof go_with_it / sizeof *go_with_it && !choice->has_occlusion; i++)
        if (options_has(given, go_with_it[i]))
            return why_say(why, ERR_RANGE, "--%s goes with --occluded-at S, which is not given",
                           go_with_it[i]);
    if (options_has(given, "running"))
        occlusion->running_ml_per_h = choice->setup.rate_ml_per_h;
    occlusion->density_g_per_ml = choice->setup.density_g_per_ml;
    return ERR_OK;
}

static enum err choice_read(const struct options *given, struct choice *choice, struct why *why)
{
    *choice = (struct choice){ .path = given->words[0], .bolus_ml = (double)NAN };
    TRY(test_read(given, choice, why));
    TRY(setup_read(given, choice, why));
    TRY(times_read(given, choice, why));
    TRY(occlusion_read(given, choice, why));
    TRY(options_number(given, "bolus", 1e-6, 1e4, &choice->bolus_ml, why));
    if (choice->is_boluses == isnan(choice->bolus_ml))
        return why_say(why, ERR_RANGE, "--test ambulatory-3 and --bolus ML, the set bolus, go "
                                       "together");
    choice->columns = (struct flow_columns){
        .mass = options_text(given, "signal", NULL),
        .pressure = options_text(given, "pressure", NULL),
        .alarm = options_text(given, "alarm", NULL), .has_no_time = choice->is_boluses,
        .density_g_per_ml = choice->setup.density_g_per_ml,
    };
    return ERR_OK;
}

/* ------------------------------------------------------------------ what comes out */

static bool wants_pictures(const struct options *given)
{
    return !options_has(given, "no-picture") && !options_has(given, "json");
}

static enum err pictures_write(const struct exhibits *exhibits, const char *folder,
                               const char *caption, struct why *why)
{
    char path[1024];

    for (size_t i = 0; i < exhibits->chart_count; i++) {
        const struct exhibit_chart *chart = &exhibits->charts[i];
        snprintf(path, sizeof path, "%s/%s.png", folder, chart->file);
        TRY(picture_chart_write_png(chart, caption, path, why));
        snprintf(path, sizeof path, "%s/%s.svg", folder, chart->file);
        TRY(picture_chart_write_svg(chart, caption, path, why));
        printf("%s%s.png", i ? ", " : "pictures: ", chart->file);
    }
    printf(", and .svg, in %s\n", folder);
    return ERR_OK;
}

/* A volume was never in air. */
static void warnings_print(const struct flow_report *report, bool is_weighed)
{
    const struct flow_setup *setup = &report->setup;

    if (flow_report_is_coarse(report))
        fprintf(stderr, "painrig flow: one digit of the balance, %.3g mg, is %.2g %% of what flows "
                        "in %g min: its errors are the balance's own; take a finer balance or a "
                        "longer window\n", 1000 * report->digit_g, 100 * report->digit_share,
                report->plan.windows_s[0] / S_PER_MIN);
    if (setup->buoyancy == 1 && is_weighed)
        printf("buoyancy is not corrected: --buoyancy would add %.3f %%\n",
               100 * (flow_buoyancy(setup->density_g_per_ml, FLOW_AIR_DENSITY,
                                    FLOW_WEIGHTS_DENSITY) - 1));
}

static enum err report_print(const struct options *given, const struct choice *choice,
                             const struct flow_report *report, bool is_weighed, struct why *why)
{
    struct exhibits   exhibits = { 0 };
    struct run_folder folder;
    char              caption[300];
    enum err          err;

    snprintf(caption, sizeof caption, "%.200s, %.4g ml/h, %s", choice->path,
             choice->setup.rate_ml_per_h, flow_test_labels[choice->test]);
    TRY_OR_DONE(flow_report_show(report, &exhibits, why));
    for (size_t i = 0; i < exhibits.table_count; i++)
        spread_table_print(stdout, &exhibits.tables[i]);
    warnings_print(report, is_weighed);
    if (!wants_pictures(given))
        goto done;
    TRY_OR_DONE(run_folder_make(&folder, options_text(given, "out", "out/flow"), why));
    err = pictures_write(&exhibits, folder.path, caption, why);
done:
    exhibits_free(&exhibits);
    return err;
}

static enum err boluses_answer(const struct options *given, const struct choice *choice,
                               const struct flow_rows *rows, struct why *why)
{
    struct exhibits     exhibits = { 0 };
    struct flow_boluses boluses;
    enum err            err;

    for (size_t i = 0; i < rows->count; i++)
        rows->mass_g[i] *= choice->setup.buoyancy;
    if (flow_boluses(rows->mass_g, rows->count, choice->bolus_ml, choice->setup.density_g_per_ml,
                     &boluses) != ERR_OK)
        return why_say(why, ERR_RANGE, "%s: there is no bolus in it, or the mass of one is not "
                                       "known", choice->path);
    if (options_has(given, "json"))
        return flow_boluses_json(stdout, &boluses, choice->bolus_ml, why);
    err = flow_boluses_show(&boluses, choice->bolus_ml, &exhibits, why);
    for (size_t i = 0; i < exhibits.table_count && err == ERR_OK; i++)
        spread_table_print(stdout, &exhibits.tables[i]);
    exhibits_free(&exhibits);
    return err;
}

/* ------------------------------------------------------------------ working it out */

/* Rows that are wanted; what stands behind --until is left out. */
static size_t rows_until(const struct flow_rows *rows, double until_s)
{
    size_t count = rows->count;

    while (count > 0 && rows->t_s[count - 1] > until_s)
        count--;
    return count;
}

static enum err samples_make(const struct choice *choice, const struct flow_rows *rows,
                             double **samples, size_t *count, struct why *why)
{
    size_t used = rows_until(rows, choice->until_s);
    double start_s = isnan(choice->from_s) && used ? rows->t_s[0] : choice->from_s;
    double span_s = used ? rows->t_s[used - 1] - start_s : 0;
    size_t room = span_s > 0 ? (size_t)(span_s / choice->setup.sample_s) + 2 : 2;

    *samples = calloc(room, sizeof **samples);
    if (!*samples)
        return why_say(why, ERR_MEMORY, "no memory for so many samples");
    TRY(flow_resample(rows->t_s, rows->mass_g, used, start_s, choice->setup.sample_s, *samples,
                      room, count, why));
    flow_correct(&choice->setup, *samples, *count);
    return *count >= 2 ? ERR_OK
                       : why_say(why, ERR_RANGE, "there are fewer than two samples of %g s from "
                                                 "%g s on", choice->setup.sample_s, start_s);
}

static enum err samples_answer(const struct options *given, const struct choice *choice,
                               const struct flow_rows *rows, bool is_weighed, struct why *why)
{
    struct flow_plan   plan;
    struct flow_report report;
    double *samples = NULL, digit_g = choice->digit_g;
    size_t  count = 0;
    enum err err;

    if (isnan(digit_g) && is_weighed)
        digit_g = flow_digit_g(rows->mass_g, rows->count);
    if (!is_weighed && choice->setup.buoyancy != 1)
        return why_say(why, ERR_RANGE, "--buoyancy goes with a mass: %s is a volume",
                       choice->columns.mass);
    err = samples_make(choice, rows, &samples, &count, why);
    if (err != ERR_OK) {
        why_prefix(why, "%s: ", choice->path);
        goto done;
    }
    TRY_OR_DONE(flow_plan_make(choice->test, choice->setup.sample_s, choice->shot_s, count - 1,
                               choice->is_short, &plan, why));
    TRY_OR_DONE(flow_report_make(&choice->setup, &plan, samples, count, digit_g, &report, why));
    report.test = choice->test;
    report.has_occlusion = choice->has_occlusion;
    if (choice->has_occlusion)
        TRY_OR_DONE(flow_occlusion(rows, &choice->occlusion, &report.occlusion, why));
    err = options_has(given, "json") ? flow_report_json(stdout, &report, why)
                                     : report_print(given, choice, &report, is_weighed, why);
done:
    free(samples);
    return err;
}

static enum err answer(const struct options *given, struct why *why)
{
    struct flow_rows rows = { .count = 0 };
    struct choice    choice;
    bool             is_weighed;
    enum err         err;

    TRY(choice_read(given, &choice, why));
    TRY(flow_read(choice.path, &choice.columns, &rows, &is_weighed, why));
    err = choice.is_boluses ? boluses_answer(given, &choice, &rows, why)
                            : samples_answer(given, &choice, &rows, is_weighed, why);
    flow_rows_free(&rows);
    return err;
}

int flow_command(int argc, char **argv)
{
    struct options given;
    struct why     why = { "" };
    int            status;
    enum err       err;

    if (!options_start(&page, argc, argv, &given, &status))
        return status;
    err = answer(&given, &why);
    if (err != ERR_OK)
        fprintf(stderr, "painrig flow: %s\n", why_text(&why, err));
    return err == ERR_OK ? 0 : 2;
}
