#include "campaign_command.h"
#include "base/text.h"
#include "hil/campaign/campaign.h"
#include "hil/campaign/campaign_evidence.h"
#include "hil/campaign/campaign_papers.h"
#include "hil/campaign/campaign_print.h"
#include "hil/clock.h"
#include "hil/options.h"
#include "hil/run_stop.h"
#include "hil/suite/suite_pool.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RUN_WALL_S  120.0
#define SHRINK_RUNS 200
#define LIMIT       2000

static const struct option options_of_campaign[] = {
    { "faults",       "NAME,NAME", "these faults only (all: every fault of the rig's knobs)" },
    { "times",        "N",    "so many, evenly over the run, beside one in each state (4)" },
    { "at",           "S,S",  "at these times in s, and no others" },
    { "sizes",        "N",    "of each side of a range, from its extreme down (3)" },
    { "window",       "S",    "how long a fault lasts, in s (to the end)" },
    { "patterns",     "NAME,NAME", "window, every (10th tick), nth (the first tick alone), chance "
                                   "(0.1) (window)" },
    { "pairs",        NULL,   "then every two faults at a time, at their extremes" },
    { "limit",        "N",    "the first N cases (2000)" },
    { "set",          "NAME=VALUE", "another value for a parameter; may be repeated" },
    { "case",         "NAME", "one of the scenario's cases" },
    { "requirements", "PATH", "a file or folder of them (requirements/ near the scenario)" },
    { "seed",         "N",    "where the random numbers start (1)" },
    { "jobs",         "N",    "runs at a time (as many as there are processors)" },
    { "shrink-runs",  "N",    "runs spent on shrinking a failure; 0: none (200)" },
    { "out",          "DIR",  "the campaign's folder (out/<name of the file>.campaign)" },
    { "tester",       "NAME", "who is responsible (the user's name on this machine)" },
    { "sign",         "FILE", "sign the evidence of the campaign with this key" },
    { "quiet",        NULL,   "print the verdict only" },
};

static const struct command_page page = {
    .name = "campaign", .words = "SCENARIO.lua", .words_least = 1, .words_most = 1,
    .letters = "j",
    .summary = "Run a scenario under many faults, each a run of its own, judged by requirements.",
    .options = options_of_campaign,
    .option_count = sizeof options_of_campaign / sizeof *options_of_campaign,
    .text = "What the scenario itself expects describes its course without faults: it is counted,\n"
            "and is no failure. Nor is what fails under a fault to which the device is blind, as\n"
            "the requirement itself says: a known gap, in a column of its own. The first failing\n"
            "case of each requirement is shrunk to the fewest and simplest faults, and written as\n"
            "a scenario that shows it. The folder then has campaign.html, campaign.json,\n"
            "campaign.csv, results.jsonl, these scenarios, and evidence.jsonl, by which painrig\n"
            "verify finds what was changed since.\n"
            "Exit status: 0 no requirement failed; 1 some did, or runs ended in an error; 2 not\n"
            "run, or not valid: something fails without a fault, or a bad device passes.",
    .example = "  painrig campaign scenarios/ablation/lumbar_medial_branch.lua -j2\n"
               "  painrig campaign scenarios/infusion/basal_day.lua --faults rotor.stalled",
};

/* ---- options ---- */

static enum err times_read(const char *list, struct campaign_choice *choice, struct why *why)
{
    char part[40];

    for (size_t n = 0; list && options_part(list, n, part, sizeof part); n++) {
        if (n >= CAMPAIGN_TIMES_MAX)
            return why_say(why, ERR_LIMIT, "--at: more than %d times", CAMPAIGN_TIMES_MAX);
        if (number_parse(part, &choice->at_s[n]) != ERR_OK)
            return why_say(why, ERR_PARSE, "--at: \"%s\" is no time in seconds: write --at 12,60.5",
                           part);
        choice->at_count = n + 1;
    }
    return ERR_OK;
}

static enum err patterns_read(const char *list, struct campaign_choice *choice, struct why *why)
{
    const char *nearest;
    char        part[40];

    for (size_t n = 0; options_part(list, n, part, sizeof part); n++) {
        bool is_known = false;

        for (size_t i = 0; i < CAMPAIGN_PATTERNS; i++)
            if (strcmp(campaign_pattern_names[i], part) == 0)
                is_known = choice->patterns[i] = true;
        if (is_known)
            continue;
        nearest = text_nearest(part, campaign_pattern_names, CAMPAIGN_PATTERNS);
        return why_say(why, ERR_UNKNOWN, "--patterns: \"%s\" is none%s%s%s: give window, every, "
                       "nth, chance", part, nearest ? " (did you mean " : "",
                       nearest ? nearest : "", nearest ? "?)" : "");
    }
    return ERR_OK;
}

static enum err choice_read(const struct options *options, struct campaign_choice *choice,
                            struct why *why)
{
    int limit = LIMIT;

    *choice = (struct campaign_choice){ .sizes = 3, .times = 4, .window_s = INFINITY,
                                        .has_pairs = options_has(options, "pairs"),
                                        .faults = options_text(options, "faults", NULL) };
    TRY(options_count(options, "times", 0, CAMPAIGN_TIMES_MAX, &choice->times, why));
    TRY(options_count(options, "sizes", 1, CAMPAIGN_SIZES_MAX / 2, &choice->sizes, why));
    TRY(options_count(options, "limit", 1, CAMPAIGN_CASES_MAX, &limit, why));
    TRY(options_number(options, "window", 1e-3, 1e9, &choice->window_s, why));
    TRY(times_read(options_text(options, "at", NULL), choice, why));
    choice->limit = (size_t)limit;
    return patterns_read(options_text(options, "patterns", "window"), choice, why);
}

static enum err setup_read(const struct options *options, struct campaign_setup *setup,
                           const char *sets[OPTIONS_GIVEN_MAX + 1], struct why *why)
{
    *setup = (struct campaign_setup){ .path = options->words[0], .seed = 1, .sets = sets,
                                      .case_name = options_text(options, "case", NULL),
                                      .requirements = options_text(options, "requirements", NULL),
                                      .tester = options_text(options, "tester", NULL),
                                      .jobs = suite_pool_jobs_usual(), .shrink_runs = SHRINK_RUNS,
                                      .wall_s = RUN_WALL_S };
    for (size_t n = 0; (sets[n] = options_nth(options, "set", n));)
        n++;
    TRY(options_whole(options, "seed", &setup->seed, why));
    TRY(options_count(options, "jobs", 1, SUITE_JOBS_MAX, &setup->jobs, why));
    TRY(options_count(options, "shrink-runs", 0, 100000, &setup->shrink_runs, why));
    return choice_read(options, &setup->choice, why);
}

static enum err file_read(const char *path, char **text, struct why *why)
{
    FILE  *file = fopen(path, "rb");
    size_t used;
    bool   is_bad;

    if (!file)
        return why_say(why, ERR_IO, "%s cannot be read: %s", path, strerror(errno));
    *text = calloc(1, SCRIPT_FILE_MAX + 2);
    used = *text ? fread(*text, 1, SCRIPT_FILE_MAX + 1, file) : 0;
    is_bad = ferror(file) != 0;
    fclose(file);
    if (!*text)
        return why_say(why, ERR_MEMORY, "no memory to read %s", path);
    if (is_bad)
        return why_say(why, ERR_IO, "%s cannot be read", path);
    if (used > SCRIPT_FILE_MAX)
        return why_say(why, ERR_LIMIT, "%s is longer than %zu MiB: this is no scenario", path,
                       SCRIPT_FILE_MAX >> 20);
    if (strlen(*text) != used)
        return why_say(why, ERR_PARSE, "%s has a zero byte in it: this is no scenario", path);
    return ERR_OK;
}

/* ---- the command ---- */

struct screen { double from_s, drawn_s; bool is_quiet; };

static void progress(void *data, const struct campaign *campaign)
{
    struct screen *screen = data;
    double         now_s = clock_wall_s();

    if (screen->is_quiet || now_s - screen->drawn_s < 0.2)
        return;
    screen->drawn_s = now_s;
    campaign_print_progress(stderr, campaign, now_s - screen->from_s, false);
}

static void folder_name(const char *path, char *out, size_t size)
{
    char name[256];

    text_script_name(path, name, sizeof name);
    snprintf(out, size, "out/%s.campaign", name);
}

/* What was ordered; all of it that lives until the end. */
struct order {
    const struct options *options;
    struct campaign_setup setup;
    const char           *path;             /* of the folder */
    struct run_folder     folder;
    struct evidence      *evidence;         /* until it is closed */
    struct screen         screen;
};

/* Everything that can be refused, before a case is run. */
static enum err campaign_open(struct campaign *campaign, struct order *order, struct why *why)
{
    TRY(evidence_order_check(order->options, why));
    TRY(campaign_begin(campaign, &order->setup, why));
    TRY(campaign_folder_open(&order->folder, order->path, why));
    return campaign_evidence_begin(&order->evidence, campaign, order->options, order->folder.path,
                                   why);
}

static enum err campaign_leave(const struct campaign *campaign, struct order *order,
                               struct why *why)
{
    struct evidence *evidence = order->evidence;

    TRY(campaign_papers_write(campaign, &order->folder, why));
    order->evidence = NULL;
    return campaign_evidence_end(evidence, campaign, why);
}

static enum err campaign_whole(struct campaign *campaign, struct order *order, struct why *why)
{
    struct screen *screen = &order->screen;

    TRY(campaign_open(campaign, order, why));
    if (!screen->is_quiet)
        campaign_print_begin(stdout, campaign);
    screen->from_s = clock_wall_s();
    TRY(campaign_run(campaign, why));
    if (!screen->is_quiet)
        campaign_print_progress(stderr, campaign, 0, true);
    if (!campaign->is_stopped)
        TRY(campaign_control(campaign, why));
    if (!campaign->is_stopped)
        TRY(campaign_shrink_all(campaign, order->folder.path, why));
    TRY(campaign_leave(campaign, order, why));
    if (!screen->is_quiet)
        campaign_print_end(stdout, campaign);
    campaign_print_verdict(stdout, campaign);
    if (!screen->is_quiet)
        printf("page: %s/campaign.html\n", order->folder.path);
    return ERR_OK;
}

static int status_of(const struct campaign *campaign)
{
    switch (campaign_verdict(campaign)) {
    case VERDICT_PASS:  return 0;
    case VERDICT_ERROR: return 2;
    default:            return 1;
    }
}

static int campaign_play(struct order *order)
{
    struct campaign *campaign = calloc(1, sizeof *campaign);
    struct run_stop  stop;
    struct why       why = { "" };
    enum err         err;
    int              status;

    if (!campaign) {
        fprintf(stderr, "no memory for a campaign\n");
        return 2;
    }
    run_stop_open(&stop);
    order->setup.is_stopped = run_stop_is_asked;
    order->setup.stop = &stop;
    order->setup.progress = progress;
    order->setup.watcher = &order->screen;
    err = campaign_whole(campaign, order, &why);
    run_stop_close(&stop);
    if (err != ERR_OK) {
        evidence_order_fail(order->evidence, why_text(&why, err));
        fprintf(stderr, "%s\n", why_text(&why, err));
    }
    status = err == ERR_OK ? status_of(campaign) : 2;
    campaign_end(campaign);
    free(campaign);
    return status;
}

int campaign_command(int argc, char **argv)
{
    const char    *sets[OPTIONS_GIVEN_MAX + 1];
    struct options options;
    struct order   order = { .options = &options };
    struct why     why = { "" };
    char           folder[600], *text = NULL;
    int            status = 2;

    if (!options_start(&page, argc, argv, &options, &status))
        return status;
    if (setup_read(&options, &order.setup, sets, &why) != ERR_OK ||
        file_read(order.setup.path, &text, &why) != ERR_OK) {
        fprintf(stderr, "%s\n", why.text);
        free(text);
        return 2;
    }
    order.setup.text = text;
    order.screen.is_quiet = options_has(&options, "quiet");
    folder_name(order.setup.path, folder, sizeof folder);
    order.path = options_text(&options, "out", folder);
    status = campaign_play(&order);
    free(text);
    return status;
}
