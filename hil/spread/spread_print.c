#include "spread_print.h"

#include "base/text.h"
#include "base/units.h"
#include "hil/spread/spread_show.h"
#include "hil/spread/spread_words.h"
#include "sim/level.h"

#include <math.h>
#include <string.h>

#define CM2_PER_M2             (1 / M2_PER_CM2)
#define ML_PER_M3              (1 / M3_PER_ML)
#define ML_PER_MIN_PER_M3_PER_S (S_PER_MIN / M3_PER_ML)

/* ------------------------------------------------------------------ of what */

static double program_kg(const struct spread_program *program)
{
    double mass_kg = 0;

    for (size_t i = 0; i < program->count; i++)
        mass_kg += program->doses[i].mass_kg;
    return mass_kg;
}

/* "1.4 mg" or "480 ug". */
static void mass_write(double mass_kg, char *out, size_t size)
{
    char number[24];
    bool is_small = mass_kg < KG_PER_MG;

    if (mass_kg >= 100 * KG_PER_MG || (is_small && mass_kg >= 100 * KG_PER_UG))
        snprintf(number, sizeof number, "%.0f", mass_kg / (is_small ? KG_PER_UG : KG_PER_MG));
    else
        snprintf(number, sizeof number, "%.3g", mass_kg / (is_small ? KG_PER_UG : KG_PER_MG));
    snprintf(out, size, "%s %s", number, is_small ? "ug" : "mg");
}

static const char *word_of(const struct spread_word *words, size_t count, double value)
{
    for (size_t i = 0; i < count; i++)
        if (words[i].value == value)
            return words[i].name;
    return NULL;
}

static void place_write(const struct spread_case *made, char *out, size_t size)
{
    size_t level = level_at(made->setup.at_m);

    if (made->is_reference_man && fabs(levels[level].middle_m - made->setup.at_m) < 1e-6)
        snprintf(out, size, "%s", levels[level].name);
    else
        snprintf(out, size, "%.4g cm", made->setup.at_m * 100);
}

void spread_caption(const struct spread_case *made, double end_s, char *out, size_t size)
{
    struct text text = text_over(out, size);
    const struct csf_profile *dispersion = &made->setup.csf.dispersion_m2_per_s;
    const char *posture = word_of(spread_postures, SPREAD_POSTURES, made->setup.upright);
    const char *baricity = word_of(spread_baricities, SPREAD_BARICITIES,
                                   made->setup.density_excess);
    char mass[32], end[24], place[24];

    mass_write(program_kg(&made->program), mass, sizeof mass);
    spread_time(end_s, end, sizeof end);
    place_write(made, place, sizeof place);
    text_add(&text, "%s of %s in all at %s, seen for %s", mass,
             made->setup.pk ? made->drug.name : "drug", place, end);
    if (made->is_reference_man && posture)
        text_add(&text, ", %s", posture);
    else if (made->is_reference_man)
        text_add(&text, ", %g upright", made->setup.upright);
    if (baricity && made->setup.density_excess != 0)
        text_add(&text, ", %s", baricity);
    else if (made->setup.density_excess != 0)
        text_add(&text, ", density %+g", made->setup.density_excess);
    if (dispersion->count == 1) {
        text_add(&text, ", dispersion %.3g cm2/s", dispersion->value[0] * CM2_PER_M2);
    }
}

/* ------------------------------------------------------------------ tables */

void spread_table_print(FILE *out, const struct exhibit_table *table)
{
    size_t width[EXHIBIT_COLUMNS_MAX] = { 0 };

    for (size_t r = 0; r < table->rows; r++)
        for (size_t c = 0; c < table->columns; c++)
            if (strlen(table->cells[r][c]) > width[c])
                width[c] = strlen(table->cells[r][c]);
    fprintf(out, "%s\n", table->title);
    for (size_t r = 0; r < table->rows; r++)
        for (size_t c = 0; c < table->columns; c++) {
            bool is_last = c + 1 == table->columns;
            fprintf(out, "  %-*s%s", is_last ? 0 : (int)width[c], table->cells[r][c],
                    is_last ? "\n" : "");
        }
    fputs("\n", out);
}

/* "refused, lockout; granted in 30 min". */
static void verdict_write(const struct spread_press *press, unsigned most_per_day, char *out,
                          size_t size)
{
    char wait[24], reason[48] = "";

    spread_time(press->wait_s, wait, sizeof wait);
    if (press->verdict == SPREAD_BUSY)
        snprintf(reason, sizeof reason, "a bolus runs");
    else if (press->verdict == SPREAD_LOCKED)
        snprintf(reason, sizeof reason, "lockout");
    else
        snprintf(reason, sizeof reason, "%u of %u in 24 h", press->in_day, most_per_day);
    if (press->verdict == SPREAD_GRANTED)
        snprintf(out, size, "granted");
    else
        snprintf(out, size, "refused, %s; would be granted in %s", reason, wait);
}

void spread_presses_print(FILE *out, const struct spread_presses *presses)
{
    const struct spread_button *button = &presses->button;
    char mass[32], over[24], lockout[24], said[128];

    if (presses->count == 0)
        return;
    mass_write(button->bolus_kg, mass, sizeof mass);
    spread_time(button->over_s, over, sizeof over);
    spread_time(button->lockout_s, lockout, sizeof lockout);
    fprintf(out, "the patient's button: %s in %s, lockout %s, at most %u in any 24 h\n", mass, over,
            lockout, button->most_per_day);
    for (size_t i = 0; i < presses->count; i++) {
        verdict_write(&presses->press[i], button->most_per_day, said, sizeof said);
        fprintf(out, "  %6.2f h  %s\n", presses->press[i].at_s / S_PER_HOUR, said);
    }
    fputs("\n", out);
}

/* ------------------------------------------------------------------ what it rests on */

#define LINE_MAX_BYTES 96

/* Indented by two, cut at spaces. */
static void wrapped_print(FILE *out, const char *text)
{
    while (*text) {
        size_t count = strlen(text), cut = count;
        for (size_t i = 0; count > LINE_MAX_BYTES && i < LINE_MAX_BYTES; i++)
            if (text[i] == ' ')
                cut = i;
        fprintf(out, "  %.*s\n", (int)cut, text);
        text += cut + (text[cut] == ' ');
    }
}

static bool has_volume(const struct spread_setup *setup)
{
    for (size_t i = 0; i < setup->dose_count; i++)
        if (setup->doses[i].volume_m3 > 0)
            return true;
    return false;
}

void spread_baricity_print(FILE *out, const struct spread_case *made, const char *before)
{
    if (made->setup.density_excess == 0)
        return;
    if (!has_volume(&made->setup))
        fprintf(out, "%sbaricity does nothing here, since no volume comes in: no bolus' volume, no "
                     "concentration\n", before);
    else if (made->setup.upright != 0)
        fprintf(out, "%sbaricity and posture are one empirical law (u): what sinks or rises goes "
                     "too far,\n%sand gathers at the canal's end stronger than it was injected\n",
                before, before);
}

static void patient_print(FILE *out, const struct spread_case *made)
{
    const struct csf_setup *csf = &made->setup.csf;
    const struct drug *drug = &made->drug;

    double down_m_per_s = csf->absorption_m3_per_s *
                          (1 - made->setup.at_m / csf->length_m) /
                          csf_profile_at(&csf->area_m2, made->setup.at_m);

    fprintf(out, "rests on\n  canal: %.1f cm, %.1f mL of fluid; cistern %.0f mL (u), %.2f mL/min "
                 "leave from it (s)\n",
            csf->length_m * 100, csf_profile_integral(&csf->area_m2, 0, csf->length_m) * ML_PER_M3,
            csf->cistern_m3 * ML_PER_M3, csf->cistern_out_m3_per_s * ML_PER_MIN_PER_M3_PER_S);
    if (csf->absorption_m3_per_s > 0)
        fprintf(out, "  %.2f mL/min go down the canal and are absorbed along it: %.1f cm/h at the "
                     "source,\n  away from the head\n",
                csf->absorption_m3_per_s * ML_PER_MIN_PER_M3_PER_S,
                down_m_per_s * 100 * S_PER_HOUR);
    else
        fprintf(out, "  no mean flow of fluid: the dispersion holds what there is (--absorption "
                     "0.11: at rest, (u))\n");
    spread_baricity_print(out, made, "  ");
    fprintf(out, "  %s: half of it leaves the fluid in %.2g h", drug->name,
            log(2) / csf->uptake_per_s / S_PER_HOUR);
    if (csf->cord_m_per_s > 0)
        fprintf(out, "; cord %.2g cm/min, partition %.2g, half-life %.2g h",
                csf->cord_m_per_s * 100 * S_PER_MIN, csf->cord_partition,
                log(2) / csf->cord_decay_per_s / S_PER_HOUR);
    fputs("\n", out);
    wrapped_print(out, drug->source);
    fprintf(out, "  (s) read in the cited text, (c) computed from it, (u) unverified\n");
}

void spread_model_print(FILE *out, const struct spread_view *view)
{
    fprintf(out, "%zu cells, %ld steps, %zu samples, ", view->spread.cells, view->spread.steps,
            view->band.samples);
    if (view->wall_s > 0)
        fprintf(out, "%.2f s, ", view->wall_s);
    fprintf(out, "mass imbalance %.0e\n", fabs(view->spread.imbalance));
    if (view->has_levels)
        fprintf(out, "A line along the canal, no patient: its dispersion is known to a factor of "
                     "ten; front and\nback of the cord are one.\n");
    else
        fprintf(out, "A canal as written, and nothing beside it: no patient.\n");
}

void spread_footing_print(FILE *out, const struct spread_case *made,
                          const struct spread_view *view)
{
    if (made->is_reference_man)
        patient_print(out, made);
    spread_model_print(out, view);
}

/* ------------------------------------------------------------------ practice limits */

double spread_day_most_kg(const struct spread_program *program)
{
    double at_s = 0, day_kg = 0, most_kg = 0, day_end_s = S_PER_DAY;

    for (size_t i = 0; i < program->count; i++) {
        const struct spread_dose *dose = &program->doses[i];
        double from_s = at_s, to_s = at_s + dose->over_s;
        while (from_s >= day_end_s || to_s > day_end_s) {   /* what crosses midnight is cut there */
            if (from_s < day_end_s)
                day_kg += dose->mass_kg * (day_end_s - from_s) / dose->over_s;
            from_s = fmax(from_s, day_end_s);
            most_kg = fmax(most_kg, day_kg);
            day_kg = 0;
            day_end_s += S_PER_DAY;
        }
        day_kg += dose->over_s > 0 ? dose->mass_kg * (to_s - from_s) / dose->over_s
                                   : dose->mass_kg;
        at_s = to_s;
    }
    return fmax(most_kg, day_kg);
}

/* "a dose of 22 mg a day is beyond practice for morphine, 15 mg a day". */
struct limit { const char *what, *per, *of; double value_kg, most_kg; };

static bool is_beyond(const struct limit *limit)
{
    return limit->most_kg > 0 && limit->value_kg > limit->most_kg * (1 + 1e-9);
}

static void limit_warn(FILE *out, const struct drug *drug, const struct limit *limit)
{
    char value[32], most[32];

    if (!is_beyond(limit))
        return;
    mass_write(limit->value_kg, value, sizeof value);
    mass_write(limit->most_kg, most, sizeof most);
    fprintf(out, "warning: %s of %s%s is beyond %s %s, %s%s (unverified, unless on its label)\n",
            limit->what, value, limit->per, limit->of, drug->name, most, limit->per);
}

void spread_limits_warn(FILE *out, const struct spread_case *made, double bolus_kg,
                        double kg_per_m3)
{
    const struct drug *drug = &made->drug;
    double day_kg = spread_day_most_kg(&made->program);
    const struct limit bolus = { "a bolus", "", "practice for", bolus_kg, drug->bolus_most_kg };
    const struct limit day = { "a dose", " a day", "practice for", day_kg,
                               drug->dose_most_kg_per_day };
    const struct limit first = { "a dose", " a day", "a beginning with", day_kg,
                                 drug->first_most_kg_per_day };
    /* kg/m3 is mg/mL: the same sentence, with the millilitre as its measure */
    const struct limit solution = { "a solution", "/mL", "practice for", kg_per_m3 * M3_PER_ML,
                                    drug->concentration_most_kg_per_m3 * M3_PER_ML };

    limit_warn(out, drug, &bolus);
    limit_warn(out, drug, is_beyond(&day) ? &day : &first);
    limit_warn(out, drug, &solution);
}
