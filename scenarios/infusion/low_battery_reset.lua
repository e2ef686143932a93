-- The voltage dips for a moment and the pump resets: published of batteries whose film fails. It
-- keeps the catheter open at its minimum rate, has forgotten the time of day, and says so. By the
-- clock that it has it must not run a day's steps: it starts when it is cleared and set.
local DAY_UL_PER_H, NIGHT_UL_PER_H, MINIMUM_UL_PER_H = 30, 10, 0.25
local MIDNIGHT_S = 825638400      -- 2026-03-01 00:00, in seconds since 2000

return scenario {
  title = "a low-battery reset: minimum rate, alarm, no day's steps by a clock that is wrong",
  covers = { "IL-P-51", "PUMP-KVO-01", "PUMP-CLOCK-01" },
  tags = { "battery", "clock", "fault", "slow" },
  rig = "infusion",
  limit_s = 4 * 86400,
  tick_s = 2,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 1000 },
    pump = {
      clock = "2026-03-01 00:00",
      programme = { mode = "flex", steps = {
        { from = "00:00", ul_per_h = NIGHT_UL_PER_H },
        { from = "08:00", ul_per_h = DAY_UL_PER_H },
        { from = "22:00", ul_per_h = NIGHT_UL_PER_H },
      } },
    },
    programmer = { poll_s = 20 },
    band = { samples = 5 },
  },

  run = function(rig)
    local function state_is(name) return function() return rig.pump.state == name end end
    local function hears(tone) return function() return rig.bedside.tone == tone end end

    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(12 * 3600)
    expect("noon: the day's step", function() return rig.pump.rate_ul_per_h == DAY_UL_PER_H end)
    expect("relief", function() return rig.patient.state == "effect" end)
    rig.firmware.low_battery_reset = 1
    wait(2)
    rig.firmware.low_battery_reset = 0
    expect_within(4, "two tones", hears "critical")
    local before_ul, reset_s = rig.drive.delivered_ul, rig.time_s
    expect_within(120, "reset, it says, at its minimum rate", function()
      return rig.pump.reset_alarm == 1 and rig.pump.state == "minimum_rate"
        and rig.pump.rate_ul_per_h == MINIMUM_UL_PER_H
    end)
    expect("and that it has lost its clock", function()
      return rig.pump.clock_lost_alarm == 1 and rig.pump.clock_s < 3600
    end)
    wait(18 * 3600)
    expect("eighteen hours at the minimum rate", function()
      local minimum_ul = (rig.time_s - reset_s) / 3600 * MINIMUM_UL_PER_H
      return math.abs(rig.drive.delivered_ul - before_ul - minimum_ul) <= 2.5
    end)
    expect("which is no therapy: withdrawal", function()
      return rig.patient.state == "withdrawal"
    end)

    rig.pump.start = 1
    wait(60)
    expect("it does not start while the alarm stands", function()
      return rig.pump.state == "minimum_rate" and rig.pump.refusal == "alarm"
    end)
    rig.pump.clear_alarms = 1
    wait(60)
    expect("cleared: the lost clock still sounds, once", hears "non_critical")
    rig.pump.start = 1
    wait(60)
    expect("nor does it start without a clock", function()
      return rig.pump.state == "minimum_rate" and rig.pump.clock_lost_alarm == 1
    end)
    rig.pump.set_clock_s = MIDNIGHT_S + math.floor(rig.time_s)
    expect_within(60, "its clock set, it is quiet", hears "quiet")
    rig.pump.start = 1
    expect_within(60, "and starts", state_is "flex")
    wait(MIDNIGHT_S + 31 * 3600 - rig.pump.clock_s)
    expect("seven in the morning: the night's step", function()
      return rig.pump.rate_ul_per_h == NIGHT_UL_PER_H
    end)
    wait(2 * 3600)
    expect("nine: the day's", function() return rig.pump.rate_ul_per_h == DAY_UL_PER_H end)
    expect_within(3600, "and relief", function() return rig.patient.state == "effect" end)
  end,
}
