-- The mains fail, for a moment or for longer, whatever the generator is doing. Nothing may come
-- back with them.
local MODES = { "heat", "pulse", "sensory" }

return scenario {
  title = "nothing starts with the mains, whatever they have interrupted",
  covers = { "IL-RF-19" },
  tags = { "mains" },
  rig = "ablation",
  limit_s = 60,
  parameters = { mode = 1, after_s = 3, for_s = 1 },
  cases = {
    ramp = { mode = 1, after_s = 3 },
    hold = { mode = 1, after_s = 12 },
    hold_20ms = { mode = 1, after_s = 12, for_s = 0.02 },
    pulse = { mode = 2, after_s = 3 },
    sensory = { mode = 3, after_s = 2 },
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
    wait_until("the generator stands by", 5, state_is "standby")
    rig.generator.mode = MODES[p.mode]
    wait(0.3)
    if p.mode == 3 then rig.generator.sensory_volts_v = 0.5 end
    wait(p.after_s)
    rig.panel.mains_off = 1
    wait(0.02)
    expect_always("nothing comes out any more", dead)
    wait(p.for_s)
    rig.panel.mains_off = 0
    expect_within(3, "it tests itself and stands by", state_is "standby")
    wait(5)
    expect("and goes on doing so", state_is "standby")
  end,
}
