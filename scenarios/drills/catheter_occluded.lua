-- A drill: the catheter is kinked. At 69 kPa the pump sounds and stops. The trainee hears it, leaves
-- it stopped until the catheter is free, and starts it again: nothing else will.
local UL_PER_H, UG_PER_ML = 100, 1000
local BUTTON = { ul = 25, over_s = 600, lockout_s = 7200, per_day = 4 }

return scenario {
  title = "drill: the catheter is occluded",
  covers = { "IL-P-59", "IL-P-60" },
  tags = { "drill", "catheter" },
  rig = "infusion",
  limit_s = 30000,
  drill = {
    sentence = "The pump gives morphine, 2.4 mg a day. Answer what it tells you: pause its tone, "
      .. "and somebody looks at the catheter. Therapy must go on afterwards.",
    points = 100,
  },

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = UG_PER_ML },
    pump = { programme = { ul_per_h = UL_PER_H, patient = BUTTON } },
    programmer = { poll_s = 2 },
    band = { samples = 3 },
  },

  hand = {
    { when = function(rig) return rig.pump.occlusion_alarm == 1 end, after_s = 20,
      knob = "pump.silence", value = 1 },
    { when = function(rig) return rig.catheter.pressure_kpa < 30 end, after_s = 30,
      knob = "pump.clear_alarms", value = 1 },
    { when = function(rig) return rig.pump.state == "stopped" end, after_s = 15,
      knob = "pump.start", value = 1 },
  },

  run = function(rig)
    local function state_is(name) return function() return rig.pump.state == name end end

    local sheet = rig.programme
    sheet.ug_per_ml, sheet.rate_ul_per_h = UG_PER_ML, UL_PER_H
    sheet.patient_ul, sheet.patient_over_s = BUTTON.ul, BUTTON.over_s
    sheet.patient_lockout_s, sheet.patient_per_day = BUTTON.lockout_s, BUTTON.per_day
    wait_until("the programmer finds the pump", 60, function() return rig.link.state == "up" end)
    wait(120 + 300 * math.random())

    rig.catheter.occlusion = 1
    local shut = expect_always("no start and no bolus into a closed catheter", function()
      return rig.order.last ~= "start" and rig.order.last ~= "single_bolus"
    end, 20)
    wait_until("the pump is halted", 7200, state_is "halted")
    expect_within(120, "the tone is paused: somebody has heard it", function()
      return rig.bedside.tone == "quiet"
    end, 20)
    wait(180)
    log "at the patient: the catheter was kinked; it is straight again"
    rig.catheter.occlusion = 0
    wait(5)
    shut:stop()
    expect_within(600, "the alarm is cleared", function()
      return rig.pump.occlusion_alarm == 0
    end, 30)
    expect_within(600, "the pump is started", state_is "continuous", 30)
    wait(300)
  end,
}
