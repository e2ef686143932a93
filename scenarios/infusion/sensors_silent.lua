-- The pump's own sensors fall silent. What is not known must not pass for sound: without a pressure
-- the pump cannot see an occlusion, and stops; without a level it cannot see over-infusion, and
-- says so. What it does not notice is a sensor that lies by a little.
local UL_PER_H = 20
local LEVEL_BLIND_S = 3600

return scenario {
  title = "silent sensors: no pressure, stop; no level, an alarm; and one that lies",
  covers = { "IL-P-46", "PUMP-SENSE-01", "IL-P-01" },
  tags = { "sensor", "fault" },
  gaps = {
    ["IL-P-01"] = "a pressure sensor that shows 40 kPa too little hides what it should show",
  },
  rig = "infusion",
  limit_s = 2 * 86400,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 1000 },
    pump = { programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 10 },
    band = { samples = 5 },
  },

  run = function(rig)
    local function state_is(name) return function() return rig.pump.state == name end end
    local function hears(tone) return function() return rig.bedside.tone == tone end end

    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(3600)
    rig.pressure_sensor.open = 1
    wait(8)
    expect("no pressure for 8 s: not yet", hears "quiet")
    expect_within(4, "for 10 s: a critical alarm", hears "critical")
    expect_within(20, "as an occlusion that cannot be seen, and it stops", function()
      return rig.pump.occlusion_alarm == 1 and rig.pump.state == "halted"
    end)
    rig.pump.clear_alarms = 1
    wait(30)
    expect("it is not cleared while it is blind", state_is "halted")
    rig.pressure_sensor.open = 0
    wait(5)
    rig.pump.clear_alarms = 1
    wait(20)
    rig.pump.start = 1
    expect_within(20, "it sees again, and is started", state_is "continuous")

    rig.level_sensor.open = 1
    wait(LEVEL_BLIND_S - 60)
    expect("no level for an hour less a minute: not yet", hears "quiet")
    expect_within(90, "for an hour: a single tone", hears "non_critical")
    expect("and the therapy goes on", state_is "continuous")
    rig.level_sensor.open = 0
    expect_within(10, "the level is back: quiet", hears "quiet")

    rig.pressure_sensor.offset_kpa = -40
    rig.catheter.occlusion = 1
    wait_until("the limit is passed in truth", 3600, function()
      return rig.catheter.pressure_kpa >= 69
    end)
    wait(10)
    expect("a gap: a sensor that shows 40 kPa too little hides it", hears "quiet")
    wait_until("and is seen later", 3600, hears "critical")
    log(string.format("found at %.0f kPa", rig.catheter.pressure_kpa))
    expect("by no more than the sensor's error and a stroke", function()
      return rig.catheter.pressure_kpa < 69 + 40 + 25
    end)
  end,
}
