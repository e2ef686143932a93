-- A decimal point. 25 mg of morphine a day instead of 2.5 are beyond what the pump may ever give:
-- it refuses. 18 mg instead of 1.8 are not: it asks whether they are meant, and somebody says yes.
-- The catheter's tip is at T4, and it is hours until enough of it has come to the brain stem.
local MUTANTS = { "no_dose_limit", "no_soft_limit" }    -- for the tests: mutant=1 plants the first
local UG_PER_ML = 10000
local DAY_S = 86400

---The rate that makes a dose of a day.
local function ul_per_h(day_mg) return day_mg * 1e3 / 24 / UG_PER_ML * 1e3 end

return scenario {
  title = "a tenfold programming error: refused, questioned, confirmed, and what it does",
  covers = { "IL-P-40", "IL-P-41" },
  tags = { "programme", "patient", "slow" },
  rig = "infusion",
  limit_s = 5 * DAY_S,
  tick_s = 5,
  row_every_s = 300,
  parameters = { meant_mg = 1.8, error = 10, mutant = 0 },

  setup = function(p)
    return {
      drug = "morphine",
      tip = "T4",
      reservoir = { ug_per_ml = UG_PER_ML },
      pump = { programme = { ul_per_h = ul_per_h(p.meant_mg) } },
      programmer = { poll_s = 300 },
      firmware = { mutant = MUTANTS[p.mutant] },
    }
  end,

  run = function(rig, p)
    local meant = ul_per_h(p.meant_mg)
    local function state_is(name) return function() return rig.patient.state == name end end
    local function refusal_is(name) return function() return rig.pump.refusal == name end end
    local function rate_is(rate)
      return function() return math.abs(rig.pump.rate_ul_per_h - rate) < 1e-3 end
    end

    wait_until("the programmer finds the pump", 60, function() return rig.link.state == "up" end)
    wait(DAY_S)
    expect("what is meant is felt", state_is "effect")

    rig.programme.rate_ul_per_h = ul_per_h(25)
    rig.programme.confirmed = 1
    rig.pump.program = 1
    expect_within(30, "25 mg a day are refused, though confirmed", refusal_is "dose")
    expect("what was in force stays", rate_is(meant))

    rig.programme.rate_ul_per_h = p.error * meant
    rig.programme.confirmed = 0
    rig.pump.program = 1
    expect_within(30, "18 mg a day are asked about", refusal_is "soft_limit")
    expect("and what was in force stays", rate_is(meant))
    wait(7200)
    expect("for the patient nothing has changed", function()
      return math.abs(rig.catheter.ug_per_day / (p.meant_mg * 1e3) - 1) < 0.05
        and rig.patient.state == "effect"
    end)

    rig.programme.confirmed = 1
    rig.pump.program = 1
    expect_within(30, "confirmed, it is done", rate_is(p.error * meant))
    local begun_s = rig.time_s
    local early = expect_always("for two hours nobody can notice", state_is "effect")
    wait(7200)
    early:stop()
    expect_within(10 * 3600, "within twelve hours the breath is depressed", state_is "toxic")
    log(string.format("toxic %.1f h after the confirmation, %.1f mg later",
      (rig.time_s - begun_s) / 3600, (rig.time_s - begun_s) / DAY_S * p.error * p.meant_mg))
    expect("the pump has nothing to complain of", function()
      return rig.bedside.tone == "quiet" and rig.pump.priority == "quiet"
    end)

    wait(7200)
    rig.pump.stop = 1
    expect_within(60, "two hours later it is stopped", function()
      return rig.pump.state == "stopped"
    end)
    local stopped_s, worst = rig.time_s, rig.effect.brain_ng_per_ml
    wait(1800)
    expect("that is not the end: it still rises", function()
      return rig.effect.brain_ng_per_ml > worst
    end)
    expect_within(DAY_S, "it is over within a day", state_is "effect")
    log(string.format("over %.1f h after the stop", (rig.time_s - stopped_s) / 3600))
    expect_within(24 * 3600, "and then the patient has withdrawal", state_is "withdrawal")
  end,
}
