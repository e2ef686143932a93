#!/bin/sh
# libserialport on a real UART, an emulated one: boot Debian's kernel in qemu (TCG, no KVM), run
# painrig's ports and drivers there, and be the other end of their lines outside.
#
#     BUILD=build sh tests/uart/uart.sh
#
# The kernel is downloaded once into $BUILD/uart and unpacked, never installed: the package of
# linux-image-amd64, since the smaller one for clouds has no USB.
set -eu
build=${BUILD:-build}
here=$build/uart
mkdir -p "$here"

# Where neither a mirror nor a kept download is at hand, nothing can be tested: said in words, and an
# error where it must not be left out (UART_REQUIRED is set).
skip() {
    echo "uart: SKIPPED, nothing was tested on a UART: $1"
    [ -z "${UART_REQUIRED:-}" ] || exit 1
    exit 0
}

for tool in qemu-system-x86_64 cpio; do
    command -v $tool >/dev/null || skip "$tool is not installed (make packages-test)"
done

kernel_name() { apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/.*Depends: \(linux-image-\)/\1/p'; }

kernel_fetch() {
    name=$(kernel_name)
    [ -n "$name" ] || { apt-get update -qq >/dev/null 2>&1 || true; name=$(kernel_name); }
    [ -n "$name" ] || skip "apt knows no linux-image-amd64: apt-get update"
    rm -rf "$here/part"
    mkdir -p "$here/part"
    (cd "$here/part" && apt-get download -qq "$name" 2>/dev/null) || skip "$name cannot be downloaded"
    dpkg-deb --fsys-tarfile "$here"/part/*.deb | tar -x -C "$here/part" --wildcards \
        './boot/vmlinuz-*' './lib/modules/*/kernel/drivers/usb/*'
    rm -rf "$here"/part/*.deb "$here/kernel"
    mv "$here/part" "$here/kernel"
}

# Programs with the libraries that they were linked to.
with_libraries() {
    for program in "$@"; do
        ldd "$program" | awk '{ for (i = 1; i <= NF; i++) if ($i ~ /^\//) print $i }'
    done | sort -u
}

initrd_make() {
    root=$here/root
    rm -rf "$root"
    mkdir -p "$root/modules" "$root/proc" "$root/sys" "$root/dev" "$root/tmp"
    cp "$build/tests/uart/guest" "$root/init"
    strip -o "$root/painrig" "$build/painrig"
    cp "$(dirname "$0")"/*.lua "$root/"
    cairo=$(/sbin/ldconfig -p | awk '/libcairo\.so\.2 / { print $NF; exit }')
    for library in $cairo $(with_libraries "$root/init" "$root/painrig" "$cairo"); do
        mkdir -p "$root$(dirname "$library")"
        cp -L "$library" "$root$library"
    done
    for module in common/usb-common core/usbcore host/xhci-hcd host/xhci-pci serial/usbserial serial/ftdi_sio; do
        module=$(echo "$here"/kernel/lib/modules/*/kernel/drivers/usb/$module.ko*)
        case $module in
        *.xz) xz -dc "$module" >"$root/modules/$(basename "$module" .xz)" ;;
        *)    cp "$module" "$root/modules/" ;;
        esac
    done
    (cd "$root" && find . | cpio -o -H newc --quiet) >"$here/initrd"
}

ls "$here"/kernel/boot/vmlinuz-* >/dev/null 2>&1 || kernel_fetch
initrd_make
folder=$(mktemp -d)
trap 'kill "$outside" 2>/dev/null; wait "$outside" 2>/dev/null || true; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT PIPE TERM

# A balance and a pump outside, in one world, and a generator, each at a TCP port that is free.
"$build/painrig" emulate mt-sics --tcp 127.0.0.1:0 ne1000 --tcp 127.0.0.1:0 \
    rf-generator --tcp 127.0.0.1:0 >"$folder/said" &
outside=$!
until grep -q Ctrl-C "$folder/said"; do
    kill -0 "$outside" || exit 1
    sleep 0.05
done
address() { sed -n "s/^$1 at tcp:\([^,]*\),.*/\1/p" "$folder/said"; }

"$build/tests/uart/bed" "$here"/kernel/boot/vmlinuz-* "$here/initrd" "$folder" \
    "$(address mt-sics)" "$(address ne1000)" "$(address rf-generator)"
