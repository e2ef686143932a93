-- Two short lesions, one behind the other. The energy limit is one lesion's: it allows each, and
-- would not allow both together. That each count begins at zero is GEN-SHOWN-ENERGY.
return scenario {
  title = "two treatments: each has the energy limit to itself",
  covers = { "IL-RF-16", "GEN-CHECK", "GEN-SHOWN-ENERGY" },
  tags = { "dose" },
  rig = "ablation",
  limit_s = 90,

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig)
    local function state_is(name) return function() return rig.generator.state == name end end

    rig.generator.ramp_s = 10
    rig.generator.hold_s = 30
    rig.generator.energy_max_j = 85
    wait_until("the generator stands by", 5, state_is "standby")
    for number = 1, 2 do
      rig.generator.mode = "heat"
      wait_until("treatment " .. number .. " begins", 2, state_is "ramp")
      expect_within(15, "it gets hot", state_is "hold")
      wait(3)
      expect("most of the limit is used", function() return rig.treatment.energy_j > 40 end)
      expect("no interlock has tripped", function() return rig.generator.fault == "none" end)
      rig.generator.mode = "standby"
      expect_within(0.3, "standby ends it", state_is "standby")
      wait(2)
    end
  end,
}
