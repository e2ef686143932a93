-- The battery's film fails, as published: the voltage dips for a few seconds and the pump resets;
-- later most of the charge is gone at once. First the replacement indicator, years before its date,
-- then the end of service. A dip is not the end.
local UL_PER_H = 20

return scenario {
  title = "a battery that fails: a dip resets, a loss brings indicator and end years too early",
  covers = { "PUMP-BATT-01", "IL-P-60" },
  tags = { "battery", "fault" },
  rig = "infusion",
  limit_s = 86400,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 1000 },
    pump = { age_days = 400, programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 10 },
    band = { samples = 5 },
  },

  run = function(rig)
    local function state_is(name) return function() return rig.pump.state == name end end
    local function hears(tone) return function() return rig.bedside.tone == tone end end

    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(3600)
    expect("years of service are left", function()
      return rig.pump.end_days > 2000 and rig.pump.battery_v > 2.8
    end)

    rig.battery.lost = 0.985
    wait(5)
    rig.battery.lost = 0
    expect("a dip for 5 s: two tones", hears "critical")
    expect_within(30, "a reset to the minimum rate, and not the end", function()
      return rig.pump.reset_alarm == 1 and rig.pump.state == "minimum_rate"
        and rig.pump.end_of_service_alarm == 0
    end)
    rig.pump.clear_alarms = 1
    rig.pump.set_clock_s = 825638400
    wait(20)
    rig.pump.start = 1
    expect_within(20, "cleared and set, it is started", state_is "continuous")
    expect("and quiet", hears "quiet")

    rig.battery.lost = 0.92
    local lost_s = rig.time_s
    local calm = expect_always("no indicator within ten minutes: it might be a dip", hears "quiet")
    wait(580)
    calm:stop()
    expect_within(40, "then a single tone", hears "non_critical")
    expect_within(20, "the pump is to be replaced, it says", function()
      return rig.pump.replace_alarm == 1 and rig.pump.state == "continuous"
    end)
    expect("a gap: the days that it counts know nothing of the battery", function()
      return rig.pump.end_days > 2000 and rig.pump.replace_days > 2000
    end)
    log(string.format("%.2f V, indicator after %.0f s; by its date there are %d days left",
      rig.pump.battery_v, rig.time_s - lost_s, rig.pump.end_days))
    wait(3600)

    rig.battery.lost = 0.955
    expect_within(15, "more is lost: two tones", hears "critical")
    expect_within(20, "and its service has ended", function()
      return rig.pump.end_of_service_alarm == 1 and rig.pump.state == "ended"
    end)
    expect_always("not a stroke more", function() return rig.drive.strokes == 0 end)
    rig.battery.lost = 0
    rig.pump.clear_alarms = 1
    rig.pump.start = 1
    wait(3600)
    expect("nor when the voltage is back", state_is "ended")
  end,
}
