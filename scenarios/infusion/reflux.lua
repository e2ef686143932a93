-- In a hyperbaric chamber the air presses the reservoir's bellows open and fluid of the canal is
-- drawn back into the pump: published, with more in the reservoir than telemetry said. The catheter
-- is then full of spinal fluid, and after the chamber that has to come out before any drug does.
-- The pump has no sense for a flow that goes backwards (IL-P-12).
local UL_PER_H, UG_PER_ML = 10, 2000
local REFLUX_UL_PER_H, HOURS = 300, 1.5
local DEAD_UL = 286     -- of the catheter

return scenario {
  title = "reflux in a hyperbaric chamber: negative delivery, then hours of spinal fluid",
  covers = { "PUMP-FLOW-01" },
  tags = { "flow", "fault" },
  gaps = {
    ["PUMP-FLOW-01"] = "it has no sense for a flow that goes backwards (IL-P-12)",
  },
  rig = "infusion",
  limit_s = 5 * 86400,
  tick_s = 10,
  row_every_s = 300,

  setup = {
    drug = "morphine",
    reservoir = { volume_ml = 15, ug_per_ml = UG_PER_ML },
    pump = { programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 60 },
    band = { samples = 5 },
  },

  run = function(rig)
    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(86400)
    expect("relief", function() return rig.patient.state == "effect" end)
    local before_ul = rig.catheter.delivered_ul
    local apart_ml = rig.reservoir.volume_ml - rig.pump.reservoir_ml

    expect_always("a gap: the device says nothing of it", function()
      return rig.bedside.tone == "quiet" and rig.pump.state == "continuous"
    end)
    rig.drive.reflux_ul_per_h = REFLUX_UL_PER_H
    wait(HOURS * 3600)
    rig.drive.reflux_ul_per_h = 0
    local back_ul = HOURS * (REFLUX_UL_PER_H - UL_PER_H)
    expect("negative delivery", function()
      return math.abs(rig.catheter.delivered_ul - before_ul + back_ul) < 10
    end)
    wait(120)
    local more_ml = rig.reservoir.volume_ml - rig.pump.reservoir_ml - apart_ml
    log(string.format("%.2f ml more in the reservoir than telemetry says", more_ml))
    expect("a gap: the reservoir holds more than it is believed to", function()
      return math.abs(more_ml * 1000 - HOURS * REFLUX_UL_PER_H) < 10
    end)
    expect("what was drawn in has thinned the drug in it", function()
      return rig.reservoir.ug_per_ml < UG_PER_ML - 1
    end)

    local dry_s = rig.time_s
    expect_within(2 * 86400, "the patient is in withdrawal", function()
      return rig.patient.state == "withdrawal"
    end)
    log(string.format("withdrawal %.1f h after the chamber", (rig.time_s - dry_s) / 3600))
    expect("though the pump delivers as programmed", function()
      return math.abs(rig.catheter.flow_ul_per_h - UL_PER_H) <= 2.6
    end)
    wait_until("drug leaves the tip again", 2 * 86400, function()
      return rig.catheter.tip_ug_per_ml > UG_PER_ML / 2
    end)
    local hours = (rig.time_s - dry_s) / 3600
    log(string.format("%.1f h of spinal fluid from the catheter", hours))
    expect("after a catheter's volume", math.abs(hours * UL_PER_H / DEAD_UL - 1) < 0.25)
    expect_within(86400, "and relief comes back", function()
      return rig.patient.state == "effect"
    end)
  end,
}
