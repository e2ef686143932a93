#include "live_suite.h"

#include "base/count.h"
#include "hil/live/live_follow.h"
#include "hil/live/live_runs.h"
#include "hil/live/live_runs_answers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define TIME_MOST_S 1e12                /* longer than any limit_s */

struct room {
    char                runs[600], scenarios[600];
    struct live_follow *follow;
};

/* ---- what may be asked ---- */

#define LABEL(name, text) text,
static const char *const kinds[] = { "any", RUNS_KIND_LIST(LABEL) NULL };
#undef LABEL
static const char *const verdicts[] = { "any", "pass", "fail", "vacuous", "inconclusive", "error",
                                        "none", NULL };
static const char *const answers[] = { "no", "yes", NULL };

#define RUN_FIELD                                                                                 \
    { .name = "run", .unit = "-", .kind = LIVE_TEXT,                                              \
      .sentence = "name of the run: its folder below the folder of runs" }

static const struct live_field list_fields[] = {
    { .name = "text", .unit = "-", .kind = LIVE_TEXT, .rest = "",
      .sentence = "stands in the name, title, rig or scenario" },
    { .name = "kind", .unit = "-", .kind = LIVE_CHOICE, .rest = "any", .choices = kinds,
      .sentence = "what it is" },
    { .name = "verdict", .unit = "-", .kind = LIVE_CHOICE, .rest = "any", .choices = verdicts,
      .sentence = "how it was judged; none: it goes on, was killed, or is a comparison" },
    { .name = "inside", .unit = "-", .kind = LIVE_CHOICE, .rest = "no", .choices = answers,
      .sentence = "the runs of a suite are entries of their own" },
    { .name = "from", .unit = "-", .kind = LIVE_NUMBER, .least = 0, .most = RUNS_COUNT_MAX,
      .step = 1, .rest = "0", .sentence = "so many of those that match are passed over" },
    { .name = "count", .unit = "-", .kind = LIVE_NUMBER, .least = 1, .most = 2000, .step = 1,
      .rest = "200", .sentence = "at most so many are told" },
};
static const struct live_field run_fields[] = { RUN_FIELD };
static const struct live_field file_fields[] = {
    RUN_FIELD,
    { .name = "file", .unit = "-", .kind = LIVE_TEXT,
      .sentence = "one of the run's papers, as GET /data/runs/run lists them" },
};
static const struct live_field trace_fields[] = {
    RUN_FIELD,
    { .name = "signals", .unit = "-", .kind = LIVE_TEXT,
      .sentence = "names of signals, parted by commas, eight at most" },
    { .name = "from", .unit = "s", .kind = LIVE_NUMBER, .least = 0, .most = TIME_MOST_S, .step = 1,
      .rest = "0", .sentence = "beginning of the stretch; of the trace, when it is not given" },
    { .name = "to", .unit = "s", .kind = LIVE_NUMBER, .least = 0, .most = TIME_MOST_S, .step = 1,
      .rest = "0", .sentence = "its end; of the trace, when it is not given" },
    { .name = "at", .unit = "s", .kind = LIVE_NUMBER, .least = 0, .most = TIME_MOST_S, .step = 1,
      .rest = "0", .sentence = "a moment whose row is told besides" },
    { .name = "points", .unit = "-", .kind = LIVE_NUMBER, .least = 4, .most = RUNS_POINTS_MAX,
      .step = 1, .rest = "1000",
      .sentence = "more rows than that become the least and the most of each stretch" },
};

/* ---- answers ---- */

static enum err list_answer(void *of_room, const struct live_request *request,
                            struct live_answer *answer, struct why *why)
{
    const struct room       *room = of_room;
    const struct runs_filter filter = {
        .text = live_text(request, "text"),
        .kind = kinds[live_choice(request, "kind")],
        .verdict = verdicts[live_choice(request, "verdict")],
        .goes_in = live_choice(request, "inside") == 1,
        .from = (size_t)live_number(request, "from"),
        .count = (size_t)live_number(request, "count"),
    };

    return runs_list_json(room->runs, &filter, &answer->body, why);
}

static enum err run_answer(void *of_room, const struct live_request *request,
                           struct live_answer *answer, struct why *why)
{
    const struct room *room = of_room;

    return runs_run_json(room->runs, live_text(request, "run"), &answer->body, why);
}

static double moment_of(const struct live_request *request, const char *field)
{
    return live_is_given(request, field) ? live_number(request, field) : NAN;
}

static enum err trace_answer(void *of_room, const struct live_request *request,
                             struct live_answer *answer, struct why *why)
{
    const struct room            *room = of_room;
    const struct runs_trace_order order = {
        .name = live_text(request, "run"), .signals = live_text(request, "signals"),
        .from_s = moment_of(request, "from"), .to_s = moment_of(request, "to"),
        .at_s = moment_of(request, "at"), .points = (size_t)live_number(request, "points"),
    };

    return runs_trace_json(room->runs, &order, &answer->body, why);
}

static enum err suite_answer(void *of_room, const struct live_request *request,
                             struct live_answer *answer, struct why *why)
{
    const struct room *room = of_room;

    return runs_suite_json(room->runs, live_text(request, "run"), room->scenarios, &answer->body,
                           why);
}

static enum err verify_answer(void *of_room, const struct live_request *request,
                              struct live_answer *answer, struct why *why)
{
    const struct room *room = of_room;

    return runs_verify_json(room->runs, live_text(request, "run"), &answer->body, why);
}

static enum err file_answer(void *of_room, const struct live_request *request,
                            struct live_answer *answer, struct why *why)
{
    const struct room *room = of_room;
    const char        *file = live_text(request, "file");
    struct runs_paper  paper = { .type = NULL };

    TRY(runs_file_get(room->runs, live_text(request, "run"), file, &answer->body, &paper, why));
    answer->type = paper.type;
    answer->policy = paper.policy;
    if (paper.is_saved)
        snprintf(answer->file, sizeof answer->file, "%s", file);
    return ERR_OK;
}

static enum err run_watch(void *of_room, const struct live_request *request,
                          struct live_channel **channel, struct why *why)
{
    struct room *room = of_room;

    return live_follow_watch(room->follow, live_text(request, "run"), channel, why);
}

#define ROUTE(at, table) .path = "/data/runs" at, .right = LIVE_LOOK, .fields = table,            \
                         .field_count = COUNT(table)

static const struct live_route routes[] = {
    { ROUTE("", list_fields), .is_work = true, .answer = list_answer,
      .sentence = "What runs, suites and campaigns have left, the newest first.",
      .returns = "folder; runs: name, kind, state (ended, running, killed), title, verdict, rig, "
                 "when and by what it was run, its record of evidence, and what is wrong with it; "
                 "matching, all: how many there are" },
    { ROUTE("/run", run_fields), .is_work = true, .answer = run_answer,
      .sentence = "One run: what was ordered, expected, required, judged, and what happened.",
      .returns = "run as in the list; parameters, faults, judgements, requirements with priority, "
                 "source, verdict and margin; events; signals of its trace; papers it has" },
    { ROUTE("/trace", trace_fields), .is_work = true, .answer = trace_answer,
      .sentence = "Curves of a run, also of one that goes on, as far as it is written.",
      .returns = "t_s; signals: name, unit, decimals, labels of a state, values (null: unknown); "
                 "is_every_row, or two points for each stretch; at: the row of that moment" },
    { ROUTE("/suite", run_fields), .is_work = true, .answer = suite_answer,
      .sentence = "A suite: its cases, and what they say of every requirement.",
      .returns = "counts of verdicts; cases with what each put to the test; traceability: "
                 "requirements with the cases that cover them, verdict and least margin; gaps" },
    { ROUTE("/verify", run_fields), .is_work = true, .answer = verify_answer,
      .sentence = "Whether what a run or a suite has left is unchanged, as painrig verify says.",
      .returns = "is_whole, is_signed, links, files, runs; faults: sentences" },
    { ROUTE("/file", file_fields), .is_work = true, .answer = file_answer,
      .sentence = "A paper of a run as it is: its report, a picture, a log.",
      .returns = "the file; pages and drawings without access to this server's data" },
    { ROUTE("/watch", run_fields), .watch = run_watch,
      .sentence = "A run while it goes on, read from what it writes: a bench's too.",
      .returns = "events greeting, row, event, end, as a stage of the device room has them" },
};

static enum err room_open(void **opened, const struct live_setup *setup, struct why *why)
{
    struct room *room = calloc(1, sizeof *room);
    enum err     err;

    if (!room)
        return why_say(why, ERR_MEMORY, "no memory for the suite room");
    snprintf(room->runs, sizeof room->runs, "%s", setup->runs);
    snprintf(room->scenarios, sizeof room->scenarios, "%s", setup->scenarios);
    err = live_follow_create(&room->follow, room->runs, why);
    if (err != ERR_OK) {
        free(room);
        return err;
    }
    *opened = room;
    return ERR_OK;
}

static void room_close(void *closing)
{
    struct room *room = closing;

    if (!room)
        return;
    live_follow_destroy(room->follow);
    free(room);
}

const struct live_room live_suite = {
    .name = "suite", .sentence = "Runs and suites that are over, and runs that go on.",
    .routes = routes, .route_count = COUNT(routes),
    .open = room_open, .close = room_close,
};
