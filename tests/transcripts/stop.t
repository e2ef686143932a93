`painrig stop` makes safe by hand: what a run has, by its guard, and what nobody runs any more.

  $ export XDG_RUNTIME_DIR=$PWD
  $ $painrig stop --help
  painrig stop [options]
  
  Make every source on a bench safe, now, and say what it answered.
  
    --bench FILE  this bench alone, whether a run has it or not
    --help        show this page
  
  Without a file every run of yours that has a bench is stopped: its guard writes the
  safe-state bytes and checks the answers, and the run ends. With a file the ports of
  its sources are opened and made safe too when no run has them.
  Exit status: 0 all of them said that they are safe; 1 not all; 2 nothing there.
  
  example
    painrig stop
    painrig stop --bench benches/ne1000_gravimetric.lua
  $ $painrig stop
  painrig stop: no run of yours has a bench, so nothing was stopped: painrig stop --bench FILE opens the ports of a bench that nobody runs
  [2]
  $ $painrig stop everything
  painrig stop: "everything" is one too many: it is painrig stop
  [2]
  $ $painrig stop --bench nowhere.lua
  painrig stop: nowhere.lua cannot be read: No such file or directory
  [2]
  $ cat > knobs.lua <<'END'
  > return bench {
  >   title = "no source",
  >   stand = { driver = "knobs", port = "pty:nothing_here" },
  > }
  > END
  $ $painrig stop --bench knobs.lua
  painrig stop: knobs.lua: there is no source on this bench, so nothing that could be made safe
  [2]
  $ cat > generator.lua <<'END'
  > return bench {
  >   title = "a generator that is not plugged in",
  >   generator = { driver = "rf-generator", port = "pty:nothing_here" },
  > }
  > END
  $ $painrig stop --bench generator.lua
  generator (rf-generator at pty:nothing_here): NOT CONFIRMED: there is no port nothing_here: painrig ports lists what there is
  [1]

The folder where guards are found is nobody else's:

  $ chmod 755 painrig
  $ $painrig stop 2>&1 | sed "s|$PWD|HERE|"
  painrig stop: HERE/painrig is to be a folder of yours alone (mode 0700), where painrig stop finds the guards: remove it, or set XDG_RUNTIME_DIR
