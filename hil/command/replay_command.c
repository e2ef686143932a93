#include "hil/clock.h"
#include "drivers/port_listen.h"
#include "drivers/port_replay.h"
#include "record_command.h"
#include "hil/bench/record_inside.h"
#include "hil/bench/wire_loop.h"
#include "hil/run_stop.h"

#include <stdio.h>

static const struct option options_of_replay[] = {
    { "pty",     "LINK",      "a pseudo-terminal of this name, which the host program opens" },
    { "tcp",     "HOST:PORT", "instead: a TCP port for it (0: one that is free)" },
    { "strict",  NULL,        "every byte must come as it was recorded; the end is the end" },
    { "seconds", "N",         "end after so long (Ctrl-C)" },
    { "quiet",   NULL,        "print nothing but errors" },
};

static const struct command_page page = {
    .name = "replay", .words = "FILE", .words_least = 1, .words_most = 1,
    .summary = "Play a recording's instrument to an unmodified host program.",
    .options = options_of_replay,
    .option_count = sizeof options_of_replay / sizeof *options_of_replay,
    .text = "Each question is answered as it was when painrig record was there, as long after it.\n"
            "Without --strict they may come in any order: one that was asked several times gets\n"
            "its answers in turn and then the last again, and one that was never asked silence.\n"
            "Exit status: 0 as recorded; 1 the host asked otherwise; 2 not played.",
    .example = "  painrig replay tests/data/wire/mt_sics_emulated.rec --pty /tmp/balance --strict",
};

struct play {
    struct port_address client;
    enum port_replay_how how;
    double              until_s;
    bool                is_quiet;
    struct port        *listener, *device;
};

static enum err play_open(const char *path, struct play *play, struct why *why)
{
    struct port_record_header header;
    struct port_record        record;
    enum err                  err;

    TRY(port_record_read(&record, path, why));
    header = record.header;
    err = port_replay_create(&record, play->how, &play->device, why);
    port_record_free(&record);
    TRY(err);
    TRY(port_listen(&play->client, &header.line, &play->listener, why));
    if (!play->is_quiet)
        printf("%s: %s, firmware %s, recorded by %s, %s\n", path, header.instrument,
               header.firmware, header.who, header.when);
    return ERR_OK;
}

static int play_run(const struct play *play)
{
    struct run_stop  stop;
    struct wire_loop loop = { .client = play->listener, .device = play->device,
                              .until_s = play->until_s, .is_over = port_replay_is_over,
                              .stop = &stop };
    char             where[PORT_ADDRESS_SIZE + 16];
    const char      *parted;
    enum err         err;

    port_listen_address(play->listener, where);
    if (!play->is_quiet)
        printf("the host program opens %s; Ctrl-C ends\n", where);
    fflush(stdout);
    run_stop_open(&stop);
    err = wire_loop_run(&loop);
    run_stop_close(&stop);
    parted = port_replay_parted(play->device);
    if (parted[0]) {
        fprintf(stderr, "painrig replay: %s\n", parted);
        return 1;
    }
    if (err == ERR_CLOSED && !play->is_quiet)
        printf("the instrument was unplugged there\n");
    if (play->how == PORT_REPLAY_STRICT && err == ERR_OK && !port_replay_is_over(play->device)) {
        fprintf(stderr, "painrig replay: the host did not ask all that was recorded\n");
        return 1;
    }
    return 0;
}

int replay_command(int argc, char **argv)
{
    struct play    play = { .how = PORT_REPLAY_FUZZY };
    struct options options;
    struct why     why = { "" };
    enum err       err;
    int            status;

    if (!options_start(&page, argc, argv, &options, &status))
        return status;
    if (options_has(&options, "strict"))
        play.how = PORT_REPLAY_STRICT;
    play.is_quiet = options_has(&options, "quiet");
    err = record_client_read(&options, &play.client, &why);
    if (err == ERR_OK)
        err = record_until_read(&options, &play.until_s, &why);
    if (err == ERR_OK)
        err = play_open(options.words[0], &play, &why);
    if (err == ERR_OK)
        status = play_run(&play);
    else {
        fprintf(stderr, "painrig replay: %s\n", why_text(&why, err));
        status = 2;
    }
    port_destroy(play.listener);
    port_destroy(play.device);
    return status;
}
