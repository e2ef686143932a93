#!/bin/sh
# Can the scenarios fail? Each that is about an interlock is run with a generator that lacks it (--set without=N, by the
# file's own list INTERLOCKS) and with one whose interlocks are all a second slow, and must end with exit status 1. Others
# are run with the change that the table below gives; the pump's have a script of their own, which is run from here.
# $PAINRIG is the program, $BUILD the folder for the runs.
# The last line is "N passed, N failed"; exit status 1 if a mutant survived, or could not be run.
set -u
PAINRIG=${PAINRIG:-./painrig}
BUILD=${BUILD:-build}
here=$BUILD/mutants
export PAINRIG BUILD

# scenario, what is wrong with the device or its surroundings, parameter
others() {
    cat <<END
lumbar_medial_branch|heats to 60 C only|set_c=60
lumbar_ex_vivo|the lesion is as in vivo|in_vivo_width_mm=8
cervical_medial_branch|a tip of 10 mm|tip_mm=10
genicular|the ramp takes 10 s|ramp_s=10
drg_pulsed|bursts of 50 ms|width_ms=50
drg_pulsed|a slow thermocouple, 10 s|lag_s=10
noisy_wire|every tenth byte is wrong|corrupt=0.1
noisy_wire|every tenth byte is lost|drop=0.1
END
}

# Lines "scenario|mutant|parameter" for all that can be run.
mutants() {
    for file in scenarios/ablation/*.lua; do
        name=$(basename "$file" .lua) number=0
        for interlock in $(sed -n 's/^local INTERLOCKS = {\(.*\)}.*/\1/p' "$file" | tr -d '",'); do
            number=$((number + 1))
            echo "$name|without $interlock|without=$number"
        done
        [ "$number" -eq 0 ] || echo "$name|all interlocks 1 s slow|slower_s=1"
    done
    others
}

one() {
    name=${1%%|*} setting=${1##*|} mutant=${1#*|}
    folder=$here/$name.$setting
    "$PAINRIG" run "scenarios/ablation/$name.lua" --set "$setting" --quiet --out "$folder" >"$folder.txt" 2>&1
    case $? in
    0) verdict=SURVIVED ;;
    1) verdict=killed ;;
    *) verdict="COULD NOT RUN" ;;
    esac
    printf '%-24s %-40s %s\n' "$name" "${mutant%|*}" "$verdict" | tee "$folder.line"
}

if [ $# -eq 2 ] && [ "$1" = --one ]; then
    one "$2"
    exit
fi
rm -rf "$here"
mkdir -p "$here" || exit 1
mutants >"$here/list"
tr '\n' '\0' <"$here/list" | xargs -0 -n 1 -P 2 sh "$0" --one
all=$(wc -l <"$here/list")
killed=$(cat "$here"/*.line | grep -c ' killed$')
sh tests/scenarios_mutants_infusion.sh >"$here/infusion"
pump=$?
sed '$d' "$here/infusion"
last=$(tail -n 1 "$here/infusion")
failed=${last#*, }
echo "$((killed + ${last%% passed*})) passed, $((all - killed + ${failed%% failed})) failed"
[ "$all" -gt 0 ] && [ "$killed" -eq "$all" ] && [ "$pump" -eq 0 ]
