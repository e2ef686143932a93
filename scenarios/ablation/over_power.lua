-- The output stage fails and adds 12 V to what the control asks for. A power limit that fits the
-- treatment, 5 W, finds it before the tissue is much warmer: 20 % above the limit for 0.2 s are
-- enough.
local INTERLOCKS = { "over_power" }    -- for the tests: without=1 removes the first
local LOOP_S = 0.05      -- two turns of the device's main loop (10 ms each) and a margin
local REPORT_S = 0.15    -- three questions for the status

---Heat to the set temperature and let it settle.
---@param rig Rig
local function heat(rig)
  wait_until("the generator stands by", 5, function() return rig.generator.state == "standby" end)
  rig.generator.mode = "heat"
  wait_until("the tip is hot", 30, function() return rig.generator.state == "hold" end)
  wait(5)
end

return scenario {
  title = "too much power: 20 % above the limit for 0.2 s stop the output",
  covers = { "IL-RF-14", "GEN-SERVICE" },
  tags = { "interlock", "output" },
  rig = "ablation",
  limit_s = 120,
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
    local function state_is(name) return function() return rig.generator.state == name end end
    local function fault_is(name) return function() return rig.generator.fault == name end end

    rig.generator.power_limit_w = 5
    heat(rig)
    local before_c = rig.tip.temp_c

    rig.firmware.leak_v = 12
    expect_within(0.2 + LOOP_S, "the output goes off", off)
    expect_always("and stays off", off)
    expect_always("the tip gains less than 5 C", function()
      return rig.tip.temp_c < before_c + 5
    end)
    expect_within(REPORT_S, "its reason is reported", fault_is "over_power")

    rig.firmware.leak_v = 0
    rig.generator.clear_fault = 1
    wait(1)
    expect("a device that gave unasked power is not trusted again", state_is "fault")
    rig.panel.mains_off = 1
    wait(1)
    rig.panel.mains_off = 0
    expect_within(3, "until it has been switched off and on", state_is "standby")
    wait(2)
  end,
}
