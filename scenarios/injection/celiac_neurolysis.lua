-- Celiac plexus neurolysis from in front: 35 mL of 50 % alcohol over three and a half minutes, then
-- the needle is rinsed before it is drawn back, so that it leaves no alcohol along its way. The
-- ganglion is 10 mm off. How far alcohol goes in one patient scatters widely: porosity and wash-out
-- are drawn by the seed.
return scenario {
  title = "celiac neurolysis: 35 mL of 50 % alcohol, ganglion 10 mm off",
  covers = { "INJ-CELIAC-01", "INJ-VOL-01", "INJ-AGENT-01", "INJ-BLOOD-01", "INJ-RINSE-01" },
  tags = { "neurolysis" },
  rig = "injection",
  limit_s = 1200,
  tick_s = 0.5,
  parameters = { volume_ml = 35, rate_ml_per_min = 10, rinse_ml = 1 },

  setup = {
    agent = "alcohol_50",
    syringe = { volume_ml = 50 },
    limit = { volume_ml = 40 },
    tissue = { name = "celiac", scatter = 1.25 },
    nerve_mm = 10,
  },

  run = function(rig, p)
    ---Push so much at the rate of the protocol.
    local function push(ml)
      rig.syringe.rate_ml_per_min = p.rate_ml_per_min
      wait(ml / p.rate_ml_per_min * 60)
      rig.syringe.rate_ml_per_min = 0
    end

    ---Give or take what a tick rounds.
    local function all_is_in() return math.abs(rig.injected.agent_ml - p.volume_ml) < 0.1 end

    expect_always("no solute is lost or made", function()
      return rig.plant.mass_imbalance < 1e-9
    end)
    push(1)
    expect("a test dose stays small", function() return rig.front.radius_mm < 20 end)
    expect("and kills nothing yet", function() return rig.dead.radius_mm == 0 end)

    push(p.volume_ml - 1)
    expect("all of it is in", all_is_in)
    expect("the alcohol stands beyond the ganglion", function()
      return rig.front.radius_mm > 20 and rig.nerve.alcohol_percent > 35
    end)
    expect("no more than the protocol allows", function() return rig.limit.over == 0 end)
    expect_within(300, "the ganglion has a damaging dose within minutes", function()
      return rig.nerve.damage >= 1
    end)

    rig.needle.rinse = 1
    push(p.rinse_ml)
    rig.needle.rinse = 0
    expect("the rinse is no alcohol", all_is_in)
    expect("but flowed", function()
      return rig.injected.volume_ml > p.volume_ml + 0.9 * p.rinse_ml
    end)

    wait(600)
    expect("alcohol has thinned below what harms", function()
      return rig.nerve.alcohol_percent < 35
    end)
    expect("what is dead by the wide criterion holds what is dead by the usual", function()
      return rig.dead.most_mm >= rig.dead.radius_mm
    end)
    expect("by the strict criterion 50 % kills nothing: thresholds are that uncertain", function()
      return rig.dead.least_mm == 0
    end)
    log(string.format("dead: %.1f mm, %.1f ml; %.1f g of alcohol in blood", rig.dead.radius_mm,
      rig.dead.volume_ml, rig.blood.alcohol_g))
  end,
}
