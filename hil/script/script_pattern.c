#include "script_pattern.h"

#include <ctype.h>
#include <string.h>

#define CAPTURES_MAX 32
#define DEPTH_MAX    210        /* Lua refuses a pattern that needs more than 200 */

enum { OPEN = -1, POSITION = -2 };      /* in place of a capture's count */

struct walk {
    const char *text, *text_end, *pattern_end;
    long        steps, steps_max;
    int         depth;
    bool        is_given_up;            /* malformed, too deep, or too many steps */
    size_t      level;
    struct { const char *start; ptrdiff_t count; } captures[CAPTURES_MAX];
};

static const char *walk_match(struct walk *, const char *at, const char *pattern);

static const char *give_up(struct walk *walk)
{
    walk->is_given_up = true;
    return NULL;
}

static bool may_step(struct walk *walk, long steps)
{
    walk->steps += steps;
    if (walk->steps > walk->steps_max)
        walk->is_given_up = true;
    return !walk->is_given_up;
}

static bool class_has(int byte, int class_letter)
{
    bool has;

    switch (tolower(class_letter)) {
    case 'a': has = isalpha(byte);  break;
    case 'c': has = iscntrl(byte);  break;
    case 'd': has = isdigit(byte);  break;
    case 'g': has = isgraph(byte);  break;
    case 'l': has = islower(byte);  break;
    case 'p': has = ispunct(byte);  break;
    case 's': has = isspace(byte);  break;
    case 'u': has = isupper(byte);  break;
    case 'w': has = isalnum(byte);  break;
    case 'x': has = isxdigit(byte); break;
    default:  return class_letter == byte;
    }
    return isupper(class_letter) ? !has : has;
}

/* Behind the single-character item that starts at `pattern`; NULL if it has no end. */
static const char *item_end(struct walk *walk, const char *pattern)
{
    if (*pattern == '%')
        return pattern + 1 < walk->pattern_end ? pattern + 2 : give_up(walk);
    if (*pattern++ != '[')
        return pattern;
    if (*pattern == '^')
        pattern++;
    do {                                            /* a ']' that comes first is an ordinary byte */
        if (pattern >= walk->pattern_end)
            return give_up(walk);
        if (*pattern++ == '%' && pattern < walk->pattern_end)
            pattern++;
    } while (*pattern != ']' || pattern >= walk->pattern_end);
    return pattern + 1;
}

/* `set` is at '[', `last` at its ']'. */
static bool set_has(int byte, const char *set, const char *last)
{
    bool is_wanted = set[1] != '^';

    set += is_wanted ? 1 : 2;
    for (; set < last; set++) {
        if (*set == '%' && set + 1 < last) {
            if (class_has(byte, (unsigned char)*++set))
                return is_wanted;
        } else if (set[1] == '-' && set + 2 < last) {
            if ((unsigned char)set[0] <= byte && byte <= (unsigned char)set[2])
                return is_wanted;
            set += 2;
        } else if ((unsigned char)*set == byte) {
            return is_wanted;
        }
    }
    return !is_wanted;
}

static bool item_has(struct walk *walk, const char *at, const char *item, const char *end)
{
    int byte;

    if (at >= walk->text_end || !may_step(walk, end - item))
        return false;
    byte = (unsigned char)*at;
    switch (*item) {
    case '.': return true;
    case '%': return class_has(byte, (unsigned char)item[1]);
    case '[': return set_has(byte, item, end - 1);
    default:  return (unsigned char)*item == byte;
    }
}

/* item* and item+ : as many as there are, then fewer. */
static const char *match_most(struct walk *walk, const char *at, const char *item, const char *end)
{
    ptrdiff_t count = 0;

    while (item_has(walk, at + count, item, end))
        count++;
    for (; count >= 0 && !walk->is_given_up; count--) {
        const char *found = walk_match(walk, at + count, end + 1);
        if (found)
            return found;
    }
    return NULL;
}

/* item- : none, then more. */
static const char *match_least(struct walk *walk, const char *at, const char *item, const char *end)
{
    while (!walk->is_given_up) {
        const char *found = walk_match(walk, at, end + 1);
        if (found)
            return found;
        if (!item_has(walk, at, item, end))
            return NULL;
        at++;
    }
    return NULL;
}

/* %bxy: from an x to the y that closes it. */
static bool pass_balance(struct walk *walk, const char **at, const char **pattern)
{
    const char *from = *at, *to = from, *pair = *pattern + 2;
    long        open = 1;

    if (pair + 1 >= walk->pattern_end)
        return give_up(walk);
    if (from >= walk->text_end || *from != pair[0])
        return false;
    while (open > 0 && ++to < walk->text_end)
        open += *to == pair[1] ? -1 : *to == pair[0];
    *at = to + 1;
    *pattern = pair + 2;
    return may_step(walk, to - from) && open == 0;
}

/* %f[set]: the place where the set begins. */
static bool pass_frontier(struct walk *walk, const char **at, const char **pattern)
{
    const char *set = *pattern + 2, *end;
    int         before = *at == walk->text ? '\0' : (unsigned char)(*at)[-1];

    if (set >= walk->pattern_end || *set != '[')
        return give_up(walk);
    end = item_end(walk, set);
    if (!end || !may_step(walk, end - set))
        return false;
    *pattern = end;
    return !set_has(before, set, end - 1) && set_has((unsigned char)**at, set, end - 1);
}

/* %1: what the first capture holds. */
static bool pass_back(struct walk *walk, const char **at, const char **pattern)
{
    int         capture = (*pattern)[1] - '1';
    const char *from = *at;
    ptrdiff_t   count;

    if (capture < 0 || (size_t)capture >= walk->level || walk->captures[capture].count == OPEN)
        return give_up(walk);
    count = walk->captures[capture].count;
    if (count < 0 || walk->text_end - from < count || !may_step(walk, count))
        return false;
    *at += count;
    *pattern += 2;
    return memcmp(walk->captures[capture].start, from, (size_t)count) == 0;
}

static const char *match_open(struct walk *walk, const char *at, const char *pattern)
{
    bool        is_position = pattern + 1 < walk->pattern_end && pattern[1] == ')';
    const char *found;

    if (walk->level >= CAPTURES_MAX)
        return give_up(walk);
    walk->captures[walk->level].start = at;
    walk->captures[walk->level].count = is_position ? POSITION : OPEN;
    walk->level++;
    found = walk_match(walk, at, pattern + (is_position ? 2 : 1));
    if (!found)
        walk->level--;
    return found;
}

static const char *match_close(struct walk *walk, const char *at, const char *pattern)
{
    size_t      last = walk->level;
    const char *found;

    while (last > 0 && walk->captures[last - 1].count != OPEN)
        last--;
    if (last == 0)
        return give_up(walk);
    walk->captures[last - 1].count = at - walk->captures[last - 1].start;
    found = walk_match(walk, at, pattern + 1);
    if (!found)
        walk->captures[last - 1].count = OPEN;
    return found;
}

/* One item with what stands behind it. True to go on from *at and *pattern; else *found is the
 * answer. */
static bool pass_item(struct walk *walk, const char **at, const char **pattern, const char **found)
{
    const char *item = *pattern, *end = item_end(walk, item);
    char        suffix = end && end < walk->pattern_end ? *end : '\0';

    if (!end)
        return false;
    if (suffix == '*') {
        *found = match_most(walk, *at, item, end);
        return false;
    }
    if (suffix == '-') {
        *found = match_least(walk, *at, item, end);
        return false;
    }
    if (item_has(walk, *at, item, end)) {
        if (suffix == '+')
            *found = match_most(walk, *at + 1, item, end);
        else if (suffix == '?')
            *found = walk_match(walk, *at + 1, end + 1);
        else
            ++*at;
    } else if (suffix != '?') {
        return false;
    }
    *pattern = suffix == '?' ? end + 1 : end;
    return !*found && suffix != '+';
}

static bool pass(struct walk *walk, const char **at, const char **pattern, const char **found)
{
    const char *here = *pattern;

    if (here >= walk->pattern_end) {
        *found = *at;
        return false;
    }
    if (*here == '(' || *here == ')') {
        *found = *here == '(' ? match_open(walk, *at, here) : match_close(walk, *at, here);
        return false;
    }
    if (*here == '$' && here + 1 == walk->pattern_end) {
        *found = *at == walk->text_end ? *at : NULL;
        return false;
    }
    if (*here == '%' && here[1] == 'b')
        return pass_balance(walk, at, pattern);
    if (*here == '%' && here[1] == 'f')
        return pass_frontier(walk, at, pattern);
    if (*here == '%' && isdigit((unsigned char)here[1]))
        return pass_back(walk, at, pattern);
    return pass_item(walk, at, pattern, found);
}

/* As in Lua, only captures and repetitions go deeper; everything else goes on in the loop. */
static const char *walk_match(struct walk *walk, const char *at, const char *pattern)
{
    const char *found = NULL;

    if (walk->depth >= DEPTH_MAX)
        return give_up(walk);
    walk->depth++;
    while (may_step(walk, 1) && pass(walk, &at, &pattern, &found))
        ;
    walk->depth--;
    return found;
}

long pattern_steps(const struct pattern_task *task)
{
    bool        is_anchored = task->use != PATTERN_EACH_LOOSE && *task->pattern == '^';
    const char *last_match = NULL;
    struct walk walk = { .text = task->text, .text_end = task->text + task->count,
                         .pattern_end = task->pattern + task->pattern_count,
                         .steps_max = task->steps_max };

    for (size_t at = task->from; at <= task->count && !walk.is_given_up; ) {
        const char *end;

        walk.level = 0;
        end = walk_match(&walk, task->text + at, task->pattern + is_anchored);
        if (is_anchored || (end && task->use == PATTERN_FIRST))
            break;
        at = end && end != last_match ? (size_t)(end - task->text) : at + 1;
        last_match = end ? end : last_match;
    }
    return walk.steps > task->steps_max ? task->steps_max + 1 : walk.steps;
}
