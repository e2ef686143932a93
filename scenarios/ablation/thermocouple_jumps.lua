-- A bad contact in the thermocouple's plug: what it shows jumps down or up. Down, the control would
-- heat what is hot already.
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
  title = "a thermocouple that jumps stops the output at once",
  covers = { "GEN-TC-JUMP" },
  tags = { "interlock", "temperature" },
  rig = "ablation",
  limit_s = 60,
  parameters = { offset_c = -30 },
  grid = { offset_c = { -30, -22, 25 } },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig, p)
    local function off() return rig.output.rf_on == 0 end

    rig.generator.ramp_s = 6
    heat(rig)
    rig.thermocouple.offset_c = p.offset_c
    expect_within(LOOP_S, "the output goes off", off)
    expect_always("and stays off", off)
    expect_within(REPORT_S, "its reason is reported", function()
      return rig.generator.fault == "tc_jump"
    end)
    wait(2)
  end,
}
