-- The pump's clock runs fast, by 1 % here (a quarter of an hour in a day), so that four days show
-- what takes a real crystal years: the steps of the day wander, and nothing tells. Setting the
-- clock mends it until it has wandered again.
local DAY_UL_PER_H, NIGHT_UL_PER_H = 60, 20
local DRIFT_PPM = 10000
local DAY_S = 86400
local MIDNIGHT_S = 825638400    -- 2026-03-01 00:00, in seconds since 2000
local MORNING_S = 8 * 3600

return scenario {
  title = "a clock that drifts: the day's steps wander unseen, and setting the clock mends them",
  covers = { "PUMP-FLOW-01", "PUMP-TRUE-01" },
  tags = { "clock", "fault" },
  gaps = {
    ["PUMP-FLOW-01"] = "nothing in the device looks at its clock: the day wanders unseen",
    ["PUMP-TRUE-01"] = "it reports the rate of its own clock",
  },
  rig = "infusion",
  limit_s = 8 * DAY_S,
  tick_s = 10,
  row_every_s = 600,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 500 },
    pump = {
      clock = "2026-03-01 00:00",
      programme = { mode = "flex", steps = {
        { from = "00:00", ul_per_h = NIGHT_UL_PER_H },
        { from = "08:00", ul_per_h = DAY_UL_PER_H },
        { from = "22:00", ul_per_h = NIGHT_UL_PER_H },
      } },
    },
    programmer = { poll_s = 30 },
    canal = { step_s = 300 },
    band = { samples = 5 },
  },

  run = function(rig)
    ---How much before 8 o'clock the day's rate begins on a day, in seconds. Day 0 is the first.
    local function early_s(day)
      local eight_s = day * DAY_S + MORNING_S
      wait(eight_s - 3 * 3600 - rig.time_s)
      wait_until("the day's rate", 4 * 3600, function()
        return rig.pump.rate_ul_per_h == DAY_UL_PER_H
      end)
      return eight_s - rig.time_s
    end

    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    expect("the first day begins at 8", math.abs(early_s(0)) <= 40)

    rig.firmware.clock_drift_ppm = DRIFT_PPM
    local drift_s = rig.time_s
    expect_always("a gap: no alarm looks at the clock", function()
      return rig.bedside.tone == "quiet" and rig.pump.state == "flex"
    end)
    for day = 1, 4 do
      local due = day * DAY_S * DRIFT_PPM / (1e6 + DRIFT_PPM)
      local early = early_s(day)
      log(string.format("day %d: %.0f min early", day, early / 60))
      expect(string.format("day %d: early by as much as the clock is fast", day),
        math.abs(early - due) <= 60)
    end
    expect("the pump's clock shows it", function()
      local ahead_s = rig.pump.clock_s - (MIDNIGHT_S + rig.time_s - rig.link.age_s)
      return math.abs(ahead_s - (rig.time_s - drift_s) * DRIFT_PPM * 1e-6) <= 60
    end)
    wait(DAY_S - (rig.time_s - drift_s) % DAY_S)
    expect("and more is delivered than a day is long", function()
      local planned_ul = 14 * DAY_UL_PER_H + 10 * NIGHT_UL_PER_H
      local more = rig.catheter.ug_per_day / (planned_ul * 0.5) - 1
      return math.abs(more - DRIFT_PPM * 1e-6) <= 0.005
    end)

    rig.pump.set_clock_s = MIDNIGHT_S + math.floor(rig.time_s)
    expect_within(60, "set, the clock is right", function()
      return math.abs(rig.pump.clock_s - MIDNIGHT_S - rig.time_s) <= 40
    end)
    local set_s = rig.time_s
    local early = early_s(6)
    expect("the next day begins at 8 but for what has drifted since",
      math.abs(early - (rig.time_s - set_s) * DRIFT_PPM * 1e-6) <= 60)
  end,
}
