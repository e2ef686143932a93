#!/bin/sh
# Clients that know nothing of painrig: clients.sh [PAINRIG [SESSION...]]; ./painrig and all of tests/clients if
# not given. Each session is a plain shell talking to one emulated device by printf and read, written from the
# instrument's manual alone: it shares no code with drivers or emulators.
#
#     start DEVICE [OPTION...]         painrig emulate, its port on descriptor 3
#     ask STORY SENT ANSWER            both as printf writes them; the answer to its last byte
#     ask_hex STORY SENT ANSWER        the same in hexadecimal bytes
#     ask_line STORY SENT PATTERN      an answer up to a line feed, as a pattern of the shell (CR LF left out)
#     ask_to END STORY SENT PATTERN    an answer up to a byte (octal)
#     knob "NAME VALUE"                an instant command or a fault, at the control port
#     seen STORY NAME PATTERN          what the control port says of a signal
#     comes STORY NAME PATTERN         the same, as soon as it says so
set -u
painrig=$(realpath "${1:-./painrig}")
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- "$(dirname "$0")"/clients/*.sh
patience=60         # seconds, of a busy machine, for what takes an emulator milliseconds
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
trap 'exit 1' HUP INT PIPE TERM

hex() { od -An -v -tx1 | tr -d ' \n'; }
# All in one breath: devices give up a packet at a gap of milliseconds within it.
bytes() { printf '%b' "$(for byte in $1; do printf '\\0%03o' "0x$byte"; done)"; }

bad() { # STORY, WANTED, GOT
    printf '%s: %s: wanted %s, got %s\n' "$device" "$1" "$2" "${3:-nothing}"
    exit 1
}

start() {
    device=$1
    shift
    "$painrig" emulate "$device" --pty "$here/$name.line" --control "pty:$here/$name.knobs" --quiet "$@" &
    emulator=$!
    trap 'kill "$emulator" 2>/dev/null; wait "$emulator"' EXIT
    for _ in $(seq $((10 * patience))); do
        [ ! -e "$here/$name.line" ] || [ ! -e "$here/$name.knobs" ] || break
        sleep 0.1
    done
    [ -e "$here/$name.knobs" ] || bad "start" "a port within $patience s" ""
    exec 3<>"$here/$name.line" 4<>"$here/$name.knobs"
}

compare() { # STORY, WANTED (hex)
    got=$(timeout $patience head -c $((${#2} / 2)) <&3 | hex)
    [ "$got" = "$2" ] || bad "$1" "$2" "$got"
}

ask() {
    printf "$2" >&3
    compare "$1" "$(printf "$3" | hex)"
}

ask_hex() {
    bytes "$2" >&3
    compare "$1" "$(printf %s "$3" | tr -d ' \n' | tr A-F a-f)"
}

match() { # STORY, PATTERN, GOT
    # shellcheck disable=SC2254
    case $3 in
        $2) ;;
        *) bad "$1" "'$2'" "'$3'" ;;
    esac
}

line_read() { timeout "${1:-$patience}" sh -c 'IFS= read -r line && printf %s "$line"' | tr -d '\r'; }

ask_line() {
    printf "$2" >&3
    match "$1" "$3" "$(line_read <&3)"
}

read_to() { # END
    end=$(printf '%b' "\\0$1" | hex)
    got=
    until byte=$(timeout $patience head -c 1 <&3 | hex) && { [ "$byte" = "$end" ] || [ -z "$byte" ]; }; do
        got="$got $byte"
    done
    bytes "$got"
}

ask_to() {
    printf "$3" >&3
    match "$2" "$4" "$(read_to "$1")"
}

knob() {
    printf '%s\n' "$1" >&4
    match "knob $1" ok "$(line_read <&4)"
}

seen() {
    printf '%s?\n' "$2" >&4
    got=$(line_read <&4)
    match "$1" "$3" "${got#* }"
}

comes() {
    for _ in $(seq $((10 * patience))); do
        printf '%s?\n' "$2" >&4
        got=$(line_read <&4)
        # shellcheck disable=SC2254
        case ${got#* } in $3) return ;; esac
        sleep 0.1
    done
    bad "$1" "'$3'" "'${got#* }'"
}

status=0
count=0
for session in "$@"; do
    name=$(basename "$session" .sh)
    # shellcheck disable=SC1090
    (. "$session") || { echo "client $name: FAILED"; status=1; }
    count=$((count + 1))
done
[ $status -ne 0 ] || echo "clients: $count plain shells drove emulated devices by the letter of their manuals"
exit $status
