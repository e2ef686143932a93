#include "names_command.h"
#include "base/text.h"
#include "hil/options.h"
#include "hil/rig/rig.h"

#include <stdlib.h>
#include <string.h>

static const struct option options_of_names[] = {
    { "rig", "NAME", "of this rig only" },
};

static const struct command_page signals_page = {
    .name = "signals", .words = "", .options = options_of_names, .option_count = 1,
    .summary = "What a rig shows: the names that a scenario reads, as in rig.tip.temp_c.",
    .example = "  painrig signals --rig ablation",
};

static const struct command_page knobs_page = {
    .name = "knobs", .words = "", .options = options_of_names, .option_count = 1,
    .summary = "What a scenario may turn, as in rig.generator.set_temp_c = 80: orders and faults.",
    .example = "  painrig knobs --rig ablation",
};

/* "off | on | tripped" */
static void labels_text(const char *const *labels, char *out, size_t size)
{
    struct text text = text_over(out, size);

    for (size_t i = 0; labels[i]; i++)
        text_add(&text, "%s%s", i ? " | " : "", labels[i]);
}

/* "0.5", "10000", "4e6": as short as it can be read. */
static void bound_text(double value, char out[16])
{
    char number[16], *e;

    snprintf(number, sizeof number, "%g", value);
    e = strchr(number, 'e');
    if (e)
        snprintf(out, 16, "%.*se%d", (int)(e - number), number, atoi(e + 1));
    else
        snprintf(out, 16, "%s", number);
}

static void range_text(double least, double most, const char *const *labels, char *out, size_t size)
{
    char from[16], to[16];

    bound_text(least, from);
    bound_text(most, to);
    if (labels)
        snprintf(out, size, "a state");
    else
        snprintf(out, size, "%s .. %s", from, to);
}

static int wider(int width, const char *text)
{
    int count = (int)strlen(text);

    return count > width ? count : width;
}

static void states_print(const char *const *labels, int width)
{
    char states[400];

    if (!labels)
        return;
    labels_text(labels, states, sizeof states);
    printf("  %*s    %s\n", width, "", states);
}

static void signals_print(const struct rig_type *type)
{
    int  name = 4, unit = 4, range = 5;
    char text[64];

    for (size_t i = 0; i < type->signal_count; i++) {
        const struct signal *signal = &type->signals[i];

        range_text(signal->least, signal->most, signal->labels, text, sizeof text);
        name = wider(name, signal->name);
        unit = wider(unit, signal->unit);
        range = wider(range, text);
    }
    printf("%s: %s\n\n  %-*s  %-*s  %-*s  what it is\n", type->name, type->sentence, name, "name",
           unit, "unit", range, "range");
    for (size_t i = 0; i < type->signal_count; i++) {
        const struct signal *signal = &type->signals[i];

        range_text(signal->least, signal->most, signal->labels, text, sizeof text);
        printf("  %-*s  %-*s  %-*s  %s\n", name, signal->name, unit, signal->unit, range, text,
               signal->sentence);
        states_print(signal->labels, name + unit + range + 2);
    }
}

static void knobs_print(const struct rig_type *type)
{
    int  name = 4, unit = 4, range = 5;
    char text[64];

    for (size_t i = 0; i < type->knob_count; i++) {
        const struct knob *knob = &type->knobs[i];

        range_text(knob->least, knob->most, knob->labels, text, sizeof text);
        name = wider(name, knob->name);
        unit = wider(unit, knob->unit);
        range = wider(range, text);
    }
    printf("%s: %s\n\n  %-*s  %-5s  %-*s  %-*s  %-8s  what it does\n", type->name, type->sentence,
           name, "name", "kind", unit, "unit", range, "range", "at rest");
    for (size_t i = 0; i < type->knob_count; i++) {
        const struct knob *knob = &type->knobs[i];

        range_text(knob->least, knob->most, knob->labels, text, sizeof text);
        printf("  %-*s  %-5s  %-*s  %-*s  %-8g  %s\n", name, knob->name,
               knob->kind == KNOB_FAULT ? "fault" : "order", unit,
               knob->unit, range, text, knob->rest, knob->sentence);
        states_print(knob->labels, name + unit + range + 19);
    }
}

static int names_command(const struct command_page *page, void (*print)(const struct rig_type *),
                         int argc, char **argv)
{
    const struct rig_type *type = NULL;
    struct options         options;
    struct why             why = { "" };
    int                    status;

    if (!options_start(page, argc, argv, &options, &status))
        return status;
    if (options_has(&options, "rig") &&
        rig_find(options_text(&options, "rig", ""), &type, &why) != ERR_OK) {
        fprintf(stderr, "%s\n", why.text);
        return 2;
    }
    for (size_t i = 0, printed = 0; rig_types[i]; i++) {
        if (type && rig_types[i] != type)
            continue;
        printf("%s", printed++ ? "\n" : "");
        print(rig_types[i]);
    }
    return 0;
}

int signals_command(int argc, char **argv)
{
    return names_command(&signals_page, signals_print, argc, argv);
}

int knobs_command(int argc, char **argv)
{
    return names_command(&knobs_page, knobs_print, argc, argv);
}
