# Mettler-Toledo MT-SICS, level 0 and 1: reference manual 11781363.
start mt-sics
ask_line "serial number" 'I4\r\n' 'I4 A "*"'
printf 'SI\r\n' >&3
said=$(line_read <&3)
case $said in I4*) said=$(line_read <&3) ;; esac      # also said unasked at power-up, to who was there in time
match "a weight at once, ten places and a unit" 'S [SD] ?????????? g' "$said"
ask_line "zero" 'Z\r\n' 'Z A'
ask_line "tare" 'T\r\n' 'T S * g'
ask_line "stable weight" 'S\r\n' 'S S * g'
ask_line "a command that is none" 'XX\r\n' 'ES'
