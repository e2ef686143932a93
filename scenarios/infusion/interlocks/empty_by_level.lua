-- The pump was told of more than went in. Its own sums would let it draw air; its level sensor stops it before.
return scenario {
  title = "a refill that was misread: the level sensor finds the reservoir empty",
  covers = { "PUMP-LEVEL-01" },
  tags = { "reservoir", "fault" },
  gaps = {
    ["IL-P-23"] = "the low mark is compared with what was told at the refill",
    ["IL-P-24"] = "likewise: the level is seen at 0.25 mL only",
    ["IL-P-25"] = "what was told at a refill is compared with the truth at the next one",
  },
  rig = "infusion",
  limit_s = 20000,
  tick_s = 5,
  parameters = { more_ml = 5 },
  cases = { a_little = { more_ml = 2 }, much = { more_ml = 15 } },

  setup = {
    drug = "morphine",
    reservoir = { volume_ml = 1, residual_ml = 0.02, ug_per_ml = 400 },
    pump = { programme = { ul_per_h = 1200, low_reservoir_ml = 1 } },
    programmer = { poll_s = 60 },
    canal = { step_s = 600 },
    band = { samples = 0 },
  },

  run = function(rig, p)
    wait(60)
    rig.refill.volume_ml = 1.2
    rig.refill.misread_ml = p.more_ml
    rig.refill.now = 1
    rig.pump.refill = 1
    wait_until("a quarter of a millilitre is left", 15000, function() return rig.reservoir.volume_ml <= 0.3 end)
    wait(1800)
    expect("stopped, and there is a rest", function()
      return rig.bedside.tone == "critical" and rig.reservoir.volume_ml > 0.05
    end)
  end,
}
