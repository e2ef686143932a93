-- Wide, frequent bursts would heat the tip far beyond the ceiling; each next one is made as strong
-- as the room below the ceiling allows, or left out.
return scenario {
  title = "pulses at their ceiling: throttled to stay below 38, 40 or 42 C",
  covers = { "GEN-PULSE-CEILING", "GEN-PULSE-VOLTS" },
  tags = { "pulsed" },
  rig = "ablation",
  limit_s = 60,
  parameters = { ceiling_c = 42 },
  grid = { ceiling_c = { 38, 40, 42 } },

  setup = {
    electrode = { gauge = 20, tip_mm = 5 },
    tissue = "drg",
    start_c = 36,
  },

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.pulse_width_ms = 20
    rig.generator.pulse_rate_hz = 10
    rig.generator.pulse_ceiling_c = p.ceiling_c
    rig.generator.pulse_time_s = 25
    wait_until("the generator stands by", 5, state_is "standby")
    rig.generator.mode = "pulse"
    expect_within(2, "pulses begin", state_is "pulse")
    expect_within(20, "the ceiling is in sight", function()
      return rig.tip.temp_c > p.ceiling_c - 0.8
    end)
    expect_within(26, "their time ends them", function() return rig.generator.state ~= "pulse" end)
    wait(2)
  end,
}
