-- Before a lesion the needle's place is proved: sensory stimulation at 50 Hz until the patient
-- feels it, then motor stimulation at 2 Hz to twice that without a twitch in the limb.
-- Radiofrequency and stimulation exclude each other, and an amplitude must be back at zero before
-- anything else may begin.
local ANSWER_S = 0.3    -- an order, its reply and the next status

return scenario {
  title = "sensory, then motor stimulation, then the lesion: never two at once",
  covers = { "IL-RF-24", "GEN-STIM" },
  tags = { "stimulation" },
  rig = "ablation",
  limit_s = 120,

  setup = {
    electrode = { gauge = 20, tip_mm = 10 },
    tissue = "muscle",
    start_c = 37,
  },

  run = function(rig)
    local function state_is(name) return function() return rig.generator.state == name end end

    local function refused(mode, because)
      local before = rig.generator.state
      rig.generator.mode = mode
      wait(1)
      expect(mode .. " is refused: " .. because, state_is(before))
    end

    wait_until("the generator stands by", 5, state_is "standby")
    expect_always("radiofrequency and stimulation never meet", function()
      return rig.output.rf_on == 0 or rig.output.stim_on == 0
    end)

    rig.generator.mode = "sensory"
    expect_within(ANSWER_S, "sensory stimulation begins", state_is "sensory")
    expect("at zero, until somebody turns it up", function() return rig.output.stim_on == 0 end)
    for tenths = 1, 4 do
      rig.generator.sensory_volts_v = tenths / 10
      wait(1)
    end
    expect("the patient feels 0.4 V", function()
      return math.abs(rig.output.stim_v - 0.4) < 0.01
    end)
    refused("heat", "stimulation is on")

    rig.generator.mode = "standby"
    expect_within(ANSWER_S, "standby ends the stimulation", state_is "standby")
    expect("nothing leaves the generator", function()
      return rig.output.stim_on == 0 and rig.output.rf_on == 0
    end)
    refused("motor", "the sensory amplitude is not zero")
    rig.generator.sensory_volts_v = 0

    rig.generator.mode = "motor"
    expect_within(ANSWER_S, "motor stimulation begins", state_is "motor")
    rig.generator.motor_volts_v = 0.8
    expect_within(ANSWER_S, "twice the sensory threshold", function()
      return math.abs(rig.output.stim_v - 0.8) < 0.01
    end)
    refused("heat", "stimulation is on")
    rig.generator.motor_volts_v = 0
    rig.generator.mode = "standby"
    expect_within(ANSWER_S, "the amplitude is zero again", function()
      return rig.output.stim_on == 0
    end)

    rig.generator.hold_s = 5
    rig.generator.mode = "heat"
    expect_within(2, "now the lesion may begin", state_is "ramp")
    rig.generator.sensory_volts_v = 0.5
    wait(1)
    expect("no stimulation during radiofrequency", function() return rig.output.stim_on == 0 end)
    expect_within(20, "80 C is reached", state_is "hold")
    expect_within(5.5, "the lesion ends", state_is "cooldown")
  end,
}
