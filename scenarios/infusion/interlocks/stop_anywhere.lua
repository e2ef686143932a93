-- STOP, whatever the pump is doing: it stops there and then, and says so.
return scenario {
  title = "STOP in any state: not a stroke more, and the status says it",
  covers = { "PUMP-STOP-01", "PUMP-TRUE-01" },
  tags = { "stop", "bolus" },
  rig = "infusion",
  limit_s = 20000,
  tick_s = 2,
  parameters = { mode = 0, bolus = 0 },
  cases = {
    continuous = { mode = 0 }, flex = { mode = 1 }, periodic = { mode = 2 },
    single_bolus = { bolus = 1 }, patient_bolus = { bolus = 2 }, bridge_bolus = { bolus = 3 },
  },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 500 },
      pump = { clock = "2026-03-01 07:00", programme = {
        mode = ({ [0] = "continuous", "flex", "periodic" })[p.mode], ul_per_h = 60,
        steps = { { from = "00:00", ul_per_h = 60 }, { from = "08:00", ul_per_h = 90 } },
        periodic = { ul = 60, over_s = 1800, every_min = 120, first = "07:30" },
        patient = { ul = 60, over_s = 1800, lockout_s = 600, per_day = 6 } } },
      programmer = { poll_s = 20 },
      canal = { step_s = 600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig, p)
    wait(2400)
    rig.bolus.volume_ul = 60
    rig.bolus.over_s = 1800
    rig.bolus.rate_ul_per_h = 100
    if p.bolus == 1 then rig.pump.single_bolus = 1 end
    if p.bolus == 2 then rig.handset.button = 1 end
    if p.bolus == 3 then rig.pump.bridge_bolus = 1 end
    wait(300)
    rig.handset.button = 0
    expect("it delivers", function() return rig.due.rate_ul_per_h >= 60 end)
    rig.pump.stop = 1
    wait(2)
    local still = expect_always("not a stroke more", function() return rig.drive.commanded == 0 end)
    expect_within(30, "stopped, it says", function() return rig.pump.state == "stopped" end)
    wait(3000)
    still:stop()
    rig.pump.start = 1
    wait(1500)
    expect("started, it runs by its programme", function() return rig.drive.still_s < 600 end)
  end,
}
