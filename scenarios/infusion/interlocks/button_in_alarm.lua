-- The motor stalls and comes back. Its alarm stands until it is cleared, and as long as it sounds the patient's button
-- is refused.
return scenario {
  title = "a stall: heard after ten minutes, and no bolus while it sounds",
  covers = { "IL-P-49", "IL-P-15" },
  tags = { "motor", "button", "fault" },
  rig = "infusion",
  limit_s = 20000,
  tick_s = 2,
  parameters = { ul_per_h = 100 },
  grid = { ul_per_h = { 30, 100, 1000 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 400 },
      pump = { programme = { ul_per_h = p.ul_per_h,
                             patient = { ul = 50, over_s = 600, lockout_s = 600, per_day = 6 } } },
      programmer = { poll_s = 30 },
      canal = { step_s = 600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig)
    wait(1300)
    rig.rotor.stalled = 1
    wait_until("strokes are missing for ten minutes", 2000, function() return rig.drive.missing_s >= 600 end)
    expect_within(10, "two tones", function() return rig.bedside.tone == "critical" end)
    wait(120)
    rig.rotor.stalled = 0
    expect_within(500, "it turns again", function() return rig.drive.missing_s == 0 end)
    wait(60)
    expect("and still sounds", function() return rig.bedside.tone == "critical" end)
    rig.handset.button = 1
    wait(2)
    expect("the button is refused", function() return rig.handset.denied == 1 end)
    rig.handset.button = 0
    wait(120)
    rig.pump.clear_alarms = 1
    wait(40)
    expect("cleared, it is quiet", function() return rig.bedside.tone == "quiet" end)
    wait(30)
  end,
}
