-- An update is begun and left so: the programmer goes away, or stays and asks for the status, and does nothing.
return scenario {
  title = "an update that is left open is heard after ten minutes",
  covers = { "IL-P-39" },
  tags = { "link", "programme", "tone" },
  rig = "infusion",
  limit_s = 9000,
  parameters = { poll_s = 20, cut = 0 },
  cases = { and_gone = { poll_s = 20, cut = 1 }, and_asked = { poll_s = 20, cut = 0 },
            and_seldom_asked = { poll_s = 300, cut = 0 } },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 500 },
      pump = { programme = { ul_per_h = 60 } },
      programmer = { poll_s = p.poll_s },
      canal = { step_s = 600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig, p)
    wait(300)
    rig.pump.begin_update = 1
    wait(5)
    rig.telemetry.cut = p.cut
    wait(585)
    expect("not yet", function() return rig.bedside.tone == "quiet" end)
    expect_within(20, "two tones", function() return rig.bedside.tone == "critical" end)
    wait(900)
    expect("still", function() return rig.bedside.tone == "critical" and rig.drive.still_s > 1400 end)
    rig.telemetry.cut = 0
    wait(70)
    rig.pump.abort_update = 1
    wait(10)
    expect("given up: quiet, and the old programme", function()
      return rig.bedside.tone == "quiet" and rig.order.updating == 0
    end)
    wait(120)
  end,
}
