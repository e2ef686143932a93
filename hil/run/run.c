#include "run.h"
#include "base/text.h"
#include "hil/options.h"
#include "hil/real_time.h"
#include "hil/report/report_real_time.h"
#include "run_order.h"
#include "run_print.h"
#include "run_progress.h"
#include "hil/run_stop.h"
#include "hil/time_text.h"

#include <string.h>
#include <unistd.h>

static const struct option options_of_run[] = {
    { "set",   "NAME=VALUE", "another value for a parameter of the scenario; may be repeated" },
    { "case",  "NAME",       "one of the scenario's cases" },
    { "fault", "TEXT",       "a fault by a plan, as thermocouple.open=1 @12..20; may be repeated" },
    { "seed",  "N",          "where the random numbers start (1)" },
    { "tester", "NAME",      "who runs it, for the evidence (your user name)" },
    { "sign",  "KEY",        "sign the evidence with this secret key, of painrig key" },
    { "out",   "DIR",        "the run's folder (out/<name of the file>, of a case /<its name>)" },
    { "requirements", "PATH",
      "a file or folder of them, or none (requirements/ near the scenario)" },
    { "bench", "FILE.lua",   "real devices in place of the mocked one, in real time" },
    { "arm",   NULL,         "let energy and drug leave them, within the bench file's limits" },
    { "priority", "N",       "of SCHED_FIFO, of a run on a bench; 0: without (80)" },
    { "quiet", NULL,         "print the verdict only" },
};

static const struct command_page page = {
    .name = "run", .words = "FILE.lua", .words_least = 1, .words_most = 1,
    .summary = "Run a scenario on a mocked device, or on a bench, and judge what it expects.",
    .options = options_of_run, .option_count = sizeof options_of_run / sizeof *options_of_run,
    .text = "The folder then has trace.csv, events.jsonl, wire.log, manifest.json, report.html,\n"
            "what the rig has to show as pictures, and evidence.jsonl: see painrig verify.\n"
            "A fault is KNOB=VALUE @FROM..TO in seconds (@FROM: to the end), of painrig knobs,\n"
            "and behind it every N, nth N (ticks of its window) or chance P (each tick by lot).\n"
            "A bench file (benches/) says which instrument is at which port for each role;\n"
            "without --arm nothing of it is switched on.\n"
            "Every requirement of the rig is watched, whether the scenario covers it or not.\n"
            "Exit status: 0 pass; 1 not met, never put to the test, or undecided; 2 not run.",
    .example = "  painrig run scenarios/ablation/lumbar_medial_branch.lua --set set_c=85 --seed 7",
};

/* What stands on the screen while a run is on. */
struct screen {
    const struct run_order *order;
    bool                    is_quiet, has_begun;
    struct run_progress     progress;
};

static void screen_begin(void *data, const char *title, const struct rig *rig,
                         const struct record *record)
{
    struct screen *screen = data;
    double         tick_s = rig->tick_s;
    bool           is_slow = tick_s >= 1;

    screen->has_begun = true;
    screen->progress = run_progress_open(screen->is_quiet ? NULL : stdout, rig->type, record);
    if (screen->is_quiet)
        return;
    printf("%s\n%s rig, seed %llu, tick %g %s, %s\n\n", title, rig->type->name,
           (unsigned long long)screen->order->seed, is_slow ? tick_s : tick_s * 1e3,
           is_slow ? "s" : "ms", screen->order->path);
    fflush(stdout);
}

static void screen_row(void *data, double t_s, const double *row)
{
    struct screen *screen = data;

    run_progress_watch(&screen->progress, t_s, row);
}

static void screen_end(void *data)
{
    struct screen *screen = data;

    run_progress_close(&screen->progress);
}

static void outcome_print(const struct screen *screen, const struct run_outcome *outcome)
{
    bool is_long = !screen->is_quiet && screen->has_begun;
    char text[600];

    if (is_long) {
        printf("\n");
        run_judgements_print(stdout, outcome);
        run_requirements_print(stdout, outcome);
        time_text(outcome->simulated_s, text);
        printf("%s%s simulated in %.3f s",
               outcome->judgement_count + outcome->requirement_count ? "\n" : "", text,
               outcome->wall_s);
        if (outcome->real_time.is_real)
            printf("\n");
        else
            printf(" (%.0f times as fast as real time)\n", outcome->simulated_s / outcome->wall_s);
        report_real_time_print(stdout, &outcome->real_time);
        fflush(stdout);
    }
    if (outcome->error[0])
        fprintf(stderr, "%s\n", outcome->error);
    if (screen->has_begun)
        run_verdict_print(stdout, outcome);
    snprintf(text, sizeof text, "%s/report.html", outcome->folder);
    if (is_long && access(text, F_OK) == 0)
        printf("report: %s\n", text);
}

/* ---- the command ---- */

static void sets_read(const struct options *options, const char *sets[OPTIONS_GIVEN_MAX + 1])
{
    size_t count = 0;

    while ((sets[count] = options_nth(options, "set", count)))
        count++;
}

static enum err faults_read(const struct options *options, struct fault_plan *plan,
                            struct why *why)
{
    struct fault fault;
    const char  *text;

    for (size_t n = 0; (text = options_nth(options, "fault", n)); n++) {
        if (fault_parse(text, NULL, &fault, why) != ERR_OK) {
            why_prefix(why, "--fault \"%s\": ", text);
            return ERR_PARSE;
        }
        TRY(fault_plan_add(plan, &fault, why));
    }
    return ERR_OK;
}

static enum verdict run_ordered(struct run_order *order, bool is_quiet)
{
    struct screen      screen = { .order = order, .is_quiet = is_quiet };
    struct run_outcome outcome;
    struct run_stop    stop;
    enum err           err;

    order->watch = (struct run_watch){ .begin = screen_begin, .row = screen_row,
                                       .end = screen_end, .watcher = &screen };
    order->is_stopped = run_stop_is_asked;
    order->stop = &stop;
    order->stop_heard = run_stop_was_heard;
    order->stopped = &stop;
    run_stop_open(&stop);
    err = run_execute(order, &outcome, NULL);
    outcome_print(&screen, &outcome);
    run_stop_close(&stop);
    run_outcome_free(&outcome);
    return err == ERR_OK ? outcome.verdict : VERDICT_ERROR;
}

int run_command(int argc, char **argv)
{
    const char      *sets[OPTIONS_GIVEN_MAX + 1];
    char             name[64], folder[600];
    struct run_order order = { .name = name, .seed = 1, .sets = sets,
                               .priority = REAL_TIME_PRIORITY };
    struct fault_plan faults = { .count = 0 };
    struct options   options;
    struct why       why = { "" };
    enum verdict     verdict;
    int              status;

    if (!options_start(&page, argc, argv, &options, &status))
        return status;
    if (options_whole(&options, "seed", &order.seed, &why) != ERR_OK ||
        options_count(&options, "priority", 0, 99, &order.priority, &why) != ERR_OK ||
        faults_read(&options, &faults, &why) != ERR_OK) {
        fprintf(stderr, "%s\n", why.text);
        return 2;
    }
    order.path = options.words[0];
    order.faults = &faults;
    text_script_name(order.path, name, sizeof name);
    order.requirements = options_path_or_none(&options, "requirements");
    order.case_name = options_text(&options, "case", NULL);
    snprintf(folder, sizeof folder, "out/%s%s%s", name, order.case_name ? "/" : "",
             order.case_name ? order.case_name : "");
    order.folder = options_text(&options, "out", folder);
    order.bench = options_text(&options, "bench", NULL);
    if (!order.bench && options_has(&options, "priority")) {
        fprintf(stderr,
                "--priority is of a run in real time: name a bench with --bench FILE.lua\n");
        return 2;
    }
    order.is_armed = options_has(&options, "arm");
    order.tester = options_text(&options, "tester", NULL);
    order.sign_key = options_text(&options, "sign", NULL);
    sets_read(&options, sets);
    if (order.bench)                /* who reads it by way of a pipe watches a treatment too */
        (void)setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    verdict = run_ordered(&order, options_has(&options, "quiet"));
    if (verdict == VERDICT_PASS)
        return 0;
    return verdict == VERDICT_ERROR ? 2 : 1;
}
