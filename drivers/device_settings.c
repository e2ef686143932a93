#include "device_settings.h"

#include <assert.h>
#include <math.h>
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

enum err device_settings_text(const struct device_settings *settings, const char *name, char *out,
                              size_t size, struct why *why)
{
    const struct device_setting *row = row_of(settings, name);
    const char                  *given;

    assert(row && row->usual_text);
    given = row->usual_text;
    TRY(settings_text(settings->given, name, &given, why));
    if (strlen(given) >= size)
        return why_say(why, ERR_RANGE, "%s = \"%s\" is too long: give at most %zu characters",
                       name, given, size - 1);
    strcpy(out, given);
    return ERR_OK;
}
