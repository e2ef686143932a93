-- A stop order that was cut short, damaged, meant for another pump, or heard before. None of them stops the pump.
return scenario {
  title = "a stray stop order stops nothing",
  covers = { "PUMP-LINK-01" },
  tags = { "link", "fault" },
  rig = "infusion",
  limit_s = 9000,
  parameters = { kind = 1 },
  cases = { truncated = { kind = 1 }, corrupted = { kind = 2 }, other_device = { kind = 3 }, replayed = { kind = 4 } },

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 500 },
    pump = { programme = { ul_per_h = 60 } },
    programmer = { poll_s = 20 },
    canal = { step_s = 600 },
    band = { samples = 0 },
  },

  run = function(rig, p)
    wait(313)
    local entries, before_ul = rig.pump.log_count, rig.drive.delivered_ul
    rig.wire.stray_frame = p.kind
    wait(2)
    rig.wire.stray_frame = 0
    expect_within(60, "it is in the log", function() return rig.pump.log_count > entries end)
    wait(1800)
    expect("and nothing else has come of it", function()
      return math.abs(rig.drive.delivered_ul - before_ul - 30) <= 4 and rig.bedside.tone == "quiet"
    end)
  end,
}
