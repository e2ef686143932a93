A scenario that cannot be run says so with file and line, ends with 2, and leaves a manifest that says it too.

  $ echo "return scenario { title = 'a title', limit = 3, run = function() end }" > a.lua
  $ $painrig run a.lua
  a.lua:1: scenario: 'limit' is not known: did you mean 'limit_s'?
  [2]
  $ grep -E '"(verdict|error)"' out/a/manifest.json
    "verdict": "error",
    "error": "a.lua:1: scenario: 'limit' is not known: did you mean 'limit_s'?",
  $ echo "while true do end" > a.lua
  $ $painrig run a.lua
  a.lua:1: an endless loop? More than 5000000 steps without waiting
  [2]
  $ echo "return scenario {" > a.lua
  $ $painrig run a.lua
  a.lua:2: unexpected symbol near <eof>
  [2]
  $ echo "retrun scenario {}" > a.lua
  $ $painrig run a.lua
  a.lua:1: syntax error near 'scenario'
  [2]
  $ echo "return scenaro {}" > a.lua
  $ $painrig run a.lua
  a.lua:1: 'scenaro' is not known: did you mean 'scenario'?
  [2]
  $ echo "local t = os.time()" > a.lua
  $ $painrig run a.lua
  a.lua:1: 'os' is not available: time is rig.time_s, and a scenario sees no files
  [2]
  $ echo "return lesion_case { start_c = 37 }" > a.lua
  $ $painrig run a.lua
  a.lua is a lesion case, no scenario: try painrig lesion
  [2]
  $ echo "return scenario { title = 'a', limit_s = 1, rig = 'ablatoin', run = function() end }" > a.lua
  $ $painrig run a.lua
  a.lua: there is no rig "ablatoin": did you mean "ablation"? (known: ablation, infusion, injection)
  [2]
  $ echo "return scenario { title = 'a', limit_s = 1, tick_s = 1, run = function() end }" > a.lua
  $ $painrig run a.lua
  a.lua: tick_s = 1 s: the ablation rig's tick is always 0.01 s: leave tick_s out
  [2]
  $ echo "return scenario { title = 'a', limit_s = 1, tick_s = 0, run = function() end }" > a.lua
  $ $painrig run a.lua
  a.lua:1: scenario: tick_s = 0.0 is out of range: give 0.001 to 100000000 s
  [2]

Pictures of an earlier run do not outlive it, whatever rig drew them; other files stay.

  $ touch out/a/lesion.png out/a/lesion.svg out/a/nerve.png out/a/holiday.png
  $ $painrig run a.lua 2>/dev/null
  [2]
  $ ls out/a
  events.jsonl
  evidence.jsonl
  holiday.png
  manifest.json
  wire.log

The set-up is read to its last name.

  $ cat > b.lua <<end
  > return scenario {
  >   title = "a heating", limit_s = 1, parameters = { gauge = 18 },
  >   setup = function(p) return { electrode = { gauge = p.gauge, tip_mn = 10 } } end,
  >   run = function(rig, p) end,
  > }
  > end
  $ $painrig run b.lua
  b.lua: setup: electrode.tip_mn is not a known setting: did you mean electrode.tip_mm?
  [2]

What is mistyped behind --set leaves the folder of an earlier run as it is.

  $ echo kept > out/b/report.html
  $ $painrig run b.lua --set guage=20
  b.lua has no parameter guage: did you mean gauge?
  [2]
  $ $painrig run b.lua --set gauge=twenty
  --set gauge=twenty: "twenty" is not a number
  [2]
  $ $painrig run b.lua --set gauge
  --set gauge: write --set name=value
  [2]
  $ cat out/b/report.html
  kept

A folder that cannot be written.

  $ $painrig run b.lua --out /dev/null/run
  /dev/null/run cannot be written: Not a directory. Choose another folder with --out DIR
  [2]

Nobody is waited for at a pipe, and a device has no end.

  $ mkfifo pipe.lua; $painrig run pipe.lua
  pipe.lua is a pipe or a device: give the path of a file
  [2]
  $ $painrig run b.lua --requirements pipe.lua
  pipe.lua is a pipe or a device: give the path of a file
  [2]
