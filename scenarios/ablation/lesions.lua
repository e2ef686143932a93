-- Lesions by tip, gauge and temperature: reached by the ramp and not before, held as long and as
-- hot as was asked for, shown as they are.
return scenario {
  title = "lesions of every size: temperature, time and display are true",
  covers = { "GEN-TEMP", "GEN-RAMP", "GEN-HOLD", "GEN-HOLD-WHOLE", "GEN-CHECK", "GEN-POWER-LIMIT",
             "GEN-SHOWN-TEMP", "GEN-SHOWN-IMPEDANCE", "GEN-SHOWN-ENERGY", "IL-RF-24", "IL-RF-37",
             "IL-RF-42" },
  tags = { "treatment" },
  rig = "ablation",
  limit_s = 60,
  parameters = { gauge = 18, tip_mm = 10, set_c = 80 },
  grid = { gauge = { 18, 22 }, tip_mm = { 5, 10, 15 }, set_c = { 60, 75, 90 } },

  setup = function(p)
    return {
      electrode = { gauge = p.gauge, tip_mm = p.tip_mm },
      tissue = "muscle",
      start_c = 37,
    }
  end,

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.set_temp_c = p.set_c
    rig.generator.ramp_s = 6
    rig.generator.hold_s = 14
    wait_until("the generator stands by", 5, state_is "standby")
    rig.generator.mode = "heat"
    expect_within(2, "it heats", state_is "ramp")
    expect_always("the tip is never 3 C too hot", function()
      return rig.tip.temp_c < p.set_c + 3
    end)
    expect_within(12, "the temperature is reached", state_is "hold")
    expect_within(14.3, "its time ends the hold", state_is "cooldown")
    expect("the timer tells all of it", function()
      return math.abs(rig.generator.timer_s - 14) < 0.1
    end)
    wait(3)
  end,
}
