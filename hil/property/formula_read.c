/* An operator-precedence reader (V. R. Pratt, "Top down operator precedence", 1973): a formula is
 * an operand and then operators that bind at least as tightly as the place allows. */
#include "formula_inside.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum fixity { FIX_NONE, FIX_LEFT, FIX_RIGHT, FIX_ALONE, FIX_PREFIX, FIX_CALL, FIX_WORD };

enum { BIND_PREFIX = 6, BIND_SIGN = 10 };

/* Looser first. FIX_ALONE does not chain: a < b < c is refused. */
static const struct { enum fixity fixity; int binding; } operators[FORMULA_KIND_COUNT] = {
    [FORMULA_IFF]          = { FIX_LEFT, 1 },   [FORMULA_XOR]    = { FIX_LEFT, 1 },
    [FORMULA_IMPLIES]      = { FIX_RIGHT, 2 },
    [FORMULA_OR]           = { FIX_LEFT, 3 },
    [FORMULA_AND]          = { FIX_LEFT, 4 },
    [FORMULA_UNTIL]        = { FIX_LEFT, 5 },   [FORMULA_SINCE]  = { FIX_LEFT, 5 },
    [FORMULA_UNTIL_CLOSED] = { FIX_LEFT, 5 },   [FORMULA_UNLESS] = { FIX_LEFT, 5 },
    [FORMULA_NOT]          = { FIX_PREFIX, BIND_PREFIX },
    [FORMULA_ALWAYS]       = { FIX_PREFIX, BIND_PREFIX },
    [FORMULA_EVENTUALLY]   = { FIX_PREFIX, BIND_PREFIX },
    [FORMULA_HISTORICALLY] = { FIX_PREFIX, BIND_PREFIX },
    [FORMULA_ONCE]         = { FIX_PREFIX, BIND_PREFIX },
    [FORMULA_NEXT]         = { FIX_PREFIX, BIND_PREFIX },
    [FORMULA_PREV]         = { FIX_PREFIX, BIND_PREFIX },
    [FORMULA_S_NEXT]       = { FIX_PREFIX, BIND_PREFIX },
    [FORMULA_S_PREV]       = { FIX_PREFIX, BIND_PREFIX },
    [FORMULA_EQUAL]        = { FIX_ALONE, 7 },  [FORMULA_UNEQUAL] = { FIX_ALONE, 7 },
    [FORMULA_AT_LEAST]     = { FIX_ALONE, 7 },  [FORMULA_AT_MOST] = { FIX_ALONE, 7 },
    [FORMULA_ABOVE]        = { FIX_ALONE, 7 },  [FORMULA_BELOW]   = { FIX_ALONE, 7 },
    [FORMULA_PLUS]         = { FIX_LEFT, 8 },   [FORMULA_MINUS]   = { FIX_LEFT, 8 },
    [FORMULA_TIMES]        = { FIX_LEFT, 9 },   [FORMULA_OVER]    = { FIX_LEFT, 9 },
    [FORMULA_ABS]  = { FIX_CALL, 0 },           [FORMULA_KNOWN] = { FIX_CALL, 0 },
    [FORMULA_RISE] = { FIX_CALL, 0 },           [FORMULA_FALL]  = { FIX_CALL, 0 },
    [FORMULA_TRUE] = { FIX_WORD, 0 },           [FORMULA_FALSE] = { FIX_WORD, 0 },
};

static bool is_infix(const struct formula_word *word)
{
    enum fixity fixity = word->kind == WORD_OPERATOR ? operators[word->operator].fixity : FIX_NONE;

    return fixity == FIX_LEFT || fixity == FIX_RIGHT || fixity == FIX_ALONE;
}

enum err formula_expect(struct formula_reader *reader, enum formula_word_kind kind,
                        const char *expected)
{
    if (reader->word.kind == kind)
        return formula_word_next(reader);
    return formula_fault(reader, ERR_PARSE, reader->word.column, "expected %s, not %s", expected,
                         formula_word_seen(&reader->word).text);
}

/* --- bounds --- */

/* Divided by 1000, not multiplied by 0.001, so that 300 ms is 0.3 s to the last bit. */
static const struct { const char *text; double times, over; } units[] = {
    { "s", 1, 1 },    { "ms", 1, 1e3 },  { "us", 1, 1e6 },
    { "ns", 1, 1e9 }, { "min", 60, 1 },  { "h", 3600, 1 },
};

static enum err unit_read(struct formula_reader *reader, double *time_s)
{
    const struct formula_word *word = &reader->word;

    if (word->kind != WORD_NAME && word->kind != WORD_OPERATOR)
        return ERR_OK;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(word->text, units[i].text) == 0) {
            *time_s = *time_s * units[i].times / units[i].over;
            return formula_word_next(reader);
        }
    return formula_fault(reader, ERR_PARSE, word->column,
                         "\"%s\" is no unit of time: expected s, ms, us, ns, min or h", word->text);
}

enum err formula_read_time(struct formula_reader *reader, const char *what, double *time_s)
{
    const struct formula_word *word = &reader->word;
    int    column = word->column;
    double seconds = word->number;

    if (word->kind == WORD_OPERATOR && word->operator == FORMULA_MINUS)
        return formula_fault(reader, ERR_RANGE, column,
                             "%s is never negative: for the past use once, historically or since",
                             what);
    if (word->kind != WORD_NUMBER)
        return formula_fault(reader, ERR_PARSE, column,
                             "expected %s, a number (of s, or followed by ms, us, ns, min or h),"
                             " not %s", what, formula_word_seen(word).text);
    TRY(formula_word_next(reader));
    TRY(unit_read(reader, &seconds));
    if (!isfinite(seconds))
        return formula_fault(reader, ERR_RANGE, column, "%s is too large a number", what);
    *time_s = seconds;
    return ERR_OK;
}

struct bounds { bool are_there; double from_s, to_s; };

static enum err bounds_read(struct formula_reader *reader, const struct formula_word *operator,
                            struct bounds *bounds)
{
    int column = reader->word.column;

    if (reader->word.kind != WORD_OPEN_BOUND)
        return ERR_OK;
    if (operator->operator < FORMULA_ALWAYS)
        return formula_fault(reader, ERR_PARSE, column, "\"%s\" takes no bounds", operator->text);
    TRY(formula_word_next(reader));
    TRY(formula_read_time(reader, "the first bound", &bounds->from_s));
    if (reader->word.kind != WORD_COMMA && reader->word.kind != WORD_COLON)
        return formula_fault(reader, ERR_PARSE, reader->word.column,
                             "expected , and the second bound, not %s",
                             formula_word_seen(&reader->word).text);
    TRY(formula_word_next(reader));
    TRY(formula_read_time(reader, "the second bound", &bounds->to_s));
    TRY(formula_expect(reader, WORD_CLOSE_BOUND, "] behind the second bound"));
    if (bounds->from_s > bounds->to_s)
        return formula_fault(reader, ERR_RANGE, column,
                             "the bounds run backwards, from %g s to %g s: write the earlier first",
                             bounds->from_s, bounds->to_s);
    bounds->are_there = true;
    return ERR_OK;
}

static void bounds_set(struct formula_node *node, const struct bounds *bounds)
{
    node->is_bounded = bounds->are_there;
    node->from_s = bounds->from_s;
    node->to_s = bounds->to_s;
}

/* --- operands --- */

static const struct formula_node *part_find(const struct formula_reader *reader, const char *name)
{
    for (size_t i = 0; i < reader->parts_count; i++)
        if (strcmp(reader->parts[i].name, name) == 0)
            return reader->parts[i].node;
    return NULL;
}

static enum err leaf_make(struct formula_reader *reader, enum formula_kind kind,
                          struct formula_node **made)
{
    TRY(formula_node_make(reader, kind, NULL, NULL, made));
    (*made)->number = reader->word.number;
    return formula_word_next(reader);
}

/* always, not, a sign: an operator before its operand. */
static enum err prefix_read(struct formula_reader *reader, enum formula_kind kind, int binding,
                            struct formula_node **made)
{
    struct formula_word  word = reader->word;
    struct formula_node *child;
    struct bounds        bounds = { .are_there = false };

    TRY(formula_word_next(reader));
    TRY(bounds_read(reader, &word, &bounds));
    TRY(formula_read_expression(reader, binding, &child));
    TRY(formula_node_make(reader, kind, child, NULL, made));
    bounds_set(*made, &bounds);
    (*made)->column = word.column;
    return ERR_OK;
}

/* rise(..): the parenthesis belongs to it. */
static enum err call_read(struct formula_reader *reader, struct formula_node **made)
{
    struct formula_word  word = reader->word;
    struct formula_node *child;
    struct bounds        none = { .are_there = false };

    TRY(formula_word_next(reader));
    TRY(bounds_read(reader, &word, &none));
    if (reader->word.kind != WORD_OPEN)
        return formula_fault(reader, ERR_PARSE, reader->word.column,
                             "expected ( behind \"%s\", as in %s(x), not %s", word.text, word.text,
                             formula_word_seen(&reader->word).text);
    TRY(formula_word_next(reader));
    TRY(formula_read_expression(reader, 1, &child));
    TRY(formula_expect(reader, WORD_CLOSE, "an operator or )"));
    TRY(formula_node_make(reader, word.operator, child, NULL, made));
    (*made)->column = word.column;
    (*made)->end_column = reader->last_end;
    return ERR_OK;
}

static enum err parenthesis_read(struct formula_reader *reader, struct formula_node **made)
{
    struct formula_word open = reader->word;

    TRY(formula_word_next(reader));
    TRY(formula_read_expression(reader, 1, made));
    if (reader->word.kind == WORD_END)
        return formula_fault(reader, ERR_PARSE, open.column, "this parenthesis is never closed");
    TRY(formula_expect(reader, WORD_CLOSE, "an operator or )"));
    (*made)->column = open.column;
    (*made)->end_column = reader->last_end;
    return ERR_OK;
}

static enum err operand_missing(struct formula_reader *reader)
{
    const struct formula_word *word = &reader->word;
    int behind = reader->last_end;

    if (behind == 0)
        return formula_fault(reader, ERR_PARSE, word->column,
                             "expected a formula, as in G(x <= 3), not %s",
                             formula_word_seen(word).text);
    return formula_fault(reader, ERR_PARSE, word->column,
                         "expected a formula or a number behind \"%.*s\", not %s",
                         behind - reader->last_column, reader->text + reader->last_column,
                         formula_word_seen(word).text);
}

/* "x[0,1]" */
static enum err bounds_refuse(struct formula_reader *reader, const struct formula_word *name)
{
    const char *nearest = formula_word_nearest(name->text);

    return formula_fault(reader, ERR_PARSE, name->column,
                         "\"%s\" is no operator, and only operators take bounds%s%s%s",
                         name->text, nearest ? ": did you mean " : "", nearest ? nearest : "",
                         nearest ? "?" : "");
}

/* A name: a part, a shape's call, or what property_set_add will find in its table. */
static enum err name_read(struct formula_reader *reader, struct formula_node **made)
{
    struct formula_word        name = reader->word;
    const struct formula_node *part = part_find(reader, name.text);

    TRY(formula_word_next(reader));
    if (reader->word.kind == WORD_OPEN)
        return formula_read_shape(reader, &name, made);
    if (reader->word.kind == WORD_OPEN_BOUND)
        return bounds_refuse(reader, &name);
    if (part)
        return formula_node_copy(reader, part, made);
    TRY(formula_node_make(reader, FORMULA_NAME, NULL, NULL, made));
    (*made)->column = name.column;
    (*made)->end_column = name.end_column;
    memcpy((*made)->name, name.text, sizeof name.text);
    return ERR_OK;
}

static enum err operand_read(struct formula_reader *reader, struct formula_node **made)
{
    const struct formula_word *word = &reader->word;

    switch (word->kind) {
    case WORD_NUMBER: return leaf_make(reader, FORMULA_NUMBER, made);
    case WORD_NAME:   return name_read(reader, made);
    case WORD_OPEN:   return parenthesis_read(reader, made);
    case WORD_OPERATOR:
        if (word->operator == FORMULA_MINUS)
            return prefix_read(reader, FORMULA_NEGATIVE, BIND_SIGN, made);
        if (operators[word->operator].fixity == FIX_PREFIX)
            return prefix_read(reader, word->operator, BIND_PREFIX, made);
        if (operators[word->operator].fixity == FIX_CALL)
            return call_read(reader, made);
        if (operators[word->operator].fixity == FIX_WORD)
            return leaf_make(reader, word->operator, made);
        return operand_missing(reader);
    default:
        return operand_missing(reader);
    }
}

/* --- formulas --- */

static enum err infix_read(struct formula_reader *reader, struct formula_node **left)
{
    struct formula_word  word = reader->word;
    enum fixity          fixity = operators[word.operator].fixity;
    int                  binding = operators[word.operator].binding;
    struct formula_node *right, *made;
    struct bounds        bounds = { .are_there = false };

    TRY(formula_word_next(reader));
    TRY(bounds_read(reader, &word, &bounds));
    TRY(formula_read_expression(reader, fixity == FIX_RIGHT ? binding : binding + 1, &right));
    TRY(formula_node_make(reader, word.operator, *left, right, &made));
    bounds_set(made, &bounds);
    *left = made;
    return ERR_OK;
}

enum err formula_read_expression(struct formula_reader *reader, int binding,
                                 struct formula_node **made)
{
    struct formula_node *left;

    if (reader->depth == FORMULA_READ_DEPTH_MAX)
        return formula_fault(reader, ERR_PARSE, reader->word.column,
                             "more than %d operators and parentheses inside each other: name a part"
                             " of it, as in near = x > 3; G(near)", FORMULA_READ_DEPTH_MAX);
    reader->depth++;
    TRY(operand_read(reader, &left));
    while (is_infix(&reader->word) && operators[reader->word.operator].binding >= binding)
        TRY(infix_read(reader, &left));
    reader->depth--;
    *made = left;
    return ERR_OK;
}

/* What stands where an operator should: a misspelt one, or a parenthesis too many. */
static enum err rest_refuse(struct formula_reader *reader)
{
    const struct formula_word *word = &reader->word;
    const char *nearest = word->kind == WORD_NAME ? formula_word_nearest(word->text) : NULL;

    if (word->kind == WORD_CLOSE)
        return formula_fault(reader, ERR_PARSE, word->column,
                             "this ) closes no parenthesis: expected an operator or the end");
    if (word->kind == WORD_ASSIGN)
        return formula_fault(reader, ERR_PARSE, word->column,
                             "= names a part, as in near = x > 3; to compare write ==");
    return formula_fault(reader, ERR_PARSE, word->column,
                         "expected an operator or the end, not %s%s%s%s",
                         formula_word_seen(word).text, nearest ? ": did you mean " : "",
                         nearest ? nearest : "", nearest ? "?" : "");
}

/* [name =] formula, up to its semicolon or the end. */
static enum err part_read(struct formula_reader *reader, struct formula_node **made)
{
    struct formula_reader before = *reader;
    struct formula_word   name = reader->word;

    TRY(formula_word_next(reader));
    if (name.kind != WORD_NAME || reader->word.kind != WORD_ASSIGN) {
        *reader = before;
        name.text[0] = '\0';
    } else {
        TRY(formula_word_next(reader));
    }
    TRY(formula_read_expression(reader, 1, made));
    if (reader->word.kind != WORD_SEMICOLON && reader->word.kind != WORD_END)
        return rest_refuse(reader);
    if (name.text[0] == '\0')
        return ERR_OK;
    if (part_find(reader, name.text))
        return formula_fault(reader, ERR_PARSE, name.column, "\"%s\" has been named already",
                             name.text);
    if (reader->parts_count == FORMULA_PARTS_MAX)
        return formula_fault(reader, ERR_PARSE, name.column, "at most %d parts can be named",
                             FORMULA_PARTS_MAX);
    reader->parts[reader->parts_count].node = *made;
    memcpy(reader->parts[reader->parts_count++].name, name.text, sizeof name.text);
    return ERR_OK;
}

static enum err whole_read(struct formula_reader *reader, struct formula_node **root)
{
    TRY(formula_text_check(reader));
    TRY(formula_word_next(reader));
    do {
        TRY(part_read(reader, root));
        while (reader->word.kind == WORD_SEMICOLON)
            TRY(formula_word_next(reader));
    } while (reader->word.kind != WORD_END);
    if (formula_is_formula((*root)->kind))
        return ERR_OK;
    if (reader->parts_count > 0 && reader->parts[reader->parts_count - 1].node == *root)
        return formula_fault(reader, ERR_PARSE, (*root)->column,
                             "= names a part, and this is a number, not a formula: to compare write"
                             " ==");
    return formula_fault(reader, ERR_PARSE, (*root)->column,
                         "this is a number, not a formula: compare it, as in x >= 3");
}

enum err formula_parse(struct formula **formula, const char *text, struct why *why)
{
    struct formula_reader *reader = calloc(1, sizeof *reader);
    struct formula_node   *root;
    enum err               err = ERR_MEMORY;

    if (!reader)
        return why_say(why, ERR_MEMORY, "out of memory for a formula");
    reader->text = text;
    reader->why = why;
    reader->nodes = calloc(FORMULA_NODES_MAX, sizeof *reader->nodes);
    reader->levels = calloc(FORMULA_NODES_MAX, sizeof *reader->levels);
    if (reader->nodes && reader->levels)
        err = whole_read(reader, &root);
    if (err == ERR_OK)
        err = formula_keep(formula, text, root);
    free(reader->levels);
    free(reader->nodes);
    free(reader);
    return err;
}
