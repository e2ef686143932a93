-- The patient's own button: a bolus of 25 ul on top of 10 ul/h, one in two hours, four in any 24
-- hours. Every request that is refused is shown at once, counted, and written down.
local MUTANTS = {    -- for the tests: mutant=1 plants the first
  "no_lockout", "no_daily_max", "silent_denial", "no_basal_after_bolus", "bolus_twice",
}
local BASAL_UL_PER_H = 10
local BOLUS = { ul = 25, over_s = 600, lockout_s = 7200, per_day = 4 }
local STROKE_UL = 2.5
local POLL_S = 60

return scenario {
  title = "the patient's bolus: lockout, four in any 24 hours, and refusals that are shown",
  covers = { "IL-P-13", "IL-P-14", "IL-P-20", "IL-P-22", "PUMP-PCA-01", "PUMP-LOG-01", "PUMP-TRUE-03" },
  tags = { "bolus", "slow" },
  rig = "infusion",
  limit_s = 110000,
  parameters = { mutant = 0 },

  setup = function(p)
    return {
      reservoir = { ug_per_ml = 1000 },
      pump = {
        clock = "2026-03-01 15:00",
        programme = { ul_per_h = BASAL_UL_PER_H, patient = BOLUS },
      },
      band = { samples = 10 },
      firmware = { mutant = MUTANTS[p.mutant] },
    }
  end,

  run = function(rig)
    ---Press and let go; was it refused there and then?
    local function press()
      rig.handset.button = 1
      wait(1)
      local refused = rig.handset.denied == 1
      rig.handset.button = 0
      wait(1)
      return refused
    end

    ---Press, and see what enters the canal until the bolus is over.
    local function take(what)
      local before_ul = rig.catheter.delivered_ul
      expect(what .. " bolus is granted", not press())
      expect_within(POLL_S + 1, "the pump says so", function()
        return rig.pump.state == "patient_bolus"
      end)
      wait(BOLUS.over_s - POLL_S)
      expect_within(2 * POLL_S, "then the basal rate is back", function()
        return rig.pump.state == "continuous"
      end)
      expect(what .. " bolus was 25 ul, to two strokes", function()
        return math.abs(rig.catheter.delivered_ul - before_ul - BOLUS.ul) <= 2 * STROKE_UL
      end)
    end

    local function given_is(n) return function() return rig.pump.given == n end end
    local function denied_is(n) return function() return rig.pump.denied == n end end

    wait_until("the programmer finds the pump", 5, function() return rig.link.state == "up" end)
    wait(3600)
    expect_always("in 24 hours never more than basal and what was granted", function()
      return rig.catheter.ug_per_day
        <= 24 * BASAL_UL_PER_H + BOLUS.per_day * BOLUS.ul + 20 + 4 * STROKE_UL
    end)

    take "the first"
    local begun_s = rig.time_s - BOLUS.over_s
    local before_ul = rig.catheter.delivered_ul
    wait(3600)
    expect("an hour of basal rate has followed", function()
      return math.abs(rig.catheter.delivered_ul - before_ul - BASAL_UL_PER_H) <= STROKE_UL
    end)
    expect("within the lockout: refused, and shown", press())
    expect_within(POLL_S, "counted", denied_is(1))
    local entries = rig.pump.log_count
    expect("again, again refused", press())
    expect_within(POLL_S, "and written down", function()
      return rig.pump.log_count == entries + 1
    end)

    rig.bolus.volume_ul = 20
    rig.bolus.over_s = 300
    wait(BOLUS.lockout_s - (rig.time_s - begun_s) + POLL_S)
    rig.pump.single_bolus = 1
    expect_within(5, "the physician gives a bolus", function()
      return rig.pump.state == "single_bolus"
    end)
    expect("while it runs, the patient's is refused", press())
    expect_within(POLL_S, "and counted: three", denied_is(3))
    expect_within(300 + POLL_S, "then the basal rate is back", function()
      return rig.pump.state == "continuous"
    end)

    for i, which in ipairs { "the second", "the third", "the fourth" } do
      take(which)
      expect_within(POLL_S, i + 1 .. " given", given_is(i + 1))
      wait(BOLUS.lockout_s)
    end
    expect("a fifth is refused, past midnight too", press())
    expect_within(POLL_S, "nothing was given", given_is(4))
    wait(begun_s + 86400 - rig.time_s - 300)
    expect("23 h 55 min after the first still", press())
    wait(600)
    take "when the first is a day old, another"
    expect("for the count is of any 24 hours", given_is(4))
  end,
}
