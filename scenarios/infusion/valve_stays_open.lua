-- A magnet holds both valves open, in a pump without a flow-activated valve, as older ones were:
-- the reservoir runs out into the canal. The pump sees its level fall, after ten minutes and not
-- within IL-P-09's 5 s, and halts its motor, which closes nothing. That is why such a pump is
-- emptied before a scan.
local UL_PER_H, UG_PER_ML = 20, 1000
local LEAK_UL_PER_H = 36000

return scenario {
  title = "valves open in a magnet and nothing that shuts: the reservoir empties into the canal",
  covers = { "PUMP-FLOW-01", "IL-P-07", "IL-P-10", "IL-P-25" },
  tags = { "field", "fault", "slow" },
  gaps = {
    ["PUMP-FLOW-01"] = "an open valve is no matter of the motor",
    ["IL-P-07"] = "an open valve gives two millilitres in four minutes, and the level is judged over ten",
    ["IL-P-10"] = "halting the motor closes nothing: the pump has to be emptied before a scan",
    ["IL-P-25"] = "the level sensor is heard after ten minutes",
  },
  rig = "infusion",
  limit_s = 2 * 86400,

  setup = {
    drug = "morphine",
    reservoir = { volume_ml = 18, ug_per_ml = UG_PER_ML },
    pump = { programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 10 },
    band = { samples = 5 },
  },

  run = function(rig)
    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(6 * 3600)
    local before_ug = rig.catheter.delivered_ug
    rig.valve.stays_open = 1
    rig.valve.leak_ul_per_h = LEAK_UL_PER_H
    local begin_s = rig.time_s
    expect_within(900, "the level tells: a critical alarm", function()
      return rig.bedside.tone == "critical"
    end)
    log(string.format("heard after %.0f s, %.1f ml gone", rig.time_s - begin_s,
      18 - rig.reservoir.volume_ml))
    expect_within(30, "over-infusion, it says, and halts", function()
      return rig.pump.over_infusion_alarm == 1 and rig.pump.state == "halted"
    end)
    local still = expect_always("its motor stands", function() return rig.drive.strokes == 0 end)
    wait(1800)
    still:stop()
    local given_mg = (rig.catheter.delivered_ug - before_ug) / 1000
    log(string.format("%.1f mg of morphine, %.1f ml left", given_mg, rig.reservoir.volume_ml))
    expect("a gap: that stops nothing, the reservoir is empty", function()
      return rig.reservoir.volume_ml < 0.31
    end)
    expect("and its drug is in the canal", given_mg > 15)
    expect_within(12 * 3600, "an overdose that kills", function()
      return rig.patient.state == "toxic"
    end)
  end,
}
