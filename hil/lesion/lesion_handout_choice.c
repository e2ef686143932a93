#include "lesion_handout_choice.h"

#include "base/text.h"
#include "hil/lesion/case.h"
#include "hil/lesion/lesion_handout.h"

#include <stdlib.h>
#include <string.h>

/* One lesion with all that its page wants. */
struct worked {
    struct treatment_setup setup;
    struct treatment       treatment;
    struct lesion_course   course;
};

static void worked_free(struct worked *worked)
{
    if (worked)
        treatment_free(&worked->treatment);
    free(worked);
}

static enum err work_out(const struct lesion_handout_ask *ask, struct worked *worked,
                         struct why *why)
{
    struct settings settings = { 0 };
    enum err err;

    TRY_OR_DONE(lesion_choice_settings(&ask->choice, &settings, why));
    TRY_OR_DONE(case_read_treatment(&settings, &worked->setup, why));
    worked->setup.accuracy_percent = ask->accuracy_percent;
    for (size_t n = 0; n < ask->nerve_count; n++)
        worked->setup.nerve[worked->setup.nerve_count++] = ask->nerve[n];
    if (ask->anatomy)
        TRY_OR_DONE(anatomy_lay(ask->anatomy, &ask->needle, &worked->setup, why));
    worked->setup.watch = lesion_course_watch(&worked->course);
    err = treatment_run(&worked->treatment, &worked->setup, why);
done:
    settings_free(&settings);
    return err;
}

/* What differs from the usual, as options of `painrig lesion`. */
static void options_write(const struct lesion_handout_ask *ask, struct text *out)
{
    const struct lesion_choice *choice = &ask->choice;

    text_add(out, "painrig lesion");
    for (size_t v = 0; v < LESION_VARIED; v++)
        if (strcmp(choice->value[v], lesion_fields[v].rest) != 0)
            text_add(out, " --%s %s", lesion_fields[v].name, choice->value[v]);
    if (choice->is_ex_vivo)
        text_add(out, " --ex-vivo");
    if (ask->accuracy_percent != 0.5)
        text_add(out, " --accuracy %g", ask->accuracy_percent);
    for (size_t n = 0; n < ask->nerve_count; n++)
        text_add(out, " --%s '%s'", ask->nerve[n].kind == NERVE_SPARE ? "spare" : "nerve",
                 ask->typed[n]);
    if (ask->anatomy)
        text_add(out, " --anatomy %s --needle %g,%g,%g", ask->anatomy->name, ask->needle.x_mm,
                 ask->needle.y_mm, ask->needle.turn_deg);
}

static void command_write(const struct lesion_handout_ask *asks, size_t count, char *out,
                          size_t size)
{
    struct text text = text_over(out, size);

    for (size_t i = 0; i < count; i++) {
        if (count > 1)
            text_add(&text, "%s%c: ", i ? "; " : "", 'A' + (int)i);
        options_write(&asks[i], &text);
    }
}

enum err lesion_handout_of(const struct lesion_handout_ask *asks, size_t count, enum handout_as as,
                           struct bytes *out, struct why *why)
{
    struct worked *worked[HANDOUT_CASES_MAX] = { NULL };
    struct lesion_handout_case cases[HANDOUT_CASES_MAX];
    struct handout handout = { .limits = NULL };
    char     command[512];
    enum err err = ERR_OK;

    for (size_t i = 0; i < count && i < HANDOUT_CASES_MAX; i++) {
        worked[i] = calloc(1, sizeof *worked[i]);
        if (!worked[i])
            TRY_OR_DONE(why_say(why, ERR_MEMORY, "no memory for the handout"));
        TRY_OR_DONE(work_out(&asks[i], worked[i], why));
        cases[i] = (struct lesion_handout_case){ &worked[i]->setup, &worked[i]->treatment,
                                                 &worked[i]->course, asks[i].anatomy };
    }
    command_write(asks, count, command, sizeof command);
    TRY_OR_DONE(lesion_handout_make(cases, count, command, &handout, why));
    err = handout_draw(&handout, as, out, why);
done:
    handout_free(&handout);
    for (size_t i = 0; i < HANDOUT_CASES_MAX; i++)
        worked_free(worked[i]);
    return err;
}
