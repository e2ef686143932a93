# SECULIFE ES XTRA (ESU-2400), load and meter: manual, pages 112 and 113. Commands end CR, replies CR LF.
start esu2400
ask_line "who is there" '*IDN?\r' 'GOSSEN METRAWATT,SECULIFE ES XTRA,*'
ask "no current" 'READ:MA?\r' '0.0\r\n'
ask "another load, read back" 'CONF:RFM:LOAD:INT 250\rCONF:RFM:LOAD:INT?\r' '250\r\n'
ask "in full, and in small letters" 'configure:rfmeasure:load:internal?\r' '250\r\n'
ask "it reads" 'STAT?\r' '128\r\n'
ask "a word that is none is an error, once" 'READ:NONE?\rSTAT?\r*STB?\r' '384\r\n128\r\n'
seen "the load" load_ohm '250*'
