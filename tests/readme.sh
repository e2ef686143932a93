#!/bin/sh
# Whatever README.md shows of a file "whole" or "in full" is that file: the first Lua block behind the name.
set -u
bad=0
for file in $(grep -oE '`(scenarios|benches)/[a-z_/]*\.lua`, whole' README.md | cut -d'`' -f2); do
    awk -v name="\`$file\`, whole" 'index($0, name) { armed = 1 } armed && /^```$/ { exit } shown { print }
                                     armed && /^```lua$/ { shown = 1 }' README.md |
        diff -u "$file" - || { echo "README.md does not show $file as it is"; bad=1; }
done
exit $bad
