-- The serial cable between host and generator. A second without it is survived; when it stays cut,
-- the generator's watchdog stops the output 2 s after the last thing it heard, and mending the
-- cable starts nothing.
local INTERLOCKS = { "host_silent" }    -- for the tests: without=1 removes the first
local LOOP_S = 0.05      -- two turns of the device's main loop (10 ms each) and a margin

---Heat to the set temperature and let it settle.
---@param rig Rig
local function heat(rig)
  wait_until("the generator stands by", 5, function() return rig.generator.state == "standby" end)
  rig.generator.mode = "heat"
  wait_until("the tip is hot", 30, function() return rig.generator.state == "hold" end)
  wait(5)
end

return scenario {
  title = "a cut cable: the watchdog stops the output after 2 s, nothing restarts by itself",
  covers = { "IL-RF-30", "GEN-SILENCE" },
  tags = { "interlock", "wire" },
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
    local function on() return rig.output.rf_on == 1 end
    local function state_is(name) return function() return rig.generator.state == name end end
    local function fault_is(name) return function() return rig.generator.fault == name end end
    local function link_is(name) return function() return rig.link.state == name end end

    rig.generator.watchdog_s = 2
    heat(rig)
    local unbroken = expect_always("a second without the cable is survived", on)
    rig.cable.cut = 1
    wait(1)
    expect("the host knows that it is blind", link_is "lost")
    expect("and shows no old number", function()
      return rig.generator.temp_c ~= rig.generator.temp_c
    end)
    rig.cable.cut = 0
    expect_within(0.5, "the link comes back", link_is "up")
    wait(3)
    unbroken:stop()

    rig.cable.cut = 1
    wait(1.8)
    expect("the watchdog is not early", on)
    expect_within(0.2 + LOOP_S, "2 s after the last order the output goes off", off)
    local dead = expect_always("and stays off", off)
    wait(5)
    rig.cable.cut = 0
    expect_within(1, "mended, the link comes back", link_is "up")
    expect_within(0.2, "and tells why", fault_is "host_silent")
    wait(5)
    rig.generator.clear_fault = 1
    expect_within(0.5, "the fault can be cleared", state_is "standby")
    wait(5)
    dead:stop()

    rig.generator.mode = "heat"
    expect_within(2, "heating begins when it is ordered, and only then", state_is "ramp")
  end,
}
