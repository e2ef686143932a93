-- The reservoir runs through its low mark and down to empty, at several rates: one tone, then two and a stop, while
-- there is still something left that is never pushed.
local LOW_ML = 0.9

return scenario {
  title = "a reservoir runs low and empty: one tone, two tones, stopped",
  covers = { "IL-P-23", "IL-P-24" },
  tags = { "reservoir" },
  rig = "infusion",
  limit_s = 40000,
  tick_s = 2,
  parameters = { ul_per_h = 400 },
  grid = { ul_per_h = { 200, 400, 1200 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { volume_ml = 1.1, ug_per_ml = 400 },
      pump = { programme = { ul_per_h = p.ul_per_h, low_reservoir_ml = LOW_ML } },
      programmer = { poll_s = 30 },
      canal = { step_s = 600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig)
    local function hears(tone) return function() return rig.bedside.tone == tone end end

    wait_until("the low mark is passed", 10000, function() return rig.reservoir.volume_ml < LOW_ML - 0.0026 end)
    expect_within(10, "one tone", hears "non_critical")
    wait_until("half a millilitre is left", 20000, function() return rig.reservoir.volume_ml <= 0.501 end)
    expect_within(60, "two tones", hears "critical")
    wait(800)
    expect("nothing more was pushed", function() return rig.reservoir.volume_ml > 0.49 end)
  end,
}
