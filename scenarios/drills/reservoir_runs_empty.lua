-- A drill: the refill is due. A single tone says that 2 ml are left; an hour and a half later the
-- pump would stop. The syringe is a pair of hands, and the pump knows of it only what it is told.
local UL_PER_H, UG_PER_ML = 1000, 500

return scenario {
  title = "drill: the reservoir runs empty",
  covers = { "IL-P-23" },
  tags = { "drill", "reservoir" },
  rig = "infusion",
  limit_s = 40000,
  drill = {
    sentence = "The pump gives morphine, 12 mg a day. Answer what it tells you. A syringe with 18 "
      .. "ml of the same drug is ready: fill with the needle, and tell the pump.",
    points = 100,
  },

  setup = {
    drug = "morphine",
    reservoir = { volume_ml = 2.1, ug_per_ml = UG_PER_ML, residual_ml = 0.1 },
    pump = { programme = { ul_per_h = UL_PER_H, low_reservoir_ml = 2 } },
    programmer = { poll_s = 2 },
    band = { samples = 3 },
  },

  hand = {
    { when = function(rig) return rig.pump.low_reservoir_alarm == 1 end, after_s = 30,
      knob = "pump.silence", value = 1 },
    { after_s = 300, knob = "refill.now", value = 1 },
    { after_s = 30, knob = "pump.refill", value = 1 },
  },

  run = function(rig)
    local sheet = rig.programme
    sheet.ug_per_ml, sheet.rate_ul_per_h = UG_PER_ML, UL_PER_H
    rig.refill.volume_ml = 18
    wait_until("the programmer finds the pump", 60, function() return rig.link.state == "up" end)
    wait_until("the pump says that little is left", 3600, function()
      return rig.pump.low_reservoir_alarm == 1
    end)
    local never = expect_always("it never runs empty", function()
      return rig.pump.empty_alarm ~= 1
    end, 25)
    expect_within(600, "the tone is paused: somebody has heard it", function()
      return rig.bedside.tone == "quiet"
    end, 10)
    expect_within(5400, "the reservoir is filled", function()
      return rig.reservoir.volume_ml > 17
    end, 25)
    expect_within(600, "the pump is told: what it believes is what there is", function()
      return rig.reservoir.volume_ml > 17
        and math.abs(rig.pump.reservoir_ml - rig.reservoir.volume_ml) < 0.5
    end, 25)
    wait(600)
    never:stop()
    expect("it delivers, and has nothing to complain of", function()
      return rig.pump.state == "continuous" and rig.pump.priority == "quiet"
    end, 15)
  end,
}
