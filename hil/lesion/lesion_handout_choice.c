#include "lesion_handout_choice.h"

#include "base/text.h"
#include "hil/lesion/case.h"
#include "hil/lesion/lesion_handout.h"

#include <string.h>

/* One lesion with all that its page wants. */
struct worked {
    struct treatment_setup setup;
    struct treatment       treatment;
    struct lesion_course   course;
    const struct anatomy  *anatomy;
};

static void release(void *of)
{
    struct worked *worked = of;

    treatment_free(&worked->treatment);
}

static enum err work_out(const void *asks, size_t index, void *of, struct why *why)
{
    const struct lesion_handout_ask *ask = (const struct lesion_handout_ask *)asks + index;
    struct worked  *worked = of;
    struct settings settings = { 0 };
    enum err err;

    worked->anatomy = ask->anatomy;
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
static void command_add(const void *asks, size_t index, struct text *out)
{
    const struct lesion_handout_ask *ask = (const struct lesion_handout_ask *)asks + index;
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

static enum err make(void *const *worked, size_t count, const char *command,
                     struct handout *handout, struct why *why)
{
    struct lesion_handout_case cases[HANDOUT_CASES_MAX];

    for (size_t i = 0; i < count; i++) {
        const struct worked *one = worked[i];
        cases[i] = (struct lesion_handout_case){ &one->setup, &one->treatment, &one->course,
                                                 one->anatomy };
    }
    return lesion_handout_make(cases, count, command, handout, why);
}

const struct handout_kind lesion_handout_kind = {
    .worked_bytes = sizeof(struct worked), .work_out = work_out, .release = release,
    .command_add = command_add, .make = make,
};
