-- Two boluses in any 24 hours. Two are given in the evening; neither midnight nor a reset makes room for a third, and
-- a day after the first there is room again.
return scenario {
  title = "so many boluses in any 24 hours: not from midnight, not from a reset on",
  covers = { "IL-P-22", "PUMP-PCA-01", "PUMP-TRUE-03" },
  tags = { "bolus", "button", "clock" },
  rig = "infusion",
  limit_s = 110000,
  tick_s = 10,
  row_every_s = 300,
  parameters = { reset = 0 },
  cases = { midnight = { reset = 0 }, reset = { reset = 1 } },

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 500 },
    pump = { clock = "2026-03-01 20:00", programme = { ul_per_h = 60,
             patient = { ul = 40, over_s = 600, lockout_s = 1800, per_day = 2 } } },
    programmer = { poll_s = 30 },
    canal = { step_s = 600 },
    band = { samples = 0 },
  },

  run = function(rig, p)
    local function press()
      rig.handset.button = 1
      wait(10)
      local refused = rig.handset.denied == 1
      rig.handset.button = 0
      wait(10)
      return refused
    end

    wait(4000)
    local first_s = rig.time_s
    expect("the first", not press())
    wait(3600)
    expect("the second", not press())
    wait(3600)
    expect("not a third", press())
    if p.reset > 0 then
      rig.firmware.low_battery_reset = 1
      wait(10)
      rig.firmware.low_battery_reset = 0
      wait(60)
      rig.pump.clear_alarms = 1
      rig.pump.set_clock_s = 825638400
      wait(30)
      rig.pump.start = 1
      wait(60)
      expect("reset, cleared, started", function() return rig.pump.state == "continuous" end)
    end
    wait(3 * 3600)
    expect("nor after midnight, or after a reset", press())
    wait(first_s + 86400 - 600 - rig.time_s)
    expect("nor ten minutes before the first is a day old", press())
    wait(900)
    expect("then there is room", not press())
    wait(900)
  end,
}
