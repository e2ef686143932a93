#!/bin/sh
# Both commands of the README, straight after the clone, in a clean Debian root made by debootstrap. Needs root.
#   tests/fresh.sh [SUITE [MIRROR [FOLDER]]]      default: bookworm, the mirror this machine uses, a temporary folder
set -eu
suite=${1:-bookworm}
mirror=${2:-$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | head -n 1)}
root=${3:-$(mktemp -d)}
given=${3:-}
here=$(cd "$(dirname "$0")/.." && pwd)
[ "$(id -u)" = 0 ] || { echo "tests/fresh.sh needs root for chroot" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "tests/fresh.sh needs debootstrap: apt-get install debootstrap" >&2; exit 1; }
[ -n "$mirror" ] || mirror=http://deb.debian.org/debian

finish() {
    umount "$root/proc" 2>/dev/null || true
    umount "$root/dev" 2>/dev/null || true
    [ -n "$given" ] || rm -rf --one-file-system "$root"     # never into what is still mounted
}
trap finish EXIT

echo "== a clean $suite in $root from $mirror"
[ -x "$root/bin/sh" ] || debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$root.log" 2>&1 || { tail "$root.log"; exit 1; }
for file in /etc/resolv.conf /etc/hosts /etc/apt/apt.conf.d/*proxy*; do
    [ ! -f "$file" ] || { mkdir -p "$root$(dirname "$file")"; cp "$file" "$root$file"; }
done
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
chroot "$root" sh -c 'apt-get update -qq && apt-get install -qq -y --no-install-recommends git make ca-certificates' >"$root.log" 2>&1 \
    || { tail "$root.log"; exit 1; }

for target in demo check; do
    rm -rf "$root/root/painrig"
    git clone -q "$here" "$root/root/painrig"
    start=$(date +%s)
    if chroot "$root" sh -c "cd /root/painrig && make $target" >"$root.$target.log" 2>&1; then
        echo "== make $target: passed in $(($(date +%s) - start)) s"
        tail -n 4 "$root.$target.log"
    else
        echo "== make $target: FAILED; the end of $root.$target.log:"
        tail -n 40 "$root.$target.log"
        exit 1
    fi
done
