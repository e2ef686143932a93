-- The rotor stops turning. Baclofen is gone from the cord within hours, and withdrawal can kill.
-- The pump must be heard long before, and go on by itself when the rotor turns again.
local INTERLOCKS = { "stall" }           -- for the tests: without=1 removes the first
local MUTANTS = { "stall_counts" }       -- mutant=1 plants the first
local HEARD_S = 1800     -- ten minutes of missing strokes, the first of them up to 7.5 min late
local DAY_S = 86400

return scenario {
  title = "a rotor that stalls on baclofen: heard at once, withdrawal after hours, recovery",
  covers = { "IL-P-49", "PUMP-ALARM-01" },
  tags = { "motor", "patient", "slow" },
  rig = "infusion",
  limit_s = 5 * DAY_S,
  tick_s = 10,
  row_every_s = 300,
  parameters = { stalled = 1, without = 0, slower_s = 0, mutant = 0 },

  setup = function(p)
    return {
      drug = "baclofen",
      tip = "T10",
      reservoir = { ug_per_ml = 500 },
      pump = { programme = { ul_per_h = 20 } },
      programmer = { poll_s = 300 },
      firmware = {
        without = INTERLOCKS[p.without], slower_s = p.slower_s, mutant = MUTANTS[p.mutant],
      },
    }
  end,

  run = function(rig, p)
    local function patient_is(name) return function() return rig.patient.state == name end end
    local function pump_is(name) return function() return rig.pump.state == name end end

    wait_until("the programmer finds the pump", 60, function() return rig.link.state == "up" end)
    wait(DAY_S)
    expect("less spasticity", patient_is "effect")
    expect("and silence", function() return rig.bedside.tone == "quiet" end)

    rig.rotor.stalled = p.stalled
    local stalled_s, before_ul = rig.time_s, rig.catheter.delivered_ul
    local dry = expect_always("not a stroke more enters the canal", function()
      return rig.catheter.delivered_ul - before_ul < 2.5
    end)
    expect_within(HEARD_S, "a two-tone alarm is heard", function()
      return rig.bedside.tone == "critical"
    end)
    expect("long before the patient can feel it", patient_is "effect")
    expect_within(300, "the pump says why", function()
      return rig.pump.stall_alarm == 1 and rig.pump.state == "stalled"
    end)
    expect_within(8 * 3600, "within eight hours spasticity is back", function()
      return rig.patient.state ~= "effect"
    end)
    expect_within(8 * 3600, "then withdrawal", patient_is "withdrawal")
    log(string.format("withdrawal %.1f h after the rotor stopped",
      (rig.time_s - stalled_s) / 3600))
    wait(stalled_s + 2 * DAY_S - rig.time_s)
    expect("two days later it is no better", patient_is "withdrawal")
    expect("there is no drug left at the tip", function() return rig.csf.tip_ug_per_ml < 1e-3 end)
    expect("though the catheter is full of it", function()
      return rig.catheter.tip_ug_per_ml > 0.99 * 500
    end)
    expect("and it is still heard", function() return rig.bedside.tone == "critical" end)
    dry:stop()

    rig.rotor.stalled = 0
    local freed_s = rig.time_s
    expect_within(1800, "freed, the pump goes on by itself", pump_is "continuous")
    expect_within(8 * 3600, "the withdrawal ends", patient_is "effect")
    log(string.format("over %.1f h after the rotor turned again", (rig.time_s - freed_s) / 3600))
    expect("what happened is not forgotten: heard until it is cleared", function()
      return rig.bedside.tone == "critical"
    end)
    rig.pump.clear_alarms = 1
    expect_within(60, "cleared, it is quiet", function() return rig.bedside.tone == "quiet" end)
    wait(DAY_S)
    expect("the dose of a day is given again", function()
      return math.abs(rig.catheter.ug_per_day - 240) < 5
    end)
  end,
}
