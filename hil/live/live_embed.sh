#!/bin/sh
# Turn the files below a folder into a C source: live_embed.sh FOLDER. hil/live/page/page.js becomes
# the row "/page.js" with its bytes, the same compressed where that is smaller by a tenth, and the
# beginning of its sha256. Of our own scripts and styles lines that only explain are left out, and
# the blanks at a line's beginning; a style is one line without blanks round its signs. A page
# weighs a fifth less. So a text in backquotes that goes over several lines loses its blanks, there
# is none; and a comment of several lines stands on lines of its own.
set -eu
folder=$1
part=$(mktemp) sent=$(mktemp)
trap 'rm -f "$part" "$sent"' EXIT
spoken() { # file
    sed -E 's/^ +//; /^\/\/( |$)/d; /^\/\*[^*]*\*\/$/d; /^$/d; s/ {2,}\/\*[^*"`]*\*\/$//' "$1" |
        awk '/^\/\*/ && !/\*\// { said = 1 } !said { print } said && /\*\/$/ { said = 0 }'
}
served() { # file
    case $1 in
        */vendor/*) cat "$1" ;;
        *.js) spoken "$1" ;;
        *.css) spoken "$1" | tr '\n' ' ' | sed -E 's/ *([{};,]) */\1/g; s/: +/:/g; s/;\}/}/g' ;;
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
