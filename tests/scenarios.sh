#!/bin/sh
# Every scenario that ships must pass, with three seeds, and the same seed must leave the same bytes behind, whatever the
# number of runs at a time: the suite is run twice, and the traces, events and wire logs of both are compared.
# $PAINRIG is the program, $BUILD the folder for the runs, $SCENARIOS what to run instead of all.
# The last line is "N passed, N failed"; exit status 1 if any failed.
set -u
PAINRIG=${PAINRIG:-./painrig}
BUILD=${BUILD:-build}
SCENARIOS=${SCENARIOS:-scenarios}
here=$BUILD/scenarios

# suite NAME JOBS: true when all pass
suite() {
    "$PAINRIG" test $SCENARIOS --repeat 3 --papers evidence -j "$2" --quiet --out "$here/$1" >"$here/$1.txt" 2>&1
}

# Logs that differ between the two.
others() {
    (cd "$here/first" && find . -name trace.csv -o -name events.jsonl -o -name wire.log) | while read -r log; do
        [ -s "$here/first/$log" ] || echo "$here/first/$log is empty"
        cmp -s "$here/first/$log" "$here/again/$log" || echo "other bytes the second time: $log"
    done
}

rm -rf "$here"
mkdir -p "$here" || exit 1
suite first 2
first=$?
suite again 3
again=$?
cat "$here/first.txt"
[ "$first" -eq "$again" ] || echo "exit status $first the first time, $again the second: $here/again.txt"
others >"$here/others"
cat "$here/others"
grep '^suite sha256' "$here/first.txt" >"$here/hash"
grep -qxF -f "$here/hash" "$here/again.txt" || echo "another suite sha256 the second time" | tee -a "$here/others"
passed=$(sed -n 's/^\([0-9][0-9]*\) passed.*/\1/p' "$here/first.txt")
passed=${passed:-0}
all=$(wc -l <"$here/first/results.jsonl")
echo "$passed passed, $((all - passed + $(wc -l <"$here/others"))) failed"
[ "$first" -eq 0 ] && [ "$again" -eq 0 ] && [ -s "$here/hash" ] && [ ! -s "$here/others" ]
