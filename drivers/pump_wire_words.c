/* pump_wire_words.c - the lists of pump_wire.h, as tables. */
#include "pump_wire.h"

#define LABEL(name, text) text,
const char *const pump_state_labels[PUMP_STATE_COUNT + 1] = { PUMP_STATE_LIST(LABEL) NULL };
const char *const pump_mode_labels[PUMP_MODE_COUNT + 1] = { PUMP_MODE_LIST(LABEL) NULL };
const char *const pump_drug_labels[PUMP_DRUG_COUNT + 1] = { PUMP_DRUG_LIST(LABEL) NULL };
const char *const pump_log_labels[PUMP_LOG_COUNT + 1] = { PUMP_LOG_LIST(LABEL) NULL };

#define REASON_LABEL(name, label, text) label,
const char *const pump_reason_labels[PUMP_REASON_COUNT + 1] = {
    PUMP_REASON_LIST(REASON_LABEL) NULL
};

#define REASON_TEXT(name, label, text) text,
const char *const pump_reason_texts[PUMP_REASON_COUNT + 1] = { PUMP_REASON_LIST(REASON_TEXT) NULL };

const char *const pump_priority_labels[] = {
    [PUMP_QUIET] = "quiet", [PUMP_NON_CRITICAL] = "non_critical", [PUMP_CRITICAL] = "critical", NULL
};

#define ALARM_LABEL(name, priority, stops, text) text,
const char *const pump_alarm_labels[PUMP_ALARM_COUNT + 1] = { PUMP_ALARM_LIST(ALARM_LABEL) NULL };

#define ALARM_PRIORITY(name, priority, stops, text) PUMP_##priority,
const enum pump_priority pump_alarm_priorities[PUMP_ALARM_COUNT] = {
    PUMP_ALARM_LIST(ALARM_PRIORITY)
};

#define ALARM_STOPS(name, priority, stops, text) stops,
const bool pump_alarm_stops[PUMP_ALARM_COUNT] = { PUMP_ALARM_LIST(ALARM_STOPS) };

#define KIND_ROW(name, code_, text_) { .code = code_, .text = text_ },
static const struct { uint8_t code; const char *text; } kinds[] = { PUMP_KIND_LIST(KIND_ROW) };

const char *pump_kind_text(uint8_t kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].code == kind)
            return kinds[i].text;
    return "?";
}
