#!/bin/sh
# The page in a real browser: every room opened and used in headless Chromium.
#
#     BUILD=build sh tests/browser/check.sh [WORD]
#
# WORD picks tests by name. PAGE_SLOWER=4 gives every page a quarter of its processor: no test may
# depend on how fast the machine is. Where Chromium, its driver or python3-selenium are missing
# nothing can be tested: said in words, and an error where it must not be left out (PAGE_REQUIRED is
# set).
set -eu
build=${BUILD:-build}
here=$(dirname "$0")

skip() {
    echo "page: SKIPPED, nothing was tested in a browser: $1"
    [ -z "${PAGE_REQUIRED:-}" ] || exit 1
    exit 0
}

for tool in chromium chromedriver pdftotext; do
    command -v $tool >/dev/null || skip "$tool is not installed (make packages-test)"
done
for python in python3 /usr/bin/python3 ""; do
    [ -n "$python" ] || skip "python3-selenium is not installed (make packages-test)"
    ! "$python" -c 'import selenium' 2>/dev/null || break
done
(cd "$here/vendor" && sha256sum --check --quiet checksums)
exec timeout -k 10 7200 "$python" -B "$here/run.py" "$build/painrig" "$build/page" "$@"
