-- A field from outside, for some minutes: nothing is delivered in it, and then the therapy goes on by itself.
return scenario {
  title = "after a field from outside the therapy goes on",
  covers = { "PUMP-FIELD-01" },
  tags = { "field", "fault" },
  rig = "infusion",
  limit_s = 20000,
  tick_s = 2,
  parameters = { minutes = 5 },
  grid = { minutes = { 1, 10, 25 } },

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 500 },
    pump = { programme = { ul_per_h = 60 } },
    programmer = { poll_s = 3600 },
    canal = { step_s = 600 },
    band = { samples = 0 },
  },

  run = function(rig, p)
    wait(4000)
    rig.telemetry.interfered = 1
    local before_ul = rig.drive.delivered_ul
    wait(p.minutes * 60)
    expect("nothing is delivered in it", function() return rig.drive.delivered_ul - before_ul < 0.001 end)
    rig.telemetry.interfered = 0
    wait(3700)
    expect("an hour later all is as before", function() return math.abs(rig.drive.hour_ul - 60) <= 5.1 end)
  end,
}
