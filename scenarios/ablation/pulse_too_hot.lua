-- The thermocouple shows a temperature at which tissue dies, in a treatment that is chosen in order
-- to kill none. Bursts are left out then anyway; but the output stage leaks 5 V, which no throttling
-- takes away.
local LOOP_S = 0.05      -- two turns of the device's main loop (10 ms each) and a margin
local REPORT_S = 0.15    -- three questions for the status

return scenario {
  title = "pulses at the temperature of lesions are stopped in 0.2 s",
  covers = { "IL-RF-27", "GEN-CAUSE-TEMP" },
  tags = { "interlock", "pulsed" },
  rig = "ablation",
  limit_s = 40,
  parameters = { offset_c = 8, limit_c = 45 },
  cases = {
    slightly = { offset_c = 7, limit_c = 43 },
    much = { offset_c = 14, limit_c = 50 },
  },

  setup = {
    electrode = { gauge = 22, tip_mm = 5 },
    tissue = "drg",
    start_c = 37,
  },

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.pulse_temp_c = p.limit_c
    rig.generator.pulse_rate_hz = 5
    wait_until("the generator stands by", 5, state_is "standby")
    rig.generator.mode = "pulse"
    wait_until("pulses begin", 2, state_is "pulse")
    wait(5)
    rig.firmware.leak_v = 5
    wait(1)
    expect("they go on", state_is "pulse")
    rig.thermocouple.offset_c = p.offset_c
    expect_within(0.2 + LOOP_S + REPORT_S, "they are stopped", state_is "fault")
    expect_always("and stay off", function() return rig.output.rf_on == 0 end)
    expect("for this reason", function() return rig.generator.fault == "pulse_over_temp" end)
    wait(4)
  end,
}
