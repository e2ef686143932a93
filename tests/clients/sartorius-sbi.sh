# Sartorius SBI: ESC P prints 16 characters, here with an identification of 6 in front; the unit is blank as long
# as the weight is not stable.
start sartorius-sbi
ask_line "model" '\033x1_\r\n' 'MSE1203S-100-DR*'
ask_line "print, as soon as it is switched on" '\033P\r\n' 'N     [-+ ] ???????? ???'
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    printf '\033P' >&3
    said=$(line_read <&3)
    case $said in *g*) break ;; esac
    sleep 0.2
done
match "print, when it is stable" 'N     [-+ ]    0.00? g  ' "$said"
