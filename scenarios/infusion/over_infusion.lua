-- Strokes grow, from 15 % too large to twice their size in six days, as published of a pump that
-- fails. Too large is more than 14.5 %. The pump compares its level sensor with what it has
-- commanded; it has to see a sound pump's scatter as sound, find the ramp, and stop.
local UL_PER_H, UG_PER_ML = 40, 1000
local DAY_S = 86400
local BASAL_UG = 24 * UL_PER_H * UG_PER_ML / 1000
local GRAIN_ML = 0.5     -- of the level sensor

return scenario {
  title = "over-infusion growing from 15 to 100 %: found by the level, and stopped",
  covers = { "PUMP-FLOW-01", "IL-P-25" },
  tags = { "flow", "fault" },
  gaps = {
    ["PUMP-FLOW-01"] = "strokes that are too large: the fault itself, which an hour cannot show to a coarse level sensor",
    ["IL-P-25"] = "the level sensor tells only when the excess has passed its grain",
  },
  rig = "infusion",
  limit_s = 20 * DAY_S,
  tick_s = 30,
  row_every_s = 600,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = UG_PER_ML },
    pump = { programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 300 },
    canal = { step_s = 300 },
    band = { samples = 5 },
  },

  run = function(rig)
    local function hears(tone) return function() return rig.bedside.tone == tone end end

    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    local calm = expect_always("a pump within its accuracy is not accused", hears "quiet")
    rig.drive.gain_error = 0.05
    wait(3 * DAY_S)
    calm:stop()
    expect("a few per cent more arrive", function()
      return math.abs(rig.catheter.ug_per_day / BASAL_UG - 1.05) < 0.01
    end)

    local begin_s, worst = rig.time_s, 0
    local before_ul, commanded_ul = rig.drive.delivered_ul, rig.pump.delivered_ul
    for hour = 0, 6 * 24 do
      rig.drive.gain_error = 0.15 + 0.85 * hour / (6 * 24)
      worst = math.max(worst, rig.catheter.ug_per_day)
      if rig.bedside.tone == "critical" then break end
      wait(3600)
    end
    local days = (rig.time_s - begin_s) / DAY_S
    local too_much_ml = (rig.drive.delivered_ul - before_ul
      - (rig.pump.delivered_ul - commanded_ul)) / 1000
    log(string.format("found %.1f days after it began, at +%.0f %%, %.2f ml too much, %.0f ug/d",
      days, 100 * rig.drive.gain_error, too_much_ml, worst))
    expect("a critical alarm before the strokes have doubled", hears "critical")
    expect("a gap: not before more than the sensor's grain is gone", too_much_ml > GRAIN_ML)
    expect_within(600, "over-infusion, it says, and stops", function()
      return rig.pump.over_infusion_alarm == 1 and rig.pump.state == "halted"
    end)
    expect_always("nothing more is delivered", function() return rig.drive.strokes == 0 end)
    rig.pump.start = 1
    wait(600)
    expect("it cannot be started", function()
      return rig.pump.state == "halted" and rig.pump.refusal == "alarm"
    end)
    rig.pump.clear_alarms = 1
    wait(600)
    expect("nor cleared while the level says so", function()
      return rig.pump.over_infusion_alarm == 1
    end)
  end,
}
