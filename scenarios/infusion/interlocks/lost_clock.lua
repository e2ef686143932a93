-- Somebody starts the day's steps after a reset and has not set the clock.
return scenario {
  title = "no steps of the day by a clock that is lost",
  covers = { "PUMP-CLOCK-01" },
  tags = { "battery", "clock" },
  rig = "infusion",
  limit_s = 9000,
  parameters = { mode = 1 },
  cases = { flex = { mode = 1 }, periodic = { mode = 2 } },

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
    wait(600)
    rig.firmware.low_battery_reset = 1
    wait(2)
    rig.firmware.low_battery_reset = 0
    wait(60)
    rig.pump.clear_alarms = 1
    wait(30)
    rig.pump.start = 1
    wait(60)
    expect("refused", function() return rig.pump.refusal == "alarm" and rig.pump.state == "minimum_rate" end)
    rig.pump.set_clock_s = 825638400
    wait(10)
    rig.pump.start = 1
    wait(60)
    expect("set, it starts", function() return rig.drive.still_s < 600 and rig.bedside.tone == "quiet" end)
  end,
}
