-- A soft catheter: its pressure rises in small steps. It is shut until the pressure is just below the limit, and opens
-- again: not a sound. The next time it stays shut.
return scenario {
  title = "just below the limit no occlusion is told, at it there is one",
  covers = { "PUMP-TRUE-04", "IL-P-01", "IL-P-03" },
  tags = { "catheter", "fault" },
  rig = "infusion",
  limit_s = 9000,
  parameters = { ul_per_h = 300 },
  grid = { ul_per_h = { 150, 300 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 500 },
      catheter = { ul_per_kpa = 1 },
      pump = { programme = { ul_per_h = p.ul_per_h } },
      programmer = { poll_s = 20 },
      canal = { step_s = 600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig)
    wait(300)
    rig.catheter.occlusion = 1
    wait_until("the pressure is just below the limit", 3000, function() return rig.catheter.pressure_kpa >= 64 end)
    wait(10)
    expect("not at it", function() return rig.catheter.pressure_kpa < 68 end)
    expect("not a sound", function() return rig.bedside.tone == "quiet" end)
    rig.catheter.occlusion = 0
    wait(300)
    expect("it runs", function() return rig.pump.state == "continuous" and rig.bedside.tone == "quiet" end)
    rig.catheter.occlusion = 1
    wait_until("the limit is reached", 3000, function() return rig.catheter.pressure_kpa >= 69 end)
    expect_within(3, "two tones", function() return rig.bedside.tone == "critical" end)
    wait(660)
  end,
}
