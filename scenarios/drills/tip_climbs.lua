-- A drill: the output stage leaks, more and more. The control takes back what it can; then the tip
-- climbs above the set temperature. The interlock waits for 10 C too much; a person should not. Once
-- nothing is asked for, the leak is found and latched, and such a generator is not used again.
local STEP_S = 0.25

return scenario {
  title = "drill: the tip climbs above the set temperature",
  tags = { "drill", "temperature" },
  rig = "ablation",
  limit_s = 400,
  covers = { "IL-RF-15" },
  drill = {
    sentence = "Make a lesion: 80 C for 120 s. Watch the tip. It must be safe in the end, whatever "
      .. "that takes, with no tissue hotter than 95 C.",
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
    { when = function(rig)
        return rig.generator.state == "hold" and rig.generator.temp_c > 83
      end, after_s = 1, knob = "generator.mode", value = "standby" },
  },

  run = function(rig)
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.hold_s = 120
    wait_until("the generator stands by", 5, state_is "standby")
    expect_within(60, "a treatment is started", function() return rig.output.rf_on == 1 end, 10)
    wait_until("the set temperature is reached", 60, state_is "hold")
    wait(10 + 10 * math.random())

    local cool = expect_always("no tissue is hotter than 95 C", function()
      return rig.tissue.hottest_c < 95
    end, 25)
    local leak_v, asked_v = 0, rig.output.volts_rms
    while leak_v < asked_v + 6 and rig.generator.state == "hold" do
      leak_v = leak_v + STEP_S * (leak_v < asked_v - 2 and 0.5 or 0.15)
      rig.firmware.leak_v = leak_v
      wait(STEP_S)
    end
    expect("STOP is pressed before the interlock trips", rig.generator.fault ~= "over_set_temp", 40)
    expect_within(10, "nothing leaves the generator any more", function()
      return rig.output.volts_rms < 0.1
    end, 5)
    expect_always("a generator that leaks is not used again", function()
      return rig.request.is_new == 0
    end, 20)
    wait(30)
    cool:stop()
  end,
}
