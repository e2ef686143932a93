-- After a reset nobody comes for a day: the catheter is kept open by a stroke now and then.
return scenario {
  title = "after a reset the catheter is kept open",
  covers = { "PUMP-KVO-01", "IL-P-51" },
  tags = { "battery", "fault" },
  rig = "infusion",
  limit_s = 2 * 86400,
  tick_s = 60,
  row_every_s = 600,
  parameters = { ul_per_h = 60 },
  grid = { ul_per_h = { 10, 60 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 500 },
      pump = { programme = { ul_per_h = p.ul_per_h } },
      programmer = { poll_s = 600 },
      canal = { step_s = 3600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig)
    wait(3600)
    rig.firmware.low_battery_reset = 1
    wait(60)
    rig.firmware.low_battery_reset = 0
    local before_ul = rig.drive.delivered_ul
    wait(86400)
    expect("two or three strokes in a day", function()
      local ul = rig.drive.delivered_ul - before_ul
      return ul >= 4.9 and ul <= 7.6
    end)
  end,
}
