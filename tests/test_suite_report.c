/* The page of a suite: all that is evidence stands in it, whatever the texts hold. */
#include "hil/page_link.h"
#include "hil/suite/suite_papers.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"
#include "tests/support/toy_rig.h"
#include "tests/support/toy_suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define HOSTILE "</script><script>alert(1)</script>\"'&<img src=x onerror=alert(2)>-->{{cases}}"

const struct rig_type *const rig_types[] = { &toy_rig_type, NULL };

static struct scratch       scratch;
static struct requirements *requirements;
static struct suite         suite_of;

static void load(const char *path)
{
    struct why why = { "" };

    requirements_free(requirements);
    requirements = NULL;
    ck_assert_msg(requirements_load(&requirements, path, &why) == ERR_OK, "%s", why.text);
    suite_of.requirements = requirements;
}

static void set_up(void)
{
    scratch = scratch_make("suite.html");
    suite_of = toy_suite_make(6);
    load("tests/data/requirements");
}

static void tear_down(void)
{
    toy_suite_free(&suite_of);
    requirements_free(requirements);
    requirements = NULL;
    scratch_drop(&scratch);
}

static char *page_with(const struct margin_changes *changes)
{
    struct why why = { "" };

    ck_assert_msg(suite_report_write(&suite_of, changes, scratch.path, &why) == ERR_OK, "%s",
                  why.text);
    return scratch_read(scratch.path, NULL);
}

static size_t occurrences(const char *text, const char *wanted)
{
    size_t count = 0;

    for (; (text = strstr(text, wanted)) != NULL; text++)
        count++;
    return count;
}

static void ck_holds(const char *text, const char *wanted)
{
    ck_assert_msg(strstr(text, wanted) != NULL, "'%s' is missing", wanted);
}

static void find(size_t index, const char *id, enum verdict verdict, long fired, double margin)
{
    struct outcome_requirement found = {
        .verdict = verdict, .fired = fired, .margin = margin, .slack_s = margin / 10,
        .is_covered = true, .unit = "C", .at_s = 1, .why = "tip.temp_c was 97.1 C at 4.20 s",
    };

    snprintf(found.id, sizeof found.id, "%s", id);
    toy_covers(&suite_of, index, id);
    toy_requirement_add(&suite_of, index, &found);
}

/* ---- what stands in it ---- */

START_TEST(a_known_gap_is_no_failure_and_tells_its_reason)
{
    struct outcome_requirement *found;
    char                       *page;

    find(1, "T-2", VERDICT_FAIL, 1, -2);
    found = &suite_of.outcomes[1].requirements[suite_of.outcomes[1].requirement_count - 1];
    found->is_gap = true;
    snprintf(found->gap_reason, sizeof found->gap_reason, "there is one sensor");
    suite_of.outcomes[1].verdict = VERDICT_PASS;
    page = page_with(NULL);
    ck_holds(page, "<tr class=\"vacuous\" id=\"r-T-2\">");
    ck_holds(page, "</b>known gap</span>");
    ck_holds(page, "not met, as is known, in 1 case: there is one sensor. Here ");
    free(page);
}
END_TEST

START_TEST(a_page_tells_requirements_gaps_and_cases)
{
    char *page;

    find(0, "T-1", VERDICT_PASS, 4, 3.25);
    find(1, "T-2", VERDICT_FAIL, 1, -2);
    find(2, "T-3", VERDICT_VACUOUS, 0, NAN);
    toy_covers(&suite_of, 3, "T-99");
    page = page_with(NULL);
    ck_holds(page, "<title>fail: Suite of 6 cases</title>");
    ck_holds(page, "<span class=\"count\">1 fail</span> <span class=\"count\">1 vacuous</span> "
                   "<span class=\"count\">4 pass</span>");
    ck_holds(page, "1 of 5 requirements put to the test and met");
    ck_holds(page, "G( (tip.temp_c &gt;= 95) -&gt; F[0,0.5 s] (heater.power_w &lt;= 0.1) )");
    ck_holds(page, "data-v=\"3.25\">3.25&nbsp;\xC2\xB0""C<small><a href=\"#c0\">toy/case_000</a>");
    ck_holds(page, "Unverified: 120 C is a proposal");
    ck_holds(page, "<dt>tester</dt><dd>A. Tester</dd>");
    ck_holds(page, "<dt>built with</dt><dd>");
    ck_holds(page, "<b><a href=\"#r-T-2\">T-2</a></b> tip.temp_c was 97.1 C at 4.20 s");
    ck_holds(page, "it was not put to the test");
    ck_assert_uint_eq(occurrences(page, "<td class=\"tight\">uncovered"), 2);
    ck_assert_uint_eq(occurrences(page, "<td class=\"tight\">untriggered"), 1);
    ck_assert_uint_eq(occurrences(page, "<td class=\"tight\">failed"), 1);
    ck_assert_uint_eq(occurrences(page, "<td class=\"tight\">orphan"), 1);
    ck_assert_uint_eq(occurrences(page, "<td class=\"tight\">covers nothing"), 2);
    ck_assert_uint_eq(occurrences(page, " data-verdict=\""), 6);
    ck_assert_msg(strstr(page, "id=\"c1\"") < strstr(page, "id=\"c0\""), "the worst first");
    free(page);
}
END_TEST

START_TEST(what_was_not_run_is_no_pass)
{
    char *page;

    suite_of.is_done[2] = false;
    suite_of.is_stopped = true;
    page = page_with(NULL);
    ck_holds(page, "<title>inconclusive: ");
    ck_holds(page, "<span class=\"count\">1 not run</span>");
    ck_holds(page, "The suite was stopped before its end.");
    ck_holds(page, "<td class=\"tight\">not run</td>");
    free(page);
}
END_TEST

START_TEST(a_file_that_cannot_be_loaded_is_told_with_its_sentence)
{
    char *page;

    suite_of.is_done[2] = false;
    snprintf(suite_of.cases[2].refusal, sizeof suite_of.cases[2].refusal, "c.lua:4: no <end>");
    page = page_with(NULL);
    ck_holds(page, "<title>error: ");
    ck_holds(page, "c.lua:4: no &lt;end&gt;");
    free(page);
}
END_TEST

START_TEST(an_empty_suite_is_vacuous)
{
    char *page;

    toy_suite_free(&suite_of);
    suite_of = toy_suite_make(0);
    page = page_with(NULL);
    ck_holds(page, "<title>vacuous: Suite of 0 cases</title>");
    ck_holds(page, "No requirements were loaded");
    free(page);
}
END_TEST

START_TEST(the_slowest_come_in_order_even_when_some_are_alike)
{
    char       *page;
    const char *slowest;

    for (size_t i = 0; i < 6; i++)
        suite_of.outcomes[i].wall_s = i == 4 ? 9 : i == 5 ? NAN : 1;
    page = page_with(NULL);
    slowest = strstr(page, "id=\"slowest\"");
    ck_assert_ptr_nonnull(slowest);
    ck_assert_uint_eq(occurrences(slowest, "<a href=\"#c"), 5);
    ck_assert(strstr(slowest, "#c4") < strstr(slowest, "#c0"));
    ck_assert_ptr_nonnull(strstr(slowest, "#c3"));
    free(page);
}
END_TEST

/* ---- changes and mutants ---- */

START_TEST(what_shrank_is_a_warning_and_no_verdict)
{
    struct margin_change  one = { "T-1", "its margin shrank by 50 %, from 4 to 2 <C>" };
    struct margin_changes changes = { .release = "v2", .before = "v1", .share = 0.2, .of = &one,
                                      .count = 1, .is_added = true };
    char *page = page_with(&changes);

    ck_holds(page, "<title>pass: ");
    ck_holds(page, "1 warning against v1.");
    ck_holds(page, "from 4 to 2 &lt;C&gt;");
    free(page);
}
END_TEST

static const struct { const char *story, *text, *says; } mutants[] = {
    { "all killed", "{\"mutants\":[{\"rig\":\"toy\",\"name\":\"a\",\"text\":\"t\","
                    "\"killed_by\":\"toy/case_000\"}]}", "1 of 1 killed (100.0&nbsp;%)" },
    { "a survivor", "{\"mutants\":[{\"name\":\"a\",\"killed_by\":\"x\"},{\"name\":\"b<i>\","
                    "\"killed_by\":null}]}", "<tr class=\"fail\"><td>survived</td>" },
    { "half",       "{\"mutants\":[{\"name\":\"a\",\"killed_by\":\"x\"},{\"name\":\"b\","
                    "\"killed_by\":null}]}", "1 of 2 killed (50.0&nbsp;%)" },
    { "not tried",  "{\"mutants\":[{\"name\":\"a\",\"killed_by\":null,\"done\":false}]}",
      "<tr class=\"fail\"><td>not run</td>" },
    { "of another", "{\"version\":\"v0\",\"mutants\":[]}", "tried with painrig v0, and the suite" },
    { "no JSON",    "{\"mutants\":[", "mutants.json: this is no JSON" },
    { "none",       "{}", "0 of 0 killed" },
};

START_TEST(mutants_beside_the_page_are_told)
{
    char path[200], *page;

    snprintf(path, sizeof path, "%s/mutants.json", scratch.folder);
    scratch_write(path, mutants[_i].text);
    page = page_with(NULL);
    ck_assert_msg(strstr(page, mutants[_i].says) != NULL, "%s", mutants[_i].story);
    free(page);
}
END_TEST

START_TEST(without_mutants_there_is_no_word_of_them)
{
    char *page = page_with(NULL);

    ck_assert_ptr_null(strstr(page, "id=\"mutants\""));
    free(page);
}
END_TEST

/* ---- texts and links ---- */

START_TEST(hostile_texts_stay_texts)
{
    struct judgement      judgement = { VERDICT_FAIL, 0, 1, NAN, 0, HOSTILE, HOSTILE, HOSTILE };
    struct margin_change  one = { "T-1", HOSTILE };
    struct margin_changes changes = { .release = "<v2>", .before = "<script>v1", .of = &one,
                                      .count = 1 };
    struct suite_case    *test = &suite_of.cases[0];
    char                 *page;

    snprintf(test->name, sizeof test->name, "%s", HOSTILE);
    snprintf(test->title, sizeof test->title, "%s", HOSTILE);
    snprintf(test->tags[0], sizeof test->tags[0], "\"onload=x");
    test->tag_count = 1;
    toy_covers(&suite_of, 0, HOSTILE);
    snprintf(suite_of.host, sizeof suite_of.host, "%s", HOSTILE);
    snprintf(suite_of.version, sizeof suite_of.version, "<b>");
    toy_judgement_add(&suite_of, 0, &judgement);
    page = page_with(&changes);
    ck_assert_uint_eq(occurrences(page, "<script"), 1);     /* our own */
    ck_assert_uint_eq(occurrences(page, "<img"), 0);
    ck_assert_uint_eq(occurrences(page, "\"onload"), 0);
    ck_assert_uint_eq(occurrences(page, "<section id=\"cases\">"), 1);
    ck_holds(page, "{{cases}}");
    ck_holds(page, "&lt;script&gt;alert(1)");
    free(page);
}
END_TEST

START_TEST(a_page_needs_no_network_and_names_its_script)
{
    char *page = page_with(NULL);

    ck_assert_uint_eq(occurrences(page, "http"), 1);        /* http-equiv */
    ck_assert_uint_eq(occurrences(page, "src="), 0);
    ck_assert_uint_eq(occurrences(page, "@import"), 0);
    ck_holds(page, "script-src 'sha256-");
    free(page);
}
END_TEST

START_TEST(a_case_leads_to_its_own_page_when_it_is_there)
{
    char folder[200], path[300], *page;

    snprintf(folder, sizeof folder, "%s/a[x=1]", scratch.folder);
    snprintf(path, sizeof path, "%s/report.html", folder);
    ck_assert_int_eq(mkdir(folder, 0777), 0);
    scratch_write(path, "a page");
    snprintf(suite_of.outcomes[3].folder, sizeof suite_of.outcomes[3].folder, "%s", folder);
    page = page_with(NULL);
    ck_assert_uint_eq(occurrences(page, "<a href=\"a%5Bx%3D1%5D/report.html\">page</a>"), 1);
    ck_assert_uint_eq(occurrences(page, ">page</a>"), 1);
    free(page);
    remove(path);
    remove(folder);
}
END_TEST

static const struct { const char *page, *target, *link; } links[] = {
    { "out/suite.html",      "out/runs/a/report.html",  "runs/a/report.html"        },
    { "suite.html",          "out/a/report.html",       "out/a/report.html"         },
    { "out/a/suite.html",    "out/b/report.html",       "../b/report.html"          },
    { "out/a/suite.html",    "out/ab/report.html",      "../ab/report.html"         },
    { "out/ab/suite.html",   "out/a/report.html",       "../a/report.html"          },
    { "/srv/x/suite.html",   "/srv/y/z/report.html",    "../y/z/report.html"        },
    { "/suite.html",         "/a",                      "a"                         },
    { "/a/b/c/suite.html",   "/d",                      "../../../d"                },
    { "./out//suite.html",   "out/./x/../a b?#%.html",  "a%20b%3F%23%25.html"       },
    { "../suite.html",       "../out/a",                "out/a"                     },
    { "out/suite.html",      "out",                     "./"                        },
    { "a/suite.html",        "a/\"><script>",           "%22%3E%3Cscript%3E"        },
};

START_TEST(a_link_leads_from_the_page_to_its_target)
{
    struct bytes out = { 0 };

    page_link(&out, links[_i].page, links[_i].target);
    bytes_add(&out, "", 1);
    ck_assert_str_eq(out.at, links[_i].link);
    bytes_free(&out);
}
END_TEST

/* ---- size ---- */

static void seventy_write(const char *path)
{
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    fprintf(file, "return requirements {\n  rig = \"toy\",\n");
    for (int i = 1; i <= 70; i++)
        fprintf(file, "  { id = \"IL-TOY-%02d\", title = \"number %d: the heater goes off soon "
                "enough when it is hot\", priority = \"%s\", rationale = \"it burns\",\n    source "
                "= \"a toy's particular standard, edition 2, clause %d.4.1\", %s\n    formula = "
                "\"G( (G[0,0.1] (tip.temp_c >= %d)) -> F[0,0.5] (heater.power_w <= 0.1) )\" },\n",
                i, i, i % 3 ? "medium" : "high", i, i % 7 ? "" : "unverified = \"a proposal\",",
                60 + i);
    fprintf(file, "}\n");
    fclose(file);
}

/* 200 cases that look like a suite's: 8 requirements put to the test in each, some trouble. */
static void large_make(void)
{
    struct judgement late = { VERDICT_FAIL, 1, 2.5, 0.5, 0, "the alarm rings",
                              "it rang after 1.5 s of 0.5 s", "over_temperature.lua:31" };
    char path[200], id[32];

    snprintf(path, sizeof path, "%s/toy.lua", scratch.folder);
    seventy_write(path);
    toy_suite_free(&suite_of);
    suite_of = toy_suite_make(200);
    load(path);
    for (size_t i = 0; i < suite_of.case_count; i++) {
        struct suite_case *test = &suite_of.cases[i];
        snprintf(test->name, sizeof test->name, "toy/over_temperature[gauge=18,set_c=80,tip=%zu]",
                 i);
        snprintf(test->title, sizeof test->title, "the generator goes off when the tip is too hot");
        snprintf(test->tags[0], sizeof test->tags[0], "%s", i % 5 ? "fault" : "slow");
        test->tag_count = 1;
        for (size_t j = 0; j < 8; j++) {
            snprintf(id, sizeof id, "IL-TOY-%02zu", 1 + (i + j * 9) % 66);
            find(i, id, i % 40 == 7 && j == 2 ? VERDICT_FAIL : VERDICT_PASS, 3,
                 0.5 + (double)(i % 17));
        }
        suite_of.outcomes[i].wall_s = 0.05 + 0.003 * (double)((i * 37) % 101);
    }
    toy_judgement_add(&suite_of, 11, &late);
}

START_TEST(a_page_of_200_cases_is_below_half_a_megabyte)
{
    char  *page;
    size_t size;

    large_make();
    page = page_with(NULL);
    size = strlen(page);
    ck_assert_uint_eq(occurrences(page, " data-verdict=\""), 200);
    ck_assert_uint_eq(occurrences(page, " id=\"r-IL-TOY-"), 70);
    ck_assert_msg(size < 500000, "%zu bytes", size);
    free(page);
}
END_TEST

START_TEST(a_path_that_cannot_be_written_is_named)
{
    struct why why = { "" };

    ck_assert_int_eq(suite_report_write(&suite_of, NULL, "/no/such/suite.html", &why), ERR_IO);
    ck_holds(why.text, "/no/such/suite.html");
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("suite_report");
    TCase *pages = tcase_create("pages"), *plain = tcase_create("links");

    tcase_add_checked_fixture(pages, set_up, tear_down);
    tcase_add_test(pages, a_known_gap_is_no_failure_and_tells_its_reason);
    tcase_add_test(pages, a_page_tells_requirements_gaps_and_cases);
    tcase_add_test(pages, what_was_not_run_is_no_pass);
    tcase_add_test(pages, a_file_that_cannot_be_loaded_is_told_with_its_sentence);
    tcase_add_test(pages, an_empty_suite_is_vacuous);
    tcase_add_test(pages, the_slowest_come_in_order_even_when_some_are_alike);
    tcase_add_test(pages, what_shrank_is_a_warning_and_no_verdict);
    tcase_add_loop_test(pages, mutants_beside_the_page_are_told, 0, COUNT(mutants));
    tcase_add_test(pages, without_mutants_there_is_no_word_of_them);
    tcase_add_test(pages, hostile_texts_stay_texts);
    tcase_add_test(pages, a_page_needs_no_network_and_names_its_script);
    tcase_add_test(pages, a_case_leads_to_its_own_page_when_it_is_there);
    tcase_add_test(pages, a_page_of_200_cases_is_below_half_a_megabyte);
    tcase_add_test(pages, a_path_that_cannot_be_written_is_named);
    suite_add_tcase(all, pages);
    tcase_add_loop_test(plain, a_link_leads_from_the_page_to_its_target, 0, COUNT(links));
    suite_add_tcase(all, plain);
    return all;
}

int main(void) { return suite_run(suite()); }
