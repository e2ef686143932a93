-- The patient presses again after so many minutes of a lockout of an hour: refused before, granted after, and refused
-- requests change nothing of that. Setting the clock moves no lockout.
local LOCKOUT_MIN = 60

return scenario {
  title = "the patient's lockout: counted from the bolus' begin, by time that has passed",
  covers = { "IL-P-14", "PUMP-LOG-01", "PUMP-TRUE-03", "PUMP-PCA-01", "IL-P-20", "IL-P-21", "IL-P-13" },
  tags = { "bolus", "button" },
  rig = "infusion",
  limit_s = 20000,
  tick_s = 2,
  parameters = { again_min = 30, clock_h = 0 },
  cases = {
    early = { again_min = 20, clock_h = 0 },
    half_way = { again_min = 30, clock_h = 0 },
    a_minute_early = { again_min = 59, clock_h = 0 },
    clock_set_on = { again_min = 30, clock_h = 5 },
    clock_set_back = { again_min = 30, clock_h = -5 },
  },

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 500 },
    pump = { clock = "2026-03-01 12:00", programme = { ul_per_h = 60,
             patient = { ul = 40, over_s = 600, lockout_s = LOCKOUT_MIN * 60, per_day = 6 } } },
    programmer = { poll_s = 30 },
    canal = { step_s = 600 },
    band = { samples = 0 },
  },

  run = function(rig, p)
    ---Press and let go; was it refused?
    local function press()
      rig.handset.button = 1
      wait(2)
      local refused = rig.handset.denied == 1
      rig.handset.button = 0
      return refused
    end

    wait(4000)
    local begun_s = rig.time_s
    expect("the first is granted", not press())
    wait(660)
    expect_within(60, "given, the basal rate is back", function() return rig.pump.state == "continuous" end)
    if p.clock_h ~= 0 then
      rig.pump.set_clock_s = rig.pump.clock_s + p.clock_h * 3600
      wait(60)
    end
    wait(begun_s + p.again_min * 60 - rig.time_s)
    local before_ul = rig.drive.delivered_ul
    expect("within the lockout: refused", press())
    wait(200)
    expect("and nothing given but the basal rate", function()
      return rig.drive.delivered_ul - before_ul <= 202 / 60 + 2.6
    end)
    wait(math.max(2, begun_s + LOCKOUT_MIN * 60 + 30 - rig.time_s))
    expect("after the lockout: granted", not press())
    wait(1300)
  end,
}
