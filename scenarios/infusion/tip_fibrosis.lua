-- A mass of scar grows around the tip, for months. The slow basal flow finds its way through it,
-- and the pressure falls between two strokes: nothing is seen. A fast bolus shows it first. In the
-- end nothing passes.
local UL_PER_H = 20
local LIMIT_KPA = 69

return scenario {
  title = "a mass at the tip: unseen at the basal rate, found by a bolus, and at last shut",
  covers = { "IL-P-20", "IL-P-21" },
  tags = { "catheter", "fault", "slow" },
  rig = "infusion",
  limit_s = 4 * 86400,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 1000 },
    pump = { programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 10 },
    band = { samples = 5 },
  },

  run = function(rig)
    local function hears(tone) return function() return rig.bedside.tone == tone end end
    local peak_kpa = 0

    ---The highest pressure while `hours` of basal flow pass.
    local function basal(hours)
      peak_kpa = 0
      wait(hours * 3600)
      return peak_kpa
    end

    ---20 ul in a minute.
    local function bolus()
      peak_kpa = 0
      rig.bolus.volume_ul = 20
      rig.bolus.over_s = 60
      rig.pump.single_bolus = 1
      wait(90)
      return peak_kpa
    end

    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    expect_always("the pressure is known in every tick", function()
      peak_kpa = math.max(peak_kpa, rig.catheter.pressure_kpa)
      return peak_kpa > 0
    end)
    local calm = expect_always("a gap: no alarm while the basal flow passes", hears "quiet")
    for _, grown in ipairs { 0, 0.1, 0.4 } do
      rig.catheter.fibrosis = grown
      local basal_kpa = basal(4)
      local before_ul = rig.catheter.delivered_ul
      local bolus_kpa = bolus()
      log(string.format("scar %.1f: %.0f kPa at the basal rate, %.0f kPa in a bolus", grown,
        basal_kpa, bolus_kpa))
      wait(600)
      expect(string.format("scar %.1f: the bolus arrives", grown), function()
        return rig.catheter.delivered_ul - before_ul >= 20
      end)
    end
    rig.catheter.fibrosis = 1
    local before_ul, begin_s = rig.catheter.delivered_ul, rig.time_s
    local basal_kpa = basal(12)
    expect("scar 1.0: the basal dose still arrives", function()
      return math.abs(rig.catheter.delivered_ul - before_ul
        - (rig.time_s - begin_s) * UL_PER_H / 3600) <= 5
    end)
    calm:stop()
    local bolus_kpa = bolus()
    log(string.format("scar 1.0: %.0f kPa at the basal rate, %.0f kPa in a bolus", basal_kpa,
      bolus_kpa))
    expect("a bolus finds it", hears "critical")
    expect_within(30, "as an occlusion: stopped", function()
      return rig.pump.occlusion_alarm == 1 and rig.pump.state == "halted"
    end)
    expect("soon after the limit was passed", bolus_kpa < LIMIT_KPA + 30)
    wait(1800)
    rig.pump.clear_alarms = 1
    rig.pump.start = 1
    expect_within(60, "cleared and started, the basal flow passes again", function()
      return rig.pump.state == "continuous"
    end)

    rig.catheter.occlusion = 1
    wait_until("the pressure reaches the limit", 7200, function()
      return rig.catheter.pressure_kpa >= LIMIT_KPA
    end)
    expect_within(3, "shut at last: a critical alarm at the basal rate", hears "critical")
  end,
}
