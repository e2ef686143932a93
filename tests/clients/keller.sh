# KELLER bus, by the maker's own driver.
start keller
bytes "01 30 34 00" >&3
got=$(timeout $patience head -c 10 <&3 | hex)
match "who is there" '013005*' "$got"
ask_hex "a channel that is none" "01 49 0F 94 57" "01 C9 02 91 F7"
