/* A run's links: what was ordered, what went in, what happened and what was judged. */
#include "run_inside.h"
#include "hil/evidence/evidence_order.h"

static void text_member(struct bytes *body, const char *name, const char *text)
{
    bytes_text(body, body->used ? ",\"" : "{\"");
    bytes_text(body, name);
    bytes_text(body, "\":");
    bytes_json_text(body, text);
}

static void sets_member(struct bytes *body, const char *const *sets)
{
    bytes_text(body, ",\"sets\":[");
    for (size_t i = 0; sets && sets[i]; i++) {
        bytes_text(body, i ? "," : "");
        bytes_json_text(body, sets[i]);
    }
    bytes_text(body, "]");
}

static void faults_member(struct bytes *body, const struct fault_plan *faults)
{
    char text[FAULT_TEXT_MAX];

    bytes_text(body, ",\"faults\":[");
    for (size_t i = 0; faults && i < faults->count; i++) {
        fault_print(&faults->faults[i], text);
        bytes_text(body, i ? "," : "");
        bytes_json_text(body, text);
    }
    bytes_text(body, "]");
}

static void order_write(struct bytes *body, const struct run_order *order, const char *title)
{
    char seed[32];

    snprintf(seed, sizeof seed, "%llu", (unsigned long long)order->seed);
    text_member(body, "name", order->name);
    text_member(body, "scenario", order->path);
    text_member(body, "title", *title ? title : NULL);
    text_member(body, "case", order->case_name);
    text_member(body, "seed", seed);
    text_member(body, "mutant", order->mutant);
    sets_member(body, order->sets);
    faults_member(body, order->faults);
    bytes_text(body, "}");
}

/* The first link that cannot be written is told at the end: a run is not torn down for it. */
static void event_hear(void *data, const struct event *event)
{
    struct run *run = data;

    if (run->evidence_err == ERR_OK)
        run->evidence_err = evidence_event(run->evidence, event, &run->evidence_why);
}

enum err run_evidence_open(struct run *run)
{
    const struct run_order *order = run->order;
    struct bytes            body = { 0 };
    struct evidence_setup   setup = { .folder = run->folder.path, .body = &body,
                                      .tester = order->tester, .key_path = order->sign_key };
    enum err                err;

    order_write(&body, order, script_scenario(run->script)->title);
    err = evidence_begin(&run->evidence, &setup, &run->why);
    bytes_free(&body);
    TRY(err);
    TRY(evidence_input(run->evidence, "scenario", order->path, run->sha256, &run->why));
    TRY(evidence_order_requirements(run->evidence, run->requirements, order->requirements,
                                    order->path, &run->why));
    record_listen(run->record, event_hear, run);
    return ERR_OK;
}

enum err run_evidence_device(struct run *run)
{
    struct bytes body = { 0 };
    enum err     err;

    if (!run->evidence)
        return ERR_OK;
    text_member(&body, "rig", run->type->name);
    text_member(&body, "device", run->stand ? "on a bench" : "mocked");
    text_member(&body, "firmware", run->order->mutant ? run->order->mutant : "sound");
    bytes_text(&body, ",\"tick_s\":");
    bytes_json_number(&body, run->rig->tick_s);
    bytes_text(&body, "}");
    err = evidence_add(run->evidence, "device", &body, &run->why);
    bytes_free(&body);
    return err;
}

static enum err verdict_add(struct run *run, const struct outcome_requirement *requirement,
                            struct why *why)
{
    struct bytes body = { 0 };
    enum err     err;

    text_member(&body, "id", requirement->id);
    text_member(&body, "verdict", verdict_name(requirement->verdict));
    bytes_text(&body, ",\"margin\":");
    bytes_json_number(&body, requirement->margin);
    text_member(&body, "unit", requirement->unit);
    text_member(&body, "why", requirement->why);
    bytes_text(&body, "}");
    err = evidence_add(run->evidence, "verdict", &body, why);
    bytes_free(&body);
    return err;
}

static const char *how_it_ended(const struct run *run)
{
    if (run->result.is_stopped)
        return "stopped";
    if (run->err == ERR_OK)
        return "finished";
    return run->has_begun ? "ended by an error" : "failed to start";
}

/* What is still in a buffer is part of the file that is hashed. */
static enum err logs_flush(struct run *run, struct why *why)
{
    if ((run->events && fflush(run->events) != 0) || (run->wire && fflush(run->wire) != 0))
        return why_say(why, ERR_IO, "the run's logs cannot be written: is the disk full?");
    return ERR_OK;
}

static enum err links_add(struct run *run, const struct run_outcome *outcome, struct why *why)
{
    TRY(logs_flush(run, why));
    if (run->evidence_err != ERR_OK)
        return why_say(why, run->evidence_err, "%s", run->evidence_why.text);
    for (size_t i = 0; i < outcome->requirement_count; i++)
        TRY(verdict_add(run, &outcome->requirements[i], why));
    if (run->has_begun && outcome->trace_sha256[0])
        return evidence_file(run->evidence, "trace.csv", outcome->trace_sha256, why);
    return ERR_OK;
}

enum err run_evidence_close(struct run *run, const struct run_outcome *outcome, struct why *why)
{
    enum err added, ended;

    if (!run->evidence)
        return ERR_OK;
    record_listen(run->record, NULL, NULL);
    added = links_add(run, outcome, why);
    ended = evidence_end(run->evidence, outcome->verdict, how_it_ended(run),
                         outcome->error[0] ? outcome->error : NULL, why);
    run->evidence = NULL;
    return added != ERR_OK ? added : ended;
}
