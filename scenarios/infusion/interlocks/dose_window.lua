-- The published counter-example EC13a (Vasicek et al., ICLP 2024): a bolus is allowed because little has been given so
-- far, and hours later the basal rate alone carries the day over its limit. This pump reckons with all that its
-- programme may give, so that the third bolus is refused, and by rolling days it is allowed when the first is old.
local DAY_S = 86400

return scenario {
  title = "EC13a: a bolus is judged by what the basal rate will give, not by what it gave",
  covers = { "IL-P-17", "IL-P-40" },
  tags = { "dose", "bolus", "clock" },
  rig = "infusion",
  limit_s = 3 * DAY_S,
  tick_s = 10,
  row_every_s = 300,
  parameters = { basal_mg = 19, allowed = 2 },
  cases = { two_fit = { basal_mg = 18.99, allowed = 2 }, one_fits = { basal_mg = 19.4, allowed = 1 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 10000 },
      pump = { programme = { ul_per_h = p.basal_mg * 100 / 24 } },
      programmer = { poll_s = 60 },
      canal = { step_s = 3600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig, p)
    local function bolus()
      rig.bolus.volume_ul = 50
      rig.bolus.over_s = 900
      rig.pump.single_bolus = 1
      wait(60)
      return rig.pump.state == "single_bolus"
    end

    wait(3600)
    local first_s = rig.time_s
    for i = 1, p.allowed do
      expect("bolus " .. i .. " fits", bolus())
      wait(3600)
    end
    expect("the next one does not, though little has been given so far", not bolus())
    expect("for its dose", function() return rig.pump.refusal == "dose" end)
    wait(first_s + DAY_S - 300 - rig.time_s)
    expect("nor does it until the first is a day old", not bolus())
    log(string.format("%.1f mg in the last 24 h", rig.drive.ug_per_day / 1000))
    wait(600)
    expect("then it does", bolus())
    wait(2000)
  end,
}
