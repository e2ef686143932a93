#include "lesion_command.h"

#include "base/text.h"
#include "base/units.h"
#include "hil/clock.h"
#include "hil/lesion/anatomy.h"
#include "hil/lesion/case.h"
#include "hil/lesion/lesion_choice.h"
#include "hil/lesion/lesion_handout.h"
#include "hil/lesion/lesion_json.h"
#include "hil/lesion/lesion_nerve.h"
#include "hil/lesion/lesion_show.h"
#include "hil/lesion/lesion_words.h"
#include "hil/options.h"
#include "hil/picture/picture.h"
#include "hil/run/run_folder.h"
#include "hil/script/script.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PICTURES_MAX 12     /* of a comparison's first cases */

#define OPTION(id, name, unit, kind, least, most, step, rest, choices, argument, sentence) \
    { name, argument, sentence " (" rest ")" },
static const struct option options[] = {
    LESION_VARIED_ROWS(OPTION)
    { "nerve",        "COURSE",  "the target: x,y,z;x,y,z ... in mm; how much of it does" },
    { "spare",        "COURSE",  "what is to be spared: its margin to what is dead" },
    { "anatomy",      "NAME",
      "all of lumbar, ganglion, sacroiliac, knee, hip, cervical or occipital, as the page has it" },
    { "needle",       "X,Y,TURN",
      "in that drawing: the end of the tip in mm, degrees of the shaft from upwards (as there)" },
    { "ex-vivo",      NULL,      "no perfusion, no metabolism; --start is 22 unless given" },
    { "accuracy",     "PERCENT",
      "1, 0.5, 0.1 or 0.01 of the largest rise: chooses cells and steps (0.5)" },
    { "handout",      "FILE",    "a page to take home, .pdf or .png: of one case, or up to four" },
    { "json",         NULL,      "print the case as JSON, several as an array; no picture" },
    { "out",          "DIR",     "where the picture goes (out/lesion)" },
    { "no-picture",   NULL,      "print only" },
};
#undef OPTION

static const struct command_page page = {
    .name = "lesion", .words = "[CASE.lua]", .words_most = 1,
    .summary = "what gauge, tip, temperature and time do to a lesion, "
               "under ideal control of the tip's temperature",
    .options = options, .option_count = sizeof options / sizeof *options,
    .text = "Two or more values parted by commas make a comparison: --gauge 16,18,22 --set 70,80.\n"
            "A COURSE runs from point to point: x across the needle, y out of the drawing, z along "
            "it\n"
            "from the middle of the tip, + towards the shaft.\n"
            "CASE.lua returns lesion_case { ... } and gives everything itself "
            "(README, \"A lesion case in full\");\n"
            "only --accuracy, --handout, --json, --out and --no-picture go with it.",
    .example =
        "  painrig lesion --gauge 18 --tip 10 --set 80 --time 90 --tissue muscle --start 37\n"
        "  painrig lesion --gauge 16,18,20,22 --set 80,90\n"
        "  painrig lesion --technique pulsed --gauge 22 --tip 5 --tissue drg --time 120\n"
        "  painrig lesion --nerve \"3,-8,0;3,8,0\" --spare \"-8,0,12;8,0,12\"\n"
        "  painrig lesion --gauge 20 --tip 5 --anatomy cervical --needle 25.1,-3,4\n"
        "  painrig lesion scenarios/cases/constant_voltage.lua --json",
};

/* ------------------------------------------------------------------ one case */

struct answer {
    struct treatment_setup setup;
    struct treatment treatment;
    struct lesion_course course;
    double wall_s;
};

/* What is asked of every case beside its settings. */
struct wish {
    const char *path;           /* of a handout; NULL: none */
    char        command[512];   /* what to type for the same numbers */
    double      accuracy_percent;
    struct nerve_course nerve[TREATMENT_NERVES_MAX];    /* typed; a case file has its own */
    size_t      nerve_count;
    const struct anatomy *anatomy;                      /* NULL: none */
    struct anatomy_needle needle;
};

static enum err answer_find(struct answer *answer, struct settings *settings,
                            const struct wish *wish, struct why *why)
{
    double start_s = clock_wall_s();

    TRY(case_read_treatment(settings, &answer->setup, why));
    answer->setup.accuracy_percent = wish->accuracy_percent;
    for (size_t n = 0; n < wish->nerve_count; n++)
        answer->setup.nerve[answer->setup.nerve_count++] = wish->nerve[n];
    if (wish->anatomy)
        TRY(anatomy_lay(wish->anatomy, &wish->needle, &answer->setup, why));
    answer->setup.watch = lesion_course_watch(&answer->course);
    TRY(treatment_run(&answer->treatment, &answer->setup, why));
    answer->wall_s = clock_wall_s() - start_s;
    return ERR_OK;
}

/* lesion.png and lesion.svg, or lesion-3.png and lesion-3.svg. */
static enum err picture_write(struct answer *answer, const char *folder, size_t number,
                              struct why *why)
{
    char path[1024], caption[200], suffix[32] = "";
    struct exhibits exhibits = { 0 };
    enum err err;

    if (number > 0)
        snprintf(suffix, sizeof suffix, "-%zu", number);
    lesion_caption(&answer->setup, caption, sizeof caption);
    TRY(lesion_show(answer->treatment.plant, &answer->setup.plant, answer->setup.end_s, &exhibits,
                    why));
    snprintf(path, sizeof path, "%s/lesion%s.png", folder, suffix);
    TRY_OR_DONE(picture_write_png(&exhibits.fields[0], caption, path, why));
    snprintf(path, sizeof path, "%s/lesion%s.svg", folder, suffix);
    err = picture_write_svg(&exhibits.fields[0], caption, path, why);
done:
    exhibits_free(&exhibits);
    return err;
}

static void pulses_print(const struct treatment *treatment)
{
    if (isnan(treatment->ceiling_at_s))
        printf("\nthe tip never reached the ceiling; ");
    else
        printf("\nthe tip reached the ceiling at %.1f s; ", treatment->ceiling_at_s);
    printf("a burst at full voltage adds at most %.2f " LESION_DEGREES " beside it\n",
           treatment->burst_rise_c);
}

static void table_print(const struct answer *answer)
{
    const struct ablation_setup *plant = &answer->setup.plant;
    char caption[200];

    lesion_caption(&answer->setup, caption, sizeof caption);
    printf("%s\n", caption);
    for (size_t i = 0; i < answer->treatment.report_count; i++) {
        const struct treatment_report *report = &answer->treatment.report[i];
        printf("\nat %g s: tip %.1f " LESION_DEGREES ", hottest tissue %.1f " LESION_DEGREES
               ", %.1f ohm, %.1f V, %.2f W\n",
               report->time_s, report->tip_c, report->hottest_c, report->resistance_ohm,
               report->volts, report->power_w);
        printf("  %-34s %9s %10s %12s %12s\n", "dead by", "width/mm", "distal/mm", "proximal/mm",
               "volume/mm3");
        for (size_t c = 0; c < plant->criterion_count; c++) {
            const struct lesion *lesion = &report->lesion[c];
            printf("  %s %9.2f %10.2f %12.2f %12.1f\n",
                   lesion_criterion_word(plant->criteria[c].name, -34).text,
                   lesion->width_m * MM_PER_M, lesion_distal_mm(lesion, &plant->shape),
                   lesion_proximal_mm(lesion, &plant->shape), lesion->volume_m3 * MM3_PER_M3);
        }
        lesion_nerves_print(&answer->setup, &answer->treatment, i);
    }
    if (answer->setup.drive.is_pulsed)
        pulses_print(&answer->treatment);
    printf("\nwidth across the needle; distal beyond the tip's end; proximal over the "
           "insulation\n");
    printf("%zu nodes, %zu steps, %.3f s, energy imbalance %.0e; a model, not a patient: README, "
           "\"What the model does not say\"\n",
           answer->treatment.did.unknowns, answer->treatment.did.heat.steps, answer->wall_s,
           answer->treatment.did.energy_imbalance);
}

static void answer_free(struct answer *answer)
{
    if (answer)
        treatment_free(&answer->treatment);
    free(answer);
}

static int refuse(const struct why *why, enum err err)
{
    fprintf(stderr, "painrig lesion: %s\n", why_text(why, err));
    return 2;
}

static bool wants_pictures(const struct options *given)
{
    return !options_has(given, "no-picture") && !options_has(given, "json");
}

/* Before anything is worked out, so that nobody waits to be told of a folder that cannot be. */
static enum err folder_ready(const struct options *given, const char **folder, struct why *why)
{
    struct run_folder made;

    *folder = options_text(given, "out", "out/lesion");
    return wants_pictures(given) ? run_folder_open(&made, *folder, why) : ERR_OK;
}

/* ------------------------------------------------------------------ beside the case */

static enum err nerves_take(const struct options *given, const char *option, enum nerve_kind kind,
                            struct wish *wish, struct why *why)
{
    const char *course;

    for (size_t n = 0; (course = options_nth(given, option, n)); n++) {
        if (wish->nerve_count == TREATMENT_NERVES_MAX)
            return why_say(why, ERR_RANGE, "--%s: at most %d courses", option,
                           TREATMENT_NERVES_MAX);
        if (lesion_course_parse(course, kind, &wish->nerve[wish->nerve_count++], why) != ERR_OK) {
            why_prefix(why, "--%s: ", option);
            return ERR_PARSE;
        }
    }
    return ERR_OK;
}

/* The drawing's own needle, unless one is given. */
static enum err anatomy_take(const struct options *given, struct wish *wish, struct why *why)
{
    const char *needle = options_text(given, "needle", NULL);

    if (needle && !options_has(given, "anatomy"))
        return why_say(why, ERR_RANGE, "--needle goes with --anatomy, in whose drawing it stands");
    if (!options_has(given, "anatomy"))
        return ERR_OK;
    TRY(anatomy_find(options_text(given, "anatomy", ""), &wish->anatomy, why));
    wish->needle = wish->anatomy->needle;
    if (needle && anatomy_needle_parse(needle, &wish->needle, why) != ERR_OK) {
        why_prefix(why, "--needle: ");
        return ERR_PARSE;
    }
    return ERR_OK;
}

static enum err wish_take(const struct options *given, int argc, char **argv, struct wish *wish,
                          struct why *why)
{
    enum handout_as as;

    TRY(options_number(given, "accuracy", 0.01, 10, &wish->accuracy_percent, why));
    TRY(nerves_take(given, "nerve", NERVE_TARGET, wish, why));
    TRY(nerves_take(given, "spare", NERVE_SPARE, wish, why));
    TRY(anatomy_take(given, wish, why));
    TRY(options_file(given, "handout", "lesion.pdf", &wish->path, why));
    handout_command_write(argc, argv, wish->command, sizeof wish->command);
    return wish->path ? handout_path_check(wish->path, &as, why) : ERR_OK;
}

static enum err wish_grant(const struct wish *wish, struct answer *const *answers, size_t count,
                           bool is_said, struct why *why)
{
    struct lesion_handout_case cases[HANDOUT_CASES_MAX];
    struct handout handout;
    enum err err;

    for (size_t i = 0; i < count; i++)
        cases[i] = (struct lesion_handout_case){ &answers[i]->setup, &answers[i]->treatment,
                                                 &answers[i]->course, wish->anatomy };
    TRY_OR_DONE(lesion_handout_make(cases, count, wish->command, &handout, why));
    TRY_OR_DONE(handout_write(&handout, wish->path, why));
    if (is_said)
        printf("handout: %s\n", wish->path);
done:
    handout_free(&handout);
    return err;
}

/* ------------------------------------------------------------------ CASE.lua */

static enum err case_answer(const struct options *given, const struct wish *wish, struct why *why)
{
    struct settings settings = { 0 };
    struct answer *answer = calloc(1, sizeof *answer);
    const char *folder;
    enum err err;

    if (!answer)
        return why_say(why, ERR_MEMORY, "out of memory");
    TRY_OR_DONE(script_load_case(SCRIPT_LESION_CASE, given->words[0], &settings, why));
    TRY_OR_DONE(folder_ready(given, &folder, why));
    err = answer_find(answer, &settings, wish, why);
    if (err != ERR_OK) {
        why_prefix(why, "%s: ", given->words[0]);
        goto done;
    }
    if (options_has(given, "json"))
        TRY_OR_DONE(lesion_json_print(stdout, &answer->setup, &answer->treatment,
                                      answer->wall_s));
    else
        table_print(answer);
    if (wish->path)
        TRY_OR_DONE(wish_grant(wish, &answer, 1, !options_has(given, "json"), why));
    if (!wants_pictures(given))
        goto done;
    TRY_OR_DONE(picture_write(answer, folder, 0, why));
    printf("picture: %s/lesion.png and lesion.svg\n", folder);
done:
    settings_free(&settings);
    answer_free(answer);
    return err;
}

/* ----------------------------------------------------------- options, one value each or several */

static enum err choice_answer(const struct lesion_choice *choice, const struct wish *wish,
                              struct answer *answer, struct why *why)
{
    struct settings settings = { 0 };
    enum err err = lesion_choice_settings(choice, &settings, why);

    if (err == ERR_OK)
        err = answer_find(answer, &settings, wish, why);
    settings_free(&settings);
    return err;
}

static void comparison_head(const struct options *given, const struct answer *answer)
{
    for (size_t v = 0; v < LESION_VARIED; v++)
        if (strchr(options_text(given, lesion_fields[v].name, ""), ','))
            printf("%-10s ", lesion_fields[v].name);
    printf("%7s  hot/" LESION_DEGREES, "W");
    for (size_t c = 0; c < answer->setup.plant.criterion_count; c++)
        printf("  %s", lesion_criterion_word(answer->setup.plant.criteria[c].name, 20).text);
    printf("\n");
}

static void comparison_row(const struct options *given, const struct lesion_choice *choice,
                           const struct answer *answer)
{
    const struct treatment_report *report =
        &answer->treatment.report[answer->treatment.report_count - 1];
    int lead = 0;

    for (size_t v = 0; v < LESION_VARIED; v++)
        if (strchr(options_text(given, lesion_fields[v].name, ""), ','))
            lead += printf("%-10s ", choice->value[v]);
    lead += printf("%7.2f %7.1f", report->power_w, report->hottest_c);
    for (size_t c = 0; c < answer->setup.plant.criterion_count; c++) {
        char cell[48];
        const struct lesion *lesion = &report->lesion[c];
        if (lesion->volume_m3 > 0)
            snprintf(cell, sizeof cell, "%.1fx%.1f mm %.0f mm3", lesion->width_m * MM_PER_M,
                     (lesion->z_max_m - lesion->z_min_m) * MM_PER_M,
                     lesion->volume_m3 * MM3_PER_M3);
        else
            snprintf(cell, sizeof cell, "none");
        printf("  %20s", cell);
    }
    printf("\n");
    lesion_nerves_rows(&answer->setup, report, lead);
}

/* A case alone is a page; of several, each is a row below a head. */
static enum err choice_show(const struct options *given, const struct lesion_choice *choices,
                            size_t index, size_t count, const struct answer *answer)
{
    if (options_has(given, "json")) {
        fputs(count == 1 ? "" : index == 0 ? "[\n" : ",\n", stdout);
        TRY(lesion_json_print(stdout, &answer->setup, &answer->treatment, answer->wall_s));
        fputs(count > 1 && index + 1 == count ? "]\n" : "", stdout);
        return ERR_OK;
    }
    if (count == 1) {
        table_print(answer);
        return ERR_OK;
    }
    if (index == 0)
        comparison_head(given, answer);
    comparison_row(given, &choices[index], answer);
    fflush(stdout);
    return ERR_OK;
}

static enum err choices_answer(const struct options *given, const struct wish *wish,
                               struct why *why)
{
    static const char *const plural[] = {
        "lesion.png and lesion.svg", "lesion-1.png and lesion-1.svg, and so on in this order"
    };
    struct lesion_choice *choices = calloc(LESION_CASES_MAX, sizeof *choices);
    struct answer *kept[HANDOUT_CASES_MAX] = { NULL };
    const char *folder;
    size_t count = 0;
    enum err err;

    if (!choices)
        return why_say(why, ERR_MEMORY, "out of memory");
    TRY_OR_DONE(lesion_choices_make(given, choices, &count, why));
    TRY_OR_DONE(lesion_choices_check(choices, count, why));
    if (wish->path && count > HANDOUT_CASES_MAX)
        TRY_OR_DONE(why_say(why, ERR_RANGE, "--handout %s: a page has room for %d cases, and these "
                            "are %zu", wish->path, HANDOUT_CASES_MAX, count));
    TRY_OR_DONE(folder_ready(given, &folder, why));
    for (size_t i = 0; i < count && err == ERR_OK; i++) {
        struct answer *answer = calloc(1, sizeof *answer);
        err = answer ? choice_answer(&choices[i], wish, answer, why)
                     : ERR_MEMORY;
        if (err == ERR_OK)
            err = choice_show(given, choices, i, count, answer);
        if (err == ERR_OK && wants_pictures(given) && i < PICTURES_MAX)
            err = picture_write(answer, folder, count == 1 ? 0 : i + 1, why);
        if (wish->path)
            kept[i] = answer;
        else
            answer_free(answer);
    }
    if (err == ERR_OK && wish->path)
        err = wish_grant(wish, kept, count, !options_has(given, "json"), why);
    if (err == ERR_OK && wants_pictures(given))
        printf("picture: %s/%s\n", folder, plural[count > 1]);
done:
    for (size_t i = 0; i < HANDOUT_CASES_MAX; i++)
        answer_free(kept[i]);
    free(choices);
    return err;
}

static enum err case_option_refuse(const struct options *given, const char *name, struct why *why)
{
    return options_has(given, name)
        ? why_say(why, ERR_RANGE,
                  "--%s does not go with a case file, which gives everything itself", name)
        : ERR_OK;
}

static enum err case_options_check(const struct options *given, struct why *why)
{
    for (size_t v = 0; v < LESION_VARIED; v++)
        TRY(case_option_refuse(given, lesion_fields[v].name, why));
    TRY(case_option_refuse(given, "ex-vivo", why));
    TRY(case_option_refuse(given, "nerve", why));
    TRY(case_option_refuse(given, "anatomy", why));
    return case_option_refuse(given, "spare", why);
}

int lesion_command(int argc, char **argv)
{
    struct options given;
    struct wish wish = { .accuracy_percent = 0.5 };
    struct why why = { 0 };
    enum err err;
    int status;

    if (!options_start(&page, argc, argv, &given, &status))
        return status;
    err = wish_take(&given, argc, argv, &wish, &why);
    if (err == ERR_OK && given.word_count > 0)
        err = case_options_check(&given, &why);
    if (err == ERR_OK)
        err = given.word_count > 0 ? case_answer(&given, &wish, &why)
                                   : choices_answer(&given, &wish, &why);
    return err == ERR_OK ? 0 : refuse(&why, err);
}
