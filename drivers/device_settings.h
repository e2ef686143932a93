/* device_settings.h - what a bench file sets of an instrument, or what is usual.
 *
 * Drivers and emulators list their settings in a table (struct device_setting), with range, usual
 * value and how sure the page is of it. These read one by its name in the table: a name that the
 * table has not is our own bug. A number without a unit ("-") is an address, a count, a choice: it
 * is whole. */
#ifndef PAINRIG_DRIVERS_DEVICE_SETTINGS_H
#define PAINRIG_DRIVERS_DEVICE_SETTINGS_H

#include "device.h"

struct device_settings {
    const struct device_setting *rows;
    size_t                       count;
    struct settings             *given;
};

/* ERR_RANGE with a sentence when it is given out of range, not whole, or as something else. */
MUST_CHECK enum err device_settings_number(const struct device_settings *, const char *name,
                                           double *value, struct why *);

/* The same of one that is whole though it has a unit: "5 s". */
MUST_CHECK enum err device_settings_whole(const struct device_settings *, const char *name,
                                          double *value, struct why *);

/* Copied, terminated. ERR_RANGE too when it is longer than size - 1. */
MUST_CHECK enum err device_settings_text(const struct device_settings *, const char *name,
                                         char *out, size_t size, struct why *);

/* The index of the text among `names`, which end with NULL. ERR_UNKNOWN, with the nearest name and
 * all of them, when it is none. */
MUST_CHECK enum err device_settings_choice(const struct device_settings *, const char *name,
                                           const char *const *names, size_t *which, struct why *);

#endif
