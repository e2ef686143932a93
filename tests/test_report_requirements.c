/* What a run's page and manifest say of the requirements: every one, in an order that puts what is
 * wrong first, and nothing that could be mistaken for the page's own words. */
#include "hil/run/run_order.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

#define OWED(id, formula, more) \
    "{ id = '" id "', title = 'title of " id "', formula = '" formula "', source = 'a <norm>', " \
    "priority = 'high', rationale = 'r'" more " },\n"

static const char owed[] =
    "return requirements { rig = 'toy',\n"
    OWED("R-PASS", "G(tip.temp_c < 95)", ", unverified = '95 & more'")
    OWED("R-IDLE", "G(tip.temp_c > 90 -> heater.power_w > 0)", "")
    OWED("R-GAP", "G(tip.temp_c < -5)", "")
    OWED("R-COVERED", "G(tip.temp_c > 0)", "")
    OWED("R-FAIL", "G(tip.temp_c > -20 -> F[0,0.5] tip.temp_c <= 30)", "")
    OWED("R-VAIN", "G(tip.temp_c > 91 -> heater.power_w > 0)", "")
    "}";

static const char scenario[] =
    "return scenario { title = 't', rig = 'toy', limit_s = 10, covers = { 'R-COVERED', 'R-VAIN', 'R-NONE' },\n"
    "gaps = { ['R-GAP'] = 'an old <device>' }, run = function(rig) wait(1) expect('x', true) end }";

static struct scratch scratch;
static char          *page, *manifest;

static char *paper(const char *name)
{
    char path[300], *text;

    snprintf(path, sizeof path, "%s/%s", scratch.folder, name);
    text = scratch_read(path, NULL);
    ck_assert_msg(text != NULL, "no %s", path);
    return text;
}

static void papers_make(void)
{
    struct run_order   order = { .path = "toy.lua", .name = "toy", .text = scenario, .seed = 1 };
    struct run_outcome outcome;
    struct why         why = { "" };

    scratch = scratch_make("owed.lua");
    scratch_write(scratch.path, owed);
    order.requirements = scratch.path;
    order.folder = scratch.folder;
    ck_assert_msg(run_execute(&order, &outcome, &why) == ERR_OK, "%s", why.text);
    run_outcome_free(&outcome);
    page = paper("report.html");
    manifest = paper("manifest.json");
}

static void papers_drop(void)
{
    free(page);
    free(manifest);
    scratch_drop(&scratch);
}

START_TEST(the_table_begins_with_what_is_wrong)
{
    static const char *const order[] = { "R-FAIL title", "R-VAIN title", "R-GAP title",
                                         "R-COVERED title", "R-PASS title", "R-IDLE title" };
    const char *at = strstr(page, "<section id=\"requirements\">");

    for (int i = 0; i < COUNT(order); i++) {
        ck_assert_msg(at != NULL, "before %s", order[i]);
        at = strstr(at, order[i]);
    }
    ck_assert_ptr_nonnull(at);
    ck_assert_ptr_null(strstr(at, "R-COVERED title"));
}
END_TEST

static const char *const on_the_page[] = {
    "6 monitored, 4 put to the test, 2 pass",
    "<p class=\"first\"><strong>R-FAIL title of R-FAIL</strong>",
    "<em class=\"tag unverified\">unverified: 95 &amp; more</em>",
    "<b>Known gap:</b> an old &lt;device&gt;",
    "<tr class=\"vacuous idle\" data-verdict=\"vacuous\">",
    "<tr class=\"vacuous\" data-verdict=\"vacuous\" data-from=\"0.010000\" data-signal=\"tip.temp_c\" data-limit=\"-5\">",
    "data-verdict=\"fail\" data-from=\"0.010000\" data-signal=\"tip.temp_c\" data-limit=\"30\">",
    "data-t=\"0.510000\">0.51 s</td>",
    "no requirement of this rig has the id R-NONE",
    "Source: a &lt;norm&gt;",
    "always(tip.temp_c &gt; 0)</code>",
};

START_TEST(the_page_says_what_there_is_to_say)
{
    ck_assert_msg(strstr(page, on_the_page[_i]) != NULL, "%s", on_the_page[_i]);
}
END_TEST

static const char *const in_the_manifest[] = {
    "{\"id\": \"R-FAIL\", \"title\": \"title of R-FAIL\", \"verdict\": \"fail\", \"weight\": \"fail\", \"monitored\": true, \"covered\": false",
    "\"id\": \"R-GAP\", \"title\": \"title of R-GAP\", \"verdict\": \"fail\", \"weight\": \"pass\"",
    "\"gap\": \"an old \\u003cdevice\\u003e\"", "\"decided_s\": 0.51", "\"unverified\": \"95 \\u0026 more\", \"priority\": \"",
    "\"requirements_sha256\": \"", "\"trace_sha256\": \"",
};

START_TEST(the_manifest_has_every_result_and_hash)
{
    ck_assert_msg(strstr(manifest, in_the_manifest[_i]) != NULL, "%s", in_the_manifest[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report_requirements");
    TCase *tests = tcase_create("papers");

    tcase_add_checked_fixture(tests, papers_make, papers_drop);
    tcase_add_test(tests, the_table_begins_with_what_is_wrong);
    tcase_add_loop_test(tests, the_page_says_what_there_is_to_say, 0, COUNT(on_the_page));
    tcase_add_loop_test(tests, the_manifest_has_every_result_and_hash, 0, COUNT(in_the_manifest));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
