-- The mains fail in mid-treatment and come back. A generator that went on by itself would burn a
-- patient whom nobody watches; it starts from its self-test, knows its settings only because the
-- host tells it again, and waits.
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
  title = "mains failure: off at once, and nothing restarts with the power",
  covers = { "IL-RF-19", "GEN-SILENCE" },
  tags = { "mains" },
  rig = "ablation",
  limit_s = 120,

  setup = {
    electrode = { gauge = 18, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig)
    local function off() return rig.output.rf_on == 0 end
    local function state_is(name) return function() return rig.generator.state == name end end
    local function link_is(name) return function() return rig.link.state == name end end

    rig.generator.set_temp_c = 75
    heat(rig)
    rig.panel.mains_off = 1
    expect_within(LOOP_S, "the output goes off", off)
    local dead = expect_always("and stays off", off)
    expect_within(0.7, "the host sees that nobody answers", link_is "lost")
    expect("and shows no old number", function()
      return rig.generator.temp_c ~= rig.generator.temp_c
    end)

    wait(5)
    rig.panel.mains_off = 0
    expect_within(1, "power is back: it tests itself", state_is "self_test")
    expect_within(2, "and stands by", state_is "standby")
    wait(10)
    expect("it has been told its settings again", function()
      return rig.generator.set_temp_c == 75
    end)
    dead:stop()

    rig.generator.mode = "heat"
    expect_within(2, "heating begins when it is ordered, and only then", state_is "ramp")
  end,
}
