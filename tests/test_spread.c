/* Spread cases: what is written is read to the last key, and what makes no sense is refused with a
 * sentence. */
#include "hil/spread/spread_case.h"
#include "hil/spread/spread_words.h"
#include "sim/level.h"
#include "tests/support/spread_text.h"
#include "tests/support/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(table) (int)(sizeof table / sizeof *table)

/* ------------------------------------------------------------------ a case from a text */

#define CANAL "length_m = 0.6, area_mm2 = { { 0, 180 }, { 0.6, 90 } }, dispersion_m2_per_s = 2e-8"
#define BARE(canal, source, rest)                                                               \
    "return spread_case { canal = { " canal " }, source = { " source " }, " rest " }"
#define PROGRAM(program) BARE(CANAL, "at_m = 0.4, program = { " program " }", "report_at_h = { 1 }")
#define MAN(rest)                                                                               \
    "return spread_case { source = { program = { { ug_per_h = 20, until_h = 4 } } }, " rest " }"

/* ------------------------------------------------------------------ refused, with a sentence */

static const struct { const char *text, *sentence; } refused[] = {
    { PROGRAM("{ mg = -1 }"), "source.program[1].mg = -1 mg is out of range: give 0 to 1e+06 mg" },
    { PROGRAM("{ mg = 0/0 }"), "source.program[1].mg = nan mg is not a finite number" },
    { PROGRAM("{ mg = 'one' }"), "source.program[1].mg = \"one\" is a text: give a number" },
    { PROGRAM("{ mg = 1, ml = -2 }"), "source.program[1].ml = -2 mL is out of range" },
    { PROGRAM("{ mg = 1, over_s = -60 }"), "source.program[1].over_s = -60 s is out of range" },
    { PROGRAM("{ mg_per_h = -1, until_h = 2 }"), "source.program[1].mg_per_h = -1 mg/h is out" },
    { PROGRAM("{ mg_per_h = 1, until_h = 4 }, { mg_per_h = 1, until_h = 3 }"),
      "source.program[2].until_h is 3 h, before the entry in front of it ends at 4 h: entries must "
      "not overlap" },
    { PROGRAM("{ mg_per_h = 1, until_h = 4 }, { mg = 1, at_h = 2 }"),
      "source.program[2].at_h is 2 h, before the entry in front of it ends at 4 h" },
    { PROGRAM("{ mg = 1, over_s = 7200 }, { mg_per_h = 1, until_h = 1 }"),
      "source.program[2].until_h is 1 h, before the entry in front of it ends at 2 h" },
    { PROGRAM("{ mg_per_h = 1 }"), "source.program[1] needs either until_h or for_h" },
    { PROGRAM("{ mg_per_h = 1, until_h = 1, for_h = 1 }"), "needs either until_h or for_h" },
    { PROGRAM("{ mg_per_h = 1, until_h = 1, over_s = 1 }"),
      "source.program[1].over_s does not go with a rate" },
    { PROGRAM("{ mg = 1, until_h = 1 }"), "source.program[1].until_h does not go with a dose" },
    { PROGRAM("{ pause_h = 1, ml = 1 }"), "source.program[1].ml does not go with a pause" },
    { PROGRAM("{ mg = 1, ug = 1 }"),
      "source.program[1] needs exactly one of mg, ug, mg_per_h, ug_per_h and pause_h" },
    { PROGRAM("{ over_s = 60 }"), "source.program[1] needs exactly one of mg" },
    { PROGRAM("{ }"), "source.program is missing" },
    { PROGRAM("{ mg = 1, overs = 60 }"),
      "source.program[1].overs is not a known setting: did you mean over_s?" },
    { PROGRAM("1, 2"), "source.program[1] is no entry of a programme" },
    { PROGRAM(""), "source.program is missing: give a list of doses" },
    { BARE(CANAL, "at_m = 0.7, program = { { mg = 1 } }", "report_at_h = { 1 }"),
      "source.at_m = 0.7 m is out of range: give 0 to 0.6 m" },
    { BARE(CANAL, "program = { { mg = 1 } }", "report_at_h = { 1 }"), "source.at_m is missing" },
    { BARE(CANAL, "at_m = 0.4, at = 1, program = { { mg = 1 } }", "report_at_h = { 1 }"),
      "source.at is not a known setting: did you mean source.at_m?" },
    { BARE(CANAL, "at_m = 0.4, program = { { mg = 1 } }", 
           "report_at_h = { 1 }, probes_m = { 0.9 }"),
      "probes_m[1] = 0.9 m is out of range: give 0 to 0.6 m" },
    { BARE(CANAL, "at_m = 0.4, program = { { mg = 1 } }", "report_at_h = { 1 }, probes = { 'T1' }"),
      "probes[1]: a canal with its own length_m has no levels: give probes_m" },
    { BARE(CANAL, "at_m = 0.4, program = { { mg = 1 } }", "report_at_h = { 4, 1 }"),
      "report_at_h[2] is 1 h, not after the one before: give them in order" },
    { BARE(CANAL, "at_m = 0.4, program = { { mg = 1 } }", "report_at_h = { -1 }"),
      "report_at_h[1] = -1 h is out of range" },
    { BARE(CANAL, "at_m = 0.4, program = { { mg = 1 } }", "probe_m = { 0.1 }"),
      "report_at_h is missing" },
    { BARE(CANAL, "at_m = 0.4, program = { { mg = 1, over_s = 1 } }", "probe_m = { 0.1 }"),
      "probe_m[1] is not a known setting: did you mean probes_m?" },
    { BARE(CANAL, "at_m = 0.4, program = { { mg = 1 } }", "tip = 'T10', report_at_h = { 1 }"),
      "a canal with its own length_m has no levels: give source.at_m, not a tip" },
    { BARE(CANAL ", uptake = 1", "at_m = 0.4, program = { { mg = 1 } }", "report_at_h = { 1 }"),
      "canal.uptake is not a known setting: did you mean canal.uptake_per_s?" },
    { BARE("length_m = 0.6, area_mm2 = { { 0.6, 90 }, { 0, 180 } }, dispersion_m2_per_s = 2e-8",
           "at_m = 0.4, program = { { mg = 1 } }", "report_at_h = { 1 }"),
      "canal.area_mm2[2][1] is 0 m, not beyond the point before it, 0.6 m: give them in order" },
    { BARE("length_m = 0.6, area_mm2 = { { 0, 0 } }, dispersion_m2_per_s = 2e-8",
           "at_m = 0.4, program = { { mg = 1 } }", "report_at_h = { 1 }"),
      "canal.area_mm2[1][2] = 0 mm2 is out of range" },
    { BARE("length_m = 0.6, area_mm2 = { { 0, 9 }, { 0.7, 9 } }, dispersion_m2_per_s = 2e-8",
           "at_m = 0.4, program = { { mg = 1 } }", "report_at_h = { 1 }"),
      "canal.area_mm2[2][1] = 0.7 m is out of range: give 0 to 0.6 m" },
    { BARE("length_m = 0.6, area_mm2 = { 180, 90 }, dispersion_m2_per_s = 2e-8",
           "at_m = 0.4, program = { { mg = 1 } }", "report_at_h = { 1 }"),
      "canal.area_mm2[1] is no pair: give { x in m, mm2 }, or one number for all" },
    { BARE("length_m = 0.6, area_mm2 = { { 0, 9, 9 } }, dispersion_m2_per_s = 2e-8",
           "at_m = 0.4, program = { { mg = 1 } }", "report_at_h = { 1 }"),
      "canal.area_mm2[1][3] is not a known setting" },
    { BARE("length_m = 0.6, dispersion_m2_per_s = 2e-8", "at_m = 0.4, program = { { mg = 1 } }",
           "report_at_h = { 1 }"), "canal.area_mm2 is missing" },
    { BARE("length_m = 0.6, area_mm2 = 100", "at_m = 0.4, program = { { mg = 1 } }",
           "report_at_h = { 1 }"), "canal.dispersion_m2_per_s is missing" },
    { BARE("length_m = -1, area_mm2 = 100", "at_m = 0.4, program = { { mg = 1 } }",
           "report_at_h = { 1 }"), "canal.length_m = -1 m is out of range" },
    { BARE(CANAL ", uptake_per_s = 1e-4, epidural_per_s = 2e-4",
           "at_m = 0.4, program = { { mg = 1 } }", "report_at_h = { 1 }"),
      "canal.epidural_per_s, 0.0002 1/s, is a part of canal.uptake_per_s, 0.0001 1/s" },
    { MAN("drug = 'morfine'"), "did you mean 'morphine'" },
    { MAN("tip = 'T13'"), "T1" },
    { MAN("tip = 'T10', tip_m = 0.3"), "tip and tip_m are both given: give one of them" },
    { MAN("tip_m = 0.7"), "tip_m = 0.7 m is out of range" },
    { MAN("posture = 'standing'"), "there is no posture named 'standing'" },
    { MAN("posture = 2"), "posture = 2 is out of range: give -1 to 1" },
    { MAN("baricity = 'isobarc'"), "no baricity named 'isobarc': did you mean 'isobaric'?" },
    { MAN("probes = { 'T77' }"), "T7" },
    { MAN("drug = { nam = 'morphine' }"),
      "drug.nam is not a known setting: did you mean drug.name?" },
    { MAN("drug = 5"), "drug is neither a name nor a table" },
};

START_TEST(what_makes_no_sense_is_refused_with_a_sentence)
{
    struct spread_case made = { 0 };
    struct why         why = { "" };

    ck_assert_msg(spread_of(refused[_i].text, &made, &why) != ERR_OK, "%s", refused[_i].text);
    ck_assert_msg(strstr(why.text, refused[_i].sentence), "%s\nsays: %s", refused[_i].text,
                  why.text);
    spread_case_free(&made);
}
END_TEST

START_TEST(a_programme_has_room_for_so_many_doses)
{
    static const struct { size_t entries; enum err want; } sizes[] = {
        { SPREAD_DOSES_MAX, ERR_OK }, { SPREAD_DOSES_MAX + 1, ERR_RANGE },
    };
    struct spread_case made = { 0 };
    struct why         why = { "" };
    char               text[400];

    snprintf(text, sizeof text,
             "local p = {} for i = 1, %zu do p[i] = { mg = 1, over_s = 2 } end\n"
             "return spread_case { canal = { " CANAL " }, source = { at_m = 0.4, program = p } }",
             sizes[_i].entries);
    ck_assert_int_eq(spread_of(text, &made, &why), sizes[_i].want);
    if (sizes[_i].want != ERR_OK)
        ck_assert_str_eq(why.text, "source.program has 4097 entries: at most 4096");
    else
        ck_assert_double_eq(made.program.end_s, 2.0 * SPREAD_DOSES_MAX);
    spread_case_free(&made);
}
END_TEST

START_TEST(gaps_of_a_programme_need_room_too)
{
    struct spread_case made = { 0 };
    struct why         why = { "" };

    ck_assert_int_eq(spread_of("local p = {} for i = 1, 2100 do p[i] = { mg = 1, at_h = i } end\n"
                               "return spread_case { canal = { " CANAL " }, source = { at_m = 0.4, "
                               "program = p } }", &made, &why), ERR_LIMIT);
    ck_assert_msg(strstr(why.text, "more than 4096 doses and pauses"), "%s", why.text);
    spread_case_free(&made);
}
END_TEST

/* ------------------------------------------------------------------ programmes as doses */

static const struct {
    const char *story, *program;
    size_t count;
    struct spread_dose doses[5];
} programs[] = {
    { "a dose and a rate", "{ mg = 1, over_s = 60 }, { mg_per_h = 0.05, until_h = 24 }", 2,
      { { 1e-6, 60, 0 }, { 0.05e-6 * (24 - 1 / 60.0), 86340, 0 } } },
    { "a dose at once", "{ mg = 2 }", 1, { { 2e-6, 0, 0 } } },
    { "a dose at once, said so", "{ mg = 2, over_s = 0 }", 1, { { 2e-6, 0, 0 } } },
    { "an injection", "{ ug = 200, over_s = 30, ml = 2 }", 1, { { 200e-9, 30, 2e-6 } } },
    { "a rate for hours", "{ ug_per_h = 20, for_h = 6 }", 1, { { 120e-9, 21600, 0 } } },
    { "a pause", "{ mg = 1 }, { pause_h = 2 }, { mg = 1 }", 3,
      { { 1e-6, 0, 0 }, { 0, 7200, 0 }, { 1e-6, 0, 0 } } },
    { "an hour of the day", "{ mg = 1, over_s = 60 }, { mg = 1, at_h = 2 }", 3,
      { { 1e-6, 60, 0 }, { 0, 7140, 0 }, { 1e-6, 0, 0 } } },
    { "at the hour when the last one ends",
      "{ ug_per_h = 10, until_h = 0.1 }, { mg = 1, at_h = 0.1 }",
      2, { { 1e-9, 360, 0 }, { 1e-6, 0, 0 } } },
    { "until the hour when the last one ends",
      "{ mg = 1, over_s = 360 }, { mg_per_h = 5, until_h = 0.1 }",
      2, { { 1e-6, 360, 0 }, { 0, 0, 0 } } },
};

START_TEST(a_programme_becomes_doses)
{
    struct spread_case made = { 0 };
    struct why         why = { "" };
    char               text[500];

    snprintf(text, sizeof text,
             "return spread_case { canal = { " CANAL " }, source = { at_m = 0.4, "
             "program = { %s } }, report_at_h = { 1 } }", programs[_i].program);
    ck_assert_msg(spread_of(text, &made, &why) == ERR_OK, "%s: %s", programs[_i].story, why.text);
    ck_assert_uint_eq(made.setup.dose_count, programs[_i].count);
    for (size_t d = 0; d < programs[_i].count; d++) {
        const struct spread_dose *dose = &made.setup.doses[d], *want = &programs[_i].doses[d];
        ck_assert_double_eq_tol(dose->mass_kg * 1e9, want->mass_kg * 1e9, 1e-6);
        ck_assert_double_eq_tol(dose->over_s, want->over_s, 1e-6);
        ck_assert_double_eq_tol(dose->volume_m3 * 1e6, want->volume_m3 * 1e6, 1e-12);
    }
    spread_case_free(&made);
}
END_TEST

static const struct {
    const char *text;
    size_t count;
    struct { double hour, ug_per_h; } steps[3];
    const char *sentence;
} days[] = {
    { "0:20", 1, { { 0, 20 } }, NULL },
    { "0:20,6:10,22:30", 3, { { 0, 20 }, { 6, 10 }, { 22, 30 } }, NULL },
    { "0:20,22:30,6:10", 3, { { 0, 20 }, { 6, 10 }, { 22, 30 } }, NULL },
    { "12.5:0,0:20", 2, { { 0, 20 }, { 12.5, 0 } }, NULL },
    { "6:20", 0, { { 0, 0 } }, "nothing is said from hour 0 to hour 6, a gap: the first step must "
                              "begin at 0" },
    { "0:20,6:10,6:30", 0, { { 0, 0 } }, "two steps begin at hour 6: they overlap" },
    { "0:20,24:10", 0, { { 0, 0 } },
      "hour 24 is not of this day: give 0 or more, and less than 24" },
    { "0:20,-1:10", 0, { { 0, 0 } }, "hour -1 is not of this day" },
    { "0:-20", 0, { { 0, 0 } }, "a rate of -20 ug/h: give 0 to" },
    { "0:nan", 0, { { 0, 0 } }, "\"0:nan\" is no hour:rate, as in 22:30" },
    { "0:20,", 0, { { 0, 0 } }, "\"\" is no hour:rate" },
    { "", 0, { { 0, 0 } }, "\"\" is no hour:rate" },
    { "0:20;6:10", 0, { { 0, 0 } }, "\"0:20;6:10\" is no hour:rate" },
    { "0-20", 0, { { 0, 0 } }, "\"0-20\" is no hour:rate" },
    { "0:1,1:1,2:1,3:1,4:1,5:1,6:1,7:1,8:1,9:1,10:1,11:1,12:1,13:1,14:1,15:1,16:1,17:1,18:1,19:1,"
      "20:1,21:1,22:1,23:1,23.5:1", 0, { { 0, 0 } }, "more than 24 steps" },
};

START_TEST(the_steps_of_a_day_are_read_or_refused)
{
    struct spread_day day = { .count = 0 };
    struct why        why = { "" };
    enum err          err = spread_day_parse(days[_i].text, &day, &why);

    if (days[_i].sentence) {
        ck_assert_msg(err != ERR_OK && strstr(why.text, days[_i].sentence), "%s: %s", days[_i].text,
                      why.text);
        return;
    }
    ck_assert_msg(err == ERR_OK, "%s", why.text);
    ck_assert_uint_eq(day.count, days[_i].count);
    for (size_t i = 0; i < day.count; i++) {
        ck_assert_double_eq_tol(day.steps[i].from_s, days[_i].steps[i].hour * 3600, 1e-9);
        ck_assert_double_eq_tol(day.steps[i].kg_per_s * 3600e9, days[_i].steps[i].ug_per_h, 1e-9);
    }
}
END_TEST

/* What had come by at_s, counted the simple way: every second on its own. */
static double arrived_ug(const struct spread_pump *pump, double at_s)
{
    double sum_ug = 0;

    for (double s = 0; s < at_s; s++) {
        double since = pump->every_s > 0 ? fmod(s, pump->every_s) : s;
        sum_ug += spread_day_rate_kg_per_s(&pump->day, s) * 1e9;
        if (pump->bolus_over_s > 0 ? since < pump->bolus_over_s : since == 0)
            sum_ug += pump->bolus_kg * 1e9 / fmax(1, pump->bolus_over_s);
    }
    return sum_ug;
}

static const struct {
    const char *story, *day;
    double bolus_ug, over_s, every_h, end_h;
} pumps[] = {
    { "a rate", "0:20", 0, 60, 0, 24 },
    { "a bolus alone", "0:0", 100, 60, 0, 24 },
    { "a bolus on a rate", "0:20", 100, 3600, 0, 24 },
    { "at once", "0:20", 100, 0, 6, 24 },
    { "again and again", "0:20,6:10,22:30", 50, 120, 5, 60 },
    { "without end", "0:20,6:10", 50, 7200, 2, 30 },
    { "cut off by the end", "0:20", 100, 7200, 0, 1 },
};

START_TEST(a_pump_s_doses_add_up_at_every_moment)
{
    struct spread_pump pump = { .bolus_kg = pumps[_i].bolus_ug * 1e-9, .bolus_m3 = 1e-6,
                                .bolus_over_s = pumps[_i].over_s,
                                .every_s = pumps[_i].every_h * 3600,
                                .end_s = pumps[_i].end_h * 3600 };
    struct spread_program program = { 0 };
    struct why why = { "" };
    double at_s = 0, sum_ug = 0, volume_m3 = 0;

    ck_assert_int_eq(spread_day_parse(pumps[_i].day, &pump.day, &why), ERR_OK);
    ck_assert_int_eq(spread_program_pump(&pump, &program, &why), ERR_OK);
    for (size_t i = 0; i < program.count; i++) {
        at_s += program.doses[i].over_s;
        sum_ug += program.doses[i].mass_kg * 1e9;
        volume_m3 += program.doses[i].volume_m3;
        if (i + 1 == program.count || program.doses[i].over_s > 0)
            if (i + 1 == program.count || program.doses[i + 1].over_s > 0)
                ck_assert_double_eq_tol(sum_ug, arrived_ug(&pump, at_s), 1e-6 * (1 + sum_ug));
    }
    ck_assert_double_eq_tol(at_s, pump.end_s, 1e-6);
    ck_assert(pump.bolus_kg > 0 || volume_m3 == 0);
    spread_program_free(&program);
}
END_TEST

/* ------------------------------------------------------------------ the reference man */

static const struct {
    const char *path;
    double value, want;
    size_t offset;
} overrides[] = {
    { "canal.cistern_ml", 200, 200e-6, offsetof(struct csf_setup, cistern_m3) },
    { "canal.cistern_out_ml_per_min", 0.6, 1e-8, offsetof(struct csf_setup, cistern_out_m3_per_s) },
    { "canal.absorption_ml_per_min", 0.06, 1e-9, offsetof(struct csf_setup, absorption_m3_per_s) },
    { "canal.uptake_per_s", 1e-3, 1e-3, offsetof(struct csf_setup, uptake_per_s) },
    { "canal.drift_m_per_s", -1e-5, -1e-5, offsetof(struct csf_setup, drift_m_per_s) },
    { "canal.cord.m_per_s", 3.3e-7, 3.3e-7, offsetof(struct csf_setup, cord_m_per_s) },
    { "canal.cord.partition", 3, 3, offsetof(struct csf_setup, cord_partition) },
    { "canal.cord.decay_per_s", 2e-4, 2e-4, offsetof(struct csf_setup, cord_decay_per_s) },
    { "canal.dispersion_m2_per_s", 3e-8, 3e-8,
      offsetof(struct csf_setup, dispersion_m2_per_s) + offsetof(struct csf_profile, value) },
    { "canal.area_mm2", 150, 150e-6,
      offsetof(struct csf_setup, area_m2) + offsetof(struct csf_profile, value) },
};

START_TEST(what_is_written_replaces_a_part_of_the_reference_man)
{
    struct settings  settings = { 0 };
    struct why       why = { "" };
    struct csf_setup csf;
    struct drug      drug;
    double           tip_m = 0, usual;

    ck_assert_int_eq(spread_case_read_drug(&settings, "morphine", &drug, &why), ERR_OK);
    ck_assert_int_eq(spread_case_read_canal(&settings, &drug, &csf, &tip_m, &why), ERR_OK);
    usual = *(double *)(void *)((char *)&csf + overrides[_i].offset);
    ck_assert_int_eq(settings_add_number(&settings, overrides[_i].path, overrides[_i].value),
                     ERR_OK);
    ck_assert_int_eq(spread_case_read_canal(&settings, &drug, &csf, &tip_m, &why), ERR_OK);
    ck_assert_double_eq_tol(*(double *)(void *)((char *)&csf + overrides[_i].offset),
                            overrides[_i].want, 1e-12 * fabs(overrides[_i].want));
    ck_assert_double_ne(usual, overrides[_i].want);
    ck_assert_int_eq(settings_all_used(&settings, &why), ERR_OK);
    settings_free(&settings);
}
END_TEST

/* What an injection has stirred settles: half a day later the rate alone is seen. */
START_TEST(a_rate_after_an_injection_comes_to_the_same)
{
    static const char *const programs_of[] = {
        "{ ug = 200, over_s = 60, ml = 2 }, { ug_per_h = 20, until_h = 12 }",
        "{ ug = 200, ml = 2 }, { ug_per_h = 20, until_h = 12 }",
        "{ ug_per_h = 20, until_h = 12 }",
    };
    double at_source[3], beside[3];

    for (int i = 0; i < 3; i++) {
        struct spread_case made = { 0 };
        struct spread      spread = { 0 };
        struct why         why = { "" };
        char               text[300];
        snprintf(text, sizeof text, "return spread_case { source = { program = { %s } }, tip_m = "
                 "0.329, probes_m = { 0.329, 0.326 }, report_at_h = { 12 } }", programs_of[i]);
        ck_assert_msg(spread_of(text, &made, &why) == ERR_OK, "%s", why.text);
        ck_assert_double_gt(made.setup.stir_m2_per_m3, 0);
        ck_assert_msg(spread_run(&spread, &made.setup, &why) == ERR_OK, "%s", why.text);
        at_source[i] = spread.reports[0].probe_kg_per_m3[0];
        beside[i] = spread.reports[0].probe_kg_per_m3[1];
        spread_free(&spread);
        spread_case_free(&made);
    }
    for (int i = 0; i < 2; i++) {
        ck_assert_double_eq_tol(at_source[i] / at_source[2], 1, 0.03);
        ck_assert_double_eq_tol(beside[i] / beside[2], 1, 0.03);
    }
}
END_TEST

START_TEST(a_bare_canal_has_only_what_is_written)
{
    struct spread_case made = { 0 };
    struct why         why = { "" };

    ck_assert_msg(spread_of(PROGRAM("{ mg = 1, ml = 2 }"), &made, &why) == ERR_OK, "%s", why.text);
    ck_assert(!made.is_reference_man && !made.setup.pk);
    ck_assert_double_eq(made.setup.stir_m2_per_m3, 0);
    ck_assert_double_eq(made.setup.csf.uptake_per_s, 0);
    ck_assert_double_eq(made.setup.csf.cistern_m3, 0);
    ck_assert_double_eq(made.setup.csf.absorption_m3_per_s, 0);
    ck_assert_uint_eq(made.setup.csf.cord_area_m2.count, 0);
    ck_assert_uint_eq(made.setup.probe_count, 1);       /* the source */
    ck_assert_double_eq(made.setup.probe_m[0], 0.4);
    spread_case_free(&made);
}
END_TEST

START_TEST(a_drug_s_numbers_are_settings)
{
    struct spread_case made = { 0 };
    struct why         why = { "" };
    const struct drug *usual;

    ck_assert_int_eq(drug_find("morphine", &usual, &why), ERR_OK);
    ck_assert_msg(spread_of(MAN("drug = { name = 'morphine', uptake_per_s = 1e-4, plasma_l = 50, "
                                "threshold_ug_per_ml = { respiratory_depression = 0.02 }, "
                                "bolus_most_mg = 2 }"), &made, &why) == ERR_OK, "%s", why.text);
    ck_assert_double_eq(made.drug.uptake_per_s, 1e-4);
    ck_assert_double_eq(made.setup.csf.uptake_per_s, 1e-4);
    ck_assert_double_eq_tol(made.setup.pk->central_m3, 0.05, 1e-15);
    ck_assert_double_eq_tol(made.drug.bolus_most_kg, 2e-6, 1e-20);
    for (size_t i = 0; i < DRUG_THRESHOLDS_MAX && usual->thresholds[i].name; i++) {
        bool is_changed = strcmp(usual->thresholds[i].name, "respiratory depression") == 0;
        ck_assert_double_eq_tol(made.drug.thresholds[i].kg_per_m3,
                                is_changed ? 2e-5 : usual->thresholds[i].kg_per_m3, 1e-15);
        ck_assert_int_eq(spread_is_unverified(made.drug.thresholds[i].source),
                         !is_changed && spread_is_unverified(usual->thresholds[i].source));
    }
    spread_case_free(&made);
    ck_assert_int_eq(spread_of(MAN("drug = { threshold_ug_per_ml = { analgesy = 1 } }"), &made,
                               &why), ERR_UNKNOWN);
    ck_assert_msg(strstr(why.text, "did you mean drug.threshold_ug_per_ml.analgesia?"), "%s",
                  why.text);
    spread_case_free(&made);
}
END_TEST

START_TEST(the_reference_man_s_canal_is_that_of_the_levels)
{
    struct settings  settings = { 0 };
    struct why       why = { "" };
    struct csf_setup csf;
    struct drug      drug;
    double           tip_m = 0;

    ck_assert_int_eq(settings_add_text(&settings, "catheter.tip", "l1"), ERR_OK);
    ck_assert_int_eq(spread_case_read_drug(&settings, "baclofen", &drug, &why), ERR_OK);
    ck_assert_int_eq(spread_case_read_canal(&settings, &drug, &csf, &tip_m, &why), ERR_OK);
    for (double x_m = 0; x_m < level_canal_length_m(); x_m += 0.003) {
        ck_assert_double_eq_tol(csf_profile_at(&csf.area_m2, x_m), level_csf_area_m2(x_m), 1e-12);
        ck_assert_double_eq_tol(csf_profile_at(&csf.cord_area_m2, x_m), level_cord_area_m2(x_m),
                                1e-12);
    }
    ck_assert_str_eq(levels[level_at(tip_m)].name, "L1");
    ck_assert_double_eq(csf.cord_partition, drug.cord_partition);
    ck_assert_double_eq(csf.uptake_per_s, drug.uptake_per_s);
    /* what is made leaves: 0.35 mL/min, in the spine or from the cistern */
    ck_assert_double_eq_tol((csf.cistern_out_m3_per_s + csf.absorption_m3_per_s) * 60e6, 0.35,
                            1e-9);
    settings_free(&settings);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("spread");
    TCase *tests = tcase_create("spread");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, what_makes_no_sense_is_refused_with_a_sentence, 0, COUNT(refused));
    tcase_add_loop_test(tests, a_programme_has_room_for_so_many_doses, 0, 2);
    tcase_add_test(tests, gaps_of_a_programme_need_room_too);
    tcase_add_loop_test(tests, a_programme_becomes_doses, 0, COUNT(programs));
    tcase_add_loop_test(tests, the_steps_of_a_day_are_read_or_refused, 0, COUNT(days));
    tcase_add_loop_test(tests, a_pump_s_doses_add_up_at_every_moment, 0, COUNT(pumps));
    tcase_add_loop_test(tests, what_is_written_replaces_a_part_of_the_reference_man, 0,
                        COUNT(overrides));
    tcase_add_test(tests, a_rate_after_an_injection_comes_to_the_same);
    tcase_add_test(tests, a_bare_canal_has_only_what_is_written);
    tcase_add_test(tests, a_drug_s_numbers_are_settings);
    tcase_add_test(tests, the_reference_man_s_canal_is_that_of_the_levels);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
