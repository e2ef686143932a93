-- Phenol at a peripheral nerve, 4 mm from the tip. First 2 mL of 6 %, which is close to where
-- phenol begins to be selective; then, from another syringe, 2 mL of 10 %.
return scenario {
  title = "phenol nerve block: 6 % is too little, 10 % is not",
  covers = { "INJ-PHENOL-01", "INJ-VOL-01", "INJ-AGENT-01", "INJ-BLOOD-01" },
  tags = { "neurolysis" },
  rig = "injection",
  limit_s = 1800,
  parameters = { volume_ml = 2, rate_ml_per_min = 2, wait_s = 120 },

  setup = {
    agent = "phenol_6",
    syringe = { volume_ml = 5 },
    limit = { volume_ml = 8 },
    tissue = "perineural",
    domain = { radius_mm = 50 },
    nerve_mm = 4,
  },

  run = function(rig, p)
    local function push()
      rig.syringe.rate_ml_per_min = p.rate_ml_per_min
      wait(p.volume_ml / p.rate_ml_per_min * 60)
      rig.syringe.rate_ml_per_min = 0
    end

    expect_always("no solute is lost or made", function()
      return rig.plant.mass_imbalance < 1e-9
    end)
    push()
    expect("phenol is at the nerve", function() return rig.nerve.phenol_percent > 5 end)
    wait(p.wait_s)
    expect("6 % has not killed it", function() return rig.nerve.damage < 1 end)
    expect("though by the wide criterion it has", function()
      return rig.nerve.damage_most >= 1
    end)
    local so_far = rig.nerve.damage

    rig.syringe.agent = "phenol_10"
    push()
    expect("10 % flows", function() return rig.syringe.contents == "phenol_10" end)
    expect_within(180, "and kills it", function() return rig.nerve.damage >= 1 end)
    expect("damage adds up", function() return rig.nerve.damage > so_far end)
    expect("4 mL are within the limit", function() return rig.limit.over == 0 end)

    wait(600)
    expect("the dead region has a size of the plug's order", function()
      return rig.dead.radius_mm > 6 and rig.dead.radius_mm < 16
    end)
  end,
}
