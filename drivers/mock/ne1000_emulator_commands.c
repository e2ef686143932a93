/* ne1000_emulator_commands.c - the commands of the pump, and what they answer. */
#include "ne1000_emulator_inside.h"

#include "base/count.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_ROLLS 1e4             /* a count of four digits */

static const struct unit units[] = { { "UH", 1 }, { "UM", 60 }, { "MH", 1000 }, { "MM", 60000 } };

/* ------------------------------------------------------------------ numbers */

/* At most four digits, one point, three behind it. */
static bool number_take(const char **text, double *value)
{
    const char *at = *text;
    size_t      digits = 0, behind = 0, points = 0;
    char        copy[8] = "";

    while (isdigit((unsigned char)*at) || *at == '.') {
        points += *at == '.';
        digits += *at != '.';
        behind += points > 0 && *at != '.';
        if (digits > 4 || points > 1 || behind > 3)
            return false;
        copy[digits + points - 1] = *at++;
    }
    *value = strtod(copy, NULL);
    *text = at;
    return digits > 0;
}

/* Five characters: 5.000 12.50 123.4 1000. */
static const char *number_text(double value, char text[16])
{
    int decimals = value < 9.9995 ? 3 : value < 99.995 ? 2 : value < 999.95 ? 1 : 0;

    snprintf(text, 16, "%.*f%s", decimals, value, decimals == 0 ? "." : "");
    return text;
}

static const char *volume_unit(const struct ne1000 *pump)
{
    return pump->ul_per_count > 1 ? "ML" : "UL";
}

/* ------------------------------------------------------------------ commands */

/* A handler writes its data into `out` (empty: only the status), or an error. */
#define OK       ""
#define UNKNOWN  "?"
#define NOT_NOW  "?NA"
#define NO_RANGE "?OOR"

static const char *do_version(struct ne1000 *pump, const char *argument, char *out)
{
    snprintf(out, NE1000_COMMAND_MAX, "%s", pump->version);
    return *argument ? UNKNOWN : OK;
}

static const char *do_diameter(struct ne1000 *pump, const char *argument, char *out)
{
    char   text[16];
    double mm;

    if (!*argument) {
        snprintf(out, NE1000_COMMAND_MAX, "%s", number_text(pump->syringe.diameter_mm, text));
        return OK;
    }
    if (!number_take(&argument, &mm) || *argument)
        return UNKNOWN;
    if (pump->state != STOPPED)
        return NOT_NOW;
    if (mm < 0.1 || mm > 50)
        return NO_RANGE;
    if (pump->knobs[KNOB_STUCK] != 0)
        return OK;
    pump->syringe.diameter_mm = mm;
    pump->ul_per_count = mm <= NE1000_UL_UP_TO_MM ? 1 : 1000;
    pump->eeprom_writes++;
    return OK;
}

const struct unit *ne1000_unit_of(const char *text)
{
    for (size_t i = 0; i < COUNT(units); i++)
        if (strcmp(text, units[i].text) == 0)
            return &units[i];
    return NULL;
}

static const char *do_rate(struct ne1000 *pump, const char *argument, char *out)
{
    struct rate wanted = pump->rate;
    char        text[16];

    if (!*argument) {
        snprintf(out, NE1000_COMMAND_MAX, "%s%s", number_text(wanted.value, text),
                 wanted.unit->text);
        return OK;
    }
    if (*argument == 'C')
        argument++;                 /* of older manuals */
    if (!number_take(&argument, &wanted.value))
        return UNKNOWN;
    if (*argument) {
        if (is_moving(pump))
            return NOT_NOW;
        wanted.unit = ne1000_unit_of(argument);
        if (!wanted.unit)
            return UNKNOWN;
    }
    if (rate_ul_per_h(&wanted) > syringe_rate_max_ul_per_h(&pump->syringe) || wanted.value <= 0)
        return NO_RANGE;
    if (pump->knobs[KNOB_STUCK] != 0)
        return OK;
    pump->rate = wanted;
    if (!is_moving(pump)) {
        pump->stored = wanted;
        pump->eeprom_writes++;
    }
    return OK;
}

static const char *do_volume(struct ne1000 *pump, const char *argument, char *out)
{
    char   text[16];
    double value;

    if (!*argument) {
        snprintf(out, NE1000_COMMAND_MAX, "%s%s", number_text(pump->target, text),
                 volume_unit(pump));
        return OK;
    }
    if (is_moving(pump))
        return NOT_NOW;
    if (strcmp(argument, "UL") == 0 || strcmp(argument, "ML") == 0) {
        pump->ul_per_count = argument[0] == 'M' ? 1000 : 1;
    } else {
        if (!number_take(&argument, &value) || *argument)
            return UNKNOWN;
        pump->target = value;
    }
    pump->eeprom_writes++;
    return OK;
}

static const char *do_direction(struct ne1000 *pump, const char *argument, char *out)
{
    if (!*argument) {
        snprintf(out, NE1000_COMMAND_MAX, "%s", pump->is_withdrawing ? "WDR" : "INF");
        return OK;
    }
    if (strcmp(argument, "INF") != 0 && strcmp(argument, "WDR") != 0
        && strcmp(argument, "REV") != 0)
        return UNKNOWN;
    if (is_moving(pump) && pump->target > 0)
        return NOT_NOW;
    pump->is_withdrawing = argument[0] == 'R' ? !pump->is_withdrawing : argument[0] == 'W';
    if (pump->state == INFUSING || pump->state == WITHDRAWING)
        pump->state = pump->is_withdrawing ? WITHDRAWING : INFUSING;
    pump->eeprom_writes++;
    return OK;
}

static const char *do_dispensed(struct ne1000 *pump, const char *argument, char *out)
{
    char in[16], back[16];

    snprintf(out, NE1000_COMMAND_MAX, "I%sW%s%s",
             number_text(fmod(pump->infused_ul / pump->ul_per_count, COUNT_ROLLS), in),
             number_text(fmod(pump->withdrawn_ul / pump->ul_per_count, COUNT_ROLLS), back),
             volume_unit(pump));
    return *argument ? UNKNOWN : OK;
}

static const char *do_clear(struct ne1000 *pump, const char *argument, char *out)
{
    (void)out;
    if (strcmp(argument, "INF") != 0 && strcmp(argument, "WDR") != 0)
        return UNKNOWN;
    if (is_moving(pump))
        return NOT_NOW;
    *(argument[0] == 'I' ? &pump->infused_ul : &pump->withdrawn_ul) = 0;
    return OK;
}

static const char *do_run(struct ne1000 *pump, const char *argument, char *out)
{
    (void)out;
    if (*argument && strcmp(argument, "1") != 0)
        return NO_RANGE;
    if (is_moving(pump))
        return NOT_NOW;
    if (rate_ul_per_h(&pump->rate) > syringe_rate_max_ul_per_h(&pump->syringe))
        return NO_RANGE;
    if (pump->knobs[KNOB_STILL] != 0)
        return OK;
    if (pump->state == STOPPED)
        pump->run_ul = 0;
    pump->state = pump->is_withdrawing ? WITHDRAWING : INFUSING;
    return OK;
}

static const char *do_stop(struct ne1000 *pump, const char *argument, char *out)
{
    (void)out;
    if (*argument)
        return UNKNOWN;
    if (pump->state == STOPPED)
        return NOT_NOW;
    pump->state = pump->state == INFUSING || pump->state == WITHDRAWING ? PAUSED : STOPPED;
    return OK;
}

static const char *do_purge(struct ne1000 *pump, const char *argument, char *out)
{
    (void)out;
    if (*argument)
        return UNKNOWN;
    if (pump->state != STOPPED)
        return NOT_NOW;
    pump->state = PURGING;
    return OK;
}

static const char *do_safe_mode(struct ne1000 *pump, const char *argument, char *out)
{
    int timeout_s;

    if (!*argument) {
        snprintf(out, NE1000_COMMAND_MAX, "%d", pump->safe_mode_s);
        return OK;
    }
    if (strlen(argument) > 3 || strspn(argument, "0123456789") != strlen(argument))
        return UNKNOWN;
    timeout_s = atoi(argument);
    if (timeout_s > 255)
        return NO_RANGE;
    pump->safe_mode_s = timeout_s;
    pump->is_timing = timeout_s > 0;
    pump->eeprom_writes++;
    return OK;
}

static const char *do_status(struct ne1000 *pump, const char *argument, char *out)
{
    (void)pump;
    (void)out;
    return *argument ? UNKNOWN : OK;
}

/* The last, without a name, is the empty command. */
static const struct {
    const char *name;
    const char *(*act)(struct ne1000 *, const char *argument, char *out);
} commands[] = {
    { "VER", do_version }, { "DIA", do_diameter }, { "RAT", do_rate }, { "VOL", do_volume },
    { "DIR", do_direction }, { "DIS", do_dispensed }, { "CLD", do_clear }, { "RUN", do_run },
    { "STP", do_stop }, { "PUR", do_purge }, { "SAF", do_safe_mode }, { "", do_status },
};

void ne1000_command(struct ne1000 *pump, const char *command, char out[NE1000_COMMAND_MAX])
{
    const char *error;
    size_t      i = 0;

    out[0] = '\0';
    while (i < COUNT(commands) - 1 && strncmp(command, commands[i].name, 3) != 0)
        i++;
    error = commands[i].act(pump, command + strlen(commands[i].name), out);
    if (*error)
        snprintf(out, NE1000_COMMAND_MAX, "%s", error);
}
