-- A third of the starting impedance more within a second is too much; less than 30 % of the
-- impedance that has come of it, which is the wrong measure.
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
  title = "impedance that rises by just more than 30 % of its start stops the output",
  covers = { "IL-RF-09", "GEN-CAUSE-IMPEDANCE" },
  tags = { "interlock", "impedance" },
  rig = "ablation",
  limit_s = 60,

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig)
    local function off() return rig.output.rf_on == 0 end

    heat(rig)
    rig.tissue.dried = 0.2
    wait(3)
    expect("a fifth of the start is tolerated", function() return rig.output.rf_on == 1 end)
    rig.tissue.dried = 0
    wait(2)
    rig.tissue.dried = 0.295
    expect_within(0.1 + LOOP_S, "the output goes off", off)
    expect_always("and stays off", off)
    expect_within(REPORT_S, "its reason is reported", function()
      return rig.generator.fault == "impedance_rise"
    end)
    wait(2)
  end,
}
