-- The thermocouple's probe was never pushed home: it lies in the shaft, 20 mm behind the tip's end,
-- where nothing grows warm. The control sees 37 C and drives as hard as it may. A power limit that
-- fits the treatment keeps the tissue from boiling until the generator has seen 10 s of power
-- without a rise.
local INTERLOCKS = { "no_rise" }    -- for the tests: without=1 removes the first
local LOOP_S = 0.1       -- the rise is looked at ten times a second
local REPORT_S = 0.15    -- three questions for the status

return scenario {
  title = "no rise: 10 s of power that warm nothing stop the output",
  covers = { "IL-RF-04" },
  tags = { "interlock", "temperature" },
  gaps = {
    ["IL-RF-06"] = "one thermocouple, and it lies in the shaft: only the rig knows the tip; "
      .. "found after 10 s, by IL-RF-04",
  },
  rig = "ablation",
  limit_s = 60,
  parameters = { without = 0, slower_s = 0 },

  setup = function(p)
    return {
      electrode = { gauge = 18, tip_mm = 10 },
      tissue = "muscle",
      start_c = 37,
      firmware = { without = INTERLOCKS[p.without], slower_s = p.slower_s },
    }
  end,

  run = function(rig)
    local function off() return rig.output.rf_on == 0 end
    local function on() return rig.output.rf_on == 1 end
    local function state_is(name) return function() return rig.generator.state == name end end
    local function fault_is(name) return function() return rig.generator.fault == name end end

    rig.probe.pulled_back_mm = 20
    rig.generator.power_limit_w = 6
    wait_until("the generator stands by", 5, state_is "standby")
    rig.generator.mode = "heat"
    expect_always("the tissue does not boil", function() return rig.tissue.hottest_c < 100 end)
    wait_until("radiofrequency is on", 2, on)

    expect_within(10 + 1 + LOOP_S, "the output goes off", off)
    expect_always("and stays off", off)
    expect_within(REPORT_S, "its reason is reported", fault_is "no_rise")
    expect("the tip is more than 30 C hotter than displayed", function()
      return rig.tip.temp_c - rig.generator.temp_c > 30
    end)
    wait(2)
  end,
}
