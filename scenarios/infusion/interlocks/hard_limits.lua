-- Programmes just beyond and far beyond the hard limits of the drug's library, each in its own way: refused, though
-- somebody has confirmed that they are meant.
local REASONS = { [0] = "none", "dose", "bolus_dose", "concentration", "soft_limit" }

return scenario {
  title = "beyond the hard limits of the drug's library: refused, whatever is confirmed",
  covers = { "IL-P-40" },
  tags = { "programme", "dose" },
  rig = "infusion",
  limit_s = 3000,
  parameters = { ug_per_ml = 10000, ul_per_h = 20, patient_ul = 0, confirmed = 0, reason = 0 },
  cases = {
    a_day_just_beyond = { ul_per_h = 83.4, confirmed = 1, reason = 1 },
    a_tenfold_day = { ul_per_h = 600, confirmed = 1, reason = 1 },
    the_patient_s_share = { ul_per_h = 81, patient_ul = 50, confirmed = 1, reason = 1 },
    the_patient_s_bolus = { ul_per_h = 20, patient_ul = 51, confirmed = 1, reason = 2 },
    stronger_than_it_dissolves = { ug_per_ml = 25001, confirmed = 1, reason = 3 },
  },

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 10000 },
    pump = { programme = { ul_per_h = 20 } },
    programmer = { poll_s = 10 },
    canal = { step_s = 600 },
    band = { samples = 0 },
  },

  run = function(rig, p)
    wait(120)
    rig.programme.ug_per_ml = p.ug_per_ml
    rig.programme.rate_ul_per_h = p.ul_per_h
    rig.programme.patient_ul = p.patient_ul
    rig.programme.patient_over_s = 3600
    rig.programme.patient_lockout_s = 7200
    rig.programme.patient_per_day = 2
    rig.programme.confirmed = p.confirmed
    rig.pump.program = 1
    wait(60)
    expect("the answer is " .. REASONS[p.reason], function() return rig.pump.refusal == REASONS[p.reason] end)
    expect("and so is the rate", function()
      return math.abs(rig.pump.rate_ul_per_h - (p.reason == 0 and p.ul_per_h or 20)) < 1e-3
    end)
    rig.pump.stop = 1
    wait(30)
    expect("stopped", function() return rig.pump.state == "stopped" end)
  end,
}
