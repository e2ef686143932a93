-- The last fourteen weeks of a pump's seven years. Ninety days before the end its indicator sounds,
-- and cannot be cleared, only hushed for a while. Nobody replaces it; on its last day it stops for
-- good, loudly, and starts for nobody.
local LIFE_DAYS, AGE_DAYS, INDICATOR_DAYS = 2557, 2460, 90
local UL_PER_H = 5
local DAY_S = 86400
local POLL_S = 3600

return scenario {
  title = "from the replacement indicator to the end of service: ninety days, then a defined stop",
  covers = { "IL-P-57", "IL-P-58" },
  tags = { "battery", "slow" },
  rig = "infusion",
  limit_s = 110 * DAY_S,
  tick_s = 600,
  row_every_s = 6 * 3600,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 10000 },
    pump = { age_days = AGE_DAYS, life_days = LIFE_DAYS, replace_days = INDICATOR_DAYS,
             programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = POLL_S },
    canal = { step_s = 600 },
    band = { samples = 5 },
  },

  run = function(rig)
    local function hears(tone) return function() return rig.bedside.tone == tone end end
    local to_end_days = LIFE_DAYS - AGE_DAYS

    wait_until("the link is up", 600, function() return rig.link.state == "up" end)
    expect_within(POLL_S, "it knows how long it has to live", function()
      return rig.pump.end_days == to_end_days
        and rig.pump.replace_days == to_end_days - INDICATOR_DAYS
    end)
    local calm = expect_always("quiet until ninety days before the end", function()
      return rig.time_s > (to_end_days - INDICATOR_DAYS) * DAY_S or rig.bedside.tone == "quiet"
    end)
    wait((to_end_days - INDICATOR_DAYS) * DAY_S - rig.time_s)
    calm:stop()
    expect_within(1200, "the indicator is heard", hears "non_critical")
    expect_within(2 * POLL_S, "and named", function() return rig.pump.replace_alarm == 1 end)
    rig.pump.clear_alarms = 1
    wait(2 * POLL_S)
    expect("it cannot be cleared", function()
      return rig.pump.replace_alarm == 1 and rig.bedside.tone == "non_critical"
    end)

    local at_work = expect_always("the therapy goes on to the last day", function()
      return rig.catheter.ug_per_day > 0.95 * 24 * UL_PER_H * 10
    end)
    wait(to_end_days * DAY_S - rig.time_s - 600)
    at_work:stop()
    log(string.format("%.0f days after the indicator: %.1f ml left, %.2f V, %d days to go",
      rig.time_s / DAY_S - (to_end_days - INDICATOR_DAYS), rig.reservoir.volume_ml,
      rig.pump.battery_v, rig.pump.end_days))
    expect_within(1800, "its last day: a critical alarm", hears "critical")
    expect_within(2 * POLL_S, "ended, it says", function()
      return rig.pump.state == "ended" and rig.pump.end_of_service_alarm == 1
    end)
    expect_always("not a stroke after the end", function() return rig.drive.strokes == 0 end)
    rig.pump.start = 1
    wait(2 * POLL_S)
    expect("nobody starts it again", function()
      return rig.pump.state == "ended" and rig.pump.refusal == "ended"
    end)
    rig.pump.clear_alarms = 1
    wait(3 * DAY_S)
    expect("it goes on sounding", hears "critical")
    expect("the patient is in withdrawal", function()
      return rig.patient.state == "withdrawal"
    end)
  end,
}
