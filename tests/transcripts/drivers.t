`painrig drivers` says what a bench file may name, and what can be set of it.

  $ $painrig drivers mt-sics
  mt-sics: Mettler-Toledo balance, MT-SICS levels 0 to 3
    roles: balance
    line: 9600 8N1
    asked every 0.1 s; lost after 2.5 s of silence; a reading is kept for 1 s
  
  settings = { ... }
    clear                "TI"           text               what the order clear sends: TI or ZI at once, T or Z when it is stable
  
  readings
    mass_g               g              what the balance shows
    is_stable            -              1 while the balance calls it stable
    alarm                -              its own number of what is wrong, or 0
  
  orders
    clear                -              clear the volume's count, or tare
  $ $painrig drivers ne100 2>&1 | cut -d';' -f1
  painrig drivers: there is no driver 'ne100': did you mean 'ne1000'?
  $ $painrig drivers one two
  painrig drivers: "two" is one too many: it is painrig drivers [NAME]
  [2]
  $ $painrig drivers --help
  painrig drivers [NAME] [options]
  
  The instruments that a bench file may name, and what can be set of one.
  
    --help  show this page
  
  A source gives energy or a drug: it is armed only by --arm and limits.
  A setting marked (unverified) or (of one source) is not certain from what is
  published: compare it with your instrument's manual. Each has an emulator to try:
  painrig emulate NAME.
  
  
  example
    painrig drivers
    painrig drivers ne1000
