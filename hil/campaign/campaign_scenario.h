/* campaign_scenario.h - a scenario with faults of a plan, as a file that stands alone.
 *
 *     local function original(scenario)
 *     ... the whole text of the scenario, as it was ...
 *     end
 *
 *     return original(function(shrunk)
 *       shrunk.title = "..."
 *       shrunk.faults = { { knob = "thermocouple.open", value = 1, from_s = 12 } }
 *       return scenario(shrunk)
 *     end)
 *
 * `covers`, `cases` and `grid` are taken away; the parameters have the values of the run. */
#ifndef PAINRIG_HIL_CAMPAIGN_SCENARIO_H
#define PAINRIG_HIL_CAMPAIGN_SCENARIO_H

#include "hil/bytes.h"
#include "hil/rig/fault_plan.h"
#include "hil/script/script.h"

struct campaign_scenario {
    const char              *text;          /* of the original                             */
    const char              *path;          /* of the original                             */
    const char              *title, *requirement;
    const char              *command;       /* "painrig run x.lua --seed 7", which shows it */
    const struct script_parameter *parameters;  size_t parameter_count;
    const struct fault_plan *faults;        /* all, the scenario's own too                 */
};

void campaign_scenario_write(const struct campaign_scenario *, struct bytes *);

#endif
