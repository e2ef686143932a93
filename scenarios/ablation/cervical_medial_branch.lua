-- A cervical medial branch, close to the vertebral artery and a spinal nerve: a thin cannula with a
-- 5 mm tip, so that the lesion stays small. A short tip has a high impedance and little power; the
-- loop must hold it as well as a long one.
return scenario {
  title = "cervical medial branch: 22 G, 5 mm tip, 80 C for 90 s, a small lesion",
  covers = { "GEN-TEMP", "GEN-RAMP", "GEN-HOLD", "GEN-HOLD-WHOLE" },
  tags = { "treatment" },
  rig = "ablation",
  limit_s = 240,
  tail_s = 3,
  parameters = { tip_mm = 5 },

  setup = function(p)
    return { electrode = { gauge = 22, tip_mm = p.tip_mm }, tissue = "muscle", start_c = 37 }
  end,

  run = function(rig)
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.power_limit_w = 10
    wait_until("the generator stands by", 5, state_is "standby")

    rig.generator.mode = "heat"
    expect_within(5, "heating begins", state_is "ramp")
    expect_always("no tissue is hotter than 85 C", function() return rig.tissue.hottest_c < 85 end)
    expect_always("it never takes more than 5 W", function() return rig.output.power_w < 5 end)
    expect_within(20, "80 C is reached", state_is "hold")
    expect("a short thin tip has an impedance above 100 ohm", function()
      return rig.generator.impedance_ohm > 100
    end)

    wait(10)
    local steady = expect_always("the tip is held within 1 C", function()
      return math.abs(rig.tip.temp_c - 80) < 1
    end)
    expect_within(80.5, "the timer ends the lesion", state_is "cooldown")
    steady:stop()

    expect("the lesion reaches the nerve", function() return rig.lesion.width_mm > 6 end)
    expect("and not the artery", function() return rig.lesion.width_mm < 9 end)
    expect("its volume is less than half of the lumbar one", function()
      return rig.lesion.volume_mm3 < 500
    end)
  end,
}
