-- Orders that a careful device must refuse. What was set before stays in force, and that is shown
-- by what the device does: it holds for 3 s, not for the 700 s it was asked for.
local ANSWER_S = 0.5     -- the order, its reply and the next status

return scenario {
  title = "refused settings: out of range, in conflict, or in mid-treatment",
  covers = { "IL-RF-26", "GEN-RANGE", "GEN-FROZEN" },
  tags = { "settings" },
  rig = "ablation",
  limit_s = 120,

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig)
    local function state_is(name) return function() return rig.generator.state == name end end

    wait_until("the generator stands by", 5, state_is "standby")
    rig.generator.set_temp_c = 75
    rig.generator.hold_s = 3
    rig.generator.ramp_s = 12
    expect_within(ANSWER_S, "75 C are accepted", function()
      return rig.generator.set_temp_c == 75
    end)

    for _, absurd_c in ipairs { 96, 39, 150, -20 } do
      rig.generator.set_temp_c = absurd_c
      wait(ANSWER_S)
      expect(absurd_c .. " C are refused", function() return rig.generator.set_temp_c == 75 end)
    end
    rig.generator.hold_s = 700
    rig.generator.temp_max_c = 120
    rig.generator.watchdog_s = 30
    wait(ANSWER_S)

    rig.generator.temp_max_c = 70
    rig.generator.mode = "heat"
    wait(1)
    expect("no start with a set temperature above the limit", state_is "standby")
    rig.generator.temp_max_c = 95

    rig.generator.mode = "heat"
    expect_within(2, "without conflict it starts", state_is "ramp")
    rig.generator.temp_max_c = 60
    rig.generator.pad_high_ohm = 500        -- in conflict with nothing
    wait(8)
    expect("its limits do not change in mid-treatment", function()
      return rig.generator.state == "ramp" and rig.agreed.pad_high_ohm == 120
    end)
    expect_within(7, "75 C are reached", state_is "hold")
    rig.generator.set_temp_c = 78
    expect_within(ANSWER_S, "the set temperature may be changed", function()
      return rig.generator.set_temp_c == 78
    end)
    expect_within(3, "the hold lasts 3 s", state_is "cooldown")
  end,
}
