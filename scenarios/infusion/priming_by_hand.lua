-- A new catheter, full of water, is filled by hand: its own volume of drug in two seconds through
-- the access port. That is too fast for diffusion across the bore, whose middle runs twice as fast
-- as the mean. The first drug is at the tip when half is in; when all is in, nearly a quarter of it
-- is in the patient, which is the limit of a laminar stream.
local CATHETER_UL = 286    -- 110 cm of 2.6 ul
local UG_PER_UL = 1

return scenario {
  title = "a catheter filled by hand: a quarter of its volume of drug is in the patient",
  tags = { "bolus", "slow" },
  rig = "infusion",
  limit_s = 2000,
  tick_s = 0.1,
  row_every_s = 1,
  parameters = { over_s = 2 },

  setup = {
    drug = "morphine",
    tip = "T10",
    canal = { step_s = 1 },
    reservoir = { ug_per_ml = 1000 * UG_PER_UL },
    catheter = { length_m = 1.1, ul_per_cm = 2.6, filled_ug_per_ml = 0 },
    pump = { programme = { mode = "minimum_rate" } },
  },

  run = function(rig, p)
    ---Wait until this share of the catheter's volume is in.
    local function filled(share)
      wait_until(string.format("%.0f %% of the volume is in", 100 * share), p.over_s + 1, function()
        return rig.catheter.delivered_ul >= share * CATHETER_UL - 0.1
      end)
      log(string.format("%3.0f %% in: %6.2f ug have left the tip", 100 * share,
        rig.catheter.delivered_ug))
    end

    wait_until("the programmer finds the pump", 60, function() return rig.link.state == "up" end)
    expect_always("no drug is lost or made", function()
      return rig.plant.mass_imbalance < 1e-9
    end)
    rig.syringe.over_s = p.over_s
    rig.syringe.inject_ml = CATHETER_UL * 1e-3
    filled(0.4)
    expect("with less than half in, only water comes", rig.catheter.delivered_ug < 0.01)
    filled(0.6)
    expect("soon after half, drug comes", rig.catheter.delivered_ug > 1)
    filled(1)
    expect("with all in, a fifth to a quarter of it is in the patient", function()
      local share = rig.catheter.delivered_ug / UG_PER_UL / CATHETER_UL
      return share > 0.2 and share < 0.25
    end)
    expect("and what leaves is not yet pure", function()
      return rig.catheter.tip_ug_per_ml < 0.8e3 * UG_PER_UL
    end)
    wait(600)
    expect("ten minutes later it is in the fluid at the tip", function()
      return rig.csf.tip_ug_per_ml > 1
    end)
  end,
}
