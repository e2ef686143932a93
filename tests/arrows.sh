#!/bin/sh
# Who may include whom: base <- sim, base <- drivers, base sim drivers <- hil. Each foreign library has one door.
set -eu
bad=0
forbid() { # files, pattern, why
    found=$(grep -nE "$2" $1 /dev/null 2>/dev/null || true)
    if [ -n "$found" ]; then echo "arrows: $3"; echo "$found"; bad=1; fi
}
files() { find "$@" -name '*.[ch]' 2>/dev/null | sort | tr '\n' ' '; }
except() { echo "$1" | tr ' ' '\n' | grep -vE "$2" | tr '\n' ' '; }

forbid "$(files base)"    '#include "(\.\./)*(sim|drivers|hil|tests)/' 'base includes nothing of ours'
forbid "$(files sim)"     '#include "(\.\./)*(drivers|hil|tests)/'     'sim sees base alone'
forbid "$(files drivers)" '#include "(\.\./)*(sim|hil|tests)/'         'drivers see base alone'
forbid "$(files hil)"     '#include "(\.\./)*tests/'                   'nothing includes the tests'
all=$(files base sim drivers hil)
forbid "$(except "$all" 'drivers/port_serial[a-z_]*\.c')" '#include <libserialport' 'libserialport has one door: drivers/port_serial*.c'
forbid "$(except "$all" 'hil/script/[a-z_]*\.[ch]')" '#include <(lua|lauxlib|lualib)' 'Lua has one door: hil/script/'
forbid "$(except "$all" 'sim/[a-z_]*\.c')"         '#include <(gsl/|cholmod)' 'GSL and CHOLMOD have one door: sim/*.c'
forbid "$(except "$all" 'hil/picture/picture[a-z_]*\.[ch]')"  '#include <cairo' 'Cairo has one door: hil/picture/picture*.c'
forbid "$(except "$all" 'hil/digest\.c')" '#include <nettle' 'Nettle has one door: hil/digest.c'
forbid "$(except "$all" 'hil/json\.c')" '#include <jansson' 'Jansson has one door: hil/json.c'
forbid "$(except "$all" 'hil/evidence/evidence_sign\.c')" '#include <sodium' 'libsodium has one door: hil/evidence/evidence_sign.c'
forbid "$(except "$all" 'hil/live/live_http[a-z_]*\.[ch]')" '#include <microhttpd' 'libmicrohttpd has one door: hil/live/live_http*'
forbid "$(except "$all" '(hil/live/[a-z_]*\.[ch]|sim/spread_band\.c)')" '#include <pthread' 'threads are in hil/live and sim/spread_band.c alone'
forbid "$(except "$all" 'hil/clock\.c')" '(clock_gettime|gettimeofday|[^a-z_]time\(NULL\))' 'only hil/clock.c asks what time it is'
forbid "$(files sim)" '((^|[^n])printf\(|fopen\()' 'sim prints nothing and opens no file'

# The folders of hil, each of which sees those before it, the files of hil itself, and no other. One
# exception: a bench is a Lua file, and script reads it.
order='trace property picture lesion spread flow bench guard rig script judge evidence report run emulation suite campaign live command'
for folder in $(find hil -mindepth 1 -maxdepth 1 -type d | sort); do
    case " $order " in
        *" ${folder#hil/} "*) ;;
        *) echo "arrows: $folder has no place in the order of tests/arrows.sh"; bad=1 ;;
    esac
done
later=$order
for folder in '' $order; do
    [ -z "$folder" ] || later=${later#"$folder"}
    later=${later# }
    mine=$(find "hil/$folder" -maxdepth 1 -name '*.[ch]' ! -path hil/main.c ! -path hil/bench/bench.c | sort | tr '\n' ' ')
    [ -z "$later" ] || forbid "$mine" "#include \"hil/($(echo "$later" | tr ' ' '|'))/" "hil/$folder sees nothing of $later"
done
exit $bad
