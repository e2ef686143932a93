-- A published fault of the display: the replace-by date is months too late. The indicator comes
-- after the end, which is to say never: the first that is heard is the end of service itself.
local LIFE_DAYS, AGE_DAYS = 2557, 2460
local UL_PER_H = 5
local DAY_S = 86400

return scenario {
  title = "a replace-by date months too late: the end comes without a warning",
  covers = { "IL-P-57" },
  tags = { "battery", "fault", "slow" },
  gaps = {
    ["IL-P-57"] = "published: the replace-by date itself is wrong",
  },
  rig = "infusion",
  limit_s = 110 * DAY_S,
  tick_s = 600,
  row_every_s = 6 * 3600,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 10000 },
    pump = { age_days = AGE_DAYS, life_days = LIFE_DAYS, programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 3600 },
    canal = { step_s = 600 },
    band = { samples = 5 },
  },

  run = function(rig)
    local to_end_days = LIFE_DAYS - AGE_DAYS

    wait_until("the link is up", 600, function() return rig.link.state == "up" end)
    rig.firmware.replace_days_off = 120
    expect_within(3 * 3600, "it says that it may be replaced after its end", function()
      return rig.pump.replace_days > rig.pump.end_days
    end)
    local unwarned = expect_always("a gap: not a tone to its last day", function()
      return rig.bedside.tone == "quiet"
    end)
    wait(to_end_days * DAY_S - rig.time_s - 600)
    unwarned:stop()
    expect("the patient is well", function() return rig.patient.state == "effect" end)
    expect_within(1800, "then two tones, and it has ended", function()
      return rig.bedside.tone == "critical"
    end)
    expect_always("not a stroke more", function() return rig.drive.strokes == 0 end)
    local end_s = rig.time_s
    expect_within(3 * DAY_S, "withdrawal", function() return rig.patient.state == "withdrawal" end)
    log(string.format("withdrawal %.0f h after the end", (rig.time_s - end_s) / 3600))
    expect("the end is named", function()
      return rig.pump.end_of_service_alarm == 1 and rig.pump.state == "ended"
    end)
  end,
}
