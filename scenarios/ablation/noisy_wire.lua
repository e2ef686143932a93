-- An electrosurgical unit next door: one byte in five hundred arrives with a wrong bit, one in a
-- thousand not at all. About every fifth answer is spoilt. None of them may be believed, none may
-- stop the treatment, and what is shown must be true: unknown is allowed, wrong is not.
return scenario {
  title = "a noisy wire: no wrong number is ever believed, and the treatment completes",
  covers = { "GEN-SHOWN-TEMP" },
  tags = { "wire" },
  rig = "ablation",
  limit_s = 200,
  parameters = { corrupt = 0.002, drop = 0.001 },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end

    -- A report may be 0.5 s old, in which the ramp gains 1.5 C and the impedance loses 2 ohm.
    local function is_near(shown, truth, tolerance)
      return not (math.abs(shown - truth) > tolerance)      -- also when it is unknown, NaN
    end

    rig.generator.hold_s = 60
    wait_until("the generator stands by", 5, state_is "standby")
    rig.wire.corrupt = p.corrupt
    rig.wire.drop = p.drop
    expect_always("the shown temperature is true or unknown", function()
      return is_near(rig.generator.temp_c, rig.tip.seen_c, 3)
    end)
    expect_always("the shown impedance is true or unknown", function()
      return is_near(rig.generator.impedance_ohm, rig.tissue.impedance_ohm, 5)
    end)
    expect_always("the shown set temperature is 80 C or unknown", function()
      return is_near(rig.generator.set_temp_c, 80, 0.01)
    end)
    expect_always("no interlock trips", function()
      return rig.generator.fault == "none" or rig.generator.fault == "unknown"
    end)

    -- A start whose answer got lost is never sent twice by itself: whoever ordered it has to look.
    for _ = 1, 5 do
      if rig.generator.state == "standby" then rig.generator.mode = "heat" end
      wait(1)
    end
    expect_within(15, "80 C are reached", state_is "hold")
    expect_within(62, "the treatment completes", state_is "cooldown")
    log(string.format("%d lines made no sense", rig.link.garbled))
    expect("the wire was noisy indeed", function() return rig.link.garbled > 50 end)
  end,
}
