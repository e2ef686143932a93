#include "spread_handout_asked.h"

#include "base/text.h"
#include "hil/spread/spread_asked.h"
#include "hil/spread/spread_handout.h"

struct worked {
    struct spread_asked asked;
    struct spread_view  view;
};

static void release(void *of)
{
    struct worked *worked = of;

    spread_view_free(&worked->view);
    spread_asked_free(&worked->asked);
}

static enum err work_out(const void *asks, size_t index, void *of, struct why *why)
{
    const struct spread_handout_ask *ask = (const struct spread_handout_ask *)asks + index;
    struct worked     *worked = of;
    struct spread_wish wish;

    TRY(spread_asked_read(&worked->asked, ask->value, why));
    wish = spread_asked_wish(&worked->asked, true);
    return spread_view_make(&worked->view, &worked->asked.made.setup, &wish, why);
}

static void command_add(const void *asks, size_t index, struct text *out)
{
    const struct spread_handout_ask *ask = (const struct spread_handout_ask *)asks + index;

    text_add(out, "painrig spread");
    for (size_t o = 0; o < SPREAD_OPTION_COUNT; o++)
        if (ask->value[o])
            text_add(out, " --%s %s", spread_options[o].name, ask->value[o]);
}

static enum err make(void *const *worked, size_t count, const char *command,
                     struct handout *handout, struct why *why)
{
    struct spread_handout_case cases[HANDOUT_CASES_MAX];

    for (size_t i = 0; i < count; i++) {
        const struct worked *one = worked[i];
        cases[i] = (struct spread_handout_case){ &one->asked.made, &one->view, { NULL } };
        spread_choice_values(&one->asked.given, &one->asked.choice[0], cases[i].value);
    }
    return spread_handout_make(cases, count, command, handout, why);
}

const struct handout_kind spread_handout_kind = {
    .worked_bytes = sizeof(struct worked), .work_out = work_out, .release = release,
    .command_add = command_add, .make = make,
};
