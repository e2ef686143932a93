-- The pad peels off slowly under a sweating patient. Its impedance creeps up from 60 ohm, long
-- before the 120 ohm at which contact counts as lost; 30 % above its best are reason enough, since
-- less pad means hotter skin.
local INTERLOCKS = { "pad_drift" }    -- for the tests: without=1 removes the first
local LOOP_S = 0.05      -- two turns of the device's main loop (10 ms each) and a margin
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
  title = "a peeling pad: 30 % above its best impedance for 0.5 s stop the output",
  covers = { "IL-RF-12" },
  tags = { "interlock", "pad" },
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
    local function fault_is(name) return function() return rig.generator.fault == name end end

    heat(rig)
    local undisturbed = expect_always("a fifth of the pad may be off", on)
    for percent = 1, 22 do
      rig.pad.lost = percent / 100
      wait(0.5)
    end
    undisturbed:stop()

    rig.pad.lost = 0.25     -- 60 ohm / 0.75 = 80 ohm
    expect_within(0.5 + LOOP_S, "the output goes off", off)
    expect_always("and stays off", off)
    expect_within(REPORT_S, "its reason is reported", fault_is "pad_drift")
    wait(2)
  end,
}
