-- Sensory stimulation from a tenth of a volt up: what leaves the generator is what was set.
return scenario {
  title = "stimulation has the amplitude that was set",
  covers = { "GEN-STIM" },
  tags = { "stimulation" },
  rig = "ablation",
  limit_s = 30,
  parameters = { volts = 0.5 },
  grid = { volts = { 0.1, 0.5, 3 } },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end

    wait_until("the generator stands by", 5, state_is "standby")
    rig.generator.mode = "sensory"
    wait_until("stimulation begins", 1, state_is "sensory")
    rig.generator.sensory_volts_v = p.volts
    wait(1)
    expect("the amplitude is true", function()
      return math.abs(rig.output.stim_v - p.volts) < 0.01
    end)
    expect("and shown", function() return math.abs(rig.generator.stim_v - p.volts) < 0.01 end)
    rig.generator.mode = "standby"
    expect_within(0.3, "standby ends it", function() return rig.output.stim_on == 0 end)
    rig.generator.mode = "motor"
    wait(1)
    expect("another needs the amplitude at zero first", state_is "standby")
  end,
}
