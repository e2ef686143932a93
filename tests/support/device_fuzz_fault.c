#include "device_fuzz.h"

#include "instrument_peer.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

/* ------------------------------------------------------------------ what stands in the bytes */

/* A flag or a number of an alarm is the driver's word for what stands there. */
static bool is_measured(int reading)
{
    static const enum device_reading words[] = {
        DEVICE_READ_OUTPUT_ON, DEVICE_READ_IS_STABLE, DEVICE_READ_AIR, DEVICE_READ_IS_RUNNING,
        DEVICE_READ_ALARM,
    };

    for (size_t i = 0; i < COUNT(words); i++)
        if ((int)words[i] == reading)
            return false;
    return true;
}

/* Powers of ten, times hours, pounds, ounces, psi: what one unit is of another. */
static bool is_unit_of(double value, double token)
{
    static const double units[] = { 1, 60, 3600, 453.59237, 28.349523125, 6.894757293168,
                                    1 / 60.0, 1 / 3600.0 };

    for (size_t i = 0; i < COUNT(units); i++)
        for (int power = -9; power <= 9; power++)
            if (fabs(token * units[i] * pow(10, power) - value) <= 1e-9 * fabs(value))
                return true;
    return value == 0 && token == 0;
}

/* The next number, whole: digits and points that no other digit or point touches. One that is
 * longer than any instrument's is none, and is passed over. */
static bool token_next(const char **text, double *value)
{
    char   copy[64], *end;
    size_t count;

    while (**text && !isdigit((unsigned char)**text) && **text != '.')
        ++*text;
    count = strspn(*text, "0123456789.");
    if (count == 0)
        return false;
    *value = (double)NAN;
    if (count >= sizeof copy) {
        *text += count;
        return true;
    }
    memcpy(copy, *text, count);
    copy[count] = '\0';
    *value = strtod(copy, &end);
    if (*end)
        *value = (double)NAN;
    *text += count;
    if ((**text == 'e' || **text == 'E') && strspn(*text + 1, "+-0123456789") > 0) {
        *value *= pow(10, strtod(*text + 1, &end));
        *text = end;
    }
    return true;
}

/* Against the number as it is read in any way that a manual may mean: XON and the like are none. */
static bool stands_in(const struct fuzz_bytes *bytes, double value)
{
    char        text[FUZZ_BYTES_MAX + 1];
    const char *at = text;
    double      token;

    for (size_t i = 0; i < bytes->count; i++)
        text[i] = bytes->bytes[i] ? (char)bytes->bytes[i] : ' ';
    text[bytes->count] = '\0';
    while (token_next(&at, &token))
        if (is_unit_of(fabs(value), token))
            return true;
    return false;
}

/* ------------------------------------------------------------------ what is wrong */

bool fuzz_is_same(double a, double b) { return (isnan(a) && isnan(b)) || a == b; }

static const char *reading_fault(const struct device_type *type, const struct fuzz_bytes *bytes,
                                 const struct fuzz_frame *frame, int i, double value)
{
    if (value < device_readings[i].least || value > device_readings[i].most)
        return "a reading that is not believable was told";
    if (!(type->readings & 1u << i))
        return "a reading was told that its row does not list";
    if (instrument_check_bits(type->name) == 0 && is_measured(i)
        && !fuzz_is_same(value, frame->value) && !stands_in(bytes, value))
        return "a reading was told that does not stand in the bytes";
    return NULL;
}

const char *fuzz_told_fault(const struct device_type *type, const struct fuzz_bytes *bytes,
                            const struct fuzz_frame *frame, const struct fuzz_told told[2])
{
    const struct fuzz_told *whole = &told[0], *cut = &told[1];
    const char *fault = NULL;

    for (int i = 0; i < DEVICE_READING_COUNT && !fault; i++) {
        if (!fuzz_is_same(whole->values[i], cut->values[i]))
            return "told otherwise when cut";
        if (!isnan(whole->values[i]))
            fault = reading_fault(type, bytes, frame, i, whole->values[i]);
    }
    if (strcmp(whole->identity, cut->identity) != 0 || whole->link != cut->link
        || whole->refused != cut->refused)
        return "heard otherwise when cut";
    return fault;
}
