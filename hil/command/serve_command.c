#include "serve_command.h"

#include "hil/live/live_http.h"
#include "hil/live/live_protocol.h"
#include "hil/options.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PORT_USUAL 7246
#define PORT_TRIES 20
#define URL_SIZE   200
#define END_S      1        /* from the wish to end to the end, whatever is being worked out */

extern char **environ;

static const struct option options[] = {
    { "port",      "N",       "listen here, not at 7246 or the next free one; 0: any free one" },
    { "open",      NULL,      "open the page in a browser: $BROWSER, or what xdg-open takes" },
    { "runs",      "DIR",     "where runs and suites are looked for (out)" },
    { "scenarios", "DIR",     "where drills are looked for (scenarios)" },
    { "listen",    "ADDRESS", "let other machines in, at this address of ours, by links" },
    { "keys",      NULL,      "the same links on this machine, where several people work on it" },
    { "protocol",  NULL,      "print what the page and its server say to each other, and end" },
};

static const struct command_page page = {
    .name = "serve", .words = "",
    .summary = "the trainer's room in a browser: lesions, drug spread, devices, past runs",
    .options = options, .option_count = sizeof options / sizeof *options,
    .text = "Needs no network: it is reached from this machine alone, at 127.0.0.1, and the page\n"
            "asks nobody else. With --listen others can reach it, by links that it prints: the\n"
            "trainer's, which is good once and may operate, and the viewers', who may look. They\n"
            "travel in the clear: use them in a network that you trust. Nothing that a page sends\n"
            "can reach a port or a bench: rooms work with mocked devices and read files. Ctrl-C\n"
            "ends it.",
    .example = "  painrig serve --open\n"
               "  painrig serve --port 0 --runs out\n"
               "  painrig serve --listen 192.168.1.5\n"
               "  painrig serve --protocol",
};

/* ------------------------------------------------------------------ a browser */

/* In a group of its own, so that Ctrl-C here does not end it; without our streams. */
static int browser_spawn(const char *program, const char *url)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t          attributes;
    char                       name[512], address[URL_SIZE];
    char                      *arguments[] = { name, address, NULL };
    sigset_t                   none, usual;
    pid_t                      child;
    int                        failed;

    snprintf(name, sizeof name, "%s", program);
    snprintf(address, sizeof address, "%s", url);
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGXFSZ);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    for (int i = 0; i < 3; i++)
        posix_spawn_file_actions_addopen(&actions, i, "/dev/null", O_RDWR, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK
                                              | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    failed = posix_spawnp(&child, program, &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

/* Where keys are wanted, by the trainer's link. */
static void browser_open(const struct live_door *door, const char *place)
{
    const struct live_keys *keys = live_door_keys(door);
    char                    url[URL_SIZE];
    const char *named = getenv("BROWSER"), *program = named && *named ? named : "xdg-open";
    int         failed;

    snprintf(url, sizeof url, keys->are_wanted ? "%senter?key=%s" : "%s%s", place, keys->trainer);
    failed = browser_spawn(program, url);
    if (failed == ENOENT)
        fprintf(stderr, "painrig serve: there is no %s to open a browser with: open %s yourself\n",
                program, url);
    else if (failed)
        fprintf(stderr, "painrig serve: %s cannot be started (%s): open %s yourself\n", program,
                strerror(failed), url);
}

/* ------------------------------------------------------------------ serving */

/* One that is there without being asked for may be missing: a first run makes out. */
static enum err folder_check(const struct options *given, const char *name, struct why *why)
{
    const char *path = options_text(given, name, "");
    struct stat found;

    if (!options_has(given, name) || (stat(path, &found) == 0 && S_ISDIR(found.st_mode)))
        return ERR_OK;
    return why_say(why, ERR_IO, "--%s %s: there is no such folder", name, path);
}

static enum err setup_read(const struct options *given, struct live_door_setup *setup,
                           struct why *why)
{
    *setup = (struct live_door_setup){
        .rooms = live_rooms, .port = PORT_USUAL,
        .port_tries = options_has(given, "port") ? 0 : PORT_TRIES,
        .address = options_text(given, "listen", "127.0.0.1"),
        .wants_keys = options_has(given, "keys"),
        .places = { .runs = options_text(given, "runs", "out"),
                    .scenarios = options_text(given, "scenarios", "scenarios") },
    };
    TRY(options_count(given, "port", 0, 65535, &setup->port, why));
    TRY(folder_check(given, "runs", why));
    TRY(folder_check(given, "scenarios", why));
    if (strcmp(setup->address, "0.0.0.0") == 0 || strcmp(setup->address, "::") == 0)
        return why_say(why, ERR_RANGE, "--listen %s is every network that this machine is in: name "
                                       "the one address that the viewers can reach (see them with: "
                                       "ip addr)", setup->address);
    return ERR_OK;
}

static void links_print(const struct live_door *door, const char *url)
{
    const struct live_keys *keys = live_door_keys(door);

    printf("painrig serves at %s (Ctrl-C ends it)\n", url);
    if (keys->are_wanted)
        printf("the trainer's link, good once:   %senter?key=%s\n"
               "the viewers' link, to look only: %senter?key=%s\n", url, keys->trainer, url,
               keys->viewers);
    if (!live_door_is_loopback(door))
        printf("no encryption: whoever can listen in on this network can read them\n");
    fflush(stdout);
}

/* Blocked before there are threads, so that none of them gets these; one that is ignored, by nohup
 * say, stays so. */
static void ends_block(sigset_t *ends)
{
    const int        signals[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction is_now;

    sigemptyset(ends);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (sigaction(signals[i], NULL, &is_now) == 0 && is_now.sa_handler != SIG_IGN)
            sigaddset(ends, signals[i]);
    sigprocmask(SIG_BLOCK, ends, NULL);
}

static void end_now(int signal_number)
{
    (void)signal_number;
    _exit(0);
}

/* A worker may be in the middle of lesions that take it some seconds, for nobody: rooms write no
 * files and hold no device, so that nothing is left when it goes with the process. */
static void end_surely(void)
{
    struct sigaction act = { .sa_handler = end_now };
    sigset_t         alarms;

    sigemptyset(&act.sa_mask);
    sigaction(SIGALRM, &act, NULL);
    sigemptyset(&alarms);
    sigaddset(&alarms, SIGALRM);
    sigprocmask(SIG_UNBLOCK, &alarms, NULL);
    alarm(END_S);
}

static enum err serve(const struct options *given, struct why *why)
{
    struct live_door_setup setup;
    struct live_door      *door;
    sigset_t               ends;
    char                   url[URL_SIZE];
    int                    signal_number;

    TRY(setup_read(given, &setup, why));
    ends_block(&ends);
    TRY(live_door_open(&door, &setup, why));
    live_door_url(door, url, sizeof url);
    links_print(door, url);
    if (options_has(given, "open"))
        browser_open(door, url);
    while (sigwait(&ends, &signal_number) != 0)
        continue;
    end_surely();
    live_door_close(door);
    alarm(0);
    return ERR_OK;
}

static enum err protocol_print(struct why *why)
{
    struct bytes text = { 0 };
    enum err     err = ERR_OK;

    live_protocol_write(&text, live_rooms);
    if (text.is_out_of_memory)
        err = why_say(why, ERR_MEMORY, "no memory for the protocol");
    else
        fwrite(text.at, 1, text.used, stdout);
    bytes_free(&text);
    return err;
}

int serve_command(int argc, char **argv)
{
    struct options given;
    struct why     why = { "" };
    int            status;
    enum err       err;

    if (!options_start(&page, argc, argv, &given, &status))
        return status;
    err = options_has(&given, "protocol") ? protocol_print(&why) : serve(&given, &why);
    if (err != ERR_OK)
        fprintf(stderr, "painrig serve: %s\n", why_text(&why, err));
    return err == ERR_OK ? 0 : 2;
}
