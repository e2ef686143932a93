-- The host falls silent, or nothing that it says can be understood. Nobody could stop the generator
-- any more, so it stops itself.
local MODES = { "heat", "pulse", "sensory" }

return scenario {
  title = "a silent or garbled host: the watchdog stops every output in its time",
  covers = { "IL-RF-30", "GEN-SILENCE" },
  tags = { "interlock", "wire" },
  rig = "ablation",
  limit_s = 60,
  parameters = { mode = 1, after_s = 12, watchdog_s = 2, corrupt = 0 },
  cases = {
    ramp = { mode = 1, after_s = 3 },
    hold = { mode = 1, after_s = 12 },
    hold_half_a_second = { mode = 1, after_s = 12, watchdog_s = 0.5 },
    hold_5s = { mode = 1, after_s = 12, watchdog_s = 5 },
    pulse = { mode = 2, after_s = 3 },
    sensory = { mode = 3, after_s = 2 },
    garbage_in_the_hold = { mode = 1, after_s = 12, corrupt = 0.5 },
    garbage_in_pulses = { mode = 2, after_s = 3, corrupt = 0.5 },
  },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end
    local function dead() return rig.output.rf_on == 0 and rig.output.stim_on == 0 end

    rig.generator.ramp_s = 5
    rig.generator.watchdog_s = p.watchdog_s
    rig.generator.pulse_rate_hz = 5
    wait_until("the generator stands by", 5, state_is "standby")
    rig.generator.mode = MODES[p.mode]
    wait(0.3)
    if p.mode == 3 then rig.generator.sensory_volts_v = 0.5 end
    wait(p.after_s)
    if p.corrupt > 0 then rig.wire.corrupt = p.corrupt else rig.cable.cut = 1 end
    wait(p.watchdog_s - 0.3)
    expect("the watchdog is not early", function()
      return rig.treatment.on_s > 0 and rig.output.duty > 0.05 or rig.output.stim_on == 1
    end)
    wait(0.5)
    expect("its time is over, and it gives nothing", dead)
    expect_always("and nothing comes back", dead)
    wait(3)
    rig.wire.corrupt = 0
    rig.cable.cut = 0
    expect_within(2, "understood again, it says why", function()
      return rig.generator.fault == "host_silent"
    end)
    wait(3)
  end,
}
