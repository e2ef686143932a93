#include "device_settings.h"

#include "base/names.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct device_setting *row_of(const struct device_settings *settings,
                                           const char *name)
{
    for (size_t i = 0; i < settings->count; i++)
        if (strcmp(settings->rows[i].name, name) == 0)
            return &settings->rows[i];
    return NULL;
}

static enum err number_read(const struct device_settings *settings,
                            const struct device_setting *row, bool is_whole, double *value,
                            struct why *why)
{
    double given = row->usual;

    TRY(settings_number(settings->given, row->name, row->unit, row->least, row->most, &given, why));
    if (is_whole && given != floor(given))
        return why_say(why, ERR_RANGE, "%s = %g: give a whole number, from %g to %g", row->name,
                       given, row->least, row->most);
    *value = given;
    return ERR_OK;
}

enum err device_settings_number(const struct device_settings *settings, const char *name,
                                double *value, struct why *why)
{
    const struct device_setting *row = row_of(settings, name);

    assert(row && !row->usual_text);
    return number_read(settings, row, strcmp(row->unit, "-") == 0, value, why);
}

enum err device_settings_whole(const struct device_settings *settings, const char *name,
                               double *value, struct why *why)
{
    const struct device_setting *row = row_of(settings, name);

    assert(row && !row->usual_text);
    return number_read(settings, row, true, value, why);
}

/* As it stands in the bench file, or in the table. */
static enum err text_read(const struct device_settings *settings, const char *name,
                          const char **text, struct why *why)
{
    const struct device_setting *row = row_of(settings, name);

    assert(row && row->usual_text);
    *text = row->usual_text;
    return settings_text(settings->given, name, text, why);
}

enum err device_settings_text(const struct device_settings *settings, const char *name, char *out,
                              size_t size, struct why *why)
{
    const char *given;

    TRY(text_read(settings, name, &given, why));
    if (strlen(given) >= size)
        return why_say(why, ERR_RANGE, "%s = \"%s\" is too long: give at most %zu characters",
                       name, given, size - 1);
    strcpy(out, given);
    return ERR_OK;
}

enum err device_settings_choice(const struct device_settings *settings, const char *name,
                                const char *const *names, size_t *which, struct why *why)
{
    char        what[64];
    const char *given;
    size_t      count;

    TRY(text_read(settings, name, &given, why));
    for (count = 0; names[count]; count++)
        if (strcmp(given, names[count]) == 0) {
            *which = count;
            return ERR_OK;
        }
    snprintf(what, sizeof what, "%s cannot be", name);
    return why_unknown(why, what, given, names, count);
}
