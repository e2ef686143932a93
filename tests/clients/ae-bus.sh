# AE Bus, unit 1: Apex manual 5708009-C, pages 85-103.
start ae-bus
ask_hex "host control" "09 0E 02 05" "06 09 0E 00 07"
bytes "06" >&3
ask_hex "50 W" "0A 08 32 00 30" "06 09 08 00 01"
bytes "06" >&3
ask_hex "on" "08 02 0A" "06 09 02 00 0B"
bytes "06" >&3
ask_hex "off" "08 01 09" "06 09 01 00 08"
bytes "06" >&3
ask_hex "a wrong check is not acknowledged" "08 01 08" "15"
