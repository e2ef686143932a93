-- A drill: somebody has staged a programme with the point in the wrong place. The pump asks about a
-- dose that is unusual, and lets itself be told that it is meant. The order says otherwise.
local UG_PER_ML, MEANT_MG, STAGED_MG = 10000, 1.8, 18

---The rate that makes a dose of a day.
local function ul_per_h(day_mg) return day_mg * 1e3 / 24 / UG_PER_ML * 1e3 end

return scenario {
  title = "drill: a programme with the point in the wrong place",
  covers = { "IL-P-41" },
  tags = { "drill", "programme" },
  rig = "infusion",
  limit_s = 20000,
  drill = {
    sentence = "The order: morphine, 1.8 mg a day, continuous. The reservoir holds 10 mg/ml. A "
      .. "colleague has staged the programme: see that the pump gives what was ordered.",
    points = 100,
  },

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = UG_PER_ML },
    pump = { programme = { ul_per_h = ul_per_h(0.9) } },
    programmer = { poll_s = 2 },
    band = { samples = 3 },
  },

  hand = {
    { at_s = 40, knob = "pump.program", value = 1 },
    { when = function(rig) return rig.pump.refusal == "soft_limit" end, after_s = 30,
      knob = "programme.rate_ul_per_h", value = ul_per_h(MEANT_MG) },
    { after_s = 10, knob = "pump.program", value = 1 },
  },

  run = function(rig)
    local meant = ul_per_h(MEANT_MG)
    local sheet = rig.programme

    sheet.ug_per_ml, sheet.rate_ul_per_h = UG_PER_ML, ul_per_h(STAGED_MG)
    wait_until("the programmer finds the pump", 60, function() return rig.link.state == "up" end)
    local never = expect_always("never more than what was ordered", function()
      return rig.link.state ~= "up" or rig.pump.rate_ul_per_h <= meant + 0.01
    end, 40)
    expect_within(1800, "the programme in force is 1.8 mg a day", function()
      return math.abs(rig.pump.rate_ul_per_h - meant) < 0.01
    end, 35)
    wait(1800)
    expect("and the pump delivers it", function()
      return rig.pump.state == "continuous" and math.abs(rig.pump.rate_ul_per_h - meant) < 0.01
    end, 25)
    never:stop()
  end,
}
