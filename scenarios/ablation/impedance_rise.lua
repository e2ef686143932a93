-- Tissue dries on the tip. Slowly, as it does in every long lesion, the control copes. When a layer
-- of steam cuts the conductance in half at once, the output must stop before the tissue chars.
local INTERLOCKS = { "impedance_rise" }    -- for the tests: without=1 removes the first
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
  title = "impedance: slow drying is tolerated, a jump of 30 % is not",
  covers = { "IL-RF-09", "GEN-CAUSE-IMPEDANCE" },
  tags = { "interlock", "impedance" },
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
    local function fault_is(name) return function() return rig.generator.fault == name end end

    heat(rig)
    local undisturbed = expect_always("slow drying does not disturb the hold", function()
      return rig.output.rf_on == 1 and math.abs(rig.tip.temp_c - 80) < 2
    end)
    for percent = 1, 20 do
      rig.tissue.dried = percent / 100
      wait(0.5)
    end
    undisturbed:stop()
    expect("the impedance has risen by 10 ohm or more", function()
      return rig.generator.impedance_ohm > 77
    end)

    rig.tissue.dried = 0.5
    expect_within(0.1 + LOOP_S, "the output goes off", off)
    expect_always("and stays off", off)
    expect_within(REPORT_S, "its reason is reported", fault_is "impedance_rise")
    expect("it had not yet become an open circuit", function()
      return rig.tissue.impedance_ohm < 1000
    end)
    wait(5)
  end,
}
