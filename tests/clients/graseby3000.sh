# Graseby 3000/500, later firmware: service manual pages 12-4 to 12-23. Records count their own characters.
start graseby3000
record() { # STORY, RECORD, PATTERN of what is between length and check
    printf '%s' "$2" >&3
    got=
    until byte=$(timeout $patience head -c 1 <&3) && [ "$byte" = '>' ] || [ -z "$byte" ]; do got="$got$byte"; done
    got="$got>"
    [ "$(printf '%02X' ${#got})" = "$(printf '%s' "$got" | cut -c2-3)" ] || bad "$1: its length" "$(printf '%02X' ${#got})" "$got"
    match "$1" "<??$3????>" "$got"
}
record "alarms" '<09A6F5F>' '???????*'
record "infusion data: infused, to be infused, rate" '<09D38F2>' '???????????.?????.????.?'
record "computer control, 30 s" '<0BI303A15>' '???????*'
record "10 mL/h, and the rate in force" '<0CR01088D9>' '0??????*010.0'
record "a record whose check is wrong" '<09A6F60>' '[!0]*'
record "run" '<09O8621>' '0*'
seen "it pumps" rate_ul_per_h 10000
record "hold" '<09S5CCC>' '0*'
