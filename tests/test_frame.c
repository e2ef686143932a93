/* Frames: whole, partial, junk; what noise, cuts and wrong bits make of them; and a buffer that finds its way back. */
#include "drivers/frame.h"
#include "drivers/port_pipe.h"
#include "tests/data/wire/pump_vectors.h"
#include "tests/support/suite.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define BAUD 115200.0

/* ------------------------------------------------------------------ frame_scan */

static const struct {
    const char     *story, *hex;
    enum frame_scan want;
    size_t          used;
    enum frame_flaw flaw;
} stories[] = {
    { "nothing",                          "",                    FRAME_PARTIAL, 0, FRAME_SOUND },
    { "half a mark",                      "A5",                  FRAME_PARTIAL, 0, FRAME_SOUND },
    { "a mark",                           "A5 5A",               FRAME_PARTIAL, 0, FRAME_SOUND },
    { "no mark at all",                   "00 11 22",            FRAME_JUNK,    3, FRAME_NO_MARK },
    { "A5 and something else",            "A5 00 5A",            FRAME_JUNK,    3, FRAME_NO_MARK },
    { "A5 twice, then what may be one",   "A5 A5",               FRAME_JUNK,    1, FRAME_NO_MARK },
    { "junk, then a mark",                "00 5A A5 5A 08",      FRAME_JUNK,    2, FRAME_NO_MARK },
    { "junk, then half a mark",           "00 5A A5",            FRAME_JUNK,    2, FRAME_NO_MARK },
    { "one byte too short to be",         "A5 5A 07",            FRAME_JUNK,    3, FRAME_BAD_LENGTH },
    { "length 0",                         "A5 5A 00 A5 5A 08",   FRAME_JUNK,    3, FRAME_BAD_LENGTH },
    { "one byte too long to be",          "A5 5A F9 01 02",      FRAME_JUNK,    5, FRAME_BAD_LENGTH },
    { "length FF",                        "A5 5A FF A5",         FRAME_JUNK,    3, FRAME_BAD_LENGTH },
    { "a length that is a mark's first",  "A5 5A A5 5A",         FRAME_PARTIAL, 0, FRAME_SOUND },
    { "the shortest, not all of it",      "A5 5A 08 01 50 52",   FRAME_PARTIAL, 0, FRAME_SOUND },
    { "the longest length, begun",        "A5 5A F8 01",         FRAME_PARTIAL, 0, FRAME_SOUND },
    { "the shortest (STOP)",
      "A5 5A 08 01 50 52 49 47 00 12 31 A2 DB",                  FRAME_WHOLE,  13, FRAME_SOUND },
    { "it, and the next one begun",
      "A5 5A 08 01 50 52 49 47 00 12 31 A2 DB A5",               FRAME_WHOLE,  13, FRAME_SOUND },
    { "its CRC the other way round",
      "A5 5A 08 01 50 52 49 47 00 12 31 DB A2 00",               FRAME_JUNK,   13, FRAME_BAD_CRC },
    { "another kind under the same CRC",
      "A5 5A 08 01 50 52 49 47 00 12 30 A2 DB",                  FRAME_JUNK,   13, FRAME_BAD_CRC },
};

START_TEST(scan_tells_whole_from_partial_from_junk)
{
    uint8_t         bytes[64];
    struct frame    frame = { .version = 77 };
    size_t          used, count = pump_vector_bytes(stories[_i].hex, bytes);
    enum frame_flaw flaw;

    ck_assert_msg(frame_scan(bytes, count, &frame, &used, &flaw) == stories[_i].want, "%s", stories[_i].story);
    ck_assert_msg(used == stories[_i].used, "%s: %zu", stories[_i].story, used);
    ck_assert_msg(flaw == stories[_i].flaw, "%s: flaw %d", stories[_i].story, (int)flaw);
    if (stories[_i].want == FRAME_PARTIAL)
        ck_assert_uint_eq(frame.version, 77);
}
END_TEST

START_TEST(the_crc_is_the_catalogues)
{
    static const struct { const char *text; uint16_t crc; } known[] = {
        { "123456789", 0x29B1 }, { "", 0xFFFF }, { "A", 0xB915 },
    };

    for (size_t i = 0; i < COUNT(known); i++)
        ck_assert_uint_eq(frame_crc16((const uint8_t *)known[i].text, strlen(known[i].text)), known[i].crc);
}
END_TEST

/* IDENTITY, whose every field differs from its neighbours. */
START_TEST(a_frame_written_by_hand_is_read_field_by_field)
{
    uint8_t         bytes[FRAME_BYTES_MAX], again[FRAME_BYTES_MAX];
    struct frame    frame;
    size_t          used, count = pump_vector_bytes(pump_vectors[PUMP_VECTOR_IDENTITY].hex, bytes);
    enum frame_flaw flaw;

    ck_assert_int_eq(frame_scan(bytes, count, &frame, &used, &flaw), FRAME_WHOLE);
    ck_assert_uint_eq(used, count);
    ck_assert_uint_eq(frame.version, 1);
    ck_assert_uint_eq(frame.address, 0x50524947);
    ck_assert_uint_eq(frame.sequence, 1);
    ck_assert_uint_eq(frame.kind, 0x82);
    ck_assert_uint_eq(frame.payload_count, 40);
    ck_assert_mem_eq(frame.payload + 4, "painrig,reference pump,MOCK-0001,1.0", 36);
    ck_assert_uint_eq(frame_write(&frame, again), count);
    ck_assert_mem_eq(again, bytes, count);
}
END_TEST

START_TEST(every_cut_of_a_frame_is_partial)
{
    uint8_t         bytes[FRAME_BYTES_MAX];
    struct frame    frame;
    size_t          used, count = pump_vector_bytes(pump_vectors[_i].hex, bytes);
    enum frame_flaw flaw;

    for (size_t cut = 1; cut < count; cut++) {
        uint8_t *alone = malloc(cut);               /* so that a sanitizer sees every byte too far */
        ck_assert_ptr_nonnull(alone);
        memcpy(alone, bytes, cut);
        ck_assert_int_eq(frame_scan(alone, cut, &frame, &used, &flaw), FRAME_PARTIAL);
        ck_assert_uint_eq(used, 0);
        free(alone);
    }
    ck_assert_int_eq(frame_scan(bytes, count, &frame, &used, &flaw), FRAME_WHOLE);
    ck_assert_uint_eq(used, count);
}
END_TEST

/* Whatever stands behind it: a wrong length must not borrow from there and check. */
START_TEST(no_single_wrong_bit_is_ever_accepted)
{
    uint8_t         bytes[2 * FRAME_BYTES_MAX] = { 0 };
    struct frame    frame;
    size_t          used, count = pump_vector_bytes(pump_vectors[_i].hex, bytes);
    enum frame_flaw flaw;

    for (size_t bit = 0; bit < 8 * count; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        ck_assert_msg(frame_scan(bytes, sizeof bytes, &frame, &used, &flaw) != FRAME_WHOLE, "bit %zu", bit);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}
END_TEST

/* A burst of up to 16 bits is what one CRC-16 always finds; every pair of wrong bits up to 32751 bits apart too. */
START_TEST(no_two_wrong_bits_and_no_burst_of_sixteen_is_accepted)
{
    uint8_t         bytes[FRAME_BYTES_MAX];
    struct frame    frame;
    size_t          used, count = pump_vector_bytes(pump_vectors[PUMP_VECTOR_SINGLE_BOLUS].hex, bytes);
    size_t          first = 8 * 3, end = 8 * count;
    enum frame_flaw flaw;

    for (size_t a = first; a < end; a++)
        for (size_t b = a + 1; b < end; b++) {
            bytes[a / 8] ^= (uint8_t)(1u << a % 8);
            bytes[b / 8] ^= (uint8_t)(1u << b % 8);
            ck_assert_int_eq(frame_scan(bytes, count, &frame, &used, &flaw), FRAME_JUNK);
            bytes[a / 8] ^= (uint8_t)(1u << a % 8);
            bytes[b / 8] ^= (uint8_t)(1u << b % 8);
        }
    for (unsigned burst = 1; burst <= UINT16_MAX; burst += 2) {
        bytes[8] ^= (uint8_t)(burst >> 8);
        bytes[9] ^= (uint8_t)burst;
        ck_assert_int_eq(frame_scan(bytes, count, &frame, &used, &flaw), FRAME_JUNK);
        bytes[8] ^= (uint8_t)(burst >> 8);
        bytes[9] ^= (uint8_t)burst;
    }
}
END_TEST

START_TEST(a_wrong_check_still_tells_which_request_it_may_have_been)
{
    uint8_t         bytes[FRAME_BYTES_MAX];
    struct frame    frame;
    size_t          used, count = pump_vector_bytes(pump_vectors[PUMP_VECTOR_SINGLE_BOLUS].hex, bytes);
    enum frame_flaw flaw;

    bytes[12] ^= 0x40;
    ck_assert_int_eq(frame_scan(bytes, count, &frame, &used, &flaw), FRAME_JUNK);
    ck_assert_int_eq(flaw, FRAME_BAD_CRC);
    ck_assert_uint_eq(used, count);
    ck_assert_uint_eq(frame.sequence, 13);
    ck_assert_uint_eq(frame.kind, 0x32);
}
END_TEST

START_TEST(every_length_of_payload_comes_back)
{
    uint8_t         bytes[FRAME_BYTES_MAX];
    struct frame    frame = { .version = 1, .kind = 0x92, .address = 0xA55AA55A, .sequence = 0xA55A }, back;
    size_t          used;
    enum frame_flaw flaw;

    for (size_t n = 0; n <= FRAME_PAYLOAD_MAX; n++) {
        frame.payload_count = n;
        for (size_t i = 0; i < n; i++)
            frame.payload[i] = i % 2 ? 0x5A : 0xA5;
        ck_assert_uint_eq(frame_write(&frame, bytes), 13 + n);
        ck_assert_int_eq(frame_scan(bytes, 13 + n, &back, &used, &flaw), FRAME_WHOLE);
        ck_assert_uint_eq(back.payload_count, n);
        ck_assert_mem_eq(back.payload, frame.payload, n);
        ck_assert_uint_eq(back.address, frame.address);
        ck_assert_uint_eq(back.sequence, frame.sequence);
    }
}
END_TEST

/* ------------------------------------------------------------------ frame_buffer */

struct bench { struct port *near, *far; struct frame_buffer buffer; double now_s; };

static void bench_make(struct bench *bench)
{
    *bench = (struct bench){ .now_s = 0 };
    ck_assert_int_eq(port_pipe_create(BAUD, &bench->near, &bench->far), ERR_OK);
    frame_buffer_empty(&bench->buffer);
}

static void bench_drop(struct bench *bench)
{
    port_destroy(bench->near);
    port_destroy(bench->far);
}

static void say_bytes(struct bench *bench, const uint8_t *bytes, size_t count)
{
    size_t taken;

    ck_assert_int_eq(port_write(bench->near, bench->now_s, bytes, count, &taken), ERR_OK);
    ck_assert_uint_eq(taken, count);
}

static void say(struct bench *bench, const char *hex)
{
    uint8_t bytes[FRAME_BYTES_MAX];
    size_t  count = pump_vector_bytes(hex, bytes);

    say_bytes(bench, bytes, count);
}

/* One letter for each thing that the buffer says within for_s: W a whole frame, N C L T its flaws. */
static void hear(struct bench *bench, double for_s, char *out)
{
    static const char letters[] = { [FRAME_SOUND] = 'W', [FRAME_NO_MARK] = 'N', [FRAME_BAD_LENGTH] = 'L',
                                    [FRAME_BAD_CRC] = 'C', [FRAME_TRUNCATED] = 'T' };
    struct frame    frame;
    enum frame_flaw flaw;

    for (int i = 0; i <= (int)(for_s / 0.001 + 0.5); i++, bench->now_s += 0.001) {
        ck_assert_int_eq(frame_buffer_fill(&bench->buffer, bench->far, bench->now_s), ERR_OK);
        while (frame_buffer_next(&bench->buffer, bench->now_s, &frame, &flaw) != FRAME_PARTIAL) {
            *out++ = letters[flaw];
            if (flaw == FRAME_TRUNCATED && frame.version == 1)
                *out++ = (char)('0' + frame.sequence % 10);
        }
    }
    *out = '\0';
}

#define STOP  "A5 5A 08 01 50 52 49 47 00 12 31 A2 DB"
#define BOLUS "A5 5A 10 01 50 52 49 47 00 0D 32 00 00 4E 20 00 00 01 2C 41 A4"

static const struct { const char *story, *hex, *heard; } streams[] = {
    { "two frames at once",               STOP " " BOLUS,                                       "WW"    },
    { "junk before, told once",           "00 01 02 A5 00 FF " STOP,                            "NW"    },
    { "junk between",                     STOP " 00 FF A5 A5 " BOLUS,                           "WNW"   },
    { "A5 doubled in front of a mark",    "A5 " STOP,                                           "NW"    },
    { "a broken frame, then a good one",  "A5 5A 08 01 50 52 49 47 00 12 30 A2 DB " STOP,       "CW"    },
    { "an absurd length, then junk",      "A5 5A FF 01 02 03 " STOP,                            "LW"    },
    { "a frame in a broken one's payload is never found",
      "A5 5A 15 01 50 52 49 47 00 12 30 " STOP " 00 00",                                        "C"     },
    { "a frame in a cut one's payload is never found",
      "A5 5A 18 01 50 52 49 47 00 12 30 " STOP,                                                 "T8"    },
    { "a frame in a good one's payload is payload",
      "A5 5A 15 01 50 52 49 47 00 15 21 A5 5A 08 01 50 52 49 47 00 12 31 A2 DB 20 CF",          "W"     },
    { "cut inside the head",              "A5 5A 08 01 50 52",                                  "T"     },
    { "cut behind the head: its number",  "A5 5A 10 01 50 52 49 47 00 0D 32 00 01",             "T3"    },
    { "a length that grew by one bit",    "A5 5A 18 01 50 52 49 47 00 12 31 A2 DB",             "T8"    },
    { "half a mark alone",                "A5",                                                 "T"     },
};

START_TEST(a_buffer_finds_its_way_back)
{
    struct bench bench;
    char         heard[64], after[64];

    bench_make(&bench);
    say(&bench, streams[_i].hex);
    hear(&bench, 0.2, heard);
    ck_assert_msg(strcmp(heard, streams[_i].heard) == 0, "%s: %s", streams[_i].story, heard);
    say(&bench, STOP);
    hear(&bench, 0.1, after);
    ck_assert_msg(strcmp(after, "W") == 0, "%s, then a good one: %s", streams[_i].story, after);
    bench_drop(&bench);
}
END_TEST

/* Within the gap the rest of a cut frame is taken from the next one: both are lost, and the third is whole. */
START_TEST(a_good_frame_right_behind_a_cut_one_is_lost_with_it_and_no_other)
{
    struct bench bench;
    char         heard[64];

    bench_make(&bench);
    say(&bench, "A5 5A 10 01 50 52 49 47 00 0D 32 00 01 86");
    say(&bench, STOP);
    say(&bench, BOLUS);
    hear(&bench, 0.2, heard);
    ck_assert_str_eq(heard, "CW");
    bench_drop(&bench);
}
END_TEST

START_TEST(the_gap_counts_from_the_last_byte_and_not_from_the_first)
{
    struct bench bench;
    uint8_t      bytes[64];
    char         heard[64];
    size_t       count = pump_vector_bytes(BOLUS, bytes);

    bench_make(&bench);
    for (size_t i = 0; i < count; i++) {            /* 45 ms between two bytes: 0.9 s in all */
        say_bytes(&bench, bytes + i, 1);
        hear(&bench, 0.044, heard);
        ck_assert_str_eq(heard, i + 1 < count ? "" : "W");
    }
    for (size_t i = 0; i < 12; i++)
        say_bytes(&bench, bytes + i, 1);
    hear(&bench, 0.049, heard);
    ck_assert_str_eq(heard, "");
    hear(&bench, 0.010, heard);
    ck_assert_str_eq(heard, "T3");
    bench_drop(&bench);
}
END_TEST

START_TEST(a_closed_port_is_told)
{
    struct bench bench;

    bench_make(&bench);
    port_destroy(bench.near);
    ck_assert_int_eq(frame_buffer_fill(&bench.buffer, bench.far, 0), ERR_CLOSED);
    port_destroy(bench.far);
}
END_TEST

/* ------------------------------------------------------------------ noise */

static uint32_t noise(uint32_t *seed)               /* xorshift32, Marsaglia 2003 */
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* Rich in marks and believable lengths, since plain noise would hardly ever get that far. */
static uint8_t noisy_byte(uint32_t *seed)
{
    static const uint8_t likely[] = { 0xA5, 0x5A, 0x08, 0x0C, 0x01, 0x00 };
    uint32_t             number = noise(seed);

    return number & 1 ? likely[number / 2 % COUNT(likely)] : (uint8_t)(number >> 8);
}

START_TEST(endless_noise_is_dropped_and_a_frame_behind_it_found)
{
    struct bench    bench;
    struct frame    frame;
    enum frame_flaw flaw;
    enum frame_scan scan;
    uint32_t        seed = 20261016u + (uint32_t)_i;
    unsigned long   junk = 0, whole = 0;
    uint8_t         bytes[100];
    char            heard[64];

    bench_make(&bench);
    for (int round = 0; round < 1000; round++) {
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = noisy_byte(&seed);
        say_bytes(&bench, bytes, sizeof bytes);
        bench.now_s += 0.010;
        ck_assert_int_eq(frame_buffer_fill(&bench.buffer, bench.far, bench.now_s), ERR_OK);
        while ((scan = frame_buffer_next(&bench.buffer, bench.now_s, &frame, &flaw)) != FRAME_PARTIAL) {
            uint8_t again[FRAME_BYTES_MAX];
            junk += scan == FRAME_JUNK;
            whole += scan == FRAME_WHOLE;
            if (scan == FRAME_WHOLE)        /* then it does check: about one believable head in 65536 */
                ck_assert_uint_eq(frame_write(&frame, again), FRAME_HEAD + 2 + frame.payload_count);
        }
        ck_assert_uint_le(bench.buffer.end, sizeof bench.buffer.bytes);
    }
    ck_assert_uint_gt(junk, 400);
    ck_assert_uint_le(whole, 1);
    hear(&bench, 0.1, heard);
    say(&bench, STOP);
    hear(&bench, 0.1, heard);
    ck_assert_str_eq(heard, "W");
    bench_drop(&bench);
}
END_TEST

/* Good frames among noise: none that was sent whole is ever changed. */
START_TEST(a_frame_is_accepted_as_it_was_written_or_not_at_all)
{
    struct frame    sent = { .version = 1, .kind = 0x21, .address = 0x50524947 }, frame;
    struct frame_buffer *buffer;
    struct bench    bench;
    enum frame_flaw flaw;
    enum frame_scan scan;
    uint32_t        seed = 7u + (uint32_t)_i;
    unsigned long   accepted = 0;
    uint8_t         bytes[FRAME_BYTES_MAX];

    bench_make(&bench);
    buffer = &bench.buffer;
    for (int round = 0; round < 2000; round++, bench.now_s += 0.2) {
        size_t count, wrong;
        bool   is_hurt = noise(&seed) % 2;
        sent.sequence = (uint16_t)round;
        sent.payload_count = noise(&seed) % 40;
        for (size_t i = 0; i < sent.payload_count; i++)
            sent.payload[i] = noisy_byte(&seed);
        count = frame_write(&sent, bytes);
        wrong = noise(&seed) % count;
        if (is_hurt)
            bytes[wrong] ^= (uint8_t)(1u + noise(&seed) % 255);
        say_bytes(&bench, bytes, count);
        for (int i = 0; i < 4; i++) {
            double now_s = bench.now_s + 0.03 * i;
            ck_assert_int_eq(frame_buffer_fill(buffer, bench.far, now_s), ERR_OK);
            while ((scan = frame_buffer_next(buffer, now_s, &frame, &flaw)) != FRAME_PARTIAL) {
                if (scan != FRAME_WHOLE)
                    continue;
                accepted++;
                ck_assert(!is_hurt);
                ck_assert_uint_eq(frame.sequence, sent.sequence);
                ck_assert_uint_eq(frame.payload_count, sent.payload_count);
                ck_assert_mem_eq(frame.payload, sent.payload, sent.payload_count);
            }
        }
        ck_assert_uint_eq(buffer->end, buffer->first);
    }
    ck_assert_uint_gt(accepted, 900);
    bench_drop(&bench);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("frame");
    TCase *tests = tcase_create("frame");

    tcase_add_loop_test(tests, scan_tells_whole_from_partial_from_junk, 0, (int)COUNT(stories));
    tcase_add_test(tests, the_crc_is_the_catalogues);
    tcase_add_test(tests, a_frame_written_by_hand_is_read_field_by_field);
    tcase_add_loop_test(tests, every_cut_of_a_frame_is_partial, 0, PUMP_VECTOR_COUNT);
    tcase_add_loop_test(tests, no_single_wrong_bit_is_ever_accepted, 0, PUMP_VECTOR_COUNT);
    tcase_add_test(tests, no_two_wrong_bits_and_no_burst_of_sixteen_is_accepted);
    tcase_add_test(tests, a_wrong_check_still_tells_which_request_it_may_have_been);
    tcase_add_test(tests, every_length_of_payload_comes_back);
    tcase_add_loop_test(tests, a_buffer_finds_its_way_back, 0, (int)COUNT(streams));
    tcase_add_test(tests, a_good_frame_right_behind_a_cut_one_is_lost_with_it_and_no_other);
    tcase_add_test(tests, the_gap_counts_from_the_last_byte_and_not_from_the_first);
    tcase_add_test(tests, a_closed_port_is_told);
    tcase_add_loop_test(tests, endless_noise_is_dropped_and_a_frame_behind_it_found, 0, 2);
    tcase_add_loop_test(tests, a_frame_is_accepted_as_it_was_written_or_not_at_all, 0, 2);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
