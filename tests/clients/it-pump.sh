# The reference pump, by drivers/PUMP_PROTOCOL.md, section 12: who is there, a session, a wrong check.
start it-pump
ask_hex "who is there, for any address" "A5 5A 08 01 00 00 00 00 00 01 01 55 4E" \
    "A5 5A 30 01 50 52 49 47 00 01 82 50 52 49 47 70 61 69 6E 72 69 67 2C 72 65 66 65 72 65 6E 63 65 20
     70 75 6D 70 2C 4D 4F 43 4B 2D 30 30 30 31 2C 31 2E 30 C7 05"
ask_hex "a session" "A5 5A 08 01 50 52 49 47 00 02 02 A7 98" "A5 5A 08 01 50 52 49 47 00 02 80 16 52"
bytes "A5 5A 08 01 50 52 49 47 00 03 10 A6 DB" >&3
got=$(timeout $patience head -c 18 <&3 | hex)
match "a frame whose check is wrong is refused" 'a55a0d015052494700038101????????????' "$got"
