#!/bin/sh
# Run each Check program, SUITES_AT_ONCE of them at a time (unless told: as many as there are processors, since some of
# them wait for a clock); what a program has printed is shown when it ends. Fail if any fails or if there is none.
set -u
# Check's own limit of 4 s for a test is meant for idle machines and plain builds.
export CK_DEFAULT_TIMEOUT="${CK_DEFAULT_TIMEOUT:-60}" CK_TIMEOUT_MULTIPLIER="${CK_TIMEOUT_MULTIPLIER:-3}"

if [ $# -eq 3 ] && [ "$1" = --one ]; then
    said=$2/$(basename "$3")
    "$3" >"$said" 2>&1 || echo "FAILED: $3" | tee -a "$2/failed" >>"$said"
    cat "$said"
    exit
fi
[ $# -gt 0 ] || { echo "run_suites: no suite was built"; exit 1; }
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
printf '%s\0' "$@" | xargs -0 -n 1 -P "${SUITES_AT_ONCE:-$(nproc)}" sh "$0" --one "$folder" || exit 1
[ ! -s "$folder/failed" ] || { sort "$folder/failed"; exit 1; }
