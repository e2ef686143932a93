# Harvard PHD ULTRA: guide 5419-002, pages 83 and 88. A reply is LF, text, CR, LF and a prompt, and nothing behind
# that.
start phd-ultra
ask "idle" '\r' '\n:'
ask "a diameter" 'diameter 14.43\r' '\n:'
ask "a rate" 'irate 10 ul/min\r' '\n:'
ask_to 072 "read back" 'irate\r' '?10* ul/min*'
ask "four letters do, capitals too" 'IRAT 20 ul/min\r' '\n:'
ask_to 072 "read back" 'irat\r' '?20* ul/min*'
ask "run" 'irun\r' '\n>'
ask_to 076 "femtolitres in a second, and it infuses" 'status\r' '?333333333 *I*'
ask "stop" 'stop\r' '\n:'
ask_to 072 "a command that is none" 'frobnicate\r' '*nknown command*'
