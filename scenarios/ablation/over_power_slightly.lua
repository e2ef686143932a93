-- The output stage gives a tenth or a third more voltage than its control asked for, while the
-- control is at its power limit: power goes with the square.
local LOOP_S = 0.05      -- two turns of the device's main loop (10 ms each) and a margin
local REPORT_S = 0.15    -- three questions for the status

return scenario {
  title = "slightly too much power: a fifth above the limit, and no order clears it",
  covers = { "IL-RF-14" },
  tags = { "interlock", "output" },
  rig = "ablation",
  limit_s = 60,
  parameters = { gain_error = 0.15 },
  grid = { gain_error = { 0.1, 0.15, 0.3 } },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig, p)
    local function off() return rig.output.rf_on == 0 end
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.ramp_s = 5
    rig.generator.power_limit_w = 2
    wait_until("the generator stands by", 5, state_is "standby")
    rig.generator.mode = "heat"
    wait_until("its control is at the limit", 10, function()
      return rig.generator.at_limit == 1
    end)
    wait(1)
    rig.firmware.gain_error = p.gain_error
    expect_within(0.2 + LOOP_S, "the output goes off", off)
    expect_always("and stays off", off)
    expect_within(REPORT_S, "its reason is reported", function()
      return rig.generator.fault == "over_power"
    end)
    rig.firmware.gain_error = 0
    rig.generator.clear_fault = 1
    wait(2)
    expect("such a device is not trusted again", state_is "fault")
  end,
}
