Everything may pass while a device comes nearer to failing: a history of margins tells.

  $ mkdir -p scenarios/requirements scenarios/ablation
  $ requirement() {
  > echo "return requirements { rig = 'ablation', { id = 'R-1', title = 'weak', priority = 'low',"
  > echo "  formula = 'G(output.power_w <= $1)', source = 'a norm', rationale = 'pain' },"
  > echo "  { id = 'R-2', title = 'cool', priority = 'low', formula = 'G( (tip.seen_c >= $2) -> true )',"
  > echo "    source = 'a norm', rationale = 'pain' } }"; }
  $ requirement 60 20 > scenarios/requirements/generator.lua
  $ cat > scenarios/ablation/idle.lua <<end
  > return scenario { title = "nothing happens", limit_s = 5, covers = { "R-1" },
  >   run = function(rig) wait(0.2); expect("cool", rig.tip.seen_c < 60) end }
  > end
  $ suite() { $painrig test --quiet --papers none --history history.jsonl "$@" | grep -E "history|warning"; }
  $ suite --release v1
  history: no earlier release to compare v1 with
  $ suite --release v2
  history: 0 warnings against v1 (a margin or slack that shrank by more than 20 %, a requirement that is not tested any more)
  $ requirement 50 99 > scenarios/requirements/generator.lua
  $ suite --release v3 --shrink-share 0.1
  warning: R-1: its margin shrank by 17 %, from 60 W to 50 W, in ablation/idle
  warning: R-2: it was put to the test then, and is in no case now
  history: 2 warnings against v2 (a margin or slack that shrank by more than 10 %, a requirement that is not tested any more)
  $ wc -l < history.jsonl
  3
  $ grep -c 'shrank by 17' out/suite/report.html
  1

What makes no sense is refused before anything is run; so is a history that cannot be read, and it stays.

  $ $painrig test --release v4
  --release goes with --history FILE
  [2]
  $ $painrig test --history history.jsonl --shard 1/2
  --history is of whole suites: leave --shard out
  [2]
  $ $painrig test --history history.jsonl --shrink-share 2
  --shrink-share 2 is out of range: give 0 to 1
  [2]
  $ printf '{"release":"v4","verd' >> history.jsonl
  $ $painrig test --history history.jsonl
  history.jsonl:4: the line has no end: was the file cut off? Mend it, or give another one
  [2]
  $ tail -n 1 history.jsonl | head -c 14; echo
  {"release":"v4
  $ $painrig test --history nowhere/history.jsonl
  nowhere/history.jsonl: No such file or directory: give a file that can be written to
  [2]
