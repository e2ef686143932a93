-- A lumbar medial branch is ablated: 18 G cannula, 10 mm tip, 80 C held for 90 s, in perfused muscle.
return scenario {
  title = "lumbar medial branch: 18 G, 10 mm tip, 80 C for 90 s",
  rig = "ablation",
  limit_s = 180,
  parameters = { set_c = 80, hold_s = 90 },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig, p)
    rig.generator.set_temp_c = p.set_c
    rig.generator.hold_s = p.hold_s
    wait_until("the generator stands by", 5, function() return rig.generator.state == "standby" end)

    rig.generator.mode = "heat"
    expect_within(2, "pad and impedance are checked first", function() return rig.generator.state == "checking" end)
    expect_within(5, "heating begins", function() return rig.generator.state == "ramp" end)
    expect_always("the tip stays within 3 C of the set temperature", function() return rig.tip.temp_c < p.set_c + 3 end)
    expect_within(40, "the set temperature is reached", function() return rig.generator.state == "hold" end)

    wait(10)
    local steady = expect_always("the tip is held within 1 C", function()
      return math.abs(rig.tip.temp_c - p.set_c) < 1
    end)
    wait(p.hold_s - 15)
    steady:stop()

    expect_within(20, "the timer ends the lesion", function() return rig.generator.state == "cooldown" end)
    expect("no radiofrequency is left", function() return rig.output.rf_on == 0 end)
    expect("the lesion is wide enough for the nerve", function() return rig.lesion.width_mm > 6 end)
    wait(10)
    expect("the tip has cooled below 60 C", function() return rig.tip.temp_c < 60 end)
  end,
}
