-- A few minutes of one rate, for a bench with a balance: what was delivered is what was programmed. On the mock it
-- takes no time; on a bench it takes its minutes, and its report has the start-up and trumpet curves.
local STROKE_UL = 2.5
-- within_percent: a proposal, for minutes: what half an hour shows by the standard is the trumpet curve's.

return scenario {
  title = "a constant rate, weighed",
  tags = { "flow", "bench" },
  rig = "infusion",
  tick_s = 0.1,
  row_every_s = 1,
  limit_s = 90000,
  parameters = { rate_ul_per_h = 1000, minutes = 5, within_percent = 5, gain = 1 },

  setup = function(p)
    return {
      drug = "morphine",
      tip = "T10",
      reservoir = { volume_ml = 18, ug_per_ml = 10 },
      drive = { gain = p.gain },
      pump = { programme = { ul_per_h = p.rate_ul_per_h } },
    }
  end,

  run = function(rig, p)
    wait_until("the programmer finds the pump", 10, function()
      return rig.link.state == "up" and rig.pump.state ~= "unknown"
    end)
    if rig.pump.state == "shelf" then           -- a pump of its own comes as it was delivered
      rig.programme.ug_per_ml = 10
      rig.programme.rate_ul_per_h = p.rate_ul_per_h
      rig.programme.confirmed = 1
      rig.pump.program = 1
      wait_until("it is programmed", 10, function() return rig.pump.state == "stopped" end)
      rig.pump.start = 1
      wait_until("it runs", 10, function() return rig.pump.rate_ul_per_h == p.rate_ul_per_h end)
    end
    expect_always("the pump does not stop", function() return rig.pump.state ~= "stopped" end)
    wait(30)                                    -- the line fills, the balance settles
    local from_ul, from_s = rig.catheter.delivered_ul, rig.time_s
    wait(60 * p.minutes)
    local hours = (rig.time_s - from_s) / 3600
    local due_ul, had_ul = p.rate_ul_per_h * hours, rig.catheter.delivered_ul - from_ul
    log(string.format("%.2f uL in %.1f min, programmed %.2f uL", had_ul, hours * 60, due_ul))
    expect(string.format("within %g %% and two strokes of it", p.within_percent), function()
      return math.abs(had_ul - due_ul) <= p.within_percent / 100 * due_ul + 2 * STROKE_UL
    end)
  end,
}
