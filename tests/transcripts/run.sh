#!/bin/sh
# Play transcripts: run.sh [PROGRAM [FILE.t...]]; ./painrig and all of them if not given.
#
# A line "  $ command" is run, "  > more" belongs to it, and the indented lines behind it are what it must
# print, with "  [2]" for an exit status that is not 0. Everything else is prose. $painrig is the program; each
# file has a folder of its own, which is empty at the start. UPDATE=1 writes what was printed into the files:
# read the difference before you believe it.
set -u
painrig=$(realpath "${1:-./painrig}")
[ -x "$painrig" ] || { echo "transcripts: $painrig is no program"; exit 1; }
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- "$(dirname "$0")"/*.t
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
bad=0

# Turn a transcript into a shell script that prints the transcript as it should have been.
as_script() {
    awk -v q="'" '
        function quoted(text) { gsub(q, q "\\" q q, text); return q text q }
        function line_out(text) { print "printf \"%s\\n\" " quoted(text) }
        function command_end() {
            if (command == "") return
            printf "{\n%s} >\"$HERE/said\" 2>&1\nstatus=$?\nsed \"s/^/  /\" \"$HERE/said\"\n", command
            print "[ $status = 0 ] || echo \"  [$status]\""
            command = ""
        }
        /^  \$ / { command_end(); line_out($0); command = substr($0, 5) "\n"; next }
        /^  > /  { line_out($0); command = command substr($0, 5) "\n"; next }
        /^  >$/  { line_out($0); command = command "\n"; next }
        /^  /    { next }
                 { command_end(); line_out($0) }
        END      { command_end() }
    ' "$1"
}

for file in "$@"; do
    folder=$here/files_of_$(basename "$file" .t)     # not "requirements", which runs near it would take for theirs
    mkdir "$folder"
    as_script "$file" >"$here/script"
    (cd "$folder" && HERE=$here painrig=$painrig sh "$here/script") >"$here/played" 2>&1
    [ -z "${UPDATE:-}" ] || cp "$here/played" "$file"
    if diff -u "$file" "$here/played"; then
        echo "transcript $(basename "$file"): as written"
    else
        echo "transcript $(basename "$file"): differs"
        bad=1
    fi
done
exit $bad
