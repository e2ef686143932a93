-- Absolute alcohol, 15 mL through one needle, whose tip is 25 mm farther from the ganglion than
-- planned: alcohol spreads where nobody wants it, and the ganglion never has a damaging dose.
return scenario {
  title = "celiac neurolysis: 15 mL of absolute alcohol from a needle that is 25 mm off",
  covers = { "INJ-CELIAC-01", "INJ-AGENT-01", "INJ-BLOOD-01", "INJ-RINSE-01" },
  gaps = { ["INJ-CELIAC-01"] = "the needle is 25 mm off, and nothing but a picture would have told" },
  tags = { "neurolysis", "fault" },
  rig = "injection",
  limit_s = 1800,
  tick_s = 0.5,
  parameters = { off_mm = 25, volume_ml = 15, rate_ml_per_min = 5, rinse_ml = 1 },

  setup = {
    agent = "alcohol_100",
    syringe = { volume_ml = 20 },
    tissue = "celiac",
    nerve_mm = 10,
  },

  run = function(rig, p)
    rig.needle.off_mm = p.off_mm
    rig.syringe.rate_ml_per_min = p.rate_ml_per_min
    expect_always("the ganglion is never harmed", function() return rig.nerve.damage < 1 end)
    wait(p.volume_ml / p.rate_ml_per_min * 60)
    rig.needle.rinse = 1
    wait(p.rinse_ml / p.rate_ml_per_min * 60)
    rig.syringe.rate_ml_per_min = 0
    rig.needle.rinse = 0

    expect("the ganglion is as far as the needle is off", function()
      return math.abs(rig.nerve.distance_mm - 10 - p.off_mm) < 0.01
    end)
    expect_within(120, "tissue dies all the same, beside the needle", function()
      return rig.dead.radius_mm > 15
    end)
    wait(1200)
    expect("what is dead ends before the ganglion, even by the wide criterion", function()
      return rig.dead.most_mm < rig.nerve.distance_mm
    end)
    expect("most of the alcohol is in blood by now", function()
      return rig.blood.alcohol_g > 0.8 * 0.789 * p.volume_ml
    end)
  end,
}
