-- Pulsed radiofrequency, from an eighth of the usual dose to six times as much: bursts as wide, as
-- often and as high as set, throttled at the ceiling, and over when their time is.
return scenario {
  title = "pulses: width, rate, voltage, ceiling and time are kept",
  covers = { "GEN-PULSE-DUTY", "GEN-PULSE-VOLTS", "GEN-PULSE-CEILING", "GEN-PULSE-TIME",
             "GEN-PULSE-MEAN", "GEN-CHECK" },
  tags = { "pulsed" },
  rig = "ablation",
  limit_s = 40,
  parameters = { width_ms = 20, rate_hz = 2 },
  grid = { width_ms = { 5, 20, 50 }, rate_hz = { 1, 2, 5 } },

  setup = {
    electrode = { gauge = 22, tip_mm = 5 },
    tissue = "drg",
    start_c = 37,
  },

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.pulse_width_ms = p.width_ms
    rig.generator.pulse_rate_hz = p.rate_hz
    rig.generator.pulse_time_s = 8
    wait_until("the generator stands by", 5, state_is "standby")
    rig.generator.mode = "pulse"
    expect_within(2, "pulses begin", state_is "pulse")
    expect_always("nothing trips", function() return rig.generator.fault == "none" end)
    expect_within(8.2, "their time ends them", function() return rig.generator.state ~= "pulse" end)
    expect("all of it was given", function()
      return math.abs(rig.generator.timer_s - 8) < 0.1
    end)
    wait(3)
  end,
}
