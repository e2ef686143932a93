/* line_pattern.h - what a line of an instrument looks like, written as its manual prints it.
 *
 *     "P={power}W"            P=12.5W           {power}: a decimal number, to its last digit
 *     "{mode:word} {t} C"     HEAT 37.2 C       {mode:word}: up to a blank or what follows it
 *     "ID {who:text}"         ID ACME RF 20     {who:text}: up to what follows it, or the end
 *     "S{flags:hex};{}"       S01FF;junk        {flags:hex}: hexadecimal digits; {}: whatever
 *
 * A space stands for one or more blanks; everything else for itself, "{{" for a brace. The whole
 * line must match. Two fields cannot touch: nobody could say where one ends. Matching never goes
 * back, so that it takes one look at each byte, whatever the bytes.
 *
 * Commands are the other way round: "POW {:.1}" writes a value with one decimal, "{}" with as few
 * digits as it needs, "{:04x}" as hexadecimal digits. */
#ifndef PAINRIG_DRIVERS_LINE_PATTERN_H
#define PAINRIG_DRIVERS_LINE_PATTERN_H

#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINE_PATTERN_SIZE   128u
#define LINE_PATTERN_FIELDS 8u

enum line_field_kind { LINE_FIELD_NUMBER, LINE_FIELD_WORD, LINE_FIELD_TEXT, LINE_FIELD_HEX,
                       LINE_FIELD_SKIP };

struct line_field { char name[32]; enum line_field_kind kind; };

/* text: with a byte 1..LINE_PATTERN_FIELDS where each field stands. */
struct line_pattern {
    char              text[LINE_PATTERN_SIZE];
    struct line_field fields[LINE_PATTERN_FIELDS];
    size_t            field_count;
};

/* What stood in a field's place, borrowed from the line. */
struct line_part { const char *text; size_t count; };

/* ERR_PARSE with a sentence. */
MUST_CHECK enum err line_pattern_read(struct line_pattern *, const char *text, struct why *);

/* Parts of skipped fields are filled too. Untouched unless it matches. */
bool line_pattern_matches(const struct line_pattern *, const char *line, size_t count,
                          struct line_part parts[LINE_PATTERN_FIELDS]);

/* A number or hexadecimal field's value; ERR_GARBLED. */
MUST_CHECK enum err line_part_number(const struct line_part *, enum line_field_kind,
                                     double *value);

/* ERR_PARSE with a sentence unless it is a command that line_command_write can write. */
MUST_CHECK enum err line_command_check(const char *command, struct why *);

/* The bytes of a command with `value` in its place; 0 when they do not fit. */
size_t line_command_write(const char *command, double value, uint8_t *bytes, size_t room);

#endif
