-- A drill: the return pad comes off while the tip is hot. The generator goes off by itself; what the
-- trainee owes is to know it, to leave it off until the pad is back, and to finish the lesion.
return scenario {
  title = "drill: the return pad comes off during a lesion",
  covers = { "IL-RF-10" },
  tags = { "drill", "pad" },
  rig = "ablation",
  limit_s = 400,
  drill = {
    sentence = "Make a lesion: 80 C for 60 s. If something happens, make it safe with STOP first: "
      .. "somebody at the table then puts right what they find. Then finish the lesion.",
    points = 100,
  },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  hand = {
    { when = function(rig) return rig.generator.state == "standby" end, after_s = 2,
      knob = "generator.mode", value = "heat" },
    { when = function(rig) return rig.generator.fault == "pad_lost" end, after_s = 4,
      knob = "generator.mode", value = "standby" },
    { when = function(rig) return rig.generator.pad_ohm < 100 end, after_s = 3,
      knob = "generator.clear_fault", value = 1 },
    { when = function(rig) return rig.generator.state == "standby" end, after_s = 3,
      knob = "generator.mode", value = "heat" },
  },

  run = function(rig)
    local function on() return rig.output.rf_on == 1 end
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.hold_s = 60
    wait_until("the generator stands by", 5, state_is "standby")
    expect_within(60, "a treatment is started", on, 10)
    wait_until("the set temperature is reached", 60, state_is "hold")
    wait(5 + 15 * math.random())

    rig.pad.lost = 1
    local without = expect_always("no start is tried without a pad", function()
      return rig.request.is_new == 0
    end, 20)
    expect_within(20, "STOP is pressed", function() return rig.generator.mode == "standby" end, 25)
    wait(6)
    log "at the table: the pad had come off; it is pressed on again"
    rig.pad.lost = 0
    wait(1)
    without:stop()
    expect_within(30, "the fault is cleared", function()
      return rig.generator.state ~= "fault"
    end, 20)
    expect_within(30, "the lesion is taken up again", on, 25)
    wait(10)
  end,
}
