-- Tones are paused. A critical one comes back after ten minutes; and a pause of a small alarm hides no great one.
return scenario {
  title = "a pause of a tone ends, and hides nothing that comes later",
  covers = { "PUMP-TONE-01", "IL-P-45" },
  tags = { "tone", "memory", "reservoir" },
  rig = "infusion",
  limit_s = 12000,
  parameters = { low = 0 },
  cases = { critical = { low = 0 }, beside_a_low_reservoir = { low = 1 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { volume_ml = p.low > 0 and 1.9 or 15, ug_per_ml = 500 },
      pump = { programme = { ul_per_h = 60, low_reservoir_ml = 2 } },
      programmer = { poll_s = 20 },
      canal = { step_s = 600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig, p)
    local function hears(tone) return function() return rig.bedside.tone == tone end end

    wait(300)
    expect("before", hears(p.low > 0 and "non_critical" or "quiet"))
    rig.firmware.memory_flip = 1
    wait(1)
    rig.firmware.memory_flip = 0
    expect_within(4, "two tones", hears "critical")
    wait(900)
    expect("still two tones", hears "critical")
    rig.pump.silence = 1
    expect_within(5, "paused", hears "quiet")
    expect_within(660, "ten minutes later it is back", hears "critical")
    wait(360)
  end,
}
