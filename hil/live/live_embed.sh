#!/bin/sh
# Turn the files below a folder into a C source: live_embed.sh FOLDER. hil/live/page/page.js becomes the row
# "/page.js" with its bytes, the same compressed where that is smaller by a tenth, and the beginning of its sha256.
# Of our own scripts and styles lines that only explain are left out, and the blanks at a line's beginning: a page
# weighs a sixth less. So a text in backquotes that goes over several lines loses its blanks; there is none.
set -eu
folder=$1
part=$(mktemp) sent=$(mktemp)
trap 'rm -f "$part" "$sent"' EXIT
served() { # file
    case $1 in
        */vendor/*) cat "$1" ;;
        *.js | *.css) sed -E 's/^ +//; /^\/\/( |$)/d; /^\/\*[^*]*\*\/$/d; /^$/d' "$1" ;;
        *) cat "$1" ;;
    esac
}
array() { # name, file
    echo "static const unsigned char $1[] = {"
    od -An -v -tu1 "$2" | sed 's/[0-9][0-9]*/&,/g'
    echo "0};"
}
find "$folder" -type f ! -name '.*' | LC_ALL=C sort | {
    echo '#include "hil/live/live_assets.h"'
    echo '#include "hil/live/live_assets_rows.h"'
    rows="" n=0
    while read -r file; do
        served "$file" >"$sent"
        array "plain_$n" "$sent"
        plain=$(wc -c <"$sent")
        gzip -9nc "$sent" >"$part"
        packed=$(wc -c <"$part")
        small=NULL
        if [ $((packed * 10)) -lt $((plain * 9)) ]; then
            array "packed_$n" "$part"
            small=packed_$n
        else
            packed=0
        fi
        digest=$(sha256sum "$sent" | cut -c1-16)
        rows="$rows    { \"${file#"$folder"}\", \"$digest\", plain_$n, $plain, $small, $packed },
"
        n=$((n + 1))
    done
    echo "const struct live_asset live_asset_rows[] = {"
    printf '%s};\n' "$rows"
    echo "const size_t live_asset_count = sizeof live_asset_rows / sizeof *live_asset_rows;"
}
