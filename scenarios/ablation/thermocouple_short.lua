-- The thermocouple's wires touch in the plug, so that it shows the 25 C of the room. A control that
-- believed it would heat without end. Before the start it is found because no tissue is that cold,
-- later because none cools that fast.
local INTERLOCKS = { "tc_short", "tc_jump" }    -- for the tests: without=1 removes the first
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
  title = "a shorted thermocouple: no start with it, and off at once",
  covers = { "IL-RF-03", "GEN-START" },
  tags = { "interlock", "temperature" },
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
    local unheated = expect_always("no energy as long as it is shorted", function()
      return rig.output.energy_j == 0
    end)
    rig.thermocouple.short = 1
    rig.generator.mode = "heat"
    expect_within(0.5, "the check finds it too cold", fault_is "tc_short")
    wait(1)
    unheated:stop()

    rig.thermocouple.short = 0
    rig.generator.clear_fault = 1
    heat(rig)
    rig.thermocouple.short = 1
    expect_within(LOOP_S, "later it falls too fast: the output goes off", off)
    expect_always("and stays off", off)
    expect_within(REPORT_S, "its reason is reported", fault_is "tc_jump")
    wait(5)
  end,
}
