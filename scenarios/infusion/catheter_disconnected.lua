-- The catheter slips off the pump. All of the baclofen goes under the skin, the reservoir falls as
-- computed, and within a day the patient is in withdrawal, which can kill. The device has no sense
-- for it.
local UL_PER_H, UG_PER_ML = 10, 500
local DAY_S = 86400

return scenario {
  title = "a catheter off the pump: withdrawal, without a sound from the device",
  covers = { "PUMP-CATH-01", "PUMP-FLOW-01" },
  gaps = { ["PUMP-CATH-01"] = "no sense for a catheter that has slipped off: the pressure is low either way" },
  tags = { "catheter", "fault", "patient" },
  rig = "infusion",
  limit_s = 6 * DAY_S,
  tick_s = 30,
  row_every_s = 600,

  setup = {
    drug = "baclofen",
    reservoir = { ug_per_ml = UG_PER_ML },
    pump = { programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 300 },
    canal = { step_s = 300 },
    band = { samples = 5 },
  },

  run = function(rig)
    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(DAY_S)
    expect("spasticity is held down", function() return rig.patient.state == "effect" end)

    expect_always("a gap: the device says nothing of it", function()
      return rig.bedside.tone == "quiet" and rig.pump.state == "continuous"
    end)
    local before_ug, off_s = rig.catheter.delivered_ug, rig.time_s
    rig.catheter.disconnected = 1
    expect_within(DAY_S, "withdrawal within a day", function()
      return rig.patient.state == "withdrawal"
    end)
    log(string.format("withdrawal after %.1f h", (rig.time_s - off_s) / 3600))
    wait(2 * DAY_S)
    expect("nothing has arrived", function()
      return math.abs(rig.catheter.delivered_ug - before_ug) < 0.1
    end)
    expect("it is under the skin, with what was in the catheter", function()
      local pumped_ug = (rig.time_s - off_s) / 3600 * UL_PER_H * UG_PER_ML / 1000
      return rig.patient.lost_ug > pumped_ug - 2 and rig.patient.lost_ug < pumped_ug + 150
    end)
    rig.refill.now = 1
    rig.pump.refill = 1
    wait(900)
    expect("a gap: the refill is in order", function()
      return rig.pump.volume_mismatch_alarm == 0
    end)
  end,
}
