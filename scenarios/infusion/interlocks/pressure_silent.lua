-- The outlet's pressure sensor falls silent at several rates. A pump that cannot see an occlusion stops.
return scenario {
  title = "a silent pressure sensor: stopped and heard",
  covers = { "IL-P-46" },
  tags = { "sensor", "fault" },
  rig = "infusion",
  limit_s = 9000,
  parameters = { ul_per_h = 200 },
  grid = { ul_per_h = { 30, 200, 1200 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 400 },
      pump = { programme = { ul_per_h = p.ul_per_h } },
      programmer = { poll_s = 30 },
      canal = { step_s = 600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig)
    wait(600)
    rig.pressure_sensor.open = 1
    expect_within(12, "two tones", function() return rig.bedside.tone == "critical" end)
    expect_within(35, "and stopped", function() return rig.pump.state == "halted" end)
    wait(700)
    rig.pressure_sensor.open = 0
    wait(5)
    rig.pump.clear_alarms = 1
    wait(5)
    rig.pump.start = 1
    expect_within(35, "it sees again, and is started", function() return rig.pump.state == "continuous" end)
    wait(130)
  end,
}
