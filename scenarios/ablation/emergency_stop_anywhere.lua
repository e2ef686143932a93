-- The red button, whatever the generator is doing: it needs no host, no state and no second look.
local LOOP_S = 0.05      -- two turns of the device's main loop (10 ms each) and a margin
local REPORT_S = 0.15    -- three questions for the status
local MODES = { "heat", "pulse", "sensory", "motor" }

return scenario {
  title = "the emergency stop works in every state",
  covers = { "IL-RF-21", "IL-RF-39", "GEN-CLEARS" },
  tags = { "stop" },
  rig = "ablation",
  limit_s = 60,
  parameters = { mode = 1, after_s = 3 },
  cases = {
    standby = { mode = 0, after_s = 1 },
    checking = { mode = 1, after_s = 0.3 },
    ramp = { mode = 1, after_s = 3 },
    hold = { mode = 1, after_s = 12 },
    pulse = { mode = 2, after_s = 3 },
    sensory = { mode = 3, after_s = 2 },
    motor = { mode = 4, after_s = 2 },
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
    rig.generator.pulse_rate_hz = 5
    wait_until("the generator stands by", 5, state_is "standby")
    if p.mode > 0 then rig.generator.mode = MODES[p.mode] end
    wait(0.3)
    if p.mode == 3 then rig.generator.sensory_volts_v = 0.5 end
    if p.mode == 4 then rig.generator.motor_volts_v = 0.5 end
    wait(p.after_s)
    rig.panel.emergency_stop = 1
    expect_within(LOOP_S, "everything goes off", dead)
    local still = expect_always("and stays off", dead)
    expect_within(REPORT_S, "the stop is reported", state_is "estop")
    rig.generator.sensory_volts_v = 0
    rig.generator.motor_volts_v = 0
    rig.generator.mode = "heat"
    wait(3)
    rig.panel.emergency_stop = 0
    wait(1)
    expect("it is latched", state_is "estop")
    rig.generator.clear_fault = 1
    expect_within(0.5, "it can be cleared", state_is "standby")
    wait(3)
    still:stop()
  end,
}
