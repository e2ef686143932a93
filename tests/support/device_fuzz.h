/* device_fuzz.h - any driver under bytes that no instrument has sent.
 *
 *     corpus     every answer of its emulator, with the question that was open, while it is brought
 *                up, ordered about and made safe
 *     trial      the driver as it was when it heard a frame of the corpus; a question open, or
 *                none; bytes; what it has told
 *
 * A trial starts from the same state each time and nothing is asked in it, so that it depends on
 * its bytes alone. The bytes come whole, or in pieces at one instant. */
#ifndef PAINRIG_TESTS_SUPPORT_DEVICE_FUZZ_H
#define PAINRIG_TESTS_SUPPORT_DEVICE_FUZZ_H

#include "drivers/device.h"

#define FUZZ_FRAMES_MAX 300u
#define FUZZ_ALIKE_MAX  16u         /* frames of one question */
#define FUZZ_BYTES_MAX  (2u * DEVICE_FRAME_MAX)

/* A frame as it was heard: `memory` is the driver's at that time. */
struct fuzz_frame {
    int question;
    double value;
    size_t count;
    uint8_t bytes[DEVICE_FRAME_MAX];
    uint8_t *memory;
};

struct fuzz_bytes { size_t count; uint8_t bytes[FUZZ_BYTES_MAX]; };

struct fuzz_told {
    double values[DEVICE_READING_COUNT];        /* NAN: not told */
    char   identity[96];
    enum device_link link;
    unsigned long refused;
};

struct fuzz_bed;

/* Fails the test when the driver does not come up with its emulator. */
struct fuzz_bed *fuzz_bed_create(const struct device_type *);
void fuzz_bed_destroy(struct fuzz_bed *);

size_t fuzz_frame_count(const struct fuzz_bed *);
const struct fuzz_frame *fuzz_frame(const struct fuzz_bed *, size_t i);

/* `question` instead of the frame's. pieces: 0, all at once; else a seed of how it is cut. */
void fuzz_trial(struct fuzz_bed *, const struct fuzz_frame *, int question,
                const struct fuzz_bytes *, uint64_t pieces, struct fuzz_told *);

/* What is wrong with what a trial has told, whole and cut, or NULL:
 *
 *   any driver      what is not believable, or not listed in its row; what depends on how the
 *                   bytes were cut
 *   whose frames have no check
 *                   a number that does not stand in the bytes, whole, up to a unit's factor: so no
 *                   part of a number, no clamp, no default; or what was ordered, of an instrument
 *                   that cannot say more than that it is there */
const char *fuzz_told_fault(const struct device_type *, const struct fuzz_bytes *,
                            const struct fuzz_frame *, const struct fuzz_told told[2]);
bool fuzz_is_same(double a, double b);          /* or both unknown */

uint64_t fuzz_random(uint64_t *state);
/* Some of: bits turned, bytes replaced, dropped, put in, pieces doubled, the end cut off. */
void fuzz_mutate(struct fuzz_bytes *, uint64_t *random);

#endif
