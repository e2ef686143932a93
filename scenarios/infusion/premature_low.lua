-- A published fault: the low-reservoir alarm comes right after telemetry, with the reservoir full.
-- It does the therapy no harm, but who hears it often stops listening: the true alarm, days later,
-- is the same tone.
local UL_PER_H, LOW_ML = 100, 2

return scenario {
  title = "a low-reservoir alarm that cries wolf after telemetry, and the true one",
  covers = { "IL-P-23", "IL-P-53", "PUMP-FLOW-01" },
  tags = { "reservoir", "fault" },
  rig = "infusion",
  limit_s = 4 * 86400,
  tick_s = 10,
  row_every_s = 300,

  setup = {
    drug = "morphine",
    reservoir = { volume_ml = 6, ug_per_ml = 1000 },
    pump = { programme = { ul_per_h = UL_PER_H, low_reservoir_ml = LOW_ML } },
    programmer = { poll_s = 600 },
    band = { samples = 5 },
  },

  run = function(rig)
    local function hears(tone) return function() return rig.bedside.tone == tone end end

    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(1800)
    expect("sound: quiet", hears "quiet")
    rig.firmware.premature_low = 1
    for _ = 1, 6 do
      wait_until("telemetry", 700, function() return rig.link.age_s < 10 end)
      expect_within(30, "a false alarm right after telemetry", hears "non_critical")
      expect("while the reservoir is full", function() return rig.reservoir.volume_ml > 5 end)
      expect_within(120, "that is over by itself", hears "quiet")
    end
    expect("the therapy is not touched by it", function()
      return rig.pump.state == "continuous"
        and math.abs(rig.catheter.flow_ul_per_h - UL_PER_H) <= 2.6
    end)
    rig.telemetry.cut = 1
    wait(120)
    local calm = expect_always("without telemetry there are none", function()
      return rig.reservoir.volume_ml < LOW_ML + 0.01 or rig.bedside.tone == "quiet"
    end)
    wait_until("the low mark", 3 * 86400, function() return rig.reservoir.volume_ml <= LOW_ML end)
    expect_within(120, "the true one is the same tone", hears "non_critical")
    calm:stop()
    wait(3600)
    expect("and stays", hears "non_critical")
  end,
}
