/* What evidence is given that may not be what it should: where a record stands what can be none it
 * is an error or a fault, and not waited for; what is a key, and whose it is. */
#include "hil/evidence/evidence_sign.h"
#include "tests/support/evidence_place.h"
#include "tests/support/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(table) (int)(sizeof (table) / sizeof *(table))

/* --- no record --- */

START_TEST(nothing_to_check_is_no_fault_but_an_error)
{
    struct evidence_place place = place_make();
    struct evidence_check check;
    struct why            why = { "" };

    ck_assert_int_eq(evidence_verify(place.run, NULL, stdout, &check, &why), ERR_IO);
    ck_assert_msg(strstr(why.text, "nothing to check in"), "%s", why.text);
    scratch_drop(&place.scratch);
}
END_TEST

static void record_a_pipe(struct evidence_place *place) { place_pipe(place, "evidence.jsonl"); }

static void record_of_gigabytes(struct evidence_place *place)
{
    char path[200];

    place_in(place, "evidence.jsonl", path);
    ck_assert_int_eq(truncate(path, (off_t)3 << 30), 0);     /* on the disk it has one block */
}

static const struct {
    void      (*act)(struct evidence_place *);
    const char *said;
} no_records[] = {
    { record_a_pipe, "evidence.jsonl is no file" },
    { record_of_gigabytes, "evidence.jsonl has more than 256 MiB" },
};

START_TEST(a_record_that_cannot_be_one_is_not_waited_for_and_not_read_to_its_end)
{
    struct evidence_place place = place_make();
    struct evidence_check check;
    struct why            why = { "" };

    record_leave(place.run, NULL);
    no_records[_i].act(&place);
    ck_assert_int_eq(evidence_verify(place.run, NULL, stdout, &check, &why), ERR_IO);
    ck_assert_msg(strstr(why.text, no_records[_i].said), "%s", why.text);
    scratch_drop(&place.scratch);
}
END_TEST

/* A signature that nobody asked for is read all the same. */
START_TEST(a_pipe_in_place_of_no_signature_is_a_fault)
{
    struct evidence_place place = place_make();
    char                  said[3000];

    record_leave(place.run, NULL);
    place_pipe(&place, "evidence.sig");
    ck_assert_uint_gt(record_faults(place.run, NULL, said, sizeof said), 0);
    ck_assert_msg(strstr(said, "evidence.sig cannot be read"), "%s", said);
    scratch_drop(&place.scratch);
}
END_TEST

/* Millions of lines that are no links would be millions of sentences. */
START_TEST(faults_without_end_are_counted_and_not_all_said)
{
    struct evidence_place place = place_make();
    struct bytes          text = { 0 };
    char                 *said = calloc(1, 1 << 20);

    record_leave(place.run, NULL);
    for (int i = 0; i < 20000; i++)
        bytes_text(&text, "\n");
    bytes_add(&text, "", 1);
    place_put(&place, "evidence.jsonl", text.at);
    ck_assert_uint_ge(record_faults(place.run, NULL, said, 1 << 20), 20000);
    ck_assert_uint_lt(strlen(said), 300000);
    ck_assert_msg(strstr(said, "more faults are counted, and not said"), "%.200s", said);
    bytes_free(&text);
    free(said);
    scratch_drop(&place.scratch);
}
END_TEST

/* --- keys --- */

static const struct { const char *text; bool is_key; } keys[] = {
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\n", true },
    { "9D61B19DEFFD5A60BA844AF492EC2CC44449C5697B326919703BAC031CAE7F60", true },
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f6\n", false },
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f6000\n", false },
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f6g\n", false },
    { "", false }, { "\n\n\n", false }, { "-----BEGIN PRIVATE KEY-----\n", false },
};

/* The pair is test 1 of RFC 8032, section 7.1. */
START_TEST(a_key_is_64_hex_digits_and_nothing_else)
{
    struct scratch  scratch = scratch_make("key");
    struct sign_key key;
    struct why      why = { "" };

    scratch_write(scratch.path, keys[_i].text);
    ck_assert_int_eq(sign_key_load(&key, scratch.path, &why) == ERR_OK, keys[_i].is_key);
    ck_assert_int_eq(why.text[0] == '\0', keys[_i].is_key);
    if (_i == 0)
        ck_assert_str_eq(key.public_hex,
                         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    scratch_drop(&scratch);
}
END_TEST

START_TEST(a_secret_key_is_for_its_owner_and_never_overwritten)
{
    struct evidence_place place = place_make();
    struct stat           at;
    struct why            why = { "" };
    char                  hex[KEY_HEX_SIZE];

    ck_assert_int_eq(stat(place.key, &at), 0);
    ck_assert_uint_eq(at.st_mode & 0777, 0600);
    ck_assert_int_eq(sign_key_make(place.key, hex, &why), ERR_IO);
    ck_assert_int_eq(remove(place.pub), 0);
    ck_assert_int_eq(sign_key_make(place.key, hex, &why), ERR_IO);
    scratch_drop(&place.scratch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("evidence given");
    TCase *tests = tcase_create("evidence given");

    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, nothing_to_check_is_no_fault_but_an_error);
    tcase_add_loop_test(tests,
                        a_record_that_cannot_be_one_is_not_waited_for_and_not_read_to_its_end, 0,
                        COUNT(no_records));
    tcase_add_test(tests, a_pipe_in_place_of_no_signature_is_a_fault);
    tcase_add_test(tests, faults_without_end_are_counted_and_not_all_said);
    tcase_add_loop_test(tests, a_key_is_64_hex_digits_and_nothing_else, 0, COUNT(keys));
    tcase_add_test(tests, a_secret_key_is_for_its_owner_and_never_overwritten);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
