-- Most of the charge is gone at once. The pump ends, for good: neither a voltage that comes back nor CLEAR and START
-- bring it to life again.
return scenario {
  title = "a battery at its end: stopped, heard, and for good",
  covers = { "IL-P-33", "PUMP-END-01", "PUMP-BATT-01" },
  tags = { "battery", "fault", "latch" },
  rig = "infusion",
  limit_s = 20000,
  parameters = { ul_per_h = 100, lost = 0.96 },
  cases = { slow = { ul_per_h = 30 }, fast = { ul_per_h = 600 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 400 },
      pump = { age_days = 400, programme = { ul_per_h = p.ul_per_h } },
      programmer = { poll_s = 20 },
      canal = { step_s = 600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig, p)
    wait(600)
    rig.battery.lost = p.lost
    log(string.format("%.3f V", rig.battery.volts))
    wait(2)
    expect("below its end, and not so far that it is reset", function()
      return rig.battery.volts <= 2.28 and rig.battery.volts > 2.12
    end)
    expect_within(30, "two tones", function() return rig.bedside.tone == "critical" end)
    wait(720)
    rig.battery.lost = 0
    wait(60)
    rig.pump.clear_alarms = 1
    wait(5)
    rig.pump.start = 1
    wait(600)
    expect("it has ended", function() return rig.pump.state == "ended" and rig.drive.still_s > 1200 end)
  end,
}
