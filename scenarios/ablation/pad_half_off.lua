-- Half of the pad comes off at once: its impedance leaves the window upwards, at the limit or far
-- beyond it, and the output must go off before the skin under the other half burns.
local LOOP_S = 0.05      -- two turns of the device's main loop (10 ms each) and a margin
local REPORT_S = 0.15    -- three questions for the status

---Heat to the set temperature and let it settle.
---@param rig Rig
local function heat(rig)
  wait_until("the generator stands by", 5, function() return rig.generator.state == "standby" end)
  rig.generator.mode = "heat"
  wait_until("the tip is hot", 30, function() return rig.generator.state == "hold" end)
  wait(2)
end

return scenario {
  title = "half a pad: outside its window for 0.2 s stops the output",
  covers = { "IL-RF-11", "GEN-START" },
  tags = { "interlock", "pad" },
  rig = "ablation",
  limit_s = 60,
  parameters = { pad_ohm = 60, lost = 0.5 },
  cases = {
    to_its_limit = { pad_ohm = 90, lost = 0.25 },
    half = { pad_ohm = 60, lost = 0.5 },
    more = { pad_ohm = 60, lost = 0.52 },
  },

  setup = function(p)
    return {
      electrode = { gauge = 18, tip_mm = 10 },
      tissue = "muscle",
      start_c = 37,
      pad = { ohm = p.pad_ohm },
    }
  end,

  run = function(rig, p)
    local function off() return rig.output.rf_on == 0 end

    rig.generator.ramp_s = 5
    rig.generator.impedance_rise_pct = 100      -- half a pad is impedance too; not today's subject
    heat(rig)
    rig.pad.lost = p.lost
    expect_within(0.2 + LOOP_S, "the output goes off", off)
    expect_always("and stays off", off)
    expect_within(REPORT_S, "the pad is blamed", function()
      return rig.generator.fault == "pad_high"
    end)
    wait(2)
  end,
}
