-- Programmes that a careful pump must refuse, each for its own reason. The one in force stays in
-- force, whole, and the therapy goes on; the refusal is in the pump's log. What is merely unusual
-- is taken when somebody confirms that it is meant.
local UL_PER_H, UG_PER_ML = 20, 1000

local SOUND = {
  mode = "continuous", drug = 0, ug_per_ml = UG_PER_ML, rate_ul_per_h = UL_PER_H, steps = 0,
  periodic_ul = 0, periodic_over_s = 0, periodic_every_min = 0, periodic_first_min = 0,
  patient_ul = 0, patient_over_s = 0, patient_lockout_s = 0, patient_per_day = 0,
  low_reservoir_ml = 2, confirmed = 0,
}

-- What is changed in the sound programme, and why it cannot be.
local CASES = {
  { "an unknown drug", "drug", { drug = 7 } },
  { "no concentration", "concentration", { ug_per_ml = 0 } },
  { "more morphine than dissolves", "concentration", { ug_per_ml = 25001 } },
  { "ten times too much a day", "dose", { rate_ul_per_h = 10 * 83.4 } },
  { "a microgram beyond the day's limit", "dose", { rate_ul_per_h = 833.4 } },
  { "more than is usual, unconfirmed", "soft_limit", { rate_ul_per_h = 700 } },
  { "no rate", "rate", { rate_ul_per_h = 0 } },
  { "a rate below the minimum", "rate", { rate_ul_per_h = 0.1 } },
  { "a rate beyond the pump's", "rate", { rate_ul_per_h = 1201 } },
  { "a rate beyond all measure", "rate", { rate_ul_per_h = 4e6 } },
  { "a day that begins late", "schedule_gap",
    { mode = "flex", steps = 2, step_1_min = 60, step_1_ul_per_h = 20, step_2_min = 600,
      step_2_ul_per_h = 10 } },
  { "a day without steps", "schedule_gap", { mode = "flex", steps = 0 } },
  { "two steps at once", "schedule_overlap",
    { mode = "flex", steps = 3, step_1_min = 0, step_1_ul_per_h = 20, step_2_min = 600,
      step_2_ul_per_h = 10, step_3_min = 600, step_3_ul_per_h = 30 } },
  { "steps out of order", "schedule_overlap",
    { mode = "flex", steps = 3, step_1_min = 0, step_1_ul_per_h = 20, step_2_min = 900,
      step_2_ul_per_h = 10, step_3_min = 600, step_3_ul_per_h = 30 } },
  { "a step after midnight", "duration",
    { mode = "flex", steps = 2, step_1_min = 0, step_1_ul_per_h = 20, step_2_min = 1440,
      step_2_ul_per_h = 10 } },
  { "a periodic bolus of nothing", "volume",
    { mode = "periodic", periodic_ul = 0, periodic_over_s = 60, periodic_every_min = 60 } },
  { "one that is longer than its period", "duration",
    { mode = "periodic", periodic_ul = 10, periodic_over_s = 3700, periodic_every_min = 60 } },
  { "one that is too much at once", "bolus_dose",
    { mode = "periodic", periodic_ul = 501, periodic_over_s = 3600, periodic_every_min = 600 } },
  { "a patient's bolus that is too much", "bolus_dose",
    { patient_ul = 501, patient_over_s = 3600, patient_per_day = 1 } },
  { "one that is too fast", "rate",
    { patient_ul = 20, patient_over_s = 1, patient_per_day = 1 } },
  { "one beyond the reservoir", "volume",
    { patient_ul = 4e6, patient_over_s = 3600, patient_per_day = 1 } },
  { "a dose beyond the limit by the patient's share", "dose",
    { patient_ul = 400, patient_over_s = 3600, patient_lockout_s = 600, patient_per_day = 50 } },
  { "a low mark above the reservoir", "volume", { low_reservoir_ml = 25 } },
}

-- Boluses that are refused: volume, duration, reason.
local BOLUSES = {
  { "a bolus of nothing", 0, 60, "volume" },
  { "a bolus beyond the reservoir", 4e6, 3600, "volume" },
  { "a bolus in no time", 10, 0, "duration" },
  { "a bolus of two days", 10, 172800, "duration" },
  { "a bolus that is too fast", 20, 10, "rate" },
  { "a bolus beyond the drug's limit", 501, 3600, "bolus_dose" },
}

return scenario {
  title = "refused programmes: each for its reason, and the one in force stays in force",
  covers = { "IL-P-19", "IL-P-40", "IL-P-41", "IL-P-55" },
  tags = { "programme" },
  rig = "infusion",
  limit_s = 20000,

  setup = {
    drug = "morphine",
    reservoir = { ug_per_ml = UG_PER_ML },
    pump = { programme = { ul_per_h = UL_PER_H } },
    programmer = { poll_s = 10 },
    band = { samples = 5 },
  },

  run = function(rig)
    local function write(changes)
      for name, value in pairs(SOUND) do rig.programme[name] = value end
      for name, value in pairs(changes) do rig.programme[name] = value end
    end

    ---The order has been given: it must be refused for this reason, and change nothing.
    local function refused(what, reason)
      local refusals, entries = rig.link.refused, rig.pump.log_count
      wait(25)
      expect(what .. ": refused", function()
        return rig.link.refused == refusals + 1 and rig.pump.refusal == reason
      end)
      expect(what .. ": it is in the log", function() return rig.pump.log_count > entries end)
      expect(what .. ": as before", function()
        return rig.pump.state == "continuous" and rig.pump.mode == "continuous"
          and rig.pump.rate_ul_per_h == UL_PER_H
      end)
    end

    wait_until("the link is up", 60, function() return rig.link.state == "up" end)
    wait(60)
    local before_ul, begin_s = rig.drive.delivered_ul, rig.time_s
    for _, case in ipairs(CASES) do
      write(case[3])
      rig.pump.program = 1
      refused(case[1], case[2])
    end
    for _, case in ipairs(BOLUSES) do
      rig.bolus.volume_ul = case[2]
      rig.bolus.over_s = case[3]
      rig.pump.single_bolus = 1
      refused(case[1], case[4])
    end
    rig.bolus.volume_ul = 300
    rig.pump.priming_bolus = 1
    refused("priming a pump that runs, unconfirmed", "unconfirmed")
    rig.bolus.confirmed = 1
    rig.pump.priming_bolus = 1
    refused("priming a pump that runs", "state")
    for _, name in ipairs { "patient_ul", "periodic_ul", "rate_ul_per_h" } do
      expect("a negative " .. name .. " does not even get onto the sheet",
        not pcall(function() rig.programme[name] = -1 end))
    end
    expect("the therapy went on", function()
      return math.abs(rig.drive.delivered_ul - before_ul
        - (rig.time_s - begin_s) * UL_PER_H / 3600) <= 2.6
    end)

    write { rate_ul_per_h = 700, confirmed = 1 }
    rig.pump.program = 1
    expect_within(30, "confirmed, the unusual is taken", function()
      return rig.pump.rate_ul_per_h == 700 and rig.pump.state == "continuous"
    end)
    write { rate_ul_per_h = 833.4, confirmed = 1 }
    rig.pump.program = 1
    wait(25)
    expect("the limit is no matter of confirming", function()
      return rig.pump.refusal == "dose" and rig.pump.rate_ul_per_h == 700
    end)
  end,
}
