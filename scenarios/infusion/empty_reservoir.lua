-- A refill that nobody came for. The pump counts its strokes and knows when 2 ml are left (a single
-- tone) and when it is empty (two tones, and it stops, before it draws air). Filled and told so, it
-- has to be started.
local UL_PER_H = 200
local LOW_ML, EMPTY_ML = 2, 0.5

return scenario {
  title = "an empty reservoir: low alarm, empty alarm, stop; filled, cleared and started",
  covers = { "IL-P-23", "IL-P-24" },
  tags = { "reservoir" },
  rig = "infusion",
  limit_s = 90000,
  tick_s = 10,

  setup = {
    drug = "morphine",
    reservoir = { volume_ml = 3, ug_per_ml = 1000, residual_ml = 0.1 },
    pump = { programme = { ul_per_h = UL_PER_H, low_reservoir_ml = LOW_ML } },
    band = { samples = 10 },
  },

  run = function(rig)
    local function state_is(name) return function() return rig.pump.state == name end end
    local function hears(tone) return function() return rig.bedside.tone == tone end end
    local function near(a, b, within) return math.abs(a - b) <= within end

    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    local calm = expect_always("quiet above the low mark", function()
      return rig.reservoir.volume_ml < LOW_ML + 0.01 or rig.bedside.tone == "quiet"
    end)
    wait_until("the low mark", 7 * 3600, function() return rig.reservoir.volume_ml <= LOW_ML end)
    expect_within(60, "a single tone", hears "non_critical")
    calm:stop()
    expect_within(60, "the pump says what is low", function()
      return rig.pump.low_reservoir_alarm == 1
    end)
    expect("and goes on", state_is "continuous")
    expect("what it has computed is what there is", function()
      return near(rig.pump.reservoir_ml, rig.reservoir.volume_ml, 0.02)
    end)
    log(string.format("%.1f h are left until it is empty",
      (rig.reservoir.volume_ml - EMPTY_ML) * 1000 / UL_PER_H))

    wait_until("half a millilitre is left", 8 * 3600, function()
      return rig.reservoir.volume_ml <= EMPTY_ML + 0.001
    end)
    expect_within(60, "two tones", hears "critical")
    local still = expect_always("not a stroke from an empty reservoir", function()
      return rig.drive.strokes == 0
    end)
    expect_within(120, "it has stopped, and says why", function()
      return rig.pump.state == "halted" and rig.pump.empty_alarm == 1
    end)
    rig.pump.start = 1
    wait(120)
    expect("it cannot be started", function()
      return rig.pump.state == "halted" and rig.pump.refusal == "alarm"
    end)
    wait(3600)

    rig.refill.volume_ml = 18
    rig.refill.now = 1
    rig.pump.refill = 1
    rig.pump.clear_alarms = 1
    expect_within(120, "filled and cleared, it is stopped", state_is "stopped")
    expect("and quiet", hears "quiet")
    expect("it believes the refill", function() return near(rig.pump.reservoir_ml, 18, 0.01) end)
    expect("which is there", function()
      return near(rig.reservoir.volume_ml, 18.1, 0.01)
    end)
    still:stop()
    rig.pump.start = 1
    expect_within(120, "it is started by hand", state_is "continuous")
    local before_ul = rig.catheter.delivered_ul
    wait(3600)
    expect("and delivers", function()
      return near(rig.catheter.delivered_ul - before_ul, UL_PER_H, 5)
    end)
  end,
}
