#!/bin/sh
# Run each Check program; fail if any fails or if there is none.
set -u
[ $# -gt 0 ] || { echo "run_suites: no suite was built"; exit 1; }
bad=0
for program in "$@"; do
    "$program" || { echo "FAILED: $program"; bad=1; }
done
exit $bad
