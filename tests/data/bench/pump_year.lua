-- One year of an implanted pump at a tick of one minute, refilled every four weeks, with its last alarms: what
-- `make bench` times.
return scenario {
  title = "a year of flex dosing with refills, at a tick of 60 s",
  rig = "infusion",
  tick_s = 60,
  row_every_s = 3600,
  limit_s = 4e7,
  setup = {
    drug = "morphine",
    tip = "T10",
    canal = { step_s = 600 },
    programmer = { poll_s = 3600 },
    pump = {
      age_days = 2300,
      clock = "2028-01-15 00:00",
      programme = {
        mode = "flex",
        steps = { { from = "00:00", ul_per_h = 15 }, { from = "07:00", ul_per_h = 30 },
                  { from = "22:00", ul_per_h = 15 } },
      },
    },
  },

  run = function(rig)
    wait_until("the programmer has found the pump", 7200, function() return rig.link.state == "up" end)
    local no_end = expect_always("the pump runs until its end of service", function()
      return rig.pump.state ~= "ended"
    end)
    rig.refill.volume_ml = 18
    for _ = 1, 9 do
      wait(28 * 86400)
      rig.refill.now = 1
      rig.pump.refill = 1
    end
    no_end:stop()
    expect_within(10 * 86400, "the end of service comes on its day", function()
      return rig.pump.state == "ended"
    end)
    wait(100 * 86400)
    expect("nothing is delivered any more", function() return rig.catheter.ug_per_day < 1 end)
  end,
}
