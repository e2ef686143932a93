/* Every driver under bytes that no instrument has sent: no crash, no hang, no wrong value taken.
 *
 * What "wrong" is, of what a trial has told:
 *
 *   any driver      what is not believable; what depends on how the bytes were cut
 *   with a check    after as many turned bits as its check always sees: anything but what the
 *                   sound frame says
 *   without one     a number that does not stand in the bytes, whole, up to a unit's factor: so no
 *                   part of a number, no clamp, no default; or what was ordered, of an instrument
 *                   that cannot say more than that it is there
 *
 * PAINRIG_FUZZ=N is the count of random strings for each driver. */
#include "drivers/device.h"
#include "tests/support/device_fuzz.h"
#include "tests/support/instrument_peer.h"
#include "tests/support/suite.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])

#define ROUNDS_USUAL 3000
#define PAIRS        400        /* of turned bits, in each frame */

static unsigned long rounds(void)
{
    const char *given = getenv("PAINRIG_FUZZ");

    return given ? strtoul(given, NULL, 10) : ROUNDS_USUAL;
}

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

/* The next number, whole: digits and points that no other digit or point touches. */
static bool token_next(const char **text, double *value)
{
    char   copy[64], *end;
    size_t count;

    while (**text && !isdigit((unsigned char)**text) && **text != '.')
        ++*text;
    count = strspn(*text, "0123456789.");
    if (count == 0 || count >= sizeof copy)
        return false;
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

/* ------------------------------------------------------------------ failing */

static void bytes_fail(const struct device_type *type, const struct fuzz_bytes *bytes,
                       int question, const char *what)
{
    fprintf(stderr, "%s: %s; question %d open, bytes:", type->name, what, question);
    for (size_t i = 0; i < bytes->count; i++)
        fprintf(stderr, " %02X", bytes->bytes[i]);
    fprintf(stderr, "\n");
    ck_abort_msg("%s: %s", type->name, what);
}

static bool is_same(double a, double b) { return (isnan(a) && isnan(b)) || a == b; }

/* told: from the bytes whole, and cut. */
static void told_check(const struct device_type *type, const struct fuzz_bytes *bytes,
                       const struct fuzz_frame *frame, int question, const struct fuzz_told told[2])
{
    const struct fuzz_told *whole = &told[0], *cut = &told[1];
    bool has_check = instrument_check_bits(type->name) != 0;

    for (int i = 0; i < DEVICE_READING_COUNT; i++) {
        double value = whole->values[i];
        char   what[160];
        snprintf(what, sizeof what, "%s is %.12g", device_readings[i].name, value);
        if (!is_same(value, cut->values[i]))
            bytes_fail(type, bytes, question, "told otherwise when cut");
        if (isnan(value))
            continue;
        if (value < device_readings[i].least || value > device_readings[i].most)
            bytes_fail(type, bytes, question, "told what is not believable");
        if (!(type->readings & 1u << i))
            bytes_fail(type, bytes, question, "told what its row does not list");
        if (!has_check && is_measured(i)
            && !is_same(value, frame->value) && !stands_in(bytes, value))
            bytes_fail(type, bytes, question, what);
    }
    if (strcmp(whole->identity, cut->identity) != 0 || whole->link != cut->link
        || whole->refused != cut->refused)
        bytes_fail(type, bytes, question, "heard otherwise when cut");
}

/* ------------------------------------------------------------------ random strings */

static void frame_append(struct fuzz_bytes *bytes, const struct fuzz_frame *frame)
{
    if (bytes->count + frame->count > FUZZ_BYTES_MAX)
        return;
    memcpy(bytes->bytes + bytes->count, frame->bytes, frame->count);
    bytes->count += frame->count;
}

static const struct fuzz_frame *any_frame(const struct fuzz_bed *bed, uint64_t *random)
{
    return fuzz_frame(bed, fuzz_random(random) % fuzz_frame_count(bed));
}

/* A frame of the corpus or two, mutated; every tenth is noise. *question: which is open. */
static const struct fuzz_frame *string_make(const struct fuzz_bed *bed, struct fuzz_bytes *bytes,
                                            int *question, uint64_t *random)
{
    const struct fuzz_frame *frame = any_frame(bed, random);
    uint64_t kind = fuzz_random(random) % 10;

    bytes->count = 0;
    if (kind == 0)
        for (size_t n = fuzz_random(random) % 64; bytes->count < n;)
            bytes->bytes[bytes->count++] = (uint8_t)fuzz_random(random);
    else
        frame_append(bytes, frame);
    if (kind == 1)
        frame_append(bytes, any_frame(bed, random));
    fuzz_mutate(bytes, random);
    *question = kind == 2 ? DEVICE_NO_QUESTION
              : kind == 3 ? any_frame(bed, random)->question : frame->question;
    return frame;
}

static bool has_told(const struct fuzz_told *told)
{
    for (int i = 0; i < DEVICE_READING_COUNT; i++)
        if (!isnan(told->values[i]))
            return true;
    return false;
}

START_TEST(no_wrong_value_is_taken_from_random_strings)
{
    const struct device_type *type = device_types[_i];
    struct fuzz_bed  *bed = fuzz_bed_create(type);
    struct fuzz_bytes bytes;
    struct fuzz_told  both[2];
    uint64_t          random = 1000 + (uint64_t)_i;
    unsigned long     told = 0, count = rounds();
    int               question;

    ck_assert_uint_gt(fuzz_frame_count(bed), 1);
    for (unsigned long i = 0; i < count; i++) {
        const struct fuzz_frame *frame = string_make(bed, &bytes, &question, &random);
        fuzz_trial(bed, frame, question, &bytes, 0, &both[0]);
        fuzz_trial(bed, frame, question, &bytes, fuzz_random(&random) | 1, &both[1]);
        told_check(type, &bytes, frame, question, both);
        told += has_told(&both[0]);
    }
    ck_assert_msg(count < ROUNDS_USUAL || told > 0, "%s: nothing was ever told", type->name);
    if (getenv("PAINRIG_FUZZ"))
        fprintf(stderr, "%-16s %lu strings, each whole and cut, from %zu frames: %lu told a "
                "reading, none a wrong one\n", type->name, count, fuzz_frame_count(bed), told);
    fuzz_bed_destroy(bed);
}
END_TEST

/* ------------------------------------------------------------------ turned bits */

static void frame_take(struct fuzz_bytes *bytes, const struct fuzz_frame *frame)
{
    bytes->count = 0;
    frame_append(bytes, frame);
}

static void turn(struct fuzz_bytes *bytes, size_t bit)
{
    bytes->bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

static void sound_or_nothing(struct fuzz_bed *bed, const struct device_type *type,
                             const struct fuzz_frame *frame, const struct fuzz_bytes *bytes,
                             const struct fuzz_told *sound)
{
    struct fuzz_told told;

    fuzz_trial(bed, frame, frame->question, bytes, 0, &told);
    for (int i = 0; i < DEVICE_READING_COUNT; i++)
        if (!isnan(told.values[i]) && !is_same(told.values[i], sound->values[i]))
            bytes_fail(type, bytes, frame->question, "a turned bit has made another value");
}

START_TEST(a_check_sees_what_it_is_for)
{
    const struct device_type *type = device_types[_i];
    struct fuzz_bed  *bed;
    struct fuzz_bytes bytes;
    struct fuzz_told  sound;
    uint64_t          random = 7;
    int               bits = instrument_check_bits(type->name);

    if (bits <= 0)
        return;
    bed = fuzz_bed_create(type);
    for (size_t f = 0; f < fuzz_frame_count(bed); f++) {
        const struct fuzz_frame *frame = fuzz_frame(bed, f);
        frame_take(&bytes, frame);
        fuzz_trial(bed, frame, frame->question, &bytes, 0, &sound);
        for (size_t bit = 0; bit < 8 * frame->count; bit++) {
            turn(&bytes, bit);
            sound_or_nothing(bed, type, frame, &bytes, &sound);
            turn(&bytes, bit);
        }
        for (int pair = 0; bits > 1 && pair < PAIRS; pair++) {
            frame_take(&bytes, frame);
            turn(&bytes, fuzz_random(&random) % (8 * frame->count));
            turn(&bytes, fuzz_random(&random) % (8 * frame->count));
            sound_or_nothing(bed, type, frame, &bytes, &sound);
        }
    }
    fuzz_bed_destroy(bed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("device fuzz");
    TCase *all = tcase_create("drivers");
    int    count = 0;

    while (device_types[count])
        count++;
    tcase_set_timeout(all, getenv("PAINRIG_FUZZ") ? 0 : 60);
    tcase_add_loop_test(all, no_wrong_value_is_taken_from_random_strings, 0, count);
    tcase_add_loop_test(all, a_check_sees_what_it_is_for, 0, count);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
