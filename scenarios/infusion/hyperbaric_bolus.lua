-- A physician gives 2 mg of morphine in 2 ml of 7 % dextrose, heavier than the fluid, through the
-- catheter's access port, its tip at L5: to a patient who lies, a day later to one who stands, and
-- last to one who lies head down. Standing, it sinks into the sac's end and hardly gets to T10
-- (published, posture not told: 10 to 75 times less there than of an isobaric one, after 4 to 5 h);
-- head down it runs to the brain stem, and the breath is depressed.
local DOSE_UG = 2000
local DAY_S = 86400

return scenario {
  title = "a hyperbaric bolus at L5: where it sinks, by posture",
  covers = { "PUMP-FLOW-01", "PUMP-TRUE-01" },    -- whatever is pushed through its port
  tags = { "bolus", "patient", "slow" },
  rig = "infusion",
  limit_s = 3 * DAY_S,
  tick_s = 10,
  parameters = { density_excess = 0.02, over_s = 20 },

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
    ---Inject, and follow the drug: where is how much at its most, and when?
    local function bolus(what, upright, for_s)
      rig.patient.upright = upright
      rig.syringe.over_s = p.over_s
      local begun_s, before_ug = rig.time_s, rig.catheter.delivered_ug
      rig.syringe.inject_ml = 2
      local seen = { t10 = 0, t10_s = 0, t4 = 0, l3 = 0, hour = 0 }
      while rig.time_s - begun_s < for_s do
        wait(10)
        if rig.csf.t10_ng_per_ml > seen.t10 then
          seen.t10, seen.t10_s = rig.csf.t10_ng_per_ml, rig.time_s - begun_s
        end
        seen.t4 = math.max(seen.t4, rig.csf.t4_ng_per_ml)
        seen.l3 = math.max(seen.l3, rig.csf.l3_ng_per_ml)
        if rig.time_s - begun_s == 3600 then seen.hour = rig.csf.t10_ng_per_ml end
      end
      seen.ug = rig.catheter.delivered_ug - before_ug
      log(string.format("%-9s most ug/ml: L3 %.1f, T10 %.2f after %.0f min, T4 %.3f", what,
        seen.l3 * 1e-3, seen.t10 * 1e-3, seen.t10_s / 60, seen.t4 * 1e-3))
      return seen
    end

    wait_until("the programmer finds the pump", 60, function() return rig.link.state == "up" end)
    expect_always("no drug is lost or made", function()
      return rig.plant.mass_imbalance < 1e-9
    end)
    local harmless = expect_always("lying or upright, the brain stem is spared", function()
      return rig.patient.state ~= "toxic"
    end)

    local lying = bolus("lying", 0, DAY_S)
    expect("all of it is in", math.abs(lying.ug / DOSE_UG - 1) < 0.01)
    expect("lying, it is at T10 within 15 minutes", lying.t10_s <= 15 * 60)

    local upright = bolus("upright", 1, DAY_S)
    expect("upright, a tenth of that at T10 at the most", upright.t10 < lying.t10 / 10)
    expect("and after an hour a hundredth", upright.hour < lying.hour / 100)
    expect("at L3, 7 cm above the tip, two thirds at the most", upright.l3 < lying.l3 * 2 / 3)
    harmless:stop()

    local down = bolus("head down", -1, 1800)
    expect("head down, five times as much at T4 as ever in the others",
      down.t4 > 5 * math.max(lying.t4, upright.t4))
    expect("none is left where it was injected", function()
      return rig.csf.l3_ng_per_ml < 1e-2 * lying.l3
    end)
    expect("and the breath is depressed within half an hour", function()
      return rig.patient.state == "toxic"
    end)
  end,
}
