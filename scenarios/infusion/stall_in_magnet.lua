-- Three scans. The rotor stands still in the magnet and comes back by itself: in the first as soon
-- as the magnet is gone, in the others after 2 and after 24 hours. The stall is heard, it is
-- written down with its end, and nothing has to be programmed for the therapy to go on.
local UL_PER_H, STROKE_UL = 20, 2.5
local TELL_S = 600      -- strokes missing for so long
local STROKE_S = 3600 * STROKE_UL / UL_PER_H

return scenario {
  title = "a motor stall in a magnet: told, logged, over by itself after up to a day",
  covers = { "IL-P-49" },
  tags = { "motor", "fault", "patient" },
  rig = "infusion",
  limit_s = 3 * 86400,
  tick_s = 5,
  row_every_s = 300,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 1000 },
    pump = { programme = { ul_per_h = UL_PER_H } },
    band = { samples = 10 },
  },

  run = function(rig)
    local function state_is(name) return function() return rig.pump.state == name end end
    local function hears(tone) return function() return rig.bedside.tone == tone end end

    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(6 * 3600)
    expect("before: relief", function() return rig.patient.state == "effect" end)

    for _, hours in ipairs { 0.5, 2, 24 } do
      local scan = string.format("%g h: ", hours)
      local entries, before_ul = rig.pump.log_count, rig.drive.delivered_ul
      local apart_ml = rig.reservoir.volume_ml - rig.pump.reservoir_ml
      rig.rotor.stalled = 1
      wait(TELL_S)
      expect(scan .. "not told before strokes have been missing for 10 min", hears "quiet")
      expect_within(STROKE_S + 30, scan .. "then a critical alarm is heard", hears "critical")
      expect_within(120, scan .. "and the pump says why", function()
        return rig.pump.state == "stalled" and rig.pump.stall_alarm == 1
      end)
      wait(hours * 3600 - TELL_S - STROKE_S)
      expect(scan .. "nothing is delivered", function()
        return rig.drive.delivered_ul == before_ul
      end)
      if hours == 24 then
        expect(scan .. "a day without: withdrawal", function()
          return rig.patient.state == "withdrawal"
        end)
      end
      rig.rotor.stalled = 0
      expect_within(STROKE_S + 70, scan .. "it goes on by itself", state_is "continuous")
      expect(scan .. "what was missed is not given at once", function()
        return rig.drive.delivered_ul - before_ul <= 2 * STROKE_UL
      end)
      wait(1800)
      expect(scan .. "the alarm stands until it is cleared", hears "critical")
      expect(scan .. "stall, its end and both states are in the log", function()
        return rig.pump.log_count >= entries + 4
      end)
      rig.pump.clear_alarms = 1
      expect_within(30, scan .. "cleared, it is quiet", hears "quiet")
      expect(scan .. "a gap: strokes that were not made count as given", function()
        local more_ml = rig.reservoir.volume_ml - rig.pump.reservoir_ml - apart_ml
        return math.abs(more_ml * 1000 - hours * UL_PER_H) <= 3 * STROKE_UL
      end)
      log(string.format("%s%.0f ul not given", scan, hours * UL_PER_H))
    end
  end,
}
