-- A bit of the programme in force turns over: in the basal rate, in a bolus of the physician's or the patient's. The
-- motor stops at once, and nothing is made good.
return scenario {
  title = "a memory error in any state: stopped within seconds",
  covers = { "IL-P-45", "IL-P-59" },
  tags = { "memory", "fault", "latch" },
  rig = "infusion",
  limit_s = 12000,
  parameters = { ul_per_h = 100, bolus = 0 },
  cases = {
    basal_slow = { ul_per_h = 30, bolus = 0 },
    basal_fast = { ul_per_h = 900, bolus = 0 },
    single_bolus = { ul_per_h = 100, bolus = 1 },
    patient_bolus = { ul_per_h = 100, bolus = 2 },
  },

  setup = function(p)
    return {
      drug = "morphine",
      reservoir = { ug_per_ml = 500 },
      pump = { programme = { ul_per_h = p.ul_per_h,
                             patient = { ul = 50, over_s = 600, lockout_s = 3600, per_day = 4 } } },
      programmer = { poll_s = 30 },
      canal = { step_s = 600 },
      band = { samples = 0 },
    }
  end,

  run = function(rig, p)
    wait(1300)
    rig.bolus.volume_ul = 50
    rig.bolus.over_s = 600
    if p.bolus == 1 then rig.pump.single_bolus = 1 end
    if p.bolus == 2 then rig.handset.button = 1 end
    wait(60)
    rig.handset.button = 0
    rig.firmware.memory_flip = 1
    wait(1)
    rig.firmware.memory_flip = 0
    expect_within(4, "two tones", function() return rig.bedside.tone == "critical" end)
    local still = expect_always("and not a stroke", function() return rig.drive.strokes == 0 end)
    wait(800)
    rig.pump.clear_alarms = 1
    wait(5)
    rig.pump.start = 1
    wait(60)
    expect("neither cleared nor started", function()
      return rig.pump.state == "halted" and rig.bedside.tone == "critical"
    end)
    wait(600)
    still:stop()
  end,
}
