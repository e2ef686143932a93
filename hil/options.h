/* options.h - a command's options as a table, which is its parser and its help at once.
 *
 *     --name value, --name=value, --flag, and words (a file, say) in any order; "--" ends the
 * options; -j 4 or -j4 for --jobs 4, where a page has that letter;
 *     --help or -h prints the page. An option may be given more than once when its reader asks for
 * each.
 *
 * Texts point into argv. Errors are sentences with the nearest name that exists. */
#ifndef PAINRIG_HIL_OPTIONS_H
#define PAINRIG_HIL_OPTIONS_H

#include "base/err.h"
#include "base/why.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define OPTIONS_GIVEN_MAX 128
#define OPTIONS_WORDS_MAX 1000       /* scenarios that a shell's * stands for */

struct option {
    const char *name;           /* "seed", for --seed                 */
    const char *argument;       /* "N"; NULL for a flag               */
    const char *help;           /* "starts the random numbers (1)"    */
};

struct command_page {
    const char *name, *words;   /* "run", "FILE.lua"; words may be "" */
    size_t      words_least, words_most;
    const char *summary;        /* one line                           */
    const struct option *options;
    size_t      option_count;
    const char *letters;        /* "j": of the options that have one, which begin so; or NULL */
    const char *text;           /* more lines, or NULL                */
    const char *example;        /* lines, each a command to type      */
};

struct options {
    struct { const struct option *option; const char *value; } given[OPTIONS_GIVEN_MAX];
    size_t      given_count;
    const char *words[OPTIONS_WORDS_MAX];
    size_t      word_count;
    bool        wants_help;     /* then nothing else was checked      */
};

/* argv[0] is the command's name. */
MUST_CHECK enum err options_parse(const struct command_page *, int argc, char *const *argv,
                                  struct options *, struct why *);

/* options_parse for a command: true to go on; else print what is to be said and give the exit
 * status, 0 or 2. */
bool options_start(const struct command_page *, int argc, char *const *argv, struct options *,
                   int *status);

void command_page_print(FILE *, const struct command_page *);

bool        options_has(const struct options *, const char *name);
/* The last one given, or `rest`. */
const char *options_text(const struct options *, const char *name, const char *rest);
/* The n-th one given, from 0, or NULL. */
const char *options_nth(const struct options *, const char *name, size_t n);
/* Absent leaves *value. ERR_RANGE with a sentence when it is no number or outside least..most. */
MUST_CHECK enum err options_number(const struct options *, const char *name, double least,
                                   double most, double *value, struct why *);
/* The same, whole numbers only. */
MUST_CHECK enum err options_count(const struct options *, const char *name, int least, int most,
                                  int *count, struct why *);
/* Any whole number from 0 that 64 bits hold. */
MUST_CHECK enum err options_whole(const struct options *, const char *name, uint64_t *value,
                                  struct why *);
/* The path of a file that is to be written, NULL when it is absent. ERR_RANGE when that would
 * overwrite a scenario: whoever forgets the file's name gives the next word. `example`:
 * "out.xml". */
MUST_CHECK enum err options_file(const struct options *, const char *name, const char *example,
                                 const char **path, struct why *);
/* A path, or "" for the word none; NULL when it is absent. */
const char *options_path_or_none(const struct options *, const char *name);

/* Copy the n-th part of "a,b,c" (n from 0); false behind the last. Too long a part is cut. */
bool options_part(const char *list, size_t n, char *out, size_t size);
/* How many parts --name has, 1 to `most`; none of them may be empty. */
MUST_CHECK enum err options_parts_count(const char *name, const char *list, size_t most,
                                        size_t *count, struct why *why);

#endif
