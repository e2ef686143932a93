-- A programmer with a defect sends half an update, or one whose check does not fit what was written. The pump must take
-- neither, nor any part of it.
return scenario {
  title = "an update of which parts are missing, or whose check is wrong, is not taken",
  covers = { "IL-P-52", "PUMP-FLOW-01" },
  tags = { "link", "programme", "fault" },
  rig = "infusion",
  limit_s = 12000,
  parameters = { kind = 5 },
  cases = { half_update = { kind = 5 }, wrong_check = { kind = 6 } },

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
    rig.wire.stray_frame = p.kind
    wait(2)
    rig.wire.stray_frame = 0
    wait(120)
    expect("the old programme goes on", function()
      return rig.pump.state == "continuous" and rig.pump.rate_ul_per_h == 60
    end)
    wait(4200)
    expect("at its rate", function() return math.abs(rig.drive.hour_ul - 60) <= 5.1 end)
  end,
}
