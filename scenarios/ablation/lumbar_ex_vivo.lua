-- The lumbar protocol on the bench: the same cannula in a piece of meat at 22 C, without blood or
-- metabolism. It starts 15 C colder, so it needs more energy and leaves a smaller lesion than
-- lumbar_medial_branch.lua (10.8 mm at the end of the hold). Bench lesions must be compared with
-- bench lesions.
return scenario {
  title = "lumbar protocol ex vivo: 22 C, no perfusion, a smaller lesion than in vivo",
  covers = { "GEN-TEMP", "GEN-RAMP", "GEN-HOLD", "GEN-HOLD-WHOLE" },
  tags = { "treatment" },
  rig = "ablation",
  limit_s = 240,
  parameters = { in_vivo_width_mm = 10.8 },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = { name = "muscle", perfusion_per_s = 0, metabolic_w_per_m3 = 0 },
    start_c = 22,
  },

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.temp_low_c = 10       -- as delivered, 22 C would pass for a shorted thermocouple
    wait_until("the generator stands by", 5, state_is "standby")
    expect("the sample is at room temperature", function()
      return math.abs(rig.generator.temp_c - 22) < 1
    end)

    rig.generator.mode = "heat"
    expect_within(25, "80 C is reached", state_is "hold")
    wait(10)
    local steady = expect_always("the tip is held within 1 C", function()
      return math.abs(rig.tip.temp_c - 80) < 1
    end)
    expect_within(80.5, "the timer ends the lesion", state_is "cooldown")
    steady:stop()

    expect("the lesion is at least 1 mm narrower than in vivo", function()
      return rig.lesion.width_mm < p.in_vivo_width_mm - 1
    end)
    expect("but wider than the 6 mm that the nerve needs", function()
      return rig.lesion.width_mm > 6
    end)
    expect_within(61, "the treatment is complete", state_is "complete")
  end,
}
