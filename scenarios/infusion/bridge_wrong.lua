-- Refilled with a drug four times as strong, and the bridge bolus forgotten: the new, slow rate
-- pushes the old, weak drug that is still in the catheter. For nearly two days the patient gets a
-- quarter of the dose, and the pump has nothing to complain of.
local CATHETER_UL = 286    -- 110 cm of 2.6 ul
local DAY_S = 86400

return scenario {
  title = "a stronger drug, the bridge bolus forgotten: a quarter of the dose for two days",
  covers = { "PUMP-FLOW-01" },
  tags = { "bolus", "patient" },
  rig = "infusion",
  limit_s = 5 * DAY_S,
  tick_s = 10,
  row_every_s = 300,
  parameters = { old_ug_per_ml = 250, new_ug_per_ml = 1000, day_ug = 168, bridge = 0 },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { volume_ml = 4, ug_per_ml = p.old_ug_per_ml },
      catheter = { length_m = 1.1, ul_per_cm = 2.6 },
      pump = { programme = { ul_per_h = p.day_ug / 24 / p.old_ug_per_ml * 1e3 } },
      programmer = { poll_s = 600 },
      band = { samples = 6 },
    }
  end,

  run = function(rig, p)
    local old_ul_per_h = p.day_ug / 24 / p.old_ug_per_ml * 1e3
    local new_ul_per_h = p.day_ug / 24 / p.new_ug_per_ml * 1e3
    local weak_h = CATHETER_UL / new_ul_per_h
    local weak_ug = p.day_ug * p.old_ug_per_ml / p.new_ug_per_ml

    wait_until("the programmer finds the pump", 60, function() return rig.link.state == "up" end)
    wait(DAY_S)
    expect("the dose before", function()
      return math.abs(rig.catheter.ug_per_day / p.day_ug - 1) < 0.02
    end)
    expect("the patient feels it", function() return rig.patient.state == "effect" end)
    expect_always("nothing is heard", function() return rig.bedside.tone == "quiet" end)

    rig.refill.volume_ml = 18
    rig.refill.ug_per_ml = p.new_ug_per_ml
    rig.refill.now = 1
    rig.pump.refill = 1
    rig.programme.ug_per_ml = p.new_ug_per_ml
    rig.programme.rate_ul_per_h = new_ul_per_h
    rig.pump.program = 1
    if p.bridge > 0 then
      rig.bolus.volume_ul = CATHETER_UL
      rig.bolus.rate_ul_per_h = old_ul_per_h
      rig.pump.bridge_bolus = 1
    end
    expect_within(60, "the new rate is in force", function()
      return math.abs(rig.pump.rate_ul_per_h - new_ul_per_h) < 1e-3
    end)

    local refilled_s = rig.time_s
    expect_within(DAY_S, "within a day the pain is back", function()
      return rig.patient.state ~= "effect"
    end)
    log(string.format("without relief %.0f h after the refill", (rig.time_s - refilled_s) / 3600))
    wait(refilled_s + DAY_S + 600 - rig.time_s)
    local weak = expect_always("any day of it is a quarter", function()
      return math.abs(rig.catheter.ug_per_day / weak_ug - 1) < 0.05
    end)
    wait(refilled_s + 0.8 * weak_h * 3600 - rig.time_s)
    weak:stop()
    expect("the pump says that all is well", function()
      return rig.pump.state == "continuous" and rig.pump.priority == "quiet"
    end)
    expect_within(0.4 * weak_h * 3600, "the new drug comes when the catheter is emptied", function()
      return rig.catheter.tip_ug_per_ml > 0.9 * p.new_ug_per_ml
    end)
    log(string.format("the new drug %.0f h after the refill", (rig.time_s - refilled_s) / 3600))
    wait(DAY_S)
    expect("then the dose is right", function()
      return math.abs(rig.catheter.ug_per_day / p.day_ug - 1) < 0.05
    end)
    expect("and is felt again", function() return rig.patient.state == "effect" end)
  end,
}
