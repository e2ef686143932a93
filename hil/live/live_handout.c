#include "live_handout.h"

#include "hil/live/live_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const live_handout_kinds[] = { [HANDOUT_PDF] = "pdf", [HANDOUT_PNG] = "png", NULL };

enum err live_handout_read(struct live_handout_cases *cases, const struct live_request *request,
                           const struct live_route *route, struct why *why)
{
    const char *with = live_text(request, "with");

    *cases = (struct live_handout_cases){ .request = { request }, .count = 1 };
    cases->further = calloc(HANDOUT_CASES_MAX - 1, sizeof *cases->further);
    if (!cases->further)
        return why_say(why, ERR_MEMORY, "no memory for the cases of a handout");
    while (*with) {
        size_t               length = strcspn(with, "|");
        struct live_request *next = &cases->further[cases->count - 1];

        if (cases->count >= HANDOUT_CASES_MAX)
            return why_say(why, ERR_RANGE, "with: a page has room for %d cases",
                           HANDOUT_CASES_MAX);
        TRY(live_request_of_query(next, route, with, length, why));
        cases->request[cases->count++] = next;
        with += length + (with[length] == '|');
    }
    return ERR_OK;
}

void live_handout_free(struct live_handout_cases *cases)
{
    for (size_t i = 1; i < cases->count; i++)
        live_request_free(&cases->further[i - 1]);
    free(cases->further);
}

enum handout_as live_handout_name(const struct live_request *request, const char *room,
                                  struct live_answer *answer)
{
    static const char *const types[] = { [HANDOUT_PDF] = "application/pdf",
                                         [HANDOUT_PNG] = "image/png" };
    enum handout_as as = (enum handout_as)live_choice(request, "as");

    answer->type = types[as];
    snprintf(answer->file, sizeof answer->file, "%s.%s", room, live_handout_kinds[as]);
    return as;
}
