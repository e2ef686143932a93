-- A bit of the programme in force turns over. The rate would be another one from then on; instead
-- the pump stops, and cannot be talked out of it before it has been programmed anew.
local UL_PER_H = 20

return scenario {
  title = "a memory error: stopped before a wrong rate, and only a new programme helps",
  covers = { "IL-P-45", "IL-P-59" },
  tags = { "memory", "fault" },
  rig = "infusion",
  limit_s = 40000,

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
    wait(4 * 3600)
    local right = expect_always("never at a rate that nobody ordered", function()
      local rate = rig.pump.rate_ul_per_h
      return rate ~= rate or rate == UL_PER_H or rate == 0
    end)
    rig.firmware.memory_flip = 1
    expect_within(5, "two tones within 5 s", hears "critical")
    local still = expect_always("and not another stroke", function()
      return rig.drive.strokes == 0
    end)
    expect_within(20, "memory, it says, and has stopped", function()
      return rig.pump.memory_alarm == 1 and rig.pump.state == "halted"
    end)
    rig.firmware.memory_flip = 0
    rig.pump.clear_alarms = 1
    wait(30)
    expect("it cannot be cleared", function()
      return rig.pump.memory_alarm == 1 and rig.pump.refusal == "not_cleared"
    end)
    rig.pump.start = 1
    wait(30)
    expect("nor started", function()
      return rig.pump.state == "halted" and rig.pump.refusal == "alarm"
    end)
    wait(1800)

    rig.pump.program = 1
    wait(30)
    expect("programmed anew, it is still stopped", state_is "halted")
    rig.pump.clear_alarms = 1
    expect_within(30, "now it can be cleared", state_is "stopped")
    expect("and is quiet", hears "quiet")
    still:stop()
    rig.pump.start = 1
    expect_within(30, "and started", state_is "continuous")
    local before_ul = rig.catheter.delivered_ul
    wait(2 * 3600)
    right:stop()
    expect("at the rate that was ordered", function()
      return math.abs(rig.catheter.delivered_ul - before_ul - 2 * UL_PER_H) <= 2.5
    end)
  end,
}
