# Keysight 34970A, a thermocouple scan over RS-232: user guide 34970-90003. A host that has not said SYST:REM
# is not obeyed.
start 34970a
ask_line "who is there" '*IDN?\n' 'HEWLETT-PACKARD,34970A,*'
ask_line "no errors" 'SYST:REM\n*CLS\nSYST:ERR?\n' '+0,"No error"'
ask_line "a header that is none" 'FOO:BAR\nSYST:ERR?\n' '-113,"Undefined header"'
ask_line "two thermocouples" 'CONF:TEMP TC,T,(@101:102)\nROUT:SCAN (@101:102)\nREAD?\n' '+3.[67]*E+01,+3.[67]*E+01'
ask_line "and no errors since" 'SYST:ERR?\n' '+0,"No error"'
