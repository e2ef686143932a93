/* pump_wire_log.c - entries of the pump's log, as bytes and as sentences. */
#include "pump_wire_inside.h"

#include "base/text.h"

#include <inttypes.h>
#include <string.h>

size_t pump_log_write(const struct pump_log_entry *entries, size_t count, uint8_t *out)
{
    size_t   most = count < PUMP_LOG_PER_REPORT ? count : PUMP_LOG_PER_REPORT;
    uint8_t *at = pump_put(out, 1, most);

    for (size_t i = 0; i < most; i++) {
        at = pump_put(at, 4, entries[i].number);
        at = pump_put(at, 4, entries[i].clock_s);
        at = pump_put(at, 1, entries[i].what);
        at = pump_put(at, 1, entries[i].code);
        at = pump_put(at, 4, entries[i].value);
    }
    return (size_t)(at - out);
}

/* What a code stands for; those that are not here have none. */
static const struct { const char *const *labels; uint8_t count; } codes[PUMP_LOG_COUNT] = {
    [PUMP_LOG_STATE]      = { pump_state_labels,  PUMP_STATE_COUNT  },
    [PUMP_LOG_ALARM]      = { pump_alarm_labels,  PUMP_ALARM_COUNT  },
    [PUMP_LOG_ALARM_OVER] = { pump_alarm_labels,  PUMP_ALARM_COUNT  },
    [PUMP_LOG_REFUSED]    = { pump_reason_texts,  PUMP_REASON_COUNT },
    [PUMP_LOG_BOLUS]      = { pump_state_labels,  PUMP_STATE_COUNT  },
    [PUMP_LOG_DENIED]     = { pump_reason_texts,  PUMP_REASON_COUNT },
};

static bool entry_read(struct pump_log_entry *entry, struct pump_bytes *left)
{
    entry->number = pump_get32(left);
    entry->clock_s = pump_get32(left);
    entry->what = pump_get8(left);
    entry->code = pump_get8(left);
    entry->value = pump_get32(left);
    return entry->what < PUMP_LOG_COUNT
        && (!codes[entry->what].labels || entry->code < codes[entry->what].count);
}

enum err pump_log_read(struct pump_log_entry *entries, size_t *count, const uint8_t *bytes,
                       size_t size)
{
    struct pump_bytes     left = { .at = bytes, .left = size };
    struct pump_log_entry read[PUMP_LOG_PER_REPORT];
    size_t                read_count = pump_get8(&left);

    if (read_count > PUMP_LOG_PER_REPORT)
        return ERR_GARBLED;
    for (size_t i = 0; i < read_count; i++)
        if (!entry_read(&read[i], &left) || (i > 0 && read[i].number <= read[i - 1].number))
            return ERR_GARBLED;
    if (!pump_is_read(&left))
        return ERR_GARBLED;
    memcpy(entries, read, read_count * sizeof read[0]);
    *count = read_count;
    return ERR_OK;
}

static const char *code_text(const struct pump_log_entry *entry)
{
    return codes[entry->what].labels && entry->code < codes[entry->what].count
         ? codes[entry->what].labels[entry->code] : "?";
}

void pump_log_text(const struct pump_log_entry *entry, char *out, size_t size)
{
    struct text text = text_over(out, size);

    if (entry->what >= PUMP_LOG_COUNT) {
        text_add(&text, "?");
        return;
    }
    text_add(&text, "%s: ", pump_log_labels[entry->what]);
    switch ((enum pump_log)entry->what) {
    case PUMP_LOG_STATE: case PUMP_LOG_ALARM: case PUMP_LOG_ALARM_OVER: case PUMP_LOG_DENIED:
        text_add(&text, "%s", code_text(entry));
        break;
    case PUMP_LOG_REFUSED:
        text_add(&text, "%s", code_text(entry));
        if (entry->value > 0)           /* of a frame that did not end nothing is known */
            text_add(&text, " (%s)",
                     entry->value <= UINT8_MAX ? pump_kind_text((uint8_t)entry->value) : "?");
        break;
    case PUMP_LOG_BOLUS:
        text_add(&text, "%s, %" PRIu32 " nL", code_text(entry), entry->value);
        break;
    case PUMP_LOG_PROGRAMME:
        text_add(&text, "%04" PRIX32 " in force", entry->value);
        break;
    case PUMP_LOG_REFILL:
        text_add(&text, "%" PRIu32 " nL", entry->value);
        break;
    case PUMP_LOG_CLOCK:
        text_add(&text, "set, was %" PRIu32 " s", entry->value);
        break;
    case PUMP_LOG_STALL:
        text_add(&text, "it lasted %" PRIu32 " s", entry->value);
        break;
    case PUMP_LOG_COUNT:
        break;
    }
}

/* The day's date in the Gregorian calendar, counted from 1600-03-01, 146037 days before 2000: in
 * years that begin in March the leap day is the last, and 400 of them have 146097 days. */
void pump_clock_text(uint32_t clock_s, char out[PUMP_CLOCK_TEXT_SIZE])
{
    struct text text = text_over(out, PUMP_CLOCK_TEXT_SIZE);
    uint32_t    second = clock_s % 86400, day = clock_s / 86400 + 146037, of_era = day % 146097;
    uint32_t    year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    uint32_t    of_year = of_era - (365 * year + year / 4 - year / 100);
    uint32_t    month = (5 * of_year + 2) / 153, month_day = of_year - (153 * month + 2) / 5 + 1;

    year += 1600 + day / 146097 * 400 + (month >= 10);
    month = month < 10 ? month + 3 : month - 9;
    text_add(&text, "%04" PRIu32 "-%02" PRIu32 "-%02" PRIu32 " %02" PRIu32 ":%02" PRIu32
                    ":%02" PRIu32, year, month, month_day, second / 3600, second / 60 % 60,
             second % 60);
}
