-- How a lesion grows while the tip is held: a line every 10 s. Most of the width is there after a
-- minute; the second minute adds little, and the power falls because the tissue around is warm by
-- then. Try: --set gauge=22, --set tip_mm=5, --set set_c=90, --set hold_s=180
return scenario {
  title = "training: how a lesion grows with time",
  covers = { "GEN-TEMP", "GEN-RAMP" },
  tags = { "training" },
  rig = "ablation",
  limit_s = 700,
  parameters = { gauge = 18, tip_mm = 10, set_c = 80, hold_s = 120 },

  setup = function(p)
    return {
      electrode = { gauge = p.gauge, tip_mm = p.tip_mm },
      tissue = "muscle",
      start_c = 37,
      criteria = { { isotherm_c = 50 }, { arrhenius = "liver" }, { cem43_min = 240 } },
    }
  end,

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.set_temp_c = p.set_c
    rig.generator.hold_s = p.hold_s
    wait_until("the generator stands by", 5, state_is "standby")
    rig.generator.mode = "heat"
    wait_until("the set temperature is reached", 40, state_is "hold")

    local widths = {}
    log " held s   power W   width mm   volume mm3"
    for held_s = 10, p.hold_s - 5, 10 do
      wait(10)
      widths[#widths + 1] = rig.lesion.width_mm
      log(string.format("%7d   %7.2f   %8.2f   %10.0f", held_s, rig.output.power_w,
        rig.lesion.width_mm, rig.lesion.volume_mm3))
    end

    for i = 2, #widths do
      expect("it grows until " .. 10 * i .. " s", widths[i] > widths[i - 1])
    end
    local first, last = widths[2] - widths[1], widths[#widths] - widths[#widths - 1]
    expect("but ever more slowly", last < first)
  end,
}
