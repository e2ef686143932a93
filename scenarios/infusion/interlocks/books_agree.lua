-- An hour and more at the pump's fastest: what it believes to hold is what it holds, and the rate it reports is the
-- rate it has.
return scenario {
  title = "at the pump's fastest the books agree",
  covers = { "PUMP-FLOW-01", "PUMP-FLOW-02", "PUMP-TRUE-01", "IL-P-10" },
  tags = { "flow", "reservoir" },
  rig = "infusion",
  limit_s = 20000,
  parameters = { ul_per_h = 1200 },
  grid = { ul_per_h = { 1000, 1200 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 400 },
      pump = { programme = { ul_per_h = p.ul_per_h } },
      programmer = { poll_s = 60 },
      canal = { step_s = 600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig, p)
    wait(6000)
    expect("believed and true", function()
      return math.abs(rig.pump.reservoir_ml - rig.reservoir.volume_ml) < 0.05
    end)
    expect("to the programme", function() return math.abs(rig.drive.hour_ul - p.ul_per_h) <= 5.1 end)
  end,
}
