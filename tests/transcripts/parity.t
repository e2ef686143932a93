Two runs of one scenario, and where they part.

  $ cat > scenario.lua <<end
  > return scenario {
  >   title = "heat for a while", rig = "ablation", limit_s = 20,
  >   run = function(rig)
  >     expect_within(10, "standby", function() return rig.generator.state == "standby" end)
  >     rig.generator.set_temp_c = 60
  >     rig.generator.mode = "heat"
  >     expect_within(5, "heats", function() return rig.output.power_w > 0.5 end)
  >   end,
  > }
  > end
  $ $painrig parity scenario.lua --bench mock
  mock
  mock
  
  verdicts: mock | mock
    pass          pass          the run
  
  signals: mock | mock
    the traces are the same to the byte
  
  they agree
  $ ls out/parity/scenario/a out/parity/scenario/b
  out/parity/scenario/a:
  events.jsonl
  evidence.jsonl
  manifest.json
  trace.csv
  wire.log
  
  out/parity/scenario/b:
  events.jsonl
  evidence.jsonl
  manifest.json
  trace.csv
  wire.log
  $ $painrig parity scenario.lua
  painrig parity: give --bench once or twice: a bench file, or mock
  [2]
  $ $painrig parity scenario.lua --bench mock --bench mock --bench mock
  painrig parity: give --bench once or twice: a bench file, or mock
  [2]
  $ $painrig parity scenario.lua --bench nowhere.lua
  nowhere.lua cannot be read: No such file or directory
  [2]
  $ $painrig parity nowhere.lua --bench mock
  mock
  on mock: nowhere.lua cannot be read: No such file or directory
  [2]
  $ $painrig parity scenario.lua --bench mock --slip soon
  --slip soon: give a number, 0 to 60
  [2]
