# T&C Power CXN, the new protocol, ten bytes a command: frames as two public drivers build them.
start tc-cxn
ask_hex "a ping" "43 01 42 50 00 00 00 00 00 D6" "2A"
ask_hex "control is granted" "43 01 42 43 55 55 00 00 01 73" "2A 52 01 00 02 00 01 00 56"
ask_hex "50 W" "43 01 53 41 00 32 00 00 01 0A" "2A"
ask_hex "which it says in tenths" "43 01 47 4C 00 00 00 00 00 D7" "2A 52 01 00 02 01 F4 01 4A"
ask_hex "radiofrequency on" "43 01 42 52 55 55 00 00 01 82" "2A"
ask_hex "and off" "43 01 42 52 00 00 00 00 00 D8" "2A"
ask_hex "control is given back" "43 01 42 43 00 00 00 00 00 C9" "2A 52 01 00 02 00 00 00 55"
