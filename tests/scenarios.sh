#!/bin/sh
# Every scenario that ships must pass, with three seeds; the same seed must leave the same bytes behind, whatever the number
# of runs at a time and whatever papers are written; the evidence of the suite must be whole, and its JUnit well formed.
# $PAINRIG is the program, $BUILD the folder for the runs, $SCENARIOS what to run instead of all.
# The last line is "N passed, N failed"; exit status 1 if any failed.
set -u
PAINRIG=${PAINRIG:-./painrig}
BUILD=${BUILD:-build}
SCENARIOS=${SCENARIOS:-scenarios}
here=$BUILD/scenarios

# suite NAME OPTIONS...: true when all pass; what it printed is in NAME.txt
suite() {
    name=$1
    shift
    "$PAINRIG" test $SCENARIOS --quiet --out "$here/$name" "$@" >"$here/$name.txt" 2>&1 && return
    echo "exit status $?: $here/$name.txt" >>"$here/faults"
    cat "$here/$name.txt"
}

# Logs that differ between the first suite and the same again.
others() {
    (cd "$here/first" && find . -name trace.csv -o -name events.jsonl -o -name wire.log) | while read -r log; do
        [ -s "$here/first/$log" ] || echo "$here/first/$log is empty"
        cmp -s "$here/first/$log" "$here/again/$log" || echo "other bytes the second time: $log"
    done
}

rm -rf "$here"
mkdir -p "$here" || exit 1
: >"$here/faults"
suite first -j2 --junit "$here/out.xml"
suite again -j3 --papers evidence
suite seeds -j2 --papers none --seed 2 --repeat 2
others >>"$here/faults"
hash=$(grep '^suite sha256' "$here/first.txt")
[ -n "$hash" ] && grep -qxF "$hash" "$here/again.txt" || echo "another suite sha256 the second time" >>"$here/faults"
"$PAINRIG" verify "$here/first" --quiet >>"$here/faults" 2>&1 || echo "the evidence of $here/first is not whole" >>"$here/faults"
xmllint --noout "$here/out.xml" 2>>"$here/faults"
rm -rf "$here/again"
cat "$here/faults"
tail -n 4 "$here/first.txt"
passed=$(cat "$here/first.txt" "$here/seeds.txt" | awk '$2 ~ /^passed/ { n += $1 } END { print n + 0 }')
all=$(cat "$here/first/results.jsonl" "$here/seeds/results.jsonl" | wc -l)
echo "$passed passed, $((all - passed + $(wc -l <"$here/faults"))) failed"
[ "$passed" -gt 0 ] && [ "$passed" -eq "$all" ] && [ ! -s "$here/faults" ]
