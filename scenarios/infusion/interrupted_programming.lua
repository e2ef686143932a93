-- The programmer is carried away in the middle of an update, a tenth of a second later each time. A
-- published hazard: the pump is stopped while it is programmed, and patients were sent home so. It
-- must sound after ten minutes, and the programme must be the old one or the new one, whole: rate
-- and patient's bolus change together, or not at all.
local OLD_UL_PER_H, NEW_UL_PER_H = 20, 40
local UNFINISHED_S = 600
local SLOW_WIRE_S = 0.05     -- so that an update takes a second

return scenario {
  title = "telemetry cut in the middle of an update: stopped, heard, the old programme whole",
  covers = { "PUMP-TRUE-01", "IL-P-60" },
  tags = { "link", "fault", "slow" },
  rig = "infusion",
  limit_s = 30000,
  tick_s = 0.1,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = 1000 },
    pump = { programme = { ul_per_h = OLD_UL_PER_H } },
    programmer = { poll_s = 10 },
    band = { samples = 5 },
  },

  run = function(rig)
    local function state_is(name) return function() return rig.pump.state == name end end
    local cut_in_update = 0

    ---Is the new bolus in force? Ask for one; denied: no.
    local function has_new_bolus()
      rig.handset.button = 1
      wait(0.1)
      rig.handset.button = 0
      local denied = rig.handset.denied == 1
      wait(60)
      return not denied
    end

    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(1800)
    rig.wire.late_s = SLOW_WIRE_S
    rig.programme.rate_ul_per_h = NEW_UL_PER_H
    rig.programme.patient_ul = 5
    rig.programme.patient_over_s = 20
    rig.programme.patient_lockout_s = 1
    rig.programme.patient_per_day = 20

    for after_s = 0.1, 2, 0.1 do
      local cut = string.format("cut after %.1f s: ", after_s)
      rig.pump.program = 1
      wait(after_s)
      rig.telemetry.cut = 1
      local before_ul, begun_s = rig.drive.delivered_ul, rig.time_s
      wait(UNFINISHED_S - 10)
      expect(cut .. "not yet a sound", function() return rig.bedside.tone == "quiet" end)
      wait(20)
      local is_open = rig.drive.delivered_ul == before_ul
      if is_open then
        cut_in_update = cut_in_update + 1
        expect(cut .. "ten minutes without a word: a critical alarm", function()
          return rig.bedside.tone == "critical"
        end)
        wait(900)
        expect(cut .. "it goes on sounding", function() return rig.bedside.tone == "critical" end)
        expect(cut .. "and delivers nothing", function()
          return rig.drive.delivered_ul - before_ul < 0.001
        end)
        log(string.format("%sleft stopped for %.0f min, %.1f ul missed", cut,
          (rig.time_s - begun_s) / 60, (rig.time_s - begun_s) * OLD_UL_PER_H / 3600))
      end
      rig.telemetry.cut = 0
      wait_until(cut .. "the link is up again", 60, function()
        return rig.link.state == "up" and rig.pump.state ~= "updating"
      end)
      wait(15)
      expect(cut .. "the therapy goes on", state_is "continuous")
      expect(cut .. "quiet again", function() return rig.bedside.tone == "quiet" end)
      local rate = rig.pump.rate_ul_per_h
      local is_new = has_new_bolus()
      expect(cut .. "the programme is whole", function()
        return rate == (is_new and NEW_UL_PER_H or OLD_UL_PER_H)
      end)
      if is_open then
        expect(cut .. "and it is the old one", rate == OLD_UL_PER_H)
      elseif is_new then
        log(cut .. "the update had been complete")
        break
      end
    end
    expect("some of the cuts were in mid-update", cut_in_update >= 5)

    rig.pump.begin_update = 1
    wait(30)
    expect("an update that is begun: stopped", state_is "updating")
    rig.pump.abort_update = 1
    expect_within(30, "given up: delivery goes on", state_is "continuous")
  end,
}
