-- At a refill the syringe is misread: 10 ml went in, 18 ml are told. From then on the pump computes
-- a reservoir that is not there; its low alarm would come days after the drug has gone. The next
-- refill would show it, but that is planned by the same belief. The level sensor finds it, at the end.
local UL_PER_H, FILLED_ML, TOLD_ML, LOW_ML = 100, 10, 18, 2

return scenario {
  title = "a refill misread by 8 ml: the low alarm believes the syringe, the level sensor does not",
  covers = { "IL-P-23", "IL-P-24", "IL-P-25" },
  tags = { "reservoir", "fault" },
  gaps = {
    ["IL-P-23"] = "the low mark is compared with what was told at the refill",
    ["IL-P-24"] = "likewise; the level sensor finds it at 0.25 mL",
    ["IL-P-25"] = "a refill that was misread is found at the next one",
  },
  rig = "infusion",
  limit_s = 9 * 86400,
  tick_s = 10,
  row_every_s = 600,

  setup = {
    drug = "morphine",
    reservoir = { volume_ml = 2.5, ug_per_ml = 2500 },
    pump = { programme = { ul_per_h = UL_PER_H, low_reservoir_ml = LOW_ML } },
    programmer = { poll_s = 300 },
    canal = { step_s = 300 },
    band = { samples = 5 },
  },

  run = function(rig)
    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(3600)
    rig.refill.volume_ml = FILLED_ML
    rig.refill.misread_ml = TOLD_ML - FILLED_ML
    rig.refill.now = 1
    rig.pump.refill = 1
    expect_within(600, "the pump believes what it was told", function()
      return math.abs(rig.pump.reservoir_ml - TOLD_ML) < 0.2
    end)
    expect("it holds what went in", function()
      return math.abs(rig.reservoir.volume_ml - FILLED_ML) < 0.2
    end)
    rig.refill.misread_ml = 0

    wait_until("the low mark is passed in truth", 6 * 86400, function()
      return rig.reservoir.volume_ml <= LOW_ML
    end)
    expect("a gap: the low-reservoir alarm is silent", function()
      return rig.pump.low_reservoir_alarm == 0 and rig.bedside.tone == "quiet"
    end)
    expect_within(86400, "the level is seen: empty, and a critical tone", function()
      return rig.pump.empty_alarm == 1 and rig.bedside.tone == "critical"
    end)
    expect("while the pump still computes millilitres", function()
      return rig.pump.reservoir_ml > TOLD_ML - FILLED_ML - 1
    end)
    expect("the pump has stopped", function() return rig.pump.state == "halted" end)
    expect("the patient is in effect still, and will not be for long", function()
      return rig.patient.state == "effect"
    end)
    expect_within(2 * 86400, "withdrawal, before the low alarm would have come", function()
      return rig.patient.state == "withdrawal"
    end)
  end,
}
