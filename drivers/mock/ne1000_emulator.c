#include "ne1000_emulator.h"

#include "base/count.h"
#include "base/units.h"
#include "drivers/checksum.h"
#include "drivers/device_settings.h"
#include "ne1000_emulator_inside.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PACKET_GAP_S 0.5        /* manual: a packet that does not go on is dropped */

enum { STX = 0x02, ETX = 0x03, CR = 0x0D };

static const struct emulator_word knobs[KNOB_COUNT] = {
    EMULATOR_FAULT_KNOBS KNOB_LIST(EMULATOR_KNOB_ROW)
};

static const char state_letters[STATE_COUNT] = { 'S', 'P', 'I', 'W', 'X' };
static const char *const state_labels[STATE_COUNT + 1] = {
    "stopped", "paused", "infusing", "withdrawing", "purging", NULL
};
static const char alarm_letters[] = "-RSTEO";

enum { SIGNAL_STATE, SIGNAL_RATE, SIGNAL_INFUSED, SIGNAL_ALARM, SIGNAL_SAFE_MODE, SIGNAL_WRITES,
       SIGNAL_COUNT };
static const struct emulator_word signals[SIGNAL_COUNT] = {
    [SIGNAL_STATE]     = { "state", "-", 0, STATE_COUNT - 1, "what it does", state_labels },
    [SIGNAL_RATE]      = { "rate_ul_per_h", "uL/h", 0, 1e9, "the rate that is set", NULL },
    [SIGNAL_INFUSED]   = { "infused_ul", "uL", 0, 1e9, "pushed out by the plunger", NULL },
    [SIGNAL_ALARM]     = { "alarm", "-", 0, 5, "pending: reset, stall, time-out, programme, phase",
                           NULL },
    [SIGNAL_SAFE_MODE] = { "safe_mode_s", "s", 0, 255, "time-out of Safe Mode; 0: Basic", NULL },
    [SIGNAL_WRITES]    = { "eeprom_writes", "-", 0, 1e9, "since it was made", NULL },
};

static const struct device_setting settings_rows[] = {
    { "address", "-", 0, 99, 0, NULL, DEVICE_MARK_HIGH, "on its chain" },
    { "version", "-", 0, 0, 0, "NE1000V3.923", DEVICE_MARK_HIGH, "what it says it is" },
    { "safe_mode_s", "s", 0, 255, 0, NULL, DEVICE_MARK_HIGH, "the mode that it was left in" },
    { "diameter_mm", "mm", 0.1, 50, 14.43, NULL, DEVICE_MARK_HIGH, "that it was left with" },
    { "rate_ml_per_h", "mL/h", 0.001, 9999, 1, NULL, DEVICE_MARK_HIGH, "that it was left with" },
    { "reply_s", "s", 0, 1, 0.01, NULL, DEVICE_MARK_MEDIUM, "from a command to its reply" },
    { "speed_cm_per_min", "cm/min", 0.01, 100, 5.1, NULL, DEVICE_MARK_MEDIUM,
      "the fastest that its plunger goes" },
    { "force_n", "N", 0.1, 1000, 155, NULL, DEVICE_MARK_UNVERIFIED, "at which its motor stalls" },
    { "saf_reply_new", "-", 0, 1, 1, NULL, DEVICE_MARK_MEDIUM,
      "1: a change of mode is answered in the new mode" },
};

/* ------------------------------------------------------------------ frames */

static void reply(struct ne1000 *pump, bool is_safe, const char *data, double now_s)
{
    uint8_t  bytes[NE1000_COMMAND_MAX + 16];
    size_t   first = is_safe ? 2 : 1, count = first;
    char     text[NE1000_COMMAND_MAX + 8];
    unsigned crc;

    if (pump->alarm)
        snprintf(text, sizeof text, "%02dA?%c", pump->address, pump->alarm);
    else
        snprintf(text, sizeof text, "%02d%c%s", pump->address, state_letters[pump->state], data);
    bytes[0] = STX;
    memcpy(bytes + first, text, strlen(text));
    count += strlen(text);
    if (is_safe) {
        bytes[1] = (uint8_t)(strlen(text) + 4);
        crc = checksum_crc_xmodem(bytes + first, strlen(text));
        bytes[count++] = (uint8_t)(crc >> 8);
        bytes[count++] = (uint8_t)crc;
    }
    bytes[count++] = ETX;
    if (pump->knobs[KNOB_DROP_ETX] >= 1) {
        pump->knobs[KNOB_DROP_ETX] -= 1;
        count--;
    }
    emulator_line_answer(&pump->line, bytes, count, now_s + pump->reply_s);
}

/* "00RAT5.0MH" without spaces, in capitals. False: it is for another pump, or for nobody. */
static bool is_for_us(const struct ne1000 *pump, const char **text)
{
    int address = 0, digits = 0;

    for (; digits < 2 && isdigit((unsigned char)**text); digits++)
        address = address * 10 + *(*text)++ - '0';
    return address == pump->address;
}

static void obey(struct ne1000 *pump, const char *text, double now_s)
{
    bool was_safe = pump->safe_mode_s > 0;
    char out[NE1000_COMMAND_MAX];

    if (!is_for_us(pump, &text))
        return;
    if (pump->alarm) {
        reply(pump, was_safe, "", now_s);       /* told, and by that acknowledged */
        pump->alarm = 0;
        return;
    }
    ne1000_command(pump, text, out);
    if (!was_safe)
        pump->packet_s = now_s;                 /* SAF starts the time, not the last packet ever */
    reply(pump, pump->is_reply_new ? pump->safe_mode_s > 0 : was_safe, out, now_s);
}

/* 0RUN*1RUN*: each pump takes what is its own. */
static void obey_burst(struct ne1000 *pump, char *text, double now_s)
{
    for (char *part = text, *star; *part; part = star + 1) {
        star = strchr(part, '*');
        if (!star)
            return;
        *star = '\0';
        obey(pump, part, now_s);
    }
}

static void hear_basic(struct ne1000 *pump, double now_s)
{
    struct emulator_line *line = &pump->line;
    uint8_t              *end = memchr(line->in, CR, line->in_count);
    char                  text[NE1000_COMMAND_MAX] = "";
    size_t                count = 0;

    if (!end)
        return;
    for (uint8_t *at = line->in; at < end && count < sizeof text - 1; at++)
        if (*at > 0x20)
            text[count++] = (char)toupper(*at);
    emulator_line_drop(line, (size_t)(end - line->in) + 1);
    if (text[0] == '*')
        return;                     /* for all pumps, and answered by none */
    if (strchr(text, '*'))
        obey_burst(pump, text, now_s);
    else
        obey(pump, text, now_s);
}

static void obey_packet(struct ne1000 *pump, const uint8_t *packet, double now_s)
{
    size_t   length = packet[1], count = length - 4;
    unsigned crc = checksum_crc_xmodem(packet + 2, count);
    char     text[256];

    if (packet[length] != ETX || packet[length - 2] != crc >> 8
        || packet[length - 1] != (crc & 0xFFu)) {
        reply(pump, true, "?COM", now_s);
        return;
    }
    pump->is_timing = true;
    pump->packet_s = now_s;
    memcpy(text, packet + 2, count);
    text[count] = '\0';
    obey(pump, text, now_s);
}

static void hear_safe(struct ne1000 *pump, double now_s)
{
    struct emulator_line *line = &pump->line;
    uint8_t               packet[256];

    while (line->in_count > 0 && line->in[0] != STX)
        emulator_line_drop(line, 1);
    if (line->in_count < 2)
        return;
    if (line->in[1] < 4) {
        emulator_line_drop(line, 1);
        return;
    }
    if (line->in_count < line->in[1] + 1u)
        return;
    memcpy(packet, line->in, line->in[1] + 1u);
    emulator_line_drop(line, packet[1] + 1u);
    obey_packet(pump, packet, now_s);
}

/* As long as there are whole messages; the mode may change with each. */
static void hear(struct ne1000 *pump, double now_s)
{
    size_t before;

    do {
        before = pump->line.in_count;
        if (pump->safe_mode_s > 0)
            hear_safe(pump, now_s);
        else
            hear_basic(pump, now_s);
    } while (pump->line.in_count < before);
}

/* ------------------------------------------------------------------ the machine */

/* Where the motor stands after an alarm is not written: stopped. */
static void raise_alarm(struct ne1000 *pump, char alarm)
{
    pump->state = STOPPED;
    pump->alarm = alarm;
    pump->is_told_unasked = false;
}

static void power_cycle(struct ne1000 *pump)
{
    pump->rate = pump->stored;
    pump->is_timing = false;
    pump->run_ul = 0;
    pump->line.in_count = 0;
    raise_alarm(pump, 'R');
}

static void watch(struct ne1000 *pump, double now_s)
{
    if (pump->safe_mode_s > 0 && pump->is_timing && now_s - pump->packet_s >= pump->safe_mode_s) {
        pump->is_timing = false;
        raise_alarm(pump, 'T');
    }
    if (pump->safe_mode_s > 0 && pump->alarm && !pump->is_told_unasked)
        reply(pump, true, "", now_s);       /* this does not acknowledge it */
    pump->is_told_unasked = true;
}

static double speed_ul_per_h(const struct ne1000 *pump)
{
    switch (pump->state) {
    case INFUSING:    return rate_ul_per_h(&pump->rate);
    case WITHDRAWING: return -rate_ul_per_h(&pump->rate);
    case PURGING:     return syringe_rate_max_ul_per_h(&pump->syringe);
    default:          return 0;
    }
}

static void move(struct ne1000 *pump, double dt_s, struct emulator_world *world)
{
    double ul_per_h = speed_ul_per_h(pump);
    double target_ul = pump->target * pump->ul_per_count;
    double moved_ul = fabs(ul_per_h) * dt_s / S_PER_HOUR;

    if (!is_moving(pump) || dt_s <= 0)
        return;
    if (target_ul > 0 && pump->run_ul + moved_ul >= target_ul) {
        ul_per_h *= (target_ul - pump->run_ul) / moved_ul;
        moved_ul = target_ul - pump->run_ul;
        pump->state = STOPPED;
    }
    if (pump->knobs[KNOB_STALL] != 0 || !syringe_move(&pump->syringe, ul_per_h, dt_s, world)) {
        raise_alarm(pump, 'S');
        return;
    }
    pump->run_ul += moved_ul;
    *(ul_per_h > 0 ? &pump->infused_ul : &pump->withdrawn_ul) += moved_ul;
}

static void show(const struct ne1000 *pump, double *out)
{
    const char *alarm = pump->alarm ? strchr(alarm_letters, pump->alarm) : alarm_letters;

    out[SIGNAL_STATE] = pump->state;
    out[SIGNAL_RATE] = rate_ul_per_h(&pump->rate);
    out[SIGNAL_INFUSED] = pump->syringe.infused_ul;
    out[SIGNAL_ALARM] = (double)(alarm - alarm_letters);
    out[SIGNAL_SAFE_MODE] = pump->safe_mode_s;
    out[SIGNAL_WRITES] = (double)pump->eeprom_writes;
}

static void ne1000_step(struct emulator *emulator, struct port *port, double now_s, double dt_s,
                        struct emulator_world *world, double *out)
{
    struct ne1000 *pump = (struct ne1000 *)emulator;

    emulator_line_hear(&pump->line, port, now_s,
                       pump->safe_mode_s > 0 ? PACKET_GAP_S : (double)INFINITY);
    hear(pump, now_s);
    watch(pump, now_s);
    move(pump, dt_s, world);
    emulator_line_speak(&pump->line, port, now_s);
    show(pump, out);
}

static void ne1000_turn(struct emulator *emulator, size_t knob, double value)
{
    struct ne1000 *pump = (struct ne1000 *)emulator;

    if (knob < EMULATOR_FAULT_COUNT)
        pump->line.faults[knob] = value;
    pump->knobs[knob] = value;
    if (knob == KNOB_RESET && value != 0)
        power_cycle(pump);
    if (knob == KNOB_PROGRAM && value != 0)
        raise_alarm(pump, 'E');
    if (knob == KNOB_PHASE && value != 0)
        raise_alarm(pump, 'O');
}

static enum err settings_take(struct ne1000 *pump, struct settings *given, struct why *why)
{
    const struct device_settings list = { settings_rows, COUNT(settings_rows), given };
    double address, safe_mode_s, is_reply_new;

    TRY(device_settings_number(&list, "address", &address, why));
    TRY(device_settings_text(&list, "version", pump->version, sizeof pump->version, why));
    TRY(device_settings_whole(&list, "safe_mode_s", &safe_mode_s, why));
    TRY(device_settings_number(&list, "diameter_mm", &pump->syringe.diameter_mm, why));
    TRY(device_settings_number(&list, "rate_ml_per_h", &pump->stored.value, why));
    TRY(device_settings_number(&list, "reply_s", &pump->reply_s, why));
    TRY(device_settings_number(&list, "speed_cm_per_min", &pump->syringe.speed_cm_per_min_max,
                               why));
    TRY(device_settings_number(&list, "force_n", &pump->syringe.force_n, why));
    TRY(device_settings_number(&list, "saf_reply_new", &is_reply_new, why));
    pump->address = (int)address;
    pump->safe_mode_s = (int)safe_mode_s;
    pump->is_reply_new = is_reply_new != 0;
    return ERR_OK;
}

static void ne1000_destroy(struct emulator *emulator) { free(emulator); }

static enum err ne1000_create(struct emulator **out, struct settings *given, uint64_t seed,
                              struct why *why)
{
    struct ne1000 *pump = calloc(1, sizeof *pump);
    enum err       err;

    (void)seed;                     /* nothing here is left to chance */
    if (!pump)
        return ERR_MEMORY;
    TRY_OR_DONE(settings_take(pump, given, why));
    pump->emulator.type = &emulator_ne1000;
    pump->stored.unit = ne1000_unit_of("MH");
    pump->ul_per_count = pump->syringe.diameter_mm <= NE1000_UL_UP_TO_MM ? 1 : 1000;
    power_cycle(pump);
    *out = &pump->emulator;
    return ERR_OK;
done:
    free(pump);
    return err;
}

const struct emulator_type emulator_ne1000 = {
    .name = "ne1000",
    .sentence = "New Era NE-1000 syringe pump, Basic and Safe Mode",
    .line = { .baud = 19200, .bits = 8, .parity = PORT_PARITY_NONE, .stop_bits = 1 },
    .settings = settings_rows, .setting_count = COUNT(settings_rows),
    .knobs = knobs, .knob_count = KNOB_COUNT, .signals = signals, .signal_count = SIGNAL_COUNT,
    .create = ne1000_create, .turn = ne1000_turn, .step = ne1000_step, .destroy = ne1000_destroy,
};
