#include "34970a.h"

#include "34970a_wire.h"
#include "base/text.h"
#include "device_settings.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHANNELS_MAX 4u
#define ERRORS_MAX   25u        /* its queue holds fewer */

enum question { WHO, CLEAR, TYPE, UNIT, INTEGRATION, OPEN_CHECK, SCAN, FIELDS, READ,
                QUESTION_COUNT };

static const struct device_question questions[QUESTION_COUNT] = {
    [WHO]         = { .what = "who it is",               .is_idempotent = true },
    [CLEAR]       = { .what = "forget old errors",       .is_idempotent = true },
    [TYPE]        = { .what = "the thermocouples' type", .is_idempotent = true },
    [UNIT]        = { .what = "degrees Celsius",         .is_idempotent = true },
    [INTEGRATION] = { .what = "the integration time",    .is_idempotent = true },
    [OPEN_CHECK]  = { .what = "the check for open ones", .is_idempotent = true },
    [SCAN]        = { .what = "the scan list",           .is_idempotent = true },
    [FIELDS]      = { .what = "the fields of a reading", .is_idempotent = true },
    [READ]        = { .what = "a scan",                  .is_idempotent = true, .timeout_s = 3 },
};

static const uint8_t start_list[] = { WHO, CLEAR, TYPE, UNIT, INTEGRATION, OPEN_CHECK, SCAN,
                                      FIELDS, DEVICE_END };
static const uint8_t poll_list[]  = { READ, DEVICE_END };
static const uint8_t safe_list[]  = { DEVICE_END };

static const struct device_setting settings_of[] = {
    { .name = "channels", .unit = "-", .usual_text = "101",
      .sentence = "at most four: \"101,102\" or \"101:104\"" },
    { .name = "thermocouple", .unit = "-", .usual_text = "T",
      .sentence = "their type: B, E, J, K, N, R, S or T" },
    { .name = "nplc", .unit = "periods", .least = 0.02, .most = 10, .usual = 1,
      .sentence = "integration time, of the mains" },
    { .name = "open_check", .unit = "-", .least = 0, .most = 1, .usual = 1,
      .sentence = "1: look for open thermocouples before each reading" },
};

struct scanner {
    unsigned channels[CHANNELS_MAX];
    size_t   channel_count;
    char     list[32];                  /* "(@101,102)" */
    char     type;
    double   nplc;
    bool     checks_open;
    unsigned errors;                    /* heard since the open question was asked */
    bool     is_unit_wrong;
};

/* ------------------------------------------------------------------ settings */

/* A scan goes through its channels in rising order, whatever the list says: so must this. */
static bool channel_add(struct scanner *scanner, long channel)
{
    size_t count = scanner->channel_count;

    if (count == CHANNELS_MAX || channel < 101 || channel > 360
        || (count > 0 && channel <= (long)scanner->channels[count - 1]))
        return false;
    scanner->channels[scanner->channel_count++] = (unsigned)channel;
    return true;
}

/* "101,102" or "101:104", or both mixed. */
static bool channels_parse(struct scanner *scanner, const char *text)
{
    for (const char *at = text;; at++) {
        char *end;
        long  first = strtol(at, &end, 10), last = first;
        if (end == at)
            return false;
        at = end;
        if (*at == ':') {
            last = strtol(at + 1, &end, 10);
            if (end == at + 1 || last < first)
                return false;
            at = end;
        }
        for (long channel = first; channel <= last; channel++)
            if (!channel_add(scanner, channel))
                return false;
        if (*at == '\0')
            return true;
        if (*at != ',')
            return false;
    }
}

static void list_write(struct scanner *scanner)
{
    struct text text = text_over(scanner->list, sizeof scanner->list);

    for (size_t i = 0; i < scanner->channel_count; i++)
        text_add(&text, "%s%u", i == 0 ? "(@" : ",", scanner->channels[i]);
    text_add(&text, ")");
}

static enum err scanner_begin(struct device *device, struct settings *given, struct why *why)
{
    struct scanner *scanner = device_memory(device);
    struct device_settings from = { settings_of, sizeof settings_of / sizeof *settings_of, given };
    char   channels[64], type[8];
    double open_check;

    TRY(device_settings_text(&from, "channels", channels, sizeof channels, why));
    TRY(device_settings_text(&from, "thermocouple", type, sizeof type, why));
    TRY(device_settings_number(&from, "nplc", &scanner->nplc, why));
    TRY(device_settings_number(&from, "open_check", &open_check, why));
    if (!channels_parse(scanner, channels))
        return why_say(why, ERR_RANGE, "channels = \"%s\": give at most four from 101 to 360 in "
                                       "rising order, as in \"101,102\" or \"101:104\"", channels);
    if (strlen(type) != 1 || !strchr("BEJKNRST", type[0]))
        return why_say(why, ERR_RANGE, "thermocouple = \"%s\": give B, E, J, K, N, R, S or T",
                       type);
    scanner->type = type[0];
    scanner->checks_open = open_check != 0;
    list_write(scanner);
    return ERR_OK;
}

/* ------------------------------------------------------------------ questions */

static size_t scanner_write(struct device *device, int question, double value,
                            uint8_t bytes[DEVICE_FRAME_MAX])
{
    struct scanner *scanner = device_memory(device);
    struct text     text = text_over((char *)bytes, DEVICE_FRAME_MAX);

    (void)value;
    scanner->errors = 0;
    switch (question) {
    case WHO:         text_add(&text, "SYST:REM\n*IDN?\n"); return text.used;
    case READ:        text_add(&text, "READ?\n"); return text.used;
    case CLEAR:       text_add(&text, "*CLS\n"); break;
    case TYPE:        text_add(&text, "CONF:TEMP TC,%c,%s\n", scanner->type, scanner->list); break;
    case UNIT:        text_add(&text, "UNIT:TEMP C,%s\n", scanner->list); break;
    case INTEGRATION: text_add(&text, "SENS:TEMP:NPLC %g,%s\n", scanner->nplc, scanner->list);
                      break;
    case OPEN_CHECK:  text_add(&text, "SENS:TEMP:TRAN:TC:CHECK %s,%s\n",
                               scanner->checks_open ? "ON" : "OFF", scanner->list); break;
    case SCAN:        text_add(&text, "ROUT:SCAN %s\n", scanner->list); break;
    case FIELDS:      text_add(&text, "FORM:READ:UNIT ON\nFORM:READ:TIME ON\n"
                                      "FORM:READ:CHAN ON\nFORM:READ:ALAR ON\n"); break;
    default:          return 0;
    }
    text_add(&text, "SYST:ERR?\n");
    return text.used;
}

static enum device_scan scanner_scan(const struct device *device, const uint8_t *bytes,
                                     size_t count, size_t *used)
{
    (void)device;
    return daq_scan(bytes, count, used);
}

/* ------------------------------------------------------------------ answers */

/* Maker, model, serial number and versions: three commas, as a late scan of one channel has too;
 * that begins with a sign. */
static enum device_heard identity_heard(struct device *device, const char *line)
{
    size_t commas = 0;

    for (const char *at = line; *at; at++)
        commas += *at == ',';
    if (commas != 3 || !isalpha((unsigned char)line[0]))
        return DEVICE_STRAY;
    device_identify(device, line, strlen(line));
    return DEVICE_DONE;
}

/* Until the queue is empty. */
static enum device_heard error_heard(struct device *device, int question, const char *line)
{
    static const char again[] = "SYST:ERR?\n";
    struct scanner   *scanner = device_memory(device);
    char              text[96];
    int               code;

    if (daq_error_read(line, &code, text, sizeof text) != ERR_OK)
        return DEVICE_STRAY;
    if (code == 0)
        return scanner->errors > 0 ? DEVICE_REFUSED : DEVICE_DONE;
    device_say(device, "%s: it says %d, \"%s\"", questions[question].what, code, text);
    if (++scanner->errors == ERRORS_MAX)
        return DEVICE_REFUSED;
    device_send(device, (const uint8_t *)again, sizeof again - 1);
    return DEVICE_MORE;
}

static const enum device_reading places[CHANNELS_MAX] = {
    DEVICE_READ_TEMP, DEVICE_READ_TEMP_2, DEVICE_READ_TEMP_3, DEVICE_READ_TEMP_4,
};

static enum device_heard unit_refuse(struct device *device, const struct daq_reading *reading)
{
    struct scanner *scanner = device_memory(device);

    for (size_t i = 0; i < CHANNELS_MAX; i++)
        device_forget(device, places[i]);
    if (!scanner->is_unit_wrong)
        device_say(device, "channel %u reads in %s, not in degrees Celsius: was it set at the "
                           "front panel?", reading->channel, reading->unit);
    scanner->is_unit_wrong = true;
    return DEVICE_REFUSED;
}

static enum device_heard scan_heard(struct device *device, const char *line)
{
    struct scanner    *scanner = device_memory(device);
    struct daq_reading readings[CHANNELS_MAX];

    if (daq_readings_read(line, readings, scanner->channel_count) != ERR_OK)
        return strchr(line, '"') ? DEVICE_STRAY : DEVICE_GARBLED;
    for (size_t i = 0; i < scanner->channel_count; i++) {
        if (readings[i].channel != scanner->channels[i])
            return DEVICE_GARBLED;
        if (strcmp(readings[i].unit, "C") != 0)
            return unit_refuse(device, &readings[i]);
    }
    scanner->is_unit_wrong = false;
    for (size_t i = 0; i < scanner->channel_count; i++) {
        if (isnan(readings[i].value))
            device_forget(device, places[i]);
        else if (!device_tell(device, places[i], readings[i].value))
            return DEVICE_GARBLED;
    }
    return DEVICE_DONE;
}

static enum device_heard scanner_hear(struct device *device, int question, double value,
                                      const uint8_t *frame, size_t count)
{
    char line[DAQ_LINE_MAX + 1];

    (void)value;
    while (count > 0 && (frame[count - 1] == '\n' || frame[count - 1] == '\r'))
        count--;
    if (count == 0 || count > DAQ_LINE_MAX || question == DEVICE_NO_QUESTION)
        return DEVICE_STRAY;
    memcpy(line, frame, count);
    line[count] = '\0';
    switch (question) {
    case WHO:  return identity_heard(device, line);
    case READ: return scan_heard(device, line);
    default:   return error_heard(device, question, line);
    }
}

static enum err scanner_order(struct device *device, enum device_order order, double value,
                              struct why *why)
{
    (void)device;
    (void)value;
    return why_say(why, ERR_UNKNOWN, "a thermometer has no order \"%s\": it only measures",
                   device_orders[order].name);
}

const struct device_type device_34970a = {
    .name = "34970a",
    .sentence = "Keysight 34970A scanner: up to four thermocouples",
    .roles = 1u << DEVICE_ROLE_THERMOCOUPLE,
    .readings = 1u << DEVICE_READ_TEMP | 1u << DEVICE_READ_TEMP_2 | 1u << DEVICE_READ_TEMP_3
                | 1u << DEVICE_READ_TEMP_4,
    .has_bare_lines = true,
    .line = { .baud = 57600, .bits = 8, .parity = PORT_PARITY_NONE, .stop_bits = 1 },
    .poll_s = 0.5, .timeout_s = 1, .gap_s = 0.01, .lost_s = 8, .age_s_max = 3,
    .tries = 3,
    .settings = settings_of, .setting_count = sizeof settings_of / sizeof *settings_of,
    .questions = questions, .question_count = QUESTION_COUNT,
    .start = start_list, .poll = poll_list, .safe = safe_list,
    .memory = sizeof(struct scanner),
    .begin = scanner_begin, .write = scanner_write, .scan = scanner_scan, .hear = scanner_hear,
    .order = scanner_order, .is_safe = NULL,
};
