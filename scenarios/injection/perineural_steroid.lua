-- A nerve root's injection: 2 mL of anaesthetic with steroid along a sleeve round the root. Nothing
-- may die, and the root is bathed. The last quarter millilitre goes into a vessel, to see what that
-- does.
return scenario {
  title = "perineural steroid: the root is bathed, nothing is harmed",
  covers = { "INJ-SPARE-01", "INJ-VOL-01", "INJ-AGENT-01", "INJ-VESSEL-01" },
  gaps = { ["INJ-VESSEL-01"] = "the last quarter millilitre goes into a vessel, on purpose: nothing at the needle tells" },
  tags = { "depot", "fault" },
  rig = "injection",
  limit_s = 7200,
  tick_s = 0.5,
  parameters = { volume_ml = 2, rate_ml_per_min = 2 },

  setup = {
    agent = "steroid",
    syringe = { volume_ml = 5 },
    limit = { volume_ml = 3 },
    tissue = "perineural",
    geometry = "sleeve",
    sleeve = { inner_mm = 2, length_mm = 30 },
    domain = { radius_mm = 40 },
    nerve_mm = 2,
  },

  run = function(rig, p)
    expect_always("nothing dies", function()
      return rig.dead.most_mm <= 2 and rig.nerve.damage_most == 0
    end)
    expect_always("no solute is lost or made", function()
      return rig.plant.mass_imbalance < 1e-9
    end)
    rig.syringe.rate_ml_per_min = p.rate_ml_per_min
    wait(7 / 8 * p.volume_ml / p.rate_ml_per_min * 60)
    expect("blood holds next to nothing", function() return rig.blood.steroid_mg < 0.5 end)
    local before_mg = rig.blood.steroid_mg
    rig.needle.in_vessel = 1
    wait(1 / 8 * p.volume_ml / p.rate_ml_per_min * 60)
    rig.syringe.rate_ml_per_min = 0
    rig.needle.in_vessel = 0
    expect("what went into a vessel is in blood", function()
      return rig.blood.steroid_mg - before_mg > 5 * p.volume_ml / 8
    end)

    expect("the root is bathed in it", function() return rig.nerve.steroid_mg_per_ml > 4 end)
    local bathed = expect_always("for ten minutes", function()
      return rig.nerve.steroid_mg_per_ml > 1
    end)
    wait(600)
    bathed:stop()
    wait(5400)
    expect("blood carries it off", function() return rig.nerve.steroid_mg_per_ml < 0.05 end)
    expect("and holds all of it", function()
      return rig.blood.steroid_mg > 0.95 * 5 * p.volume_ml
    end)
  end,
}
