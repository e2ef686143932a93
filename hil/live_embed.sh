#!/bin/sh
# Turn the files below a folder into a C source: live_embed.sh FOLDER. hil/live_page/page.js becomes the row
# "/page.js" with its bytes, the same compressed where that is smaller by a tenth, and the beginning of its sha256.
set -eu
folder=$1
part=$(mktemp)
trap 'rm -f "$part"' EXIT
array() { # name, file
    echo "static const unsigned char $1[] = {"
    od -An -v -tu1 "$2" | sed 's/[0-9][0-9]*/&,/g'
    echo "0};"
}
find "$folder" -type f ! -name '.*' | LC_ALL=C sort | {
    echo '#include "hil/live_assets.h"'
    echo '#include "hil/live_assets_rows.h"'
    rows="" n=0
    while read -r file; do
        array "plain_$n" "$file"
        plain=$(wc -c <"$file")
        gzip -9nc "$file" >"$part"
        packed=$(wc -c <"$part")
        small=NULL
        if [ $((packed * 10)) -lt $((plain * 9)) ]; then
            array "packed_$n" "$part"
            small=packed_$n
        else
            packed=0
        fi
        digest=$(sha256sum "$file" | cut -c1-16)
        rows="$rows    { \"${file#"$folder"}\", \"$digest\", plain_$n, $plain, $small, $packed },
"
        n=$((n + 1))
    done
    echo "const struct live_asset live_asset_rows[] = {"
    printf '%s};\n' "$rows"
    echo "const size_t live_asset_count = sizeof live_asset_rows / sizeof *live_asset_rows;"
}
