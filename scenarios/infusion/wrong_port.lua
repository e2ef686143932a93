-- A refill into the wrong port: 18 ml of baclofen go through the catheter into the canal in a
-- minute, three months' dose at once. The pump is told of a refill; it can only wonder why nothing
-- was drawn out.
local UL_PER_H, UG_PER_ML = 10, 2000
local FILL_ML = 18

return scenario {
  title = "a refill into the catheter's access port: months of drug in a minute",
  covers = { "IL-P-25" },
  tags = { "reservoir", "fault", "patient", "slow" },
  rig = "infusion",
  limit_s = 4 * 86400,
  tick_s = 1,
  row_every_s = 300,

  setup = {
    drug = "baclofen",
    reservoir = { volume_ml = 3, ug_per_ml = UG_PER_ML },
    pump = { programme = { ul_per_h = UL_PER_H } },
    band = { samples = 5 },
  },

  run = function(rig)
    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(8 * 3600)
    expect("baclofen does what it should", function() return rig.patient.state == "effect" end)
    local daily_ug = 24 * UL_PER_H * UG_PER_ML / 1000
    local before_ug, before_ml = rig.catheter.delivered_ug, rig.reservoir.volume_ml

    rig.refill.wrong_port = 1
    rig.refill.volume_ml = FILL_ML
    rig.refill.now = 1
    wait(65)
    rig.pump.refill = 1
    local given_ug = rig.catheter.delivered_ug - before_ug
    log(string.format("%.1f mg in a minute, %.0f times the daily dose", given_ug / 1000,
      given_ug / daily_ug))
    expect("all of the syringe is in the canal", function()
      return math.abs(given_ug - FILL_ML * UG_PER_ML) < 0.02 * FILL_ML * UG_PER_ML
    end)
    expect("and none in the reservoir", function()
      return math.abs(rig.reservoir.volume_ml - before_ml) < 0.01
    end)

    expect_within(120, "nothing drawn out where 3 ml should be: the pump complains", function()
      return rig.pump.volume_mismatch_alarm == 1
    end)
    expect("a gap: it believes in a full reservoir", function()
      return math.abs(rig.pump.reservoir_ml - FILL_ML) < 0.01
    end)
    expect_within(6 * 3600, "the brain stem is reached: coma", function()
      return rig.patient.state == "toxic"
    end)
    log(string.format("toxic %.1f h after the injection", (rig.time_s - 8 * 3600) / 3600))
    local peak = 0
    expect_always("the drug stays in the books", function()
      peak = math.max(peak, rig.effect.brain_ng_per_ml)
      return rig.plant.mass_imbalance < 1e-9
    end)
    wait(86400)
    expect("a day later the patient is still in danger", function()
      return rig.patient.state == "toxic"
    end)
    log(string.format("brain stem: at most %.1f ug/ml, %.1f after a day", peak / 1000,
      rig.effect.brain_ng_per_ml / 1000))
  end,
}
