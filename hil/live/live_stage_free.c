/* Free play: a scenario that asks for nothing. What is staged in the pump's programmer is what the
 * pump was programmed with, so that its panel shows it. */
#include "live_stage_inside.h"

#include <string.h>

static const struct { const char *rig, *text; } frees[] = {
    { "ablation",
      "return scenario {\n"
      "  title = \"free play: a generator, a needle and tissue\",\n"
      "  rig = \"ablation\",\n"
      "  limit_s = 1e6,\n"
      "  parameters = { for_s = 86400, gauge = 18, tip_mm = 10 },\n"
      "  setup = function(p)\n"
      "    return { electrode = { gauge = p.gauge, tip_mm = p.tip_mm }, tissue = \"muscle\",\n"
      "             start_c = 37 }\n"
      "  end,\n"
      "  run = function(_, p) wait(p.for_s) end,\n"
      "}\n" },
    { "infusion",
      "local UL_PER_H, UG_PER_ML = 20, 1000\n"
      "local BUTTON = { ul = 25, over_s = 600, lockout_s = 7200, per_day = 4 }\n"
      "return scenario {\n"
      "  title = \"free play: a pump, its programmer and a patient\",\n"
      "  rig = \"infusion\",\n"
      "  limit_s = 9e7,\n"
      "  parameters = { for_s = 8640000 },\n"
      "  setup = {\n"
      "    drug = \"morphine\",\n"
      "    reservoir = { ug_per_ml = UG_PER_ML },\n"
      "    pump = { programme = { ul_per_h = UL_PER_H, patient = BUTTON } },\n"
      "    programmer = { poll_s = 2 },\n"
      "    band = { samples = 3 },\n"
      "  },\n"
      "  run = function(rig, p)\n"
      "    local sheet = rig.programme\n"
      "    sheet.ug_per_ml, sheet.rate_ul_per_h = UG_PER_ML, UL_PER_H\n"
      "    sheet.patient_ul, sheet.patient_over_s = BUTTON.ul, BUTTON.over_s\n"
      "    sheet.patient_lockout_s, sheet.patient_per_day = BUTTON.lockout_s, BUTTON.per_day\n"
      "    rig.bolus.volume_ul, rig.bolus.over_s = 10, 600\n"
      "    wait(p.for_s)\n"
      "  end,\n"
      "}\n" },
};

const char *live_stage_free_text(const char *rig)
{
    for (size_t i = 0; i < sizeof frees / sizeof *frees; i++)
        if (strcmp(frees[i].rig, rig) == 0)
            return frees[i].text;
    return NULL;
}
