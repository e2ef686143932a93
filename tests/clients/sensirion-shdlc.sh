# Sensirion SCC1 with an SLF3S: frames of the vendor's own tests.
start sensirion-shdlc --set scale=500 --set unit=0845
ask_hex "a sensor of this kind" "7E 00 24 01 03 D7 7E" "7E 00 24 00 00 DB 7E"
ask_hex "scale and unit for water" "7E 00 53 02 36 08 6C 7E" "7E 00 53 00 06 01 F4 08 45 00 00 64 7E"
ask_hex "start, every 20 ms" "7E 00 33 04 00 14 36 08 76 7E" "7E 00 33 00 00 CC 7E"
sleep 0.2
ask_hex "no flow, 20.00 C" "7E 00 35 01 03 C6 7E" "7E 00 35 00 06 00 00 0F A0 00 00 15 7E"
ask_hex "stop" "7E 00 34 00 CB 7E" "7E 00 34 00 00 CB 7E"
