#!/bin/sh
# Turn files into a C source with one array each: hil/report/report_page.css becomes report_page_css[] and
# report_page_css_size. An array initialiser, since C11 promises string literals of 4095 characters only.
set -eu
echo '#include "hil/report/report_assets.h"'
for file in "$@"; do
    name=$(basename "$file" | tr -c 'A-Za-z0-9\n' '_')
    echo "const unsigned char $name[] = {"
    od -An -v -tu1 "$file" | sed 's/[0-9][0-9]*/&,/g'
    echo "0};"
    echo "const size_t ${name}_size = sizeof $name - 1;"
done
