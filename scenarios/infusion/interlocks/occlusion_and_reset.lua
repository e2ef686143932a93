-- A pump that an occlusion has stopped gets a low-battery reset. The reset forgets much, but not that: a CLEAR ends
-- the alarm of the reset, and the occlusion's stands while the catheter is shut.
return scenario {
  title = "a reset does not unlatch an occlusion",
  covers = { "IL-P-01", "IL-P-59", "IL-P-60" },
  tags = { "catheter", "battery", "fault", "latch" },
  rig = "infusion",
  limit_s = 20000,
  parameters = { ul_per_h = 100, dip_s = 2 },
  cases = { short = { dip_s = 2 }, long = { dip_s = 30 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 500 },
      pump = { programme = { ul_per_h = p.ul_per_h } },
      programmer = { poll_s = 30 },
      canal = { step_s = 600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig, p)
    wait(600)
    rig.catheter.occlusion = 1
    wait_until("it is heard", 7200, function() return rig.bedside.tone == "critical" end)
    wait(620)
    rig.firmware.low_battery_reset = 1
    wait(p.dip_s)
    rig.firmware.low_battery_reset = 0
    wait(60)
    rig.pump.clear_alarms = 1
    wait(35)
    expect("the reset is cleared", function() return rig.pump.reset_alarm == 0 end)
    expect("the occlusion is not", function()
      return rig.bedside.tone == "critical" and rig.pump.state == "halted"
    end)
    wait(620)
    rig.catheter.occlusion = 0
    wait(60)
    rig.pump.clear_alarms = 1
    wait(30)
    expect("open and cleared: quiet but for the lost clock", function()
      return rig.bedside.tone == "non_critical" and rig.pump.state == "stopped"
    end)
  end,
}
