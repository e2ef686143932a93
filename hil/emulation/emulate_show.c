/* What painrig emulate prints: its devices, and what to type in the other terminal. */
#include "base/text.h"
#include "drivers/port_listen.h"
#include "emulate_inside.h"

#include <math.h>
#include <string.h>

static int wider(int width, const char *text)
{
    return (int)strlen(text) > width ? (int)strlen(text) : width;
}

static void devices_print(void)
{
    struct emulation_device device;
    char                    line[PORT_LINE_TEXT_SIZE];

    for (size_t i = 0; emulation_device_at(i, &device); i++) {
        port_line_print(&device.line, line, sizeof line);
        printf("  %-16s  %-10s  %s\n", device.name, line, device.sentence);
    }
    printf("\npainrig emulate DEVICE --list shows its knobs, signals and settings.\n"
           "painrig emulate DEVICE --pty /tmp/device starts it; --help says more.\n");
}

static void words_print(const char *what, const struct emulator_word *words, size_t count)
{
    int name = 4, unit = 1;

    for (size_t i = 0; i < count; i++) {
        name = wider(name, words[i].name);
        unit = wider(unit, words[i].unit);
    }
    if (count > 0)
        printf("\n  %s\n", what);
    for (size_t i = 0; i < count; i++)
        printf("    %-*s  %-*s  %g .. %g  %s\n", name, words[i].name, unit, words[i].unit,
               words[i].least, words[i].most, words[i].sentence);
}

static const char *const marks[] = {
    [DEVICE_MARK_HIGH] = "", [DEVICE_MARK_MEDIUM] = " (one source only)",
    [DEVICE_MARK_UNVERIFIED] = " (unverified)",
};

static void settings_print(const struct device_setting *settings, size_t count)
{
    int name = 4;

    for (size_t i = 0; i < count; i++)
        name = wider(name, settings[i].name);
    if (count > 0)
        printf("\n  settings\n");
    for (size_t i = 0; i < count; i++) {
        const struct device_setting *setting = &settings[i];

        if (setting->usual_text)
            printf("    %-*s  \"%s\"  %s%s\n", name, setting->name, setting->usual_text,
                   setting->sentence, marks[setting->mark]);
        else
            printf("    %-*s  %g (%g .. %g %s)  %s%s\n", name, setting->name, setting->usual,
                   setting->least, setting->most, setting->unit, setting->sentence,
                   marks[setting->mark]);
    }
}

static void device_print(const struct emulation_device *device)
{
    const struct emulator_type *type = device->emulator;
    char                        line[PORT_LINE_TEXT_SIZE];

    port_line_print(&device->line, line, sizeof line);
    printf("%s: %s; line %s\n", device->name, device->sentence, line);
    if (!type) {
        printf("\n  knobs and signals: painrig knobs --rig %s, painrig signals --rig %s\n"
               "  settings: the `setup` of a scenario for that rig, as --set electrode.gauge=18\n",
               device->rig->name, device->rig->name);
        return;
    }
    words_print("knobs", type->knobs, type->knob_count);
    words_print("signals", type->signals, type->signal_count);
    settings_print(type->settings, type->setting_count);
}

void emulate_list(const struct emulate *emulate)
{
    if (emulate->count == 0)
        devices_print();
    for (size_t i = 0; i < emulate->count; i++) {
        printf("%s", i > 0 ? "\n" : "");
        device_print(&emulate->devices[i].device);
    }
}

/* What a client opens: a listener knows better than the command line, where it chose the port. */
static void address_of(const struct port *port, const char *given, char *out, size_t size)
{
    char address[PORT_ADDRESS_SIZE + 16];

    port_listen_address(port, address);
    snprintf(out, size, "%s", address[0] ? address : given);
}

static void hand_print(const char *address, const char *text)
{
    const char *colon = strchr(address, ':'), *port = strrchr(address, ':');

    if (strncmp(address, "pty:", 4) == 0)
        printf("  by hand: cat %s & printf '%s' > %s\n", colon + 1, text, colon + 1);
    else if (strncmp(address, "tcp:", 4) == 0)
        printf("  by hand: printf '%s' | nc %.*s %s\n", text, (int)(port - colon - 1), colon + 1,
               port + 1);
}

void emulate_show(const struct emulate *emulate)
{
    char address[PORT_ADDRESS_SIZE + 16], line[PORT_LINE_TEXT_SIZE];

    for (size_t i = 0; i < emulate->count; i++) {
        const struct emulation_device *device = &emulate->devices[i].device;

        address_of(emulate->places[i].port, emulate->places[i].given, address, sizeof address);
        port_line_print(&emulate->places[i].line, line, sizeof line);
        printf("%s at %s, %s\n", device->name, address, line);
        printf("  in a bench file: { driver = \"%s\", port = \"%s\" }\n", device->name, address);
    }
    if (emulate->control.port) {
        address_of(emulate->control.port, emulate->control_given, address, sizeof address);
        printf("knobs at %s\n", address);
        hand_print(address, "knobs?\\n");
    }
    printf("Ctrl-C ends.\n");
    fflush(stdout);
}
