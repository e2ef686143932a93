-- Steps of the day and periodic boluses, from several hours of the day on: what leaves the pump is the programme by the
-- bench's clock.
return scenario {
  title = "steps of the day and periodic boluses come on time",
  covers = { "PUMP-FLOW-01", "PUMP-TRUE-01" },
  tags = { "flow", "clock" },
  rig = "infusion",
  limit_s = 2 * 86400,
  tick_s = 30,
  row_every_s = 300,
  parameters = { mode = 1, hour = 6 },
  grid = { mode = { 1, 2 }, hour = { 6, 20 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 500 },
      pump = { clock = string.format("2026-02-28 %02d:00", p.hour), programme = {
        mode = p.mode == 1 and "flex" or "periodic", ul_per_h = 10,
        steps = { { from = "00:00", ul_per_h = 20 }, { from = "08:00", ul_per_h = 80 },
                  { from = "22:30", ul_per_h = 10 } },
        periodic = { ul = 60, over_s = 1800, every_min = 240, first = "02:00" } } },
      programmer = { poll_s = 60 },
      canal = { step_s = 3600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig)
    wait(20 * 3600)
    expect("quiet", function() return rig.bedside.tone == "quiet" end)
    expect("the motor has kept pace", function() return math.abs(rig.drive.off_ul) <= 5.1 end)
  end,
}
