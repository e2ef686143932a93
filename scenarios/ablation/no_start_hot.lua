-- The thermocouple shows more than the absolute limit before anything has begun: a tip that is still
-- hot, or a reading that is wrong. Either is found by the check, before energy.
local MODES = { "heat", "pulse" }

return scenario {
  title = "no start above the absolute limit, of heat or of pulses",
  covers = { "GEN-START" },
  tags = { "interlock", "temperature" },
  rig = "ablation",
  limit_s = 30,
  parameters = { mode = 1, hotter_c = 60 },
  cases = { heat = { mode = 1 }, pulse = { mode = 2 } },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end

    wait_until("the generator stands by", 5, state_is "standby")
    rig.thermocouple.offset_c = p.hotter_c
    wait(1)
    rig.generator.mode = MODES[p.mode]
    expect_within(0.5, "its check finds it", state_is "fault")
    expect("and names it", function() return rig.generator.fault == "over_temp" end)
    expect("not a millijoule was given", function() return rig.output.energy_j == 0 end)
    rig.thermocouple.offset_c = 0
    wait(0.5)
    rig.generator.clear_fault = 1
    expect_within(0.5, "cooler, it clears", state_is "standby")
    rig.generator.mode = MODES[p.mode]
    expect_within(2, "and begins when it is ordered", function() return rig.output.rf_on == 1 end)
  end,
}
