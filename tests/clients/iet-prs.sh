# IET PRS-200: manual pages 13-14 and 18-19: ten digits, the least significant decade last.
start iet-prs
ask_line "who is there: 0.1 ohm is its least decade" '*IDN?\n' 'IET Labs,PRS-200-*-100m-*'
printf 'SOURce:DATA 0000001000\n' >&3
comes "100.0 ohm" load_ohm '100*'
