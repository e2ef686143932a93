/* property_names.c - what the names of a formula mean: signals, flags, states and their labels. */
#include "hil/property/property_inside.h"

#include "base/text.h"

#include <string.h>

static bool is_flag(const struct signal *signal)
{
    return !signal->labels && strcmp(signal->unit, "-") == 0 && signal->least >= 0
           && signal->most <= 1;
}

static size_t labels_count(const struct signal *signal)
{
    size_t count = 0;

    while (signal->labels[count])
        count++;
    return count;
}

/* No signal has this name: the nearest that one has. */
static enum err refuse_name(const struct binding *binding, const struct formula_node *node)
{
    const struct property_set *set = binding->set;
    const char **names = malloc((set->signal_count + 1) * sizeof *names);
    const char  *near;
    enum err     err;

    if (!names)
        return ERR_MEMORY;
    for (size_t i = 0; i < set->signal_count; i++)
        names[i] = set->signals[i].name;
    near = text_nearest(node->name, names, set->signal_count);
    err = formula_refuse(binding->formula, node, binding->why, ERR_UNKNOWN,
                         near ? "there is no signal named '%s': did you mean '%s'?"
                              : "there is no signal named '%s': `painrig signals` lists them",
                         node->name, near);
    free(names);
    return err;
}

static enum err find_signal(const struct binding *binding, const struct formula_node *node,
                            size_t *index)
{
    *index = signal_find(binding->set->signals, binding->set->signal_count, node->name);
    return *index == SIGNAL_NONE ? refuse_name(binding, node) : ERR_OK;
}

/* A signal that is a state; NULL for anything else. */
static const struct signal *state_named(const struct binding *binding,
                                        const struct formula_node *node)
{
    size_t index;

    if (node->kind != FORMULA_NAME)
        return NULL;
    index = signal_find(binding->set->signals, binding->set->signal_count, node->name);
    return index == SIGNAL_NONE || !binding->set->signals[index].labels
           ? NULL : &binding->set->signals[index];
}

static enum err bind_number(const struct binding *, const struct formula_node *, uint32_t *);

static enum err bind_named_number(const struct binding *binding, const struct formula_node *node,
                                  uint32_t *out)
{
    const struct signal *signal;
    size_t index;

    TRY(find_signal(binding, node, &index));
    signal = &binding->set->signals[index];
    if (signal->labels)
        return formula_refuse(binding->formula, node, binding->why, ERR_PARSE,
                              "%s is a state, not a number: ask `%s == %s` or the like",
                              signal->name, signal->name, signal->labels[0]);
    *out = (uint32_t)index;
    return ERR_OK;
}

static enum err bind_number(const struct binding *binding, const struct formula_node *node,
                            uint32_t *out)
{
    struct number number = { .kind = node->kind };

    switch (node->kind) {
    case FORMULA_NUMBER:
        number.value = node->number;
        break;
    case FORMULA_NAME:
        return bind_named_number(binding, node, out);
    case FORMULA_PLUS: case FORMULA_MINUS: case FORMULA_TIMES: case FORMULA_OVER:
        TRY(bind_number(binding, node->child[1], &number.b));
        /* fall through */
    case FORMULA_NEGATIVE: case FORMULA_ABS:
        TRY(bind_number(binding, node->child[0], &number.a));
        break;
    default:
        return formula_refuse(binding->formula, node, binding->why, ERR_PARSE,
                              "a number is wanted here, and this says yes or no");
    }
    *out = node_number(binding->set, number);
    return ERR_OK;
}

static enum err refuse_label(const struct binding *binding, const struct formula_node *node,
                             const struct signal *state)
{
    char        known[400];
    struct text text = text_over(known, sizeof known);

    text_join(&text, state->labels, labels_count(state));
    if (node->kind != FORMULA_NAME)
        return formula_refuse(binding->formula, node, binding->why, ERR_PARSE,
                              "%s is a state: compare it with one of %s", state->name, known);
    return formula_refuse(binding->formula, node, binding->why, ERR_UNKNOWN,
                          "%s is never '%s': it is one of %s", state->name, node->name, known);
}

/* generator.state == hold, either way round. */
static enum err bind_state(const struct binding *binding, const struct formula_node *node,
                           const struct signal *state, const struct formula_node *label,
                           struct ref *out)
{
    struct number wanted = { .kind = FORMULA_NUMBER };
    size_t        i = 0;

    if (node->kind != FORMULA_EQUAL && node->kind != FORMULA_UNEQUAL)
        return formula_refuse(binding->formula, node, binding->why, ERR_PARSE,
                              "the states of %s have no order: compare with == or !=", state->name);
    while (label->kind == FORMULA_NAME && state->labels[i]
           && strcmp(state->labels[i], label->name) != 0)
        i++;
    if (label->kind != FORMULA_NAME || !state->labels[i])
        return refuse_label(binding, label, state);
    wanted.value = (double)i;
    *out = node_compare(binding->set, node->kind == FORMULA_EQUAL ? OP_IS : OP_ISNT,
                        (uint32_t)(state - binding->set->signals),
                        node_number(binding->set, wanted), node);
    return ERR_OK;
}

static enum op comparison_op(enum formula_kind kind)
{
    switch (kind) {
    case FORMULA_EQUAL:    return OP_EQUAL;
    case FORMULA_UNEQUAL:  return OP_UNEQUAL;
    case FORMULA_AT_LEAST: return OP_AT_LEAST;
    case FORMULA_AT_MOST:  return OP_AT_MOST;
    case FORMULA_ABOVE:    return OP_ABOVE;
    default:               return OP_BELOW;
    }
}

enum err bind_comparison(const struct binding *binding, const struct formula_node *node,
                         struct ref *out)
{
    const struct formula_node *left = node->child[0], *right = node->child[1];
    uint32_t a, b;

    if (state_named(binding, left))
        return bind_state(binding, node, state_named(binding, left), right, out);
    if (state_named(binding, right))
        return bind_state(binding, node, state_named(binding, right), left, out);
    TRY(bind_number(binding, left, &a));
    TRY(bind_number(binding, right, &b));
    *out = node_compare(binding->set, comparison_op(node->kind), a, b, node);
    return ERR_OK;
}

enum err bind_flag(const struct binding *binding, const struct formula_node *node, struct ref *out)
{
    const struct signal *signal;
    size_t index;

    TRY(find_signal(binding, node, &index));
    signal = &binding->set->signals[index];
    if (signal->labels)
        return formula_refuse(binding->formula, node, binding->why, ERR_PARSE,
                              "%s is a state: ask `%s == %s` or the like", signal->name,
                              signal->name, signal->labels[0]);
    if (!is_flag(signal))
        return formula_refuse(binding->formula, node, binding->why, ERR_PARSE,
                              "%s is a quantity, neither true nor false: compare it, as in "
                              "`%s >= ...`", signal->name, signal->name);
    *out = node_compare(binding->set, OP_FLAG, (uint32_t)index, 0, node);
    return ERR_OK;
}

enum err bind_known(const struct binding *binding, const struct formula_node *node, struct ref *out)
{
    const struct signal *state = state_named(binding, node->child[0]);
    uint32_t a = 0;

    if (state)
        a = (uint32_t)(state - binding->set->signals);
    else
        TRY(bind_number(binding, node->child[0], &a));
    *out = node_compare(binding->set, OP_KNOWN, a, 0, node);
    return ERR_OK;
}
