-- A pump that was stopped for a scan and then forgotten. The patient is in withdrawal before the
-- pump complains: it waits for two days. It sounds until it is started.
local UL_PER_H = 20
local STOPPED_S = 48 * 3600

return scenario {
  title = "stopped and forgotten: an alarm after 48 hours, which is later than withdrawal",
  covers = { "IL-P-37" },
  tags = { "patient" },
  rig = "infusion",
  limit_s = 6 * 86400,
  tick_s = 10,
  row_every_s = 300,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 1000 },
    pump = { programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 60 },
    band = { samples = 5 },
  },

  run = function(rig)
    local function state_is(name) return function() return rig.pump.state == name end end
    local function hears(tone) return function() return rig.bedside.tone == tone end end

    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(12 * 3600)
    expect("relief", function() return rig.patient.state == "effect" end)
    rig.pump.stop = 1
    expect_within(30, "it stops", state_is "stopped")
    local stop_s = rig.time_s
    local still = expect_always("not a stroke", function() return rig.drive.strokes == 0 end)
    local calm = expect_always("not a tone for two days", hears "quiet")
    expect_within(86400, "withdrawal within a day", function()
      return rig.patient.state == "withdrawal"
    end)
    log(string.format("withdrawal after %.1f h", (rig.time_s - stop_s) / 3600))
    wait(STOPPED_S - (rig.time_s - stop_s) - 30)
    calm:stop()
    expect_within(60, "after two days a critical alarm", hears "critical")
    expect_within(120, "stopped too long, it says", function()
      return rig.pump.stopped_long_alarm == 1 and rig.pump.state == "stopped"
    end)
    rig.pump.silence = 1
    expect_within(60, "it can be hushed", hears "quiet")
    expect_within(660, "for ten minutes", hears "critical")
    still:stop()
    rig.pump.start = 1
    expect_within(60, "started, it goes on", state_is "continuous")
    expect_within(60, "and is quiet", hears "quiet")
    expect_within(6 * 3600, "and relief comes back", function()
      return rig.patient.state == "effect"
    end)
  end,
}
