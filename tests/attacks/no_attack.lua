-- What stands among the attacks and is to pass.
return scenario {
  title   = "no attack",
  limit_s = 10,

  run = function(rig)
    wait(2)
    expect("the generator is ready", rig.generator.state == "standby")
  end,
}
