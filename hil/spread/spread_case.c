#include "spread_case.h"

#include "base/names.h"
#include "base/units.h"
#include "sim/injection.h"
#include "sim/level.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define HOURS_MOST 87600.0      /* ten years */

const struct spread_word spread_postures[SPREAD_POSTURES] = {
    { "lying", 0, "by definition" },
    { "upright", 1, "by definition" },
    { "head-down", -1, "by definition" },
};

/* intrathecal.md 2.4 */
const struct spread_word spread_baricities[SPREAD_BARICITIES] = {
    { "isobaric", 0, "by definition" },
    { "hyperbaric", 2.4e-2, "8 % dextrose (u)" },
    { "hypobaric", -1e-3, "plain 0.5 % bupivacaine at 37 C (u)" },
};

/* A setting that is a name out of a table, or a number. */
struct worded {
    const char *path, *unknown;
    const struct spread_word *words;
    size_t      count;
    double      least, most;
};
static const struct worded posture = {
    "posture", "there is no posture named", spread_postures, SPREAD_POSTURES, -1, 1,
};
static const struct worded baricity = {
    "baricity", "there is no baricity named", spread_baricities, SPREAD_BARICITIES, -0.1, 0.3,
};

static enum err word_read(struct settings *settings, const struct worded *worded, double *value,
                          struct why *why)
{
    const struct setting *written = settings_find(settings, worded->path);
    const char           *names[8];

    if (!written || written->kind != SETTING_TEXT)
        return settings_number(settings, worded->path, "", worded->least, worded->most, value, why);
    for (size_t i = 0; i < worded->count; i++) {
        names[i] = worded->words[i].name;
        if (strcmp(written->text, names[i]) == 0) {
            *value = worded->words[i].value;
            return ERR_OK;
        }
    }
    return why_unknown(why, worded->unknown, written->text, names, worded->count);
}

static enum err body_read(struct settings *settings, struct spread_setup *setup, struct why *why)
{
    TRY(word_read(settings, &posture, &setup->upright, why));
    return word_read(settings, &baricity, &setup->density_excess, why);
}

/* Written out: nothing that is not written is there. */
static enum err bare_read(struct settings *settings, struct spread_case *made, struct why *why)
{
    struct spread_setup *setup = &made->setup;

    if (settings_has(settings, "tip") || settings_has(settings, "tip_m"))
        return why_say(why, ERR_RANGE, "a canal with its own length_m has no levels: give "
                       "source.at_m, not a tip");
    TRY(spread_case_read_bare_canal(settings, &setup->csf, why));
    if (settings_has(settings, "drug")) {
        TRY(spread_case_read_drug(settings, "morphine", &made->drug, why));
        setup->pk = &made->drug.pk;
    }
    return settings_need_number(settings, "source.at_m", "m", 0, setup->csf.length_m, &setup->at_m,
                                why);
}

static enum err reference_read(struct settings *settings, struct spread_case *made,
                               struct why *why)
{
    struct spread_setup *setup = &made->setup;

    made->is_reference_man = true;
    TRY(spread_case_read_drug(settings, "morphine", &made->drug, why));
    TRY(spread_case_read_canal(settings, &made->drug, &setup->csf, &setup->at_m, why));
    setup->pk = &made->drug.pk;
    setup->pocket_per_s = SPREAD_POCKET_PER_S;
    setup->stir_m2_per_m3 = injection_law_usual.stir_m2_per_m3;
    return settings_number(settings, "source.at_m", "m", 0, setup->csf.length_m, &setup->at_m,
                           why);
}

enum err spread_case_read_patient(struct settings *settings, struct spread_case *made,
                                  struct why *why)
{
    *made = (struct spread_case){ .setup.accuracy = 1e-3 };
    if (settings_has(settings, "canal.length_m"))
        TRY(bare_read(settings, made, why));
    else
        TRY(reference_read(settings, made, why));
    TRY(settings_number(settings, "source.stir_m2_per_m3", "m2/m3", 0, 1e6,
                        &made->setup.stir_m2_per_m3, why));
    return body_read(settings, &made->setup, why);
}

/* ------------------------------------------------------------------ probes and reports */

static enum err probe_add(struct spread_setup *setup, double x_m, const char *path,
                          struct why *why)
{
    if (setup->probe_count == SPREAD_PROBES_MAX)
        return why_say(why, ERR_RANGE, "%s: more than %d probes", path, SPREAD_PROBES_MAX);
    setup->probe_m[setup->probe_count++] = x_m;
    return ERR_OK;
}

static enum err probe_level(struct settings *settings, const char *path, bool is_reference_man,
                            double *x_m, struct why *why)
{
    const char *name = NULL;
    size_t      index = 0;

    TRY(settings_text(settings, path, &name, why));
    if (!name)
        return why_say(why, ERR_RANGE, "%s is missing: give the name of a level", path);
    if (!is_reference_man)
        return why_say(why, ERR_RANGE,
                       "%s: a canal with its own length_m has no levels: give probes_m", path);
    TRY(level_find(name, &index, why));
    *x_m = levels[index].middle_m;
    return ERR_OK;
}

static enum err probes_read(struct settings *settings, struct spread_case *made, struct why *why)
{
    struct spread_setup *setup = &made->setup;
    size_t count = settings_length(settings, "probes_m"), named;
    double x_m = 0;
    char   path[64];

    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "probes_m[%zu]", i + 1);
        TRY(settings_need_number(settings, path, "m", 0, setup->csf.length_m, &x_m, why));
        TRY(probe_add(setup, x_m, path, why));
    }
    named = settings_length(settings, "probes");
    for (size_t i = 0; i < named; i++) {
        snprintf(path, sizeof path, "probes[%zu]", i + 1);
        TRY(probe_level(settings, path, made->is_reference_man, &x_m, why));
        TRY(probe_add(setup, x_m, path, why));
    }
    if (setup->probe_count == 0)
        TRY(probe_add(setup, setup->at_m, "probes_m", why));
    return ERR_OK;
}

static enum err reports_read(struct settings *settings, struct spread_case *made, struct why *why)
{
    struct spread_setup *setup = &made->setup;
    size_t count = settings_length(settings, "report_at_h");
    double hours = 0;
    char   path[64];

    if (count > SPREAD_REPORTS_MAX)
        return why_say(why, ERR_RANGE, "report_at_h has %zu times: at most %d", count,
                       SPREAD_REPORTS_MAX);
    if (count == 0 && !(made->program.end_s > 0))
        return why_say(why, ERR_RANGE, "report_at_h is missing: give the hours to report at, as "
                       "in { 1, 4, 24 }");
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "report_at_h[%zu]", i + 1);
        TRY(settings_need_number(settings, path, "h", 0, HOURS_MOST, &hours, why));
        setup->report_s[i] = hours * S_PER_HOUR;
        if (i > 0 && setup->report_s[i] <= setup->report_s[i - 1])
            return why_say(why, ERR_RANGE,
                           "%s is %g h, not after the one before: give them in order", path, hours);
    }
    if (count == 0)
        setup->report_s[count++] = made->program.end_s;
    setup->report_count = count;
    return ERR_OK;
}

void spread_case_take_program(struct spread_case *made)
{
    made->setup.doses = made->program.doses;
    made->setup.dose_count = made->program.count;
}

/* Where there is no programme at all, a misspelt name is the likelier reason: it is told. */
static enum err program_need(struct settings *settings, struct why *why)
{
    static const char *const later[] = { "source.program", "probes_m", "probes", "report_at_h" };

    if (settings_length(settings, "source.program") > 0)
        return ERR_OK;
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        (void)settings_find(settings, later[i]);
    for (size_t i = 0; i < settings->count; i++)        /* lists of these are no misspelling */
        for (size_t j = 0; j < sizeof later / sizeof *later; j++)
            if (strncmp(settings->items[i].path, later[j], strlen(later[j])) == 0)
                settings->items[i].is_used = true;
    return settings_all_used(settings, why);
}

enum err spread_case_read(struct settings *settings, struct spread_case *made, struct why *why)
{
    TRY(spread_case_read_patient(settings, made, why));
    TRY(program_need(settings, why));
    TRY(spread_program_read(settings, &made->program, why));
    spread_case_take_program(made);
    TRY(probes_read(settings, made, why));
    TRY(reports_read(settings, made, why));
    return settings_all_used(settings, why);
}

struct spread_uncertainty spread_case_uncertainty(const struct spread_case *made)
{
    struct spread_uncertainty uncertainty = spread_uncertainty_usual;

    if (made->setup.pk && made->drug.uptake_factor >= 1)
        uncertainty.uptake = made->drug.uptake_factor;
    return uncertainty;
}

void spread_case_probe_levels(struct spread_case *made)
{
    for (size_t l = 0; l < LEVEL_COUNT; l++)
        made->setup.probe_m[made->setup.probe_count++] = levels[l].middle_m;
}

void spread_case_free(struct spread_case *made)
{
    if (made)
        spread_program_free(&made->program);
}
