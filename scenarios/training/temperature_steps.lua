-- What the set temperature does: one needle, 30 s each at 60, 70, 80 and 90 C. Every step reaches
-- further out, and the hottest tissue is never far from the tip: a needle without cooling has no
-- hot spot in the distance.
return scenario {
  title = "training: 60, 70, 80, 90 C with one needle",
  covers = { "GEN-TEMP", "GEN-SHOWN-TEMP" },
  tags = { "training" },
  rig = "ablation",
  limit_s = 300,
  parameters = { gauge = 18, tip_mm = 10, step_s = 30 },

  setup = function(p)
    return { electrode = { gauge = p.gauge, tip_mm = p.tip_mm }, tissue = "muscle", start_c = 37 }
  end,

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.hold_s = 600
    rig.generator.set_temp_c = 60
    wait_until("the generator stands by", 5, state_is "standby")
    rig.generator.mode = "heat"
    wait_until("60 C are reached", 30, state_is "hold")

    local width_mm = 0
    log "set C   tip C   hottest C   power W   width mm"
    for set_c = 60, 90, 10 do
      rig.generator.set_temp_c = set_c
      wait(p.step_s)
      log(string.format("%5d   %5.1f   %9.1f   %7.2f   %8.2f", set_c, rig.tip.temp_c,
        rig.tissue.hottest_c, rig.output.power_w, rig.lesion.width_mm))
      expect(set_c .. " C are held", math.abs(rig.tip.temp_c - set_c) < 1.5)
      expect("the hottest tissue is within 3 C of it", rig.tissue.hottest_c < set_c + 3)
      expect("the lesion is wider than before", rig.lesion.width_mm > width_mm)
      width_mm = rig.lesion.width_mm
    end
  end,
}
