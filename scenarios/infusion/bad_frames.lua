-- Frames that a pump must not obey: a stop order that was cut short, one that fails its check, one
-- for another pump, one that was heard before. Each is refused and written down, and nothing
-- changes. Then the wire itself is bad while the pump is programmed ten times: whatever gets
-- through is a whole programme or none.
local UL_PER_H = 20
local PROGRAMMES = 10

return scenario {
  title = "truncated, corrupted, foreign and replayed frames; programming over a noisy wire",
  covers = { "PUMP-LINK-01" },
  tags = { "link", "fault" },
  rig = "infusion",
  limit_s = 20000,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 1000 },
    pump = { programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 10 },
    band = { samples = 5 },
  },

  run = function(rig)
    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(1805)
    local unmoved = expect_always("no such frame stops the pump", function()
      return rig.pump.state == "continuous" and rig.bedside.tone == "quiet"
    end)
    for _, kind in ipairs { "truncated", "corrupted", "other_device", "replayed" } do
      local entries = rig.pump.log_count
      rig.wire.stray_frame = kind
      expect_within(30, kind .. ": it is in the log", function()
        return rig.pump.log_count == entries + 1
      end)
      rig.wire.stray_frame = "none"
      wait(24)
      expect(kind .. ": delivery goes on", function()
        return rig.pump.state == "continuous" and rig.pump.rate_ul_per_h == UL_PER_H
      end)
    end
    unmoved:stop()

    local arrived, rate = 0, UL_PER_H
    rig.wire.corrupt = 0.003
    rig.wire.drop = 0.002
    expect_always("never a rate that nobody ordered", function()
      local now = rig.pump.rate_ul_per_h
      return now ~= now or now == 0 or (now % 10 == 0 and now <= UL_PER_H + 10 * PROGRAMMES)
    end)
    for i = 1, PROGRAMMES do
      local new = UL_PER_H + 10 * i
      rig.programme.rate_ul_per_h = new
      rig.pump.program = 1
      wait(120)
      wait_until("the pump is heard", 600, function()
        return rig.link.state == "up" and rig.pump.state == "continuous"
      end)
      expect("programme " .. i .. ": the new one or the old one", function()
        return rig.pump.rate_ul_per_h == new or rig.pump.rate_ul_per_h == rate
      end)
      if rig.pump.rate_ul_per_h == new then arrived = arrived + 1 end
      rate = rig.pump.rate_ul_per_h
    end
    rig.wire.corrupt = 0
    rig.wire.drop = 0
    log(string.format("%d of %d programmes arrived; %d frames garbled, %d requests sent again",
      arrived, PROGRAMMES, rig.link.garbled, rig.link.retries))
    expect("the wire was bad", rig.link.garbled + rig.link.retries > 5)
    expect("most programmes arrived all the same", arrived >= 6)
  end,
}
