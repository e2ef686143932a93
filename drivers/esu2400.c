#include "esu2400.h"

#include "device_settings.h"
#include "esu2400_wire.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define A_PER_MA    1e-3
#define V_PER_MV    1e-3
#define STATUS_MOST 65535
#define COMMAS_MIN  3
#define REPLY_MAX   128
#define QUERY_SIZE  48

/* A reply does not say what it answers. So every question but who is there is two: first for a
 * reading, which has a point, then for a whole number: what comes in the wrong place is seen. */
enum { WHO, LOAD, STATUS, POWER, VOLTS, SET_LOAD, CHECK_LOAD, COUNT };

static const struct device_question questions[COUNT] = {
    [WHO]        = { .what = "who is there",      .is_idempotent = true },
    [LOAD]       = { .what = "the current and the load",   .is_idempotent = true },
    [STATUS]     = { .what = "the current and the status", .is_idempotent = true },
    [POWER]      = { .what = "the power",         .is_idempotent = true },
    [VOLTS]      = { .what = "the voltage",       .is_idempotent = true },
    [SET_LOAD]   = { .what = "to set the load",   .is_idempotent = true, .has_no_answer = true },
    [CHECK_LOAD] = { .what = "which load is set", .is_idempotent = true },
};

static const struct device_setting settings_rows[] = {
    { .name = "load_least_ohm", .unit = "ohm", .least = 0, .most = 1e5, .usual = 10,
      .mark = DEVICE_MARK_UNVERIFIED, .sentence = "its lowest load" },
    { .name = "load_most_ohm", .unit = "ohm", .least = 1, .most = 1e5, .usual = 5000,
      .mark = DEVICE_MARK_UNVERIFIED, .sentence = "its highest load" },
    { .name = "load_step_ohm", .unit = "ohm", .least = 1, .most = 1000, .usual = 1,
      .mark = DEVICE_MARK_UNVERIFIED, .sentence = "loads lie so far apart" },
    { .name = "switches_live", .unit = "-", .least = 0, .most = 1, .usual = 0,
      .mark = DEVICE_MARK_HIGH, .sentence = "1: the load may be switched while current flows" },
    { .name = "live_current_a", .unit = "A", .least = 0, .most = 1, .usual = 0.005,
      .mark = DEVICE_MARK_UNVERIFIED, .sentence = "less is as good as no current" },
    { .name = "current_query", .unit = "-", .usual_text = "READ:MA?",
      .mark = DEVICE_MARK_HIGH, .sentence = "asks for the current in mA" },
    { .name = "load_query", .unit = "-", .usual_text = "CONF:RFM:LOAD:INT?",
      .mark = DEVICE_MARK_HIGH, .sentence = "asks for the load in ohm" },
    { .name = "power_query", .unit = "-", .usual_text = "", .mark = DEVICE_MARK_UNVERIFIED,
      .sentence = "asks for the power in W, as READ:W?; empty: it is calculated" },
    { .name = "volts_query", .unit = "-", .usual_text = "", .mark = DEVICE_MARK_UNVERIFIED,
      .sentence = "asks for the voltage in mV, as READ:MV?; empty: it is calculated" },
};
#define SETTING_COUNT (sizeof settings_rows / sizeof settings_rows[0])

struct memory {
    double   least_ohm, most_ohm, step_ohm, live_a;
    bool     switches_live;
    char     current_query[QUERY_SIZE], load_query[QUERY_SIZE], power_query[QUERY_SIZE],
             volts_query[QUERY_SIZE];
    bool     is_second;                 /* of the open question's two */
    double   set_ohm;                   /* what was sent last; NAN: nothing */
    unsigned status;
};

static enum err queries_take(struct memory *memory, const struct device_settings *given,
                             struct why *why)
{
    TRY(device_settings_text(given, "current_query", memory->current_query, QUERY_SIZE, why));
    TRY(device_settings_text(given, "load_query", memory->load_query, QUERY_SIZE, why));
    TRY(device_settings_text(given, "power_query", memory->power_query, QUERY_SIZE, why));
    return device_settings_text(given, "volts_query", memory->volts_query, QUERY_SIZE, why);
}

static enum err begin(struct device *device, struct settings *settings, struct why *why)
{
    const struct device_settings given = { settings_rows, SETTING_COUNT, settings };
    struct memory               *memory = device_memory(device);
    double                       switches_live;

    TRY(device_settings_number(&given, "load_least_ohm", &memory->least_ohm, why));
    TRY(device_settings_number(&given, "load_most_ohm", &memory->most_ohm, why));
    TRY(device_settings_number(&given, "load_step_ohm", &memory->step_ohm, why));
    TRY(device_settings_number(&given, "switches_live", &switches_live, why));
    TRY(device_settings_number(&given, "live_current_a", &memory->live_a, why));
    TRY(queries_take(memory, &given, why));
    if (memory->least_ohm > memory->most_ohm)
        return why_say(why, ERR_RANGE, "load_least_ohm = %g is above load_most_ohm = %g",
                       memory->least_ohm, memory->most_ohm);
    memory->switches_live = switches_live != 0;
    memory->set_ohm = (double)NAN;
    return ERR_OK;
}

/* ------------------------------------------------------------------ writing */

static const char *first_query(const struct memory *memory, int question)
{
    switch (question) {
    case WHO:   return "*IDN?";
    case POWER: return memory->power_query;
    case VOLTS: return memory->volts_query;
    default:    return memory->current_query;
    }
}

static const char *second_query(const struct memory *memory, int question)
{
    return question == LOAD || question == CHECK_LOAD ? memory->load_query : "STAT?";
}

static size_t write_question(struct device *device, int question, double value,
                             uint8_t bytes[DEVICE_FRAME_MAX])
{
    struct memory *memory = device_memory(device);
    const char    *query = first_query(memory, question);

    memory->is_second = false;
    if (question == SET_LOAD) {
        memory->set_ohm = value;
        device_forget(device, DEVICE_READ_LOAD);    /* nothing is calculated with the old one */
        return (size_t)snprintf((char *)bytes, DEVICE_FRAME_MAX, "CONF:RFM:LOAD:INT %.0f\r", value);
    }
    return query[0] ? (size_t)snprintf((char *)bytes, DEVICE_FRAME_MAX, "%s\r", query) : 0;
}

static void send_second(struct device *device, int question)
{
    struct memory *memory = device_memory(device);
    char           bytes[QUERY_SIZE + 2];
    int count = snprintf(bytes, sizeof bytes, "%s\r", second_query(memory, question));

    device_send(device, (const uint8_t *)bytes, (size_t)count);
    memory->is_second = true;
}

static enum device_scan scan(const struct device *device, const uint8_t *bytes, size_t count,
                             size_t *used)
{
    (void)device;
    return esu2400_scan(bytes, count, used);
}

/* ------------------------------------------------------------------ hearing */

/* What follows from the current, when the instrument is not asked for it. */
static void tell_calculated(struct device *device, double current_a)
{
    const struct memory *memory = device_memory_const(device);
    double               load_ohm = device_reading(device, DEVICE_READ_LOAD);

    if (isnan(load_ohm))
        return;
    if (!memory->power_query[0])
        (void)device_tell(device, DEVICE_READ_POWER, current_a * current_a * load_ohm);
    if (!memory->volts_query[0])
        (void)device_tell(device, DEVICE_READ_VOLTS, current_a * load_ohm);
}

static void tell_bits(struct device *device, unsigned status)
{
    struct memory *memory = device_memory(device);

    for (size_t i = 0; i < ESU2400_BIT_COUNT; i++)
        if ((status ^ memory->status) & esu2400_bits[i].mask)
            device_say(device, "%s", status & esu2400_bits[i].mask ? esu2400_bits[i].comes
                                                                  : esu2400_bits[i].goes);
    memory->status = status;
    (void)device_tell(device, DEVICE_READ_ALARM, status & ESU2400_ALARMS);
}

/* What is held, or out of its range, is not known, whatever number stands for it. */
static void forget_what_is_out(struct device *device, unsigned status)
{
    if (status & (ESU2400_HELD | ESU2400_CURRENT_OUT)) {
        device_forget(device, DEVICE_READ_CURRENT);
        device_forget(device, DEVICE_READ_POWER);
        device_forget(device, DEVICE_READ_VOLTS);
    }
    if (status & ESU2400_VOLTS_OUT)
        device_forget(device, DEVICE_READ_VOLTS);
    if (status & ESU2400_POWER_OUT)
        device_forget(device, DEVICE_READ_POWER);
}

static enum device_heard hear_status(struct device *device, const char *line)
{
    double status;

    if (esu2400_number(line, false, &status) != ERR_OK)
        return DEVICE_STRAY;
    if (status > STATUS_MOST)
        return DEVICE_GARBLED;
    tell_bits(device, (unsigned)status);
    forget_what_is_out(device, (unsigned)status);
    return DEVICE_DONE;
}

static enum device_heard hear_load(struct device *device, int question, const char *line)
{
    const struct memory *memory = device_memory_const(device);
    double               load_ohm;

    if (esu2400_number(line, false, &load_ohm) != ERR_OK)
        return DEVICE_STRAY;
    if (load_ohm < memory->least_ohm || load_ohm > memory->most_ohm)
        return DEVICE_GARBLED;
    (void)device_tell(device, DEVICE_READ_LOAD, load_ohm);
    if (question != CHECK_LOAD || fabs(load_ohm - memory->set_ohm) < memory->step_ohm / 2)
        return DEVICE_DONE;
    device_say(device, "%g ohm was set, but %g ohm is in force", memory->set_ohm, load_ohm);
    return DEVICE_REFUSED;
}

static enum device_heard hear_reading(struct device *device, int question, const char *line)
{
    const struct memory *memory = device_memory_const(device);
    double               value;

    if (esu2400_number(line, true, &value) != ERR_OK)
        return DEVICE_STRAY;
    if (question == POWER)
        (void)device_tell(device, DEVICE_READ_POWER, value);
    else if (question == VOLTS)
        (void)device_tell(device, DEVICE_READ_VOLTS, value * V_PER_MV);
    else if (device_tell(device, DEVICE_READ_CURRENT, value * A_PER_MA))
        tell_calculated(device, value * A_PER_MA);
    forget_what_is_out(device, memory->status);
    send_second(device, question);
    return DEVICE_MORE;
}

static enum device_heard hear_identity(struct device *device, const char *line)
{
    int commas = 0;

    for (const char *at = line; *at; at++)
        commas += *at == ',';
    if (commas < COMMAS_MIN)
        return DEVICE_STRAY;
    device_identify(device, line, strlen(line));
    return DEVICE_DONE;
}

static enum device_heard hear(struct device *device, int question, double value,
                              const uint8_t *frame, size_t count)
{
    const struct memory *memory = device_memory_const(device);
    char                 line[REPLY_MAX];

    (void)value;
    if (esu2400_line(frame, count, line, sizeof line) != ERR_OK)
        return DEVICE_GARBLED;
    if (question == DEVICE_NO_QUESTION)
        return DEVICE_STRAY;
    if (question == WHO)
        return hear_identity(device, line);
    if (!memory->is_second)
        return hear_reading(device, question, line);
    if (question == LOAD || question == CHECK_LOAD)
        return hear_load(device, question, line);
    return hear_status(device, line);
}

/* ------------------------------------------------------------------ orders */

static enum err live_check(const struct device *device, struct why *why)
{
    const struct memory *memory = device_memory_const(device);
    double               current_a = device_reading(device, DEVICE_READ_CURRENT);

    if (memory->switches_live)
        return ERR_OK;
    if (isnan(current_a))
        return why_say(why, ERR_REFUSED, "the load is not switched: whether current flows is not "
                       "known; wait for a reading, or set switches_live = 1");
    if (current_a > memory->live_a)
        return why_say(why, ERR_REFUSED, "the load is not switched while %.3f A flow: switch the "
                       "source off first, or set switches_live = 1", current_a);
    return ERR_OK;
}

static enum err order(struct device *device, enum device_order which, double value,
                      struct why *why)
{
    const struct memory *memory = device_memory_const(device);
    double               ohm = round(value / memory->step_ohm) * memory->step_ohm;

    if (which != DEVICE_ORDER_LOAD)
        return why_say(why, ERR_UNKNOWN, "esu2400 takes the order load_ohm alone");
    if (!(ohm >= memory->least_ohm && ohm <= memory->most_ohm))
        return why_say(why, ERR_RANGE, "load_ohm = %g: this load goes from %g to %g ohm", value,
                       memory->least_ohm, memory->most_ohm);
    if (device_reading(device, DEVICE_READ_LOAD) == ohm && !device_report(device)->is_pending)
        return ERR_OK;
    TRY(live_check(device, why));
    TRY(device_ask(device, SET_LOAD, ohm));
    return device_ask(device, CHECK_LOAD, 0);
}

static const uint8_t start[] = { WHO, LOAD, STATUS, DEVICE_END };
static const uint8_t poll[]  = { LOAD, STATUS, POWER, VOLTS, DEVICE_END };
/* power and volts, where the bench file has their keywords, are readings side by side. */
static const uint8_t marker[] = { WHO, DEVICE_END };

const struct device_type device_esu2400 = {
    .name = "esu2400",
    .sentence = "BC Biomedical ESU-2400 / SECULIFE ES XTRA radiofrequency load and meter",
    .roles = 1u << DEVICE_ROLE_LOAD | 1u << DEVICE_ROLE_METER,
    .readings = 1u << DEVICE_READ_POWER | 1u << DEVICE_READ_VOLTS | 1u << DEVICE_READ_CURRENT
                | 1u << DEVICE_READ_LOAD | 1u << DEVICE_READ_ALARM,
    .orders = 1u << DEVICE_ORDER_LOAD,
    .has_bare_lines = true,
    .line = { .baud = 115200, .bits = 8, .stop_bits = 1 },
    .poll_s = 0.05, .timeout_s = 0.3, .gap_s = 0.005, .lost_s = 2, .age_s_max = 1.5, .tries = 3,
    .settings = settings_rows, .setting_count = SETTING_COUNT,
    .questions = questions, .question_count = COUNT,
    .start = start, .poll = poll, .marker = marker,
    .memory = sizeof(struct memory), .begin = begin,
    .write = write_question, .scan = scan, .hear = hear, .order = order,
};
