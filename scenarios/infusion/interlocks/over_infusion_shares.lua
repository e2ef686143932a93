-- Strokes that are too large by a half, or twice as large. A coarse level sensor needs days, but it must find them
-- before they are 3 ml too much.
return scenario {
  title = "strokes too large: found by the level before three millilitres too much",
  covers = { "IL-P-07", "IL-P-10", "PUMP-FLOW-01", "IL-P-25" },
  tags = { "flow", "fault" },
  gaps = {
    ["IL-P-25"] = "the level tells only when the excess has passed its grain",
    ["PUMP-FLOW-01"] = "the fault itself: an hour cannot show it to a coarse level sensor",
  },
  rig = "infusion",
  limit_s = 20 * 86400,
  tick_s = 60,
  row_every_s = 600,
  parameters = { more = 0.5, well_h = 0 },
  grid = { more = { 0.5, 1 }, well_h = { 96, 144 } },

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 500 },
    pump = { programme = { ul_per_h = 40 } },
    programmer = { poll_s = 300 },
    canal = { step_s = 3600 },
    band = { samples = 0 },
  },

  run = function(rig, p)
    wait(p.well_h * 3600)
    rig.drive.gain_error = p.more
    wait_until("it is found", 10 * 86400, function() return rig.bedside.tone == "critical" end)
    log(string.format("%.2f ml too much", rig.drive.over_ml))
    expect("before it was 3 ml", function() return rig.drive.over_ml < 3 end)
    wait(1200)
    expect("and it has stopped", function() return rig.pump.state == "halted" end)
  end,
}
