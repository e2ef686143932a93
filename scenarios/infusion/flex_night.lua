-- Steps of the day: 20 ul/h by day, 30 in the evening, 8 at night, which begins before midnight and
-- ends after it. What has entered the canal is the programme's integral at any moment, to a stroke.
local MUTANTS = { "flex_late" }    -- for the tests: mutant=1 plants the first
local STEPS = {
  { from = "00:00", ul_per_h = 8 }, { from = "06:00", ul_per_h = 20 },
  { from = "18:00", ul_per_h = 30 }, { from = "22:00", ul_per_h = 8 },
}
local STROKE_UL = 2.5
local DAY_UL = 6 * 8 + 12 * 20 + 4 * 30 + 2 * 8
local BEGINS_H = 20    -- of the day, as setup.pump.clock says

---What the steps ask for from midnight until an hour of the day.
local function of_the_day_ul(hour)
  local ul = 0
  for i, step in ipairs(STEPS) do
    local from_h = tonumber(step.from:sub(1, 2))
    local to_h = STEPS[i + 1] and tonumber(STEPS[i + 1].from:sub(1, 2)) or 24
    ul = ul + step.ul_per_h * math.max(0, math.min(hour, to_h) - from_h)
  end
  return ul
end

return scenario {
  title = "flex dosing: the night's step across midnight, to a stroke",
  covers = { "PUMP-FLOW-01" },
  tags = { "flow", "clock", "slow" },
  rig = "infusion",
  limit_s = 120000,
  tick_s = 2,
  parameters = { drift_ppm = 0, mutant = 0 },

  setup = function(p)
    return {
      pump = { clock = "2026-02-28 20:00", programme = { mode = "flex", steps = STEPS } },
      band = { samples = 10 },
      firmware = { mutant = MUTANTS[p.mutant] },
    }
  end,

  run = function(rig, p)
    ---Asked for since the pump was started.
    local function asked_ul()
      local hour = BEGINS_H + rig.time_s / 3600
      return math.floor(hour / 24) * DAY_UL + of_the_day_ul(hour % 24) - of_the_day_ul(BEGINS_H)
    end

    rig.firmware.clock_drift_ppm = p.drift_ppm
    wait_until("the programmer finds the pump", 5, function() return rig.link.state == "up" end)
    expect("the mode is flex", function() return rig.pump.mode == "flex" end)
    expect_always("what enters the canal is the programme, to a stroke", function()
      return math.abs(rig.catheter.delivered_ul - asked_ul()) <= STROKE_UL * 1.01
    end)
    expect_always("nothing is heard", function() return rig.bedside.tone == "quiet" end)

    for _, at in ipairs { { 2, 30 }, { 4, 8 }, { 10, 8 }, { 22, 20 } } do
      wait(at[1] * 3600 - 60 - rig.time_s)
      expect(string.format("%d h after the start: %d ul/h flow", at[1], at[2]), function()
        return math.abs(rig.catheter.flow_ul_per_h - at[2]) <= STROKE_UL
      end)
      expect("and the pump says it", function() return rig.pump.rate_ul_per_h == at[2] end)
    end

    wait(26 * 3600 - rig.time_s)
    expect("the dose of a day is the programme's, to two strokes", function()
      return math.abs(rig.catheter.ug_per_day - DAY_UL) <= 2 * STROKE_UL
    end)
    expect("the pump's clock has gone past midnight with it", function()
      return math.abs(rig.pump.clock_s % 86400 - 22 * 3600) < 90
    end)
  end,
}
