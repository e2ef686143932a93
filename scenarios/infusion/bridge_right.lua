-- Refilled with a drug four times as strong. The catheter still holds the old one: a bridge bolus
-- pushes that out at the old rate, and the dose of a day never changes by more than a few per cent.
local MUTANTS = { "no_bridge" }    -- for the tests: mutant=1 plants the first
local CATHETER_UL = 286            -- 110 cm of 2.6 ul
local DAY_S = 86400

return scenario {
  title = "a stronger drug with a bridge bolus: the dose of a day stays",
  covers = { "PUMP-FLOW-01", "IL-P-21" },
  tags = { "bolus", "patient" },
  rig = "infusion",
  limit_s = 4 * DAY_S,
  tick_s = 10,
  row_every_s = 300,
  parameters = { old_ug_per_ml = 250, new_ug_per_ml = 1000, day_ug = 168, mutant = 0 },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { volume_ml = 4, ug_per_ml = p.old_ug_per_ml },
      catheter = { length_m = 1.1, ul_per_cm = 2.6 },
      pump = { programme = { ul_per_h = p.day_ug / 24 / p.old_ug_per_ml * 1e3 } },
      programmer = { poll_s = 600 },
      band = { samples = 10 },
      firmware = { mutant = MUTANTS[p.mutant] },
    }
  end,

  run = function(rig, p)
    local old_ul_per_h = p.day_ug / 24 / p.old_ug_per_ml * 1e3
    local new_ul_per_h = p.day_ug / 24 / p.new_ug_per_ml * 1e3
    local bridge_s = CATHETER_UL / old_ul_per_h * 3600
    local function rate_is(rate)
      return function() return math.abs(rig.pump.rate_ul_per_h - rate) < 1e-3 end
    end
    local function state_is(name) return function() return rig.pump.state == name end end

    wait_until("the programmer finds the pump", 60, function() return rig.link.state == "up" end)
    wait(DAY_S)
    expect_always("in no day 5 % more or less than before", function()
      return math.abs(rig.catheter.ug_per_day / p.day_ug - 1) < 0.05
    end)
    expect_always("the patient feels it all the while", function()
      return rig.patient.state == "effect"
    end)

    rig.refill.volume_ml = 18
    rig.refill.ug_per_ml = p.new_ug_per_ml
    rig.refill.now = 1
    rig.pump.refill = 1
    rig.programme.ug_per_ml = p.new_ug_per_ml
    rig.programme.rate_ul_per_h = new_ul_per_h
    rig.pump.program = 1
    rig.bolus.volume_ul = CATHETER_UL
    rig.bolus.rate_ul_per_h = old_ul_per_h
    rig.pump.bridge_bolus = 1
    expect_within(60, "the old drug is pushed out", state_is "bridge_bolus")
    expect("at the old rate", rate_is(old_ul_per_h))
    expect_within(bridge_s + 600, "then comes the new rate", state_is "continuous")
    expect("it is the new one", rate_is(new_ul_per_h))
    expect("and that is when the new drug is at the tip", function()
      return math.abs(rig.catheter.tip_ug_per_ml - (p.old_ug_per_ml + p.new_ug_per_ml) / 2)
        < 0.2 * p.new_ug_per_ml
    end)
    wait(2 * DAY_S)
    expect("what flows now is the new drug", function()
      return rig.catheter.tip_ug_per_ml > 0.95 * p.new_ug_per_ml
    end)
  end,
}
