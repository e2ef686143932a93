/* Every driver under bytes that no instrument has sent: no crash, no hang, no wrong value taken.
 *
 * What "wrong" is stands in device_fuzz.h.
 *
 * PAINRIG_FUZZ=N is the count of random strings for each driver. */
#include "drivers/device.h"
#include "tests/support/device_fuzz.h"
#include "tests/support/instrument_peer.h"
#include "tests/support/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS_USUAL 3000
#define PAIRS        400        /* of turned bits, in each frame */

static unsigned long rounds(void)
{
    const char *given = getenv("PAINRIG_FUZZ");

    return given ? strtoul(given, NULL, 10) : ROUNDS_USUAL;
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
    const char       *fault;
    int               question;

    ck_assert_uint_gt(fuzz_frame_count(bed), 1);
    for (unsigned long i = 0; i < count; i++) {
        const struct fuzz_frame *frame = string_make(bed, &bytes, &question, &random);
        fuzz_trial(bed, frame, question, &bytes, 0, &both[0]);
        fuzz_trial(bed, frame, question, &bytes, fuzz_random(&random) | 1, &both[1]);
        fault = fuzz_told_fault(type, &bytes, frame, both);
        if (fault)
            bytes_fail(type, &bytes, question, fault);
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
        if (!isnan(told.values[i]) && !fuzz_is_same(told.values[i], sound->values[i]))
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
