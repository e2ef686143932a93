-- Half a milligram of morphine a day, given in four ways, two days each. 15 cm off it comes to the
-- same; near the tip the way of giving it decides about peaks and valleys, and one bolus a day does
-- not last a day. That boluses may spread further is in this model only by a little: a slow bolus
-- hardly stirs.
local DAY_S = 86400
local DAY_UL = 480
local WAYS = {    -- boluses a day, of how many seconds each
  { name = "continuous" },
  { name = "24 boluses", count = 24, over_s = 120 },
  { name = "4 boluses", count = 4, over_s = 600 },
  { name = "1 bolus", count = 1, over_s = 1800 },
}

return scenario {
  title = "training: the same dose of a day, continuously or as boluses",
  covers = { "PUMP-FLOW-01", "PUMP-TRUE-01" },
  tags = { "training" },
  rig = "infusion",
  limit_s = 9 * DAY_S,
  tick_s = 20,
  row_every_s = 300,

  setup = {
    drug = "morphine",
    tip = "T10",
    reservoir = { ug_per_ml = 1000 },
    pump = { programme = { ul_per_h = DAY_UL / 24 } },
    programmer = { poll_s = 600 },
    band = { samples = 3 },
  },

  run = function(rig)
    ---Turn the pump to this way of giving it.
    local function give(way)
      if not way.count then return end
      rig.programme.mode = "periodic"
      rig.programme.rate_ul_per_h = 0
      rig.programme.periodic_ul = DAY_UL / way.count
      rig.programme.periodic_over_s = way.over_s
      rig.programme.periodic_every_min = 1440 / way.count
      rig.pump.program = 1
      wait_until("the boluses are programmed", 60, function()
        return rig.pump.mode == "periodic"
      end)
      rig.pump.start = 1
    end

    ---A day to settle, then a day of looking.
    local function day_of(way)
      local seen = { ug = 0, low = math.huge, high = 0, mean = 0, l3 = 0, felt_h = 0 }
      wait(DAY_S)
      local before_ug = rig.catheter.delivered_ug
      for _ = 1, DAY_S / 60 do
        wait(60)
        local tip = rig.csf.tip_ug_per_ml
        seen.low, seen.high = math.min(seen.low, tip), math.max(seen.high, tip)
        seen.mean = seen.mean + tip * 60 / DAY_S
        seen.l3 = seen.l3 + rig.csf.l3_ng_per_ml * 60 / DAY_S
        if rig.patient.state == "effect" then seen.felt_h = seen.felt_h + 1 / 60 end
      end
      seen.ug = rig.catheter.delivered_ug - before_ug
      log(string.format("%-10s  %3.0f ug  tip %5.2f to %4.1f, mean %.2f ug/ml  L3 %3.0f ng/ml  "
        .. "felt %4.1f h", way.name, seen.ug, seen.low, seen.high, seen.mean, seen.l3, seen.felt_h))
      return seen
    end

    wait_until("the programmer finds the pump", 60, function() return rig.link.state == "up" end)
    local days = {}
    for i, way in ipairs(WAYS) do
      give(way)
      days[i] = day_of(way)
    end
    for i = 2, #WAYS do
      expect(WAYS[i].name .. ": a higher peak than before", days[i].high > days[i - 1].high)
      expect(WAYS[i].name .. ": a deeper valley than before", days[i].low < days[i - 1].low)
      expect(WAYS[i].name .. ": the same dose, to two strokes",
        math.abs(days[i].ug - days[1].ug) <= 5)
      expect(WAYS[i].name .. ": at L3 the mean of continuous delivery, to 10 %",
        math.abs(days[i].l3 / days[1].l3 - 1) < 0.1)
    end
    expect("felt all day when given continuously", days[1].felt_h > 23.9)
    expect("and not all day as one bolus", days[4].felt_h < 23.9)
  end,
}
