#include "phd_ultra_emulator.h"

#include "base/count.h"
#include "base/units.h"
#include "drivers/device_settings.h"
#include "phd_ultra_emulator_inside.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLY_MAX   400u
#define PACE_S      0.045       /* faster commands are lost by an Elite */

static const struct emulator_word knobs[KNOB_COUNT] = {
    EMULATOR_FAULT_KNOBS KNOB_LIST(EMULATOR_KNOB_ROW)
};

static const char *const prompts[STATE_COUNT] = { ":", ">", "<", "*", "T*" };
static const char *const state_labels[STATE_COUNT + 1] = {
    "idle", "infusing", "withdrawing", "stalled", "target", NULL
};

enum { SIGNAL_STATE, SIGNAL_RATE, SIGNAL_INFUSED, SIGNAL_WRITES, SIGNAL_LOST, SIGNAL_COUNT };
static const struct emulator_word signals[SIGNAL_COUNT] = {
    [SIGNAL_STATE]   = { "state", "-", 0, STATE_COUNT - 1, "what it does", state_labels },
    [SIGNAL_RATE]    = { "rate_ul_per_h", "uL/h", 0, 1e9, "the infuse rate that is set", NULL },
    [SIGNAL_INFUSED] = { "infused_ul", "uL", 0, 1e9, "pushed out by the plunger", NULL },
    [SIGNAL_WRITES]  = { "nvram_writes", "-", 0, 1e9, "since it was made", NULL },
    [SIGNAL_LOST]    = { "lost_commands", "-", 0, 1e9, "that came too fast", NULL },
};

static const struct device_setting settings_rows[] = {
    { "model", "-", 0, 0, 0, "phd-ultra", DEVICE_MARK_HIGH, "\"phd-ultra\" or \"11-elite\"" },
    { "address", "-", 0, 99, 0, NULL, DEVICE_MARK_HIGH, "on its chain" },
    { "version", "-", 0, 0, 0, "", DEVICE_MARK_UNVERIFIED, "what it says it is (empty: by model)" },
    { "diameter_mm", "mm", 0.1, 50, 14.43, NULL, DEVICE_MARK_HIGH, "that it was left with" },
    { "target_ul", "uL", 0, 1e6, 0, NULL, DEVICE_MARK_HIGH, "that it was left with; 0: none" },
    { "poll_mode", "-", 0, 1, 0, NULL, DEVICE_MARK_MEDIUM, "1: XON behind every prompt" },
    { "echo", "-", 0, 1, 0, NULL, DEVICE_MARK_MEDIUM, "1: it echoes what it is sent" },
    { "reply_s", "s", 0, 1, 0.02, NULL, DEVICE_MARK_MEDIUM, "from a command to its reply" },
    { "digits", "-", 2, 8, 5, NULL, DEVICE_MARK_MEDIUM, "that it keeps of a rate" },
    { "speed_cm_per_min", "cm/min", 0.01, 100, 19, NULL, DEVICE_MARK_UNVERIFIED,
      "the fastest that its plunger goes" },
    { "force_n", "N", 0.1, 1000, 334, NULL, DEVICE_MARK_UNVERIFIED, "at which its motor stalls" },
};

/* ------------------------------------------------------------------ replies */

struct reply { char bytes[REPLY_MAX]; size_t count; };

static void reply_add(struct reply *reply, const char *text)
{
    size_t count = strlen(text);

    if (reply->count + count > sizeof reply->bytes)
        return;
    memcpy(reply->bytes + reply->count, text, count);
    reply->count += count;
}

/* LF, and the address in the way of the model. */
static void reply_head(struct phd *pump, struct reply *reply, bool is_prompt)
{
    char text[8];
    int  address = pump->knobs[KNOB_FOREIGN] >= 1 ? (pump->address + 7) % 100 : pump->address;

    reply_add(reply, "\n");
    if (pump->address == 0 && !pump->is_elite)
        return;
    snprintf(text, sizeof text, "%02d%s", address,
             pump->is_elite && !is_prompt ? prompts[pump->state] : "");
    reply_add(reply, text);
}

static void reply_prompt(struct phd *pump, struct reply *reply)
{
    reply_head(pump, reply, true);
    reply_add(reply, prompts[pump->state]);
    if (pump->is_poll_on)
        reply_add(reply, "\x11");
}

/* `text` may have several lines. */
static void reply_send(struct phd *pump, const char *echo, const char *text, double now_s)
{
    struct reply reply = { .count = 0 };
    char         line[PHD_COMMAND_MAX + 40];

    reply_add(&reply, echo);
    if (pump->knobs[KNOB_LEAK] >= 1) {
        pump->knobs[KNOB_LEAK] -= 1;
        reply_add(&reply, "\nT*");
    }
    while (*text) {
        size_t count = strcspn(text, "\n");
        snprintf(line, sizeof line, "%.*s\r", (int)count, text);
        reply_head(pump, &reply, false);
        reply_add(&reply, line);
        text += count + (text[count] == '\n');
    }
    reply_prompt(pump, &reply);
    if (pump->knobs[KNOB_FOREIGN] >= 1)
        pump->knobs[KNOB_FOREIGN] -= 1;
    emulator_line_answer(&pump->line, (const uint8_t *)reply.bytes, reply.count,
                         now_s + pump->reply_s);
}

/* Unasked, on the screen line. */
static void prompt_tell(struct phd *pump, double now_s)
{
    struct reply reply = { .count = 0 };

    reply_prompt(pump, &reply);
    emulator_line_answer(&pump->line, (const uint8_t *)reply.bytes, reply.count, now_s);
}

/* "12:irate 3.2 ul/min" or "12irate 3.2 ul/min"; false: it is for another pump. */
static bool is_for_us(const struct phd *pump, const char **text)
{
    int address = 0;

    if (isdigit((unsigned char)**text)) {
        while (isdigit((unsigned char)**text) && address < 100)
            address = address * 10 + *(*text)++ - '0';
        *text += **text == ':';
    }
    return address == pump->address;
}

static void obey(struct phd *pump, const char *line, double now_s)
{
    const char *command = line;
    char        out[PHD_TEXT_MAX], echo[PHD_COMMAND_MAX + 4] = "";
    bool        is_set;

    if (!is_for_us(pump, &command))
        return;
    is_set = phd_command(pump, command, out);
    if (is_set && pump->knobs[KNOB_SILENT] != 0)
        return;
    if (pump->is_echoing)
        snprintf(echo, sizeof echo, "%s\r", line);
    reply_send(pump, echo, out, now_s);
}

static void hear(struct phd *pump, double now_s)
{
    struct emulator_line *line = &pump->line;
    uint8_t              *end;

    while ((end = memchr(line->in, '\r', line->in_count)) != NULL) {
        char   text[PHD_COMMAND_MAX] = "";
        size_t count = 0;
        for (uint8_t *at = line->in; at < end && count < sizeof text - 1; at++)
            if (*at >= 0x20 && *at < 0x7F)
                text[count++] = (char)tolower(*at);
        emulator_line_drop(line, (size_t)(end - line->in) + 1);
        if (pump->is_elite && now_s - pump->commanded_s < PACE_S) {
            pump->lost_commands++;
            continue;
        }
        pump->commanded_s = now_s;
        obey(pump, text, now_s);
    }
}

/* ------------------------------------------------------------------ the machine */

static void come_to_rest(struct phd *pump, enum state state, double now_s)
{
    pump->state = state;
    prompt_tell(pump, now_s);
}

static void move(struct phd *pump, double now_s, double dt_s, struct emulator_world *world)
{
    double ul_per_h = pump->state == INFUSING      ? phd_rate_ul_per_h(pump)
                    : pump->state == WITHDRAWING ? -phd_rate_ul_per_h(pump) : 0;
    double moved_ul = ul_per_h * dt_s / S_PER_HOUR;
    bool   is_target = pump->target_ul > 0 && pump->state == INFUSING
                    && pump->infused_ul + moved_ul >= pump->target_ul;

    if (ul_per_h == 0 || dt_s <= 0)
        return;
    if (is_target) {
        ul_per_h *= fmax(pump->target_ul - pump->infused_ul, 0) / moved_ul;
        moved_ul = ul_per_h * dt_s / S_PER_HOUR;
    }
    if (pump->knobs[KNOB_STALL] != 0 || !syringe_move(&pump->syringe, ul_per_h, dt_s, world)) {
        come_to_rest(pump, STALLED, now_s);
        return;
    }
    pump->run_s += dt_s;
    *(moved_ul >= 0 ? &pump->infused_ul : &pump->withdrawn_ul) += fabs(moved_ul);
    if (is_target)
        come_to_rest(pump, TARGET, now_s);
}

static void phd_step(struct emulator *emulator, struct port *port, double now_s, double dt_s,
                     struct emulator_world *world, double *out)
{
    struct phd *pump = (struct phd *)emulator;

    emulator_line_hear(&pump->line, port, now_s, (double)INFINITY);
    hear(pump, now_s);
    move(pump, now_s, dt_s, world);
    emulator_line_speak(&pump->line, port, now_s);
    out[SIGNAL_STATE] = pump->state;
    out[SIGNAL_RATE] = phd_rate_ul_per_h(pump);
    out[SIGNAL_INFUSED] = pump->syringe.infused_ul;
    out[SIGNAL_WRITES] = (double)pump->nvram_writes;
    out[SIGNAL_LOST] = (double)pump->lost_commands;
}

static void phd_turn(struct emulator *emulator, size_t knob, double value)
{
    struct phd *pump = (struct phd *)emulator;

    if (knob < EMULATOR_FAULT_COUNT)
        pump->line.faults[knob] = value;
    pump->knobs[knob] = value;
}

static enum err settings_take(struct phd *pump, struct settings *given, struct why *why)
{
    const struct device_settings list = { settings_rows, COUNT(settings_rows), given };
    double address, is_poll_on, is_echoing, digits;
    char   model[24];

    TRY(device_settings_text(&list, "model", model, sizeof model, why));
    TRY(device_settings_number(&list, "address", &address, why));
    TRY(device_settings_text(&list, "version", pump->version, sizeof pump->version, why));
    TRY(device_settings_number(&list, "diameter_mm", &pump->syringe.diameter_mm, why));
    TRY(device_settings_number(&list, "target_ul", &pump->target_ul, why));
    TRY(device_settings_number(&list, "poll_mode", &is_poll_on, why));
    TRY(device_settings_number(&list, "echo", &is_echoing, why));
    TRY(device_settings_number(&list, "reply_s", &pump->reply_s, why));
    TRY(device_settings_number(&list, "digits", &digits, why));
    TRY(device_settings_number(&list, "speed_cm_per_min", &pump->syringe.speed_cm_per_min_max,
                               why));
    TRY(device_settings_number(&list, "force_n", &pump->syringe.force_n, why));
    if (strcmp(model, "phd-ultra") != 0 && strcmp(model, "11-elite") != 0)
        return why_say(why, ERR_RANGE, "model = \"%s\" is not known: give \"phd-ultra\" or "
                       "\"11-elite\"", model);
    pump->is_elite = model[0] == '1';
    pump->address = (int)address;
    pump->is_poll_on = is_poll_on != 0;
    pump->is_echoing = is_echoing != 0;
    pump->digits = (int)digits;
    if (!pump->version[0])
        strcpy(pump->version, pump->is_elite ? "11 ELITE 3.0.4" : "PHD ULTRA 3.0.4");
    return ERR_OK;
}

static void phd_destroy(struct emulator *emulator) { free(emulator); }

static enum err phd_create(struct emulator **out, struct settings *given, uint64_t seed,
                           struct why *why)
{
    struct phd *pump = calloc(1, sizeof *pump);
    enum err    err;

    (void)seed;                 /* nothing here is left to chance */
    if (!pump)
        return ERR_MEMORY;
    TRY_OR_DONE(settings_take(pump, given, why));
    pump->emulator.type = &emulator_phd_ultra;
    pump->rate = (struct rate){ 1, &phd_unit_usual };
    pump->commanded_s = -(double)INFINITY;
    *out = &pump->emulator;
    return ERR_OK;
done:
    free(pump);
    return err;
}

const struct emulator_type emulator_phd_ultra = {
    .name = "phd-ultra",
    .sentence = "Harvard PHD ULTRA or Pump 11 Elite, Ultra command set",
    .line = { .baud = 115200, .bits = 8, .parity = PORT_PARITY_NONE, .stop_bits = 1 },
    .settings = settings_rows, .setting_count = COUNT(settings_rows),
    .knobs = knobs, .knob_count = KNOB_COUNT, .signals = signals, .signal_count = SIGNAL_COUNT,
    .create = phd_create, .turn = phd_turn, .step = phd_step, .destroy = phd_destroy,
};
