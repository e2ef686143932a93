-- The level sensor falls silent: an hour later a single tone, and the therapy goes on.
return scenario {
  title = "a silent level sensor: heard after an hour, and no stop",
  covers = { "PUMP-SENSE-01" },
  tags = { "sensor", "reservoir", "fault" },
  rig = "infusion",
  limit_s = 12000,
  parameters = { ul_per_h = 100 },
  grid = { ul_per_h = { 100, 600 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 500 },
      pump = { programme = { ul_per_h = p.ul_per_h } },
      programmer = { poll_s = 30 },
      canal = { step_s = 600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig, p)
    wait(600)
    rig.level_sensor.open = 1
    wait(3660)
    expect("heard", function() return rig.bedside.tone == "non_critical" end)
    wait(600)
    expect("the therapy goes on", function() return math.abs(rig.drive.hour_ul - p.ul_per_h) <= 5.1 end)
    rig.level_sensor.open = 0
    expect_within(5, "it is back: quiet", function() return rig.bedside.tone == "quiet" end)
  end,
}
