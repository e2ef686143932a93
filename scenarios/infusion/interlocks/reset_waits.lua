-- A low-battery reset in each mode: the minimum rate until somebody starts it, and steps of the day only by a clock that
-- was set.
return scenario {
  title = "after a reset: the minimum rate, until it is cleared, set and started",
  covers = { "IL-P-51" },
  tags = { "battery", "clock", "fault" },
  rig = "infusion",
  limit_s = 30000,
  tick_s = 5,
  parameters = { mode = 0 },
  cases = { continuous = { mode = 0 }, flex = { mode = 1 }, periodic = { mode = 2 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 500 },
      pump = { clock = "2026-03-01 07:00", programme = {
        mode = ({ [0] = "continuous", "flex", "periodic" })[p.mode], ul_per_h = 60,
        steps = { { from = "00:00", ul_per_h = 60 }, { from = "08:00", ul_per_h = 90 } },
        periodic = { ul = 60, over_s = 1800, every_min = 120, first = "07:30" } } },
      programmer = { poll_s = 20 },
      canal = { step_s = 600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig)
    wait(3700)
    rig.firmware.low_battery_reset = 1
    wait(5)
    rig.firmware.low_battery_reset = 0
    expect_within(10, "two tones", function() return rig.bedside.tone == "critical" end)
    wait(7300)
    expect("for two hours next to nothing", function() return rig.drive.hour_ul <= 2.6 end)
    rig.pump.clear_alarms = 1
    wait(30)
    rig.pump.set_clock_s = 825638400 + 10 * 3600
    wait(30)
    rig.pump.start = 1
    wait(4000)
    expect("cleared, set and started, it runs", function() return rig.drive.hour_ul > 50 end)
  end,
}
