-- Rates beyond what the pump is made for: a bolus in too short a time, a programme. Each is refused, and the motor
-- keeps its pace.
return scenario {
  title = "a rate beyond the pump's is refused",
  covers = { "IL-P-19", "PUMP-FLOW-02" },
  tags = { "programme", "flow" },
  rig = "infusion",
  limit_s = 9000,
  parameters = { bolus_ul = 0, over_s = 60, ul_per_h = 0 },
  cases = {
    bolus_in_a_minute = { bolus_ul = 100, over_s = 60 },
    bolus_just_too_fast = { bolus_ul = 20, over_s = 59 },
    programme = { ul_per_h = 1201 },
    programme_far_beyond = { ul_per_h = 9000 },
  },

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 50 },
    pump = { programme = { ul_per_h = 60 } },
    programmer = { poll_s = 30 },
    canal = { step_s = 600 },
    band = { samples = 0 },
  },

  run = function(rig, p)
    wait(300)
    if p.bolus_ul > 0 then
      rig.bolus.volume_ul = p.bolus_ul
      rig.bolus.over_s = p.over_s
      rig.pump.single_bolus = 1
    else
      rig.programme.rate_ul_per_h = p.ul_per_h
      rig.pump.program = 1
    end
    wait(30)
    expect("refused", function() return rig.pump.refusal == "rate" end)
    wait(300)
    expect("as before", function() return rig.pump.rate_ul_per_h == 60 end)
  end,
}
