# New Era NE-1000, basic mode: NE-1000 manual 1200-01, pages 33-34.
start ne1000
ask "the first poll tells the reset, and so acknowledges it" '\r' '\00200A?R\003'
ask "the second says stopped" '00\r' '\00200S\003'
ask_to 003 "model and firmware" '00VER\r' '?00SNE1000V*'
ask "a diameter" '00DIA14.43\r' '\00200S\003'
ask "which is read back" '00DIA\r' '\00200S14.43\003'
ask "a rate, blanks and small letters ignored" '0 rat 5.0 mh\r' '\00200S\003'
ask "which is read back in five characters" '00RAT\r' '\00200S5.000MH\003'
ask_to 003 "five digits are too many for a number" '00RAT10.123MH\r' '?00S[?]*'
ask "and changed nothing" '00RAT\r' '\00200S5.000MH\003'
ask "run" '00RUN\r' '\00200I\003'
ask "no units while it pumps" '00RAT5.0UH\r' '\00200I?NA\003'
ask_to 003 "it says what it has infused" '00DIS\r' '?00II*W0.000ML'
ask "the first stop pauses" '00STP\r' '\00200P\003'
ask "the second stops" '00STP\r' '\00200S\003'
ask "the third is not applicable" '00STP\r' '\00200S?NA\003'
ask "an unknown command" '00XYZ\r' '\00200S?\003'
knob "stall 1"
ask_to 003 "a motor that stalls" '00RUN\r' '?00*'
for _ in $(seq $((10 * patience))); do             # pumping, until it has noticed
    printf '\r' >&3
    said=$(read_to 003)
    case $said in ?00I) sleep 0.1 ;; *) break ;; esac
done
match "is told once" '?00A[?]S' "$said"
