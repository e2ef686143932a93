-- The catheter is kinked shut. The pressure climbs stroke by stroke, and at 69 kPa the pump
-- must sound and stop. What the pressure has stored is given at once when the kink opens: that must
-- stay small. Mended, it starts when it is told to, and not before.
local UL_PER_H, UG_PER_ML = 20, 1000
local LIMIT_KPA = 69

return scenario {
  title = "an occlusion: found at 69 kPa, little released, started again by hand",
  covers = { "IL-P-01", "IL-P-03", "IL-P-59", "IL-P-60" },
  tags = { "catheter", "fault" },
  rig = "infusion",
  limit_s = 40000,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = UG_PER_ML },
    pump = { programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 10 },
    band = { samples = 10 },
  },

  run = function(rig)
    local function state_is(name) return function() return rig.pump.state == name end end
    local function hears(tone) return function() return rig.bedside.tone == tone end end

    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(3600)
    local rest_kpa = rig.catheter.pressure_kpa
    local in_peace = expect_always("no alarm below the limit", function()
      return rig.catheter.pressure_kpa >= LIMIT_KPA or rig.bedside.tone == "quiet"
    end)
    rig.catheter.occlusion = 1
    local before_ul = rig.catheter.delivered_ul
    wait_until("the pressure reaches the limit", 3600, function()
      return rig.catheter.pressure_kpa >= LIMIT_KPA
    end)
    in_peace:stop()
    expect_within(2, "a critical alarm is heard", hears "critical")
    expect_within(20, "the pump says why", function() return rig.pump.occlusion_alarm == 1 end)
    expect("it has stopped", state_is "halted")
    expect("nothing has passed", function()
      return math.abs(rig.catheter.delivered_ul - before_ul) < 0.001
    end)
    local still = expect_always("no stroke until it is started", function()
      return rig.drive.strokes == 0
    end)
    log(string.format("%.1f kPa, from %.1f", rig.catheter.pressure_kpa, rest_kpa))
    wait(3600)
    rig.pump.clear_alarms = 1
    wait(30)
    expect("it cannot be cleared while it stands", function()
      return rig.pump.occlusion_alarm == 1 and rig.pump.refusal == "not_cleared"
    end)

    before_ul = rig.catheter.delivered_ul
    rig.catheter.occlusion = 0
    wait(60)
    local released_ul = rig.catheter.delivered_ul - before_ul
    log(string.format("released: %.2f ul, %.2f ug", released_ul, released_ul * UG_PER_ML / 1000))
    expect("what was stored comes out", released_ul > 5)
    expect("and is no more than four strokes", released_ul <= 10)
    expect("an open catheter alone starts nothing", state_is "halted")
    rig.pump.clear_alarms = 1
    expect_within(30, "now it can be cleared", state_is "stopped")
    expect("and it is quiet", hears "quiet")
    wait(1800)
    still:stop()

    rig.pump.start = 1
    expect_within(30, "it is started", state_is "continuous")
    before_ul = rig.catheter.delivered_ul
    wait(7200)
    expect("and delivers as before", function()
      return math.abs(rig.catheter.delivered_ul - before_ul - 2 * UL_PER_H) <= 2.5
    end)
    log(string.format("the occlusion has cost %.0f ug of the day's %.0f",
      3 * UL_PER_H * UG_PER_ML / 1000, 24 * UL_PER_H * UG_PER_ML / 1000))
  end,
}
