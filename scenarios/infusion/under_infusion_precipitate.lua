-- Drug precipitates in the pump's restrictor: each stroke moves less, in ten days four tenths of
-- what it should. The rotor turns, no pressure rises, the reservoir lasts longer than computed: no
-- alarm of this pump looks at that, though its level sensor could (IL-P-11 asks for one). The
-- patient notices, and then the next refill.
local UL_PER_H, UG_PER_ML = 40, 500
local DAY_S = 86400
local BASAL_UG = 24 * UL_PER_H * UG_PER_ML / 1000
local BLOCKED = 0.6

return scenario {
  title = "precipitate in the restrictor: under-infusion that only a refill shows",
  covers = { "PUMP-LEVEL-02", "PUMP-FLOW-01", "IL-P-25" },
  tags = { "flow", "fault", "patient" },
  gaps = {
    ["PUMP-FLOW-01"] = "no sense for too little (IL-P-11): the motor turns, the pressure is low",
    ["IL-P-25"] = "it is found at the next refill",
  },
  rig = "infusion",
  limit_s = 20 * DAY_S,
  tick_s = 30,
  row_every_s = 600,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = UG_PER_ML },
    pump = { programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 300 },
    canal = { step_s = 300 },
    band = { samples = 5 },
  },

  run = function(rig)
    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(2 * DAY_S)
    expect("two days as programmed", function()
      return math.abs(rig.catheter.ug_per_day / BASAL_UG - 1) < 0.01
    end)
    local sound_ug_per_ml = rig.effect.cord_ug_per_ml

    local unseen = expect_always("a gap: the device says nothing of it", function()
      return rig.bedside.tone == "quiet" and rig.pump.state == "continuous"
    end)
    for day = 1, 10 do
      rig.drive.precipitate = BLOCKED * day / 10
      wait(DAY_S)
    end
    unseen:stop()
    expect("the patient gets four tenths", function()
      return math.abs(rig.catheter.ug_per_day / BASAL_UG - (1 - BLOCKED)) < 0.01
    end)
    expect("the pump says that it gives all", function()
      return rig.pump.rate_ul_per_h == UL_PER_H
    end)
    expect("and the cord has four tenths", function()
      return math.abs(rig.effect.cord_ug_per_ml / sound_ug_per_ml - (1 - BLOCKED)) < 0.1
    end)
    local apart_ml = rig.reservoir.volume_ml - rig.pump.reservoir_ml
    log(string.format("ten days: %.0f of %.0f ug/d, %.2f ml more in the reservoir than computed",
      rig.catheter.ug_per_day, BASAL_UG, apart_ml))

    rig.refill.now = 1
    rig.pump.refill = 1
    expect_within(600, "the refill shows it: more is drawn out than computed", function()
      return rig.pump.volume_mismatch_alarm == 1 and rig.bedside.tone == "non_critical"
    end)
  end,
}
