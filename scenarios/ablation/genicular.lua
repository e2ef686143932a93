-- A genicular nerve at the knee: 18 G, 10 mm tip, 80 C for 90 s, in connective tissue. The model
-- knows one tissue at a time: the bone that lies under a genicular nerve, and shades its heat, is
-- not there.
return scenario {
  title = "genicular nerve: 18 G, 10 mm tip, 80 C for 90 s in connective tissue alone",
  covers = { "GEN-TEMP", "GEN-RAMP", "GEN-HOLD", "GEN-HOLD-WHOLE" },
  tags = { "treatment" },
  rig = "ablation",
  limit_s = 240,
  parameters = { ramp_s = 20 },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "connective",
    start_c = 35,           -- a limb is cooler than the trunk
  },

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.ramp_s = p.ramp_s
    wait_until("the generator stands by", 5, state_is "standby")

    rig.generator.mode = "heat"
    expect_within(5, "heating begins", state_is "ramp")
    expect_always("no tissue is hotter than 85 C", function() return rig.tissue.hottest_c < 85 end)
    wait(18)
    expect("the slow ramp is obeyed: not there after 18 s", state_is "ramp")
    expect_within(7, "80 C is reached", state_is "hold")

    wait(10)
    local steady = expect_always("the tip is held within 1 C", function()
      return math.abs(rig.tip.temp_c - 80) < 1
    end)
    expect_within(80.5, "the timer ends the lesion", state_is "cooldown")
    steady:stop()
    expect("the lesion is 8 to 12 mm wide", function()
      return rig.lesion.width_mm > 8 and rig.lesion.width_mm < 12
    end)
    expect_within(61, "the treatment is complete", state_is "complete")
  end,
}
