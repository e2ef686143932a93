-- A wire of the thermocouple breaks while the tip is held at 80 C. The amplifier runs to its rail;
-- the output must be off before the control believes anything.
local INTERLOCKS = { "tc_open" }    -- for the tests: without=1 removes the first
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
  title = "an open thermocouple: off at once, and no start with it",
  covers = { "IL-RF-03", "IL-RF-39" },
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

    heat(rig)
    rig.thermocouple.open = 1
    expect_within(LOOP_S, "the output goes off", off)
    local dead = expect_always("and stays off", off)
    expect_within(REPORT_S, "its reason is reported", fault_is "tc_open")
    expect("no number is shown for what is not known", function()
      return rig.generator.temp_c ~= rig.generator.temp_c      -- only NaN is not itself
    end)

    rig.generator.clear_fault = 1
    wait(1)
    expect("it cannot be cleared while the wire is broken", state_is "fault")
    rig.thermocouple.open = 0
    wait(5)
    expect("a mended wire starts nothing", state_is "fault")
    rig.generator.clear_fault = 1
    expect_within(0.5, "but it can be cleared now", state_is "standby")
    dead:stop()

    rig.generator.mode = "heat"
    expect_within(2, "and treatment can go on", state_is "ramp")
  end,
}
