-- A catheter is shut at many rates, in a basal rate and in the middle of a bolus. Each time the pump must sound and
-- stop, must not be cleared while the catheter is shut, must not be started before it was cleared, and must not make
-- good what the alarm has cut off.
local SHUT_KPA = 69

return scenario {
  title = "an occlusion at any rate: stopped, heard, latched, and nothing made good",
  covers = { "IL-P-01", "IL-P-03", "IL-P-59", "IL-P-60", "PUMP-FLOW-01", "PUMP-TRUE-04" },
  tags = { "catheter", "fault", "latch" },
  rig = "infusion",
  limit_s = 30000,
  parameters = { ul_per_h = 100, in_bolus = 0 },
  grid = { ul_per_h = { 40, 100, 300, 1000 }, in_bolus = { 0, 1 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 500 },
      pump = { programme = { ul_per_h = p.ul_per_h } },
      programmer = { poll_s = 30 },
      canal = { step_s = 600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig, p)
    local function hears(tone) return function() return rig.bedside.tone == tone end end

    wait(3900)
    if p.in_bolus > 0 then
      rig.bolus.volume_ul = 200
      rig.bolus.over_s = 1200
      rig.pump.single_bolus = 1
      expect_within(60, "a bolus runs", function() return rig.pump.state == "single_bolus" end)
      wait(120)
    end
    rig.catheter.occlusion = 1
    wait_until("the pressure reaches the limit", 7200, function() return rig.catheter.pressure_kpa >= SHUT_KPA end)
    expect_within(3, "two tones", hears "critical")
    wait(640)
    rig.pump.clear_alarms = 1
    wait(35)
    expect("a CLEAR does not help while it is shut", hears "critical")
    rig.catheter.occlusion = 0
    wait(620)
    rig.pump.start = 1
    wait(35)
    expect("nor does START without a CLEAR", function() return rig.pump.state == "halted" end)
    rig.pump.clear_alarms = 1
    wait(10)
    expect("cleared, it is quiet", hears "quiet")
    rig.pump.start = 1
    wait(3900)
    expect("started, it gives its basal rate and no more", function()
      return math.abs(rig.drive.hour_ul - p.ul_per_h) <= 5.1
    end)
  end,
}
