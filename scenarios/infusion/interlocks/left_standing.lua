-- A pump that stands: because it was stopped, and somebody asks for its status now and then, or because all of its
-- day's steps are pauses. After two days it must be heard.
return scenario {
  title = "a pump that stands for two days is heard",
  covers = { "IL-P-37" },
  tags = { "stop", "tone" },
  rig = "infusion",
  limit_s = 4 * 86400,
  tick_s = 30,
  row_every_s = 600,
  parameters = { paused = 0, poll_s = 600 },
  cases = { stopped = { paused = 0, poll_s = 3600 }, stopped_and_asked = { paused = 0, poll_s = 60 },
            paused = { paused = 1, poll_s = 600 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 500 },
      pump = { programme = { mode = p.paused > 0 and "flex" or "continuous", ul_per_h = 60,
                             steps = { { from = "00:00", ul_per_h = 0 } } } },
      programmer = { poll_s = p.poll_s },
      canal = { step_s = 3600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig, p)
    wait(600)
    if p.paused == 0 then rig.pump.stop = 1 end
    local calm = expect_always("not a tone for two days", function() return rig.bedside.tone == "quiet" end)
    wait(2 * 86400 - (p.paused > 0 and 660 or 60))
    calm:stop()
    expect_within(600, "then two tones", function() return rig.bedside.tone == "critical" end)
    wait(900)
  end,
}
