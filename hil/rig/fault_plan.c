#include "fault_plan.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KNOBS_MAX  512
#define WORDS_MAX  5
#define TICKS_MOST 1e15     /* more than any run has */

#define FORM "write KNOB=VALUE @FROM..TO, as in thermocouple.open=1 @12..20"

/* ---- names and values ---- */

/* Only faults are named: an order is no fault, and is refused as such. */
static enum err knob_refuse(const struct rig_type *type, const char *name, struct why *why)
{
    const char *names[KNOBS_MAX], *nearest;
    size_t      count = 0;

    if (knob_find(type->knobs, type->knob_count, name) != SIGNAL_NONE)
        return why_say(why, ERR_UNKNOWN, "%s is an order of the %s rig, no fault: see painrig "
                       "knobs --rig %s", name, type->name, type->name);
    for (size_t i = 0; i < type->knob_count && count < KNOBS_MAX; i++)
        if (type->knobs[i].kind == KNOB_FAULT)
            names[count++] = type->knobs[i].name;
    if (count == 0)
        return why_say(why, ERR_UNKNOWN, "%s: the %s rig has no faults", name, type->name);
    nearest = text_nearest(name, names, count);
    if (nearest)
        return why_say(why, ERR_UNKNOWN, "the %s rig has no fault %s: did you mean %s?",
                       type->name, name, nearest);
    return why_say(why, ERR_UNKNOWN, "the %s rig has no fault %s: see painrig knobs --rig %s",
                   type->name, name, type->name);
}

enum err fault_knob_check(const struct rig_type *type, const char *name, struct why *why)
{
    size_t at = knob_find(type->knobs, type->knob_count, name);

    if (at == SIGNAL_NONE || type->knobs[at].kind != KNOB_FAULT)
        return knob_refuse(type, name, why);
    return ERR_OK;
}

static enum err label_resolve(struct fault *fault, const struct knob *knob, struct why *why)
{
    char        bytes[300];
    struct text text = text_over(bytes, sizeof bytes);
    size_t      count = 0;

    if (!knob->labels)
        return why_say(why, ERR_RANGE, "%s=%s is no number: give %g to %g%s%s", knob->name,
                       fault->label, knob->least, knob->most, *unit_printed(knob->unit) ? " " : "",
                       unit_printed(knob->unit));
    for (; knob->labels[count]; count++)
        if (strcmp(knob->labels[count], fault->label) == 0) {
            fault->value = (double)count;
            return ERR_OK;
        }
    text_join(&text, knob->labels, count);
    return why_say(why, ERR_UNKNOWN, "%s=%s is not known: give one of %s", knob->name,
                   fault->label, bytes);
}

static enum err value_check(struct fault *fault, const struct rig_type *type, struct why *why)
{
    const struct knob *knob;

    TRY(fault_knob_check(type, fault->knob, why));
    knob = &type->knobs[knob_find(type->knobs, type->knob_count, fault->knob)];
    if (*fault->label)
        TRY(label_resolve(fault, knob, why));
    if (!(fault->value >= knob->least && fault->value <= knob->most))
        return why_say(why, ERR_RANGE, "%s=%g is out of range: give %g to %g%s%s", knob->name,
                       fault->value, knob->least, knob->most, *unit_printed(knob->unit) ? " " : "",
                       unit_printed(knob->unit));
    if (knob->labels && fault->value != floor(fault->value))
        return why_say(why, ERR_RANGE, "%s=%g stands for nothing: give a whole number or a label",
                       knob->name, fault->value);
    if (fault->value == knob->rest)
        return why_say(why, ERR_RANGE, "%s=%g is its rest: that is no fault", knob->name,
                       fault->value);
    return ERR_OK;
}

/* ---- windows and patterns ---- */

static enum err window_check(const struct fault *fault, struct why *why)
{
    if (!(fault->from_s >= 0 && isfinite(fault->from_s)))
        return why_say(why, ERR_RANGE, "%s: it comes at %g s: give 0 or more", fault->knob,
                       fault->from_s);
    if (!(fault->to_s > fault->from_s))
        return why_say(why, ERR_RANGE, "%s: its window @%g..%g ends before it begins", fault->knob,
                       fault->from_s, fault->to_s);
    return ERR_OK;
}

static enum err pattern_check(const struct fault *fault, struct why *why)
{
    int patterns = (fault->every != 0) + (fault->nth != 0) + (fault->chance != 0);

    if (patterns > 1)
        return why_say(why, ERR_RANGE, "%s: every, nth and chance: give one of them", fault->knob);
    if (fault->every < 0 || fault->nth < 0)
        return why_say(why, ERR_RANGE, "%s: %s %ld: ticks are counted from 1", fault->knob,
                       fault->every < 0 ? "every" : "nth",
                       fault->every < 0 ? fault->every : fault->nth);
    if (!(fault->chance >= 0 && fault->chance <= 1))
        return why_say(why, ERR_RANGE, "%s: chance %g is out of range: give above 0, up to 1",
                       fault->knob, fault->chance);
    return ERR_OK;
}

/* ---- from text ---- */

/* Cut at blanks; the count of words, WORDS_MAX when there are too many. */
static size_t words_cut(char *text, char *words[WORDS_MAX])
{
    size_t count = 0;

    for (char *at = text; count < WORDS_MAX; count++) {
        at += strspn(at, " \t");
        if (!*at)
            break;
        words[count] = at;
        at += strcspn(at, " \t");
        if (*at)
            *at++ = '\0';
    }
    return count;
}

static enum err word_value(char *word, struct fault *fault, struct why *why)
{
    char *equals = strchr(word, '=');

    if (!equals || equals == word || !equals[1])
        return why_say(why, ERR_PARSE, "\"%s\" is no knob with a value: %s", word, FORM);
    *equals = '\0';
    if (strlen(word) >= sizeof fault->knob || strlen(equals + 1) >= sizeof fault->label)
        return why_say(why, ERR_PARSE, "%s=%s is too long for a fault: %s", word, equals + 1, FORM);
    strcpy(fault->knob, word);
    if (number_parse(equals + 1, &fault->value) == ERR_OK)
        return ERR_OK;
    if (!isalpha((unsigned char)equals[1]))
        return why_say(why, ERR_PARSE, "%s: \"%s\" is no number", word, equals + 1);
    strcpy(fault->label, equals + 1);
    return ERR_OK;
}

static enum err word_window(char *word, struct fault *fault, struct why *why)
{
    char *dots = strstr(word, "..");

    fault->to_s = INFINITY;
    if (*word != '@')
        return why_say(why, ERR_PARSE, "%s: \"%s\" is not when: %s", fault->knob, word, FORM);
    if (dots)
        *dots = '\0';
    if (number_parse(word + 1, &fault->from_s) != ERR_OK)
        return why_say(why, ERR_PARSE, "%s: \"%s\" is no time in seconds: %s", fault->knob,
                       word + 1, FORM);
    if (dots && dots[2] && number_parse(dots + 2, &fault->to_s) != ERR_OK)
        return why_say(why, ERR_PARSE, "%s: \"%s\" is no time in seconds: %s", fault->knob,
                       dots + 2, FORM);
    return ERR_OK;
}

static enum err word_count(const char *name, const char *word, const struct fault *fault,
                           long *count, struct why *why)
{
    double value;

    if (number_parse(word, &value) != ERR_OK || value < 1 || value > TICKS_MOST ||
        value != floor(value))
        return why_say(why, ERR_PARSE, "%s: %s %s: give a whole number of ticks, 1 or more",
                       fault->knob, name, word);
    *count = (long)value;
    return ERR_OK;
}

static enum err words_pattern(const char *name, const char *word, struct fault *fault,
                              struct why *why)
{
    static const char *const patterns[] = { "every", "nth", "chance" };
    const char              *nearest;

    if (strcmp(name, "every") == 0)
        return word_count(name, word, fault, &fault->every, why);
    if (strcmp(name, "nth") == 0)
        return word_count(name, word, fault, &fault->nth, why);
    if (strcmp(name, "chance") == 0) {
        if (number_parse(word, &fault->chance) == ERR_OK && fault->chance > 0 && fault->chance <= 1)
            return ERR_OK;
        return why_say(why, ERR_RANGE, "%s: chance %s: give a number above 0, up to 1",
                       fault->knob, word);
    }
    nearest = text_nearest(name, patterns, 3);
    return why_say(why, ERR_UNKNOWN, "%s: \"%s\" is no pattern%s%s%s: give every N, nth N or "
                   "chance P", fault->knob, name, nearest ? " (did you mean " : "",
                   nearest ? nearest : "", nearest ? "?)" : "");
}

enum err fault_parse(const char *text, const struct rig_type *type, struct fault *out,
                     struct why *why)
{
    struct fault fault = { .to_s = INFINITY };
    char         copy[FAULT_TEXT_MAX], *words[WORDS_MAX];
    size_t       count;

    if (strlen(text) >= sizeof copy)
        return why_say(why, ERR_PARSE, "a fault of %zu characters is none: %s", strlen(text), FORM);
    strcpy(copy, text);
    count = words_cut(copy, words);
    if (count == 0)
        return why_say(why, ERR_PARSE, "an empty text is no fault: %s", FORM);
    TRY(word_value(words[0], &fault, why));
    if (count == 1)
        return why_say(why, ERR_PARSE, "%s: when? %s", fault.knob, FORM);
    TRY(word_window(words[1], &fault, why));
    if (count == 3)
        return why_say(why, ERR_PARSE, "%s: \"%s\" lacks its number: give every N, nth N or "
                       "chance P", fault.knob, words[2]);
    if (count > 4)
        return why_say(why, ERR_PARSE, "%s: \"%s\" is one too many: one pattern a fault",
                       fault.knob, words[4]);
    if (count == 4)
        TRY(words_pattern(words[2], words[3], &fault, why));
    TRY(window_check(&fault, why));
    if (type)
        TRY(value_check(&fault, type, why));
    *out = fault;
    return ERR_OK;
}

/* ---- to text ---- */

/* The fewest digits that read back as the same number. */
static void number_add(struct text *text, double value)
{
    char digits[40];

    for (int precision = 9; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    text_add(text, "%s", digits);
}

void fault_print(const struct fault *fault, char out[FAULT_TEXT_MAX])
{
    struct text text = text_over(out, FAULT_TEXT_MAX);

    text_add(&text, "%s=%s", fault->knob, fault->label);
    if (!*fault->label)
        number_add(&text, fault->value);
    text_add(&text, " @");
    number_add(&text, fault->from_s);
    if (isfinite(fault->to_s)) {
        text_add(&text, "..");
        number_add(&text, fault->to_s);
    }
    if (fault->every)
        text_add(&text, " every %ld", fault->every);
    if (fault->nth)
        text_add(&text, " nth %ld", fault->nth);
    if (fault->chance > 0) {
        text_add(&text, " chance ");
        number_add(&text, fault->chance);
    }
}

/* ---- a plan ---- */

enum err fault_plan_add(struct fault_plan *plan, const struct fault *fault, struct why *why)
{
    if (plan->count >= FAULTS_MAX)
        return why_say(why, ERR_LIMIT, "a plan has at most %d faults; %s is one more", FAULTS_MAX,
                       fault->knob);
    plan->faults[plan->count++] = *fault;
    return ERR_OK;
}

enum err fault_plan_merge(struct fault_plan *plan, const struct fault_plan *more, struct why *why)
{
    for (size_t i = 0; i < more->count; i++)
        TRY(fault_plan_add(plan, &more->faults[i], why));
    return ERR_OK;
}

static enum err overlap_check(const struct fault_plan *plan, size_t at, struct why *why)
{
    const struct fault *fault = &plan->faults[at];
    char                one[FAULT_TEXT_MAX], other[FAULT_TEXT_MAX];

    for (size_t i = 0; i < at; i++) {
        const struct fault *before = &plan->faults[i];

        if (strcmp(before->knob, fault->knob) != 0 || fault->from_s >= before->to_s ||
            before->from_s >= fault->to_s)
            continue;
        fault_print(before, one);
        fault_print(fault, other);
        return why_say(why, ERR_RANGE, "two faults turn one knob at the same time: %s and %s: part "
                       "their windows", one, other);
    }
    return ERR_OK;
}

enum err fault_plan_check(struct fault_plan *plan, const struct rig_type *type, struct why *why)
{
    for (size_t i = 0; i < plan->count; i++) {
        TRY(value_check(&plan->faults[i], type, why));
        TRY(window_check(&plan->faults[i], why));
        TRY(pattern_check(&plan->faults[i], why));
        TRY(overlap_check(plan, i, why));
    }
    return ERR_OK;
}

/* ---- ticks ---- */

/* Ticks that begin before seconds. */
static long ticks_before(double seconds, double tick_s)
{
    return (long)fmin(ceil(seconds / tick_s - 1e-6), TICKS_MOST);
}

static long first_tick(const struct fault *fault, double tick_s)
{
    return ticks_before(fault->from_s, tick_s) + 1;
}

enum err fault_plan_fits(const struct fault_plan *plan, double tick_s, struct why *why)
{
    char text[FAULT_TEXT_MAX];

    for (size_t i = 0; i < plan->count; i++) {
        const struct fault *fault = &plan->faults[i];
        long                ticks = ticks_before(fault->to_s, tick_s) -
                                    ticks_before(fault->from_s, tick_s);

        if (ticks > 0 && fault->every <= ticks && fault->nth <= ticks)
            continue;
        fault_print(fault, text);
        return why_say(why, ERR_RANGE, "%s never comes: its window has %ld tick%s of %g s", text,
                       ticks, ticks == 1 ? "" : "s", tick_s);
    }
    return ERR_OK;
}

/* Steele, Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA 2014: the mix of
 * SplitMix64. */
static uint64_t mix(uint64_t bits)
{
    bits += 0x9E3779B97F4A7C15u;
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
    return bits ^ (bits >> 31);
}

/* 0 <= lot < 1 */
static double lot(uint64_t seed, size_t knob, long tick)
{
    return (double)(mix(mix(seed ^ mix(knob)) ^ (uint64_t)tick) >> 11) * 0x1p-53;
}

static bool is_on_at(const struct fault_turns *turns, size_t at, long tick)
{
    const struct fault      *fault = &turns->plan->faults[at];
    const struct fault_turn *turn = &turns->turns[at];
    long                     count = tick - turn->first_tick + 1;

    if (fault->every)
        return count % fault->every == 0;
    if (fault->nth)
        return count == fault->nth;
    return fault->chance <= 0 || lot(turns->seed, turn->knob, tick) < fault->chance;
}

void fault_turns_open(struct fault_turns *turns, const struct fault_plan *plan,
                      const struct rig *rig, uint64_t seed)
{
    *turns = (struct fault_turns){ .plan = plan, .seed = seed,
                                   .state = rig_state_signal(rig->type) };
    for (size_t i = 0; i < plan->count; i++)
        turns->turns[i] = (struct fault_turn){
            .knob = knob_find(rig->type->knobs, rig->type->knob_count, plan->faults[i].knob),
            .first_tick = first_tick(&plan->faults[i], rig->tick_s),
            .last_tick = ticks_before(plan->faults[i].to_s, rig->tick_s),
        };
}

/* Where the knob is before this tick's turn: as the plan left it, or as the scenario has it. */
static double value_before(const struct fault_turn *turn, const struct knob *knob,
                           const double *wanted)
{
    if (turn->is_in)
        return turn->value;
    return wanted ? wanted[turn->knob] : knob->rest;
}

static void change_tell(const struct fault_turns *turns, size_t at, const struct fault_teller *tell)
{
    const struct fault_turn *turn = &turns->turns[at];

    if (tell && turn->changes <= FAULT_TELLS)
        tell->told(tell->teller, &turns->plan->faults[at], turn->is_on,
                   turn->changes == FAULT_TELLS);
}

static enum err turn_step(struct fault_turns *turns, size_t at, struct rig *rig, bool is_in,
                          bool is_on, const double *wanted)
{
    struct fault_turn *turn = &turns->turns[at];
    const struct knob *knob = &rig->type->knobs[turn->knob];
    double             rest = !is_in && wanted ? wanted[turn->knob] : knob->rest;
    double             value = is_on ? turns->plan->faults[at].value : rest;

    if (value != value_before(turn, knob, wanted))
        TRY(rig->type->turn(rig, turn->knob, value));
    turn->changes += is_on != turn->is_on;
    turn->is_in = is_in;
    turn->is_on = is_on;
    turn->value = value;
    return ERR_OK;
}

/* Those whose window has ended give their knob back first: the next window of it may begin now. */
enum err fault_turns_tick(struct fault_turns *turns, struct rig *rig, long tick,
                          const double *wanted, const struct fault_teller *tell)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < turns->plan->count; i++) {
            struct fault_turn *turn = &turns->turns[i];
            bool is_in = tick >= turn->first_tick && tick <= turn->last_tick;
            long changes = turn->changes;

            if (is_in != (pass == 1) || (!is_in && !turn->is_in))
                continue;
            TRY(turn_step(turns, i, rig, is_in, is_in && is_on_at(turns, i, tick), wanted));
            if (turn->changes != changes)
                change_tell(turns, i, tell);
        }
    return ERR_OK;
}

void fault_turns_note(struct fault_turns *turns, const double *row)
{
    double state = row && turns->state != SIGNAL_NONE ? row[turns->state] : NAN;
    int    bit = state >= 0 && state < FAULT_STATE_UNKNOWN ? (int)state : FAULT_STATE_UNKNOWN;

    for (size_t i = 0; i < turns->plan->count; i++)
        if (turns->turns[i].is_on) {
            turns->turns[i].ticks_on++;
            turns->turns[i].states |= (uint64_t)1 << bit;
        }
}

bool fault_turns_hold(const struct fault_turns *turns, size_t knob)
{
    for (size_t i = 0; i < turns->plan->count; i++)
        if (turns->turns[i].knob == knob && turns->turns[i].is_in)
            return true;
    return false;
}
