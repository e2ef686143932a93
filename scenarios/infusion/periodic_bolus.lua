-- The same dose of a day, first continuously, then as four boluses. What the patient gets in a day
-- is the same. At the tip the boluses make peaks and valleys; further off they are hardly seen.
local STROKE_UL = 2.5
local DAY_S = 86400

return scenario {
  title = "periodic boluses against a continuous rate: the same dose of a day, other peaks",
  covers = { "PUMP-FLOW-01" },
  tags = { "bolus", "patient" },
  rig = "infusion",
  limit_s = 5 * DAY_S,
  tick_s = 10,
  row_every_s = 120,
  parameters = { day_ul = 480, bolus_ul = 120, over_s = 600, every_min = 360 },

  setup = function(p)
    return {
      drug = "morphine",
      tip = "T10",
      reservoir = { ug_per_ml = 1000 },
      pump = { clock = "2026-03-01 00:00", programme = { ul_per_h = p.day_ul / 24 } },
      programmer = { poll_s = 600 },
      band = { samples = 10 },
    }
  end,

  run = function(rig, p)
    ---Let the fluid settle for a day, then look at one day, minute by minute.
    local function day_of(what)
      wait(DAY_S)
      local begin_ul = rig.catheter.delivered_ul
      local seen = { low = math.huge, high = 0, sum = 0, far_low = math.huge, far_high = 0 }
      for _ = 1, DAY_S / 60 do
        wait(60)
        local tip, far = rig.csf.tip_ug_per_ml, rig.csf.l3_ng_per_ml
        seen.low, seen.high = math.min(seen.low, tip), math.max(seen.high, tip)
        seen.far_low, seen.far_high = math.min(seen.far_low, far), math.max(seen.far_high, far)
        seen.sum = seen.sum + tip
      end
      seen.ul = rig.catheter.delivered_ul - begin_ul
      seen.mean = seen.sum / (DAY_S / 60)
      log(string.format("%-10s %.0f ul  tip %.1f to %.1f, mean %.2f ug/ml  L3 %.0f to %.0f ng/ml",
        what, seen.ul, seen.low, seen.high, seen.mean, seen.far_low, seen.far_high))
      return seen
    end

    wait_until("the programmer finds the pump", 60, function() return rig.link.state == "up" end)
    expect_always("nothing is heard", function() return rig.bedside.tone == "quiet" end)
    local even = day_of "continuous"
    local relieved = expect_always("the patient feels it all the while", function()
      return rig.patient.state == "effect"
    end)

    rig.programme.mode = "periodic"
    rig.programme.rate_ul_per_h = 0
    rig.programme.periodic_ul = p.bolus_ul
    rig.programme.periodic_over_s = p.over_s
    rig.programme.periodic_every_min = p.every_min
    rig.pump.program = 1
    rig.pump.start = 1
    expect_within(60, "boluses are programmed, and run", function()
      return rig.pump.mode == "periodic" and rig.pump.state == "periodic"
    end)
    local peaks = day_of "periodic"
    relieved:stop()

    expect("the dose of a day is the same, to two strokes",
      math.abs(peaks.ul - even.ul) <= 2 * STROKE_UL)
    expect("at the tip the peaks are three times as high", peaks.high > 3 * even.high)
    expect("the valleys have a third of what it was", peaks.low < even.low / 3)
    expect("at L3, 15 cm off, both stay within an eighth",
      peaks.far_high < 1.125 * even.far_high and peaks.far_low > 0.875 * even.far_low)
    expect("the means at the tip are alike within an eighth (boluses stir, and stay less)",
      math.abs(peaks.mean / even.mean - 1) < 0.125)
  end,
}
