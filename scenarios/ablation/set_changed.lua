-- The set temperature is turned down in mid-lesion, and up again. Less must never give more, and
-- what is held afterwards is what was set last.
---Heat to the set temperature and let it settle.
---@param rig Rig
local function heat(rig)
  wait_until("the generator stands by", 5, function() return rig.generator.state == "standby" end)
  rig.generator.mode = "heat"
  wait_until("the tip is hot", 30, function() return rig.generator.state == "hold" end)
  wait(2)
end

return scenario {
  title = "a set temperature that is changed in the hold is followed",
  covers = { "IL-RF-40", "GEN-TEMP" },
  tags = { "treatment" },
  rig = "ablation",
  limit_s = 120,
  parameters = { by_c = 6 },
  grid = { by_c = { 3, 6, 9 } },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig, p)
    rig.generator.ramp_s = 6
    heat(rig)
    wait(5)
    rig.generator.set_temp_c = 80 - p.by_c
    wait(20)
    expect("it has cooled to what was set", function()
      return math.abs(rig.tip.temp_c - (80 - p.by_c)) < 1
    end)
    rig.generator.set_temp_c = 80
    wait(20)
    expect("it is as hot as before", function() return math.abs(rig.tip.temp_c - 80) < 1 end)
    expect("and still in the hold", function() return rig.generator.state == "hold" end)
  end,
}
