/* What happened: told by the rig itself, or read from the device's log. */
#include "rig_infusion_inside.h"

#include "hil/time_text.h"

#include <stdio.h>
#include <string.h>

void rig_infusion_tell(struct rig_infusion *a, const char *kind, const char *format, ...)
{
    struct event *event = &a->told[(a->told_first + a->told_count) % TOLD_MAX];
    va_list       args;

    if (a->told_count == TOLD_MAX)
        return;
    a->told_count++;
    *event = (struct event){ .t_s = a->now_s };
    snprintf(event->kind, sizeof event->kind, "%s", kind);
    va_start(args, format);
    vsnprintf(event->text, sizeof event->text, format, args);
    va_end(args);
}

/* "pump 2026-03-01 06:00:00 alarm: empty" also goes into the log that the report shows. */
static void log_keep(struct rig_infusion *a, const struct pump_event *said)
{
    if (a->log_count == LOG_SHOWN_MAX)
        return;
    time_text(said->t_s, a->log[a->log_count][0]);
    snprintf(a->log[a->log_count][1], sizeof a->log[0][1], "%.*s", (int)sizeof a->log[0][1] - 1,
             said->text);
    a->log_count++;
}

bool rig_infusion_next_event(struct rig *rig, struct event *event)
{
    struct rig_infusion *a = rig_infusion_of(rig);
    struct pump_event    said;

    if (a->told_count > 0) {
        *event = a->told[a->told_first];
        a->told_first = (a->told_first + 1) % TOLD_MAX;
        a->told_count--;
        return true;
    }
    if (rig_bench_next_event(a->stand, event))
        return true;
    if (a->is_hosted || !pump_next_event(a->client, &said))
        return false;
    log_keep(a, &said);
    a->denials_logged += strncmp(said.text, "pump ", 5) == 0 && strstr(said.text, " denied: ");
    *event = (struct event){ .t_s = said.t_s };
    snprintf(event->kind, sizeof event->kind, "%s",
             strncmp(said.text, "pump ", 5) == 0 && strstr(said.text, " alarm: ") ? "alarm"
                                                                                   : "device");
    snprintf(event->text, sizeof event->text, "%s", said.text);
    return true;
}
