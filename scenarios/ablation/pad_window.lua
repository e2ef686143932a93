-- A pad that is wrong from the beginning: too low is a shorted cable, which hides whether there is
-- any contact; too high is half a contact. At the limit counts as beyond it. No energy may begin.
local ANSWER_S = 0.8     -- the order, the check's 0.2 s, and the next report

return scenario {
  title = "a pad outside its window: no start",
  covers = { "GEN-START" },
  tags = { "interlock", "pad" },
  rig = "ablation",
  limit_s = 30,
  parameters = { pad_ohm = 130, is_low = 0 },
  cases = {
    shorted = { pad_ohm = 15, is_low = 1 },
    at_its_low_limit = { pad_ohm = 20, is_low = 1 },
    at_its_high_limit = { pad_ohm = 120, is_low = 0 },
    above = { pad_ohm = 130, is_low = 0 },
    far_above = { pad_ohm = 600, is_low = 0 },
  },

  setup = function(p)
    return {
      electrode = { gauge = 18, tip_mm = 10 },
      tissue = "muscle",
      start_c = 37,
      pad = { ohm = p.pad_ohm },
    }
  end,

  run = function(rig, p)
    local want = p.is_low == 1 and "pad_low" or "pad_high"

    wait_until("the generator stands by", 5, function() return rig.generator.state == "standby" end)
    expect_always("not a millijoule", function() return rig.output.energy_j == 0 end)
    rig.generator.mode = "heat"
    expect_within(ANSWER_S, "its check finds the pad", function()
      return rig.generator.fault == want
    end)
    rig.generator.mode = "pulse"
    wait(2)
    expect("pulses are refused as well", function() return rig.generator.state == "fault" end)
  end,
}
