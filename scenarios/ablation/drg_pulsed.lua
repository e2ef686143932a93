-- Pulsed radiofrequency at a dorsal root ganglion: 45 V bursts of 20 ms, twice a second, for 120 s,
-- throttled so that the tip stays at 42 C. The treatment is not meant to make a lesion: no tissue
-- may come near 50 C, and the thermal dose must stay far below the 240 minutes at which tissue
-- dies.
local TIP_MOST_C = 42.3     -- the ceiling, and what a burst adds before the thermocouple shows it

return scenario {
  title = "dorsal root ganglion, pulsed: 45 V, 20 ms, 2 Hz, 42 C for 120 s, no lesion",
  covers = { "GEN-PULSE-DUTY", "GEN-PULSE-MEAN", "GEN-PULSE-VOLTS", "GEN-PULSE-CEILING",
             "GEN-PULSE-TIME" },
  tags = { "treatment", "pulsed" },
  rig = "ablation",
  limit_s = 200,
  tail_s = 3,
  parameters = { width_ms = 20, lag_s = 0.25 },

  setup = function(p)
    return {
      electrode = { gauge = 22, tip_mm = 5 },
      tissue = "drg",
      start_c = 37,
      thermocouple = { lag_s = p.lag_s },
      criteria = { { cem43_min = 5 }, { isotherm_c = 50 }, { arrhenius = "liver" } },
    }
  end,

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.pulse_volts_v = 45
    rig.generator.pulse_width_ms = p.width_ms
    rig.generator.pulse_rate_hz = 2
    rig.generator.pulse_time_s = 120
    rig.generator.pulse_ceiling_c = 42
    wait_until("the generator stands by", 5, state_is "standby")

    rig.generator.mode = "pulse"
    expect_always("the tip is never more than 0.3 C above its ceiling", function()
      return rig.tip.temp_c < TIP_MOST_C
    end)
    expect_always("no tissue comes near 50 C", function() return rig.tissue.hottest_c < 45 end)
    expect_always("no burst exceeds 45 V", function() return rig.output.volts_rms < 45.5 end)
    expect_within(2, "pulses begin", state_is "pulse")

    local ticks_on = 0
    for _ = 1, 1000 do
      wait(0.01)
      ticks_on = ticks_on + rig.output.rf_on
    end
    log(string.format("radiofrequency for %d ms of the first 10 s", 10 * ticks_on))
    expect("bursts fill 4 % of the time", ticks_on >= 36 and ticks_on <= 44)

    wait(50)
    expect("the tip is warm: 41 C or more after a minute", function()
      return rig.tip.temp_c > 41
    end)
    expect_within(61, "120 s of pulses are over", function()
      return rig.generator.state ~= "pulse"
    end)
    expect_within(0.2, "the treatment is complete", state_is "complete")
    expect("all of the 120 s were given", function()
      return math.abs(rig.generator.timer_s - 120) < 0.1
    end)
    -- The lesion is by the first criterion.
    expect("nowhere is the dose as much as 5 min at 43 C", function()
      return rig.lesion.volume_mm3 == 0
    end)
  end,
}
