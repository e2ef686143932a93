-- A refill that was misread, and another one right after it. At the second the syringe tells the truth: less came out
-- than was computed, or more; a right one fits.
return scenario {
  title = "at a refill what was drawn out is compared with what was computed",
  covers = { "PUMP-LEVEL-02", "IL-P-25" },
  tags = { "reservoir", "fault" },
  rig = "infusion",
  limit_s = 3000,
  parameters = { misread_ml = 3 },
  cases = { less_came_out = { misread_ml = 3 }, more_came_out = { misread_ml = -3 },
            far_less = { misread_ml = 8 } },

  setup = {
    drug = "morphine",
    reservoir = { volume_ml = 8, residual_ml = 0.1, ug_per_ml = 500 },
    pump = { programme = { ul_per_h = 50 } },
    programmer = { poll_s = 10 },
    canal = { step_s = 600 },
    band = { samples = 0 },
  },

  run = function(rig, p)
    local function refill(ml)
      rig.refill.volume_ml = ml
      rig.refill.now = 1
      rig.pump.refill = 1
    end

    wait(600)
    rig.refill.misread_ml = p.misread_ml
    refill(10)
    rig.refill.misread_ml = 0
    wait(90)
    expect("believed, and quiet", function()
      return math.abs(rig.pump.reservoir_ml - 10 - p.misread_ml) < 0.1 and rig.bedside.tone == "quiet"
    end)
    refill(12)
    expect_within(20, "the needle tells: one tone", function()
      return rig.bedside.tone == "non_critical" and rig.pump.volume_mismatch_alarm == 1
    end)
    wait(130)
    rig.pump.clear_alarms = 1
    wait(30)
    expect("cleared, the books agree", function()
      return rig.bedside.tone == "quiet" and math.abs(rig.pump.reservoir_ml - 12) < 0.1
    end)
    wait(130)
  end,
}
