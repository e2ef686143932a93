-- Somebody tugs at the thermocouple's cable. Pulled back by 8 mm it still lies within the tip, but
-- where it is cooler: the display is held at 80 C and the tissue at the end of the tip gets hotter.
-- NO INTERLOCK SEES THIS; for some seconds the power rises, and that is all. Only when the probe
-- leaves the tip does the generator stop.
local INTERLOCKS = { "no_rise" }    -- for the tests: without=1 removes the first
local REPORT_S = 0.15    -- three questions for the status

---Heat to the set temperature and let it settle.
---@param rig Rig
local function heat(rig)
  wait_until("the generator stands by", 5, function() return rig.generator.state == "standby" end)
  rig.generator.mode = "heat"
  wait_until("the tip is hot", 30, function() return rig.generator.state == "hold" end)
  wait(5)
end

return scenario {
  title = "a probe pulled back: 8 mm are seen by nobody, 20 mm by the rise that fails to come",
  covers = { "IL-RF-04", "IL-RF-06" },
  tags = { "interlock", "temperature" },
  gaps = {
    ["IL-RF-06"] = "one thermocouple, 8 mm from where it should be: nothing in the device can know",
    ["GEN-TEMP"] = "the control holds what the thermocouple shows, and that is not the end "
      .. "of the tip any more",
  },
  rig = "ablation",
  limit_s = 120,
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
    local function fault_is(name) return function() return rig.generator.fault == name end end

    local function energy_in_5_s()
      local before_j = rig.output.energy_j
      wait(5)
      return rig.output.energy_j - before_j
    end

    rig.generator.power_limit_w = 6     -- with 25 W, as delivered, the tissue boils
    heat(rig)
    expect_always("the tissue does not boil", function() return rig.tissue.hottest_c < 100 end)
    local before_j = energy_in_5_s()
    rig.probe.pulled_back_mm = 8
    local after_j = energy_in_5_s()
    log(string.format("energy in 5 s: %.1f J before, %.1f J after", before_j, after_j))
    expect("the power rises by a fifth or more", after_j > 1.2 * before_j)
    wait(10)
    expect("nothing has tripped, and 80 C are displayed", function()
      return rig.generator.state == "hold" and math.abs(rig.generator.temp_c - 80) < 2
    end)
    expect("but the end of the tip is more than 5 C hotter", function()
      return rig.tip.temp_c > 85
    end)

    rig.probe.pulled_back_mm = 20
    expect_within(1.5, "out of the tip: the output goes off", off)
    expect_always("and stays off", off)
    expect_within(REPORT_S, "its reason is reported", fault_is "no_rise")
    wait(2)
  end,
}
