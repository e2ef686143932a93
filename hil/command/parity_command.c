#include "hil/run/parity.h"

#include "base/text.h"
#include "hil/bench/bench.h"
#include "hil/options.h"
#include "hil/real_time.h"
#include "hil/rig/rig.h"
#include "hil/run/run_order.h"
#include "hil/run_stop.h"
#include "hil/time_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct option options_of_parity[] = {
    { "bench", "FILE.lua",   "a bench, or mock; once or twice (the other one is mock)" },
    { "arm",   NULL,         "let energy and drug leave the devices, within the limits" },
    { "set",   "NAME=VALUE", "another value for a parameter of the scenario; may be repeated" },
    { "case",  "NAME",       "one of the scenario's cases" },
    { "seed",  "N",          "where the random numbers start (1)" },
    { "align", NULL,         "time begins where the first expectation was decided" },
    { "slip",  "SECONDS",    "so much later or earlier is no difference (0.25)" },
    { "loose", "FACTOR",     "tolerances are so many times as wide (1)" },
    { "out",   "DIR",        "two folders of papers, a and b (out/parity/<name of the file>)" },
    { "requirements", "PATH", "a file or folder, or none (requirements/ near the scenario)" },
    { "all",   NULL,         "print the signals that agree too" },
};

static const struct command_page page = {
    .name = "parity", .words = "SCENARIO.lua", .words_least = 1, .words_most = 1,
    .summary = "Run a scenario on a mock and on a bench, and say where they part.",
    .options = options_of_parity, .option_count = sizeof options_of_parity
                                                 / sizeof *options_of_parity,
    .text = "Verdicts are compared one by one, with both margins; signals row by row, each within\n"
            "a tolerance by its unit of something that the other run showed within the slip.\n"
            "Two mocks must be equal.\n"
            "Exit status: 0 they agree; 1 they part; 2 not run.",
    .example = "  painrig parity scenarios/ablation/lumbar_medial_branch.lua --bench mock "
               "--bench benches/rf_generator_pty.lua --arm",
};

/* One of the two runs. */
struct side {
    const char        *bench;       /* NULL: the mock */
    char               folder[600];
    struct run_outcome outcome;
    struct trace_file *trace;
    bool               was_run;
};

struct pair {
    struct side         sides[2];
    struct parity_setup setup;
    struct parity       parity;
    const struct rig_type *type;
    bool                prints_all, is_aligned;
    size_t              verdicts_parted;
    struct run_stop     stop;
};

static const char *side_name(const struct side *side) { return side->bench ? side->bench : "mock"; }

/* ------------------------------------------------------------------ the runs */

static enum err side_run(struct pair *pair, struct side *side, struct run_order *order,
                         struct why *why)
{
    char     path[700];
    enum err err;

    printf("%s\n", side_name(side));
    fflush(stdout);
    order->bench = side->bench;
    order->folder = side->folder;
    order->is_stopped = run_stop_is_asked;
    order->stop = &pair->stop;
    order->stop_heard = run_stop_was_heard;
    order->stopped = &pair->stop;
    err = run_execute(order, &side->outcome, why);
    side->was_run = true;
    if (err != ERR_OK) {
        why_prefix(why, "on %s: ", side_name(side));
        return err;
    }
    snprintf(path, sizeof path, "%s/trace.csv", side->folder);
    TRY(rig_find(side->outcome.rig, &pair->type, why));
    TRY(trace_file_open(&side->trace, path, why));
    return trace_file_bind(side->trace, pair->type->signals, pair->type->signal_count, NULL, why);
}

/* By the first expectation that both decided. */
static double later_s(const struct pair *pair)
{
    const struct run_outcome *a = &pair->sides[0].outcome, *b = &pair->sides[1].outcome;

    return a->judgement_count && b->judgement_count ? b->judgements[0].t_s - a->judgements[0].t_s
                                                    : 0;
}

static enum err pair_run(struct pair *pair, struct run_order *order, bool is_armed,
                         struct why *why)
{
    struct trace_file *traces[2];

    for (size_t i = 0; i < 2; i++) {
        order->is_armed = is_armed && pair->sides[i].bench != NULL;
        TRY(side_run(pair, &pair->sides[i], order, why));
        traces[i] = pair->sides[i].trace;
    }
    pair->setup.is_exact = !pair->sides[0].bench && !pair->sides[1].bench;
    pair->setup.later_s = pair->is_aligned ? later_s(pair) : 0;
    if (pair->is_aligned && pair->sides[0].outcome.judgement_count)
        pair->setup.from_s = pair->sides[0].outcome.judgements[0].t_s + pair->setup.slip_s;
    return parity_compare(&pair->parity, traces, pair->type->signals, pair->type->signal_count,
                          &pair->setup, why);
}

/* ------------------------------------------------------------------ verdicts */

static void judgements_print(struct pair *pair)
{
    const struct run_outcome *a = &pair->sides[0].outcome, *b = &pair->sides[1].outcome;
    size_t                    most = a->judgement_count > b->judgement_count ? a->judgement_count
                                                                            : b->judgement_count;

    for (size_t i = 0; i < most; i++) {
        const struct judgement *one = i < a->judgement_count ? &a->judgements[i] : NULL;
        const struct judgement *two = i < b->judgement_count ? &b->judgements[i] : NULL;
        bool is_same = one && two && one->verdict == two->verdict;

        pair->verdicts_parted += !is_same;
        if (is_same && !pair->prints_all)
            continue;
        printf("  %-12s  %-12s  %s\n", one ? verdict_name(one->verdict) : "-",
               two ? verdict_name(two->verdict) : "-", one ? one->what : two->what);
        if (!is_same && one)
            printf("  %28s%s: %s\n", "", side_name(&pair->sides[0]), one->why);
        if (!is_same && two)
            printf("  %28s%s: %s\n", "", side_name(&pair->sides[1]), two->why);
    }
}

static const struct outcome_requirement *requirement_of(const struct run_outcome *outcome,
                                                        const char *id)
{
    for (size_t i = 0; i < outcome->requirement_count; i++)
        if (strcmp(outcome->requirements[i].id, id) == 0)
            return &outcome->requirements[i];
    return NULL;
}

static void margin_print(const struct outcome_requirement *requirement)
{
    char text[40] = "-";

    if (isfinite(requirement->margin))
        snprintf(text, sizeof text, "%.4g %s", requirement->margin,
                 unit_printed(requirement->unit));
    printf("  %12s", text);
}

/* Those that were put to the test on either side. */
static void requirements_print(struct pair *pair)
{
    const struct run_outcome *a = &pair->sides[0].outcome, *b = &pair->sides[1].outcome;

    for (size_t i = 0; i < a->requirement_count; i++) {
        const struct outcome_requirement *one = &a->requirements[i];
        const struct outcome_requirement *two = requirement_of(b, one->id);
        bool is_same;

        if (!two || (one->verdict == VERDICT_VACUOUS && two->verdict == VERDICT_VACUOUS))
            continue;
        is_same = one->verdict == two->verdict;
        pair->verdicts_parted += !is_same;
        printf("  %-12s  %-12s  %-12s", verdict_name(one->verdict), verdict_name(two->verdict),
               one->id);
        margin_print(one);
        margin_print(two);
        printf("\n");
        if (!is_same)
            printf("  %28s%s: %s\n  %28s%s: %s\n", "", side_name(&pair->sides[0]), one->why, "",
                   side_name(&pair->sides[1]), two->why);
    }
}

static void verdicts_print(struct pair *pair)
{
    const struct run_outcome *a = &pair->sides[0].outcome, *b = &pair->sides[1].outcome;

    printf("\nverdicts: %s | %s\n", side_name(&pair->sides[0]), side_name(&pair->sides[1]));
    printf("  %-12s  %-12s  the run\n", verdict_name(a->verdict), verdict_name(b->verdict));
    pair->verdicts_parted += a->verdict != b->verdict;
    judgements_print(pair);
    requirements_print(pair);
}

/* ------------------------------------------------------------------ signals */

static void value_print(const struct parity_signal *signal, double value, char out[64])
{
    if (isnan(value))
        snprintf(out, 64, "unknown");
    else if (signal->signal->labels)
        snprintf(out, 64, "%s", signal->signal->labels[(size_t)value]);
    else
        snprintf(out, 64, "%.*f %s", signal->signal->decimals, value,
                 unit_printed(signal->signal->unit));
}

static void signal_print(const struct parity_signal *signal)
{
    char one[64], two[64], at[TIME_TEXT_SIZE];

    value_print(signal, signal->value[0], one);
    value_print(signal, signal->value[1], two);
    time_text(signal->first_t_s, at);
    printf("  %-28s part at %s: %s | %s", signal->signal->name, at, one, two);
    if (signal->tolerance > 0)
        printf(" (within %.3g is no difference)", signal->tolerance);
    time_text(signal->most_t_s, at);
    if (isfinite(signal->most) && !signal->signal->labels)
        printf(", most %.4g at %s", signal->most, at);
    printf(", in %zu of %zu rows\n", signal->parted, signal->compared);
}

/* "bench.late_us, load.ohm": known to this side alone. */
static void alone_print(const struct pair *pair, size_t side)
{
    const char *between = "";
    bool        is_any = false;

    for (size_t n = 0; n < pair->parity.count; n++) {
        const struct parity_signal *signal = &pair->parity.signals[n];

        if (!signal->is_known[side] || signal->is_known[1 - side])
            continue;
        if (!is_any)
            printf("  only %s knows ", side_name(&pair->sides[side]));
        printf("%s%s", between, signal->signal->name);
        between = ", ";
        is_any = true;
    }
    printf("%s", is_any ? "\n" : "");
}

static void signals_print(const struct pair *pair)
{
    const struct parity *parity = &pair->parity;
    bool is_equal = pair->setup.is_exact
                 && strcmp(pair->sides[0].outcome.trace_sha256,
                           pair->sides[1].outcome.trace_sha256) == 0;

    printf("\nsignals: %s | %s\n", side_name(&pair->sides[0]), side_name(&pair->sides[1]));
    if (pair->setup.later_s != 0)
        printf("  aligned: the second began %.2f s %s\n", fabs(pair->setup.later_s),
               pair->setup.later_s > 0 ? "later" : "earlier");
    if (is_equal) {
        printf("  the traces are the same to the byte\n");
        return;
    }
    for (size_t n = 0; n < parity->count; n++) {
        const struct parity_signal *signal = &parity->signals[n];

        if (signal->parted > 0)
            signal_print(signal);
        else if (pair->prints_all && signal->compared > 0)
            printf("  %-28s agree, most %.4g apart\n", signal->signal->name, signal->most);
    }
    alone_print(pair, 0);
    alone_print(pair, 1);
    if (fabs(parity->end_s[0] - parity->end_s[1]) > pair->setup.slip_s)
        printf("  one run was %.2f s long, the other %.2f s\n", parity->end_s[0],
               parity->end_s[1]);
}

/* ------------------------------------------------------------------ the command */

static int pair_print(struct pair *pair)
{
    bool agree;

    verdicts_print(pair);
    signals_print(pair);
    agree = pair->verdicts_parted == 0 && pair->parity.parted == 0;
    if (agree)
        printf("\nthey agree\n");
    else
        printf("\nthey part: %zu verdict%s, %zu signal%s\n", pair->verdicts_parted,
               text_plural(pair->verdicts_parted), pair->parity.parted,
               text_plural(pair->parity.parted));
    return agree ? 0 : 1;
}

static void pair_free(struct pair *pair)
{
    for (size_t i = 0; i < 2; i++) {
        trace_file_close(pair->sides[i].trace);
        if (pair->sides[i].was_run)
            run_outcome_free(&pair->sides[i].outcome);
    }
    parity_free(&pair->parity);
}

static const char *bench_or_mock(const char *given)
{
    return !given || strcmp(given, "mock") == 0 ? NULL : given;
}

static enum err pair_read(struct pair *pair, const struct options *options,
                          struct run_order *order, struct why *why)
{
    const char *one = options_nth(options, "bench", 0), *two = options_nth(options, "bench", 1);
    const char *folder = options_text(options, "out", NULL);

    if (!one || options_nth(options, "bench", 2))
        return why_say(why, ERR_RANGE, "painrig parity: give --bench once or twice: a bench file, "
                       "or mock");
    TRY(options_whole(options, "seed", &order->seed, why));
    TRY(options_number(options, "slip", 0, 60, &pair->setup.slip_s, why));
    TRY(options_number(options, "loose", 0, 1000, &pair->setup.loose, why));
    pair->prints_all = options_has(options, "all");
    pair->is_aligned = options_has(options, "align");
    pair->sides[0].bench = two ? bench_or_mock(one) : NULL;
    pair->sides[1].bench = bench_or_mock(two ? two : one);
    for (size_t i = 0; i < 2; i++)
        snprintf(pair->sides[i].folder, sizeof pair->sides[i].folder, "%s%s/%c",
                 folder ? folder : "out/parity/", folder ? "" : order->name, "ab"[i]);
    return ERR_OK;
}

/* Before anything runs. */
static enum err benches_look(const struct pair *pair, struct why *why)
{
    struct bench bench;

    for (size_t i = 0; i < 2; i++) {
        if (!pair->sides[i].bench)
            continue;
        TRY(bench_load(&bench, pair->sides[i].bench, why));
        bench_free(&bench);
    }
    return ERR_OK;
}

static int pair_play(struct pair *pair, const struct options *options, struct run_order *order)
{
    struct why why = { "" };
    enum err   err = pair_read(pair, options, order, &why);
    int        status = 2;

    if (err == ERR_OK)
        err = benches_look(pair, &why);
    if (err == ERR_OK) {
        run_stop_open(&pair->stop);
        err = pair_run(pair, order, options_has(options, "arm"), &why);
        run_stop_close(&pair->stop);
    }
    if (err == ERR_OK)
        status = pair_print(pair);
    else
        fprintf(stderr, "%s\n", why_text(&why, err));
    pair_free(pair);
    return status;
}

int parity_command(int argc, char **argv)
{
    const char      *sets[OPTIONS_GIVEN_MAX + 1];
    char             name[64];
    struct pair      pair = { .setup = { .slip_s = 0.25, .loose = 1 } };
    struct run_order order = { .name = name, .seed = 1, .sets = sets,
                               .papers = RUN_PAPERS_EVIDENCE, .priority = REAL_TIME_PRIORITY };
    struct options   options;
    size_t           count = 0;
    int              status;

    if (!options_start(&page, argc, argv, &options, &status))
        return status;
    while ((sets[count] = options_nth(&options, "set", count)))
        count++;
    order.path = options.words[0];
    order.case_name = options_text(&options, "case", NULL);
    order.requirements = options_path_or_none(&options, "requirements");
    text_script_name(order.path, name, sizeof name);
    return pair_play(&pair, &options, &order);
}
