What is wrong with a bench is told before anything runs, with its place in the file and what to do.

  $ cat > scenario.lua <<end
  > return scenario {
  >   title = "a second of nothing", rig = "ablation", limit_s = 5,
  >   run = function(rig) wait(1) expect("done", true) end,
  > }
  > end
  $ cat > bench.lua <<end
  > return bench {
  >   title = "a generator",
  >   generator = { driver = "rf-generator", port = "pty:nobody" },
  > }
  > end
  $ $painrig run scenario.lua --arm
  --arm arms the devices of a bench: name one with --bench FILE.lua
  [2]
  $ $painrig run scenario.lua --bench nowhere.lua
  nowhere.lua cannot be read: No such file or directory
  [2]
  $ $painrig run scenario.lua --bench scenario.lua
  scenario.lua is a scenario, no bench file: try painrig run
  [2]
  $ $painrig run scenario.lua --bench bench.lua
  bench.lua: generator (rf-generator at pty:nobody): there is no port nobody: painrig ports lists what there is
  [2]
  $ sed 's/rf-generator/rf-genertor/' bench.lua > misspelt.lua; $painrig run scenario.lua --bench misspelt.lua 2>&1 | sed 's/; known.*//'
  misspelt.lua:3: there is no driver 'rf-genertor': did you mean 'rf-generator'?
  $ sed 's/generator =/genrator =/' bench.lua > misspelt.lua; $painrig run scenario.lua --bench misspelt.lua 2>&1 | sed 's/; known.*//'
  misspelt.lua:3: a bench has no role 'genrator': did you mean 'generator'?
  $ sed 's/pty:nobody/usb:nobody/' bench.lua > misspelt.lua; $painrig run scenario.lua --bench misspelt.lua 2>&1 | sed 's/; known.*//'
  misspelt.lua:3: "usb:nobody" is no address of a port: write serial:/dev/ttyUSB0, serial:0403:6001:A10K2X, pty:/tmp/pump or tcp:localhost:2001
  $ $painrig run scenario.lua --bench bench.lua --arm
  bench.lua: --arm: the bench file does not say which generator it arms: give generator.identity = "...", part of what it says of itself
  [2]
  $ sed 's/generator = /pump = /;s/rf-generator/it-pump/' bench.lua > pump.lua
  $ $painrig run scenario.lua --bench pump.lua
  pump.lua has a pump, and the ablation rig of this scenario has none: is it the bench of another scenario?
  [2]
  $ sed 's/"ablation"/"injection"/' scenario.lua > injection.lua
  $ $painrig run injection.lua --bench bench.lua
  the injection rig has no device: it runs without --bench
  [2]
