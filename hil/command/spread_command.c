#include "spread_command.h"

#include "base/units.h"
#include "hil/clock.h"
#include "hil/options.h"
#include "hil/picture/picture.h"
#include "hil/run/run_folder.h"
#include "hil/script/script.h"
#include "hil/spread/spread_choice.h"
#include "hil/spread/spread_handout.h"
#include "hil/spread/spread_json.h"
#include "hil/spread/spread_options.h"
#include "hil/spread/spread_print.h"
#include "hil/spread/spread_show.h"
#include "sim/level.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>


#define AS_OPTION(field_, name_, argument_, unit_, kind_, least_, most_, step_, rest_, choices_,  \
                  help_)                                                                          \
    { name_, argument_, help_ },

static const struct option options[] = {
    SPREAD_OPTIONS(AS_OPTION)
    { "handout",       "FILE",    "a page to take home, .pdf or .png: of one case, or up to four" },
    { "json",          NULL,      "print the case as JSON, several as an array; no picture" },
    { "out",           "DIR",     "where the pictures go (out/spread)" },
    { "no-picture",    NULL,      "print only" },
};

static const struct command_page page = {
    .name = "spread", .words = "[CASE.lua]", .words_most = 1,
    .summary = "how far a drug spreads in the spinal canal, and what it reaches",
    .options = options, .option_count = sizeof options / sizeof *options,
    .text = "Two or more values of drug, tip, rate, bolus, hours, posture or dispersion, parted\n"
            "by commas, make a comparison: --tip T8,L1 --rate 10,20.\n"
            "CASE.lua returns spread_case { ... } and gives everything itself\n"
            "(scenarios/cases has two; hil/spread/spread_case.h has every name);\n"
            "only --samples, --seed, --handout, --json, --out and --no-picture go with it.",
    .example =
        "  painrig spread --drug morphine --tip T10 --rate 20 --hours 24\n"
        "  painrig spread --bolus 100 --bolus-volume 2 --hours 6 --tip T10,L3\n"
        "  painrig spread --rate 10 --press 2,2.5,8 --press-bolus 40 --lockout 120\n"
        "  painrig spread scenarios/cases/spread_bolus_and_infusion.lua --json",
};

/* ------------------------------------------------------------------ one case */

static enum err json_answer(const struct spread_case *made, const struct spread_sampling *band,
                            const char *name, struct why *why)
{
    struct spread_uncertainty uncertainty = spread_case_uncertainty(made);
    struct spread_quantiles quantiles = { .samples = 0 };
    struct spread spread = { .reports = NULL };
    double start_s = clock_wall_s();
    enum err err;

    TRY_OR_DONE(spread_run(&spread, &made->setup, why));
    if (band->samples > 0)
        TRY_OR_DONE(spread_band(&quantiles, &made->setup, &uncertainty, band->samples, band->seed,
                                why));
    spread_json_print(stdout, &(struct spread_json){
        .name = name, .setup = &made->setup, .presses = &made->presses, .spread = &spread,
        .band = band->samples ? &quantiles : NULL, .wall_s = clock_wall_s() - start_s });
done:
    spread_free(&spread);
    spread_quantiles_free(&quantiles);
    return err;
}

static enum err view_answer(const struct spread_case *made, const struct spread_sampling *band,
                            struct spread_view **view, struct why *why)
{
    const struct spread_wish wish = { spread_case_uncertainty(made), band->samples, band->seed,
                                      .has_map = true };
    struct spread_view *answer = calloc(1, sizeof *answer);
    enum err err;

    if (!answer)
        return why_say(why, ERR_MEMORY, "out of memory");
    err = spread_view_make(answer, &made->setup, &wish, why);
    if (err == ERR_OK)
        *view = answer;
    else
        free(answer);
    return err;
}

static void view_free(struct spread_view *view)
{
    spread_view_free(view);
    free(view);
}

/* ------------------------------------------------------------------ pictures */

static bool wants_pictures(const struct options *given)
{
    return !options_has(given, "no-picture") && !options_has(given, "json");
}

/* Before anything is worked out, so that nobody waits to be told of a folder that cannot be. */
static enum err folder_ready(const struct options *given, const char **folder, struct why *why)
{
    struct run_folder made;

    *folder = options_text(given, "out", "out/spread");
    return wants_pictures(given) ? run_folder_open(&made, *folder, why) : ERR_OK;
}

static void picture_names_print(const struct exhibits *exhibits, const char *folder)
{
    const char *gap = "";

    printf("pictures: %s/", folder);
    for (size_t i = 0; i < exhibits->field_count; i++, gap = ", ")
        printf("%s%s.png", gap, exhibits->fields[i].file);
    for (size_t i = 0; i < exhibits->chart_count; i++, gap = ", ")
        printf("%s%s.png", gap, exhibits->charts[i].file);
    printf(", and .svg\n");
}

/* Every exhibit as png and svg, and a line that says which. */
static enum err pictures_write(const struct exhibits *exhibits, const char *folder,
                               const char *caption, struct why *why)
{
    char path[1024];

    for (size_t i = 0; i < exhibits->field_count; i++) {
        const struct exhibit_field *field = &exhibits->fields[i];
        snprintf(path, sizeof path, "%s/%s.png", folder, field->file);
        TRY(picture_write_png(field, caption, path, why));
        snprintf(path, sizeof path, "%s/%s.svg", folder, field->file);
        TRY(picture_write_svg(field, caption, path, why));
    }
    for (size_t i = 0; i < exhibits->chart_count; i++) {
        const struct exhibit_chart *chart = &exhibits->charts[i];
        snprintf(path, sizeof path, "%s/%s.png", folder, chart->file);
        TRY(picture_chart_write_png(chart, caption, path, why));
        snprintf(path, sizeof path, "%s/%s.svg", folder, chart->file);
        TRY(picture_chart_write_svg(chart, caption, path, why));
    }
    picture_names_print(exhibits, folder);
    return ERR_OK;
}

static double end_s_of(const struct spread_case *made)
{
    return made->setup.report_s[made->setup.report_count - 1];
}

/* A page of text, and its pictures. */
static enum err page_show(const struct options *given, const struct spread_case *made,
                          const struct spread_view *view, const char *folder, struct why *why)
{
    struct exhibits exhibits = { 0 };
    char caption[300];
    enum err err;

    TRY(spread_show_view(view, made->setup.pk ? &made->drug : NULL, &exhibits, why));
    spread_caption(made, end_s_of(made), caption, sizeof caption);
    printf("%s\n\n", caption);
    spread_presses_print(stdout, &made->presses);
    for (size_t i = 0; i < exhibits.table_count; i++)
        spread_table_print(stdout, &exhibits.tables[i]);
    spread_footing_print(stdout, made, view);
    err = wants_pictures(given) ? pictures_write(&exhibits, folder, caption, why) : ERR_OK;
    exhibits_free(&exhibits);
    return err;
}

/* ------------------------------------------------------------------ the handout */

struct wish {
    const char *path;           /* NULL: none */
    char        command[512];   /* what to type for the same numbers */
};

static enum err wish_take(const struct options *given, int argc, char **argv, struct wish *wish,
                          struct why *why)
{
    enum handout_as as;

    TRY(options_file(given, "handout", "spread.pdf", &wish->path, why));
    handout_command_write(argc, argv, wish->command, sizeof wish->command);
    if (wish->path && options_has(given, "json"))
        return why_say(why, ERR_RANGE, "--handout and --json do not go together: a page is drawn of "
                       "the tables that are printed without --json");
    return wish->path ? handout_path_check(wish->path, &as, why) : ERR_OK;
}

static enum err wish_grant(const struct wish *wish, const struct spread_handout_case *cases,
                           size_t count, struct why *why)
{
    struct handout handout = { .limits = NULL };
    enum err err;

    if (!wish->path)
        return ERR_OK;
    TRY_OR_DONE(spread_handout_make(cases, count, wish->command, &handout, why));
    TRY_OR_DONE(handout_write(&handout, wish->path, why));
    printf("handout: %s\n", wish->path);
done:
    handout_free(&handout);
    return err;
}

static int refuse(const struct why *why, enum err err)
{
    fprintf(stderr, "painrig spread: %s\n", why_text(why, err));
    return 2;
}

/* ------------------------------------------------------------------ CASE.lua */

static enum err file_read(const char *path, struct spread_case *made, struct why *why)
{
    struct settings settings = { 0 };
    enum err err = script_load_case(SCRIPT_SPREAD_CASE, path, &settings, why);

    if (err == ERR_OK) {
        err = spread_case_read(&settings, made, why);
        if (err != ERR_OK)
            why_prefix(why, "%s: ", path);
    }
    settings_free(&settings);
    return err;
}

static enum err file_answer(const struct options *given, struct spread_sampling band,
                            const struct wish *wish, struct why *why)
{
    struct spread_case *made = calloc(1, sizeof *made);
    struct spread_view *view = NULL;
    const char *folder;
    enum err err;

    if (!made)
        return why_say(why, ERR_MEMORY, "out of memory");
    TRY_OR_DONE(file_read(given->words[0], made, why));
    TRY_OR_DONE(folder_ready(given, &folder, why));
    if (!options_has(given, "samples"))
        band.samples = made->is_reference_man ? band.samples : 0;
    if (made->is_reference_man)
        spread_limits_warn(stderr, made, 0, 0);
    if (options_has(given, "json")) {
        err = json_answer(made, &band, NULL, why);
    } else {
        TRY_OR_DONE(view_answer(made, &band, &view, why));
        TRY_OR_DONE(page_show(given, made, view, folder, why));
        err = wish_grant(wish, &(struct spread_handout_case){ made, view, { NULL } }, 1, why);
    }
done:
    view_free(view);
    spread_case_free(made);
    free(made);
    return err;
}

/* ------------------------------------------------------------------ options */

/* All that a comparison keeps of its cases until they are drawn. */
struct answers {
    struct spread_choice choice[SPREAD_CASES_MAX];
    struct spread_case   made[SPREAD_CASES_MAX];
    struct spread_dosing dosing[SPREAD_CASES_MAX];
    struct spread_view  *view[SPREAD_CASES_MAX];
    char                 name[SPREAD_CASES_MAX][128];
    size_t               count;
};

static void answers_free(struct answers *answers)
{
    for (size_t i = 0; answers && i < answers->count; i++) {
        view_free(answers->view[i]);
        spread_case_free(&answers->made[i]);
    }
    free(answers);
}

/* Every case is read before the first is worked out. */
static enum err answers_read(const struct options *given, struct answers *answers, struct why *why)
{
    TRY(spread_choices_make(given, answers->choice, &answers->count, why));
    for (size_t i = 0; i < answers->count; i++) {
        TRY(spread_choice_case(given, &answers->choice[i], &answers->made[i], &answers->dosing[i],
                               why));
        spread_choice_name(given, &answers->choice[i], answers->name[i],
                           sizeof answers->name[i]);
    }
    return ERR_OK;
}

/* Cases that differ in the place alone are warned of once. */
static bool is_warned(const struct answers *answers, size_t i)
{
    for (size_t other = 0; other < i; other++)
        if (strcmp(answers->made[other].drug.name, answers->made[i].drug.name) == 0 &&
            answers->dosing[other].bolus_kg == answers->dosing[i].bolus_kg &&
            answers->dosing[other].kg_per_m3 == answers->dosing[i].kg_per_m3 &&
            spread_day_most_kg(&answers->made[other].program) ==
                spread_day_most_kg(&answers->made[i].program))
            return true;
    return false;
}

static enum err choice_answer(const struct options *given, const struct spread_sampling *band,
                              struct answers *answers, size_t i, struct why *why)
{
    struct spread_case *made = &answers->made[i];
    bool is_one = answers->count == 1;
    enum err err;

    if (!is_warned(answers, i))
        spread_limits_warn(stderr, made, answers->dosing[i].bolus_kg,
                           answers->dosing[i].kg_per_m3);
    if (!options_has(given, "json"))
        return view_answer(made, band, &answers->view[i], why);
    spread_case_probe_levels(made);
    fputs(is_one ? "" : i == 0 ? "[\n" : ",\n", stdout);
    err = json_answer(made, band, is_one ? NULL : answers->name[i], why);
    fputs(!is_one && i + 1 == answers->count ? "]\n" : "", stdout);
    return err;
}

static enum err comparison_show(const struct options *given, struct answers *answers,
                                const char *folder, struct why *why)
{
    struct spread_named named[SPREAD_CASES_MAX];
    struct exhibits exhibits = { 0 };
    char caption[300];
    enum err err;

    for (size_t i = 0; i < answers->count; i++)
        named[i] = (struct spread_named){ answers->name[i], answers->view[i],
                                          &answers->made[i].drug };
    TRY(spread_show_comparison(named, answers->count, &exhibits, why));
    for (size_t i = 0; i < exhibits.table_count; i++)
        spread_table_print(stdout, &exhibits.tables[i]);
    spread_model_print(stdout, answers->view[0]);
    snprintf(caption, sizeof caption, "%zu cases, at the end of each", answers->count);
    err = wants_pictures(given) ? pictures_write(&exhibits, folder, caption, why) : ERR_OK;
    exhibits_free(&exhibits);
    return err;
}

static enum err choices_wish(const struct options *given, const struct answers *answers,
                             const struct wish *wish, struct why *why)
{
    struct spread_handout_case cases[HANDOUT_CASES_MAX];

    for (size_t i = 0; i < answers->count && i < HANDOUT_CASES_MAX; i++) {
        cases[i] = (struct spread_handout_case){ &answers->made[i], answers->view[i], { NULL } };
        spread_choice_values(given, &answers->choice[i], cases[i].value);
    }
    return wish_grant(wish, cases, answers->count, why);
}

static enum err choices_answer(const struct options *given, struct spread_sampling band,
                               const struct wish *wish, struct why *why)
{
    struct answers *answers = calloc(1, sizeof *answers);
    const char *folder;
    enum err err;

    if (!answers)
        return why_say(why, ERR_MEMORY, "out of memory");
    TRY_OR_DONE(answers_read(given, answers, why));
    if (wish->path && answers->count > HANDOUT_CASES_MAX)
        TRY_OR_DONE(why_say(why, ERR_RANGE, "--handout %s: a page has room for %d cases, and these "
                            "are %zu", wish->path, HANDOUT_CASES_MAX, answers->count));
    TRY_OR_DONE(folder_ready(given, &folder, why));
    for (size_t i = 0; i < answers->count && err == ERR_OK; i++)
        err = choice_answer(given, &band, answers, i, why);
    if (err == ERR_OK && !options_has(given, "json"))
        err = answers->count == 1
                  ? page_show(given, &answers->made[0], answers->view[0], folder, why)
                  : comparison_show(given, answers, folder, why);
    if (err == ERR_OK && wish->path)
        err = choices_wish(given, answers, wish, why);
done:
    answers_free(answers);
    return err;
}

/* A case file gives everything itself: of the options only those about the answer go with it. */
static enum err file_options_check(const struct options *given, struct why *why)
{
    static const char *const fit[] = { "samples", "seed", "handout", "json", "out",
                                       "no-picture" };

    for (size_t i = 0; i < given->given_count; i++) {
        bool fits = false;
        for (size_t f = 0; f < sizeof fit / sizeof *fit; f++)
            fits |= strcmp(given->given[i].option->name, fit[f]) == 0;
        if (!fits)
            return why_say(why, ERR_RANGE,
                           "--%s does not go with a case file, which gives everything itself",
                           given->given[i].option->name);
    }
    return ERR_OK;
}

int spread_command(int argc, char **argv)
{
    struct options given;
    struct wish wish = { .path = NULL };
    struct why why = { 0 };
    struct spread_sampling band;
    enum err err;
    int status;

    if (!options_start(&page, argc, argv, &given, &status))
        return status;
    err = spread_choice_sampling(&given, &band, &why);
    if (err == ERR_OK)
        err = wish_take(&given, argc, argv, &wish, &why);
    if (err == ERR_OK && given.word_count > 0)
        err = file_options_check(&given, &why);
    if (err == ERR_OK)
        err = given.word_count > 0 ? file_answer(&given, band, &wish, &why)
                                   : choices_answer(&given, band, &wish, &why);
    return err == ERR_OK ? 0 : refuse(&why, err);
}
