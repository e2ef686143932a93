-- Priming in several pieces: their sum counts, until the pump is refilled; and each has to be confirmed.
local DEAD_UL = 286

return scenario {
  title = "priming boluses are added up until a refill, and each is confirmed",
  covers = { "IL-P-54", "IL-P-55" },
  tags = { "bolus", "dose" },
  rig = "infusion",
  limit_s = 20000,
  parameters = { first_ul = 150, second_ul = 160 },
  cases = { just_beyond = { first_ul = 150, second_ul = 152 }, twice_all = { first_ul = 286, second_ul = 286 } },

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 500 },
    catheter = { length_m = 1.1, ul_per_cm = 2.6 },
    pump = { programme = { ul_per_h = 60 } },
    programmer = { poll_s = 20 },
    canal = { step_s = 600 },
    band = { samples = 0 },
  },

  run = function(rig, p)
    local function prime(ul, confirmed)
      rig.bolus.volume_ul = ul
      rig.bolus.confirmed = confirmed
      rig.pump.priming_bolus = 1
      wait(10)
    end

    wait(300)
    rig.pump.stop = 1
    wait(30)
    prime(p.first_ul, 0)
    expect("not without a confirmation", function() return rig.pump.refusal == "unconfirmed" end)
    local before_ul = rig.drive.delivered_ul
    prime(p.first_ul, 1)
    wait(1000)
    expect("the first is given", function()
      return math.abs(rig.drive.delivered_ul - before_ul - p.first_ul) <= 2.6
    end)
    prime(p.second_ul, 1)
    expect("the second would be too much", function() return rig.pump.refusal == "volume" end)
    wait(1000)
    expect("and is not given", function() return rig.drive.delivered_ul - before_ul <= 1.05 * DEAD_UL end)
  end,
}
