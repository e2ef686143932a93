/* phd_ultra_emulator_commands.c - the commands of the pump, and what they answer. */
#include "phd_ultra_emulator_inside.h"

#include "base/count.h"
#include "base/units.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FL_PER_UL 1e9

const struct unit phd_unit_usual = { "ul/min", 60 };
static const struct unit units[] = {
    { "ul/min", 60 }, { "ul/hr", 1 }, { "ml/min", 6e4 }, { "ml/hr", 1e3 }, { "nl/min", 0.06 },
    { "nl/hr", 1e-3 }, { "pl/min", 6e-5 }, { "pl/hr", 1e-6 }, { "ul/sec", 3600 },
    { "ml/sec", 3.6e6 }, { "nl/sec", 3.6 },
};

/* ------------------------------------------------------------------ commands */

static void nvram_write(struct phd *pump) { pump->nvram_writes += !pump->is_nvram_off; }

static bool number_take(const char *text, double *value, const char **rest)
{
    char *end;

    if (!isdigit((unsigned char)*text) && *text != '.')
        return false;
    *value = strtod(text, &end);
    while (*end == ' ')
        end++;
    *rest = end;
    return true;
}

/* A set answers nothing; a query its value; trouble an error of the guide. */
static void error_argument(const char *argument, char *out)
{
    snprintf(out, PHD_TEXT_MAX, "Argument error: %.30s", argument);
}

static void error_range(const char *argument, char *out)
{
    snprintf(out, PHD_TEXT_MAX, "Argument error: %.30s\n   Out of range", argument);
}

static void do_version(struct phd *pump, const char *argument, char *out)
{
    (void)argument;
    snprintf(out, PHD_TEXT_MAX, "%s", pump->version);
}

static void do_rate(struct phd *pump, const char *argument, char *out)
{
    struct rate wanted = { .unit = NULL };
    const char *rest;
    char        digits[24];

    if (!*argument) {
        snprintf(out, PHD_TEXT_MAX, "%.*g %s", pump->digits, pump->rate.value,
                 pump->rate.unit->text);
        return;
    }
    if (!number_take(argument, &wanted.value, &rest)) {
        error_argument(argument, out);
        return;
    }
    for (size_t i = 0; i < COUNT(units); i++)
        if (strcmp(rest, units[i].text) == 0)
            wanted.unit = &units[i];
    if (!wanted.unit)
        error_argument(rest, out);
    else if (wanted.value <= 0
             || wanted.value * wanted.unit->ul_per_h > syringe_rate_max_ul_per_h(&pump->syringe))
        error_range(argument, out);
    if (*out || pump->knobs[KNOB_STUCK] != 0)
        return;
    snprintf(digits, sizeof digits, "%.*g", pump->digits, wanted.value);
    wanted.value = strtod(digits, NULL);
    pump->rate = wanted;
    nvram_write(pump);
}

static void do_diameter(struct phd *pump, const char *argument, char *out)
{
    const char *rest;
    double      mm;

    if (!*argument)
        snprintf(out, PHD_TEXT_MAX, "%.4f mm", pump->syringe.diameter_mm);
    else if (!number_take(argument, &mm, &rest) || (*rest && strcmp(rest, "mm") != 0))
        error_argument(argument, out);
    else if (pump->state == INFUSING || pump->state == WITHDRAWING)
        snprintf(out, PHD_TEXT_MAX, "Command error");
    else if (mm < 0.1 || mm > 50)
        error_range(argument, out);
    else if (pump->knobs[KNOB_STUCK] == 0) {
        pump->syringe.diameter_mm = mm;
        nvram_write(pump);
    }
}

static void do_volume(struct phd *pump, const char *argument, char *out)
{
    (void)argument;
    snprintf(out, PHD_TEXT_MAX, "%.4g ul", pump->infused_ul);
}

static void do_target(struct phd *pump, const char *argument, char *out)
{
    const char *rest;
    double      ul;

    if (!*argument && pump->target_ul == 0)
        snprintf(out, PHD_TEXT_MAX, "Target volume not set");
    else if (!*argument)
        snprintf(out, PHD_TEXT_MAX, "%.5g ul", pump->target_ul);
    else if (!number_take(argument, &ul, &rest) || strcmp(rest, "ul") != 0)
        error_argument(argument, out);
    else
        pump->target_ul = ul;
}

static void do_clear_target(struct phd *pump, const char *argument, char *out)
{
    (void)argument, (void)out;
    pump->target_ul = 0;
}

static void do_clear_infused(struct phd *pump, const char *argument, char *out)
{
    (void)argument, (void)out;
    pump->infused_ul = pump->run_s = 0;
}

static void run(struct phd *pump, enum state state, char *out)
{
    if (pump->state == INFUSING || pump->state == WITHDRAWING)
        snprintf(out, PHD_TEXT_MAX, "Command error");
    else
        pump->state = state;
}

static void do_infuse(struct phd *pump, const char *argument, char *out)
{
    (void)argument;
    run(pump, INFUSING, out);
}

static void do_withdraw(struct phd *pump, const char *argument, char *out)
{
    (void)argument;
    run(pump, WITHDRAWING, out);
}

static void do_stop(struct phd *pump, const char *argument, char *out)
{
    (void)argument, (void)out;
    pump->state = IDLE;
}

static void do_nvram(struct phd *pump, const char *argument, char *out)
{
    if (strcmp(argument, "off") != 0 && strcmp(argument, "on") != 0)
        error_argument(argument, out);
    else
        pump->is_nvram_off = argument[1] == 'f';
}

static void do_poll(struct phd *pump, const char *argument, char *out)
{
    if (!*argument)
        snprintf(out, PHD_TEXT_MAX, "Polling mode is %s", pump->is_poll_on ? "ON" : "OFF");
    else
        pump->is_poll_on = strcmp(argument, "off") != 0;
}

/* "166666667 60000 10000000000 I...I" */
static void do_status(struct phd *pump, const char *argument, char *out)
{
    bool   is_back = pump->state == WITHDRAWING, is_moving = is_back || pump->state == INFUSING;
    double fl_per_s = is_moving ? phd_rate_ul_per_h(pump) * FL_PER_UL / S_PER_HOUR : 0;
    double volume_fl = (is_back ? pump->withdrawn_ul : pump->infused_ul) * FL_PER_UL;
    char   way = is_back ? 'w' : 'i', port = is_back ? 'W' : 'I';

    (void)argument;
    snprintf(out, PHD_TEXT_MAX, "%" PRId64 " %" PRId64 " %" PRId64 " %c.%c.%c%s",
             (int64_t)(fl_per_s + 0.5), (int64_t)(pump->run_s * (pump->is_elite ? 1000 : 1)),
             (int64_t)(volume_fl + 0.5), is_moving ? toupper(way) : way,
             pump->state == STALLED ? 'S' : '.', port,
             !pump->is_elite ? "" : pump->state == TARGET ? "T" : ".");
}

/* May be cut to four letters. */
static const struct {
    const char *name;
    bool        is_set;
    void      (*act)(struct phd *, const char *argument, char *out);
} commands[] = {
    { "ver", false, do_version },          { "version", false, do_version },
    { "irate", false, do_rate },           { "diameter", false, do_diameter },
    { "ivolume", false, do_volume },       { "tvolume", false, do_target },
    { "ctvolume", true, do_clear_target }, { "civolume", true, do_clear_infused },
    { "irun", true, do_infuse },           { "run", true, do_infuse },
    { "wrun", true, do_withdraw },         { "stop", true, do_stop },
    { "stp", true, do_stop },              { "nvram", true, do_nvram },
    { "poll", true, do_poll },             { "status", false, do_status },
};

static bool is_command(const char *word, const char *name)
{
    size_t count = strlen(word);

    return strcmp(word, name) == 0 || (count >= 4 && strncmp(word, name, count) == 0);
}

bool phd_command(struct phd *pump, const char *command, char out[PHD_TEXT_MAX])
{
    size_t      count = strcspn(command, " "), i = 0;
    const char *argument = command + count + strspn(command + count, " ");
    char        word[16];

    out[0] = '\0';
    snprintf(word, sizeof word, "%.*s", (int)(count < sizeof word ? count : 0), command);
    while (i < COUNT(commands) && !is_command(word, commands[i].name))
        i++;
    if (i == COUNT(commands)) {
        snprintf(out, PHD_TEXT_MAX, "%s", *command ? "Unknown command" : "");
        return false;
    }
    commands[i].act(pump, argument, out);
    return commands[i].is_set || *argument;
}
