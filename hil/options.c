#include "options.h"
#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 64

static const struct option help_option = { "help", NULL, "show this page" };

static enum err unknown_refuse(const struct command_page *page, const char *name, struct why *why)
{
    const char *names[NAMES_MAX] = { help_option.name }, *nearest;
    size_t      count = 1;

    for (size_t i = 0; i < page->option_count && count < NAMES_MAX; i++)
        names[count++] = page->options[i].name;
    nearest = text_nearest(name, names, count);
    if (nearest)
        return why_say(why, ERR_UNKNOWN, "painrig %s: --%s is not known: did you mean --%s?",
                       page->name, name, nearest);
    return why_say(why, ERR_UNKNOWN, "painrig %s: --%s is not known: see painrig %s --help",
                   page->name, name, page->name);
}

/* `name` ends at `end`. */
static const struct option *option_find(const struct command_page *page, const char *name,
                                        size_t count)
{
    if (strlen(help_option.name) == count && strncmp(name, help_option.name, count) == 0)
        return &help_option;
    for (size_t i = 0; i < page->option_count; i++)
        if (strlen(page->options[i].name) == count &&
            strncmp(name, page->options[i].name, count) == 0)
            return &page->options[i];
    return NULL;
}

static enum err word_take(const struct command_page *page, const char *word,
                          struct options *options, struct why *why)
{
    if (options->word_count >= page->words_most || options->word_count >= OPTIONS_WORDS_MAX)
        return why_say(why, ERR_RANGE, "painrig %s: \"%s\" is one too many: it is painrig %s%s%s",
                       page->name, word, page->name, page->words[0] ? " " : "", page->words);
    options->words[options->word_count++] = word;
    return ERR_OK;
}

/* The one that this letter stands for, or NULL. */
static const struct option *letter_find(const struct command_page *page, char letter)
{
    for (size_t i = 0; page->letters && i < page->option_count; i++)
        if (page->options[i].name[0] == letter && strchr(page->letters, letter))
            return &page->options[i];
    return NULL;
}

static enum err given_add(const struct command_page *page, const struct option *option,
                          const char *value, struct options *options, struct why *why)
{
    if (option->argument && (!value || !*value))
        return why_say(why, ERR_RANGE, "painrig %s: --%s needs a value: --%s %s", page->name,
                       option->name, option->name, option->argument);
    if (options->given_count >= OPTIONS_GIVEN_MAX)
        return why_say(why, ERR_LIMIT, "painrig %s: more than %d options", page->name,
                       OPTIONS_GIVEN_MAX);
    options->wants_help |= option == &help_option;
    options->given[options->given_count].option = option;
    options->given[options->given_count++].value = value;
    return ERR_OK;
}

/* argv[*at] is "-j4", or "-j" with its value in the next place. */
static enum err letter_take(const struct command_page *page, int argc, char *const *argv, int *at,
                            struct options *options, struct why *why)
{
    const char          *given = argv[*at], *value = given[2] ? given + 2 : NULL;
    const struct option *option = letter_find(page, given[1]);

    if (!option || (!option->argument && value))
        return why_say(why, ERR_UNKNOWN, "painrig %s: %s is not known: options begin with --",
                       page->name, given);
    if (option->argument && !value && *at + 1 < argc)
        value = argv[++*at];
    return given_add(page, option, value, options, why);
}

/* argv[*at] is "--name" or "--name=value"; a value in the next place is taken too. */
static enum err option_take(const struct command_page *page, int argc, char *const *argv, int *at,
                            struct options *options, struct why *why)
{
    const char          *name = argv[*at] + 2, *equals = strchr(name, '=');
    size_t               count = equals ? (size_t)(equals - name) : strlen(name);
    const struct option *option = option_find(page, name, count);
    const char          *value = equals ? equals + 1 : NULL;
    char                 cut[64];

    snprintf(cut, sizeof cut, "%.*s", (int)count, name);
    if (!option)
        return unknown_refuse(page, cut, why);
    if (!option->argument && value)
        return why_say(why, ERR_RANGE, "painrig %s: --%s takes no value", page->name, option->name);
    if (option->argument && !value && *at + 1 < argc)
        value = argv[++*at];
    return given_add(page, option, value, options, why);
}

enum err options_parse(const struct command_page *page, int argc, char *const *argv,
                       struct options *options, struct why *why)
{
    bool are_over = false;

    memset(options, 0, sizeof *options);
    for (int i = 1; i < argc && !options->wants_help; i++) {
        if (!are_over && strcmp(argv[i], "--") == 0)
            are_over = true;
        else if (!are_over && strcmp(argv[i], "-h") == 0)
            options->wants_help = true;
        else if (!are_over && strncmp(argv[i], "--", 2) == 0)
            TRY(option_take(page, argc, argv, &i, options, why));
        else if (!are_over && argv[i][0] == '-' && argv[i][1])
            TRY(letter_take(page, argc, argv, &i, options, why));
        else
            TRY(word_take(page, argv[i], options, why));
    }
    if (!options->wants_help && options->word_count < page->words_least)
        return why_say(why, ERR_RANGE, "painrig %s: %s is missing: see painrig %s --help",
                       page->name, page->words, page->name);
    return ERR_OK;
}

bool options_start(const struct command_page *page, int argc, char *const *argv,
                   struct options *options, int *status)
{
    struct why why = { "" };
    enum err   err = options_parse(page, argc, argv, options, &why);

    if (err != ERR_OK) {
        fprintf(stderr, "%s\n", why_text(&why, err));
        *status = 2;
        return false;
    }
    if (options->wants_help) {
        command_page_print(stdout, page);
        *status = 0;
        return false;
    }
    return true;
}

static int option_width(const struct option *option)
{
    return (int)strlen(option->name) + (option->argument ? 1 + (int)strlen(option->argument) : 0);
}

static void option_print(FILE *out, const struct command_page *page, const struct option *option,
                         int width)
{
    int  used = option_width(option);
    char letter[24] = "";

    if (letter_find(page, option->name[0]) == option)
        snprintf(letter, sizeof letter, "; also -%c", option->name[0]);
    fprintf(out, "  --%s%s%s%*s  %s%s\n", option->name, option->argument ? " " : "",
            option->argument ? option->argument : "", width - used, "", option->help, letter);
}

void command_page_print(FILE *out, const struct command_page *page)
{
    int width = option_width(&help_option);

    for (size_t i = 0; i < page->option_count; i++)
        if (option_width(&page->options[i]) > width)
            width = option_width(&page->options[i]);
    fprintf(out, "painrig %s%s%s [options]\n\n%s\n\n", page->name, *page->words ? " " : "",
            page->words, page->summary);
    for (size_t i = 0; i < page->option_count; i++)
        option_print(out, page, &page->options[i], width);
    option_print(out, page, &help_option, width);
    if (page->text)
        fprintf(out, "\n%s\n", page->text);
    if (page->example)
        fprintf(out, "\nexample\n%s\n", page->example);
}

const char *options_nth(const struct options *options, const char *name, size_t n)
{
    for (size_t i = 0; i < options->given_count; i++)
        if (strcmp(options->given[i].option->name, name) == 0 && n-- == 0)
            return options->given[i].value ? options->given[i].value : "";
    return NULL;
}

bool options_has(const struct options *options, const char *name)
{
    return options_nth(options, name, 0) != NULL;
}

const char *options_text(const struct options *options, const char *name, const char *rest)
{
    const char *value;

    for (size_t n = 0; (value = options_nth(options, name, n)); n++)
        rest = value;
    return rest;
}

enum err options_number(const struct options *options, const char *name, double least, double most,
                        double *value, struct why *why)
{
    const char *text = options_text(options, name, NULL);
    double      number;

    if (!text)
        return ERR_OK;
    if (number_parse(text, &number) != ERR_OK)
        return why_say(why, ERR_RANGE, "--%s %s: give a number, %.10g to %.10g", name, text, least,
                       most);
    if (number < least || number > most)
        return why_say(why, ERR_RANGE, "--%s %s is out of range: give %.10g to %.10g", name, text,
                       least, most);
    *value = number;
    return ERR_OK;
}

enum err options_count(const struct options *options, const char *name, int least, int most,
                       int *count, struct why *why)
{
    double number = *count;

    TRY(options_number(options, name, least, most, &number, why));
    if (number != floor(number))
        return why_say(why, ERR_RANGE, "--%s %s: give a whole number", name,
                       options_text(options, name, ""));
    *count = (int)number;
    return ERR_OK;
}

enum err options_file(const struct options *options, const char *name, const char *example,
                      const char **path, struct why *why)
{
    const char *given = options_text(options, name, NULL);
    const char *dot = given ? strrchr(given, '.') : NULL;

    if (dot && strcmp(dot, ".lua") == 0)
        return why_say(why, ERR_RANGE, "--%s %s would overwrite a scenario: give a file for the "
                       "results, as in --%s %s", name, given, name, example);
    *path = given;
    return ERR_OK;
}

const char *options_path_or_none(const struct options *options, const char *name)
{
    const char *path = options_text(options, name, NULL);

    return path && strcmp(path, "none") == 0 ? "" : path;
}

enum err options_whole(const struct options *options, const char *name, uint64_t *value,
                       struct why *why)
{
    const char        *text = options_text(options, name, NULL);
    char              *end;
    unsigned long long number;

    if (!text)
        return ERR_OK;
    errno = 0;
    number = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)*text) || *end || errno != 0)
        return why_say(why, ERR_RANGE, "--%s %s: give a whole number, 0 or more", name, text);
    *value = number;
    return ERR_OK;
}

bool options_part(const char *list, size_t n, char *out, size_t size)
{
    while (n-- > 0) {
        list = strchr(list, ',');
        if (!list)
            return false;
        list++;
    }
    snprintf(out, size, "%.*s", (int)strcspn(list, ","), list);
    return true;
}

enum err options_parts_count(const char *name, const char *list, size_t most, size_t *count,
                             struct why *why)
{
    char   part[2];
    size_t found = 0;

    for (; options_part(list, found, part, sizeof part); found++) {
        if (!part[0])
            return why_say(why, ERR_PARSE, "--%s %s: a value is missing between the commas", name,
                           list);
        if (found == most)
            return why_say(why, ERR_RANGE, "--%s %s: more than %zu values", name, list, most);
    }
    *count = found;
    return ERR_OK;
}
