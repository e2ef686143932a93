/* formula_inside.h - what the files of formula share: words read from a text, and nodes as they are
 * made. Nobody else includes it.
 *
 * formula_words.c cuts the text into words, formula_read.c makes them a tree, formula_shapes.c
 * spells out the named shapes, formula.c keeps, copies and prints trees and points at places. */
#ifndef PAINRIG_HIL_FORMULA_INSIDE_H
#define PAINRIG_HIL_FORMULA_INSIDE_H

#include "hil/property/formula.h"

#include <stdarg.h>

/* Parentheses and operators inside each other, as they are read: a tree of FORMULA_DEPTH_MAX levels
 * as formula_print writes it has two of them a level. */
#define FORMULA_READ_DEPTH_MAX (2 * FORMULA_DEPTH_MAX + 10)
#define FORMULA_PARTS_MAX 32        /* name = formula; */

enum formula_word_kind {
    WORD_END, WORD_NUMBER, WORD_NAME, WORD_OPERATOR, WORD_OPEN, WORD_CLOSE, WORD_OPEN_BOUND,
    WORD_CLOSE_BOUND, WORD_COMMA, WORD_COLON, WORD_SEMICOLON, WORD_ASSIGN
};

struct formula_word {
    enum formula_word_kind kind;
    enum formula_kind      operator;    /* of WORD_OPERATOR; a minus is FORMULA_MINUS */
    double                 number;      /* of WORD_NUMBER */
    char                   text[FORMULA_NAME_SIZE];
    int                    column, end_column;
};

struct formula_part { char name[FORMULA_NAME_SIZE]; const struct formula_node *node; };

/* A formula while it is being read. The nodes are in a block that is given back at the end: what
 * the caller gets is a copy without what was left over. */
struct formula_reader {
    const char          *text;
    struct why          *why;
    struct formula_word  word;          /* the one that comes next          */
    int                  last_column, last_end;     /* of the one before it */
    struct formula_node *nodes;         /* FORMULA_NODES_MAX                */
    int                 *levels;        /* of the tree under each node      */
    size_t               nodes_count;
    struct formula_part  parts[FORMULA_PARTS_MAX];
    size_t               parts_count;
    int                  depth;
};

/* A sentence, the line of the text that holds `column`, and a caret under it. Hands back `err`. */
MUST_CHECK enum err formula_point(struct why *, enum err err, const char *text, int column,
                                  const char *format, va_list);
MUST_CHECK enum err formula_fault(struct formula_reader *, enum err err, int column,
                                  const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* --- words --- */

/* ERR_PARSE for a text that is no text: too long, not UTF-8, control bytes. */
MUST_CHECK enum err formula_text_check(struct formula_reader *);
/* The next word into reader->word; at the end WORD_END, as often as it is asked for. */
MUST_CHECK enum err formula_word_next(struct formula_reader *);
/* Bytes of the UTF-8 character that begins here; 0 if none does. */
size_t formula_utf8_length(const char *);
/* What the word is, to a person: "->" or the end; from `room`. */
struct formula_seen { char text[FORMULA_NAME_SIZE + 16]; };
struct formula_seen formula_word_seen(const struct formula_word *);
/* The operator's word nearest to a name, or NULL. */
const char *formula_word_nearest(const char *name);

/* --- nodes --- */

/* Numbers are made of numbers and formulas of formulas; a name may be either. */
bool formula_is_number(enum formula_kind);
bool formula_is_formula(enum formula_kind);

/* A node over these children (NULL where there is none), with the columns of the two together.
 * Refused: a child of the wrong sort, FORMULA_NODES_MAX nodes or FORMULA_DEPTH_MAX levels. */
MUST_CHECK enum err formula_node_make(struct formula_reader *, enum formula_kind,
                                      const struct formula_node *left,
                                      const struct formula_node *right, struct formula_node **);
MUST_CHECK enum err formula_node_copy(struct formula_reader *, const struct formula_node *,
                                      struct formula_node **);

/* The formula that the caller keeps: a copy of the tree and of its text in one block. */
MUST_CHECK enum err formula_keep(struct formula **, const char *text,
                                 const struct formula_node *root);

/* --- reading --- */

/* The loosest operator binds by 1; a formula is all that binds by at least `binding`. */
MUST_CHECK enum err formula_read_expression(struct formula_reader *, int binding,
                                            struct formula_node **);
/* A time with or without its unit; `what` is for the sentence. */
MUST_CHECK enum err formula_read_time(struct formula_reader *, const char *what, double *time_s);
MUST_CHECK enum err formula_expect(struct formula_reader *, enum formula_word_kind,
                                   const char *expected);

/* --- shapes --- */

/* The call of a shape; the reader stands at the parenthesis behind its name. */
MUST_CHECK enum err formula_read_shape(struct formula_reader *, const struct formula_word *name,
                                       struct formula_node **);

#endif
