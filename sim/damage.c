#include "damage.h"

#include "base/units.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ONE_PAIR .switch_c = INFINITY

const struct arrhenius arrhenius_rows[] = {
    { "henriques", 3.1e98, 6.28e5, ONE_PAIR, .source = "Henriques and Moritz 1947, skin" },
    { "liver", 7.39e39, 2.577e5, ONE_PAIR,
      .source = "widely used in RF ablation; attribution to Jacques 1996 unverified" },
    { "artery", 5.6e63, 4.3e5, ONE_PAIR, .source = "Agah 1994, artery" },
    { "bhk", 2.984e80, 5.064e5, ONE_PAIR, .source = "Borrelli 1990, BHK cells (unverified)" },
    { "weaver_stoll", 2.185e124, 7.82e5, 50, 1.823e51, 3.27e5,
      "Weaver and Stoll 1969, skin, below and above 50 C (unverified)" },
    { "collagen_skin", 1.606e45, 3.06e5, ONE_PAIR,
      .source = "Pearce 1993, birefringence, rat skin (unverified)" },
    { "collagen_tendon", 1.77e56, 3.676e5, ONE_PAIR,
      .source = "Maitland and Walsh 1997, rat tail tendon (unverified)" },
};

const size_t arrhenius_count = sizeof arrhenius_rows / sizeof *arrhenius_rows;

const struct arrhenius *arrhenius_find(const char *name)
{
    for (size_t i = 0; i < arrhenius_count; i++)
        if (strcmp(arrhenius_rows[i].name, name) == 0)
            return &arrhenius_rows[i];
    return NULL;
}

struct criterion criterion_isotherm(double temp_c)
{
    struct criterion made = { .kind = CRITERION_ISOTHERM, .limit = temp_c };

    snprintf(made.name, sizeof made.name, "isotherm %g C", temp_c);
    return made;
}

struct criterion criterion_cem43(double minutes)
{
    struct criterion made = { .kind = CRITERION_CEM43, .limit = minutes };

    snprintf(made.name, sizeof made.name, "cem43 %g min", minutes);
    return made;
}

struct criterion criterion_arrhenius(const struct arrhenius *kinetics)
{
    struct criterion made = { .kind = CRITERION_ARRHENIUS, .limit = 1, .kinetics = *kinetics,
                              .ln_a = log(kinetics->a_per_s),
                              .above_ln_a = log(kinetics->above_a_per_s) };

    if (kinetics->name)
        snprintf(made.name, sizeof made.name, "arrhenius %s", kinetics->name);
    else
        snprintf(made.name, sizeof made.name, "arrhenius %g 1/s %g J/mol", kinetics->a_per_s,
                 kinetics->ea_j_per_mol);
    return made;
}

static double arrhenius_rate(const struct criterion *criterion, double temp_c)
{
    const struct arrhenius *kinetics = &criterion->kinetics;
    int    above = temp_c > kinetics->switch_c;
    double ln_a = above ? criterion->above_ln_a : criterion->ln_a;
    double ea = above ? kinetics->above_ea_j_per_mol : kinetics->ea_j_per_mol;

    return exp(ln_a - ea / (GAS_CONSTANT_J_PER_MOL_K * (temp_c + KELVIN_AT_0_C)));
}

double damage_rate_per_s(const struct criterion *criterion, double temp_c)
{
    if (criterion->kind == CRITERION_ARRHENIUS)
        return arrhenius_rate(criterion, temp_c);
    if (criterion->kind == CRITERION_CEM43)
        return exp2((temp_c - 43) * (temp_c >= 43 ? 1 : 2)) / S_PER_MIN;
    return 0;
}

double damage_span_c(const struct damage_span *span, double share)
{
    double rest = 1 - share;

    return rest * rest * (1 + 2 * share) * span->begin_c
           + share * share * (1 + 2 * rest) * span->end_c
           + span->step_s * share * rest * (rest * span->begin_c_per_s - share * span->end_c_per_s);
}

int damage_panels(double change_c)
{
    return change_c < 1 ? 1 : change_c < 3 ? 2 : change_c < 8 ? 4 : 8;
}

double damage_over_span(const struct criterion *criterion, const struct damage_span *span,
                        int panels, double begin_rate_per_s, double end_rate_per_s)
{
    double sum = begin_rate_per_s + end_rate_per_s, width = 1.0 / panels;

    for (int panel = 0; panel < panels; panel++) {
        sum += 4 * damage_rate_per_s(criterion, damage_span_c(span, (panel + 0.5) * width));
        if (panel > 0)
            sum += 2 * damage_rate_per_s(criterion, damage_span_c(span, panel * width));
    }
    return span->step_s * width / 6 * sum;
}
