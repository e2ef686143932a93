-- The needle's plug is corroded: hundreds of ohm from the beginning, more when somebody moves it.
-- The treatment goes on, until the window's upper end; how fast it rose is not what stops it.
local LOOP_S = 0.05      -- two turns of the device's main loop (10 ms each) and a margin
local REPORT_S = 0.15    -- three questions for the status

return scenario {
  title = "a corroded connector: at 1000 ohm, and not before, the output is off in 0.05 s",
  covers = { "IL-RF-07", "GEN-CAUSE-IMPEDANCE" },
  tags = { "interlock", "impedance" },
  rig = "ablation",
  limit_s = 60,
  parameters = { dried = 0.94 },
  grid = { dried = { 0.925, 0.94 } },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig, p)
    local function off() return rig.output.rf_on == 0 end

    rig.generator.set_temp_c = 45
    rig.generator.impedance_rise_pct = 100
    rig.tissue.dried = 0.9
    wait_until("the generator stands by", 5, function() return rig.generator.state == "standby" end)
    rig.generator.mode = "heat"
    wait_until("it heats", 2, function() return rig.generator.state == "ramp" end)
    wait(3)
    expect("800 ohm are tolerated", function()
      return rig.output.rf_on == 1 and rig.tissue.impedance_ohm > 780
    end)
    rig.tissue.dried = p.dried
    expect_within(0.05 + LOOP_S, "the output goes off", off)
    expect_always("and stays off", off)
    expect_within(REPORT_S, "its reason is reported", function()
      return rig.generator.fault == "impedance_high"
    end)
    wait(2)
  end,
}
