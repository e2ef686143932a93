#!/bin/sh
# Run each Check program; fail if any fails or if there is none.
set -u
# Check's own limit of 4 s for a test is meant for idle machines and plain builds.
export CK_DEFAULT_TIMEOUT="${CK_DEFAULT_TIMEOUT:-60}" CK_TIMEOUT_MULTIPLIER="${CK_TIMEOUT_MULTIPLIER:-3}"
[ $# -gt 0 ] || { echo "run_suites: no suite was built"; exit 1; }
bad=0
for program in "$@"; do
    "$program" || { echo "FAILED: $program"; bad=1; }
done
exit $bad
