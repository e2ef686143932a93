-- Boluses of many sizes and durations. Each is what was ordered, and then the basal rate is back.
return scenario {
  title = "a single bolus: as large as ordered, in the time ordered, and the basal rate behind it",
  covers = { "IL-P-20", "IL-P-21", "PUMP-FLOW-01" },
  tags = { "bolus", "flow" },
  rig = "infusion",
  limit_s = 30000,
  tick_s = 2,
  parameters = { ul = 40, over_s = 600 },
  grid = { ul = { 20, 100, 250 }, over_s = { 900, 3600 } },

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 500 },
    pump = { programme = { ul_per_h = 60 } },
    programmer = { poll_s = 30 },
    canal = { step_s = 600 },
    band = { samples = 0 },
  },

  run = function(rig, p)
    wait(4000)
    local before_ul = rig.drive.delivered_ul
    rig.bolus.volume_ul = p.ul
    rig.bolus.over_s = p.over_s
    rig.pump.single_bolus = 1
    expect_within(60, "it runs", function() return rig.pump.state == "single_bolus" end)
    wait(p.over_s + 60)
    expect("it is over", function() return rig.pump.state == "continuous" end)
    expect("and was what was ordered", function()
      return math.abs(rig.drive.delivered_ul - before_ul - p.ul - 60 * (rig.time_s - 4000 - p.over_s) / 3600) <= 5.1
    end)
    wait(3700)
    expect("an hour later: the basal rate", function() return math.abs(rig.drive.hour_ul - 60) <= 5.1 end)
  end,
}
