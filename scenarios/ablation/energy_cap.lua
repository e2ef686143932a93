-- More energy than the host allowed for one lesion, reached in the ramp or in the hold.
local REPORT_S = 0.15    -- three questions for the status

return scenario {
  title = "the energy limit of a treatment ends it",
  covers = { "IL-RF-23", "GEN-CAUSE-DOSE" },
  tags = { "interlock", "dose" },
  rig = "ablation",
  limit_s = 90,
  parameters = { energy_j = 30 },
  cases = {
    in_the_ramp = { energy_j = 20 },
    early_in_the_hold = { energy_j = 60 },
    in_the_hold = { energy_j = 90 },
  },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig, p)
    local function off() return rig.output.rf_on == 0 end

    rig.generator.ramp_s = 10
    rig.generator.energy_max_j = p.energy_j
    wait_until("the generator stands by", 5, function() return rig.generator.state == "standby" end)
    rig.generator.mode = "heat"
    wait_until("three quarters of it are given", 60, function()
      return rig.treatment.energy_j > 0.75 * p.energy_j
    end)
    expect("it is not early", function() return rig.output.rf_on == 1 end)
    expect_within(20, "the output goes off", off)
    expect_always("and stays off", off)
    expect("at the limit, within 1 J", function()
      return math.abs(rig.treatment.energy_j - p.energy_j) < 1
    end)
    expect_within(REPORT_S, "its reason is reported", function()
      return rig.generator.fault == "energy"
    end)
    wait(2)
  end,
}
