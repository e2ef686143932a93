#include "34970a_emulator.h"

#include "base/text.h"
#include "drivers/device_settings.h"
#include "drivers/line.h"
#include "emulator_line.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHANNELS_MAX  60u           /* of one slot */
#define FIRST_CHANNEL 101u
#define ERRORS_MAX    20u
#define PROBES        4u
#define OVERLOAD      9.9e37
#define ANSWER_S      0.005
#define CHANNEL_S     0.03          /* a thermocouple at one period of the mains */
#define KINDS         "BEJKNRST"

enum knob { OPEN_THERMOCOUPLE = EMULATOR_FAULT_COUNT, WRONG_UNIT, EXCEPTION, POWER_CYCLE,
            KNOB_COUNT };

static const struct emulator_word knobs[KNOB_COUNT] = {
    EMULATOR_FAULT_KNOBS
    [OPEN_THERMOCOUPLE] = { "open_thermocouple", "-", 0, 4,
                            "this channel's wire is broken; 0: none", NULL },
    [WRONG_UNIT]  = { "wrong_unit",  "-", 0, 1, "somebody has set degrees Fahrenheit", NULL },
    [EXCEPTION]   = { "exception",   "-", 0, 1, "it knows no command but *IDN? and SYST:ERR?",
                      NULL },
    [POWER_CYCLE] = { "power_cycle", "-", 0, 1, "1: it is switched off and on", NULL },
};

enum signal { IS_REMOTE, SCANNED, SIGNAL_COUNT };

static const struct emulator_word signals_of[SIGNAL_COUNT] = {
    [IS_REMOTE] = { "is_remote", "-", 0, 1,   "1 while a host has it", NULL },
    [SCANNED]   = { "scanned",   "-", 0, 1e9, "scans since power-up", NULL },
};

static const struct device_setting settings_of[] = {
    { .name = "identity", .unit = "-", .usual_text = "HEWLETT-PACKARD,34970A,0,13-2-2",
      .mark = DEVICE_MARK_UNVERIFIED, .sentence = "what it says to be" },
};

enum field { FIELD_UNIT, FIELD_TIME, FIELD_CHANNEL, FIELD_ALARM, FIELD_COUNT };

struct channels { bool has[CHANNELS_MAX]; };

struct failure { int code; const char *text; };

struct box {
    struct emulator emulator;
    struct emulator_line line;
    double   knob[KNOB_COUNT];
    char     identity[96];
    /* since power-up */
    bool     is_remote, is_fahrenheit, fields[FIELD_COUNT];
    struct channels scan, thermocouples;
    double   nplc;
    struct failure failures[ERRORS_MAX];
    size_t   failure_count;
    unsigned long scanned;
};

struct moment { double now_s; const struct emulator_world *world; };

static void power_up(struct box *box)
{
    box->is_remote = box->is_fahrenheit = false;
    memset(box->fields, 0, sizeof box->fields);
    box->scan = box->thermocouples = (struct channels){ .has = { false } };
    box->nplc = 1;
    box->failure_count = 0;
    box->scanned = 0;
    emulator_line_drop(&box->line, box->line.in_count);
}

static void fail(struct box *box, int code, const char *text)
{
    if (box->failure_count < ERRORS_MAX)
        box->failures[box->failure_count++] = (struct failure){ code, text };
}

/* With CR LF behind it. */
static void say(struct box *box, double due_s, const char *line)
{
    char   bytes[1024];
    size_t count = (size_t)snprintf(bytes, sizeof bytes - 2, "%s\r\n", line);

    if (count < sizeof bytes - 2)
        emulator_line_answer(&box->line, (const uint8_t *)bytes, count, due_s + ANSWER_S);
}

/* ------------------------------------------------------------------ channel lists */

/* "(@101,103:104)" and nothing behind it. */
static bool channels_read(const char *text, struct channels *channels)
{
    const char *at = text;

    *channels = (struct channels){ .has = { false } };
    if (strncmp(at, "(@", 2) != 0)
        return false;
    for (at += 2;; at++) {
        char         *end;
        unsigned long first = strtoul(at, &end, 10), last = first;
        if (*end == ':')
            last = strtoul(end + 1, &end, 10);
        if (end == at || first < FIRST_CHANNEL || last >= FIRST_CHANNEL + CHANNELS_MAX)
            return false;
        for (unsigned long channel = first; channel <= last; channel++)
            channels->has[channel - FIRST_CHANNEL] = true;
        at = end;
        if (*at == ')')
            return at[1] == '\0';
        if (*at != ',')
            return false;
    }
}

/* The list behind the first `commas` commas. */
static const char *behind(const char *text, int commas)
{
    for (; commas > 0 && text; commas--) {
        text = strchr(text, ',');
        text = text ? text + 1 : NULL;
    }
    return text;
}

/* ------------------------------------------------------------------ commands */

static void configure(struct box *box, const struct moment *moment, const char *rest)
{
    const char     *list = behind(rest, 2);
    struct channels channels;

    (void)moment;
    if (strncmp(rest, "TC,", 3) != 0 || !rest[3] || !strchr(KINDS, rest[3]) || rest[4] != ','
        || !list || !channels_read(list, &channels)) {
        fail(box, -222, "Data out of range");
        return;
    }
    box->thermocouples = box->scan = channels;
    memset(box->fields, 0, sizeof box->fields);     /* as CONFigure does */
}

static void set_unit(struct box *box, const struct moment *moment, const char *rest)
{
    (void)moment;
    if (rest[0] != 'C' && rest[0] != 'F')
        fail(box, -222, "Data out of range");
    else
        box->is_fahrenheit = rest[0] == 'F';
}

static void set_nplc(struct box *box, const struct moment *moment, const char *rest)
{
    char  *end;
    double nplc = strtod(rest, &end);

    (void)moment;
    if (end == rest || *end != ',' || nplc < 0.02 || nplc > 200)
        fail(box, -222, "Data out of range");
    else
        box->nplc = nplc;
}

static void set_check(struct box *box, const struct moment *moment, const char *rest)
{
    (void)moment;
    if (strncmp(rest, "ON,", 3) != 0 && strncmp(rest, "OFF,", 4) != 0)
        fail(box, -224, "Illegal parameter value");
}

static void set_scan(struct box *box, const struct moment *moment, const char *rest)
{
    (void)moment;
    if (!channels_read(rest, &box->scan))
        fail(box, -222, "Data out of range");
}

static void set_field(struct box *box, const struct moment *moment, const char *rest)
{
    static const char *const names[FIELD_COUNT] = { "UNIT ON", "TIME ON", "CHAN ON", "ALAR ON" };

    (void)moment;
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (strcmp(rest, names[i]) == 0) {
            box->fields[i] = true;
            return;
        }
    fail(box, -224, "Illegal parameter value");
}

static double probe(const struct box *box, const struct emulator_world *world, size_t at)
{
    double temp_c = at < PROBES ? world->probe_c[at] : OVERLOAD;

    if (!box->thermocouples.has[at])
        return 0;
    if (temp_c >= OVERLOAD || isnan(temp_c) || box->knob[OPEN_THERMOCOUPLE] == (double)(at + 1))
        return OVERLOAD;
    return box->is_fahrenheit || box->knob[WRONG_UNIT] != 0 ? temp_c * 9 / 5 + 32 : temp_c;
}

static void reading_add(const struct box *box, const struct moment *moment, size_t at,
                        struct text *out)
{
    bool is_fahrenheit = box->is_fahrenheit || box->knob[WRONG_UNIT] != 0;

    text_add(out, "%s%+.8E", out->used > 0 ? "," : "", probe(box, moment->world, at));
    if (box->fields[FIELD_UNIT])
        text_add(out, " %s", !box->thermocouples.has[at] ? "VDC" : is_fahrenheit ? "F" : "C");
    if (box->fields[FIELD_TIME])
        text_add(out, ",%013.3f", 0.017 + CHANNEL_S * (double)at);
    if (box->fields[FIELD_CHANNEL])
        text_add(out, ",%zu", FIRST_CHANNEL + at);
    if (box->fields[FIELD_ALARM])
        text_add(out, ",0");
}

static void scan(struct box *box, const struct moment *moment, const char *rest)
{
    char        line[900];
    struct text out = text_over(line, sizeof line);
    size_t      count = 0;

    (void)rest;
    for (size_t at = 0; at < CHANNELS_MAX; at++)
        if (box->scan.has[at]) {
            reading_add(box, moment, at, &out);
            count++;
        }
    if (count == 0) {
        fail(box, 305, "Not able to perform requested operation");
        return;
    }
    box->scanned++;
    say(box, moment->now_s + CHANNEL_S * box->nplc * (double)count, line);
}

static void tell_failure(struct box *box, const struct moment *moment, const char *rest)
{
    struct failure first = { 0, "No error" };
    char           line[128];

    (void)rest;
    if (box->failure_count > 0) {
        first = box->failures[0];
        memmove(box->failures, box->failures + 1, --box->failure_count * sizeof *box->failures);
    }
    snprintf(line, sizeof line, "%+d,\"%s\"", first.code, first.text);
    say(box, moment->now_s, line);
}

static void tell_identity(struct box *box, const struct moment *moment, const char *rest)
{
    (void)rest;
    say(box, moment->now_s, box->identity);
}

static void tell_done(struct box *box, const struct moment *moment, const char *rest)
{
    (void)rest;
    say(box, moment->now_s, "1");
}

static void forget_failures(struct box *box, const struct moment *moment, const char *rest)
{
    (void)moment;
    (void)rest;
    box->failure_count = 0;
}

static void reset(struct box *box, const struct moment *moment, const char *rest)
{
    (void)moment;
    (void)rest;
    box->scan = box->thermocouples = (struct channels){ .has = { false } };
    memset(box->fields, 0, sizeof box->fields);
    box->is_fahrenheit = false;
    box->nplc = 1;
}

static void go_remote(struct box *box, const struct moment *moment, const char *rest)
{
    (void)moment;
    (void)rest;
    box->is_remote = true;
}

static void go_local(struct box *box, const struct moment *moment, const char *rest)
{
    (void)moment;
    (void)rest;
    box->is_remote = false;
}

/* A text that ends with a blank takes more; `when_local`: before SYST:REM too. */
static const struct {
    const char *text;
    bool        when_local;
    void      (*obey)(struct box *, const struct moment *, const char *rest);
} commands[] = {
    { "*IDN?",                   true,  tell_identity   },
    { "SYST:REM",                true,  go_remote       },
    { "SYST:RWL",                true,  go_remote       },
    { "SYST:ERR?",               true,  tell_failure    },
    { "SYST:LOC",                false, go_local        },
    { "*CLS",                    false, forget_failures },
    { "*RST",                    false, reset           },
    { "*OPC?",                   false, tell_done       },
    { "CONF:TEMP ",              false, configure       },
    { "UNIT:TEMP ",              false, set_unit        },
    { "SENS:TEMP:NPLC ",         false, set_nplc        },
    { "SENS:TEMP:TRAN:TC:CHECK ", false, set_check      },
    { "ROUT:SCAN ",              false, set_scan        },
    { "FORM:READ:",              false, set_field       },
    { "READ?",                   false, scan            },
};

static bool is_command(const char *line, const char *text)
{
    size_t count = strlen(text);
    bool   takes_more = text[count - 1] == ' ' || text[count - 1] == ':';

    return strncmp(line, text, count) == 0 && (takes_more || line[count] == '\0');
}

static void command(struct box *box, const struct moment *moment, const char *line)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (!is_command(line, commands[i].text))
            continue;
        if (!commands[i].when_local && !box->is_remote)
            fail(box, 550, "Command not allowed in local");
        else if (!commands[i].when_local && box->knob[EXCEPTION] != 0)
            break;
        else
            commands[i].obey(box, moment, line + strlen(commands[i].text));
        return;
    }
    fail(box, -113, "Undefined header");
}

/* Several commands may stand on a line, parted by "; ". */
static void line_heard(struct box *box, const struct moment *moment, const uint8_t *bytes,
                       size_t count)
{
    char  line[LINE_BYTES_MAX + 1];
    char *at = line;

    if (count > 0 && bytes[count - 1] == '\r')
        count--;
    memcpy(line, bytes, count);
    line[count] = '\0';
    while (at) {
        char *next = strchr(at, ';');
        if (next)
            *next++ = '\0';
        at += strspn(at, " ");
        if (*at)
            command(box, moment, at);
        at = next;
    }
}

/* ------------------------------------------------------------------ the emulator */

static void box_step(struct emulator *emulator, struct port *port, double now_s, double dt_s,
                     struct emulator_world *world, double *signals)
{
    struct box    *box = (struct box *)emulator;
    struct moment  moment = { now_s, world };
    size_t         used;
    enum line_scan scan_of;

    (void)dt_s;
    emulator_line_hear(&box->line, port, now_s, (double)INFINITY);
    while ((scan_of = line_scan(box->line.in, box->line.in_count, &used)) != LINE_PARTIAL) {
        if (scan_of == LINE_WHOLE)
            line_heard(box, &moment, box->line.in, used - 1);
        else
            fail(box, -101, "Invalid character");
        emulator_line_drop(&box->line, used);
    }
    emulator_line_speak(&box->line, port, now_s);
    signals[IS_REMOTE] = box->is_remote;
    signals[SCANNED] = (double)box->scanned;
}

static void box_turn(struct emulator *emulator, size_t knob, double value)
{
    struct box *box = (struct box *)emulator;

    if (knob < EMULATOR_FAULT_COUNT)
        box->line.faults[knob] = value;
    box->knob[knob] = value;
    if (knob == POWER_CYCLE && value != 0)
        power_up(box);
}

static enum err box_create(struct emulator **made, struct settings *given, uint64_t seed,
                           struct why *why)
{
    struct device_settings from = { settings_of, sizeof settings_of / sizeof *settings_of, given };
    struct box *box = calloc(1, sizeof *box);
    enum err    err;

    (void)seed;
    if (!box)
        return why_say(why, ERR_MEMORY, "out of memory");
    box->emulator.type = &emulator_34970a;
    power_up(box);
    err = device_settings_text(&from, "identity", box->identity, sizeof box->identity, why);
    if (err == ERR_OK)
        *made = &box->emulator;
    else
        free(box);
    return err;
}

static void box_destroy(struct emulator *emulator)
{
    free(emulator);
}

const struct emulator_type emulator_34970a = {
    .name = "34970a",
    .sentence = "Keysight 34970A scanner with thermocouples on channels 101 to 104",
    .line = { .baud = 57600, .bits = 8, .parity = PORT_PARITY_NONE, .stop_bits = 1 },
    .settings = settings_of, .setting_count = sizeof settings_of / sizeof *settings_of,
    .knobs = knobs, .signals = signals_of,
    .knob_count = KNOB_COUNT, .signal_count = SIGNAL_COUNT,
    .create = box_create, .turn = box_turn, .step = box_step, .destroy = box_destroy,
};
