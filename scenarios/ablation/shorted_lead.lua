-- Fluid in the connector carries half of the current past the tissue. The displayed power no longer
-- says what the tissue gets.
local INTERLOCKS = { "impedance_low" }    -- for the tests: without=1 removes the first
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
  title = "a shorted lead: below 50 ohm the output is off in 0.05 s",
  covers = { "IL-RF-08", "GEN-CAUSE-IMPEDANCE" },
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
    local function on() return rig.output.rf_on == 1 end
    local function fault_is(name) return function() return rig.generator.fault == name end end

    heat(rig)
    rig.lead.short = 0.1
    wait(1)
    expect("a tenth is tolerated", on)

    rig.lead.short = 0.5
    expect_within(0.05 + LOOP_S, "the output goes off", off)
    expect_always("and stays off", off)
    expect_within(REPORT_S, "its reason is reported", fault_is "impedance_low")
    wait(2)
  end,
}
