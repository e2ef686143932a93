# Modbus RTU, unit 1: the frames of the specification's own form.
start modbus-rtu
ask_hex "loopback" "01 08 00 00 A5 37 DA 8D" "01 08 00 00 A5 37 DA 8D"
ask_hex "no register there" "01 03 FF FF 00 01 84 2E" "01 83 02 C0 F1"
