/* Checksums: against the catalogue's check values, and frames that manuals print. */
#include "drivers/checksum.h"
#include "tests/support/suite.h"

#include <string.h>

static const uint8_t digits[] = "123456789";
#define DIGITS digits, sizeof digits - 1

START_TEST(the_check_values_of_the_catalogue)
{
    ck_assert_uint_eq(checksum_crc_xmodem(DIGITS), 0x31C3);
    ck_assert_uint_eq(checksum_crc_8408(0, DIGITS), 0x2189);         /* KERMIT  */
    ck_assert_uint_eq(checksum_crc_8408(0xFFFF, DIGITS), 0x6F91);    /* MCRF4XX */
    ck_assert_uint_eq(checksum_crc_modbus(DIGITS), 0x4B37);
}
END_TEST

/* '1' to '9' are 0x31 to 0x39: they add up to 9 * 0x35 = 0x1DD, and 0x30 cancels in eight of the
 * nine, so that XOR leaves 0x30 ^ (1 ^ 2 ^ ... ^ 9) = 0x31. */
START_TEST(sums_by_hand)
{
    ck_assert_uint_eq(checksum_sum_8(DIGITS), 0xDD);
    ck_assert_uint_eq(checksum_sum_16(DIGITS), 0x01DD);
    ck_assert_uint_eq(checksum_inverted(DIGITS), 0x22);
    ck_assert_uint_eq(checksum_lrc(DIGITS), 0x23);
    ck_assert_uint_eq(checksum_xor(DIGITS), 0x31);
}
END_TEST

START_TEST(nothing_leaves_the_seed)
{
    ck_assert_uint_eq(checksum_crc_xmodem(digits, 0), 0);
    ck_assert_uint_eq(checksum_crc_8408(0xABCD, digits, 0), 0xABCD);
    ck_assert_uint_eq(checksum_crc_modbus(digits, 0), 0xFFFF);
    ck_assert_uint_eq(checksum_sum_16(digits, 0), 0);
    ck_assert_uint_eq(checksum_inverted(digits, 0), 0xFF);
    ck_assert_uint_eq(checksum_lrc(digits, 0), 0);
}
END_TEST

/* Modbus application protocol and its serial line guide: low byte first on the wire. */
static const struct { uint8_t bytes[16]; size_t count; uint16_t want; } modbus_frames[] = {
    { { 0x01, 0x03, 0x00, 0x00, 0x00, 0x01 }, 6, 0x0A84 },
    { { 0x01, 0x03, 0x00, 0x00, 0x00, 0x02 }, 6, 0x0BC4 },
    { { 0x01, 0x03, 0x04, 0x42, 0x14, 0x00, 0x00 }, 7, 0x4FAE },
    { { 0x01, 0x06, 0x00, 0x01, 0x13, 0x88 }, 6, 0x5CD5 },
    { { 0x01, 0x83, 0x02 }, 3, 0xF1C0 },
};

START_TEST(frames_of_modbus)
{
    ck_assert_uint_eq(checksum_crc_modbus(modbus_frames[_i].bytes, modbus_frames[_i].count),
                      modbus_frames[_i].want);
}
END_TEST

START_TEST(other_frames_that_manuals_print)
{
    static const uint8_t ascii[] = { 0x01, 0x03, 0x00, 0x00, 0x00, 0x01 };  /* ":010300000001FB" */
    static const uint8_t xbpi[] = { 0x04, 0x01, 0x09, 0x1E };

    ck_assert_uint_eq(checksum_lrc(ascii, sizeof ascii), 0xFB);
    ck_assert_uint_eq(checksum_sum_8(xbpi, sizeof xbpi), 0x2C);
}
END_TEST

/* What a CRC is for: every single bit that turns over is seen. */
START_TEST(one_bit_is_seen)
{
    uint8_t bytes[sizeof digits - 1];

    memcpy(bytes, DIGITS);
    for (size_t bit = 0; bit < 8 * sizeof bytes; bit++) {
        bytes[bit / 8] = (uint8_t)(bytes[bit / 8] ^ (1u << bit % 8));
        ck_assert_uint_ne(checksum_crc_xmodem(bytes, sizeof bytes), 0x31C3);
        ck_assert_uint_ne(checksum_crc_8408(0, bytes, sizeof bytes), 0x2189);
        ck_assert_uint_ne(checksum_crc_modbus(bytes, sizeof bytes), 0x4B37);
        bytes[bit / 8] = (uint8_t)(bytes[bit / 8] ^ (1u << bit % 8));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("checksum");
    TCase *sums = tcase_create("sums");

    tcase_add_test(sums, the_check_values_of_the_catalogue);
    tcase_add_test(sums, sums_by_hand);
    tcase_add_test(sums, nothing_leaves_the_seed);
    tcase_add_loop_test(sums, frames_of_modbus, 0,
                        sizeof modbus_frames / sizeof modbus_frames[0]);
    tcase_add_test(sums, other_frames_that_manuals_print);
    tcase_add_test(sums, one_bit_is_seen);
    suite_add_tcase(suite, sums);
    return suite_run(suite);
}
