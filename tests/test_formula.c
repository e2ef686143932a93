/* formula: what is read, how it is parenthesised, and what a technician sees who mistypes. */
#include "hil/property/formula.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (int)(sizeof (table) / sizeof *(table))

static uint64_t random_next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static size_t random_below(uint64_t *state, size_t count) { return random_next(state) % count; }

/* --- what is read --- */

static const struct { const char *text, *want; } readings[] = {
    { "x", "x" },
    { "G( (generator.state == hold & tip.seen_c >= 95) -> F[0,0.25 s] (output.rf_on <= 0.5) )",
      "always(((generator.state == hold) and (tip.seen_c >= 95))"
      " implies (eventually[0,0.25](output.rf_on <= 0.5)))" },
    /* both words of every operator */
    { "always x", "always(x)" },                  { "G x", "always(x)" },
    { "eventually x", "eventually(x)" },          { "F x", "eventually(x)" },
    { "historically x", "historically(x)" },      { "H x", "historically(x)" },
    { "once x", "once(x)" },                      { "O x", "once(x)" },
    { "x until y", "x until y" },                 { "x U y", "x until y" },
    { "x unless y", "x unless y" },               { "x W y", "x unless y" },
    { "x since y", "x since y" },                 { "x S y", "x since y" },
    { "x until_closed y", "x until_closed y" },
    { "next x", "next(x)" },                      { "X x", "next(x)" },
    { "prev x", "prev(x)" },                      { "Y x", "prev(x)" },
    { "s_next x", "s_next(x)" },                  { "sX x", "s_next(x)" },
    { "s_prev x", "s_prev(x)" },                  { "sY x", "s_prev(x)" },
    { "rise(x)", "rise(x)" },                     { "fall(x)", "fall(x)" },
    { "not x", "not(x)" },                        { "!x", "not(x)" },
    { "x and y", "x and y" }, { "x & y", "x and y" }, { "x && y", "x and y" },
    { "x or y", "x or y" },   { "x | y", "x or y" },  { "x || y", "x or y" },
    { "x implies y", "x implies y" },             { "x -> y", "x implies y" },
    { "x iff y", "x iff y" },                     { "x <-> y", "x iff y" },
    { "x xor y", "x xor y" },                     { "known(x)", "known(x)" },
    { "true", "true" }, { "TRUE", "true" },       { "false", "false" }, { "FALSE", "false" },
    { "x == 1", "x == 1" },                       { "x != 1", "x !== 1" },
    { "x !== 1", "x !== 1" },                     { "x >= 1", "x >= 1" },
    { "x <= 1", "x <= 1" }, { "x > 1", "x > 1" }, { "x < 1", "x < 1" },
    { "abs(x - y) < 2", "(abs(x - y)) < 2" },
    /* bounds and their units */
    { "always[0,5] x", "always[0,5](x)" },        { "G[0:5](x)", "always[0,5](x)" },
    { "F[0,300 ms] x", "eventually[0,0.3](x)" },  { "F[0 s, 5 min] x", "eventually[0,300](x)" },
    { "F[1us,20ns*0] x", NULL },                  { "O[10 us,2h] x", "once[1e-05,7200](x)" },
    { "H[20 ns,1e-3] x", "historically[2e-08,0.001](x)" },
    { "(x<1) U[0,9] (y>2)", "(x < 1) until[0,9] (y > 2)" },
    { "x S[1,1] y", "x since[1,1] y" },           { "x W[2,3] y", "x unless[2,3] y" },
    { "x until_closed[0,1] y", "x until_closed[0,1] y" },
    /* numbers and names */
    { "x > 1e3", "x > 1000" }, { "x > .5", "x > 0.5" }, { "x > 2.", "x > 2" },
    { "x > 0.1", "x > 0.1" },  { "x > 1.5E-7", "x > 1.5e-07" }, { "x > -3", "x > (-3)" },
    { "x<-5", "x < (-5)" },    { "x > --3", "x > (-(-3))" },
    { "x > 0.30000000000000004", "x > 0.30000000000000004" },
    { "tip.seen_c > 3", "tip.seen_c > 3" },       { "topic/pump.rate > 3", "topic/pump.rate > 3" },
    { "x/2 > 3", "(x / 2) > 3" },                 { "x / y > 3", "(x / y) > 3" },
    { "ms & s", "ms and s" },                     { "Gx & always_on", "Gx and always_on" },
    { "$a & _b", "$a and _b" },                   { "channel.2", "channel.2" },
    /* comments, lines, parts */
    { "x // hello -> )(\n & y", "x and y" },      { "x /* * / ** */ & y", "x and y" },
    { "x//", "x" }, { "x/**/", "x" },             { " \t\r\n x \f", "x" },
    { "c = a & b; G(c)", "always(a and b)" },     { "c = a & b;\nout = G(c);", "always(a and b)" },
    { "d = x - y; abs(d) > 1 & d > 0", "((abs(x - y)) > 1) and ((x - y) > 0)" },
    { "a = x; b = !a; b | a;;", "(not(x)) or x" }, { "x;", "x" },
    /* shapes */
    { "never_above_for(x, t + 1, 100 ms)", "always(eventually[0,0.1](x <= (t + 1)))" },
    { "never_below_for(x, 3, 2)", "always(eventually[0,2](x >= 3))" },
    { "settles(x, 80, 2, 30 s)", "eventually[0,30](always((abs(x - 80)) <= 2))" },
    { "step(x, 1, 9, 5)", "always((rise(x >= 1)) implies (eventually[0,5](x >= 9)))" },
    { "step(x, 9, -1, 5)", "always((rise(x <= 9)) implies (eventually[0,5](x <= (-1))))" },
    { "ramp(x, 1, 9, 2, 5)",
      "always((rise(x >= 1)) implies ((x < 9) until[2,5] (x >= 9)))" },
    { "ramp(x, 9, 1, 2, 5)",
      "always((rise(x <= 9)) implies ((x > 1) until[2,5] (x <= 1)))" },
    { "a -> step(x, 1, 9, 5) & b",
      "a implies ((always((rise(x >= 1)) implies (eventually[0,5](x >= 9)))) and b)" },
    { "step & ramp", "step and ramp" },
    /* precedence */
    { "!a & b", "(not(a)) and b" },               { "a and not b", "a and (not(b))" },
    { "!x >= 3", "not(x >= 3)" },                 { "G x >= 3", "always(x >= 3)" },
    { "G a -> b", "(always(a)) implies b" },      { "G F a & b", "(always(eventually(a))) and b" },
    { "a & b | c & d", "(a and b) or (c and d)" },
    { "a | b & c -> d", "(a or (b and c)) implies d" },
    { "a -> b -> c", "a implies (b implies c)" }, { "a & b & c", "(a and b) and c" },
    { "a iff b xor c", "(a iff b) xor c" },       { "a -> b iff c", "(a implies b) iff c" },
    { "a U b U c", "(a until b) until c" },       { "a & b U c", "a and (b until c)" },
    { "G a U !b", "(always(a)) until (not(b))" },
    { "x - y - z > 1", "((x - y) - z) > 1" },     { "x - y * z > 1", "(x - (y * z)) > 1" },
    { "x * y / z > 1", "((x * y) / z) > 1" },     { "-x * y > 1", "((-x) * y) > 1" },
    { "x > 1 + y & z < 2", "(x > (1 + y)) and (z < 2)" },
    { "(a | b) & c", "(a or b) and c" },          { "((((a))))", "a" },
};

START_TEST(a_text_is_read_as_its_canonical_form_says)
{
    const char     *want = readings[_i].want;
    char            printed[400] = "";
    struct formula *formula = NULL;
    struct why      why = { "" };
    enum err        err = formula_parse(&formula, readings[_i].text, &why);

    if (err == ERR_OK)
        formula_print(formula_root(formula), printed, sizeof printed);
    ck_assert_msg((err == ERR_OK) == (want != NULL), "%s: %s", readings[_i].text, why.text);
    ck_assert_msg(!want || strcmp(printed, want) == 0, "%s: %s", readings[_i].text, printed);
    if (formula)
        ck_assert_str_eq(formula_source(formula), readings[_i].text);
    formula_destroy(formula);
}
END_TEST

/* --- what is refused --- */

static const struct {
    const char *text; enum err err; const char *sentence; int column;
} faults[] = {
    { "", ERR_PARSE, "expected a formula, as in G(x <= 3), not the end", 0 },
    { "  // nothing", ERR_PARSE, "expected a formula, as in G(x <= 3), not the end", 12 },
    { "G(", ERR_PARSE, "expected a formula or a number behind \"(\", not the end", 2 },
    { "(a & b", ERR_PARSE, "this parenthesis is never closed", 0 },
    { "G(a))", ERR_PARSE, "this ) closes no parenthesis: expected an operator or the end", 4 },
    { "G(rf_on -> )", ERR_PARSE, "expected a formula or a number behind \"->\", not \")\"", 11 },
    { "a &", ERR_PARSE, "expected a formula or a number behind \"&\", not the end", 3 },
    { "& a", ERR_PARSE, "expected a formula, as in G(x <= 3), not \"&\"", 0 },
    { "a & | b", ERR_PARSE, "expected a formula or a number behind \"&\", not \"|\"", 4 },
    { "a @ b", ERR_PARSE, "'@' means nothing in a formula: expected a name, a number, an operator"
      " or a parenthesis", 2 },
    { "x \xE2\x89\xA4 3", ERR_PARSE, "'\xE2\x89\xA4' means nothing in a formula: expected a name,"
      " a number, an operator or a parenthesis", 2 },
    { "'\xE2\x89\xA4' # 3", ERR_PARSE, "''' means nothing in a formula: expected a name, a number,"
      " an operator or a parenthesis", 0 },
    { "a /* \xE2\x89\xA4 */ # 3", ERR_PARSE, "'#' means nothing in a formula: expected a name,"
      " a number, an operator or a parenthesis", 10 },
    { "G[0,] a", ERR_PARSE, "expected the second bound, a number (of s, or followed by ms, us, ns,"
      " min or h), not \"]\"", 4 },
    { "G[,3] a", ERR_PARSE, "expected the first bound, a number (of s, or followed by ms, us, ns,"
      " min or h), not \",\"", 2 },
    { "G[3] a", ERR_PARSE, "expected , and the second bound, not \"]\"", 3 },
    { "G[1,3 a", ERR_PARSE, "\"a\" is no unit of time: expected s, ms, us, ns, min or h", 6 },
    { "G[1,3) a", ERR_PARSE, "expected ] behind the second bound, not \")\"", 5 },
    { "G[-1,3] a", ERR_RANGE, "the first bound is never negative: for the past use once,"
      " historically or since", 2 },
    { "O[0,-3] a", ERR_RANGE, "the second bound is never negative: for the past use once,"
      " historically or since", 4 },
    { "G[5,3] a", ERR_RANGE, "the bounds run backwards, from 5 s to 3 s: write the earlier first",
      1 },
    { "G[1,300 ms] a", ERR_RANGE, "the bounds run backwards, from 1 s to 0.3 s: write the earlier"
      " first", 1 },
    { "G[0,1e308 h] a", ERR_RANGE, "the second bound is too large a number", 4 },
    { "G[0,3 sec] a", ERR_PARSE, "\"sec\" is no unit of time: expected s, ms, us, ns, min or h",
      6 },
    { "rise[0,1](a)", ERR_PARSE, "\"rise\" takes no bounds", 4 },
    { "not[0,1] a", ERR_PARSE, "\"not\" takes no bounds", 3 },
    { "X[0,1] a", ERR_PARSE, "\"X\" takes no bounds", 1 },
    { "a ->[0,1] b", ERR_PARSE, "\"->\" takes no bounds", 4 },
    { "alwayz[0,1] a", ERR_PARSE, "\"alwayz\" is no operator, and only operators take bounds:"
      " did you mean always?", 0 },
    { "never_abov_for(x, 1, 2)", ERR_UNKNOWN, "there is no \"never_abov_for(..)\": did you mean"
      " never_above_for?; known: abs, known, rise, fall, never_above_for, never_below_for, settles,"
      " step, ramp", 0 },
    { "a & quartz(x)", ERR_UNKNOWN, "there is no \"quartz(..)\"; known: abs, known, rise, fall,"
      " never_above_for, never_below_for, settles, step, ramp", 4 },
    { "never_above_for(x, 1)", ERR_PARSE, "`d` is missing: expected never_above_for(x, limit, d)",
      20 },
    { "step()", ERR_PARSE, "`x` is missing: expected step(x, from, to, d)", 5 },
    { "step(x, 1, 2, 3, 4)", ERR_PARSE, "this is one too many: expected step(x, from, to, d)", 15 },
    { "step(x 1, 2, 3)", ERR_PARSE, "expected , or ) of step(x, from, to, d), not \"1\"", 7 },
    { "step(x, y, 2, 3)", ERR_PARSE, "expected `from` as a number: from and to tell the direction",
      8 },
    { "step(x, 2, 2, 3)", ERR_RANGE, "from and to are both 2: there is nothing to cross", 11 },
    { "step(x, 1, 2, y)", ERR_PARSE, "expected d, a number (of s, or followed by ms, us, ns, min or"
      " h), not \"y\"", 14 },
    { "step(x > 1, 1, 2, 3)", ERR_PARSE, "expected `x` as a number, and this is a formula", 5 },
    { "ramp(x, 1, 2, 5, 3)", ERR_RANGE, "the least time is longer than the most: write the shorter"
      " first", 14 },
    { "a und b", ERR_PARSE, "expected an operator or the end, not \"und\": did you mean and?", 2 },
    { "a 5", ERR_PARSE, "expected an operator or the end, not \"5\"", 2 },
    { "a not b", ERR_PARSE, "expected an operator or the end, not \"not\"", 2 },
    { "(a b)", ERR_PARSE, "expected an operator or ), not \"b\"", 3 },
    { "1 < x < 3", ERR_PARSE, "a comparison cannot be compared again: write 1 < x and x < 3", 0 },
    { "G(5)", ERR_PARSE, "\"always\" takes formulas, and this is a number: compare it, as in"
      " x >= 3", 1 },
    { "a & x + 1", ERR_PARSE, "\"and\" takes formulas, and this is a number: compare it, as in"
      " x >= 3", 4 },
    { "x + G y > 3", ERR_PARSE, "\"+\" takes numbers, and this is a formula: expected a name,"
      " a number or arithmetic", 4 },
    { "known(a & b)", ERR_PARSE, "\"known\" takes numbers, and this is a formula: expected a name,"
      " a number or arithmetic", 6 },
    { "5", ERR_PARSE, "this is a number, not a formula: compare it, as in x >= 3", 0 },
    { "x = 5", ERR_PARSE, "= names a part, and this is a number, not a formula: to compare write"
      " ==", 4 },
    { "a & x = 5", ERR_PARSE, "= names a part, as in near = x > 3; to compare write ==", 6 },
    { "c = a; c = b; c", ERR_PARSE, "\"c\" has been named already", 7 },
    { "abs x > 3", ERR_PARSE, "expected ( behind \"abs\", as in abs(x), not \"x\"", 4 },
    { "x > 1e999", ERR_RANGE, "1e999 is too large a number", 4 },
    { "x > 3x", ERR_PARSE, "expected an operator or the end, not \"x\"", 5 },
    { "a /* no end", ERR_PARSE, "this comment has no end: expected */", 2 },
    { "a \xFF b", ERR_PARSE, "the byte 0xFF is no text: a formula is UTF-8", 2 },
    { "a \xC0\x80 b", ERR_PARSE, "the byte 0xC0 is no text: a formula is UTF-8", 2 },
    { "a \xED\xA0\x80 b", ERR_PARSE, "the byte 0xED is no text: a formula is UTF-8", 2 },
    { "a \xE2\x89", ERR_PARSE, "the byte 0xE2 is no text: a formula is UTF-8", 2 },
    { "a \x01 b", ERR_PARSE, "the control byte 0x01 is no text", 2 },
    { "a\t&\t)", ERR_PARSE, "expected a formula or a number behind \"&\", not \")\"", 4 },
};

/* The sentence's last line but its margin: blanks and the caret. */
static int caret_column(const char *said)
{
    const char *line = strrchr(said, '\n');

    ck_assert(line && line[strlen(line) - 1] == '^');
    return (int)strspn(line + 1, " ") - 2;
}

START_TEST(a_bad_text_is_refused_with_a_sentence_and_a_caret)
{
    struct formula *formula = NULL;
    struct why      why = { "" };
    size_t          length = strlen(faults[_i].sentence);

    ck_assert_msg(formula_parse(&formula, faults[_i].text, &why) == faults[_i].err, "%s: %s",
                  faults[_i].text, why.text);
    ck_assert_ptr_null(formula);
    ck_assert_msg(strncmp(why.text, faults[_i].sentence, length) == 0 && why.text[length] == '\n',
                  "%s: %s", faults[_i].text, why.text);
    ck_assert_msg(caret_column(why.text) == faults[_i].column, "%s: %s", faults[_i].text, why.text);
}
END_TEST

START_TEST(only_the_line_with_the_fault_is_shown)
{
    struct formula *formula = NULL;
    struct why      why = { "" };

    ck_assert_int_eq(formula_parse(&formula, "a &\nb & c )\n& d", &why), ERR_PARSE);
    ck_assert_str_eq(why.text, "this ) closes no parenthesis: expected an operator or the end\n"
                               "  b & c )\n"
                               "        ^");
}
END_TEST

/* Characters, not bytes: what a terminal shows. */
static size_t width(const char *from, const char *to)
{
    size_t count = 0;

    for (; from < to; from++)
        count += ((unsigned char)*from & 0xC0) != 0x80;
    return count;
}

START_TEST(a_long_line_shows_the_fault_on_a_narrow_terminal)
{
    static const char *const fills[] = { "a & ", "/* \xE2\x89\xA4\xE2\x89\xA4 */ a &" };
    char text[4000] = "";

    for (size_t before = 0; before < 100; before++) {
        struct formula *formula = NULL;
        struct why      why = { "" };
        const char     *shown, *caret;

        text[0] = '\0';
        for (size_t i = 0; i < 100; i++)
            strcat(text, i == before ? "#&&&" : fills[_i]);
        ck_assert_int_eq(formula_parse(&formula, text, &why), ERR_PARSE);
        shown = strchr(why.text, '\n') + 1;
        caret = strchr(shown, '\n') + 1;
        ck_assert_msg(width(shown, caret) <= 100, "%s", why.text);
        for (size_t column = strlen(caret) - 1; column > 0; column--)
            do
                shown++;
            while (((unsigned char)*shown & 0xC0) == 0x80);
        ck_assert_msg(*shown == '#', "%zu: %s", before, why.text);
    }
}
END_TEST

START_TEST(a_node_is_pointed_at_where_it_stands_in_the_text)
{
    struct formula *formula;
    struct why      why = { "" };
    const struct formula_node *right;

    ck_assert_int_eq(formula_parse(&formula, "G(a) & (tip.seen > 3)", &why), ERR_OK);
    right = formula_root(formula)->child[1];
    ck_assert_int_eq(right->column, 7);
    ck_assert_int_eq(right->end_column, 21);
    ck_assert_int_eq(right->child[0]->column, 8);
    ck_assert_int_eq(right->child[0]->end_column, 16);
    ck_assert_int_eq(formula_refuse(formula, right->child[0], &why, ERR_UNKNOWN, "no signal %s",
                                    right->child[0]->name), ERR_UNKNOWN);
    ck_assert_str_eq(why.text, "no signal tip.seen\n"
                               "  G(a) & (tip.seen > 3)\n"
                               "          ^");
    formula_destroy(formula);
}
END_TEST

/* --- limits --- */

static char *repeated(const char *unit, size_t count, const char *end)
{
    char *text = malloc(strlen(unit) * count + strlen(end) + 1), *at = text;

    for (size_t i = 0; i < count; i++, at += strlen(unit))
        memcpy(at, unit, strlen(unit) + 1);
    memcpy(at, end, strlen(end) + 1);
    return text;
}

static const struct { const char *unit; size_t count; const char *end, *sentence; } limits[] = {
    { "(", 400, "", "expected a formula" },
    { "(", 411, "", "more than 410 operators and parentheses inside each other" },
    { "(", 3999, "", "more than 410 operators" },
    { "!", 199, "a", NULL },
    { "!", 200, "a", "more than 200 operators inside each other" },
    { "-", 3000, "a", "more than 410 operators" },
    { "G F[0,1] ", 99, "a", NULL },
    { "a&", 199, "a", NULL },
    { "a&", 200, "a", "more than 200 operators inside each other" },
    { "a->", 199, "a", NULL },
    { "a->", 200, "a", "more than 200 operators inside each other" },
    { "a ", 3, "", "expected an operator" },
    { " ", 3999, "a", NULL },
    { " ", 4000, "a", "a formula's text has at most 4000 bytes" },
    { "x", 63, "", NULL },
    { "x", 64, "", "a name has at most 63 characters" },
    { "1", 64, " > x", "a number has at most 63 characters" },
    { "a=x;b=a&a;c=b&b&b&b&b&b&b&b&b&b;d=c&c&c&c&c&c&c&c&c;e=", 1, "d&d&d&d&d",
      "a formula has at most 1000 names, numbers and operators" },
};

START_TEST(limits_are_kept_and_said)
{
    struct formula *formula = NULL;
    struct why      why = { "" };
    char           *text = repeated(limits[_i].unit, limits[_i].count, limits[_i].end);
    const char     *want = limits[_i].sentence;
    enum err        err = formula_parse(&formula, text, &why);

    ck_assert_msg((err == ERR_OK) == !want, "%.20s: %s", text, why.text);
    ck_assert_msg(!want || strncmp(why.text, want, strlen(want)) == 0, "%s", why.text);
    formula_destroy(formula);
    free(text);
}
END_TEST

START_TEST(at_most_32_parts_are_named)
{
    for (int parts = 32; parts <= 33; parts++) {
        char            text[1000] = "";
        struct formula *formula = NULL;
        struct why      why = { "" };

        for (int i = 0; i < parts; i++)
            sprintf(text + strlen(text), "p%d = x; ", i);
        strcat(text, "p0");
        ck_assert_int_eq(formula_parse(&formula, text, &why), parts == 32 ? ERR_OK : ERR_PARSE);
        ck_assert(parts == 32 || strstr(why.text, "at most 32 parts can be named"));
        formula_destroy(formula);
    }
}
END_TEST

/* --- random trees come back --- */

struct grove { struct formula_node nodes[FORMULA_NODES_MAX]; size_t count; uint64_t state; };

/* A number as people write them, or any bit pattern that is a finite number. */
static double random_number(uint64_t *state)
{
    double   value;
    uint64_t bits = random_next(state) << 31 ^ random_next(state);

    if (random_below(state, 2))
        return (double)random_below(state, 1000) / 100;
    memcpy(&value, &bits, sizeof value);
    return isfinite(value) ? fabs(value) : 1;
}

static enum formula_kind random_kind(struct grove *grove, bool wants_number, int depth)
{
    size_t first = wants_number ? FORMULA_NUMBER : FORMULA_EQUAL;
    size_t count = wants_number ? FORMULA_EQUAL : FORMULA_KIND_COUNT - FORMULA_EQUAL;

    if (depth == 0)
        return wants_number && random_below(&grove->state, 2) ? FORMULA_NUMBER : FORMULA_NAME;
    if (!wants_number && random_below(&grove->state, 6) == 0)
        return FORMULA_NAME;
    return (enum formula_kind)(first + random_below(&grove->state, count));
}

static const struct formula_node *random_tree(struct grove *grove, bool wants_number, int depth)
{
    static const char *const names[] = { "x", "tip.seen_c", "a/b", "_q1", "ms", "Gx", "always_" };
    struct formula_node *node = &grove->nodes[grove->count++];
    bool                 child_is_number;

    *node = (struct formula_node){ .kind = random_kind(grove, wants_number, depth) };
    child_is_number = node->kind <= FORMULA_KNOWN;
    if (node->kind == FORMULA_NUMBER)
        node->number = random_number(&grove->state);
    if (node->kind == FORMULA_NAME)
        strcpy(node->name, names[random_below(&grove->state, 7)]);
    if (node->kind >= FORMULA_ALWAYS && random_below(&grove->state, 2)) {
        node->is_bounded = true;
        node->from_s = random_number(&grove->state);
        node->to_s = node->from_s + random_number(&grove->state);
        if (!isfinite(node->to_s))
            node->to_s = node->from_s;
    }
    for (size_t i = 0; i < formula_children(node->kind); i++)
        node->child[i] = random_tree(grove, child_is_number, depth - 1);
    return node;
}

static bool is_same(const struct formula_node *a, const struct formula_node *b)
{
    bool same = a->kind == b->kind && a->number == b->number && strcmp(a->name, b->name) == 0
             && a->is_bounded == b->is_bounded && a->from_s == b->from_s && a->to_s == b->to_s;

    for (size_t i = 0; same && i < formula_children(a->kind); i++)
        same = is_same(a->child[i], b->child[i]);
    return same;
}

START_TEST(what_is_printed_reads_back_as_the_same_tree)
{
    struct grove *grove = malloc(sizeof *grove);
    size_t        seen[FORMULA_KIND_COUNT] = { 0 }, read = 0;

    grove->state = 7;
    for (int i = 0; i < 30000; i++) {
        const struct formula_node *root;
        struct formula            *formula;
        struct why                 why = { "" };
        char                       printed[20000];

        grove->count = 0;
        root = random_tree(grove, false, i % 6);
        if (formula_print(root, printed, sizeof printed) > FORMULA_TEXT_MAX)
            continue;
        ck_assert_msg(formula_parse(&formula, printed, &why) == ERR_OK, "%s", why.text);
        ck_assert_msg(is_same(root, formula_root(formula)), "%s", printed);
        formula_destroy(formula);
        for (size_t j = 0; j < grove->count; j++)
            seen[grove->nodes[j].kind]++;
        read++;
    }
    ck_assert_uint_ge(read, 20000);
    for (size_t kind = 0; kind < FORMULA_KIND_COUNT; kind++)
        ck_assert_msg(seen[kind] > 100, "%s was printed %zu times",
                      formula_kind_text((enum formula_kind)kind), seen[kind]);
    free(grove);
}
END_TEST

START_TEST(the_deepest_tree_that_is_read_can_be_printed_and_read_again)
{
    char           *text = repeated("a U[0,1] !", 99, "a");
    char            printed[8000];
    struct formula *formula, *again;
    struct why      why = { "" };

    ck_assert_msg(formula_parse(&formula, text, &why) == ERR_OK, "%s", why.text);
    ck_assert_uint_le(formula_print(formula_root(formula), printed, sizeof printed),
                      FORMULA_TEXT_MAX);
    ck_assert_msg(formula_parse(&again, printed, &why) == ERR_OK, "%s", why.text);
    ck_assert(is_same(formula_root(formula), formula_root(again)));
    formula_destroy(formula);
    formula_destroy(again);
    free(text);
}
END_TEST

START_TEST(printing_is_cut_not_overrun)
{
    struct formula *formula;
    struct why      why = { "" };
    char            out[8] = "1234567";

    ck_assert_int_eq(formula_parse(&formula, "G(x > 3)", &why), ERR_OK);
    ck_assert_uint_eq(formula_print(formula_root(formula), out, 0), 13);
    ck_assert_str_eq(out, "1234567");
    ck_assert_uint_eq(formula_print(formula_root(formula), out, 6), 13);
    ck_assert_str_eq(out, "alway");
    formula_destroy(formula);
}
END_TEST

/* --- anything at all --- */

static const char *const scraps[] = {
    "G", "F[0,1]", "U[", "]", "(", ")", "x", "a.b", "1", "2.5e3", "->", "<->", "!", "&", "|", "==",
    "<", "-", "*", "/", ",", ";", "=", "step(", "ramp(x,", "rise(", "abs(", " ms", ":", "//", "/*",
    "\n", "\xE2\x89\xA4", "\xFF", "true", "until", "known(", "settles(x,1,2,3)", "$", "@", ".",
};

START_TEST(no_soup_of_bytes_or_words_crashes)
{
    uint64_t state = 99;
    size_t   read = 0;

    for (int i = 0; i < 60000; i++) {
        char            text[300] = "";
        struct formula *formula = NULL;
        struct why      why = { "" };
        size_t          pieces = random_below(&state, 25);

        for (size_t j = 0; j < pieces; j++) {
            char byte[2] = { (char)random_below(&state, 256), '\0' };
            strcat(text, i % 2 ? byte : scraps[random_below(&state, COUNT(scraps))]);
        }
        if (formula_parse(&formula, text, &why) == ERR_OK)
            read++;
        else
            ck_assert_msg(why.text[0] && why.text[strlen(why.text) - 1] == '^', "%s", text);
        formula_destroy(formula);
    }
    ck_assert_uint_gt(read, 100);
}
END_TEST

START_TEST(a_good_formula_with_a_byte_changed_is_read_or_refused)
{
    static const char good[] =
        "near = abs(tip.seen_c - 80) <= 2; G[0,30 s](near -> F[0:5](!rf | x))";
    size_t refused = 0;

    for (size_t at = 0; at + 1 < sizeof good; at++)
        for (int byte = 1; byte < 256; byte++) {
            char            text[sizeof good];
            struct formula *formula = NULL;
            struct why      why = { "" };

            memcpy(text, good, sizeof good);
            text[at] = (char)byte;
            refused += formula_parse(&formula, text, &why) != ERR_OK;
            formula_destroy(formula);
        }
    ck_assert_uint_gt(refused, 5000);
}
END_TEST

/* --- the interlocks --- */

START_TEST(every_interlock_is_read)
{
    FILE *file = fopen("tests/data/interlocks.csv", "r");
    char  line[500];
    int   count = 0;

    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file)) {
        char           *text = strchr(line, '"') + 1, printed[1000];
        struct formula *formula, *again;
        struct why      why = { "" };

        *strrchr(text, '"') = '\0';
        ck_assert_msg(formula_parse(&formula, text, &why) == ERR_OK, "%s: %s", line, why.text);
        formula_print(formula_root(formula), printed, sizeof printed);
        ck_assert_msg(formula_parse(&again, printed, &why) == ERR_OK, "%s: %s", line, why.text);
        ck_assert_msg(is_same(formula_root(formula), formula_root(again)), "%s", printed);
        formula_destroy(formula);
        formula_destroy(again);
        count++;
    }
    fclose(file);
    ck_assert_int_eq(count, 102);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("formula");
    TCase *tests = tcase_create("formula");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_text_is_read_as_its_canonical_form_says, 0, COUNT(readings));
    tcase_add_loop_test(tests, a_bad_text_is_refused_with_a_sentence_and_a_caret, 0, COUNT(faults));
    tcase_add_test(tests, only_the_line_with_the_fault_is_shown);
    tcase_add_loop_test(tests, a_long_line_shows_the_fault_on_a_narrow_terminal, 0, 2);
    tcase_add_test(tests, a_node_is_pointed_at_where_it_stands_in_the_text);
    tcase_add_loop_test(tests, limits_are_kept_and_said, 0, COUNT(limits));
    tcase_add_test(tests, at_most_32_parts_are_named);
    tcase_add_test(tests, what_is_printed_reads_back_as_the_same_tree);
    tcase_add_test(tests, the_deepest_tree_that_is_read_can_be_printed_and_read_again);
    tcase_add_test(tests, printing_is_cut_not_overrun);
    tcase_add_test(tests, no_soup_of_bytes_or_words_crashes);
    tcase_add_test(tests, a_good_formula_with_a_byte_changed_is_read_or_refused);
    tcase_add_test(tests, every_interlock_is_read);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
