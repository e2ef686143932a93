#include "formula_inside.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_MAX 90        /* characters of the line; with its margin it fits 100 columns */

struct formula {
    char               *source;     /* behind the nodes */
    struct formula_node nodes[];    /* the root first   */
};

static const struct { const char *text; size_t children; } kinds[] = {
#define FORMULA_KIND_ROW(name, count, printed) \
    [FORMULA_##name] = { .text = printed, .children = count },
    FORMULA_KIND_LIST(FORMULA_KIND_ROW)
#undef FORMULA_KIND_ROW
};

size_t formula_children(enum formula_kind kind) { return kinds[kind].children; }
const char *formula_kind_text(enum formula_kind kind) { return kinds[kind].text; }

bool formula_is_number(enum formula_kind kind) { return kind <= FORMULA_OVER; }

bool formula_is_formula(enum formula_kind kind)
{
    return kind == FORMULA_NAME || kind > FORMULA_OVER;
}

/* --- pointing --- */

static bool is_inside_character(char byte) { return ((unsigned char)byte & 0xC0) == 0x80; }

/* One place per character: a tab becomes a blank, and a byte that is no text a question mark. */
static void line_add(struct text *out, const char *from, const char *to)
{
    for (size_t count; from < to; from += count) {
        count = formula_utf8_length(from);
        if (*from == '\t' || *from == '\f' || *from == '\r')
            text_add(out, " ");
        else if (count == 0 || (unsigned char)*from < ' ' || *from == 0x7F)
            text_add(out, "?");
        else
            text_add(out, "%.*s", (int)count, from);
        count += count == 0;
    }
}

/* The part of the line around `at`, at most SHOWN_MAX characters of it. */
static void window_find(const char *line, const char *end, const char *at, const char **from,
                        const char **to)
{
    *from = line;
    *to = end;
    if (end - line <= SHOWN_MAX)
        return;
    if (at - line > SHOWN_MAX * 2 / 3)
        *from = at - SHOWN_MAX * 2 / 3;
    if (end - *from > SHOWN_MAX)
        *to = *from + SHOWN_MAX;
    else
        *from = end - SHOWN_MAX;
    while (*from < at && is_inside_character(**from))
        ++*from;
    while (*to < end && is_inside_character(**to))
        ++*to;
}

enum err formula_point(struct why *why, enum err err, const char *text, int column,
                       const char *format, va_list args)
{
    char        sentence[400], shown[600];
    struct text out = text_over(shown, sizeof shown);
    const char *at = text + column, *line = at, *end = at + strcspn(at, "\n"), *from, *to;
    int         blanks = 0;

    while (line > text && line[-1] != '\n')
        line--;
    window_find(line, end, at, &from, &to);
    vsnprintf(sentence, sizeof sentence, format, args);
    text_add(&out, "\n  %s", from > line ? ".." : "");
    line_add(&out, from, to);
    text_add(&out, "%s\n  %s", to < end ? ".." : "", from > line ? "  " : "");
    for (const char *place = from; place < at; place++)
        blanks += !is_inside_character(*place);
    text_add(&out, "%*s^", blanks, "");
    return why_say(why, err, "%s%s", sentence, shown);
}

enum err formula_fault(struct formula_reader *reader, enum err err, int column,
                       const char *format, ...)
{
    va_list args;

    va_start(args, format);
    err = formula_point(reader->why, err, reader->text, column, format, args);
    va_end(args);
    return err;
}

enum err formula_refuse(const struct formula *formula, const struct formula_node *node,
                        struct why *why, enum err err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    err = formula_point(why, err, formula->source, node->column, format, args);
    va_end(args);
    return err;
}

/* --- nodes --- */

/* A child of the wrong sort, and what to do about it. */
static enum err sort_check(struct formula_reader *reader, enum formula_kind kind,
                           const struct formula_node *child)
{
    bool wants_number = kind <= FORMULA_KNOWN, is_comparison;

    if (wants_number ? formula_is_number(child->kind) : formula_is_formula(child->kind))
        return ERR_OK;
    is_comparison = child->kind >= FORMULA_EQUAL && child->kind <= FORMULA_BELOW;
    if (!wants_number)
        return formula_fault(reader, ERR_PARSE, child->column,
                             "\"%s\" takes formulas, and this is a number: compare it, as in"
                             " x >= 3",
                             kinds[kind].text);
    if (is_comparison && kind >= FORMULA_EQUAL && kind <= FORMULA_BELOW)
        return formula_fault(reader, ERR_PARSE, child->column,
                             "a comparison cannot be compared again: write 1 < x and x < 3");
    return formula_fault(reader, ERR_PARSE, child->column,
                         "\"%s\" takes numbers, and this is a formula: expected a name, a number or"
                         " arithmetic", kinds[kind].text);
}

enum err formula_node_make(struct formula_reader *reader, enum formula_kind kind,
                           const struct formula_node *left, const struct formula_node *right,
                           struct formula_node **made)
{
    struct formula_node *node = &reader->nodes[reader->nodes_count];
    int                  level = 1;

    for (size_t i = 0; i < kinds[kind].children; i++) {
        const struct formula_node *child = i == 0 ? left : right;
        TRY(sort_check(reader, kind, child));
        if (reader->levels[child - reader->nodes] >= level)
            level = reader->levels[child - reader->nodes] + 1;
    }
    if (level > FORMULA_DEPTH_MAX)
        return formula_fault(reader, ERR_PARSE, right ? right->column : left->column,
                             "more than %d operators inside each other: put parentheses into long"
                             " chains, or split them into several requirements", FORMULA_DEPTH_MAX);
    if (reader->nodes_count == FORMULA_NODES_MAX)
        return formula_fault(reader, ERR_PARSE, left ? left->column : reader->word.column,
                             "a formula has at most %d names, numbers and operators: split it into"
                             " several requirements", FORMULA_NODES_MAX);
    reader->levels[reader->nodes_count++] = level;
    *node = (struct formula_node){ .kind = kind, .child = { left, right } };
    node->column = left ? left->column : reader->word.column;
    node->end_column = right ? right->end_column
                     : left ? left->end_column : reader->word.end_column;
    *made = node;
    return ERR_OK;
}

enum err formula_node_copy(struct formula_reader *reader, const struct formula_node *node,
                           struct formula_node **made)
{
    struct formula_node *child[2] = { NULL, NULL }, *copy;

    for (size_t i = 0; i < kinds[node->kind].children; i++)
        TRY(formula_node_copy(reader, node->child[i], &child[i]));
    TRY(formula_node_make(reader, node->kind, child[0], child[1], &copy));
    *copy = *node;
    copy->child[0] = child[0];
    copy->child[1] = child[1];
    *made = copy;
    return ERR_OK;
}

/* --- the formula --- */

static size_t nodes_count(const struct formula_node *node)
{
    size_t count = 1;

    for (size_t i = 0; i < kinds[node->kind].children; i++)
        count += nodes_count(node->child[i]);
    return count;
}

/* A node in front of its children. */
static struct formula_node *nodes_lay(struct formula_node **next, const struct formula_node *node)
{
    struct formula_node *copy = (*next)++;

    *copy = *node;
    for (size_t i = 0; i < kinds[node->kind].children; i++)
        copy->child[i] = nodes_lay(next, node->child[i]);
    return copy;
}

enum err formula_keep(struct formula **formula, const char *text, const struct formula_node *root)
{
    size_t count = nodes_count(root), length = strlen(text) + 1;
    struct formula      *made = malloc(sizeof *made + count * sizeof *made->nodes + length);
    struct formula_node *next;

    if (!made)
        return ERR_MEMORY;
    made->source = (char *)&made->nodes[count];
    memcpy(made->source, text, length);
    next = made->nodes;
    nodes_lay(&next, root);
    *formula = made;
    return ERR_OK;
}

void formula_destroy(struct formula *formula) { free(formula); }
const struct formula_node *formula_root(const struct formula *formula) { return formula->nodes; }
const char *formula_source(const struct formula *formula) { return formula->source; }

/* --- printing --- */

struct printer { char *out; size_t size, used; };

static void print(struct printer *printer, const char *text)
{
    for (; *text; text++, printer->used++)
        if (printer->used + 1 < printer->size)
            printer->out[printer->used] = *text;
}

/* As few digits as read back as the same number. */
static void print_number(struct printer *printer, double number)
{
    char text[40];

    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    print(printer, text);
}

static void print_bounds(struct printer *printer, const struct formula_node *node)
{
    if (!node->is_bounded)
        return;
    print(printer, "[");
    print_number(printer, node->from_s);
    print(printer, ",");
    print_number(printer, node->to_s);
    print(printer, "]");
}

static void print_node(struct printer *printer, const struct formula_node *node);

/* A word that stands for itself needs no parentheses. */
static void print_operand(struct printer *printer, const struct formula_node *node)
{
    bool is_plain = kinds[node->kind].children == 0;

    print(printer, is_plain ? "" : "(");
    print_node(printer, node);
    print(printer, is_plain ? "" : ")");
}

static void print_node(struct printer *printer, const struct formula_node *node)
{
    if (node->kind == FORMULA_NUMBER) {
        print_number(printer, node->number);
    } else if (node->kind == FORMULA_NAME) {
        print(printer, node->name);
    } else if (node->kind == FORMULA_NEGATIVE) {
        print(printer, "-");
        print_operand(printer, node->child[0]);
    } else if (kinds[node->kind].children == 2) {
        print_operand(printer, node->child[0]);
        print(printer, " ");
        print(printer, kinds[node->kind].text);
        print_bounds(printer, node);
        print(printer, " ");
        print_operand(printer, node->child[1]);
    } else {
        print(printer, kinds[node->kind].text);
        print_bounds(printer, node);
        if (kinds[node->kind].children == 0)
            return;
        print(printer, "(");
        print_node(printer, node->child[0]);
        print(printer, ")");
    }
}

size_t formula_print(const struct formula_node *node, char *out, size_t size)
{
    struct printer printer = { .out = out, .size = size };

    print_node(&printer, node);
    if (size > 0)
        out[printer.used < size ? printer.used : size - 1] = '\0';
    return printer.used;
}

bool formula_has_name(const struct formula_node *node, const char *name)
{
    if (node->kind == FORMULA_NAME)
        return strcmp(node->name, name) == 0;
    for (size_t i = 0; i < formula_children(node->kind); i++)
        if (formula_has_name(node->child[i], name))
            return true;
    return false;
}
