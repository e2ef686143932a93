-- A drill: the patient is in a scanner and nobody has said so. The motor stands still in the magnet,
-- is heard after two minutes, and turns again when the magnet is gone; the alarm stays until it is
-- cleared. Giving a bolus to make up for it would be the mistake.
local UL_PER_H, UG_PER_ML = 300, 500

return scenario {
  title = "drill: the pump's motor stalls",
  covers = { "IL-P-60" },
  tags = { "drill", "motor" },
  rig = "infusion",
  limit_s = 30000,
  drill = {
    sentence = "The pump gives morphine. Answer what it tells you, and see to it that the therapy "
      .. "goes on as it was ordered: no more, no less. What was missed is not made up for.",
    points = 100,
  },

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = UG_PER_ML },
    pump = { stall_s = 120, programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 2 },
    band = { samples = 3 },
  },

  hand = {
    { when = function(rig) return rig.pump.stall_alarm == 1 end, after_s = 25,
      knob = "pump.silence", value = 1 },
    { when = function(rig) return rig.pump.state == "continuous" end, after_s = 40,
      knob = "pump.clear_alarms", value = 1 },
  },

  run = function(rig)
    local sheet = rig.programme
    sheet.ug_per_ml, sheet.rate_ul_per_h = UG_PER_ML, UL_PER_H
    rig.bolus.volume_ul, rig.bolus.over_s = 50, 600
    wait_until("the programmer finds the pump", 60, function() return rig.link.state == "up" end)
    wait(120 + 300 * math.random())

    local as_ordered = expect_always("no bolus, and no other programme", function()
      return rig.order.last ~= "single_bolus" and rig.order.last ~= "commit"
    end, 25)
    rig.rotor.stalled = 1
    wait_until("the stall is heard", 1200, function() return rig.bedside.tone == "critical" end)
    expect_within(120, "the tone is paused: somebody has heard it", function()
      return rig.bedside.tone == "quiet"
    end, 25)
    wait(240)
    log "at the patient: out of the scanner, the magnet is gone"
    rig.rotor.stalled = 0
    wait_until("the motor turns", 600, function() return rig.pump.state ~= "stalled" end)
    expect_within(600, "the alarm is cleared", function() return rig.pump.stall_alarm == 0 end, 25)
    wait(600)
    expect("the pump delivers as ordered", function()
      return rig.pump.state == "continuous" and math.abs(rig.pump.rate_ul_per_h - UL_PER_H) < 1
    end, 25)
    as_ordered:stop()
  end,
}
