-- The red button is pressed in mid-treatment. It works whatever the generator is doing, stays
-- latched when it is released, and does not clear while it is pressed.
local INTERLOCKS = { "estop" }    -- for the tests: without=1 removes the first
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
  title = "emergency stop: off at once, latched after release",
  covers = { "IL-RF-21", "IL-RF-39", "GEN-CLEARS" },
  tags = { "stop" },
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

    heat(rig)
    rig.panel.emergency_stop = 1
    expect_within(LOOP_S, "the output goes off", off)
    local dead = expect_always("and stays off", off)
    expect_within(REPORT_S, "the stop is reported", state_is "estop")

    rig.generator.clear_fault = 1
    wait(1)
    expect("it cannot be cleared while the button is pressed", state_is "estop")
    rig.panel.emergency_stop = 0
    rig.generator.mode = "heat"
    wait(2)
    expect("released, it is still latched", state_is "estop")
    rig.generator.clear_fault = 1
    expect_within(0.5, "now it can be cleared", state_is "standby")
    wait(2)
    dead:stop()
  end,
}
