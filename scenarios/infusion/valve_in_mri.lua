-- A magnet holds both valves open, and the propellant pushes. The flow-activated valve shuts after
-- 10 ul and stays shut, so that the patient gets a quarter of a milligram too much at the most. It
-- opens by hand only; the pump calls that a stall.
local UL_PER_H, UG_PER_ML = 20, 25000   -- the highest concentration there is
local SHUTS_UL, LEAK_UL_PER_H = 10, 36000

return scenario {
  title = "valves open in a magnet: 10 ul, then shut until it is opened by hand",
  covers = { "IL-P-49", "PUMP-FLOW-01" },
  tags = { "field", "fault", "slow" },
  gaps = {
    ["PUMP-FLOW-01"] = "10 ul pass before the flow-activated valve shuts",
  },
  rig = "infusion",
  limit_s = 2 * 86400,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = UG_PER_ML },
    pump = { programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 10 },
    band = { samples = 5 },
  },

  run = function(rig)
    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(6 * 3600)
    local before_ul, before_ug = rig.drive.delivered_ul, rig.catheter.delivered_ug
    local before_ml = rig.reservoir.volume_ml
    local shut = expect_always("never more than 10 ul and a stroke", function()
      return rig.drive.delivered_ul - before_ul <= SHUTS_UL + 2.5 + 1e-6
    end)
    rig.valve.leak_ul_per_h = LEAK_UL_PER_H
    wait(20 * 60)
    rig.valve.leak_ul_per_h = 0
    local leaked_ul = rig.drive.delivered_ul - before_ul
    local more_ug = rig.catheter.delivered_ug - before_ug
    log(string.format("%.1f ul, %.0f ug in twenty minutes", leaked_ul, more_ug))
    expect("what leaked is what the valve lets pass", leaked_ul >= SHUTS_UL)
    expect("a quarter of a milligram at most, but for a stroke",
      more_ug <= (SHUTS_UL + 2.5) * UG_PER_ML / 1000 + 1)
    expect("the reservoir is not emptied", function()
      return before_ml - rig.reservoir.volume_ml < 0.02
    end)

    expect_within(1800, "the pump misses its strokes: a stall", function()
      return rig.pump.stall_alarm == 1 and rig.bedside.tone == "critical"
    end)
    wait(12 * 3600)
    expect("out of the magnet it stays shut", function()
      return rig.drive.delivered_ul - before_ul == leaked_ul and rig.pump.state == "stalled"
    end)
    rig.pump.clear_alarms = 1
    rig.pump.stop = 1
    wait(30)
    rig.pump.start = 1
    wait(3600)
    expect("and no order opens it", function()
      return rig.drive.delivered_ul - before_ul == leaked_ul
    end)

    shut:stop()
    rig.valve.reset = 1
    wait(2 * 3600)
    expect("opened by hand it lets the pump's strokes pass again", function()
      return rig.drive.delivered_ul - before_ul > leaked_ul
    end)
  end,
}
