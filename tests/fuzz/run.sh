#!/bin/sh
# libFuzzer for so many seconds on each codec and on what reads a request: run.sh FOLDER_OF_PROGRAMS SECONDS [NAME...]. What it finds beside the
# corpus in tests/fuzz/corpus/NAME stays in FOLDER_OF_PROGRAMS; a finding is printed, kept there, and fails.
set -u
programs=$1 seconds=$2
shift 2
[ $# -gt 0 ] || set -- frame generator_wire rf-generator it-pump tc-cxn ae-bus ne1000 phd-ultra graseby3000 \
    esu2400 iet-prs sensirion-shdlc keller 34970a modbus-rtu mt-sics sartorius-sbi live_request
bad=0
for name in "$@"; do
    program=$programs/fuzz_device
    [ ! -x "$programs/fuzz_$name" ] || program=$programs/fuzz_$name
    found=$programs/found/$name
    seeds=tests/fuzz/corpus/$name
    mkdir -p "$found" "$seeds"
    if PAINRIG_DRIVER=$name "$program" -max_total_time="$seconds" -timeout=5 -max_len=700 -print_final_stats=1 \
        -artifact_prefix="$found/finding_" "$found" "$seeds" >"$programs/$name.log" 2>&1; then
        printf '%-16s %s inputs in %s s, nothing found\n' "$name" \
            "$(sed -n 's/^stat::number_of_executed_units: *//p' "$programs/$name.log")" "$seconds"
    else
        echo "$name: a finding, see $programs/$name.log"
        tail -5 "$programs/$name.log"
        bad=1
    fi
done
exit $bad
