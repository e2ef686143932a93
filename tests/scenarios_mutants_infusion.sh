#!/bin/sh
# Can the pump's scenarios fail? Each line of the table below plants one defect in the device, leaves out the fault that a
# scenario is about, or sets one of its parameters, and the scenario must then end with exit status 1. Every alarm of the
# pump must stand in the table: one that is missing counts as failed. (The mutants of its firmware are planted by name, and
# `painrig test --mutants` counts them all; those that are here are for single scenarios.) The scenarios need
# know nothing of this: a copy is run whose first line changes the setup; with nothing planted that copy must pass.
# $PAINRIG is the program, $BUILD the folder for the runs; with an argument, only lines of the table that match it.
# The last line is "N passed, N failed"; exit status 1 if a mutant survived, is missing, or could not be run.
set -u
PAINRIG=${PAINRIG:-./painrig}
BUILD=${BUILD:-build}
here=$BUILD/mutants_infusion
export PAINRIG BUILD

# scenario, kind, which. Kinds: without an alarm; all alarms slower_s; a mutant of the firmware; a fault that is left out;
# a parameter that is set.
table() {
    cat <<END
basal_day|mutant|belief_stuck
basal_day|set|gain=0.95
gravimetric|set|gain=0.8
gravimetric|set|gain=1.2
flex_night|mutant|flex_late
flex_night|set|drift_ppm=20000
periodic_bolus|set|bolus_ul=100
periodic_bolus|set|every_min=300
patient_bolus|mutant|no_lockout
patient_bolus|mutant|no_daily_max
patient_bolus|mutant|silent_denial
patient_bolus|mutant|no_basal_after_bolus
patient_bolus|mutant|bolus_twice
bridge_right|mutant|no_bridge
bridge_wrong|set|bridge=1
tenfold_error|set|error=1
tenfold_error|mutant|no_dose_limit
tenfold_error|mutant|no_soft_limit
priming|mutant|bolus_twice
priming|set|confirmed_at_once=1
priming_by_hand|set|over_s=600
isobaric_bolus|set|density_excess=0.02
isobaric_bolus|set|over_s=7200
hyperbaric_bolus|set|density_excess=0
baclofen_withdrawal|set|stalled=0
baclofen_withdrawal|without|stall
baclofen_withdrawal|slower_s|1800
baclofen_withdrawal|mutant|stall_counts
battery_fails|without|replace
battery_fails|without|end_of_service
battery_fails|without|reset
battery_fails|slower_s|60
battery_fails|mutant|ended_runs
battery_fails|fault|battery.lost
premature_low|without|low_reservoir
premature_low|mutant|belief_stuck
premature_low|fault|firmware.premature_low
occlusion|without|occlusion
occlusion|slower_s|60
occlusion|fault|catheter.occlusion
empty_reservoir|without|low_reservoir
empty_reservoir|without|empty
empty_reservoir|slower_s|300
empty_reservoir|mutant|belief_stuck
empty_too_early|without|empty
empty_too_early|slower_s|7200
empty_too_early|fault|drive.gain_error
refill_and_pocket_fill|without|volume_mismatch
refill_and_pocket_fill|slower_s|3600
refill_and_pocket_fill|fault|refill.pocket
wrong_belief|without|empty
wrong_belief|slower_s|90000
wrong_belief|fault|refill.misread_ml
wrong_port|without|volume_mismatch
wrong_port|fault|refill.wrong_port
stall_in_magnet|without|stall
stall_in_magnet|slower_s|900
stall_in_magnet|mutant|stall_counts
stall_in_magnet|fault|rotor.stalled
replacement_to_end|without|replace
replacement_to_end|without|end_of_service
replacement_to_end|slower_s|7200
replacement_to_end|mutant|ended_runs
interrupted_programming|without|unfinished
interrupted_programming|slower_s|60
interrupted_programming|mutant|half_programme
interrupted_programming|fault|telemetry.cut
bad_frames|mutant|any_address
bad_frames|mutant|replay_obeyed
bad_frames|mutant|no_frame_crc
bad_frames|fault|wire.stray_frame
over_infusion|without|over_infusion
over_infusion|slower_s|259200
over_infusion|fault|drive.gain_error
under_infusion_precipitate|without|volume_mismatch
under_infusion_precipitate|slower_s|3600
under_infusion_precipitate|fault|drive.precipitate
catheter_leak|fault|catheter.leak
catheter_disconnected|fault|catheter.disconnected
tip_fibrosis|without|occlusion
tip_fibrosis|slower_s|60
tip_fibrosis|fault|catheter.fibrosis
fever_and_altitude|without|over_infusion
fever_and_altitude|fault|patient.fever_c
fever_and_altitude|fault|patient.altitude_m
memory_error|without|memory
memory_error|slower_s|60
memory_error|fault|firmware.memory_flip
low_battery_reset|without|reset
low_battery_reset|without|clock_lost
low_battery_reset|slower_s|60
low_battery_reset|fault|firmware.low_battery_reset
interference|without|low_reservoir
interference|without|stopped_long
interference|mutant|silent_denial
interference|fault|telemetry.interfered
clock_drift|mutant|flex_late
clock_drift|fault|firmware.clock_drift_ppm
refused_programmes|mutant|no_dose_limit
refused_programmes|mutant|no_soft_limit
refused_programmes|mutant|half_programme
reflux|fault|drive.reflux_ul_per_h
stopped_too_long|without|stopped_long
stopped_too_long|slower_s|3600
sensors_silent|without|low_reservoir
sensors_silent|without|occlusion
sensors_silent|slower_s|60
sensors_silent|fault|pressure_sensor.offset_kpa
wrong_replace_date|without|end_of_service
wrong_replace_date|mutant|ended_runs
wrong_replace_date|fault|firmware.replace_days_off
valve_in_mri|without|stall
valve_in_mri|mutant|stall_counts
valve_in_mri|fault|valve.leak_ul_per_h
valve_stays_open|without|over_infusion
valve_stays_open|slower_s|3600
valve_stays_open|fault|valve.stays_open
END
}

# What no line plants, and scenarios in which nothing is planted.
missing() {
    for file in scenarios/infusion/*.lua; do
        grep -q "^$(basename "$file" .lua)|" "$here/table" || echo "$file"
    done
    sed -n 's/^    X([A-Z_]*, *\(NON_\)*CRITICAL, *[01], *"\([a-z_]*\)").*/without|\2/p' drivers/pump_wire.h >"$here/all"
    while read -r line; do
        grep -q "|$line\$" "$here/list" || echo "$line"
    done <"$here/all"
}

# FILE, a pattern of lines to leave out, what is done to the setup `s`. No band of patients is drawn: it takes time.
plant() {
    printf '%s' 'local sound = scenario; local function scenario(t) local made = t.setup; t.setup = function(p)' \
        ' local s = type(made) == "function" and made(p) or made; s.band = { samples = 0 };' \
        " $3 return s end; return sound(t) end "
    grep -v "$2" "$1"
}

one() {
    name=${1%%|*} which=${1##*|} kind=${1#*|}
    kind=${kind%|*} file=scenarios/infusion/$name.lua folder=$here/$name.$kind${which:+.$which}
    without='^ nothing$' change="" verdict=""
    set --
    case $kind in
    fault)    without="rig\\.$(printf '%s' "$which" | sed 's/\./\\./g') *= " ;;
    set)      set -- --set "$which" ;;
    sound)    ;;
    slower_s) change="s.firmware = { slower_s = $which };" ;;
    *)        change="s.firmware = { $kind = \"$which\" };" ;;
    esac
    plant "$file" "$without" "$change" >"$folder.lua"
    "$PAINRIG" run "$folder.lua" "$@" --quiet --out "$folder" >"$folder.txt" 2>&1
    case $kind.$? in
    sound.0) verdict=passes ;;
    sound.*) verdict="DOES NOT PASS" ;;
    *.0)     verdict=SURVIVED ;;
    *.1)     verdict=killed ;;
    *)       verdict="COULD NOT RUN" ;;
    esac
    [ "$kind" != fault ] || grep -q "$without" "$file" || verdict="NOT PLANTED"
    printf '%-24s %-40s %s\n' "$name" "$kind $which" "$verdict" | tee "$folder.line"
}

if [ $# -eq 2 ] && [ "$1" = --one ]; then
    one "$2"
    exit
fi
rm -rf "$here"
mkdir -p "$here" || exit 1
table | grep "${1:-.}" >"$here/table"
{ sed 's/|.*/|sound|/' "$here/table" | sort -u; cat "$here/table"; } >"$here/list"
tr '\n' '\0' <"$here/list" | xargs -0 -n 1 -P 2 sh "$0" --one
all=$(wc -l <"$here/list")
killed=$(cat "$here"/*.line | grep -c ' \(killed\|passes\)$')
lacking=0
if [ $# -eq 0 ]; then
    missing | sed 's/$/: nothing of the kind is planted/' | tee "$here/missing"
    lacking=$(wc -l <"$here/missing")
fi
echo "$killed passed, $((all - killed + lacking)) failed"
[ "$all" -gt 0 ] && [ "$killed" -eq "$all" ] && [ "$lacking" -eq 0 ]
