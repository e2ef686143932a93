-- Somebody pauses the single tone of a low reservoir. Minutes later a memory error must be heard all the same; that,
-- too, is paused, and comes back.
return scenario {
  title = "a paused low-reservoir alarm, and then a critical one",
  covers = { "PUMP-TONE-02", "IL-P-35" },
  tags = { "tone", "memory", "reservoir" },
  rig = "infusion",
  limit_s = 12000,
  parameters = { later_s = 60 },
  grid = { later_s = { 10, 300, 570 } },

  setup = {
    drug = "morphine",
    reservoir = { volume_ml = 1.9, ug_per_ml = 500 },
    pump = { programme = { ul_per_h = 60, low_reservoir_ml = 2 } },
    programmer = { poll_s = 20 },
    canal = { step_s = 600 },
    band = { samples = 0 },
  },

  run = function(rig, p)
    wait(300)
    rig.pump.silence = 1
    expect_within(5, "paused", function() return rig.bedside.tone == "quiet" end)
    wait(p.later_s)
    rig.firmware.memory_flip = 1
    wait(1)
    rig.firmware.memory_flip = 0
    expect_within(4, "heard", function() return rig.bedside.tone == "critical" end)
    wait(60)
    rig.pump.silence = 1
    wait(10)
    expect("paused in its turn", function() return rig.bedside.tone == "quiet" end)
    wait(900)
    expect("and back", function() return rig.bedside.tone == "critical" end)
  end,
}
