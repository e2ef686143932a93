#include "suite_mutants.h"
#include "base/text.h"
#include "suite_pool.h"
#include "suite_progress.h"
#include "suite_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 1000

enum promise { PROMISE_COVERS, PROMISE_FIRED, PROMISE_REST };

struct chase;

/* One case against one mutant. */
struct attempt { struct chase *chase; size_t index; enum promise promise; long ticks; };

/* All cases against one mutant, in the order of what they promise. */
struct chase {
    struct mutant_score *score;
    struct attempt      *attempts;
    size_t               count, given, running;
    size_t               killer;        /* the first place that has killed; count: none yet */
};

struct hunt {
    const struct mutants_setup *setup;
    struct mutant_scores       *scores;
    struct chase               *chases;
    struct suite_progress       progress;
    struct why                  why;    /* of the book */
    enum err                    err;
};

/* ---- which mutants ---- */

static const struct rig_type *type_of(const char *rig)
{
    for (size_t i = 0; rig_types[i]; i++)
        if (strcmp(rig_types[i]->name, rig) == 0)
            return rig_types[i];
    return NULL;
}

bool mutants_have_case(const struct rig_type *only, const struct suite_case *this)
{
    const struct rig_type *type = type_of(this->rig);

    return this->refusal[0] || (type && type->mutant_count > 0 && (!only || only == type));
}

static bool has_cases(const struct suite *suite, const struct rig_type *type)
{
    for (size_t i = 0; i < suite->case_count; i++)
        if (strcmp(suite->cases[i].rig, type->name) == 0)
            return true;
    return false;
}

static bool is_asked_for(const struct mutants_setup *setup, const struct mutant *mutant)
{
    return !setup->filter || strstr(mutant->name, setup->filter) ||
           strcmp(mutant->attacks, setup->filter) == 0;
}

/* Each mutant of the rigs that have cases. */
static void mutants_each(const struct mutants_setup *setup,
                         void (*see)(void *, const struct rig_type *, const struct mutant *),
                         void *seer)
{
    for (size_t i = 0; rig_types[i]; i++) {
        const struct rig_type *type = rig_types[i];

        if ((setup->type && setup->type != type) || !has_cases(setup->suite, type))
            continue;
        for (size_t n = 0; n < type->mutant_count; n++)
            see(seer, type, &type->mutants[n]);
    }
}

struct choosing {
    const struct mutants_setup *setup;
    struct mutant_score        *of;         /* NULL: only count */
    size_t                      seen, count;
    const char                 *names[NAMES_MAX];
    size_t                      name_count;
};

static void mutant_see(void *data, const struct rig_type *type, const struct mutant *mutant)
{
    struct choosing            *choosing = data;
    const struct mutants_setup *setup = choosing->setup;

    if (choosing->name_count < NAMES_MAX)
        choosing->names[choosing->name_count++] = mutant->name;
    if (!is_asked_for(setup, mutant) ||
        choosing->seen++ % (size_t)setup->shards != (size_t)setup->shard - 1)
        return;
    if (choosing->of)
        choosing->of[choosing->count] = (struct mutant_score){ .type = type, .mutant = mutant };
    choosing->count++;
}

static enum err none_refuse(const struct choosing *choosing, struct why *why)
{
    const char *filter = choosing->setup->filter, *nearest;

    if (choosing->name_count == 0)
        return why_say(why, ERR_UNKNOWN, "no scenario here is of a rig that has mutants");
    if (!filter || choosing->seen > 0)
        return ERR_OK;                          /* an empty shard */
    nearest = text_nearest(filter, choosing->names, choosing->name_count);
    if (nearest)
        return why_say(why, ERR_UNKNOWN, "--filter %s: no mutant has this in its name, or attacks "
                                         "it: did you mean %s?", filter, nearest);
    return why_say(why, ERR_UNKNOWN, "--filter %s: no mutant has this in its name, or attacks it",
                   filter);
}

enum err mutants_choose(struct mutant_scores *scores, const struct mutants_setup *setup,
                        struct why *why)
{
    struct choosing *choosing = calloc(1, sizeof *choosing);
    enum err         err;

    memset(scores, 0, sizeof *scores);
    if (!choosing)
        return why_say(why, ERR_MEMORY, "no memory for the mutants");
    choosing->setup = setup;
    mutants_each(setup, mutant_see, choosing);
    err = choosing->count == 0 ? none_refuse(choosing, why) : ERR_OK;
    if (err == ERR_OK) {
        scores->of = calloc(choosing->count + 1, sizeof *scores->of);
        *choosing = (struct choosing){ .setup = setup, .of = scores->of };
        if (!scores->of)
            err = why_say(why, ERR_MEMORY, "no memory for the mutants");
        else
            mutants_each(setup, mutant_see, choosing);
        scores->count = choosing->count;
    }
    free(choosing);
    return err;
}

void mutants_free(struct mutant_scores *scores)
{
    free(scores->of);
    memset(scores, 0, sizeof *scores);
}

/* ---- which cases, in which order ---- */

static enum promise promise_of(const struct suite *suite, size_t index, const char *id)
{
    const struct run_outcome *sound = &suite->outcomes[index];

    if (suite_case_covers(&suite->cases[index], id))
        return PROMISE_COVERS;
    for (size_t i = 0; i < sound->requirement_count; i++)
        if (strcmp(sound->requirements[i].id, id) == 0 && sound->requirements[i].fired > 0)
            return PROMISE_FIRED;
    return PROMISE_REST;
}

/* By ticks, not by the clock: the same order on every machine. */
static int attempt_order(const void *a, const void *b)
{
    const struct attempt *left = a, *right = b;

    if (left->promise != right->promise)
        return left->promise < right->promise ? -1 : 1;
    if (left->ticks != right->ticks)
        return left->ticks < right->ticks ? -1 : 1;
    return left->index < right->index ? -1 : left->index > right->index;
}

static enum err chase_make(struct hunt *hunt, struct chase *chase, struct mutant_score *score,
                           struct why *why)
{
    const struct suite *suite = hunt->setup->suite;

    chase->score = score;
    chase->attempts = calloc(suite->case_count + 1, sizeof *chase->attempts);
    if (!chase->attempts)
        return why_say(why, ERR_MEMORY, "no memory for %zu cases", suite->case_count);
    for (size_t i = 0; i < suite->case_count; i++)
        if (strcmp(suite->cases[i].rig, score->type->name) == 0)
            chase->attempts[chase->count++] = (struct attempt){
                .chase = chase, .index = i, .ticks = suite->outcomes[i].ticks,
                .promise = promise_of(suite, i, score->mutant->attacks) };
    qsort(chase->attempts, chase->count, sizeof *chase->attempts, attempt_order);
    chase->killer = chase->count;
    return ERR_OK;
}

/* ---- what an attempt says ---- */

/* A gap that is met fails its promise as well. */
static bool requirement_fails(const struct outcome_requirement *this)
{
    return (this->verdict == VERDICT_FAIL) != this->is_gap;
}

/* The requirement that was not met: the attacked one before others; NULL: none. */
static const struct outcome_requirement *requirement_unmet(const struct run_outcome *outcome,
                                                           const char *attacked)
{
    const struct outcome_requirement *first = NULL, *this;

    for (size_t i = 0; i < outcome->requirement_count; i++) {
        bool fails = requirement_fails(&outcome->requirements[i]);

        this = &outcome->requirements[i];
        if (!fails && !(this->is_covered && this->verdict != VERDICT_PASS && !this->is_gap))
            continue;
        if (strcmp(this->id, attacked) == 0)
            return this;
        if (!first || (fails && first->verdict != VERDICT_FAIL))
            first = this;
    }
    return first;
}

/* The expectation that was not met: one that failed before those that the end of the run cut short,
 * which say nothing where `requirement` has failed and so ended it; NULL: none. */
static const struct judgement *expectation_unmet(const struct run_outcome *outcome,
                                                 const struct outcome_requirement *requirement)
{
    const struct judgement *first = NULL;

    for (size_t i = 0; i < outcome->judgement_count; i++) {
        const struct judgement *this = &outcome->judgements[i];

        if (this->verdict == VERDICT_FAIL)
            return this;
        if (!first && this->verdict != VERDICT_PASS)
            first = this;
    }
    return requirement && requirement_fails(requirement) ? NULL : first;
}

static void kill_note(struct mutant_score *score, const struct attempt *attempt,
                      const struct suite *suite, const struct run_outcome *outcome)
{
    const char *attacked = score->mutant->attacks;
    const struct outcome_requirement *requirement = requirement_unmet(outcome, attacked);
    const struct judgement           *judgement = expectation_unmet(outcome, requirement);
    bool is_attacked = requirement && strcmp(requirement->id, attacked) == 0;

    score->is_killed = true;
    score->killer = attempt->index;
    score->verdict = outcome->verdict;
    score->is_right = is_attacked || (judgement &&
                                      suite_case_covers(&suite->cases[attempt->index], attacked));
    score->by[0] = score->why[0] = '\0';
    if (outcome->verdict == VERDICT_ERROR) {
        score->is_right = false;
        snprintf(score->by, sizeof score->by, "an error");
        snprintf(score->why, sizeof score->why, "%.*s", (int)strcspn(outcome->error, "\n"),
                 outcome->error);
    } else if (requirement && (is_attacked || !judgement)) {
        snprintf(score->by, sizeof score->by, "%s", requirement->id);
        snprintf(score->why, sizeof score->why, "%s", requirement->why);
    } else if (judgement) {
        snprintf(score->by, sizeof score->by, "%s", judgement->what);
        snprintf(score->why, sizeof score->why, "%s", judgement->why);
    }
}

static bool is_settled(const struct chase *chase)
{
    return chase->running == 0 && (chase->killer < chase->count || chase->given == chase->count);
}

static void score_settle(struct hunt *hunt, struct chase *chase)
{
    struct mutant_score *score = chase->score;
    char                 name[200];
    struct suite_step    step = { .name = name, .word = score->is_killed ? "killed" : "SURVIVED",
                                  .is_unmet = !score->is_killed, .wall_s = score->wall_s,
                                  .expected_s = NAN };

    if (score->is_done || !is_settled(chase))
        return;
    score->is_done = true;
    score->runs = score->is_killed ? chase->killer + 1 : chase->count;
    snprintf(name, sizeof name, "%s/%.60s%s%.100s", score->type->name, score->mutant->name,
             score->is_killed ? " by " : "",
             score->is_killed ? hunt->setup->suite->cases[score->killer].name : "");
    suite_progress_done(&hunt->progress, &step);
}

static void attempt_weigh(struct hunt *hunt, const struct attempt *attempt,
                          const struct run_outcome *outcome)
{
    struct chase *chase = attempt->chase;
    size_t        place = (size_t)(attempt - chase->attempts);

    chase->score->wall_s += outcome->wall_s;
    if (outcome->verdict == VERDICT_PASS || place >= chase->killer)
        return;
    chase->killer = place;
    kill_note(chase->score, attempt, hunt->setup->suite, outcome);
}

/* ---- the pool's questions ---- */

/* Does the book say already what the next of this chase would? */
static bool earlier_take(struct hunt *hunt, struct chase *chase)
{
    const struct mutants_setup *setup = hunt->setup;
    struct attempt             *attempt = &chase->attempts[chase->given];
    const struct run_outcome   *earlier;

    if (!setup->resumes)
        return false;
    earlier = suite_book_find(setup->book, setup->suite->cases[attempt->index].name,
                              chase->score->mutant->name);
    if (!earlier || !suite_case_is_done_by(setup->suite, attempt->index, setup->rules, earlier))
        return false;
    chase->given++;
    attempt_weigh(hunt, attempt, earlier);
    score_settle(hunt, chase);
    return true;
}

static bool has_next(const struct chase *chase)
{
    return chase->killer == chase->count && chase->given < chase->count;
}

/* The one that the fewest are after; NULL: none is left, or all are settled. */
static struct chase *chase_next(struct hunt *hunt)
{
    struct chase *best = NULL;

    for (size_t i = 0; i < hunt->scores->count; i++) {
        struct chase *chase = &hunt->chases[i];

        while (has_next(chase) && earlier_take(hunt, chase))
            ;
        if (has_next(chase) && (!best || chase->running < best->running))
            best = chase;
        if (best && best->running == 0)
            break;
    }
    return best;
}

static bool attempt_next(void *giver, struct run_order *order, void **token)
{
    struct hunt                *hunt = giver;
    const struct mutants_setup *setup = hunt->setup;
    struct chase               *chase = chase_next(hunt);
    const struct suite_case    *this;
    struct attempt             *attempt;

    if (!chase || hunt->err != ERR_OK)
        return false;
    attempt = &chase->attempts[chase->given++];
    chase->running++;
    this = &setup->suite->cases[attempt->index];
    *order = (struct run_order){
        .path = this->path, .name = this->name, .seed = this->seed, .papers = RUN_PAPERS_NONE,
        .case_name = this->case_name[0] ? this->case_name : NULL, .ends_at_fail = true,
        .requirements = suite_rules_path(setup->rules, attempt->index),
        .loaded = suite_rules_set(setup->rules, attempt->index),
        .mutant = chase->score->mutant->name, .is_stopped = setup->is_stopped, .stop = setup->stop,
    };
    *token = attempt;
    return true;
}

static void attempt_done(void *giver, void *token, struct run_outcome *outcome)
{
    struct hunt    *hunt = giver;
    struct attempt *attempt = token;

    attempt->chase->running--;
    if (hunt->err == ERR_OK)
        hunt->err = suite_book_add(hunt->setup->book, outcome, &hunt->why);
    attempt_weigh(hunt, attempt, outcome);
    score_settle(hunt, attempt->chase);
    run_outcome_free(outcome);
}

static void look(void *giver, int running)
{
    (void)running;
    suite_progress_look(&((struct hunt *)giver)->progress);
}

static bool is_stopped(const void *giver)
{
    const struct hunt *hunt = giver;

    return hunt->err != ERR_OK ||
           (hunt->setup->is_stopped && hunt->setup->is_stopped(hunt->setup->stop));
}

/* ---- the whole ---- */

static enum err chases_run(struct hunt *hunt, struct why *why)
{
    const struct mutants_setup *setup = hunt->setup;
    struct suite_pool           pool = {
        .jobs = setup->jobs, .wall_s = setup->limit_s, .cpu_s = setup->limit_s,
        .memory_bytes = SUITE_RUN_MEMORY, .next = attempt_next, .done = attempt_done, .idle = look,
        .is_stopped = is_stopped, .stop = hunt, .giver = hunt,
    };

    for (size_t i = 0; i < hunt->scores->count; i++) {
        TRY(chase_make(hunt, &hunt->chases[i], &hunt->scores->of[i], why));
        suite_progress_expect(&hunt->progress, NAN);
    }
    TRY(suite_pool_run(&pool, why));
    return hunt->err == ERR_OK ? ERR_OK : why_say(why, hunt->err, "%s", hunt->why.text);
}

enum err mutants_run(struct mutant_scores *scores, const struct mutants_setup *setup,
                     struct why *why)
{
    struct hunt hunt = { .setup = setup, .scores = scores };
    enum err    err;

    hunt.chases = calloc(scores->count + 1, sizeof *hunt.chases);
    if (!hunt.chases)
        return why_say(why, ERR_MEMORY, "no memory for %zu mutants", scores->count);
    hunt.progress = suite_progress_open(setup->progress, scores->count, setup->jobs);
    err = chases_run(&hunt, why);
    suite_progress_close(&hunt.progress);
    for (size_t i = 0; i < scores->count; i++)
        free(hunt.chases[i].attempts);
    free(hunt.chases);
    return err;
}
