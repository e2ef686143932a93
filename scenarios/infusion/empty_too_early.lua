-- Every stroke is 14 % too large: just less than what counts as over-infusion. The pump computes
-- its reservoir from the strokes that it has commanded, so the low-reservoir alarm stays silent
-- while the reservoir runs dry. What is left to find it is the level sensor, and it finds it late.
local UL_PER_H, GAIN = 100, 0.14
local START_ML, RESIDUAL_ML, LOW_ML = 18, 0.1, 2
local SEEN_ML = 0.3     -- a quarter of a millilitre, and the sensor's coarseness

return scenario {
  title = "a reservoir that is empty too early: the computed alarm is silent, the level finds it",
  covers = { "IL-P-23", "IL-P-24", "IL-P-25" },
  tags = { "reservoir", "fault" },
  gaps = {
    ["IL-P-23"] = "the low mark is compared with a computed reservoir, and strokes are larger than computed",
    ["IL-P-24"] = "likewise; the level sensor finds it at 0.25 mL",
    ["IL-P-25"] = "within 14.5 % no alarm is meant: the level sensor is too coarse",
  },
  rig = "infusion",
  limit_s = 8 * 86400,
  tick_s = 10,
  row_every_s = 600,

  setup = {
    drug = "morphine",
    reservoir = { volume_ml = START_ML, residual_ml = RESIDUAL_ML, ug_per_ml = 2500 },
    pump = { programme = { ul_per_h = UL_PER_H, low_reservoir_ml = LOW_ML } },
    programmer = { poll_s = 600 },
    canal = { step_s = 300 },
    band = { samples = 10 },
  },

  run = function(rig)
    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    rig.drive.gain_error = GAIN
    local silent = expect_always("not a tone while there is anything to draw", function()
      return rig.reservoir.volume_ml <= SEEN_ML or rig.bedside.tone == "quiet"
    end)
    wait_until("the low mark is passed in truth", 8 * 86400, function()
      return rig.reservoir.volume_ml <= LOW_ML
    end)
    expect("the pump computes twice as much", function()
      return rig.pump.reservoir_ml > 2 * rig.reservoir.volume_ml - 0.1
    end)
    expect("a gap: the low-reservoir alarm is silent", function()
      return rig.pump.low_reservoir_alarm == 0 and rig.bedside.tone == "quiet"
    end)
    log(string.format("really %.2f ml, computed %.2f ml", rig.reservoir.volume_ml,
      rig.pump.reservoir_ml))

    wait_until("the level sensor's mark is near", 86400, function()
      return rig.reservoir.volume_ml <= SEEN_ML
    end)
    silent:stop()
    expect_within(3600, "the level is seen: a critical alarm", function()
      return rig.bedside.tone == "critical"
    end)
    expect_within(600, "empty, it says, and stops", function()
      return rig.pump.empty_alarm == 1 and rig.pump.state == "halted"
    end)
    expect("and it is not yet dry", function()
      return rig.reservoir.volume_ml > RESIDUAL_ML
    end)
    local days = rig.time_s / 86400
    local planned = (START_ML - LOW_ML) * 1000 / (UL_PER_H * 24)
    log(string.format("empty after %.2f days; a refill was due at the low alarm, day %.2f", days,
      planned))
    expect("before anybody was called for a refill", days < planned)
    expect_always("nothing more is drawn", function() return rig.drive.strokes == 0 end)
    wait(3600)
  end,
}
