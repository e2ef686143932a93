/* formula.h - Signal Temporal Logic as text: parsed, printed, and nothing else.
 *
 *     G( (generator.state == hold & tip.seen_c >= 95) -> F[0,0.25 s] (output.rf_on <= 0.5) )
 *
 * The grammar is RTAMT's (github.com/nickovic/rtamt), so that a user can check a formula there:
 *
 *     always|G  eventually|F  until|U  unless|W  historically|H  once|O  since|S
 *     next|X  prev|Y  s_next|sX  s_prev|sY  rise(..)  fall(..)
 *     not|!  and|&|&&  or|"|"|"||"  implies|->  iff|<->  xor
 *     == != !== >= <= > <     + - * /  abs(..)  ( .. )  true  false
 *     [a,b] or [a:b] behind an operator of the first line: times, in s unless s, ms, us, ns, min or
 *           h stands behind each; never negative, never backwards
 *     name = formula ;        a named part, usable below; the last formula is the whole
 *     // and C comments
 *
 * and two words more: until_closed (phi must hold at psi's time too) and known(x), which is true
 * while x is not unknown. Named shapes are written as calls and become formulas when they are read:
 *
 *     never_above_for(x, limit, d)         G(F[0,d](x <= limit))
 *     never_below_for(x, limit, d)         G(F[0,d](x >= limit))
 *     settles(x, target, tolerance, d)     F[0,d](G(abs(x - target) <= tolerance))
 *     step(x, from, to, d)                 G(rise(x >= from) -> F[0,d](x >= to)); where `to` is
 *                                          below `from`, with <=
 *     ramp(x, from, to, least, most)       G(rise(x >= from) ->
 *                                            (x < to) until[least,most] (x >= to)): there no sooner
 *                                          than `least`; downwards likewise
 *
 * A name may hold '.' and '/'; x/2 is a division and a/b a name. Whether it is a signal, a state's
 * label or nothing at all is for who binds the formula to a table of signals (property.h).
 *
 * Precedence, loosest first: iff xor, implies, or, and, until since unless, not and the other
 * operators before their operand, comparisons (which do not chain), + -, * /, the sign. Implies
 * goes to the right, all others to the left. An operator before its operand binds like a sign:
 * G a -> b is (G a) -> b, and !x >= 3 is !(x >= 3). Versions of RTAMT differ here, so
 * formula_print leaves nothing to precedence.
 *
 * A formula is a tree in one block of memory that formula_destroy gives back. */
#ifndef PAINRIG_HIL_FORMULA_H
#define PAINRIG_HIL_FORMULA_H

#include "base/err.h"
#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define FORMULA_NODES_MAX 1000      /* names, numbers and operators */
#define FORMULA_DEPTH_MAX 200       /* of them inside each other    */
#define FORMULA_TEXT_MAX  4000      /* bytes of a formula's text */
#define FORMULA_NAME_SIZE 64

/* X(NAME, children, "as it is printed") */
#define FORMULA_KIND_LIST(X)                                                                    \
    X(NUMBER, 0, "")        X(NAME, 0, "")                  /* numbers: their children are too */  \
    X(NEGATIVE, 1, "-")     X(ABS, 1, "abs")                                                    \
    X(PLUS, 2, "+")         X(MINUS, 2, "-")    X(TIMES, 2, "*")    X(OVER, 2, "/")             \
    X(EQUAL, 2, "==")       X(UNEQUAL, 2, "!==") X(AT_LEAST, 2, ">=") X(AT_MOST, 2, "<=")        \
    X(ABOVE, 2, ">")        X(BELOW, 2, "<")                /* of two numbers */                \
    X(KNOWN, 1, "known")                                    /* of a number */                   \
    X(TRUE, 0, "true")      X(FALSE, 0, "false")                                                \
    X(NOT, 1, "not")        X(AND, 2, "and")    X(OR, 2, "or")      X(IMPLIES, 2, "implies")    \
    X(IFF, 2, "iff")        X(XOR, 2, "xor")                                                    \
    X(RISE, 1, "rise")      X(FALL, 1, "fall")                                                  \
    X(NEXT, 1, "next")      X(PREV, 1, "prev")  X(S_NEXT, 1, "s_next") X(S_PREV, 1, "s_prev")   \
    X(ALWAYS, 1, "always")  X(EVENTUALLY, 1, "eventually")                                      \
    X(HISTORICALLY, 1, "historically")          X(ONCE, 1, "once")                              \
    X(UNTIL, 2, "until")    X(UNTIL_CLOSED, 2, "until_closed")      X(UNLESS, 2, "unless")      \
    X(SINCE, 2, "since")

#define FORMULA_KIND_ENUM(name, children, text) FORMULA_##name,
enum formula_kind { FORMULA_KIND_LIST(FORMULA_KIND_ENUM) FORMULA_KIND_COUNT };
#undef FORMULA_KIND_ENUM

struct formula_node {
    enum formula_kind          kind;
    const struct formula_node *child[2];        /* NULL beyond the kind's count          */
    double                     number;          /* of NUMBER                             */
    char                       name[FORMULA_NAME_SIZE]; /* of NAME                       */
    bool                       is_bounded;      /* from_s .. to_s, in seconds         */
    double                     from_s, to_s;
    int                        column;          /* in the text, from 0: where to point   */
    int                        end_column;      /* one behind its last character         */
};

struct formula;

/* ERR_PARSE, or ERR_RANGE for a number and ERR_UNKNOWN for a shape, with a sentence, the line of
 * the text (as much of it as a terminal of 100 columns shows), and a caret under the place:
 *
 *     expected a formula or a number behind "->", not ")"
 *       G(rf_on -> )
 *                  ^
 *
 * Text of any bytes and any length may be given. */
MUST_CHECK enum err formula_parse(struct formula **, const char *text, struct why *);
void formula_destroy(struct formula *);     /* NULL is fine */

const struct formula_node *formula_root(const struct formula *);
const char *formula_source(const struct formula *);         /* as it was given */

/* A sentence that points at a node of the formula, as formula_parse does; hands back `err`. */
enum err formula_refuse(const struct formula *, const struct formula_node *, struct why *,
                        enum err err, const char *format, ...)
    __attribute__((format(printf, 5, 6))) MUST_CHECK;

/* Is there a NAME of this name in the tree? */
bool formula_has_name(const struct formula_node *, const char *name);

size_t formula_children(enum formula_kind);                 /* 0, 1 or 2 */
const char *formula_kind_text(enum formula_kind);

/* The formula as RTAMT reads it: shapes and parts spelt out, every operand but a name or a number
 * in parentheses, bounds in s. Cut to `size`; the count of bytes it wants, without the terminator.
 * Parses back to the same tree, unless it is longer than FORMULA_TEXT_MAX. RTAMT does not know
 * until_closed, known, true and false. */
size_t formula_print(const struct formula_node *, char *out, size_t size);

#endif
