-- Whoever holds the patient's hand says stop. Standby is never refused, whatever the generator is
-- doing, and nothing comes back.
local ANSWER_S = 0.15    -- an order on the wire, behind a question that is open
local MODES = { "heat", "pulse" }

return scenario {
  title = "standby ends radiofrequency at once, whatever the generator does",
  covers = { "IL-RF-16" },
  tags = { "stop" },
  rig = "ablation",
  limit_s = 60,
  parameters = { mode = 1, after_s = 3 },
  cases = {
    in_the_check = { mode = 1, after_s = 0.3 },
    in_the_ramp = { mode = 1, after_s = 3 },
    in_the_hold = { mode = 1, after_s = 12 },
    between_bursts = { mode = 2, after_s = 3 },
    in_the_check_for_pulses = { mode = 2, after_s = 0.3 },
  },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.ramp_s = 5
    wait_until("the generator stands by", 5, state_is "standby")
    rig.generator.mode = MODES[p.mode]
    wait(p.after_s)
    expect("it is at work", function() return rig.generator.state ~= "standby" end)
    rig.generator.mode = "standby"
    expect_within(0.3, "it stands by", state_is "standby")
    expect_always("and nothing comes out", function()
      return rig.output.rf_on == 0 and rig.output.stim_on == 0
    end)
    wait(3)
    expect("no fault is latched", function() return rig.generator.fault == "none" end)
  end,
}
