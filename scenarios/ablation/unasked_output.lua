-- Standby, and yet 5 V leave the generator: nothing was asked for, so nothing may come out. The
-- relay must open by itself; no treatment may be started with such a device.
local INTERLOCKS = { "unasked_output" }    -- for the tests: without=1 removes the first
local LOOP_S = 0.05      -- two turns of the device's main loop (10 ms each) and a margin
local REPORT_S = 0.15    -- three questions for the status

return scenario {
  title = "output in standby: 1 V that nobody asked for opens the relay in 0.1 s",
  covers = { "IL-RF-15" },
  tags = { "interlock", "output" },
  rig = "ablation",
  limit_s = 60,
  parameters = { without = 0, slower_s = 0 },

  setup = function(p)
    return {
      electrode = { gauge = 18, tip_mm = 10 },
      tissue = "muscle",
      start_c = 37,
      firmware = { without = INTERLOCKS[p.without], slower_s = p.slower_s },
    }
  end,

  run = function(rig)
    local function off() return rig.output.rf_on == 0 end
    local function on() return rig.output.rf_on == 1 end
    local function state_is(name) return function() return rig.generator.state == name end end
    local function fault_is(name) return function() return rig.generator.fault == name end end

    wait_until("the generator stands by", 5, state_is "standby")
    expect("nothing comes out", function() return rig.output.volts_rms == 0 end)

    rig.firmware.leak_v = 5
    wait_until("5 V come out", 0.05, on)
    expect_within(0.1 + LOOP_S, "the relay opens", off)
    expect_always("and stays open", off)
    expect_within(REPORT_S, "its reason is reported", fault_is "unasked_output")

    rig.generator.mode = "heat"
    wait(1)
    rig.generator.clear_fault = 1
    wait(1)
    expect("neither starting nor clearing is allowed", state_is "fault")
  end,
}
