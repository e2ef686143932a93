-- Three refills. The first is right, and the books agree. At the second half of the syringe goes
-- beside the pump, under the skin: hours of fentanyl in the plasma, and a pump that believes in
-- twice what it holds. The third shows it: what is drawn out is not what was computed.
local UL_PER_H, UG_PER_ML = 50, 500
local FILL_ML, RESIDUAL_ML = 18, 0.3
local PLASMA_TOXIC_NG_PER_ML = 3

return scenario {
  title = "refills: one right, one half beside the pump, and how the next one finds it",
  covers = { "PUMP-LEVEL-02", "IL-P-23", "IL-P-25" },
  tags = { "reservoir", "fault", "patient" },
  gaps = {
    ["IL-P-23"] = "the low mark is compared with what was told at the refill",
    ["IL-P-25"] = "what went beside the pump is found at the next refill",
  },
  rig = "infusion",
  limit_s = 25 * 86400,
  tick_s = 60,
  row_every_s = 600,

  setup = {
    drug = "fentanyl",
    reservoir = { volume_ml = 4, residual_ml = RESIDUAL_ML, ug_per_ml = UG_PER_ML },
    pump = { programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 300 },
    canal = { step_s = 300 },
    band = { samples = 10 },
  },

  run = function(rig)
    local function near(a, b, within) return math.abs(a - b) <= within end

    ---Needle and syringe, then the programmer.
    local function refill()
      rig.refill.volume_ml = FILL_ML
      rig.refill.now = 1
      rig.pump.refill = 1
      wait(600)
    end

    wait_until("the link is up", 120, function() return rig.link.state == "up" end)
    wait(86400)
    local basal_ng_per_ml = rig.plasma.ng_per_ml
    refill()
    expect("the first refill is right", function()
      return near(rig.reservoir.volume_ml, FILL_ML + RESIDUAL_ML, 0.02)
    end)
    expect("and believed", function() return near(rig.pump.reservoir_ml, FILL_ML, 0.02) end)
    expect("without an alarm", function()
      return rig.pump.volume_mismatch_alarm == 0 and rig.bedside.tone == "quiet"
    end)
    wait(10 * 86400)
    expect("ten days later both have fallen alike", function()
      return near(rig.reservoir.volume_ml - rig.pump.reservoir_ml, RESIDUAL_ML, 0.02)
    end)
    expect("plasma is as it was", function()
      return rig.plasma.ng_per_ml < PLASMA_TOXIC_NG_PER_ML / 2
    end)

    rig.refill.pocket = 0.5
    refill()
    rig.refill.pocket = 0
    local lost_ug = FILL_ML / 2 * UG_PER_ML
    expect("half of the syringe is under the skin", function()
      return near(rig.patient.lost_ug, lost_ug, 1)
    end)
    expect("a gap: the pump believes in all of it", function()
      return near(rig.pump.reservoir_ml, FILL_ML, 0.02) and rig.bedside.tone == "quiet"
    end)
    expect("though it holds half", function()
      return near(rig.reservoir.volume_ml, FILL_ML / 2 + RESIDUAL_ML, 0.02)
    end)
    expect_within(3600, "within the hour the plasma is toxic", function()
      return rig.plasma.ng_per_ml > PLASMA_TOXIC_NG_PER_ML and rig.patient.state == "toxic"
    end)
    local toxic_s, peak_ng_per_ml = rig.time_s, 0
    repeat
      peak_ng_per_ml = math.max(peak_ng_per_ml, rig.plasma.ng_per_ml)
      wait(300)
    until rig.plasma.ng_per_ml < PLASMA_TOXIC_NG_PER_ML
    expect("and for hours, two at least", rig.time_s - toxic_s > 7200)
    log(string.format("%.0f ug in the pocket: %.0f ng/ml in plasma (%.2f before), toxic for %.1f h",
      lost_ug, peak_ng_per_ml, basal_ng_per_ml, (rig.time_s - toxic_s) / 3600))

    wait(6 * 86400)
    local there_ml, computed_ml = rig.reservoir.volume_ml, rig.pump.reservoir_ml
    expect("no alarm in all that time", function() return rig.bedside.tone == "quiet" end)
    refill()
    log(string.format("at the third refill: %.2f ml drawn out, %.2f ml computed",
      there_ml - RESIDUAL_ML, computed_ml))
    expect("the next refill finds it", function()
      return rig.pump.volume_mismatch_alarm == 1 and rig.bedside.tone == "non_critical"
    end)
    rig.pump.clear_alarms = 1
    wait(660)
    expect("cleared, it is quiet, and the books agree again", function()
      return rig.bedside.tone == "quiet"
        and near(rig.reservoir.volume_ml - rig.pump.reservoir_ml, RESIDUAL_ML, 0.02)
    end)
  end,
}
