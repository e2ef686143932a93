#!/bin/sh
# Every scenario that ships must pass, and the same seed must leave the same bytes behind. Each is run twice with seed 1
# and once with each of two other seeds, two scenarios at a time. $PAINRIG is the program, $BUILD the folder for the runs.
# The last line is "N passed, N failed"; exit status 1 if any failed.
set -u
PAINRIG=${PAINRIG:-./painrig}
BUILD=${BUILD:-build}
here=$BUILD/scenarios
export PAINRIG BUILD

# run FILE SEED FOLDER: true when it passes; what it printed is in FOLDER.txt
run() {
    "$PAINRIG" run "$1" --seed "$2" --out "$3" >"$3.txt" 2>&1
}

# Why FILE is not as it should be; nothing when it is.
examine() {
    run "$1" 1 "$2/first" || { echo "exit status $? with seed 1: $2/first.txt"; return; }
    run "$1" 1 "$2/again" || { echo "exit status $? the second time: $2/again.txt"; return; }
    for bytes in trace.csv events.jsonl wire.log; do
        [ -s "$2/first/$bytes" ] || { echo "$2/first/$bytes is missing or empty"; return; }
        cmp -s "$2/first/$bytes" "$2/again/$bytes" || { echo "other bytes the second time: $bytes in $2"; return; }
    done
    for seed in 2 3; do
        run "$1" "$seed" "$2/other" || { echo "exit status $? with seed $seed: $2/other.txt"; return; }
    done
}

one() {
    name=$(basename "$(dirname "$1")")/$(basename "$1" .lua)
    folder=$here/$name
    rm -rf "$folder"
    mkdir -p "$folder"
    why=$(examine "$1" "$folder")
    speed=$(sed -n 's/.*simulated in \(.*\) s (\(.*\) times as fast.*/\1 s \2 x/p' "$folder/first.txt" | tail -n 1)
    printf '%-36s %-5s %s\n' "$name" "$([ -z "$why" ] && echo pass || echo FAIL)" "${why:-$speed}" | tee "$folder/line"
}

if [ $# -eq 2 ] && [ "$1" = --one ]; then
    one "$2"
    exit
fi
rm -rf "$here"
mkdir -p "$here" || exit 1
files=$(ls scenarios/ablation/*.lua scenarios/infusion/*.lua scenarios/injection/*.lua scenarios/training/*.lua) || exit 1
printf '%s\n' "$files" | xargs -n 1 -P 2 sh "$0" --one
all=$(printf '%s\n' "$files" | wc -l)
passed=$(cat "$here"/*/*/line | grep -c ' pass ')
echo "$passed passed, $((all - passed)) failed"
[ "$passed" -eq "$all" ]
