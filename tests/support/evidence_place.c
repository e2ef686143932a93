#include "tests/support/evidence_place.h"

#include "hil/evidence/evidence_sign.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct evidence_place place_make(void)
{
    struct evidence_place place = { .scratch = scratch_make("key") };
    struct why            why = { "" };
    char                  hex[KEY_HEX_SIZE];

    snprintf(place.key, sizeof place.key, "%s", place.scratch.path);
    snprintf(place.pub, sizeof place.pub, "%s.pub", place.scratch.path);
    snprintf(place.run, sizeof place.run, "%s/run", place.scratch.folder);
    ck_assert_msg(sign_key_make(place.key, hex, &why) == ERR_OK, "%s", why.text);
    ck_assert_int_eq(mkdir(place.run, 0777), 0);
    return place;
}

void place_in(const struct evidence_place *place, const char *name, char path[200])
{
    snprintf(path, 200, "%s/%s", place->run, name);
}

void place_put(const struct evidence_place *place, const char *name, const char *text)
{
    char path[200];

    place_in(place, name, path);
    scratch_write(path, text);
}

void place_pipe(const struct evidence_place *place, const char *name)
{
    char path[200];

    place_in(place, name, path);
    remove(path);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
}

/* ---- a record ---- */

struct evidence *record_begun(const char *folder, const char *key, bool is_suite)
{
    struct evidence_setup setup = { .folder = folder, .tester = "Ann", .key_path = key,
                                    .is_suite = is_suite };
    struct evidence      *evidence = NULL;
    struct why            why = { "" };

    ck_assert_msg(evidence_begin(&evidence, &setup, &why) == ERR_OK, "%s", why.text);
    return evidence;
}

void record_happen(struct evidence *evidence, double t_s, const char *text)
{
    struct event event = { .t_s = t_s, .kind = "log" };
    struct why   why = { "" };

    snprintf(event.text, sizeof event.text, "%s", text);
    ck_assert_msg(evidence_event(evidence, &event, &why) == ERR_OK, "%s", why.text);
}

void record_ended(struct evidence *evidence)
{
    struct why why = { "" };

    ck_assert_msg(evidence_end(evidence, VERDICT_PASS, "finished", NULL, &why) == ERR_OK, "%s",
                  why.text);
}

void record_leave(const char *folder, const char *key)
{
    struct evidence *evidence = record_begun(folder, key, false);
    struct bytes     body = { 0 };
    struct why       why = { "" };
    char             path[200];

    record_happen(evidence, 0, "begin");
    record_happen(evidence, 0.5, "tab\t \"quote\" \xFF");
    record_happen(evidence, 1, "over");
    bytes_text(&body, "{\"id\":\"R-1\",\n\"verdict\":\"pass\"}");
    ck_assert_int_eq(evidence_add(evidence, "verdict", &body, &why), ERR_OK);
    bytes_free(&body);
    snprintf(path, sizeof path, "%s/trace.csv", folder);
    scratch_write(path, "t_s,x\n0,1\n1,2\n");
    snprintf(path, sizeof path, "%s/empty.log", folder);
    scratch_write(path, "");
    record_ended(evidence);
}

size_t record_faults(const char *folder, const char *public_key, char *said, size_t size)
{
    struct evidence_check check;
    struct why            why = { "" };
    char                 *text = NULL;
    size_t                count = 0;
    FILE                 *out = open_memstream(&text, &count);
    enum err              err = evidence_verify(folder, public_key, out, &check, &why);

    fclose(out);
    if (said)
        snprintf(said, size, "%s", text);
    free(text);
    return err == ERR_OK ? check.faults : 1000000;
}

bool record_is_whole(const char *folder, const char *public_key)
{
    char said[2000];

    if (record_faults(folder, public_key, said, sizeof said) == 0)
        return true;
    fprintf(stderr, "%s", said);
    return false;
}
