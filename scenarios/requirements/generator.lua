-- What the reference generator owes. Ids IL-RF-.. are rows of the interlock catalogue, with the
-- catalogue's times; GEN-.. are this device's own, from its protocol and from rf rows of the
-- requirements catalogue.
--
-- How they are written
--   Truth. What a formula blames is seen by the rig: tip, tissue, pad, output, panel, request and
--   treatment. The device's own words (generator.*) are judged against that, and believed only
--   where a requirement is about its words. Limits are agreed.*: what the device has acknowledged.
--   Reactions. "off" lasts: 1.2 s without a break, or until the host orders a new start. A trigger
--   holds in the past (H) while output flows, so that a run that ends in a fault is judged whole.
--   Times. The bound is the requirement's. The device looks every 10 ms at what the row before
--   shows, which is part of its reaction time and not added. Where the rig is late, the bound has
--   it, and the rationale says so: orders and reports need up to 0.1 s on the wire, and a report
--   may be 0.5 s old.
--
-- Rows of the catalogue without a requirement here
--   IL-RF-05 two channels         one thermocouple; its truth is judged by IL-RF-06
--   IL-RF-13 output accuracy      a temperature is set; GEN-POWER-LIMIT and GEN-SHOWN-POWER
--   IL-RF-17 stuck switch         there is no switch: a start is an order
--   IL-RF-18 two requests         orders come one after the other; IL-RF-24 judges the outputs
--   IL-RF-20 output after mains   it forgets its settings and stands by; IL-RF-19
--   IL-RF-25 probe                it does not identify probes; a missing one is IL-RF-03 and -07
--   IL-RF-28 coolant              none
--   IL-RF-29 watchdog of the CPU  not modelled; that of the host is IL-RF-30
--   IL-RF-31, -32 d.c., leakage   no such current in the model
--   IL-RF-36 heat sink, -41 calibration   not modelled
local RF = "output.rf_on"
local OFF = "((!output.rf_on) unless[0,1.2] request.is_new)"
-- What an output stage leaks after its end is IL-RF-15's.
local OFF_OR_LEAKS = "((!output.rf_on | output.is_faulty) unless[0,1.2] request.is_new)"
local ALL_OFF = "((!output.rf_on & !output.stim_on) unless[0,1.2] request.is_new)"
local TREATING = "(request.mode == heat | request.mode == pulse)"
local ESU = "FDA ESU guidance 2020-03-09, XI System 2 (temperature sensing must be shown to work)"
local PAD = "IEC 60601-2-2 201.8.4.101, 201.4.7.101 a) [secondary]"
local PROTOCOL = "the reference generator's protocol, section "
local PROPOSED = "every number is this project's proposal, none a limit of a standard"

-- What this device has no sense for (blind_to, hil/judge/requirement.h): with one thermocouple nothing
-- tells a wrong temperature from a right one, as long as it moves as tissue does.
local MISPLACED = {
  ["thermocouple.lag_s"] = "one thermocouple: no second one shows that it follows too slowly",
  ["thermocouple.offset_c"] = "one thermocouple: no second one shows that it is off",
  ["probe.pulled_back_mm"] = "it does not sense where in the cannula the thermocouple sits",
}

---The device says one of these words; false while its word is unknown.
---@param signal string
---@param ... string
local function says(signal, ...)
  local words = {}
  for i, word in ipairs { ... } do words[i] = string.format("generator.%s == %s", signal, word) end
  return string.format("(known(generator.%s) & (%s))", signal, table.concat(words, " | "))
end

local LATCHED = says("state", "fault", "estop")
local HEATING = says("state", "ramp", "hold")
local HOLDING = says("state", "hold")
local UNTRUSTED = says("fault", "over_power", "unasked_output", "self_test")
local SELF_TESTED = "(s_prev(" .. says("state", "self_test") .. ") & known(generator.state) & !"
                    .. says("state", "self_test") .. ")"
local WAS_WELL = "s_prev(" .. says("fault", "none") .. ")"

---While output flows, a cause that has lasted must stop it.
---@param cause string  a formula
---@param for_s number  how long it must last
---@param within_s number  from then on
local function stops(cause, for_s, within_s)
  return string.format("G( ((H[0,%g] (%s)) & %s) -> F[0,%g] %s )", for_s, cause, RF, within_s, OFF)
end

---An interlock's word must have had its cause within the last 0.6 s, the age of a report.
---@param fault string
---@param cause string  a formula
local function named_for(fault, cause)
  return string.format("(generator.fault == %s & (generator.blind | O[0,0.6] (%s)))", fault, cause)
end

---Since the order to clear, the cause was not there all the time.
---@param cause string  a formula
local function gone(cause)
  return string.format("!((%s) since[0,0.5] (request.is_clear & (%s)))", cause, cause)
end

---The same, where the fault that was latched is one of these.
---@param cause string  a formula
---@param ... string
local function gone_for(cause, ...)
  return string.format("(!s_prev(%s) | %s)", says("fault", ...), gone(cause))
end

return requirements {
  rig = "ablation",

  -- temperature
  {
    id = "IL-RF-01",
    title = "at the absolute temperature limit the output goes off",
    formula = stops("tip.seen_c >= agreed.temp_max_c", 0.1, 0.2),
    source = ESU,
    priority = "high",
    rationale = "above 100 C tissue boils and chars; the limit is a setting, 95 C as delivered",
    unverified = PROPOSED,
  },
  {
    id = "IL-RF-02",
    title = "too far above the set temperature the output goes off",
    formula = stops("tip.seen_c >= agreed.set_temp_c + agreed.temp_margin_c & request.mode == heat",
                    0.5, 0.5),
    source = ESU,
    priority = "medium",
    rationale = "a control that has lost its set point must not go on; the margin is a setting,"
           .. " 10 C",
    unverified = PROPOSED,
  },
  {
    id = "IL-RF-03",
    title = "without a thermocouple that works the output goes off",
    formula = stops("thermocouple.is_wrong", 0, 0.2),
    source = ESU .. "; device-recall class: wrong temperature",
    priority = "high",
    rationale = "an open or shorted thermocouple shows a number, or none; either would overheat"
           .. " tissue",
    unverified = PROPOSED,
  },
  {
    id = "GEN-TC-JUMP",
    title = "a temperature that jumps as no tissue does stops the output",
    formula = stops("tip.jump_c >= agreed.temp_jump_c & treatment.on_s >= 0.2", 0, 0.1),
    source = PROTOCOL .. "7, tc_jump; " .. ESU,
    priority = "high",
    rationale = "a thermocouple that makes bad contact shows steps; 20 C in 0.1 s as delivered",
    unverified = PROPOSED,
  },
  {
    id = "IL-RF-04",
    title = "power that warms nothing stops the output",
    formula = "G( ((H[0,1] (output.mean_w >= agreed.rise_power_w"
           .. " & tip.rise_10s_c <= agreed.rise_temp_c - 0.3"
           .. " & tip.seen_c < agreed.set_temp_c - 10)) & (H[0,11] " .. RF .. ")) -> F[0,0.5] "
           .. OFF .. " )",
    source = "interlock catalogue: derived from the hazard",
    priority = "high",
    rationale = "a probe out of the tissue reads low, and power runs up; 0.3 C below the limit"
           .. " are for"
             .. " the noise of two readings, since the device compares other samples than the rig",
    unverified = PROPOSED,
  },
  {
    id = "IL-RF-06",
    title = "a displayed temperature that is not the tip's stops the output",
    formula = stops("abs(generator.temp_c - tip.temp_c) > 5", 2, 0.5),
    source = "interlock catalogue: truth monitor of the rig; device-recall class: wrong display",
    priority = "high",
    rationale = "a physician decides by the number shown; the rig knows the true one",
    unverified = PROPOSED,
    blind_to = MISPLACED,
  },
  {
    id = "GEN-SHOWN-TEMP",
    title = "the temperature shown is the thermocouple's, within 3 C",
    formula = "G( known(generator.temp_c) -> O[0,0.6] (abs(generator.temp_c - tip.seen_c) <= 3) )",
    source = ESU,
    priority = "high",
    rationale = "a frozen or invented display; within the 0.6 s in which a report may be old",
    unverified = PROPOSED,
  },
  {
    id = "GEN-TEMP",
    title = "ten seconds into the hold the tip is within 2 C of the set temperature",
    formula = "G( ((H[0,10] " .. HOLDING .. ") & request.set_age_s >= 15"
           .. " & (H[0,10] (!output.is_faulty & output.rf_on"
           .. " & !(tissue.impedance_rise_pct > 10))))"
           .. " -> abs(tip.temp_c - agreed.set_temp_c) <= 2 )",
    source = ESU .. "; FDA ESU guidance XVI (time, temperature and size of a lesion)",
    priority = "medium",
    rationale = "a lesion's size is chosen by its temperature; the tip's truth, not its display."
           .. " The device's last report may still say hold when it has stopped; what dries at"
           .. " once, as IL-RF-07 and -09 look for, heats the tip before they can stop it",
    unverified = PROPOSED,
    blind_to = MISPLACED,
  },
  {
    id = "GEN-RAMP",
    title = "the set temperature is not reached before nine tenths of the ramp",
    formula = "G( (s_prev(" .. says("state", "ramp") .. ") & " .. HOLDING .. ")"
           .. " -> treatment.on_s >= 0.9 * agreed.ramp_s )",
    source = PROTOCOL .. "3, SOURce:RAMP",
    priority = "low",
    rationale = "tissue that is heated faster boils locally before the thermocouple knows",
    unverified = PROPOSED,
  },

  -- impedance
  {
    id = "IL-RF-07",
    title = "an open circuit stops the output",
    formula = stops("!known(tissue.impedance_ohm)"
                    .. " | tissue.impedance_ohm >= agreed.impedance_high_ohm", 0.05, 0.1),
    source = "operator manuals of lesion generators [unverified]",
    priority = "medium",
    rationale = "a broken lead or a probe in air; 1000 ohm as delivered",
    unverified = "the window of 50 to 1000 ohm is from operator manuals, not checked",
  },
  {
    id = "IL-RF-08",
    title = "a short circuit stops the output",
    formula = stops("tissue.impedance_ohm <= agreed.impedance_low_ohm", 0.05, 0.1),
    source = "operator manuals of lesion generators [unverified]",
    priority = "medium",
    rationale = "the current does not flow where the thermocouple is; 50 ohm as delivered",
    unverified = "the window of 50 to 1000 ohm is from operator manuals, not checked",
  },
  {
    id = "IL-RF-09",
    title = "impedance that runs away stops the output",
    formula = stops("tissue.impedance_rise_pct >= agreed.impedance_rise_pct + 1"
                    .. " & treatment.on_s >= 1.2", 0.1, 0.2),
    source = "interlock catalogue: precursor of steam pops and charring, literature",
    priority = "medium",
    rationale = "tissue dries on the tip; 30 % of the value at the start within 1 s, and 1 %"
           .. " because"
             .. " the device takes a sample each 0.02 s and the rig each 0.01 s",
    unverified = PROPOSED,
  },

  -- the return pad
  {
    id = "IL-RF-10",
    title = "a pad that comes off stops the output",
    formula = stops("!known(pad.ohm)", 0, 0.5),
    source = PAD,
    priority = "high",
    rationale = "the current would leave through whatever else is grounded: burns",
    unverified = "the time is this project's proposal",
  },
  {
    id = "IL-RF-11",
    title = "a pad outside its window stops the output",
    formula = stops("pad.ohm >= agreed.pad_high_ohm | pad.ohm <= agreed.pad_low_ohm", 0.2, 0.5),
    source = "ERBE VIO 300 D manual: 20 to 120 ohm [secondary]; FDA ESU guidance XI System 3",
    priority = "high",
    rationale = "too high is half a contact, too low a shorted cable that hides one",
    unverified = "hold and reaction times are this project's proposals",
  },
  {
    id = "IL-RF-12",
    title = "a pad that drifts from its best stops the output",
    formula = stops("pad.ohm >= 1.3 * pad.best_ohm", 0.5, 0.5),
    source = "ERBE VIO manual: the upper limit follows the lowest value measured [secondary]",
    priority = "high",
    rationale = "a peeling pad heats the skin under what is left of it; its best value is that"
           .. " since"
             .. " it was applied, not since the treatment began",
    unverified = "the factor 1.3 and the times are this project's proposals",
  },
  {
    id = "GEN-START",
    title = "no energy begins, or goes on, while something forbids it",
    formula = "G( (H[0,0.7] (tip.seen_c >= agreed.temp_max_c | !known(pad.ohm)"
           .. " | pad.ohm >= agreed.pad_high_ohm | pad.ohm <= agreed.pad_low_ohm"
           .. " | thermocouple.is_wrong | !known(tissue.impedance_ohm)"
           .. " | tissue.impedance_ohm >= agreed.impedance_high_ohm"
           .. " | tissue.impedance_ohm <= agreed.impedance_low_ohm)) -> (!" .. RF
           .. " | output.is_faulty) )",
    source = PAD .. "; FDA ESU guidance XI System 3",
    priority = "high",
    rationale = "the longest hold and reaction of the rows it joins are 0.2 s and 0.5 s; what an"
           .. " output stage leaks is found by IL-RF-15",
    unverified = "the times are this project's proposals",
  },

  -- electrical output
  {
    id = "GEN-POWER-LIMIT",
    title = "a sound output stage keeps the power limit within 10 %",
    formula = "G( (request.mode == heat"
           .. " & (H[0,0.2] (!output.is_faulty & !(tissue.impedance_rise_pct < -10))))"
           .. " -> output.mean_w <= 1.1 * agreed.power_limit_w )",
    source = "IEC 60601-2-2 201.12.1.101: output within 20 % of what is set [secondary], by"
           .. " analogy",
    priority = "medium",
    rationale = "the control may ask for no more than the limit; the interlock is for what fails."
           .. " Power follows a load that collapses before the control can, which works every"
           .. " 0.05 s: a fall by more than a tenth within a second is left to IL-RF-08 and -14",
    unverified = "10 % are this project's proposal",
  },
  {
    id = "IL-RF-14",
    title = "more power than a single fault may give goes off",
    formula = stops("output.volts_rms * output.current_a >= 1.2 * agreed.power_limit_w"
                    .. " & request.mode == heat", 0.2, 0.1),
    source = "IEC 60601-2-2 201.12.4.4.101 [table unverified]",
    priority = "high",
    rationale = "a path beside the control has to find it; 20 % above the limit set is stricter"
           .. " than"
             .. " the table's ceilings",
    unverified = "the standard's table of ceilings; 20 %, 0.2 s and 0.1 s are proposals",
  },
  {
    id = "IL-RF-33",
    title = "voltage above its maximum goes off",
    formula = stops("output.volts_rms >= 1.2 * agreed.volt_limit_v & request.mode == heat",
                    0.02, 0.05),
    source = "IEC 60601-2-2 201.12.1.103 [secondary]",
    priority = "high",
    rationale = "insulation is made for the voltage that was disclosed",
    unverified = "20 %, 0.02 s and 0.05 s are this project's proposals",
  },
  {
    id = "IL-RF-34",
    title = "current above its maximum goes off",
    formula = stops("output.current_a >= 1.2 * agreed.current_limit_a", 0.05, 0.1),
    source = "type-test report QW2025-1539 2.2.7.2: over-current for more than 50 ms [secondary]",
    priority = "medium",
    rationale = "heating below the pad grows with the square of the current",
    unverified = "20 % are this project's proposal",
  },
  {
    id = "IL-RF-40",
    title = "a lower setting never gives more power",
    formula = "G( (request.is_lowered & " .. HOLDING .. " & !output.is_faulty)"
           .. " -> F[0.4,0.5] (output.change_1s_w <= 0.1) )",
    source = "IEC 60601-2-2 201.12.1.102 [secondary]",
    priority = "medium",
    rationale = "a turned-down control that heats more; 0.1 W is the control's noise",
    unverified = "0.5 s and 0.1 W are this project's proposals",
  },

  -- requests
  {
    id = "IL-RF-15",
    title = "no radiofrequency that nobody asked for",
    formula = "G( (H[0,0.3] !" .. TREATING .. ") -> O[0,0.15] (!" .. RF .. ") )",
    source = "Maestro 4000 notice 2018, Safeair recall 2024 [secondary]; unintended activation",
    priority = "high",
    rationale = "a start stands until standby, reset, emergency stop, mains or its own end; 0.15"
           .. " s of"
             .. " the 0.3 s are for an order on the wire",
    unverified = PROPOSED,
  },
  {
    id = "IL-RF-16",
    title = "standby ends radiofrequency at once",
    formula = "G( (s_prev(" .. TREATING .. ") & !" .. TREATING .. " & link.state == up)"
           .. " -> F[0,0.2] " .. OFF_OR_LEAKS .. " )",
    source = "Maestro 4000 notice 2018: output went on after the switch was released [secondary]",
    priority = "high",
    rationale = "the order takes the place of a released switch; 0.1 s of the 0.2 s are for the"
           .. " wire",
    unverified = PROPOSED,
  },
  {
    id = "IL-RF-19",
    title = "nothing starts when the mains come back",
    formula = "G( (s_prev(panel.mains_off >= 0.5) & !panel.mains_off)"
           .. " -> (((!output.rf_on | output.is_faulty) & !output.stim_on)"
           .. " unless[0,2] request.is_new) )",
    source = "IEC 60601-2-2 201.11.8 (principle) [secondary]",
    priority = "high",
    rationale = "nobody watches a patient for whom the power comes back; what an output stage leaks"
           .. " is found by IL-RF-15",
    unverified = "2 s are this project's proposal",
  },
  {
    id = "IL-RF-21",
    title = "the emergency stop ends every output",
    formula = "G( (H[0,0.1] panel.emergency_stop) -> (!output.rf_on & !output.stim_on) )",
    source = "Abbott IonicRF clinician manual: an emergency stop [secondary]",
    priority = "high",
    rationale = "whatever the device is doing; that nothing returns afterwards is IL-RF-15 and"
           .. " IL-RF-38",
    unverified = "the time is this project's proposal",
  },
  {
    id = "IL-RF-24",
    title = "stimulation and radiofrequency never meet",
    formula = "G( " .. RF .. " -> !output.stim_on )",
    source = "interlock catalogue: mode-confusion hazard",
    priority = "high",
    rationale = "a patient who is being stimulated is awake and may move",
    unverified = PROPOSED,
  },
  {
    id = "GEN-STIM",
    title = "stimulation has the amplitude that was set",
    formula = "G( (output.stim_on & request.mode == sensory)"
           .. " -> O[0,0.3] (abs(output.stim_v - agreed.sensory_volts_v) <= 0.05) )",
    source = PROTOCOL .. "3, STIMulate:SENSory:AMPLitude; IEC 60601-1 12.4 hazardous output",
    priority = "medium",
    rationale = "a threshold of 0.5 V says that the nerve is near; 0.3 s are for an order and"
           .. " its reply",
    unverified = "0.05 V are this project's proposal",
  },
  {
    id = "IL-RF-30",
    title = "without its host it stops",
    formula = "G( (link.age_s >= agreed.watchdog_s - 0.1"
           .. " & (O[0,1.1] (output.rf_on | output.stim_on))) -> F[0,1.75] " .. ALL_OFF .. " )",
    source = "IEC 60601-1 14.13 network and data coupling; " .. PROTOCOL .. "4",
    priority = "medium",
    rationale = "nobody could stop it; a wire that spoils the answers may carry questions, the last"
           .. " of them 1.5 s after the last good report: from then on the host sends standby"
           .. " alone, and if not even that is understood the watchdog's time begins there",
    unverified = PROPOSED,
  },

  -- dose
  {
    id = "IL-RF-22",
    title = "a treatment that takes too long is ended",
    formula = stops("treatment.on_s >= agreed.time_max_s & request.mode == heat", 0, 0.5),
    source = "interlock catalogue: dose and time hazard",
    priority = "medium",
    rationale = "the backup of the lesion timer; it counts from the first energy",
    unverified = PROPOSED,
  },
  {
    id = "GEN-HOLD",
    title = "the lesion timer ends the hold",
    formula = "G( (treatment.hot_s >= agreed.hold_s - 0.5 & request.mode == heat & " .. RF
           .. ") -> F[0,2] " .. OFF .. " )",
    source = PROTOCOL .. "6; interlock catalogue IL-RF-22: dose and time hazard",
    priority = "medium",
    rationale = "a lesion grows with its time; the rig counts from when the tip came within 1 C"
           .. " of the"
             .. " set temperature, the device once its set point has arrived too",
    unverified = "2 s are this project's proposal",
  },
  {
    id = "GEN-HOLD-WHOLE",
    title = "a lesion that is called complete had all of its time",
    formula = "G( (s_prev(" .. HOLDING .. ") & " .. says("state", "cooldown") .. ")"
           .. " -> treatment.hot_s >= agreed.hold_s - 0.1 )",
    source = PROTOCOL .. "6; FDA ESU guidance XVI (how the user knows that it is complete)",
    priority = "low",
    rationale = "a nerve that is half treated comes back",
    unverified = "0.1 s are this project's proposal",
  },
  {
    id = "IL-RF-23",
    title = "at the energy limit the output goes off",
    formula = stops("treatment.energy_j >= agreed.energy_max_j - 0.5", 0, 0.5),
    source = "interlock catalogue: dose hazard",
    priority = "medium",
    rationale = "whatever the other limits say; 0.5 J are for two integrals that are not one",
    unverified = PROPOSED,
  },
  {
    id = "IL-RF-26",
    title = "no radiofrequency with settings in conflict",
    formula = "G( (H[0,0.2] (agreed.set_temp_c >= agreed.temp_max_c)) -> !" .. RF .. " )",
    source = "IEC 60601-1 12.4 hazardous output",
    priority = "low",
    rationale = "a limit below what it limits is a mistake of somebody; 0.2 s are for the reply",
    unverified = PROPOSED,
  },
  {
    id = "GEN-RANGE",
    title = "no setting outside its range is ever in force",
    formula = "G( (agreed.set_temp_c >= 40 & agreed.set_temp_c <= 95)"
           .. " & (agreed.temp_max_c >= 60 & agreed.temp_max_c <= 95)"
           .. " & (agreed.hold_s >= 1 & agreed.hold_s <= 600)"
           .. " & (agreed.watchdog_s >= 0.2 & agreed.watchdog_s <= 10)"
           .. " & (agreed.power_limit_w >= 0.5 & agreed.power_limit_w <= 50) )",
    source = PROTOCOL .. "3; IEC 60601-1 12.4 hazardous output",
    priority = "medium",
    rationale = "150 C for 15.0 C is one digit",
    unverified = "the ranges are the reference generator's own",
  },
  {
    id = "GEN-FROZEN",
    title = "protection does not change in mid-treatment",
    formula = "G( " .. RF .. " -> !treatment.is_moved )",
    source = PROTOCOL .. "3; IEC 60601-1 12.4 hazardous output",
    priority = "medium",
    rationale = "a limit that can be moved while it is needed is none",
    unverified = "which settings may be turned is the reference generator's own",
  },
  {
    id = "GEN-CHECK",
    title = "pad, impedance and thermocouple are checked before energy flows",
    formula = "G( (request.is_new & " .. TREATING .. " & !" .. RF .. ") -> G[0,0.45] (!" .. RF
           .. " | output.is_faulty) )",
    source = PROTOCOL .. "4; IEC 60601-2-2 201.8.4.101 [secondary]",
    priority = "medium",
    rationale = "the check takes 0.5 s; rows that hold for 0.2 s need it to find anything; what an"
           .. " output stage leaks is found by IL-RF-15",
    unverified = PROPOSED,
  },

  -- pulses
  {
    id = "IL-RF-27",
    title = "pulses stop at the temperature of lesions",
    formula = "G( (request.mode == pulse & (H[0,0.2] (tip.seen_c >= agreed.pulse_temp_c))"
           .. " & (O[0,1.1] " .. RF .. ")) -> F[0,0.2] " .. OFF .. " )",
    source = "pulsed at 42 C, thermal above 45 C (clinicalgate chapter 7)",
    priority = "medium",
    rationale = "a pulsed treatment is chosen in order to make no lesion",
    unverified = "hold and reaction times are this project's proposals",
  },
  {
    id = "GEN-PULSE-DUTY",
    title = "bursts are no longer than set",
    formula = "G( (request.mode == pulse & treatment.on_s >= 1 & (H[0,1] !output.is_faulty))"
           .. " -> output.duty <= (agreed.pulse_width_ms / 1000 + 0.011) * agreed.pulse_rate_hz )",
    source = "FDA ESU guidance XI: waveform and duty cycle per mode, measured",
    priority = "medium",
    rationale = "twice the width is twice the heat; 0.011 s are one tick of the rig at a burst's"
           .. " end",
    unverified = PROPOSED,
  },
  {
    id = "GEN-PULSE-MEAN",
    title = "in the first seconds pulses come, a quarter of those set at least",
    formula = "G( (request.mode == pulse & treatment.on_s >= 1.05 & treatment.on_s <= 1.95"
           .. " & (H[0,1] !output.is_faulty) & " .. says("state", "pulse")
           .. " & tip.seen_c < agreed.pulse_ceiling_c - 0.5)"
           .. " -> output.duty >= 0.25 * agreed.pulse_width_ms / 1000 * agreed.pulse_rate_hz )",
    source = "FDA ESU guidance XI: waveform and duty cycle per mode, measured",
    priority = "low",
    rationale = "bursts that are left out are a treatment not given; near the ceiling they are"
           .. " throttled, and a fault of the output stage ends them (IL-RF-33)",
    unverified = PROPOSED,
  },
  {
    id = "GEN-PULSE-VOLTS",
    title = "no burst of a sound output stage is above its voltage",
    formula = "G( (request.mode == pulse & !output.is_faulty)"
           .. " -> output.volts_rms <= 1.05 * agreed.pulse_volts_v )",
    source = "IEC 60601-2-2 201.12.1.103 [secondary]",
    priority = "medium",
    rationale = "the field is what treats, and what does harm",
    unverified = "5 % are this project's proposal",
  },
  {
    id = "GEN-PULSE-CEILING",
    title = "pulses are throttled at their ceiling",
    formula = "G( (request.mode == pulse & treatment.on_s >= 1 & !output.is_faulty)"
           .. " -> tip.temp_c <= agreed.pulse_ceiling_c + 1 )",
    source = "pulsed at 42 C (clinicalgate chapter 7); " .. PROTOCOL .. "3, PULSe:CEILing",
    priority = "medium",
    rationale = "the tip's truth: bursts warm it before the thermocouple shows it, and at 10 Hz"
           .. " several"
             .. " do, before the device knows what one does",
    unverified = "1 C is this project's proposal",
    blind_to = MISPLACED,
  },
  {
    id = "GEN-PULSE-TIME",
    title = "pulses end with their time",
    formula = "G( (request.mode == pulse & treatment.on_s >= agreed.pulse_time_s - 0.2"
           .. " & " .. says("state", "pulse") .. ")"
           .. " -> F[0,0.5] (generator.state != pulse & " .. OFF_OR_LEAKS .. ") )",
    source = PROTOCOL .. "3, PULSe:TIME; interlock catalogue IL-RF-22: dose and time hazard",
    priority = "medium",
    rationale = "dose; 0.1 s are for the report",
    unverified = PROPOSED,
  },

  -- states, latches, words
  {
    id = "IL-RF-35",
    title = "a device that failed its self-test gives nothing",
    formula = "G( ((!panel.mains_off) since (" .. SELF_TESTED
           .. " & (H[0,0.6] firmware.self_test_fails)))"
           .. " -> (!output.rf_on & !output.stim_on) )",
    source = "FDA infusion TPLC guidance F.1, by analogy",
    priority = "high",
    rationale = "until it has been switched off and has passed; the device judges at the"
           .. " self-test's end, of which the report may be 0.5 s old: what is over before, or"
           .. " comes after, it does not find",
    unverified = PROPOSED,
  },
  {
    id = "IL-RF-37",
    title = "the light tells of radiofrequency",
    formula = "G( ((H[0,0.7] (" .. RF .. " & output.volts_rms >= 1))"
           .. " & known(generator.rf_light)) -> O[0,0.2]"
           .. " generator.rf_light )",
    source = "IEC 60601-2-2, output indicator [clause unverified]",
    priority = "low",
    rationale = "staff must see that energy flows; 0.5 s of the 0.7 s are the age of a report, and"
           .. " below 1 V it is the noise of a detector",
    unverified = "the clause; the times are this project's proposals",
  },
  {
    id = "IL-RF-38",
    title = "a latched fault gives nothing",
    formula = "G( ((H[0,0.1] " .. LATCHED .. ") & !(O[0,0.6] request.is_clear))"
           .. " -> (!output.rf_on & !output.stim_on) )",
    source = "interlock catalogue: generic latch rule",
    priority = "high",
    rationale = "a device that says it has stopped has stopped; for 0.6 s after an order to clear"
           .. " the latch may be gone although the last report still tells of it",
    unverified = PROPOSED,
  },
  {
    id = "IL-RF-39",
    title = "a latch goes by an order or by switching off, and not before its cause",
    formula = "G( (s_prev(" .. LATCHED .. ") & known(generator.state) & !" .. LATCHED
           .. ") -> (O[0,10] panel.mains_off"
           .. " | ((O[0,0.5] request.is_clear) & " .. gone("panel.emergency_stop")
           .. " & " .. gone_for("!known(pad.ohm)", "pad_lost")
           .. " & " .. gone_for("!known(tissue.impedance_ohm)", "impedance_high")
           .. " & " .. gone_for("thermocouple.is_wrong", "tc_open", "tc_short")
           .. " & " .. gone_for("tip.seen_c >= agreed.temp_max_c", "over_temp") .. ")) )",
    source = "interlock catalogue: generic latch rule",
    priority = "high",
    rationale = "somebody must have looked; 0.5 s are for the order and the next report. It is the"
           .. " latched fault's own cause, which must not have been there without a break since"
           .. " the order: what is new, or comes back later, is for the next check to find",
    unverified = PROPOSED,
  },
  {
    id = "GEN-SERVICE",
    title = "faults of the output stage and of the self-test need switching off",
    formula = "G( (request.is_clear & " .. UNTRUSTED .. ") -> G[0,0.5] (" .. UNTRUSTED
           .. " | !known(generator.fault) | O[0,10] panel.mains_off) )",
    source = PROTOCOL .. "7; interlock catalogue IL-RF-14, -15: service reset",
    priority = "high",
    rationale = "such a device is not trusted again by an order; it may be switched off or cut"
           .. " off while the order is on its way",
    unverified = PROPOSED,
  },
  {
    id = "GEN-CLEARS",
    title = "a latch whose cause is gone can be cleared",
    formula = "G( (request.is_clear & ((" .. says("fault", "estop") .. " & (H[0,0.2]"
           .. " !panel.emergency_stop))"
           .. " | (" .. says("fault", "pad_lost") .. " & (H[0,0.2] known(pad.ohm)))))"
           .. " -> F[0,0.5] (generator.state == standby) )",
    source = "interlock catalogue: latch and reset columns of IL-RF-10, -21",
    priority = "low",
    rationale = "a device that cannot be used again in mid-treatment is a hazard of its own",
    unverified = PROPOSED,
  },
  {
    id = "IL-RF-42",
    title = "a treatment that is stopped by the device says so",
    formula = "G( (s_prev(" .. RF .. " & request.mode == heat & treatment.on_s >= 0.15) & !" .. RF
           .. " & request.mode == heat) -> F[0,1] (generator.fault != none"
           .. " | generator.state == cooldown | generator.state == complete"
           .. " | !known(generator.state)) )",
    source = "IEC 60601-1-8; interlock catalogue: annunciation",
    priority = "high",
    rationale = "a silent stop looks like a finished lesion; no word at all is a lost link,"
           .. " which the host sees by itself; a leak that is over before IL-RF-15 has looked for"
           .. " its 0.1 s is no treatment",
    unverified = "1 s is this project's proposal",
  },
  {
    id = "GEN-NAMED-PAD",
    title = "a lost pad is called a lost pad",
    formula = "G( (s_prev(known(pad.ohm)) & !known(pad.ohm) & " .. RF .. " & link.state == up)"
           .. " -> F[0,0.3] (generator.fault == pad_lost) )",
    source = PROTOCOL .. "7: of several the first in the table is named",
    priority = "low",
    rationale = "whoever searches for a broken lead meanwhile has a patient without a pad",
    unverified = PROPOSED,
  },
  {
    id = "GEN-CAUSE-TEMP",
    title = "temperature stops nothing before its limit",
    formula = "G( (" .. WAS_WELL .. " & "
           .. says("fault", "over_temp", "over_set_temp", "pulse_over_temp")
           .. ") -> ("
           .. named_for("over_temp", "tip.seen_c >= agreed.temp_max_c") .. " | "
           .. named_for("over_set_temp", "tip.seen_c >= agreed.set_temp_c + agreed.temp_margin_c")
           .. " | " .. named_for("pulse_over_temp", "tip.seen_c >= agreed.pulse_temp_c") .. ") )",
    source = PROTOCOL .. "7; interlock catalogue, mutant class M6 (nuisance trips)",
    priority = "low",
    rationale = "alarms without a cause are switched off by those who hear them",
    unverified = PROPOSED,
  },
  {
    id = "GEN-CAUSE-IMPEDANCE",
    title = "impedance stops nothing before its limit",
    formula = "G( (" .. WAS_WELL .. " & "
           .. says("fault", "impedance_rise", "impedance_high", "impedance_low")
           .. ") -> (" .. named_for("impedance_rise", "tissue.impedance_rise_pct"
                                    .. " >= agreed.impedance_rise_pct - 1")
           .. " | " .. named_for("impedance_high", "!known(tissue.impedance_ohm)"
                                 .. " | tissue.impedance_ohm >= agreed.impedance_high_ohm")
           .. " | "
           .. named_for("impedance_low", "tissue.impedance_ohm <= agreed.impedance_low_ohm")
           .. ") )",
    source = PROTOCOL .. "7; interlock catalogue, mutant class M6 (nuisance trips)",
    priority = "low",
    rationale = "alarms without a cause are switched off by those who hear them",
    unverified = PROPOSED,
  },
  {
    id = "GEN-CAUSE-DOSE",
    title = "dose stops nothing before its limit",
    formula = "G( (" .. WAS_WELL .. " & " .. says("fault", "energy", "overtime") .. ") -> ("
           .. named_for("energy", "treatment.energy_j >= agreed.energy_max_j - 1") .. " | "
           .. named_for("overtime", "treatment.on_s >= agreed.time_max_s - 0.1") .. ") )",
    source = PROTOCOL .. "7; interlock catalogue, mutant class M6 (nuisance trips)",
    priority = "low",
    rationale = "a lesion that is cut short is half a treatment",
    unverified = PROPOSED,
  },
  {
    id = "GEN-SHOWN-POWER",
    title = "the power shown is the power given, within 20 %",
    formula = "G( (" .. HOLDING .. " & (H[0,0.6] (" .. RF .. " & output.mean_w >= 1)))"
           .. " -> O[0,0.6] (abs(generator.power_w - output.mean_w) <= 0.2 * output.mean_w) )",
    source = "IEC 60601-2-2 201.12.1.101: within 20 % above a tenth of the rated output"
           .. " [secondary]",
    priority = "medium",
    rationale = "the clause is about settings; this device has a displayed power where others"
           .. " set one",
    unverified = "the use of the clause for a display is this project's",
  },
  {
    id = "GEN-SHOWN-IMPEDANCE",
    title = "the impedance shown is the load's, within 5 % and 2 ohm",
    formula = "G( (" .. HOLDING .. " & known(generator.impedance_ohm) & " .. RF
           .. ") -> O[0,0.6] (abs(generator.impedance_ohm - tissue.impedance_ohm)"
           .. " <= 0.05 * tissue.impedance_ohm + 2) )",
    source = "FDA ESU guidance XI: measured, not theoretical; by analogy",
    priority = "low",
    rationale = "physicians place needles by it",
    unverified = PROPOSED,
  },
  {
    id = "GEN-SHOWN-ENERGY",
    title = "the energy shown is the energy given, within 5 % and 3 J",
    formula = "G( (" .. HEATING .. " & known(generator.energy_j) & " .. RF
           .. ") -> O[0,0.6] (abs(generator.energy_j - treatment.energy_j)"
           .. " <= 0.05 * treatment.energy_j + 3) )",
    source = "FDA ESU guidance XVI (dose in the labelling); by analogy",
    priority = "low",
    rationale = "dose is written into records",
    unverified = PROPOSED,
  },
  {
    id = "GEN-SILENCE",
    title = "what is too old is not shown as known",
    formula = "G( link.age_s > 0.55 -> !known(generator.temp_c) )",
    source = "IEC 60601-1 14.13 network and data coupling; the client's own rule: 0.5 s",
    priority = "high",
    rationale = "the last good number is the most dangerous one",
    unverified = "0.5 s are this project's proposal",
  },
}
