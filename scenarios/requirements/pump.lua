-- What an implanted pump owes its patient. Rows IL-P-.. are those of the interlock catalogue that apply to it
-- (drivers/PUMP_PROTOCOL.md section 11); PUMP-.. are our own, most of them from published requirements.
--
-- They judge the truth: strokes, pressures, volumes, tones, what the handset shows, and orders with their answers as
-- they are heard on the wire (`painrig signals --rig infusion`: due, order, handset). What the device reports is
-- judged, not believed. Reactions must last: "stopped" is ten minutes without a stroke being commanded, since a pump
-- at 20 ul/h is still for 7.5 min between two strokes. What an operator may end by CLEAR or SILENCE is not owed on.
--
-- In these formulas nothing but what is guarded by known(..) may be unknown.
--
-- Not here: IL-P-02, 04, 05, 06, 11, 12, 16, 26 to 32, 34, 36, 44, 47, 48, 50, 56 do not apply to an implant of this
-- kind (section 11 says why). IL-P-08 asks for a flow sensor: 07 is what the level sensor can do. IL-P-09: no flow
-- sensor either; what free flow can do at worst is IL-P-10. IL-P-18: what could pass the limit is refused beforehand
-- (IL-P-40). IL-P-38: it has no alert before the alarm of IL-P-39. IL-P-42: no order but a whole update changes a
-- rate, which IL-P-52 and PUMP-FLOW-01 judge together.

local CRITICAL = "bedside.tone == critical"
local CLEARED = "(order.clear_s <= 600 | order.silence_s <= 600)"
local STOPPED_AND_HEARD = "(G[0,10 min] ((drive.commanded <= 0 & " .. CRITICAL .. ") | " .. CLEARED .. "))"
local REFUSED = "order.answer != none"
-- What this device has no sense for; each is told where it was met with (blind_to, hil/judge/requirement.h).
local COARSE = "the level sensor tells only when the excess has passed its grain of 0.5 mL"
local STROKES = "strokes of another size are no matter of the motor, and one bolus or hour is below the level's grain"
local CLOCK = "nothing in the device looks at its clock: days, hours and lockouts wander with it"
local TOLD = "the low mark is compared with what was told at the refill"
local EMPTY_LATE = "what was computed is not what is there; the level sensor finds it at 0.25 mL"
local TOLD_TOO = "what was told at a refill is compared with the truth at the next one"
local VALVE = "10 ul pass before the flow-activated valve shuts, and no motor closes a valve"
local TWO_VALVES = "with valves that leak it is a second fault: the pump has to be emptied before a scan"
local TOO_LITTLE = "no sense for too little (IL-P-11): the motor turns, the pressure is low"
local BACKWARDS = "no sense for a flow that goes backwards (IL-P-12)"
local GAS = "a gas-driven pump gives more when it is warm or high: physics, not firmware"
local LYING_SENSOR = "one pressure sensor: one that shows too little hides what it should show"
local RUNS = "known(due.rate_ul_per_h) & due.rate_ul_per_h >= 20"

return requirements {
  rig = "infusion",

  -- ---------------------------------------------------------------- pressure
  {
    id = "IL-P-01",
    title = "an occlusion stops the pump and is heard",
    formula = "G( (s_prev(catheter.pressure_kpa < 69) & G[0,1 s] (catheter.pressure_kpa >= 69)) -> F[0,3 s] "
      .. STOPPED_AND_HEARD .. " )",
    source = "Open PCA R7.2.0(5), (6); GIP 1.10.3, 1.6.2; IEC 60601-2-24:2012 201.12.4.4.104 [secondary]",
    priority = "high",
    rationale = "what is pushed against a closed catheter comes at once when it opens, and meanwhile nothing does",
    blind_to = {
      ["pressure_sensor.offset_kpa"] = LYING_SENSOR,
    },
  },
  {
    id = "IL-P-03",
    title = "the bolus when an occlusion opens is small",
    formula = "G( known(catheter.release_ul) -> catheter.release_ul <= 500 )",
    source = "GIP 1.10.7; IEC 60601-2-24:1998 51.101 b)",
    priority = "none",
    rationale = "the volume that the catheter's compliance has stored is an unwanted bolus",
  },
  {
    id = "IL-P-46",
    title = "a silent pressure sensor stops the pump and is heard",
    formula = "G( (s_prev(known(pressure_sensor.kpa)) & " .. RUNS .. " & G[0,10 s] !known(pressure_sensor.kpa))"
      .. " -> F[0,20 s] " .. STOPPED_AND_HEARD .. " )",
    source = "IEC 60601-2-24:1998 3.6; GIP HID 4.13",
    priority = "high",
    rationale = "a pump that cannot see an occlusion must not pass for one that sees none",
    unverified = "10 s until it counts as failed is a proposal",
  },
  {
    id = "PUMP-SENSE-01",
    title = "a silent level sensor is heard",
    formula = "G( (s_prev(known(level_sensor.ml)) & G[0,1 h] !known(level_sensor.ml)) -> F[0,62 min] (G[0,1 min] "
      .. "(bedside.tone != quiet | " .. CLEARED .. " | known(level_sensor.ml))) )",
    source = "IEC 60601-2-24:1998 3.6; GIP HID 4.13",
    priority = "low",
    rationale = "without it over-infusion is not seen; a stop would harm more than the coarse sensor helps",
    unverified = "an hour is a proposal",
  },
  {
    id = "PUMP-TRUE-04",
    title = "an occlusion is told only when there is one",
    formula = "G( rise(known(pump.occlusion_alarm) & pump.occlusion_alarm >= 0.5) -> O[0,10 min] "
      .. "(catheter.pressure_kpa >= 68 | !known(pressure_sensor.kpa) | pressure_sensor.kpa >= 68) )",
    source = "FDA Infusion Pumps Total Product Life Cycle (2014): false alarms are delivery errors; GIP HID 1.23",
    priority = "none",
    rationale = "a pump that stops without a reason takes the therapy away, and its next alarm is not believed",
    unverified = "1 kPa of tolerance is a proposal",
  },

  -- ---------------------------------------------------------------- flow
  {
    id = "PUMP-FLOW-01",
    title = "in any hour the pump gives what was ordered",
    formula = "G( known(due.hour_ul) -> (drive.off_ul <= 5.1 + 0.15 * due.hour_ul"
      .. " & drive.off_ul >= -5.1 - 0.15 * due.hour_ul) )",
    source = "GIP 1.2.1, 1.4.4, 1.4.7; Open PCA R5.1.0(3); 14.5 %: the label of a published device [secondary]",
    priority = "none",
    rationale = "too much is an overdose, too little a withdrawal, whatever the device says that it gave",
    unverified = "15 % and two strokes of 2.5 ul are what this device is built for, no limit of a standard",
    blind_to = {
      ["drive.gain_error"] = STROKES,
      ["drive.precipitate"] = TOO_LITTLE,
      ["drive.reflux_ul_per_h"] = BACKWARDS,
      ["rotor.stalled"] = "a stall is heard after ten minutes (IL-P-49): what was due until then is missed",
      ["valve.leak_ul_per_h"] = VALVE,
      ["firmware.clock_drift_ppm"] = CLOCK,
      ["patient.fever_c"] = GAS,
      ["patient.altitude_m"] = GAS,
    },
  },
  {
    id = "PUMP-FLOW-02",
    title = "the motor never runs faster than the pump's most",
    formula = "G( drive.rate_ul_per_h <= 1350 )",
    source = "GIP 1.4.3; Open PCA R5.2.0(2), R5.3.0(2)",
    priority = "none",
    rationale = "the most that a wrong order can do is bounded by what the motor may do",
    unverified = "1200 ul/h is this pump's, and a minute counts whole strokes",
  },
  {
    id = "IL-P-07",
    title = "over-infusion is found before it is two millilitres",
    formula = "G( (drive.over_ml >= 1 & known(due.hour_ul) & drive.off_ul >= 0.3 * due.hour_ul)"
      .. " -> drive.over_ml <= 2 + drive.hour_ul / 6000 )",
    source = "GIP 1.2.2; IEC 60601-2-24:1998 51.5 a)",
    priority = "high",
    rationale = "a pump that gives a half more kills within days, and only its reservoir can tell",
    unverified = "30 %, and 2 mL since the refill with what flows in the 10 min between two looks at the level, "
      .. "are what a level sensor of 0.5 mL can see: a proposal, where "
      .. "a flow sensor would be asked for 10 % in 15 min",
    blind_to = { ["valve.stays_open"] = TWO_VALVES },
  },
  {
    id = "IL-P-10",
    title = "no single fault gives more than was disclosed",
    formula = "G( drive.over_ml <= 3 )",
    source = "IEC 60601-2-24:1998 6.8.2 a) 28: the volume must be disclosed (PUMP_PROTOCOL.md 8.2)",
    priority = "none",
    rationale = "what a physician has to reckon with when anything in the pump fails",
    unverified = "3 mL is this device's own figure",
    blind_to = { ["valve.stays_open"] = TWO_VALVES },
  },
  {
    id = "PUMP-STOP-01",
    title = "a pump that was told to stop has stopped",
    formula = "G( (order.last == stop & order.answer == none) -> drive.commanded <= 0 )",
    source = "GIP 1.6.1; Open PCA R7.2.0(1)",
    priority = "none",
    rationale = "STOP is the last resort of whoever stands at the bedside",
  },

  {
    id = "PUMP-CATH-01",
    title = "a dose that does not arrive is heard",
    formula = "G( rise(drive.delivered_ul - catheter.delivered_ul >= 500) -> F[0,1 h] bedside.tone != quiet )",
    source = "FDA Infusion Pumps Total Product Life Cycle (2014), Table 3: leakage, reservoir detached",
    priority = "high",
    rationale = "of baclofen the patient is in withdrawal within a day, which can kill",
    unverified = "0.5 mL and an hour are a proposal; implants of this kind have nothing that could meet it",
    blind_to = {
      ["catheter.disconnected"] = "it has no sense for a catheter that has slipped off: the pressure is low either way",
      ["catheter.leak"] = "it has no sense for a leak: the pressure is no different, the reservoir falls as computed",
    },
  },

  -- ---------------------------------------------------------------- boluses and doses
  {
    id = "IL-P-13",
    title = "no bolus within the lockout",
    formula = "G( (rise(handset.pressed) & known(handset.due) & handset.since_bolus_s < handset.lockout_s)"
      .. " -> G[0,10 min] (known(due.hour_ul) -> drive.off_ul <= 5.1 + 0.05 * due.hour_ul) )",
    source = "Open PCA R5.2.0(3); CriSys REQ 25(3)",
    priority = "none",
    rationale = "boluses that follow each other too soon add up before the first of them is felt",
    blind_to = { ["drive.gain_error"] = STROKES },
  },
  {
    id = "IL-P-14",
    title = "a request within the lockout is shown as refused",
    formula = "G( (rise(handset.pressed) & known(handset.due) & handset.since_bolus_s < handset.lockout_s)"
      .. " -> handset.denied )",
    source = "Open PCA EC1; CriSys REQ 26",
    priority = "low",
    rationale = "a patient who is not told presses again, or believes that help has come",
  },
  {
    id = "PUMP-LOG-01",
    title = "refused requests are in the log",
    formula = "G( (H[0,3 min] (link.state == up & handset.refusals >= 1)) -> O[0,3 min] "
      .. "(pump.denials_logged >= handset.refusals) )",
    source = "Open PCA EC1; CriSys REQ 26",
    priority = "none",
    rationale = "how often a patient asked in vain tells whether the dose is right",
  },
  {
    id = "PUMP-TRUE-03",
    title = "the status counts every refused request",
    formula = "G( (H[0,3 min] (known(pump.denied) & handset.refusals >= 1)) -> O[0,3 min] "
      .. "(known(pump.denied) & abs(pump.denied - handset.refusals) <= 0.5) )",
    source = "Open PCA EC1; truth is not self-report",
    priority = "none",
    rationale = "the programmer shows this count, and a dose is chosen by it",
  },
  {
    id = "IL-P-15",
    title = "no bolus while a critical alarm sounds",
    formula = "G( (rise(handset.pressed) & s_prev(" .. CRITICAL .. ")) -> handset.denied )",
    source = "GIP 1.4.11, 3.1.3; Open PCA R5.2.0(6)",
    priority = "none",
    rationale = "a pump that is not well must not be asked for more",
  },
  {
    id = "IL-P-22",
    title = "no more boluses in any 24 hours than were ordered",
    formula = "G( (rise(handset.pressed) & known(handset.due) & handset.given >= handset.most) -> handset.denied )",
    source = "CriSys REQ 25(4), 27; Open PCA R5.2.0(5)",
    priority = "medium",
    rationale = "a day is any 24 hours: not from midnight, and not from the last reset on",
  },
  {
    id = "PUMP-PCA-01",
    title = "what may be given is given",
    formula = "G( (rise(handset.pressed) & s_prev(known(handset.due) & handset.due >= 0.5 & bedside.tone == quiet"
      .. " & !bedside.field) & !bedside.field & !memory.flipped & battery.reset_s >= 60 & reservoir.volume_ml >= 1)"
      .. " -> !handset.denied )",
    source = "GIP 1.4.1; Open PCA R5.2.0(2)",
    priority = "none",
    rationale = "a lockout that is counted from the wrong moment leaves a patient in pain",
    blind_to = { ["firmware.clock_drift_ppm"] = CLOCK },
  },
  {
    id = "IL-P-20",
    title = "after a bolus the therapy goes on",
    formula = "G( (s_prev(due.bolus_ul > 0) & due.bolus_ul <= 0 & known(due.rate_ul_per_h)"
      .. " & due.rate_ul_per_h >= 10) -> F[0,15 min] (drive.commanded > 0 | !known(due.rate_ul_per_h)"
      .. " | due.rate_ul_per_h <= 0) )",
    source = "GIP 1.4.4 to 1.4.6; Open PCA UC2",
    priority = "none",
    rationale = "a pump that stays stopped after a bolus ends in withdrawal",
    unverified = "15 min is a stroke's time at 10 ul/h",
  },
  {
    id = "IL-P-21",
    title = "a bolus is as large as it was ordered",
    formula = "G( (s_prev(due.bolus_ul > 0) & due.bolus_ul <= 0) -> G[0,10 min] (known(due.hour_ul)"
      .. " -> drive.off_ul <= 5.1 + 0.05 * due.hour_ul) )",
    source = "IEC 60601-2-24:1998 50.106",
    priority = "high",
    rationale = "a bolus that goes on, or comes again, is an overdose at its fastest",
    unverified = "5 % and two strokes are a proposal",
    blind_to = { ["drive.gain_error"] = STROKES, ["valve.leak_ul_per_h"] = VALVE },
  },
  {
    id = "IL-P-17",
    title = "never more than the drug's day in any 24 hours",
    formula = "G( known(due.ug_per_day_most) -> drive.ug_per_day <= 1.005 * due.ug_per_day_most )",
    source = "Open PCA R5.2.0(5), R5.3.0(7); counter-example EC13a (Vasicek et al., ICLP 2024)",
    priority = "none",
    rationale = "a bolus is judged by all that may still flow: what was allowed because little had been given "
      .. "passes the limit hours later by the basal rate alone",
    blind_to = { ["drive.gain_error"] = STROKES },
  },
  {
    id = "IL-P-19",
    title = "a rate beyond the pump's is refused",
    formula = "G( order.flaw == rate -> " .. REFUSED .. " )",
    source = "GIP 1.4.3; Open PCA R5.2.0(2), R5.3.0(2)",
    priority = "none",
    rationale = "one rate runs at a time, and none beyond the pump's most is taken",
  },
  {
    id = "IL-P-40",
    title = "a dose or a strength beyond the hard limit is refused",
    formula = "G( (order.flaw == dose | order.flaw == strength) -> " .. REFUSED .. " )",
    source = "GIP 6.1.3; Open PCA EC3, R6.5.0(10)",
    priority = "low",
    rationale = "a decimal point is easily lost; no confirmation makes ten times the dose right",
  },
  {
    id = "IL-P-41",
    title = "an unusual dose needs a confirmation",
    formula = "G( order.flaw == unusual -> " .. REFUSED .. " )",
    source = "GIP 6.1.4; Open PCA EC2, R6.5.0(9)",
    priority = "low",
    rationale = "between what is usual and what is never right somebody has to say that it is meant",
  },
  {
    id = "IL-P-54",
    title = "priming never passes the dead volume",
    formula = "G( order.flaw == volume -> " .. REFUSED .. " )",
    source = "SynchroMed priming notice, Class I, 2013 [secondary]",
    priority = "high",
    rationale = "what is primed beyond the catheter's volume is a bolus into the fluid at the highest rate",
    unverified = "105 % of the dead volume, summed until a refill, is a proposal",
  },
  {
    id = "IL-P-55",
    title = "priming needs a confirmation",
    formula = "G( order.flaw == unconfirmed -> " .. REFUSED .. " )",
    source = "IEC 60601-2-24:1998 54.3",
    priority = "none",
    rationale = "no single action starts the fastest delivery that the pump has",
  },
  {
    id = "IL-P-43",
    title = "another drug stops the pump until START",
    formula = "G( (order.new_drug_s <= 1800 & known(due.rate_ul_per_h) & due.rate_ul_per_h <= 0)"
      .. " -> drive.commanded <= 0 )",
    source = "GIP 6.2.1, 6.2.2",
    priority = "none",
    rationale = "the catheter holds the old drug, and somebody has to think of the bridge bolus first",
  },

  -- ---------------------------------------------------------------- programmes and the link
  {
    id = "IL-P-52",
    title = "half an update, or a wrong one, is never taken",
    formula = "G( (order.flaw == parts | order.flaw == check) -> " .. REFUSED .. " )",
    source = "21 CFR 880.5730(b)(3)(iv); FDA TPLC (2014) Table 7",
    priority = "none",
    rationale = "a rate of the new programme with a concentration of the old one is nobody's order",
  },
  {
    id = "IL-P-39",
    title = "an update that is left open is heard",
    formula = "G( (order.updating & order.edit_s >= 600) -> F[0,1 min] (" .. CRITICAL
      .. " | order.silence_s <= 600 | !order.updating) )",
    source = "GIP 2.2.5",
    priority = "low",
    rationale = "the pump is stopped meanwhile; patients were sent home so",
  },
  {
    id = "IL-P-53",
    title = "without a programmer the therapy goes on",
    formula = "G( (H[0,10 min] (link.state == lost & " .. RUNS .. ")) -> O[0,10 min] drive.commanded > 0 )",
    source = "21 CFR 880.5730(b)(4); Open PCA R6.7.0(6)",
    priority = "none",
    rationale = "an implant is alone nearly all of its life",
  },
  {
    id = "PUMP-LINK-01",
    title = "frames that are broken, foreign or old change nothing",
    formula = "G( (rise(wire.stray) & " .. RUNS .. ") -> F[0,10 min] (drive.commanded > 0"
      .. " | !known(due.rate_ul_per_h) | due.rate_ul_per_h <= 0) )",
    source = "IEC 60601-1 14.13: lost, corrupted, late, repeated, wrong order [unverified]; GIP 7.2.1",
    priority = "none",
    rationale = "a pump that obeys whatever it hears is stopped by a neighbour's programmer",
  },
  {
    id = "PUMP-FIELD-01",
    title = "after a field from outside the therapy goes on",
    formula = "G( (s_prev(bedside.field) & !bedside.field & (H[0,30 min] bedside.tone == quiet)"
      .. " & (O[0,30 min] (" .. RUNS .. "))) -> F[0,15 min] drive.commanded > 0 )",
    source = "GIP 7.2.1",
    priority = "none",
    rationale = "a shop's gate must not end a therapy",
  },
  {
    id = "PUMP-TRUE-01",
    title = "the rate in the status is the rate that is due",
    formula = "G( (H[0,20 min] (known(pump.rate_ul_per_h) & known(due.rate_ul_per_h))) -> O[0,20 min]"
      .. " (known(pump.rate_ul_per_h) & known(due.rate_ul_per_h)"
      .. " & abs(pump.rate_ul_per_h - due.rate_ul_per_h) <= 0.01) )",
    source = "GIP HID 1.25; truth is not self-report",
    priority = "none",
    rationale = "whoever reads that the pump runs does not look further",
    blind_to = {
      ["firmware.clock_drift_ppm"] = "it reports the rate of its own clock",
    },
  },

  -- ---------------------------------------------------------------- reservoir
  {
    id = "IL-P-23",
    title = "a low reservoir is heard",
    formula = "G( (known(due.low_ml) & s_prev(reservoir.volume_ml > due.low_ml - 0.06)"
      .. " & G[0,1 min] (reservoir.volume_ml <= due.low_ml - 0.06)) -> F[0,2 min]"
      .. " (G[0,1 min] (bedside.tone != quiet | " .. CLEARED .. ")) )",
    source = "Open PCA R6.8.0(9); GIP 1.5.5",
    priority = "low",
    rationale = "a refill has to be planned",
    blind_to = {
      ["drive.gain_error"] = TOLD,
      ["patient.altitude_m"] = TOLD,
      ["patient.fever_c"] = TOLD,
      ["refill.misread_ml"] = TOLD,
      ["refill.pocket"] = TOLD,
    },
  },
  {
    id = "IL-P-24",
    title = "an empty reservoir stops the pump and is heard",
    formula = "G( (s_prev(reservoir.volume_ml > 0.501) & G[0,1 min] (reservoir.volume_ml <= 0.501)) -> F[0,2 min] "
      .. STOPPED_AND_HEARD .. " )",
    source = "Open PCA R6.8.0(10), R7.2.0(7); GIP 1.5.6",
    priority = "high",
    rationale = "what is left is not for pushing, and the patient has hours",
    blind_to = {
      ["drive.gain_error"] = EMPTY_LATE,
      ["patient.altitude_m"] = EMPTY_LATE,
      ["patient.fever_c"] = EMPTY_LATE,
      ["refill.misread_ml"] = EMPTY_LATE,
      ["refill.pocket"] = EMPTY_LATE,
    },
  },
  {
    id = "PUMP-LEVEL-01",
    title = "an empty reservoir is found by its level, whatever was computed",
    formula = "G( (s_prev(reservoir.volume_ml > 0.3) & reservoir.volume_ml <= 0.3 & drive.hour_ul >= 60) -> F[0,2 h] "
      .. STOPPED_AND_HEARD .. " )",
    source = "GIP 1.5.6: also with a wrong belief; SynchroMed II reservoir notice 2016 [secondary]",
    priority = "high",
    rationale = "a computed reservoir is wrong when the refill was misread or the strokes are too large",
    unverified = "0.3 mL and 2 h at 60 ul/h are a proposal",
  },
  {
    id = "IL-P-25",
    title = "a wrong belief in the reservoir is told",
    formula = "G( (known(pump.reservoir_ml) & abs(pump.reservoir_ml - reservoir.volume_ml) > 1) -> F[0,2 min] "
      .. "(bedside.tone != quiet | (known(pump.reservoir_ml) & abs(pump.reservoir_ml - reservoir.volume_ml) <= 1)) )",
    source = "Open PCA R6.8.0(3); SynchroMed II 2016: an alarm computed from the programmed rate [secondary]",
    priority = "medium",
    rationale = "the low alarm, the next appointment and the patient's trust all rest on this number",
    blind_to = {
      ["drive.gain_error"] = COARSE,
      ["drive.precipitate"] = TOO_LITTLE,
      ["drive.reflux_ul_per_h"] = BACKWARDS,
      ["patient.altitude_m"] = COARSE,
      ["patient.fever_c"] = COARSE,
      ["refill.misread_ml"] = TOLD_TOO,
      ["refill.pocket"] = TOLD_TOO,
    },
  },
  {
    id = "PUMP-LEVEL-02",
    title = "a refill that does not fit what was computed is told",
    formula = "G( (rise(order.refill_s <= 60) & O[1 min,15 min] (known(pump.reservoir_ml)"
      .. " & abs(pump.reservoir_ml - reservoir.volume_ml) > 1.4)) -> F[0,2 min] bedside.tone != quiet )",
    source = "published: 5 % of the capacity (intrathecal.md 4.7)",
    priority = "medium",
    rationale = "at the needle the truth is in the syringe, for once",
  },

  -- ---------------------------------------------------------------- motor, memory, battery
  {
    id = "IL-P-49",
    title = "a motor that stalls is heard",
    formula = "G( (s_prev(drive.missing_s < 600) & drive.missing_s >= 600) -> F[0,1 min] (" .. CRITICAL
      .. " | drive.missing_s < 600 | " .. CLEARED .. ") )",
    source = "SynchroMed II motor-stall notices [secondary]",
    priority = "high",
    rationale = "the patient is in withdrawal within hours",
    unverified = "10 min are a proposal; the catalogue's 10 s are for a pump at a bedside",
  },
  {
    id = "IL-P-37",
    title = "a pump that stands still is heard",
    formula = "G( (due.still_s >= 172800 & drive.still_s >= 172800) -> F[0,10 min] (" .. CRITICAL
      .. " | order.silence_s <= 600) )",
    source = "IEC 60601-2-24:1998 51.108",
    priority = "low",
    rationale = "a pump that was stopped for a scan is easily forgotten",
    unverified = "48 h are the published device's; the clause has 60 min for a pump at a bedside",
  },
  {
    id = "IL-P-45",
    title = "a memory error stops the pump and is heard",
    formula = "G( (s_prev(!memory.flipped) & memory.flipped) -> F[0,5 s] " .. STOPPED_AND_HEARD .. " )",
    source = "GIP 3.3.1 to 3.3.4; Open PCA R7.4.0(6)",
    priority = "high",
    rationale = "the rate would be one that nobody ordered",
  },
  {
    id = "IL-P-33",
    title = "the battery's end stops the pump and is heard",
    formula = "G( (s_prev(battery.volts > 2.4) & G[0,20 s] (battery.volts <= 2.4)) -> F[0,40 s] "
      .. STOPPED_AND_HEARD .. " )",
    source = "IEC 60601-2-24:1998 49.2",
    priority = "high",
    rationale = "a defined stop is better than strokes that fail one by one",
    unverified = "2.4 V are a proposal",
  },
  {
    id = "PUMP-BATT-01",
    title = "a weak battery is heard",
    formula = "G( (s_prev(battery.volts > 2.6) & G[0,10 min] (battery.volts <= 2.6)) -> F[0,11 min] "
      .. "(G[0,1 min] (bedside.tone != quiet | " .. CLEARED .. ")) )",
    source = "SynchroMed II: single-tone alarms [secondary]; GIP 5.1.4",
    priority = "low",
    rationale = "a battery that fails years before its date gives no other warning",
    unverified = "2.6 V for 10 min are a proposal",
  },
  {
    id = "IL-P-57",
    title = "the replacement indicator is heard 90 days before the end",
    formula = "G( (s_prev(battery.service_days > 90) & battery.service_days <= 90) -> F[0,1 h] "
      .. "(G[0,10 min] (bedside.tone != quiet | " .. CLEARED .. ")) )",
    source = "SynchroMed II: 90 days [secondary]",
    priority = "low",
    rationale = "an operation has to be planned",
    blind_to = { ["firmware.replace_days_off"] = "published: the replace-by date itself is wrong" },
  },
  {
    id = "IL-P-58",
    title = "at the end of its service the pump stops for good, and is heard",
    formula = "G( (s_prev(battery.service_days > 0) & battery.service_days <= 0) -> F[0,20 min] "
      .. "(G[0,1 h] (drive.commanded <= 0 & (" .. CRITICAL .. " | order.silence_s <= 600))) )",
    source = "SynchroMed II: hard stop at 7 years, two-tone alarm [secondary]",
    priority = "high",
    rationale = "a pump beyond its life must not seem to work",
    unverified = "20 min are a proposal",
  },
  {
    id = "PUMP-END-01",
    title = "what has ended does not begin again",
    formula = "G( (O (H[0,1 min] (battery.volts <= 2.3))) -> drive.commanded <= 0 )",
    source = "SynchroMed II: end of service is permanent [secondary]",
    priority = "high",
    rationale = "a battery recovers for a while when nothing is drawn; that is no new life",
    unverified = "2.3 V for a minute are well beyond this device's end",
  },

  -- ---------------------------------------------------------------- resets, latches
  {
    id = "IL-P-51",
    title = "after a reset nothing but the minimum rate starts by itself",
    formula = "G( (battery.reset_s >= 3600 & battery.reset_s <= 7200 & order.start_s > battery.reset_s)"
      .. " -> drive.hour_ul <= 2.6 )",
    source = "IEC 60601-2-24:1998 54.104",
    priority = "none",
    rationale = "its clock is wrong, and nobody knows for how long it was gone",
    blind_to = { ["valve.leak_ul_per_h"] = VALVE },
  },
  {
    id = "PUMP-KVO-01",
    title = "after a reset the catheter is kept open",
    formula = "G( (battery.reset_s >= 43200 & battery.reset_s <= 86400 & order.start_s > battery.reset_s"
      .. " & order.clear_s > battery.reset_s & !(O ((H[0,1 min] (battery.volts <= 2.3)) | bedside.field"
      .. " | memory.flipped | reservoir.volume_ml <= 0.501 | !known(pressure_sensor.kpa)"
      .. " | pressure_sensor.kpa >= 68 | (known(level_sensor.ml) & level_sensor.ml <= 0.5))))"
      .. " -> drive.still_s <= 43200 )",
    source = "GIP 1.1.8; Open PCA R5.1.0(5)",
    priority = "none",
    rationale = "a catheter in which nothing moves closes; what has to stop the pump is "
      .. "judged elsewhere",
    unverified = "a stroke in 12 h: the minimum rate is unverified",
  },
  {
    id = "PUMP-CLOCK-01",
    title = "no steps of the day by a clock that is lost",
    formula = "G( order.flaw == clock -> " .. REFUSED .. " )",
    source = "FDA TPLC (2014) Table 6: real-time clock; GIP HID 4.2",
    priority = "low",
    rationale = "the night's rate by day is a wrong dose for as long as nobody looks",
  },
  {
    id = "IL-P-59",
    title = "what an alarm has stopped stays stopped until it is cleared",
    formula = "G( order.latched -> (drive.commanded <= 0 & (order.flaw == latched -> " .. REFUSED .. ")) )",
    source = "the catalogue's generic latch rule; GIP 3.1.3",
    priority = "none",
    rationale = "a pump that goes on by itself hides that it was stopped, and does it again",
    unverified = "a proposal",
  },
  {
    id = "IL-P-60",
    title = "an alarm ends only when its cause has gone, and somebody has said so",
    formula = "G( (s_prev(" .. CRITICAL .. ") & bedside.tone != critical) -> (((catheter.pressure_kpa < 69"
      .. " | s_prev(catheter.pressure_kpa < 69)) & !memory.flipped & !order.latched) | order.silence_s <= 60) )",
    source = "the catalogue's generic latch rule",
    priority = "none",
    rationale = "neither a CLEAR nor a reset mends a catheter",
    unverified = "a proposal",
    blind_to = {
      ["pressure_sensor.offset_kpa"] = LYING_SENSOR,
    },
  },

  -- ---------------------------------------------------------------- what is heard
  {
    id = "IL-P-35",
    title = "a tone that is paused comes back",
    formula = "G( (order.silence_s >= 660 & order.silence_s <= 900 & H[0,11 min] (known(pump.priority)"
      .. " & pump.priority == critical)) -> O[0,5 min] (" .. CRITICAL .. ") )",
    source = "GIP 3.2.1, 3.2.2; IEC 60601-2-24:1998 51.107 b); Open PCA R6.4.3(5): 10 min",
    priority = "none",
    rationale = "a pause that never ends is an alarm that was switched off",
    unverified = "10 min, where two sources ask for 2",
  },
  {
    id = "PUMP-TONE-01",
    title = "a critical alarm is heard as one, without a break",
    formula = "G( (H[0,10 min] (known(pump.priority) & pump.priority == critical & order.silence_s >= 720))"
      .. " -> H[5 min,8 min] (" .. CRITICAL .. ") )",
    source = "GIP 3.1.1; GIP HID 5.5; IEC 60601-1-8 6.8 [unverified]",
    priority = "high",
    rationale = "a single tone for an empty pump, or a tone that is masked by another, is not understood",
  },
  {
    id = "PUMP-TONE-02",
    title = "a pause does not silence what comes later",
    formula = "G( (order.silence_s >= 5 & order.silence_s <= 580 & s_prev(!memory.flipped) & memory.flipped)"
      .. " -> F[0,5 s] (" .. CRITICAL .. ") )",
    source = "GIP 3.2.2; IEC 60601-2-24:1998 51.107",
    priority = "high",
    rationale = "who pauses a low reservoir has not heard of a memory error",
  },
  {
    id = "PUMP-ALARM-01",
    title = "what is heard is named in the status",
    formula = "G( (H[0,15 min] (" .. CRITICAL .. " & known(pump.priority))) -> O[0,15 min]"
      .. " (known(pump.priority) & pump.priority == critical) )",
    source = "GIP 3.1.2",
    priority = "none",
    rationale = "a tone is for the patient, the name of its cause for whoever helps",
  },
}
