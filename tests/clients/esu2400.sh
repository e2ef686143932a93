# ESU-2400 = SECULIFE ES XTRA: manual pages 112-113: commands end in CR, replies in CR LF.
start esu2400
ask_line "who is there" '*IDN?\r' '*,SECULIFE ES XTRA,*,*,*,*'
ask_line "the load that is set is read back" 'CONF:RFM:LOAD:INT 100\rCONF:RFM:LOAD:INT?\r' '100*'
ask_line "no current without a source" 'READ:MA?\r' '0.?'
