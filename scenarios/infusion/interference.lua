-- A field from outside (a shop's gate, a scanner) forces the pump into telemetry mode: it stops and
-- refuses the patient's button. When the field is gone it goes on by itself, unless an alarm was
-- sounding: then, as is published of one pump, it waits for a programmer, for days if need be.
local UL_PER_H = 40
local DAY_S = 86400

return scenario {
  title = "interference: stopped while it lasts; with an alarm sounding, until a programmer comes",
  covers = { "PUMP-FIELD-01" },
  tags = { "field", "fault", "slow" },
  rig = "infusion",
  limit_s = 6 * DAY_S,
  tick_s = 2,
  row_every_s = 300,

  setup = {
    drug = "morphine",
    reservoir = { volume_ml = 2.1, ug_per_ml = 500 },
    pump = { programme = { ul_per_h = UL_PER_H, low_reservoir_ml = 2,
                           patient = { ul = 10, over_s = 120, lockout_s = 3600, per_day = 6 } } },
    programmer = { poll_s = 20 },
    band = { samples = 5 },
  },

  run = function(rig)
    local function state_is(name) return function() return rig.pump.state == name end end
    local function hears(tone) return function() return rig.bedside.tone == tone end end

    ---A field for ten minutes; the programmer is not there. Tells what was delivered meanwhile.
    local function field()
      local before_ul = rig.drive.delivered_ul
      rig.telemetry.interfered = 1
      wait(60)
      rig.handset.button = 1
      expect_within(4, "the button is refused, and the patient is told", function()
        return rig.handset.denied == 1
      end)
      rig.handset.button = 0
      wait(540)
      expect("nothing is delivered in the field", function()
        return rig.drive.delivered_ul - before_ul < 0.001
      end)
      rig.telemetry.interfered = 0
    end

    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(1800)
    rig.telemetry.cut = 1
    field()
    local before_ul = rig.drive.delivered_ul
    wait(3600)
    expect("no alarm sounded: it has gone on by itself", function()
      return math.abs(rig.drive.delivered_ul - before_ul - UL_PER_H) <= 2.5
    end)
    wait_until("the low-reservoir alarm sounds", 3 * 3600, hears "non_critical")
    wait(3600)
    field()
    before_ul = rig.drive.delivered_ul
    local gone_s = rig.time_s
    wait(24 * 3600)
    expect("a gap: the field is gone, and nothing is delivered for a day", function()
      return rig.drive.delivered_ul == before_ul
    end)
    expect("the patient is in withdrawal", function()
      return rig.patient.state == "withdrawal"
    end)
    expect("and hears no other alarm", hears "non_critical")
    expect_within(DAY_S, "two days without delivery: a critical alarm", hears "critical")
    log(string.format("stopped for %.1f h before it said so", (rig.time_s - gone_s) / 3600))

    rig.telemetry.cut = 0
    expect_within(120, "a programmer comes: the therapy goes on", state_is "continuous")
    expect_within(60, "and the critical alarm is over", function()
      return rig.pump.stopped_long_alarm == 0 and rig.bedside.tone == "non_critical"
    end)
    wait(3600)
    expect("as programmed", function()
      return math.abs(rig.drive.delivered_ul - before_ul - UL_PER_H) <= 2.5
    end)
  end,
}
