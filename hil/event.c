#include "event.h"
#include "hil/bytes.h"

#include <string.h>

/* `rank` orders verdicts from best to worst. */
static const struct { const char *name; int rank; } verdicts[] = {
    [VERDICT_PASS]         = { "pass",         0 },
    [VERDICT_VACUOUS]      = { "vacuous",      1 },
    [VERDICT_INCONCLUSIVE] = { "inconclusive", 2 },
    [VERDICT_FAIL]         = { "fail",         3 },
    [VERDICT_ERROR]        = { "error",        4 },
};

/* A verdict that is none is our own error, never a pass. */
static enum verdict known(enum verdict verdict)
{
    return (unsigned)verdict < sizeof verdicts / sizeof verdicts[0] ? verdict : VERDICT_ERROR;
}

const char *verdict_name(enum verdict verdict)
{
    return verdicts[known(verdict)].name;
}

bool verdict_find(const char *name, enum verdict *verdict)
{
    for (unsigned i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++)
        if (strcmp(verdicts[i].name, name) == 0) {
            *verdict = (enum verdict)i;
            return true;
        }
    return false;
}

enum verdict verdict_worse(enum verdict a, enum verdict b)
{
    a = known(a);
    b = known(b);
    return verdicts[a].rank > verdicts[b].rank ? a : b;
}

const enum verdict verdicts_worst_first[VERDICTS] = {
    VERDICT_ERROR, VERDICT_FAIL, VERDICT_INCONCLUSIVE, VERDICT_VACUOUS, VERDICT_PASS,
};

void event_json(struct bytes *out, const struct event *event)
{
    bytes_text(out, "{");
    bytes_json_member_number(out, "t_s", event->t_s);
    bytes_json_member_text(out, "kind", event->kind);
    bytes_text(out, "\"text\":");
    bytes_json_text(out, event->text);
    bytes_text(out, "}");
}
