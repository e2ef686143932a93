-- The return pad comes off: all current would leave the patient through whatever else is grounded.
-- It must be found before energy flows, and at once when it flows already.
local INTERLOCKS = { "pad_lost" }    -- for the tests: without=1 removes the first
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
  title = "a lost pad: no start without it, and off at once when it falls off",
  covers = { "IL-RF-10", "IL-RF-42", "GEN-START", "GEN-NAMED-PAD", "GEN-CLEARS" },
  tags = { "interlock", "pad" },
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

    wait_until("the generator stands by", 5, state_is "standby")
    local unheated = expect_always("not a millijoule without a pad", function()
      return rig.output.energy_j == 0
    end)
    rig.pad.lost = 1
    rig.generator.mode = "heat"
    expect_within(0.5, "the check finds no pad", fault_is "pad_lost")
    wait(2)
    unheated:stop()

    rig.pad.lost = 0
    wait(0.5)
    rig.generator.clear_fault = 1
    heat(rig)
    rig.pad.lost = 1
    expect_within(LOOP_S, "the pad falls off: the output goes off", off)
    expect_always("and stays off", off)
    expect_within(REPORT_S, "its reason is reported", fault_is "pad_lost")

    rig.pad.lost = 0
    wait(5)
    expect("a pad that is back on starts nothing", state_is "fault")
  end,
}
