# Mettler-Toledo MT-SICS, level 0 and 1: reference manual 11781363.
start mt-sics
ask_line "serial number" 'I4\r\n' 'I4 A "*"'
ask_line "a weight at once, ten places and a unit" 'SI\r\n' 'S [SD] ?????????? g'
ask_line "zero" 'Z\r\n' 'Z A'
ask_line "tare" 'T\r\n' 'T S * g'
ask_line "stable weight" 'S\r\n' 'S S * g'
ask_line "a command that is none" 'XX\r\n' 'ES'
