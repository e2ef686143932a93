#include "spread_handout_asked.h"

#include "base/text.h"
#include "hil/spread/spread_asked.h"
#include "hil/spread/spread_handout.h"

#include <stdlib.h>

struct worked {
    struct spread_asked asked;
    struct spread_view  view;
};

static void worked_free(struct worked *worked)
{
    if (worked) {
        spread_view_free(&worked->view);
        spread_asked_free(&worked->asked);
    }
    free(worked);
}

static enum err work_out(const char *const values[SPREAD_OPTION_COUNT], struct worked *worked,
                         struct why *why)
{
    struct spread_wish wish;

    TRY(spread_asked_read(&worked->asked, values, why));
    wish = spread_asked_wish(&worked->asked, true);
    return spread_view_make(&worked->view, &worked->asked.made.setup, &wish, why);
}

/* "A: painrig spread --tip T8; B: painrig spread --tip L1" */
static void command_write(const char *const (*values)[SPREAD_OPTION_COUNT], size_t count,
                          char *out, size_t size)
{
    struct text text = text_over(out, size);

    for (size_t i = 0; i < count; i++) {
        if (count > 1)
            text_add(&text, "%s%c: ", i ? "; " : "", 'A' + (int)i);
        text_add(&text, "painrig spread");
        for (size_t o = 0; o < SPREAD_OPTION_COUNT; o++)
            if (values[i][o])
                text_add(&text, " --%s %s", spread_options[o].name, values[i][o]);
    }
}

enum err spread_handout_of(const char *const (*values)[SPREAD_OPTION_COUNT], size_t count,
                           enum handout_as as, struct bytes *out, struct why *why)
{
    struct worked *worked[HANDOUT_CASES_MAX] = { NULL };
    struct spread_handout_case cases[HANDOUT_CASES_MAX];
    struct handout handout = { .limits = NULL };
    char     command[512];
    enum err err = ERR_OK;

    for (size_t i = 0; i < count && i < HANDOUT_CASES_MAX; i++) {
        worked[i] = calloc(1, sizeof *worked[i]);
        if (!worked[i])
            TRY_OR_DONE(why_say(why, ERR_MEMORY, "no memory for the handout"));
        TRY_OR_DONE(work_out(values[i], worked[i], why));
        cases[i] = (struct spread_handout_case){ &worked[i]->asked.made, &worked[i]->view,
                                                 { NULL } };
        spread_choice_values(&worked[i]->asked.given, &worked[i]->asked.choice[0],
                             cases[i].value);
    }
    command_write(values, count, command, sizeof command);
    TRY_OR_DONE(spread_handout_make(cases, count, command, &handout, why));
    err = handout_draw(&handout, as, out, why);
done:
    handout_free(&handout);
    for (size_t i = 0; i < HANDOUT_CASES_MAX; i++)
        worked_free(worked[i]);
    return err;
}
