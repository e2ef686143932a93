-- The programmer is gone: out of reach, or it only asks once an hour. The therapy goes on.
return scenario {
  title = "without a programmer the therapy goes on",
  covers = { "IL-P-53", "PUMP-FLOW-01" },
  tags = { "link", "flow" },
  rig = "infusion",
  limit_s = 30000,
  tick_s = 5,
  parameters = { ul_per_h = 60 },
  grid = { ul_per_h = { 25, 60, 300 } },

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
    wait(300)
    rig.telemetry.cut = 1
    wait(4 * 3600)
    expect("hours later it gives what it should", function()
      return math.abs(rig.drive.hour_ul - p.ul_per_h) <= 5.1
    end)
    rig.telemetry.cut = 0
    expect_within(120, "the programmer is back", function() return rig.link.state == "up" end)
  end,
}
