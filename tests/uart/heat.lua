return scenario {
  title = "a generator on a serial adapter heats, and is told to stop",
  rig = "ablation",
  limit_s = 120,
  run = function(rig)
    local function state_is(name) return function() return rig.generator.state == name end end

    wait_until("the generator stands by", 60, state_is "standby")
    rig.generator.set_temp_c = 60
    rig.generator.ramp_s = 1
    rig.generator.mode = "heat"
    expect_within(40, "its tip grows warm", function() return rig.generator.temp_c > 50 end)
    rig.generator.mode = "standby"
    expect_within(10, "it stops", state_is "standby")
  end,
}
