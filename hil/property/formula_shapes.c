/* Named shapes: what a requirement usually wants to say, spelt out as formulas when it is read. */
#include "formula_inside.h"

#include "base/text.h"

#include <string.h>

#define ARGUMENTS_MAX 5

enum argument_kind { QUANTITY, CONSTANT, TIME };

struct argument { struct formula_node *node; double number; int column; };

struct call {
    struct formula_reader *reader;
    struct argument        argument[ARGUMENTS_MAX];
};

/* --- nodes, as the shapes need them --- */

/* The same argument is used at several places, so each place has a copy. */
static enum err compare(struct call *call, enum formula_kind kind, size_t left, size_t right,
                        struct formula_node **made)
{
    struct formula_node *child[2];

    TRY(formula_node_copy(call->reader, call->argument[left].node, &child[0]));
    TRY(formula_node_copy(call->reader, call->argument[right].node, &child[1]));
    return formula_node_make(call->reader, kind, child[0], child[1], made);
}

static enum err wrap(struct call *call, enum formula_kind kind, struct formula_node **node)
{
    return formula_node_make(call->reader, kind, *node, NULL, node);
}

static enum err within(struct call *call, enum formula_kind kind, double to_s,
                       struct formula_node **node)
{
    TRY(wrap(call, kind, node));
    (*node)->is_bounded = true;
    (*node)->to_s = to_s;
    return ERR_OK;
}

/* G(rise(beyond from) -> answer) */
static enum err crossing(struct call *call, enum formula_kind beyond, struct formula_node *answer,
                         struct formula_node **made)
{
    struct formula_node *trigger;

    TRY(compare(call, beyond, 0, 1, &trigger));
    TRY(wrap(call, FORMULA_RISE, &trigger));
    TRY(formula_node_make(call->reader, FORMULA_IMPLIES, trigger, answer, made));
    return wrap(call, FORMULA_ALWAYS, made);
}

static enum err direction(const struct call *call, bool *is_up)
{
    double from = call->argument[1].number, to = call->argument[2].number;

    if (from == to)
        return formula_fault(call->reader, ERR_RANGE, call->argument[2].column,
                             "from and to are both %g: there is nothing to cross", from);
    *is_up = to > from;
    return ERR_OK;
}

/* --- the shapes --- */

/* G(F[0,d](x <= limit)) */
static enum err never_above_for(struct call *call, struct formula_node **made)
{
    TRY(compare(call, FORMULA_AT_MOST, 0, 1, made));
    TRY(within(call, FORMULA_EVENTUALLY, call->argument[2].number, made));
    return wrap(call, FORMULA_ALWAYS, made);
}

/* G(F[0,d](x >= limit)) */
static enum err never_below_for(struct call *call, struct formula_node **made)
{
    TRY(compare(call, FORMULA_AT_LEAST, 0, 1, made));
    TRY(within(call, FORMULA_EVENTUALLY, call->argument[2].number, made));
    return wrap(call, FORMULA_ALWAYS, made);
}

/* F[0,d](G(abs(x - target) <= tolerance)) */
static enum err settles(struct call *call, struct formula_node **made)
{
    struct formula_node *error, *tolerance;

    TRY(compare(call, FORMULA_MINUS, 0, 1, &error));
    TRY(wrap(call, FORMULA_ABS, &error));
    TRY(formula_node_copy(call->reader, call->argument[2].node, &tolerance));
    TRY(formula_node_make(call->reader, FORMULA_AT_MOST, error, tolerance, made));
    TRY(wrap(call, FORMULA_ALWAYS, made));
    return within(call, FORMULA_EVENTUALLY, call->argument[3].number, made);
}

/* G(rise(x >= from) -> F[0,d](x >= to)), and with <= where `to` is below `from` */
static enum err step(struct call *call, struct formula_node **made)
{
    struct formula_node *answer;
    enum formula_kind    beyond;
    bool                 is_up = true;

    TRY(direction(call, &is_up));
    beyond = is_up ? FORMULA_AT_LEAST : FORMULA_AT_MOST;
    TRY(compare(call, beyond, 0, 2, &answer));
    TRY(within(call, FORMULA_EVENTUALLY, call->argument[3].number, &answer));
    return crossing(call, beyond, answer, made);
}

/* G(rise(x >= from) -> (x < to) until[least,most] (x >= to)), and downwards. The until is half
 * open: x is short of `to` at every time before it gets there, no sooner than `least`. */
static enum err ramp(struct call *call, struct formula_node **made)
{
    struct formula_node *there, *before, *answer;
    enum formula_kind    beyond;
    bool                 is_up = true;

    TRY(direction(call, &is_up));
    if (call->argument[3].number > call->argument[4].number)
        return formula_fault(call->reader, ERR_RANGE, call->argument[3].column,
                             "the least time is longer than the most: write the shorter first");
    beyond = is_up ? FORMULA_AT_LEAST : FORMULA_AT_MOST;
    TRY(compare(call, is_up ? FORMULA_BELOW : FORMULA_ABOVE, 0, 2, &before));
    TRY(compare(call, beyond, 0, 2, &there));
    TRY(formula_node_make(call->reader, FORMULA_UNTIL, before, there, &answer));
    answer->is_bounded = true;
    answer->from_s = call->argument[3].number;
    answer->to_s = call->argument[4].number;
    return crossing(call, beyond, answer, made);
}

static const struct shape {
    const char *name, *usage;
    size_t      count;
    struct { const char *name; enum argument_kind kind; } argument[ARGUMENTS_MAX];
    enum err  (*make)(struct call *, struct formula_node **);
} shapes[] = {
    { "never_above_for", "never_above_for(x, limit, d)", 3,
      { { "x", QUANTITY }, { "limit", QUANTITY }, { "d", TIME } }, never_above_for },
    { "never_below_for", "never_below_for(x, limit, d)", 3,
      { { "x", QUANTITY }, { "limit", QUANTITY }, { "d", TIME } }, never_below_for },
    { "settles", "settles(x, target, tolerance, d)", 4,
      { { "x", QUANTITY }, { "target", QUANTITY }, { "tolerance", QUANTITY }, { "d", TIME } },
      settles },
    { "step", "step(x, from, to, d)", 4,
      { { "x", QUANTITY }, { "from", CONSTANT }, { "to", CONSTANT }, { "d", TIME } }, step },
    { "ramp", "ramp(x, from, to, least, most)", 5,
      { { "x", QUANTITY }, { "from", CONSTANT }, { "to", CONSTANT }, { "least", TIME },
        { "most", TIME } }, ramp },
};

#define SHAPES (sizeof shapes / sizeof *shapes)

/* --- reading a call --- */

static enum err shape_find(struct formula_reader *reader, const struct formula_word *name,
                           const struct shape **found)
{
    const char *names[SHAPES], *nearest;

    for (size_t i = 0; i < SHAPES; i++) {
        names[i] = shapes[i].name;
        if (strcmp(names[i], name->text) == 0) {
            *found = &shapes[i];
            return ERR_OK;
        }
    }
    nearest = text_nearest(name->text, names, SHAPES);
    if (!nearest)
        nearest = formula_word_nearest(name->text);
    return formula_fault(reader, ERR_UNKNOWN, name->column,
                         "there is no \"%s(..)\"%s%s%s; known: abs, known, rise, fall,"
                         " never_above_for, never_below_for, settles, step, ramp", name->text,
                         nearest ? ": did you mean " : "", nearest ? nearest : "",
                         nearest ? "?" : "");
}

/* A constant tells a direction, so it is a number as it stands, with or without its sign. */
static enum err constant_read(struct formula_reader *reader, const char *what,
                              struct argument *argument)
{
    const struct formula_node *node;

    TRY(formula_read_expression(reader, 1, &argument->node));
    node = argument->node;
    if (node->kind == FORMULA_NEGATIVE && node->child[0]->kind == FORMULA_NUMBER)
        argument->number = -node->child[0]->number;
    else if (node->kind == FORMULA_NUMBER)
        argument->number = node->number;
    else
        return formula_fault(reader, ERR_PARSE, node->column,
                             "expected `%s` as a number: from and to tell the direction", what);
    return ERR_OK;
}

static enum err argument_read(struct formula_reader *reader, const char *what,
                              enum argument_kind kind, struct argument *argument)
{
    argument->column = reader->word.column;
    if (kind == TIME)
        return formula_read_time(reader, what, &argument->number);
    if (kind == CONSTANT)
        return constant_read(reader, what, argument);
    TRY(formula_read_expression(reader, 1, &argument->node));
    if (formula_is_number(argument->node->kind))
        return ERR_OK;
    return formula_fault(reader, ERR_PARSE, argument->column,
                         "expected `%s` as a number, and this is a formula", what);
}

static enum err arguments_read(struct formula_reader *reader, const struct shape *shape,
                               struct call *call)
{
    for (size_t i = 0; i < shape->count; i++) {
        bool is_last = i + 1 == shape->count;

        if (reader->word.kind == WORD_CLOSE)
            return formula_fault(reader, ERR_PARSE, reader->word.column,
                                 "`%s` is missing: expected %s", shape->argument[i].name,
                                 shape->usage);
        TRY(argument_read(reader, shape->argument[i].name, shape->argument[i].kind,
                          &call->argument[i]));
        if (is_last && reader->word.kind == WORD_COMMA)
            return formula_fault(reader, ERR_PARSE, reader->word.column,
                                 "this is one too many: expected %s", shape->usage);
        if (!is_last && reader->word.kind == WORD_COMMA)
            TRY(formula_word_next(reader));
        else if (!is_last && reader->word.kind != WORD_CLOSE)
            return formula_fault(reader, ERR_PARSE, reader->word.column,
                                 "expected , or ) of %s, not %s", shape->usage,
                                 formula_word_seen(&reader->word).text);
    }
    return formula_expect(reader, WORD_CLOSE, "an operator or )");
}

/* What was made points at the call, but what was given points at itself. */
static void columns_set(struct formula_node *nodes, size_t count, int column, int end_column)
{
    for (size_t i = 0; i < count; i++) {
        nodes[i].column = column;
        nodes[i].end_column = end_column;
    }
}

enum err formula_read_shape(struct formula_reader *reader, const struct formula_word *name,
                            struct formula_node **made)
{
    struct call         call = { .reader = reader };
    const struct shape *shape = NULL;
    size_t              before;

    TRY(shape_find(reader, name, &shape));
    TRY(formula_word_next(reader));
    TRY(arguments_read(reader, shape, &call));
    before = reader->nodes_count;
    TRY(shape->make(&call, made));
    columns_set(&reader->nodes[before], reader->nodes_count - before, name->column,
                reader->last_end);
    return ERR_OK;
}
