-- The host allows less power than the ramp would like. The control must ask for no more.
return scenario {
  title = "a power limit is kept by the control, not only by the interlock",
  covers = { "GEN-POWER-LIMIT", "GEN-SHOWN-POWER" },
  tags = { "output" },
  rig = "ablation",
  limit_s = 60,
  parameters = { limit_w = 3 },
  grid = { limit_w = { 3, 4, 5 } },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.set_temp_c = 60
    rig.generator.ramp_s = 2
    rig.generator.power_limit_w = p.limit_w
    wait_until("the generator stands by", 5, state_is "standby")
    rig.generator.mode = "heat"
    expect_within(5, "its control is at the limit", function()
      return rig.generator.at_limit == 1
    end)
    expect_within(20, "the temperature is reached all the same", state_is "hold")
    wait(5)
    expect("no interlock has tripped", function() return rig.generator.fault == "none" end)
  end,
}
