# The reference generator, by drivers/GENERATOR_PROTOCOL.md: a person types without checks, a host with.
start rf-generator
ask_line "who is there" '*IDN?\n' '<00 painrig,reference generator,MOCK-0001,*'
ask "80 C, with tag and check: the byte vectors of section 1" '@3F SOUR:TEMP 80.0*F51A\n' '<3F 80.0*772A\r\n'
ask_line "from now on a check is wanted" 'SOUR:TEMP?\n' '<00 !-360,*no check*'
ask_line "a wrong check is refused" '@3F SOUR:TEMP 80.0*F51B\n' '<00 !-360,*'
seen "the tip is at body temperature" tip.temp_c '3[67].*'
knob "thermocouple.open 1"
seen "and says nothing with an open thermocouple" thermocouple.open 1
