-- A physician gives 2 mg of morphine in 2 ml through the catheter's access port, its tip at L5: to
-- a patient who lies, and a day later to one who stands. The solution is as heavy as the fluid:
-- what carries it up to T10 in minutes is the stir of the injection. Posture makes no difference.
local DOSE_UG = 2000
local DAY_S = 86400

return scenario {
  title = "an isobaric bolus at L5: at T10 in minutes, lying or upright",
  covers = { "PUMP-FLOW-01", "PUMP-TRUE-01" },    -- whatever is pushed through its port
  tags = { "bolus", "patient" },
  rig = "infusion",
  limit_s = 3 * DAY_S,
  tick_s = 10,
  parameters = { density_excess = 0, over_s = 20 },

  setup = function(p)
    return {
      drug = "morphine",
      tip = "L5",
      canal = { step_s = 10 },
      reservoir = { ug_per_ml = 1000 },
      solution = { density_excess = p.density_excess },
      pump = { programme = { mode = "minimum_rate" } },
      programmer = { poll_s = 600 },
    }
  end,

  run = function(rig, p)
    ---Inject, and follow the drug for a day: where is how much at its most, and when?
    local function bolus(what, upright)
      rig.patient.upright = upright
      rig.syringe.over_s = p.over_s
      local begun_s, before_ug = rig.time_s, rig.catheter.delivered_ug
      rig.syringe.inject_ml = 2
      local seen = { t10 = 0, t10_s = 0, t4 = 0, l3 = 0 }
      while rig.time_s - begun_s < DAY_S do
        wait(10)
        if rig.csf.t10_ng_per_ml > seen.t10 then
          seen.t10, seen.t10_s = rig.csf.t10_ng_per_ml, rig.time_s - begun_s
        end
        seen.t4 = math.max(seen.t4, rig.csf.t4_ng_per_ml)
        seen.l3 = math.max(seen.l3, rig.csf.l3_ng_per_ml)
      end
      seen.ug = rig.catheter.delivered_ug - before_ug
      log(string.format("%-8s most ug/ml: L3 %.1f, T10 %.1f after %.0f min, T4 %.2f", what,
        seen.l3 * 1e-3, seen.t10 * 1e-3, seen.t10_s / 60, seen.t4 * 1e-3))
      return seen
    end

    wait_until("the programmer finds the pump", 60, function() return rig.link.state == "up" end)
    expect_always("no drug is lost or made", function()
      return rig.plant.mass_imbalance < 1e-9
    end)
    expect_always("not enough comes to the brain stem to harm", function()
      return rig.patient.state ~= "toxic"
    end)

    local lying = bolus("lying", 0)
    expect("all of it is in", math.abs(lying.ug / DOSE_UG - 1) < 0.01)
    expect("at T10 it is at its most within 15 minutes, as published", lying.t10_s <= 15 * 60)
    expect("with tens of ug/ml (published: 30 to 60)",
      lying.t10 > 10e3 and lying.t10 < 60e3)

    local upright = bolus("upright", 1)
    expect("upright the same is at T10, to 2 %", math.abs(upright.t10 / lying.t10 - 1) < 0.02)
    expect("at the same time, to a minute", math.abs(upright.t10_s - lying.t10_s) <= 60)
    expect("and the same at L3", math.abs(upright.l3 / lying.l3 - 1) < 0.02)
  end,
}
