-- A probe in the air, a lead with a wet connector, a broken one: found by the check, before energy.
return scenario {
  title = "no start into an open, a high or a short circuit",
  covers = { "GEN-START", "GEN-CAUSE-IMPEDANCE" },
  tags = { "interlock", "impedance" },
  rig = "ablation",
  limit_s = 30,
  parameters = { dried = 0, short = 0.5, open = 0 },
  cases = {
    open = { open = 1, short = 0 },
    high = { dried = 0.92, short = 0 },
    short = { short = 0.5 },
  },

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig, p)
    local function state_is(name) return function() return rig.generator.state == name end end

    wait_until("the generator stands by", 5, state_is "standby")
    rig.tissue.dried = p.dried
    rig.lead.short = p.short
    rig.lead.open = p.open
    expect_always("not a millijoule", function() return rig.output.energy_j == 0 end)
    rig.generator.mode = "heat"
    expect_within(0.5, "its check finds it", state_is "fault")
    expect("and names it", function()
      return rig.generator.fault == (p.short > 0 and "impedance_low" or "impedance_high")
    end)
    rig.generator.mode = "pulse"
    wait(2)
  end,
}
