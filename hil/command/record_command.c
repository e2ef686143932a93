#include "record_command.h"

#include "hil/clock.h"
#include "drivers/port_listen.h"
#include "drivers/port_record.h"
#include "drivers/port_tap.h"
#include "hil/bench/record_inside.h"
#include "hil/bench/wire_loop.h"
#include "hil/options_port.h"
#include "hil/run_stop.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option options_of_record[] = {
    { "port",     "ADDRESS",   "the instrument, as serial:/dev/ttyUSB0, of painrig ports" },
    { "line",     "TEXT",      "how its line is set (\"9600 8N1\")" },
    { "pty",      "LINK",      "a pseudo-terminal of this name, which the host program opens" },
    { "tcp",      "HOST:PORT", "instead: a TCP port for it (0: one that is free)" },
    { "observe",  NULL,        "instead: only listen; --port twice: the host's wire, its own" },
    { "out",      "FILE",      "the recording" },
    { "what",     "TEXT",      "the instrument: maker, model, serial number" },
    { "firmware", "TEXT",      "its firmware, as it says itself" },
    { "who",      "TEXT",      "who records (your user name)" },
    { "seconds",  "N",         "end after so long (Ctrl-C)" },
    { "quiet",    NULL,        "print nothing but errors" },
};

static const struct command_page page = {
    .name = "record", .words = "",
    .summary = "Tap a real instrument: what passes between it and a host program becomes a file.",
    .options = options_of_record,
    .option_count = sizeof options_of_record / sizeof *options_of_record,
    .text = "The host program opens the link in place of the instrument's port; everything is\n"
            "passed on and recorded with microseconds. painrig replay plays the file to the same\n"
            "program, and a bench file has it as port = \"replay:FILE\".\n"
            "With --observe nothing is ever sent: the receiving pins of one or two adapters are\n"
            "tied to the wires of a line that others talk on.\n"
            "Exit status: 0 recorded; 1 the instrument was unplugged; 2 not recorded.",
    .example = "  painrig record --port serial:ttyUSB0 --line \"19200 8N1\" --pty /tmp/pump \\\n"
               "      --out ne1000.rec --what \"New Era NE-1000, 284512\" --firmware 3.923",
};

struct record {
    struct port_address       addresses[2], client;
    size_t                    count;
    bool                      is_observer;
    struct port_record_header header;
    const char               *out;
    double                    until_s;
    struct port_recorder      recorder;
    struct port              *listener, *device;
};

/* ---- what was asked for ---- */

enum err record_client_read(const struct options *options, struct port_address *client,
                            struct why *why)
{
    const char *link = options_text(options, "pty", NULL);
    const char *tcp = options_text(options, "tcp", NULL);

    if (!link == !tcp)
        return why_say(why, ERR_RANGE, "give the host program a port to open: --pty /tmp/pump or "
                       "--tcp 127.0.0.1:2001%s", link ? ", not both" : "");
    return link ? options_port("pty", "pty", link, client, why)
                : options_port("tcp", "tcp", tcp, client, why);
}

enum err record_until_read(const struct options *options, double *until_s, struct why *why)
{
    double seconds = INFINITY;

    TRY(options_number(options, "seconds", 0.001, RECORD_SECONDS_MAX, &seconds, why));
    *until_s = clock_wall_s() + seconds;
    return ERR_OK;
}

static enum err addresses_read(const struct options *options, struct record *record,
                               struct why *why)
{
    size_t      most = record->is_observer ? 2 : 1;
    const char *text;

    while ((text = options_nth(options, "port", record->count))) {
        if (record->count == most)
            return why_say(why, ERR_RANGE, "--port %s is one too many%s", text,
                           most == 1 ? ": two are for --observe" : "");
        TRY(options_port("port", NULL, text, &record->addresses[record->count++], why));
    }
    if (record->count == 0)
        return why_say(why, ERR_RANGE, "--port is missing: give the instrument's, as "
                       "--port serial:/dev/ttyUSB0");
    return ERR_OK;
}

static void header_fill(const struct options *options, struct port_record_header *header)
{
    const char *user = getenv("USER");

    snprintf(header->who, sizeof header->who, "%s",
             options_text(options, "who", user && user[0] ? user : "not said"));
    snprintf(header->instrument, sizeof header->instrument, "%s",
             options_text(options, "what", "not said"));
    snprintf(header->firmware, sizeof header->firmware, "%s",
             options_text(options, "firmware", "not said"));
    clock_utc_text(header->when);
}

static enum err record_read(const struct options *options, struct record *record, struct why *why)
{
    record->is_observer = options_has(options, "observe");
    if (record->is_observer && (options_has(options, "pty") || options_has(options, "tcp")))
        return why_say(why, ERR_RANGE, "--observe listens only: there is no --pty and no --tcp");
    TRY(addresses_read(options, record, why));
    TRY(port_line_parse(options_text(options, "line", "9600 8N1"), &record->header.line, why));
    if (!record->is_observer)
        TRY(record_client_read(options, &record->client, why));
    TRY(options_file(options, "out", "pump.rec", &record->out, why));
    if (!record->out)
        return why_say(why, ERR_RANGE, "--out is missing: give the recording a name, as "
                       "--out pump.rec");
    header_fill(options, &record->header);
    return record_until_read(options, &record->until_s, why);
}

/* ---- open and close ---- */

/* What the host sends is heard on a port of its own: for the recording it is written. */
static void host_heard(void *recorder, double now_s, enum port_direction direction,
                       const uint8_t *bytes, size_t count)
{
    (void)direction;
    port_recorder_bytes(recorder, now_s, PORT_WRITTEN, bytes, count);
}

static enum err tap_open(struct record *record, size_t n, struct port **tap, struct why *why)
{
    bool         is_host = record->is_observer && record->count == 2 && n == 0;
    struct port *port;

    TRY(port_open(&record->addresses[n], &record->header.line, &port, why));
    if (port_tap_create(port, is_host ? host_heard : port_recorder_bytes, &record->recorder, tap)
        == ERR_OK)
        return ERR_OK;
    port_destroy(port);
    return ERR_MEMORY;
}

/* The file last: who cannot record leaves none behind. */
static enum err record_open(struct record *record, struct why *why)
{
    double now_s;

    TRY(tap_open(record, record->count - 1, &record->device, why));
    if (record->count == 2)
        TRY(tap_open(record, 0, &record->listener, why));
    else if (!record->is_observer)
        TRY(port_listen(&record->client, &record->header.line, &record->listener, why));
    now_s = clock_wall_s();
    TRY(port_recorder_begin(&record->recorder, record->out, &record->header, now_s, why));
    port_tap_watch(record->device, now_s, port_recorder_event);
    return ERR_OK;
}

static void record_show(const struct record *record)
{
    char where[PORT_ADDRESS_SIZE + 16];

    if (record->is_observer)
        printf("listening; into %s; Ctrl-C ends\n", record->out);
    else {
        port_listen_address(record->listener, where);
        printf("the host program opens %s; into %s; Ctrl-C ends\n", where, record->out);
    }
    fflush(stdout);
}

static int record_run(struct record *record, bool is_quiet)
{
    struct run_stop  stop;
    struct wire_loop loop = { .client = record->listener, .device = record->device,
                              .is_observing = record->is_observer, .until_s = record->until_s,
                              .stop = &stop };
    struct why       why = { "" };
    enum err         err, whole;

    if (!is_quiet)
        record_show(record);
    run_stop_open(&stop);
    err = wire_loop_run(&loop);
    run_stop_close(&stop);
    whole = port_recorder_end(&record->recorder, record->out, &why);
    if (whole != ERR_OK) {
        fprintf(stderr, "painrig record: %s\n", why_text(&why, whole));
        return 2;
    }
    if (err == ERR_CLOSED) {
        fprintf(stderr, "painrig record: the instrument's port has closed: unplugged, or switched "
                "off; %s ends there\n", record->out);
        return 1;
    }
    if (!is_quiet)
        printf("recorded: %s\n", record->out);
    return 0;
}

int record_command(int argc, char **argv)
{
    struct record  record = { .count = 0 };
    struct options options;
    struct why     why = { "" };
    enum err       err;
    int            status;

    if (!options_start(&page, argc, argv, &options, &status))
        return status;
    err = record_read(&options, &record, &why);
    if (err == ERR_OK)
        err = record_open(&record, &why);
    if (err == ERR_OK)
        status = record_run(&record, options_has(&options, "quiet"));
    else {
        fprintf(stderr, "painrig record: %s\n", why_text(&why, err));
        status = 2;
    }
    port_destroy(record.listener);
    port_destroy(record.device);
    return status;
}
