-- The rate is doubled three times. Every level has twice as much, and any concentration is found
-- only a little further off: by as much as the gradient takes to halve, which is about the length
-- of one vertebra. To treat another level, move the tip.
local DAY_S = 86400
local T4_TO_C5_CM = 11.2
local RATES_UL_PER_H = { 5, 10, 20, 40 }

return scenario {
  title = "training: twice the rate is twice the drug at every level, and no further reach",
  covers = { "PUMP-FLOW-01", "PUMP-TRUE-01" },
  tags = { "training" },
  rig = "infusion",
  limit_s = 6 * DAY_S,
  tick_s = 20,
  row_every_s = 300,

  setup = {
    drug = "morphine",
    tip = "T10",
    reservoir = { ug_per_ml = 1000 },
    pump = { programme = { ul_per_h = RATES_UL_PER_H[1] } },
    programmer = { poll_s = 600 },
    band = { samples = 5 },
  },

  run = function(rig)
    ---A day to settle, then the means of two hours.
    local function look(rate)
      local seen = { t10 = 0, t4 = 0, c5 = 0, plasma = 0 }
      wait(DAY_S)
      for _ = 1, 120 do
        wait(60)
        seen.t10 = seen.t10 + rig.csf.t10_ng_per_ml / 120
        seen.t4 = seen.t4 + rig.csf.t4_ng_per_ml / 120
        seen.c5 = seen.c5 + rig.csf.c5_ng_per_ml / 120
        seen.plasma = seen.plasma + rig.plasma.ng_per_ml / 120
      end
      seen.half_cm = T4_TO_C5_CM * math.log(2) / math.log(seen.t4 / seen.c5)
      log(string.format("%2d ul/h %4.0f ug/d  ng/ml: T10 %5.0f, T4 %3.0f, C5 %4.1f, plasma %.2f  "
        .. "halves in %.1f cm  %s", rate, rig.catheter.ug_per_day, seen.t10, seen.t4, seen.c5,
        seen.plasma, seen.half_cm, rig.patient.state))
      return seen
    end

    wait_until("the programmer finds the pump", 60, function() return rig.link.state == "up" end)
    local looks = {}
    for i, rate in ipairs(RATES_UL_PER_H) do
      if i > 1 then rig.pump.basal_ul_per_h = rate end
      looks[i] = look(rate)
    end
    for i = 2, #RATES_UL_PER_H do
      local before, now, what = looks[i - 1], looks[i], RATES_UL_PER_H[i] .. " ul/h: "
      for _, level in ipairs { "t10", "t4", "c5", "plasma" } do
        expect(what .. "twice as much as before, " .. level .. ", to 10 %",
          math.abs(now[level] / before[level] - 2) < 0.2)
      end
      expect(what .. "the gradient stays", math.abs(now.half_cm / before.half_cm - 1) < 0.05)
    end
    expect("a doubling reaches 1.5 to 4.3 cm further (Flack 2011)",
      looks[1].half_cm > 1.5 and looks[1].half_cm < 4.3)
  end,
}
