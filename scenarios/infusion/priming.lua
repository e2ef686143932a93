-- A new catheter is full of water; a priming bolus fills it with drug as fast as the pump can. The
-- pump refuses one that nobody confirms, or that is larger than what there is to fill. At such a
-- speed the front is not sharp: the first drug comes early, and when all is filled, what leaves is
-- still diluted. Taken together nothing is missing, but it comes at the wrong time (the priming
-- recall of 2013 and 2016).
local TUBING_UL, CATHETER_UL = 260, 286
local FILL_UL = TUBING_UL + CATHETER_UL
local UG_PER_UL = 1
local STROKE_UL = 2.5

return scenario {
  title = "a priming bolus: confirmed or refused; its front is not sharp",
  covers = { "IL-P-54", "IL-P-55" },
  tags = { "bolus" },
  rig = "infusion",
  limit_s = 40000,
  tick_s = 2,
  parameters = { confirmed_at_once = 0 },

  setup = {
    drug = "morphine",
    tip = "T10",
    reservoir = { ug_per_ml = 1000 * UG_PER_UL },
    catheter = { length_m = 1.1, ul_per_cm = 2.6, extra_ul = TUBING_UL, filled_ug_per_ml = 0 },
    pump = { programme = { ul_per_h = 20 } },
  },

  run = function(rig, p)
    local function state_is(name) return function() return rig.pump.state == name end end

    ---Order a priming bolus.
    local function prime(ul, confirmed)
      rig.bolus.volume_ul = ul
      rig.bolus.confirmed = confirmed
      rig.pump.priming_bolus = 1
    end

    ---It must refuse, for this reason.
    local function refuses(what, reason)
      expect_within(10, what .. " is refused", function() return rig.pump.refusal == reason end)
    end

    wait_until("the programmer finds the pump", 60, function() return rig.link.state == "up" end)
    local dry = expect_always("not a stroke before it is confirmed", function()
      return rig.catheter.delivered_ul == 0
    end)
    prime(FILL_UL, 1)
    refuses("a priming bolus during therapy", "state")
    rig.pump.stop = 1
    expect_within(10, "the pump is stopped", state_is "stopped")
    prime(FILL_UL, p.confirmed_at_once)
    refuses("one that is not confirmed", "unconfirmed")
    prime(1.1 * FILL_UL, 1)
    refuses("one larger than tubing and catheter", "volume")
    expect("and the pump stands still", state_is "stopped")
    dry:stop()

    prime(FILL_UL, 1)
    expect_within(10, "confirmed, it is given", state_is "priming_bolus")
    wait_until("half of it is in", 1000, function()
      return rig.catheter.delivered_ul > FILL_UL / 2
    end)
    expect("by then nothing but water has come", rig.catheter.delivered_ug < 0.01)
    expect_within(1000, "it ends, and the pump is stopped as before", state_is "stopped")
    local early_ug = rig.catheter.delivered_ug
    expect("it was what was ordered, to a stroke", function()
      return math.abs(rig.catheter.delivered_ul - FILL_UL) <= STROKE_UL
    end)
    expect("a morphine bolus has come with it that nobody ordered", early_ug > 5)
    expect("and what stands at the tip is half water", function()
      return math.abs(rig.catheter.tip_ug_per_ml / (1e3 * UG_PER_UL) - 0.5) < 0.1
    end)
    log(string.format("%.0f ug came early; the tip has %.0f ug/ml", early_ug,
      rig.catheter.tip_ug_per_ml))

    rig.pump.start = 1
    expect_within(10, "therapy begins", state_is "continuous")
    wait(3600)
    expect("too weak for the first hour", function()
      return rig.catheter.delivered_ug - early_ug < 0.8 * 20 * UG_PER_UL
    end)
    wait(6 * 3600)
    expect("then as it should be", function()
      return rig.catheter.tip_ug_per_ml > 0.99e3 * UG_PER_UL
    end)
    expect("together, all that was not water", function()
      return math.abs(rig.catheter.delivered_ug / UG_PER_UL
        - (rig.catheter.delivered_ul - FILL_UL)) < 0.2
    end)
  end,
}
