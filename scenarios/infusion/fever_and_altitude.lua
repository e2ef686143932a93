-- A gas-driven pump gives more when its propellant is warmer or the air thinner. Two degrees of
-- fever, a hill town at 1500 m, a cabin at 2400 m: by so much, and for how long until the pump
-- notices by its level? The expected shares are from the propellant's vapour pressure, the
-- atmosphere and water's viscosity (intrathecal.md 4.6).
local UL_PER_H, UG_PER_ML = 40, 1000
local DAY_S = 86400
local BASAL_UG = 24 * UL_PER_H * UG_PER_ML / 1000   -- less what the canal's pressure takes

local PLACES = {
  { name = "at home", fever_c = 0, altitude_m = 0, more = 0 },
  { name = "39 C", fever_c = 2, altitude_m = 0, more = 0.23 },
  { name = "a cabin", fever_c = 0, altitude_m = 2400, more = 0.48 },
  { name = "a hill town", fever_c = 0, altitude_m = 1500, more = 0.31 },
}

return scenario {
  title = "a gas-driven pump in fever and on a mountain: more, unnoticed for days",
  covers = { "PUMP-FLOW-01", "IL-P-25" },
  tags = { "flow", "fault" },
  gaps = {
    ["PUMP-FLOW-01"] = "a gas-driven pump gives more when it is warm or high: physics, not firmware",
    ["IL-P-25"] = "the level sensor tells only when the excess has passed its grain",
  },
  rig = "infusion",
  limit_s = 20 * DAY_S,
  tick_s = 30,
  row_every_s = 600,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = UG_PER_ML },
    drive = { kind = "gas" },
    pump = { programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 300 },
    canal = { step_s = 300 },
    band = { samples = 5 },
  },

  run = function(rig)
    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    expect_within(DAY_S + 60, "at home: what was programmed, within 3 %", function()
      return rig.time_s > DAY_S and math.abs(rig.catheter.ug_per_day / BASAL_UG - 1) < 0.03
    end)
    local unseen = expect_always("a gap: a day of each is not noticed", function()
      return rig.bedside.tone == "quiet" and rig.pump.state == "continuous"
    end)
    local home_ug
    for _, place in ipairs(PLACES) do
      rig.patient.fever_c = place.fever_c
      rig.patient.altitude_m = place.altitude_m
      wait(DAY_S)
      home_ug = home_ug or rig.catheter.ug_per_day
      local more = rig.catheter.ug_per_day / home_ug - 1
      expect(string.format("%s: %+.0f %%", place.name, 100 * place.more),
        math.abs(more - place.more) < 0.015)
      log(string.format("%s: %.0f ug/d, %+.1f %%", place.name, rig.catheter.ug_per_day,
        100 * more))
    end
    unseen:stop()
    expect_within(10 * DAY_S, "those who stay are found by the level: over-infusion", function()
      return rig.pump.over_infusion_alarm == 1 and rig.pump.state == "halted"
    end)
    log(string.format("after %.1f days, %.2f ml too much", rig.time_s / DAY_S,
      (rig.drive.delivered_ul - rig.pump.delivered_ul) / 1000))
    expect("two tones", function() return rig.bedside.tone == "critical" end)
    expect_always("and nothing more", function() return rig.drive.strokes == 0 end)
    wait(3600)
  end,
}
