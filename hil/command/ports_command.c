#include "ports_command.h"

#include "drivers/port_refusal.h"
#include "drivers/port_serial.h"
#include "hil/bench/ports_ask.h"
#include "hil/options.h"
#include "hil/run_stop.h"

#include <stdio.h>
#include <unistd.h>

#define TYPES_MAX 64

static const struct option options_of_ports[] = {
    { "ask",    NULL,   "ask at every free port who is there, as each driver would" },
    { "driver", "NAME", "ask as this driver only; may be repeated" },
};

static const struct command_page page = {
    .name = "ports", .words = "[ADDRESS...]", .words_least = 0, .words_most = 16,
    .summary = "List the serial ports that are plugged in; ask which instrument answers.",
    .options = options_of_ports,
    .option_count = sizeof options_of_ports / sizeof *options_of_ports,
    .text = "With addresses (serial:ttyUSB0, pty:/tmp/pump, tcp:localhost:2001) it asks there. To\n"
            "ask means to send what each driver asks at its start, with its own baud, until one\n"
            "is answered: only do so with instruments that bear a stranger's bytes. It may leave\n"
            "one in another mode (an NE-1000 in its Safe Mode) until it is switched off and on.\n"
            "Exit status: 0; 1 nobody answered at an address; 2 a port that cannot be opened.",
    .example = "  painrig ports --ask\n"
               "  painrig ports pty:/tmp/pump --driver ne1000",
};

struct ports {
    const struct device_type *types[TYPES_MAX + 1];
    struct run_stop           stop;
    bool                      is_asking;
    size_t                    count;
    int                       status;
};

static enum err types_read(const struct options *options, struct ports *ports, struct why *why)
{
    const char *name;
    size_t      count = 0;

    for (; count < TYPES_MAX && (name = options_nth(options, "driver", count)); count++)
        TRY(device_find(name, &ports->types[count], why));
    for (size_t i = 0; count == 0 && i < TYPES_MAX && device_types[i]; i++)
        ports->types[i] = device_types[i];
    return ERR_OK;
}

static void answer_print(const struct ports_answer *answer)
{
    char line[PORT_LINE_TEXT_SIZE];

    if (!answer->type) {
        printf("    nobody answers\n");
        return;
    }
    port_line_print(&answer->type->line, line, sizeof line);
    printf("    %s: %s%sat %s\n", answer->type->name, answer->identity,
           answer->identity[0] ? ", " : "answers, ", line);
}

/* Exit status. */
static int port_ask(struct ports *ports, const struct port_address *address)
{
    struct ports_answer answer;
    struct why          why = { "" };
    enum err            err = ports_ask(address, ports->types, &ports->stop, &answer, &why);

    if (err != ERR_OK) {
        fflush(stdout);
        fprintf(stderr, "painrig ports: %s\n", why_text(&why, err));
        return 2;
    }
    answer_print(&answer);
    return answer.type ? 0 : 1;
}

/* ---- what is plugged in ---- */

/* May it be opened now? A sentence, or "". Nothing is opened: that would raise DTR. */
static const char *obstacle(const char *name, struct why *why)
{
    char who[128];

    if (access(name, R_OK | W_OK) != 0)
        return why_text(why, port_refuse_denied(name, why));
    return port_holder(name, who, sizeof who) ? why_text(why, port_refuse_busy(name, why)) : "";
}

static void found_print(void *context, const struct port_serial_found *found)
{
    struct ports       *ports = context;
    struct port_address address = { .kind = PORT_KIND_SERIAL, .vendor = found->vendor,
                                    .product = found->product };
    char                text[PORT_ADDRESS_SIZE + 32];
    struct why          why = { "" };
    const char         *not_now;

    ports->count++;
    printf("%s  %s%s%s\n", found->name, found->description, found->manufacturer[0] ? ", " : "",
           found->manufacturer);
    if (found->vendor >= 0) {
        snprintf(address.serial, sizeof address.serial, "%s", found->serial);
        port_address_print(&address, text, sizeof text);
        printf("    %s\n", text);
    }
    not_now = obstacle(found->name, &why);
    if (not_now[0])
        printf("    %s\n", not_now);
    snprintf(address.name, sizeof address.name, "%s", found->name);
    if (!not_now[0] && ports->is_asking)
        (void)port_ask(ports, &address);
}

static void plugged_print(struct ports *ports)
{
    if (port_serial_list(found_print, ports) != ERR_OK) {
        fprintf(stderr, "painrig ports: the system does not show its devices (/sys/class/tty)\n");
        ports->status = 2;
    } else if (ports->count == 0)
        printf("no serial port is plugged in; try an emulated instrument: painrig emulate "
               "--help\n");
}

/* ---- given addresses ---- */

static enum err addresses_ask(struct ports *ports, const struct options *options, struct why *why)
{
    struct port_address addresses[16];

    for (size_t i = 0; i < options->word_count; i++)
        TRY(port_address_parse(options->words[i], &addresses[i], why));
    for (size_t i = 0; i < options->word_count; i++) {
        int status;
        printf("%s\n", options->words[i]);
        status = port_ask(ports, &addresses[i]);
        ports->status = status > ports->status ? status : ports->status;
    }
    return ERR_OK;
}

int ports_command(int argc, char **argv)
{
    struct ports   ports = { .count = 0 };
    struct options options;
    struct why     why = { "" };
    enum err       err;
    int            status;

    if (!options_start(&page, argc, argv, &options, &status))
        return status;
    err = types_read(&options, &ports, &why);
    ports.is_asking = options_has(&options, "ask") || options_has(&options, "driver");
    run_stop_open(&ports.stop);
    if (err == ERR_OK && options.word_count > 0)
        err = addresses_ask(&ports, &options, &why);
    else if (err == ERR_OK)
        plugged_print(&ports);
    run_stop_close(&ports.stop);
    if (err == ERR_OK)
        return ports.status;
    fprintf(stderr, "painrig ports: %s\n", why_text(&why, err));
    return 2;
}
