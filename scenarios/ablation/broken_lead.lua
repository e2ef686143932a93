-- The probe's lead breaks within its insulation: the generator drives an open circuit, and the tip
-- cools while the thermocouple still works.
local INTERLOCKS = { "impedance_high" }    -- for the tests: without=1 removes the first
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
  title = "a broken lead: above 1000 ohm the output is off in 0.05 s",
  covers = { "IL-RF-07", "GEN-CAUSE-IMPEDANCE" },
  tags = { "interlock", "impedance" },
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
    local function state_is(name) return function() return rig.generator.state == name end end
    local function fault_is(name) return function() return rig.generator.fault == name end end

    heat(rig)
    rig.lead.open = 1
    expect_within(0.05 + LOOP_S, "the output goes off", off)
    expect_always("and stays off", off)
    expect_within(REPORT_S, "its reason is reported", fault_is "impedance_high")

    rig.generator.clear_fault = 1
    wait(1)
    expect("it cannot be cleared while the lead is broken", state_is "fault")
    rig.lead.open = 0
    rig.generator.clear_fault = 1
    expect_within(0.5, "with a new lead it can", state_is "standby")
    wait(2)
  end,
}
