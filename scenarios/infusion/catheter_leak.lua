-- The catheter has a hole near the pump: seven tenths of the dose go under the skin. The rotor
-- turns, the pressure is no different, the reservoir falls as computed: neither an alarm nor the
-- next refill knows of it. The patient does.
local UL_PER_H, UG_PER_ML, SHARE = 40, 500, 0.7
local DAY_S = 86400
local BASAL_UG = 24 * UL_PER_H * UG_PER_ML / 1000

return scenario {
  title = "a leaking catheter: most of the dose lost, and nothing in the device that shows it",
  covers = { "PUMP-CATH-01", "PUMP-FLOW-01" },
  gaps = { ["PUMP-CATH-01"] = "no sense for a leak: the pressure is no different, the reservoir falls as computed" },
  tags = { "catheter", "fault", "patient" },
  rig = "infusion",
  limit_s = 10 * DAY_S,
  tick_s = 30,
  row_every_s = 600,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = UG_PER_ML },
    pump = { programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 300 },
    canal = { step_s = 300 },
    band = { samples = 5 },
  },

  run = function(rig)
    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(2 * DAY_S)
    expect("two days as programmed", function()
      return math.abs(rig.catheter.ug_per_day / BASAL_UG - 1) < 0.01
    end)
    local sound_ug_per_ml = rig.effect.cord_ug_per_ml

    expect_always("a gap: the device says nothing of it", function()
      return rig.bedside.tone == "quiet" and rig.pump.state == "continuous"
    end)
    rig.catheter.leak = SHARE
    wait(5 * DAY_S)
    expect("three tenths arrive", function()
      return math.abs(rig.catheter.ug_per_day / BASAL_UG - (1 - SHARE)) < 0.01
    end)
    expect("the rest is under the skin", function()
      return math.abs(rig.patient.lost_ug / (5 * BASAL_UG) - SHARE) < 0.02
    end)
    expect("the cord has three tenths", function()
      return math.abs(rig.effect.cord_ug_per_ml / sound_ug_per_ml - (1 - SHARE)) < 0.1
    end)
    expect("no pressure tells of it", function() return rig.catheter.pressure_kpa < 5 end)
    expect("the reservoir is as computed", function()
      return math.abs(rig.reservoir.volume_ml - rig.pump.reservoir_ml) < 0.01
    end)
    log(string.format("five days: %.0f of %.0f ug/d arrive, %.1f mg under the skin",
      rig.catheter.ug_per_day, BASAL_UG, rig.patient.lost_ug / 1000))

    rig.refill.now = 1
    rig.pump.refill = 1
    wait(900)
    expect("a gap: nor does the refill show it", function()
      return rig.pump.volume_mismatch_alarm == 0
    end)
  end,
}
