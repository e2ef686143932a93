#include "emulate_command.h"
#include "base/text.h"
#include "hil/emulation/emulate_inside.h"
#include "hil/options.h"
#include "hil/options_port.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS_MAX 1e7

static const struct option options_of_emulate[] = {
    { "bench",   "FILE",       "all instruments of a bench file, where it looks for them" },
    { "pty",     "LINK",       "a pseudo-terminal of this name; once for each device, in order" },
    { "tcp",     "HOST:PORT",  "instead: a TCP port (0: one that is free)" },
    { "serial",  "NAME",       "instead: a real serial port, a cable to the client's" },
    { "line",    "TEXT",       "as \"9600 7E1\", once for each device (its own)" },
    { "set",     "NAME=VALUE", "a setting, of several devices as ne1000.address=3; repeatable" },
    { "control", "ADDRESS",    "a second port for knobs and signals: pty:LINK or tcp:HOST:PORT" },
    { "play",    "FILE.lua",   "a scenario that turns knobs and waits for signals; ends with it" },
    { "seed",    "N",          "where the random numbers start (1)" },
    { "seconds", "N",          "end after so long (Ctrl-C)" },
    { "list",    NULL,         "what there is; of the devices that are named, all they have" },
    { "quiet",   NULL,         "print nothing but errors" },
};

static const struct command_page page = {
    .name = "emulate", .words = "DEVICE...", .words_least = 0, .words_most = EMULATION_MAX,
    .summary = "Be an instrument, as it is after power-up, for whatever software drives it.",
    .options = options_of_emulate,
    .option_count = sizeof options_of_emulate / sizeof *options_of_emulate,
    .text = "Without a device it lists them. Several share one world: what a pump delivers, a\n"
            "balance weighs; what a source puts out, a load takes. Ctrl-C ends, the link goes.\n"
            "At the control port: \"stall 1\" turns a knob, \"mass_g?\" reads a signal,\n"
            "\"knobs?\" lists; a scenario for --play says rig = \"emulators\", or of rf-generator\n"
            "\"ablation\", of it-pump \"infusion\".",
    .example = "  painrig emulate ne1000 --pty /tmp/pump mt-sics --pty /tmp/balance\n"
               "  painrig emulate --bench benches/ne1000_gravimetric.lua\n"
               "  painrig emulate rf-generator --tcp 127.0.0.1:2001 --control pty:/tmp/knobs",
};

/* ---- what was asked for ---- */

static enum err bench_only(const struct options *options, struct why *why)
{
    static const char *const others[] = { "pty", "tcp", "serial", "line" };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (options_has(options, others[i]))
            return why_say(why, ERR_RANGE, "--%s beside --bench: the bench file says where its "
                           "instruments are", others[i]);
    if (options->word_count > 0)
        return why_say(why, ERR_RANGE, "%s beside --bench: give the names of devices, or a bench",
                       options->words[0]);
    return ERR_OK;
}

static enum err devices_read(const struct options *options, struct emulate *emulate,
                             struct why *why)
{
    if (options_has(options, "bench")) {
        TRY(bench_only(options, why));
        return emulate_bench_read(emulate, options_text(options, "bench", NULL), why);
    }
    for (; emulate->count < options->word_count; emulate->count++)
        TRY(emulation_device_find(options->words[emulate->count],
                                  &emulate->devices[emulate->count].device, why));
    return ERR_OK;
}

/* The n-th of --pty, --tcp and --serial, as they were given; the kind, or NULL. */
static const char *place_nth(const struct options *options, size_t n, const char **value)
{
    static const char *const kinds[] = { "pty", "tcp", "serial" };

    for (size_t i = 0; i < options->given_count; i++)
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            if (strcmp(options->given[i].option->name, kinds[k]) == 0 && n-- == 0) {
                *value = options->given[i].value;
                return kinds[k];
            }
    return NULL;
}

static enum err place_read(const struct options *options, struct emulate *emulate, size_t n,
                           struct why *why)
{
    const struct emulation_device *device = &emulate->devices[n].device;
    struct emulate_place          *place = &emulate->places[n];
    const char                    *value, *kind = place_nth(options, n, &value);

    if (!kind)
        return why_say(why, ERR_RANGE, "%s has no port: give --pty /tmp/%s or --tcp 127.0.0.1:2001"
                       "%s", device->name, device->name,
                       n > 0 ? ", one for each device in their order" : "");
    TRY(options_port(kind, kind, value, &place->at, why));
    port_address_print(&place->at, place->given, sizeof place->given);
    return ERR_OK;
}

static enum err places_read(const struct options *options, struct emulate *emulate,
                            struct why *why)
{
    const char *value, *kind = place_nth(options, emulate->count, &value);

    for (size_t i = 0; i < emulate->count; i++)
        TRY(place_read(options, emulate, i, why));
    if (kind)
        return why_say(why, ERR_RANGE, "--%s %s has no device: there %s %zu", kind, value,
                       emulate->count == 1 ? "is only" : "are only", emulate->count);
    return ERR_OK;
}

static enum err lines_read(const struct options *options, struct emulate *emulate, struct why *why)
{
    size_t given = 0;

    while (options_nth(options, "line", given))
        given++;
    if (given > 0 && given != emulate->count)
        return why_say(why, ERR_RANGE, "--line is given %zu times for %zu devices: give one for "
                       "each, in their order, or none", given, emulate->count);
    for (size_t i = 0; i < emulate->count; i++) {
        emulate->places[i].line = emulate->devices[i].device.line;
        if (given > 0)
            TRY(port_line_parse(options_nth(options, "line", i), &emulate->places[i].line, why));
    }
    return ERR_OK;
}

/* "0845" is a text where the instrument wants one. */
static bool wants_text(const struct emulator_type *type, const char *path)
{
    for (size_t i = 0; type && i < type->setting_count; i++)
        if (strcmp(type->settings[i].name, path) == 0)
            return type->settings[i].usual_text != NULL;
    return false;
}

static enum err setting_add(struct emulate *emulate, size_t n, const char *path, const char *value)
{
    struct settings *settings = &emulate->places[n].settings;
    double           number;

    if (!wants_text(emulate->devices[n].device.emulator, path)
        && number_parse(value, &number) == ERR_OK)
        return settings_add_number(settings, path, number);
    return settings_add_text(settings, path, value);
}

/* "ne1000.address": of that device; "address": of the only one. */
static enum err setting_place(struct emulate *emulate, const char *name, size_t *n,
                              const char **path, struct why *why)
{
    char names[EMULATION_MAX][EMULATION_NAME_SIZE];

    emulation_names(emulate->devices, emulate->count, names);
    for (*n = 0; *n < emulate->count; (*n)++) {
        size_t count = strlen(names[*n]);

        if (strncmp(name, names[*n], count) == 0 && name[count] == '.') {
            *path = name + count + 1;
            return ERR_OK;
        }
    }
    *n = 0;
    *path = name;
    if (emulate->count == 1)
        return ERR_OK;
    return why_say(why, ERR_RANGE, "--set %s: say of which device, as %s.%s", name, names[0], name);
}

static enum err settings_read(const struct options *options, struct emulate *emulate,
                              struct why *why)
{
    const char *given, *path, *equals;
    char        name[96];
    size_t      n;

    for (size_t i = 0; (given = options_nth(options, "set", i)); i++) {
        equals = strchr(given, '=');
        if (!equals || equals == given || (size_t)(equals - given) >= sizeof name)
            return why_say(why, ERR_PARSE, "--set %s: give NAME=VALUE, as address=3", given);
        snprintf(name, sizeof name, "%.*s", (int)(equals - given), given);
        TRY(setting_place(emulate, name, &n, &path, why));
        if (setting_add(emulate, n, path, equals + 1) != ERR_OK)
            return why_say(why, ERR_RANGE, "--set %s: the value is too long", given);
    }
    return ERR_OK;
}

static enum err control_read(const struct options *options, struct emulate *emulate,
                             struct why *why)
{
    const char *given = options_text(options, "control", NULL);

    if (!given)
        return ERR_OK;
    emulate->control_given = given;
    return options_port("control", given[0] == '/' ? "pty" : NULL, given, &emulate->control_at,
                        why);
}

static enum err command_read(const struct options *options, struct emulate *emulate,
                             struct why *why)
{
    emulate->seed = 1;
    emulate->seconds = INFINITY;
    emulate->is_quiet = options_has(options, "quiet");
    emulate->play = options_text(options, "play", NULL);
    TRY(options_whole(options, "seed", &emulate->seed, why));
    TRY(options_number(options, "seconds", 0.001, SECONDS_MAX, &emulate->seconds, why));
    if (!emulate->bench) {
        TRY(places_read(options, emulate, why));
        TRY(lines_read(options, emulate, why));
    }
    TRY(settings_read(options, emulate, why));
    return control_read(options, emulate, why);
}

/* ---- open and close ---- */

static enum err emulate_open(struct emulate *emulate, struct why *why)
{
    static const struct port_line control_line = { 115200, 8, PORT_PARITY_NONE, 1,
                                                   PORT_HANDSHAKE_NONE };

    for (size_t i = 0; i < emulate->count; i++) {
        struct emulate_place *place = &emulate->places[i];

        TRY(port_listen(&place->at, &place->line, &place->port, why));
        emulate->devices[i].port = place->port;
        emulate->devices[i].settings = &place->settings;
    }
    if (emulate->control_given)
        TRY(port_listen(&emulate->control_at, &control_line, &emulate->control.port, why));
    TRY(emulation_create(&emulate->emulation, emulate->devices, emulate->count, emulate->seed,
                         why));
    emulate->control.emulation = emulate->emulation;
    return ERR_OK;
}

static void emulate_close(struct emulate *emulate)
{
    emulation_destroy(emulate->emulation);
    port_destroy(emulate->control.port);
    for (size_t i = 0; i < emulate->count; i++) {
        port_destroy(emulate->places[i].port);
        settings_free(&emulate->places[i].settings);
    }
    if (emulate->bench)
        bench_free(emulate->bench);
    free(emulate->bench);
}

/* ---- real time ---- */

static enum err emulate_run(struct emulate *emulate, struct why *why)
{
    double t_s = 0;

    TRY(clock_start(&emulate->clock));
    while (t_s < emulate->seconds && !run_stop_is_asked(&emulate->stop)) {
        TRY(emulate_step(emulate, emulate->seconds, NULL, why));
        t_s = fmin(emulation_next_s(emulate->emulation, NULL), emulate->seconds);
    }
    return ERR_OK;
}

static int emulate_all(struct emulate *emulate)
{
    struct why why = { "" };
    enum err   err = emulate_open(emulate, &why);
    int        status = 0;

    emulate->clock = clock_real();
    if (err == ERR_OK && !emulate->is_quiet)
        emulate_show(emulate);
    if (err == ERR_OK && emulate->play)
        status = emulate_play(emulate);
    else if (err == ERR_OK)
        err = emulate_run(emulate, &why);
    if (err == ERR_OK && emulate->held_s > 0 && !emulate->is_quiet)
        printf("held for %.1f s in all: that time was not emulated\n", emulate->held_s);
    if (err != ERR_OK)
        fprintf(stderr, "painrig emulate: %s\n", why_text(&why, err));
    return err == ERR_OK ? status : 2;
}

int emulate_command(int argc, char **argv)
{
    struct emulate emulate = { .count = 0 };
    struct options options;
    struct why     why = { "" };
    enum err       err;
    int            status;

    if (!options_start(&page, argc, argv, &options, &status))
        return status;
    err = devices_read(&options, &emulate, &why);
    if (err == ERR_OK && (options_has(&options, "list") || emulate.count == 0)) {
        emulate_list(&emulate);
        emulate_close(&emulate);
        return 0;
    }
    if (err == ERR_OK)
        err = command_read(&options, &emulate, &why);
    if (err != ERR_OK) {
        fprintf(stderr, "painrig emulate: %s\n", why_text(&why, err));
        emulate_close(&emulate);
        return 2;
    }
    run_stop_open(&emulate.stop);
    status = emulate_all(&emulate);
    emulate_close(&emulate);
    run_stop_close(&emulate.stop);
    return status;
}
