#!/bin/sh
# What the page has from others is what its makers made: vendor.sh compares hil/live/page/vendor with its checksums.
# vendor.sh refresh [PACKAGE.tgz] puts the pinned package there again; without a package npm fetches it.
set -eu
folder=$(dirname "$0")/../hil/live/page/vendor
package=uplot-1.6.32
wanted=4b8a8191e425658e3ea8c8c1314b0fc679c861ee3a1af2b20c7b16ba50b5133d
fail() { echo "vendor: $1" >&2; exit 1; }

compare() {
    (cd "$folder" && sha256sum --quiet -c checksums) ||
        fail "hil/live/page/vendor is not what its checksums say: \`make vendor\` puts it right"
    for file in "$folder"/*.js "$folder"/*.css; do
        grep -q " $(basename "$file")\$" "$folder/checksums" || fail "$file has no line in vendor/checksums"
    done
    grep -q "$wanted" "$folder/README.md" || fail "vendor/README.md names another package than tests/vendor.sh"
    echo "vendor: as its checksums say"
}

refresh() {
    part=$(mktemp -d)
    trap 'rm -rf "$part"' EXIT
    if [ -n "${1:-}" ]; then
        cp "$1" "$part/$package.tgz"
    else
        command -v npm >/dev/null || fail "npm is not installed; give the package: make vendor PACKAGE=$package.tgz"
        (cd "$part" && npm pack --silent "$(echo "$package" | sed 's/-/@/')" >/dev/null)
    fi
    echo "$wanted  $part/$package.tgz" | sha256sum --quiet -c - || fail "that package is not $package as it was when it was chosen"
    tar xzf "$part/$package.tgz" -C "$part"
    { cat "$part/package/dist/uPlot.iife.min.js"; printf '\nexport default uPlot;\n'; } >"$folder/uPlot.js"
    cp "$part/package/dist/uPlot.min.css" "$folder/uPlot.css"
    cp "$part/package/LICENSE" "$folder/uPlot.LICENSE.txt"
    compare
}

case ${1:-compare} in
    compare) compare ;;
    refresh) refresh "${2:-}" ;;
    *) fail "say compare or refresh" ;;
esac
