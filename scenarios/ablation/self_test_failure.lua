-- Self-test after power-up fails. Such a device must not be usable by any order; only switching it
-- off and on gives it another chance.
local INTERLOCKS = { "self_test" }    -- for the tests: without=1 removes the first
local REPORT_S = 0.15    -- three questions for the status

return scenario {
  title = "a failed self-test: no order brings the output on",
  covers = { "IL-RF-35" },
  tags = { "interlock" },
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
    local function state_is(name) return function() return rig.generator.state == name end end
    local function fault_is(name) return function() return rig.generator.fault == name end end

    local dead = expect_always("nothing ever comes out", function()
      return rig.output.rf_on == 0 and rig.output.stim_on == 0
    end)
    rig.firmware.self_test_fails = 1
    expect_within(1 + REPORT_S, "the self-test fails", fault_is "self_test")
    for _, mode in ipairs { "heat", "pulse", "sensory", "motor" } do
      rig.generator.mode = mode
      wait(1)
      expect(mode .. " is refused", state_is "fault")
    end
    rig.generator.clear_fault = 1
    wait(1)
    expect("clearing is refused", state_is "fault")

    rig.firmware.self_test_fails = 0
    rig.panel.mains_off = 1
    wait(1)
    rig.panel.mains_off = 0
    expect_within(3, "off and on, it passes", state_is "standby")
    dead:stop()
  end,
}
