-- The same needle at the same place, first with pulses, then continuously, a minute each. Pulses of
-- 45 V keep the tip at 42 C and leave nothing to see; 80 C leave a lesion. What the strong field of
-- a pulse does to a nerve is not in this model: it knows heat only.
return scenario {
  title = "training: a minute of pulses, then a minute at 80 C",
  covers = { "GEN-PULSE-DUTY", "GEN-PULSE-CEILING", "GEN-TEMP" },
  tags = { "training" },
  rig = "ablation",
  limit_s = 250,
  parameters = { gauge = 22, tip_mm = 10 },

  setup = function(p)
    return { electrode = { gauge = p.gauge, tip_mm = p.tip_mm }, tissue = "muscle", start_c = 37 }
  end,

  run = function(rig)
    local function state_is(name) return function() return rig.generator.state == name end end

    local function report(what)
      log(string.format("%-12s %5.0f J   lesion %4.1f mm wide, %4.0f mm3", what,
        rig.output.energy_j, rig.lesion.width_mm, rig.lesion.volume_mm3))
    end

    rig.generator.pulse_time_s = 60
    rig.generator.hold_s = 60
    wait_until("the generator stands by", 5, state_is "standby")

    rig.generator.mode = "pulse"
    local cool = expect_always("pulses keep the tip at 42 C", function()
      return rig.tip.temp_c < 42.5
    end)
    wait_until("the pulses are over", 65, state_is "complete")
    cool:stop()
    report "pulsed"
    expect("pulses leave no lesion", rig.lesion.volume_mm3 == 0)

    rig.generator.mode = "heat"
    wait_until("80 C have been held for a minute", 85, state_is "cooldown")
    report "continuous"
    expect("80 C leave one", rig.lesion.width_mm > 5)
  end,
}
