-- A drill: a wire of the thermocouple breaks. The display has no number any more, and that is right:
-- nobody may heat blind. A new probe is at hand as soon as the output is known to be off.
return scenario {
  title = "drill: the thermocouple opens during a lesion",
  covers = { "IL-RF-03" },
  tags = { "drill", "temperature" },
  rig = "ablation",
  limit_s = 400,
  drill = {
    sentence = "Make a lesion: 75 C for 60 s. If something happens, make it safe with STOP first: "
      .. "somebody at the table then puts right what they find. Then finish the lesion.",
    points = 100,
  },

  setup = {
    electrode = { gauge = 20, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  hand = {
    { when = function(rig) return rig.generator.state == "standby" end, after_s = 2,
      knob = "generator.set_temp_c", value = 75 },
    { after_s = 1, knob = "generator.mode", value = "heat" },
    { when = function(rig) return rig.generator.fault == "tc_open" end, after_s = 3,
      knob = "generator.mode", value = "standby" },
    { when = function(rig) return rig.generator.temp_c < 70 end, after_s = 3,
      knob = "generator.clear_fault", value = 1 },
    { when = function(rig) return rig.generator.state == "standby" end, after_s = 3,
      knob = "generator.mode", value = "heat" },
  },

  run = function(rig)
    local function on() return rig.output.rf_on == 1 end
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.hold_s = 60
    wait_until("the generator stands by", 5, state_is "standby")
    expect_within(60, "a treatment is started", on, 5)
    expect("at 75 C, as ordered", function() return rig.agreed.set_temp_c == 75 end, 10)
    wait_until("the set temperature is reached", 60, state_is "hold")
    wait(5 + 15 * math.random())

    rig.thermocouple.open = 1
    local blind = expect_always("no start is tried blind", function()
      return rig.request.is_new == 0
    end, 15)
    local latched = expect_always("and no fault is cleared that still stands", function()
      return rig.request.is_clear == 0
    end, 10)
    expect_within(20, "STOP is pressed", function() return rig.generator.mode == "standby" end, 20)
    wait(10)
    log "at the table: a wire of the probe was broken; a new one is in"
    rig.thermocouple.open = 0
    wait(1)
    blind:stop()
    latched:stop()
    expect_within(30, "the fault is cleared", function()
      return rig.generator.state ~= "fault"
    end, 20)
    expect_within(30, "the lesion is taken up again", on, 20)
    wait(10)
  end,
}
