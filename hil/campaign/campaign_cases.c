#include "campaign_cases.h"
#include "base/text.h"
#include "hil/options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DECADES 3.0         /* of sizes below an extreme */

#define PATTERN_NAME(name, text) [CAMPAIGN_PATTERN_##name] = text,
const char *const campaign_pattern_names[CAMPAIGN_PATTERNS] = {
    CAMPAIGN_PATTERN_LIST(PATTERN_NAME)
};

/* ---- the course of states ---- */

void campaign_course_open(struct campaign_course *course, const struct rig *rig)
{
    *course = (struct campaign_course){ .signal = rig_state_signal(rig->type),
                                        .tick_s = rig->tick_s, .state = -1 };
}

/* A stay is the times at which the device was seen in a state: from its first row to its last. */
void campaign_course_row(struct campaign_course *course, double t_s, const double *row)
{
    double                value = course->signal == SIGNAL_NONE ? NAN : row[course->signal];
    int                   state = value >= 0 && value < FAULT_STATE_UNKNOWN ? (int)value
                                                                            : FAULT_STATE_UNKNOWN;
    struct campaign_stay *longest = &course->longest[state];

    if (state != course->state)
        course->since_s = t_s;
    course->state = state;
    course->now_s = t_s;
    if (longest->to_s == 0 || t_s - course->since_s > longest->to_s - longest->from_s)
        *longest = (struct campaign_stay){ course->since_s, t_s };
}

/* ---- sizes ---- */

static size_t label_sizes(const struct knob *knob, double out[CAMPAIGN_SIZES_MAX])
{
    size_t count = 0;

    for (size_t i = 0; knob->labels[i] && count < CAMPAIGN_SIZES_MAX; i++)
        if ((double)i != knob->rest && (double)i >= knob->least && (double)i <= knob->most)
            out[count++] = (double)i;
    return count;
}

/* To three digits, towards rest. */
static double round_to(double value)
{
    double unit = pow(10, floor(log10(fabs(value)) + 1e-9) - 2);

    return trunc(value / unit * (1 + 1e-12)) * unit;
}

static double size_of(const struct knob *knob, double extreme, int step, int sizes)
{
    double decades = sizes <= DECADES + 1 ? step : DECADES * step / (sizes - 1);
    char   digits[40];

    if (step == 0)
        return extreme;
    snprintf(digits, sizeof digits, "%.12g",
             knob->rest + round_to((extreme - knob->rest) * pow(10, -decades)));
    return strtod(digits, NULL);
}

size_t campaign_sizes(const struct knob *knob, int sizes, double out[CAMPAIGN_SIZES_MAX])
{
    const double sides[] = { knob->most, knob->least };
    size_t       count = 0;

    if (knob->labels)
        return label_sizes(knob, out);
    if (strncmp(knob->sentence, "1: ", 3) == 0) {
        out[0] = 1;
        return 1;
    }
    for (int step = 0; step < sizes; step++)
        for (size_t side = 0; side < 2 && count < CAMPAIGN_SIZES_MAX; side++)
            if (sides[side] != knob->rest)
                out[count++] = size_of(knob, sides[side], step, sizes);
    return count;
}

/* ---- times ---- */

/* The tick that begins at it, or the one before. */
static double on_tick(double t_s, double tick_s)
{
    double rounded = floor(t_s / tick_s + 1e-6) * tick_s;
    char   digits[40];

    snprintf(digits, sizeof digits, "%.12g", rounded);
    return strtod(digits, NULL);
}

static int time_order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void time_add(double t_s, double out[CAMPAIGN_TIMES_MAX], size_t *count)
{
    for (size_t i = 0; i < *count; i++)
        if (out[i] == t_s)
            return;
    if (*count < CAMPAIGN_TIMES_MAX)
        out[(*count)++] = t_s;
}

size_t campaign_times(const struct campaign_choice *choice, const struct campaign_course *course,
                      double end_s, double out[CAMPAIGN_TIMES_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < choice->at_count; i++)
        time_add(choice->at_s[i], out, &count);
    for (int i = 0; i < CAMPAIGN_STATES && choice->at_count == 0; i++) {
        const struct campaign_stay *stay = &course->longest[i];

        if (stay->to_s > 0 && stay->from_s < end_s - course->tick_s / 2)
            time_add(on_tick((stay->from_s + fmin(stay->to_s, end_s - course->tick_s)) / 2,
                             course->tick_s), out, &count);
    }
    for (int i = 0; i < choice->times && choice->at_count == 0; i++)
        time_add(on_tick(end_s * (i + 0.5) / choice->times, course->tick_s), out, &count);
    qsort(out, count, sizeof *out, time_order);
    return count;
}

static enum err times_choose(struct campaign_cases *cases, const struct campaign_choice *choice,
                             const struct campaign_course *course, double end_s, struct why *why)
{
    for (size_t i = 0; i < choice->at_count; i++)
        if (!(choice->at_s[i] >= 0 && choice->at_s[i] < end_s - course->tick_s / 2))
            return why_say(why, ERR_RANGE, "--at %.10g: the run without faults is over at %.10g s: "
                           "give a time before that", choice->at_s[i], end_s);
    cases->time_count = campaign_times(choice, course, end_s, cases->times_s);
    return ERR_OK;
}

/* ---- faults ---- */

static bool is_all(const struct campaign_choice *choice)
{
    return !choice->faults || strcmp(choice->faults, "all") == 0;
}

static enum err fault_find(const struct rig_type *type, const char *name, const struct knob **knob,
                           struct why *why)
{
    const char *names[CAMPAIGN_FAULTS_MAX], *nearest;
    size_t      count = 0;

    for (size_t i = 0; i < type->knob_count && count < CAMPAIGN_FAULTS_MAX; i++) {
        if (type->knobs[i].kind != KNOB_FAULT)
            continue;
        names[count++] = type->knobs[i].name;
        if (strcmp(type->knobs[i].name, name) != 0)
            continue;
        *knob = &type->knobs[i];
        return ERR_OK;
    }
    nearest = text_nearest(name, names, count);
    if (nearest)
        return why_say(why, ERR_UNKNOWN, "--faults: the %s rig has no fault %s: did you mean %s?",
                       type->name, name, nearest);
    return why_say(why, ERR_UNKNOWN, "--faults: the %s rig has no fault %s: see painrig knobs "
                   "--rig %s", type->name, name, type->name);
}

static enum err faults_named(struct campaign_cases *cases, const struct rig_type *type,
                             const char *list, struct why *why)
{
    const struct knob *knob = NULL;
    char               name[64];

    for (size_t n = 0; options_part(list, n, name, sizeof name); n++) {
        TRY(fault_find(type, name, &knob, why));
        for (size_t i = 0; i < cases->knob_count; i++)
            if (cases->knobs[i] == knob)
                return why_say(why, ERR_RANGE, "--faults names %s twice", name);
        if (cases->knob_count >= CAMPAIGN_FAULTS_MAX)
            return why_say(why, ERR_LIMIT, "--faults: more than %d", CAMPAIGN_FAULTS_MAX);
        cases->knobs[cases->knob_count++] = knob;
    }
    return ERR_OK;
}

static enum err faults_choose(struct campaign_cases *cases, const struct rig_type *type,
                              const struct campaign_choice *choice, struct why *why)
{
    if (!is_all(choice))
        TRY(faults_named(cases, type, choice->faults, why));
    for (size_t i = 0; i < type->knob_count && is_all(choice); i++)
        if (type->knobs[i].kind == KNOB_FAULT && cases->knob_count < CAMPAIGN_FAULTS_MAX)
            cases->knobs[cases->knob_count++] = &type->knobs[i];
    if (cases->knob_count == 0)
        return why_say(why, ERR_RANGE, "the %s rig has no faults to try", type->name);
    return ERR_OK;
}

/* ---- cases ---- */

struct making {
    struct campaign_cases        *cases;
    const struct rig_type        *type;
    const struct campaign_choice *choice;
    const struct fault_plan      *own;
    double                        tick_s, end_s;
    size_t                        room;
};

static struct fault fault_make(const struct making *making, const struct knob *knob, double value,
                               double from_s, enum campaign_pattern pattern)
{
    struct fault fault = { .value = value, .from_s = from_s,
                           .to_s = from_s + making->choice->window_s };

    snprintf(fault.knob, sizeof fault.knob, "%s", knob->name);
    if (knob->labels)
        snprintf(fault.label, sizeof fault.label, "%s", knob->labels[(int)value]);
    if (pattern == CAMPAIGN_PATTERN_EVERY)
        fault.every = CAMPAIGN_EVERY_TICKS;
    if (pattern == CAMPAIGN_PATTERN_NTH)
        fault.nth = 1;
    if (pattern == CAMPAIGN_PATTERN_CHANCE)
        fault.chance = CAMPAIGN_CHANCE;
    return fault;
}

/* Whether some tick before the end has it: a plan's window may reach beyond. */
static bool is_coming(const struct making *making, const struct fault_plan *plan)
{
    struct fault_plan cut = *plan;

    for (size_t i = 0; i < cut.count; i++)
        cut.faults[i].to_s = fmin(cut.faults[i].to_s, making->end_s);
    return fault_plan_fits(&cut, making->tick_s, NULL) == ERR_OK;
}

static enum err room_make(struct making *making, struct why *why)
{
    struct campaign_cases *cases = making->cases;
    size_t                 room = making->room ? 2 * making->room : 256;
    struct campaign_case  *of;

    if (cases->count < making->room)
        return ERR_OK;
    of = realloc(cases->of, room * sizeof *of);
    if (!of)
        return why_say(why, ERR_MEMORY, "no memory for %zu cases", room);
    cases->of = of;
    making->room = room;
    return ERR_OK;
}

static enum err case_add(struct making *making, const struct campaign_case *this, struct why *why)
{
    struct campaign_cases *cases = making->cases;
    struct fault_plan      plan;

    if (campaign_case_plan(this, making->own, &plan, NULL) != ERR_OK ||
        fault_plan_check(&plan, making->type, NULL) != ERR_OK) {
        cases->clashes++;
        return ERR_OK;
    }
    if (!is_coming(making, &plan))
        return ERR_OK;
    if (cases->count >= making->choice->limit || cases->count >= CAMPAIGN_CASES_MAX) {
        cases->left_out++;
        return ERR_OK;
    }
    TRY(room_make(making, why));
    cases->of[cases->count++] = *this;
    return ERR_OK;
}

/* One size of every fault that has so many, at every time. */
static enum err singles_add(struct making *making, enum campaign_pattern pattern, size_t size,
                            struct why *why)
{
    const struct campaign_cases *cases = making->cases;
    double                       sizes[CAMPAIGN_SIZES_MAX];

    for (size_t t = 0; t < cases->time_count; t++)
        for (size_t i = 0; i < cases->knob_count; i++) {
            struct campaign_case this = { .fault_count = 1 };

            if (size >= campaign_sizes(cases->knobs[i], making->choice->sizes, sizes))
                continue;
            this.faults[0] = fault_make(making, cases->knobs[i], sizes[size], cases->times_s[t],
                                        pattern);
            TRY(case_add(making, &this, why));
        }
    return ERR_OK;
}

static enum err pairs_add(struct making *making, struct why *why)
{
    const struct campaign_cases *cases = making->cases;
    double                       sizes[CAMPAIGN_SIZES_MAX];

    for (size_t t = 0; t < cases->time_count; t++)
        for (size_t i = 0; i < cases->knob_count; i++)
            for (size_t j = i + 1; j < cases->knob_count; j++) {
                const struct knob   *pair[] = { cases->knobs[i], cases->knobs[j] };
                struct campaign_case this = { .fault_count = 2 };

                for (size_t n = 0; n < 2; n++) {
                    campaign_sizes(pair[n], 1, sizes);
                    this.faults[n] = fault_make(making, pair[n], sizes[0], cases->times_s[t],
                                                CAMPAIGN_PATTERN_WINDOW);
                }
                TRY(case_add(making, &this, why));
            }
    return ERR_OK;
}

static enum err all_add(struct making *making, struct why *why)
{
    const struct campaign_choice *choice = making->choice;

    for (enum campaign_pattern pattern = 0; pattern < CAMPAIGN_PATTERNS; pattern++)
        for (size_t size = 0; size < CAMPAIGN_SIZES_MAX && choice->patterns[pattern]; size++)
            TRY(singles_add(making, pattern, size, why));
    return choice->has_pairs ? pairs_add(making, why) : ERR_OK;
}

enum err campaign_cases_make(struct campaign_cases *cases, const struct rig_type *type,
                             const struct campaign_choice *choice,
                             const struct campaign_course *course, double end_s,
                             const struct fault_plan *own, struct why *why)
{
    struct making making = { .cases = cases, .type = type, .choice = choice, .own = own,
                             .tick_s = course->tick_s, .end_s = end_s };

    *cases = (struct campaign_cases){ 0 };
    TRY(faults_choose(cases, type, choice, why));
    TRY(times_choose(cases, choice, course, end_s, why));
    TRY(all_add(&making, why));
    if (cases->count == 0)
        return why_say(why, ERR_RANGE, "there is no case to run: no fault comes before %.10g s, "
                       "when the run without faults is over", end_s);
    return ERR_OK;
}

void campaign_cases_free(struct campaign_cases *cases)
{
    free(cases->of);
    *cases = (struct campaign_cases){ 0 };
}

void campaign_case_name(const struct campaign_case *this, char out[CAMPAIGN_NAME_MAX])
{
    struct text text = text_over(out, CAMPAIGN_NAME_MAX);
    char        fault[FAULT_TEXT_MAX];

    for (size_t i = 0; i < this->fault_count; i++) {
        fault_print(&this->faults[i], fault);
        text_add(&text, "%s%s", i ? ", " : "", fault);
    }
}

enum err campaign_case_plan(const struct campaign_case *this, const struct fault_plan *own,
                            struct fault_plan *plan, struct why *why)
{
    *plan = *own;
    for (size_t i = 0; i < this->fault_count; i++)
        TRY(fault_plan_add(plan, &this->faults[i], why));
    return ERR_OK;
}
