-- The output stage gives more voltage than its control asked for, while the control is at its
-- limit.
local LOOP_S = 0.05      -- two turns of the device's main loop (10 ms each) and a margin
local REPORT_S = 0.15    -- three questions for the status

return scenario {
  title = "too much voltage: 20 % above its limit for 0.02 s stop the output",
  covers = { "IL-RF-33", "IL-RF-39" },
  tags = { "interlock", "output" },
  rig = "ablation",
  limit_s = 60,
  parameters = { gain_error = 0.3 },
  grid = { gain_error = { 0.21, 0.3, 1 } },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig, p)
    local function off() return rig.output.rf_on == 0 end
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.ramp_s = 5
    rig.generator.volt_limit_v = 12
    wait_until("the generator stands by", 5, state_is "standby")
    rig.generator.mode = "heat"
    wait_until("its control is at the limit", 10, function()
      return rig.generator.at_limit == 1
    end)
    wait(1)
    expect("which is kept", function() return rig.generator.state == "ramp" end)
    rig.firmware.gain_error = p.gain_error
    expect_within(0.02 + LOOP_S, "the output goes off", off)
    local dead = expect_always("and stays off", off)
    expect_within(REPORT_S, "its reason is reported", function()
      return rig.generator.fault == "over_voltage"
    end)
    wait(2)
    rig.firmware.gain_error = 0
    rig.generator.clear_fault = 1
    expect_within(0.5, "mended, it can be cleared", state_is "standby")
    wait(2)
    dead:stop()
  end,
}
