#include "depot.h"

#include "base/names.h"

#include <math.h>
#include <string.h>

/* Ethanol 789 kg/m3 at 20 C. "% s" below is percent above the threshold times seconds.
 *
 * Alcohol: at least 35..50 % are needed; below 50 % no motor loss; nerves at 10..50 % for 15..60 s
 * show immediate splitting (s). No study gives a dose, so (u): (50 - 35) % x 60 s = 900 % s above
 * 35 %; strictly the same above 50 %; at the widest (50 - 10) % x 15 s = 600 % s above 10 %.
 * Phenol: 5..12 % for peripheral nerves, 5 % or less more selective (s: tertiary); doses (u):
 * (10 - 5) % x 60 s = 300 % s above 5 %; strictly above 8 %; at the widest 60 % s above 3 %. */
#define ALCOHOL_PERCENT 7.89
#define PHENOL_PERCENT 10.0
#define NEVER { INFINITY, 1 }
#define ABOVE(unit, percent, percent_s) { (percent) * (unit), (percent_s) * (unit) }

const struct depot_solute depot_solutes[DEPOT_SOLUTES] = {
    [DEPOT_ALCOHOL] = { .name = "alcohol", .percent_kg_per_m3 = ALCOHOL_PERCENT,
        .diffusivity_m2_per_s = 18e-10,
        .criteria = { [DEPOT_STRICT] = ABOVE(ALCOHOL_PERCENT, 50, 900),
                      [DEPOT_USUAL] = ABOVE(ALCOHOL_PERCENT, 35, 900),
                      [DEPOT_WIDE] = ABOVE(ALCOHOL_PERCENT, 10, 600) },
        .source = "D: Hayduk-Laudie (c); thresholds 10..50 % (s), doses (u)" },
    [DEPOT_PHENOL] = { .name = "phenol", .percent_kg_per_m3 = PHENOL_PERCENT,
        .diffusivity_m2_per_s = 13e-10,
        .criteria = { [DEPOT_STRICT] = ABOVE(PHENOL_PERCENT, 8, 300),
                      [DEPOT_USUAL] = ABOVE(PHENOL_PERCENT, 5, 300),
                      [DEPOT_WIDE] = ABOVE(PHENOL_PERCENT, 3, 60) },
        .source = "D: Hayduk-Laudie (c); threshold 5 % (s: tertiary), doses (u)" },
    [DEPOT_STEROID] = { .name = "steroid", .percent_kg_per_m3 = 10,
        .diffusivity_m2_per_s = 6.2e-10,
        .criteria = { NEVER, NEVER, NEVER },
        .source = "D: bupivacaine, Hayduk-Laudie (c); does no damage (u)" },
};

const char *const depot_criterion_names[DEPOT_CRITERIA] = {
    [DEPOT_STRICT] = "strict", [DEPOT_USUAL] = "usual", [DEPOT_WIDE] = "wide",
};

const struct depot_agent depot_agents[DEPOT_AGENTS] = {
    { "saline", DEPOT_ALCOHOL, 0, "a rinse" },
    { "alcohol_50", DEPOT_ALCOHOL, 50, "30-40 mL anteriorly (s)" },
    { "alcohol_75", DEPOT_ALCOHOL, 75, "between the two (u)" },
    { "alcohol_100", DEPOT_ALCOHOL, 100, "15 mL per needle; EUS 10-20 mL (s)" },
    { "phenol_6", DEPOT_PHENOL, 6, "peripheral nerves, 5-12 % (s: tertiary)" },
    { "phenol_10", DEPOT_PHENOL, 10, "peripheral nerves, 5-12 % (s: tertiary)" },
    { "phenol_12", DEPOT_PHENOL, 12, "peripheral nerves, 5-12 % (s: tertiary)" },
    { "steroid", DEPOT_STEROID, 0.5, "anaesthetic with steroid, 5 g/L of solute (u)" },
};

double depot_agent_kg_per_m3(const struct depot_agent *agent)
{
    return agent->percent * depot_solutes[agent->solute].percent_kg_per_m3;
}

enum err depot_agent_find(const char *name, size_t *agent, struct why *why)
{
    const char *names[DEPOT_AGENTS];

    for (size_t i = 0; i < DEPOT_AGENTS; i++) {
        names[i] = depot_agents[i].name;
        if (strcmp(name, names[i]) == 0) {
            *agent = i;
            return ERR_OK;
        }
    }
    return why_unknown(why, "there is no agent named", name, names, DEPOT_AGENTS);
}

/* Hindrance is 1 / 1.6^2 everywhere: tortuosity (u). Wash-out of a solute that leaves with the
 * blood it meets is perfusion / porosity: fat 4.97e-4 /s (IT'IS 4.1) over 0.2 (c). Epidural:
 * absorption of local anaesthetics 0.125..0.171 /min (s). Porosities (u). */
#define HINDRANCE (1 / (1.6 * 1.6))
const struct depot_tissue depot_tissues[DEPOT_TISSUES] = {
    { "celiac", 0.2, HINDRANCE, 2.5e-3, "porosity, hindrance (u); wash-out of fat (c)" },
    { "perineural", 0.3, HINDRANCE, 1e-3, "all (u)" },
    { "epidural", 0.35, HINDRANCE, 2.5e-3, "porosity, hindrance (u); wash-out 0.15 /min (s)" },
};

enum err depot_tissue_find(const char *name, const struct depot_tissue **tissue, struct why *why)
{
    const char *names[DEPOT_TISSUES];

    for (size_t i = 0; i < DEPOT_TISSUES; i++) {
        names[i] = depot_tissues[i].name;
        if (strcmp(name, names[i]) == 0) {
            *tissue = &depot_tissues[i];
            return ERR_OK;
        }
    }
    return why_unknown(why, "there is no tissue named", name, names, DEPOT_TISSUES);
}
