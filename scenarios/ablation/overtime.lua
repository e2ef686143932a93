-- The power limit is far too low for the set temperature: the ramp never arrives, the lesion timer
-- never begins. The time limit of the treatment is what ends it.
local REPORT_S = 0.15    -- three questions for the status

return scenario {
  title = "a ramp that never arrives: the time limit ends the treatment",
  covers = { "IL-RF-22", "GEN-CAUSE-DOSE" },
  tags = { "interlock", "dose" },
  rig = "ablation",
  limit_s = 60,
  parameters = { time_max_s = 12 },
  grid = { time_max_s = { 12, 20 } },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig, p)
    local function off() return rig.output.rf_on == 0 end

    rig.generator.power_limit_w = 1
    rig.generator.ramp_s = 5
    rig.generator.hold_s = 5
    rig.generator.pulse_time_s = 5      -- must not be longer than the limit either
    rig.generator.time_max_s = p.time_max_s
    wait_until("the generator stands by", 5, function() return rig.generator.state == "standby" end)
    rig.generator.mode = "heat"
    wait_until("radiofrequency is on", 2, function() return rig.output.rf_on == 1 end)
    wait(p.time_max_s - 0.1)
    expect("it is not early", function() return rig.output.rf_on == 1 end)
    expect_within(0.15, "the output goes off", off)
    expect_always("and stays off", off)
    expect_within(REPORT_S, "its reason is reported", function()
      return rig.generator.fault == "overtime"
    end)
    wait(2)
  end,
}
