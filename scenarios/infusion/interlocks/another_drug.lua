-- A programme with another drug: the pump stops and waits for START, whether the doses are alike or not.
return scenario {
  title = "another drug stops the pump until START",
  covers = { "IL-P-43" },
  tags = { "programme", "dose" },
  rig = "infusion",
  limit_s = 9000,
  parameters = { drug = 1, ug_per_ml = 2000 },
  cases = { hydromorphone = { drug = 1, ug_per_ml = 2000 }, bupivacaine = { drug = 3, ug_per_ml = 5000 },
            baclofen = { drug = 4, ug_per_ml = 500 } },

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 2000 },
    pump = { programme = { ul_per_h = 60 } },
    programmer = { poll_s = 20 },
    canal = { step_s = 600 },
    band = { samples = 0 },
  },

  run = function(rig, p)
    wait(600)
    rig.programme.drug = p.drug
    rig.programme.ug_per_ml = p.ug_per_ml
    rig.pump.program = 1
    wait(60)
    expect("taken, and stopped", function() return rig.pump.state == "stopped" end)
    wait(1200)
    expect("for as long as nobody starts it", function() return rig.drive.still_s > 1200 end)
    rig.pump.start = 1
    wait(600)
    expect("started", function() return rig.pump.state == "continuous" and rig.drive.still_s < 200 end)
  end,
}
