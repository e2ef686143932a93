-- The plainest day: one rate from noon to noon. What leaves the tip is what was programmed, to a
-- stroke; the drug stays near the tip, acts there, and hardly any of it is found in plasma.
local MUTANTS = { "belief_stuck" }    -- for the tests: mutant=1 plants the first
local STROKE_UL = 2.5
local T4_TO_C5_CM = 11.2
local CLEARANCE_ML_PER_DAY = 1200 * 1440    -- of morphine, from plasma

return scenario {
  title = "a basal day: the programmed dose, a steep gradient, an effect, little in plasma",
  covers = { "PUMP-FLOW-01", "PUMP-TRUE-01" },
  tags = { "flow", "slow" },
  rig = "infusion",
  limit_s = 90000,
  parameters = { rate_ul_per_h = 20, gain = 1, mutant = 0 },

  setup = function(p)
    return {
      drug = "morphine",
      tip = "T10",
      reservoir = { volume_ml = 18, ug_per_ml = 1000 },
      drive = { gain = p.gain },
      pump = { clock = "2026-03-01 12:00", programme = { ul_per_h = p.rate_ul_per_h } },
      firmware = { mutant = MUTANTS[p.mutant] },
    }
  end,

  run = function(rig, p)
    local ug_per_ul = 1
    local day_ug = 24 * p.rate_ul_per_h * ug_per_ul

    wait_until("the programmer finds the pump", 5, function() return rig.link.state == "up" end)
    expect_always("nothing is heard", function() return rig.bedside.tone == "quiet" end)
    expect_always("never a stroke too much", function()
      return rig.catheter.delivered_ul <= p.rate_ul_per_h * rig.time_s / 3600 + STROKE_UL
    end)
    expect_always("no drug is lost or made", function()
      return rig.plant.mass_imbalance < 1e-9
    end)
    expect_within(6 * 3600, "the patient feels it before the evening", function()
      return rig.patient.state == "effect"
    end)
    local felt = expect_always("and from then on", function()
      return rig.patient.state == "effect"
    end)

    wait(86400 - rig.time_s)
    felt:stop()
    expect("a day's dose, to two strokes", function()
      return math.abs(rig.catheter.ug_per_day - day_ug) <= 2 * STROKE_UL * ug_per_ul
    end)
    expect("the reservoir has what the pump believes", function()
      return math.abs(rig.reservoir.volume_ml - rig.pump.reservoir_ml) < 0.01
    end)
    local fluid = rig.csf
    expect("from the tip up it falls: no twentieth is left at T4", function()
      return fluid.t4_ng_per_ml < 0.05 * fluid.t10_ng_per_ml
    end)
    local e_fold_cm = T4_TO_C5_CM / math.log(fluid.t4_ng_per_ml / fluid.c5_ng_per_ml)
    expect("by e in 2.2 to 6.2 cm, as in pigs after two weeks (Flack 2011)",
      e_fold_cm > 2.2 and e_fold_cm < 6.2)
    expect("plasma has less than a thousandth of what is at the tip", function()
      return rig.plasma.ng_per_ml < 1e-3 * fluid.t10_ng_per_ml
    end)
    expect("and it is what clearance leaves of the dose, to 5 %", function()
      local ng_per_ml = 1e3 * day_ug / CLEARANCE_ML_PER_DAY
      return math.abs(rig.plasma.ng_per_ml / ng_per_ml - 1) < 0.05
    end)
    log(string.format("%.0f ug in a day; ng/ml: tip %.0f, T4 %.0f, C5 %.1f, L3 %.0f, plasma %.2f",
      rig.catheter.ug_per_day, fluid.t10_ng_per_ml, fluid.t4_ng_per_ml, fluid.c5_ng_per_ml,
      fluid.l3_ng_per_ml, rig.plasma.ng_per_ml))
    log(string.format("the gradient: by e in %.1f cm", e_fold_cm))
  end,
}
