/* painrig - a test rig for pain-therapy devices. */
#include "base/text.h"
#include "hil/command/campaign_command.h"
#include "hil/command/check_command.h"
#include "hil/command/drivers_command.h"
#include "hil/command/emulate_command.h"
#include "hil/command/flow_command.h"
#include "hil/command/lesion_command.h"
#include "hil/command/names_command.h"
#include "hil/command/ports_command.h"
#include "hil/command/record_command.h"
#include "hil/command/requirements_command.h"
#include "hil/evidence/evidence.h"
#include "hil/guard/guard.h"
#include "hil/run/parity.h"
#include "hil/run/run.h"
#include "run_version.h"
#include "hil/command/serve_command.h"
#include "hil/command/spread_command.h"
#include "hil/command/suite_command.h"

#include <malloc.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct command { const char *name, *summary; int (*run)(int argc, char **argv); };

static int help_command(int argc, char **argv);

static const struct command commands[] = {
    { "run",     "run a scenario and judge what it expects",                  run_command     },
    { "test",    "run every scenario there is, as one piece of evidence",    test_command    },
    { "campaign", "run a scenario under many faults, judged by requirements", campaign_command },
    { "parity",  "run a scenario on a mock and on a bench: where do they part", parity_command },
    { "check",   "judge the trace of an old run again",                       check_command   },
    { "requirements", "what the devices owe, who shows it, and what nobody shows",
      requirements_command },
    { "drivers", "the instruments that a bench may name, and their settings", drivers_command   },
    { "emulate", "be an instrument: other people's software drives it",      emulate_command   },
    { "ports",   "what is plugged in, and which instrument answers",         ports_command   },
    { "record",  "tap a real instrument: its wire becomes a file",           record_command  },
    { "replay",  "play a recorded instrument to a host program",             replay_command  },
    { "lesion",  "what gauge, tip, temperature and time do, without a device", lesion_command  },
    { "spread",  "how far a drug spreads in the spinal canal, without a device", spread_command },
    { "serve",   "the trainer's room: all of this in a browser, on this machine", serve_command },
    { "stop",    "make every source on a bench safe, now",                    guard_stop_command },
    { "flow",    "how true a pump's flow was: start-up and trumpet curve",   flow_command    },
    { "verify",  "check that nothing was changed in what a run has left",
      evidence_verify_command },
    { "key",     "make a key to sign evidence with",                       evidence_key_command },
    { "signals", "the names that a scenario reads",                           signals_command },
    { "knobs",   "the names that a scenario turns: orders and faults",        knobs_command   },
    { "help",    "this page, or that of a command: painrig help run",         help_command    },
};

#define COMMAND_COUNT (sizeof commands / sizeof *commands)

static const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static int unknown_refuse(const char *name)
{
    const char *names[COMMAND_COUNT], *nearest;

    for (size_t i = 0; i < COMMAND_COUNT; i++)
        names[i] = commands[i].name;
    nearest = text_nearest(name, names, COMMAND_COUNT);
    if (nearest)
        fprintf(stderr, "painrig: \"%s\" is not known: did you mean painrig %s?\n", name, nearest);
    else
        fprintf(stderr, "painrig: \"%s\" is not known: see painrig --help\n", name);
    return 2;
}

static void summary_print(FILE *out)
{
    fprintf(out, "painrig: a test rig for pain-therapy devices\n\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  painrig %-12s  %s\n", commands[i].name, commands[i].summary);
    fprintf(out, "\npainrig COMMAND --help shows its options and an example.\n"
                 "painrig --version says which one this is.\n"
                 "\nexample\n  painrig run scenarios/ablation/lumbar_medial_branch.lua\n");
}

/* A command's page is what it prints when asked for help. */
static int help_command(int argc, char **argv)
{
    const struct command *command;
    char                  flag[] = "--help";
    char                 *asked[] = { NULL, flag, NULL };

    if (argc < 2 || argv[1][0] == '-') {
        summary_print(stdout);
        return 0;
    }
    command = command_find(argv[1]);
    if (!command)
        return unknown_refuse(argv[1]);
    asked[0] = argv[1];
    return command->run(2, asked);
}

/* Fields come in pieces of some 100 kB: take them from one growing heap, not from a mapping each
 * that is given back and zeroed anew with every factorisation. What is a megabyte and more (films,
 * records of lesions, traces) is another matter: a heap that once held such has holes between what
 * is still in use, and every thread has a heap of its own, so that `painrig serve` would keep many
 * times what it holds. Each of those has a mapping, which goes when it is freed. */
static void memory_settle(void)
{
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
    mallopt(M_TOP_PAD, 4 << 20);
}

/* What was printed and did not arrive is no answer: half a JSON must not look like a whole one. The
 * reader at a pipe's end that went away had what it wanted. */
static int output_close(int status)
{
    struct stat at;
    bool        is_lost = ferror(stdout) != 0;

    is_lost |= fflush(stdout) != 0;
    if (!is_lost || (fstat(STDOUT_FILENO, &at) == 0 && (S_ISFIFO(at.st_mode) ||
                                                         S_ISSOCK(at.st_mode))))
        return status;
    fprintf(stderr, "painrig: not all that it printed could be written: is the disk full?\n");
    return 2;
}

static int command_run(int argc, char **argv)
{
    const struct command *command;

    if (argc < 2) {
        summary_print(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return help_command(argc - 1, argv + 1);
    if (strcmp(argv[1], "--version") == 0) {
        printf("painrig %s\n", run_version());
        return 0;
    }
    command = command_find(argv[1]);
    return command ? command->run(argc - 1, argv + 1) : unknown_refuse(argv[1]);
}

int main(int argc, char **argv)
{
    memory_settle();
    signal(SIGPIPE, SIG_IGN);       /* a reader that goes away must not end a run half-way */
    signal(SIGXFSZ, SIG_IGN);       /* nor a limit on files (ulimit -f), told as a full disk is */
    return output_close(command_run(argc, argv));
}
