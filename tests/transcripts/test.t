painrig test runs every scenario there is, as one piece of evidence.

  $ mkdir -p bench/heat
  $ cat >bench/heat/ready.lua <<'END'
  > return scenario { title = "ready", limit_s = 5, tags = { "quick" },
  >   run = function(rig) wait(1.5) expect("it is ready", rig.generator.state == "standby") end }
  > END
  $ cat >bench/heat/cold.lua <<'END'
  > return scenario { title = "cold", limit_s = 5, parameters = { most_c = 50 },
  >   cases = { sure = {}, never = { most_c = 10 } },
  >   run = function(rig, p) wait(1.5) expect("the tip is cool", rig.tip.temp_c < p.most_c) end }
  > END
  $ plain() { sed 's/[0-9.]* s\b/N s/g; s/sha256 [0-9a-f]*/sha256 .../; /^slowest/d'; }
  $ $painrig test bench -j1 >said; echo "status $?"; plain <said
  status 1
  [1/3] fail         heat/cold[never]  N s
  [2/3] pass         heat/cold[sure]  N s
  [3/3] pass         heat/ready  N s
  
    fail          heat/cold[never]
                  the tip is cool: false at N s: tip.temp_c = 37.000 C
                  painrig run bench/heat/cold.lua --case never
  
  2 passed, 1 failed; N s, 1 at a time
  suite sha256 ...
  report: out/suite/report.html
  $ ls out/suite out/suite/heat out/suite/heat/cold
  out/suite:
  evidence.jsonl
  heat
  report.html
  results.jsonl
  
  out/suite/heat:
  cold
  ready
  
  out/suite/heat/cold:
  never
  sure
  $ $painrig run bench/heat/cold.lua --case never --quiet
  fail: 1 of 1 expectation was not met
  [1]

What is done is not done again, in another order or with another number of jobs; the hash stays.

  $ grep sha256 said >hash; cp out/suite/results.jsonl first
  $ head -n 2 first >out/suite/results.jsonl; printf '{"name":"heat/re' >>out/suite/results.jsonl
  $ $painrig test bench -j 2 --resume >said; echo "status $?"; plain <said | head -n 2
  status 1
  [3/3] pass         heat/ready  N s
  
  $ grep sha256 said | cmp - hash; wc -l <out/suite/results.jsonl
  3
  $ head -n 2 first >two; head -n 2 out/suite/results.jsonl | cmp - two

Parts of it.

  $ $painrig test bench --filter quick -j1 | plain
  [1/1] pass         heat/ready  N s
  
  1 passed; N s, 1 at a time
  suite sha256 ...
  report: out/suite/report.html
  $ $painrig test bench --shard 2/2 -j1 --quiet | plain
  
  1 passed; N s, 1 at a time
  suite sha256 ...
  report: out/suite/report.html
  $ $painrig test bench --shard 5/5 -j1 --quiet | plain
  
  0 passed; N s, 1 at a time
  suite sha256 ...
  report: out/suite/report.html
  no case falls to this shard
  $ $painrig test bench --filter ready --repeat 2 --seed 5 -j1 --papers none | plain
  [1/2] pass         heat/ready  N s
  [2/2] pass         heat/ready#2  N s
  
  2 passed; N s, 1 at a time
  suite sha256 ...
  report: out/suite/report.html

For machines that read.

  $ $painrig test bench --tap -j2 | grep -v '^#' | head -n 3
  TAP version 13
  1..3
  not ok 1 - heat/cold[never]
  $ $painrig test bench --junit out.xml --quiet >said; grep -c '<testcase' out.xml
  3

A file that cannot be loaded is a test that fails, and not one that is passed over.

  $ echo 'return scenaro {}' >bench/heat/typo.lua
  $ $painrig test bench --filter typo --quiet -j1 | plain
  
    error         heat/typo
                  typo.lua:1: 'scenaro' is not known: did you mean 'scenario'?
                  painrig run bench/heat/typo.lua
  
  0 passed, 1 could not be run; N s, 1 at a time
  suite sha256 ...
  report: out/suite/report.html
  $ rm bench/heat/typo.lua

Without requirements: the scenarios' own expectations alone judge.

  $ $painrig test bench --filter ready --requirements none -j1 --papers none --quiet | plain
  
  1 passed; N s, 1 at a time
  suite sha256 ...
  report: out/suite/report.html
  $ $painrig test bench --filter ready --requirements nine -j1 --quiet
  requirements: nine cannot be read: No such file or directory
  [2]

What is wrong with the order is refused before anything runs.

  $ $painrig test nowhere
  nowhere cannot be read: No such file or directory
  [2]
  $ echo "a scenario" >kept.lua; $painrig test bench --junit kept.lua; cat kept.lua
  --junit kept.lua would overwrite a scenario: give a file for the results, as in --junit out.xml
  a scenario
  $ mkdir empty; $painrig test empty
  there is no scenario in empty
  [2]
  $ $painrig test bench --filter qiuck
  --filter qiuck: no scenario in bench has this tag, covers this id or has this in its name
  [2]
  $ $painrig test bench --shard 0/3
  --shard 0/3: write --shard I/N, as in --shard 2/5 for the second of five
  [2]
  $ $painrig test bench --shard 4/3
  --shard 4/3: write --shard I/N, as in --shard 2/5 for the second of five
  [2]
  $ $painrig test bench --shard two
  --shard two: write --shard I/N, as in --shard 2/5 for the second of five
  [2]
  $ $painrig test bench -j 0
  --jobs 0 is out of range: give 1 to 256
  [2]
  $ $painrig test bench -j
  painrig test: --jobs needs a value: --jobs N
  [2]
  $ $painrig test bench -x
  painrig test: -x is not known: options begin with --
  [2]
  $ $painrig test bench --jbos 2
  painrig test: --jbos is not known: did you mean --jobs?
  [2]
  $ $painrig test bench --repeat 1.5
  --repeat 1.5: give a whole number
  [2]
  $ $painrig test bench --papers some
  --papers some: give all, evidence or none
  [2]
  $ $painrig test bench --junit nowhere/out.xml
  --junit nowhere/out.xml cannot be written: No such file or directory
  [2]
  $ $painrig test bench --rig ablation
  --rig goes with --mutants: for cases of one rig give its folder
  [2]
  $ mkdir -p other/heat; cp bench/heat/ready.lua other/heat
  $ $painrig test bench other
  two tests would be called heat/ready: bench/heat/ready.lua and other/heat/ready.lua. Rename one, or run them apart
  [2]
  $ echo 'no line of results' >out/suite/results.jsonl
  $ $painrig test bench --resume
  --resume: out/suite/results.jsonl:1: this is no JSON: line 1, column 2: invalid token near 'no'
  [2]
  $ cat out/suite/results.jsonl
  no line of results

Mutants: can the suite fail? A suite that fails on the sound device says nothing.

  $ $painrig test bench --mutants --junit out.xml
  --mutants takes no --junit: its table is mutants.json, .csv and .html
  [2]
  $ $painrig test bench --mutants --sign key
  key: No such file or directory: give a key that painrig key has made
  [2]
  $ $painrig test bench --mutants --rig ablaton
  there is no rig "ablaton": did you mean "ablation"? (known: ablation, infusion, injection)
  [2]
  $ $painrig test bench --mutants --filter over_tmp_gone
  --filter over_tmp_gone: no mutant has this in its name, or attacks it: did you mean over_temp_gone?
  [2]
  $ $painrig test bench --mutants --filter over_temp_gone --quiet -j1 2>&1 | plain
  
    fail          heat/cold[never]
                  the tip is cool: false at N s: tip.temp_c = 37.000 C
                  painrig run bench/heat/cold.lua --case never
  
  2 passed, 1 failed; N s, 1 at a time
  suite sha256 ...
  the suite does not pass on the sound device: no mutant was run, since a broken suite kills them all
  $ rm bench/heat/cold.lua
  $ $painrig test bench --mutants --filter over_temp_gone --quiet -j1; echo "status $?"
  
    SURVIVED  ablation/over_temp_gone: 95 C do not stop it
              attacks IL-RF-01; runs against it: 1
  ablation: 0 of 1 mutants killed (0.0 %), 0 of them by what they attack
  table: out/mutants/mutants.html
  status 1
  $ ls out/mutants
  evidence.jsonl
  mutants.csv
  mutants.html
  mutants.json
  mutants.jsonl
  sound.jsonl
  $ cat out/mutants/mutants.csv
  rig,mutant,defect,attacks,state,case,by,aim,runs
  "ablation","over_temp_gone","95 C do not stop it","IL-RF-01","SURVIVED","","","",1

  $ $painrig help test
  painrig test [PATH...] [options]
  
  Run every scenario of files and folders (scenarios/ if none is given).
  
    --jobs N             runs at a time (as many as there are processors); also -j
    --filter WORD        only what has this tag, covers this id or has this in its name
    --shard I/N          the i-th of n parts, for n machines
    --resume             go on where a suite in the same folder was stopped or killed
    --repeat N           each so many times, with seeds that count up (1)
    --seed N             where the random numbers start (1)
    --out DIR            the suite's folder (out/suite, or out/mutants)
    --papers WORD        of each run: all, evidence (no page, no pictures) or none (all)
    --requirements PATH  a file or folder of them, or none (requirements/ near a scenario)
    --junit FILE         results for Jenkins, GitLab and GitHub
    --tap                results for prove, on stdout
    --tester NAME        who is responsible (the user's name on this machine)
    --sign FILE          sign the evidence of each run and the suite with this key
    --history FILE       margins of every release: what shrank against the last one?
    --release NAME       what the history calls this one (the version)
    --shrink-share PART  how much of a margin may go unreported (0.2)
    --limit-s N          how long one run may take, in seconds of the wall clock (600)
    --mutants            on every mutant of the mocked devices: which survive?
    --rig NAME           with --mutants: of this rig only
    --quiet              print what did not pass and the counts only
    --help               show this page
  
  Each run is a process of its own: one that hangs or crashes is one error, no more.
  The folder has results.jsonl, a line per run as it ends; report.html of the whole;
  and for each run a folder with what painrig run leaves. The suite's SHA-256 is over
  names, verdicts and traces: the same for any -j.
  With --mutants every case must pass on the sound device; then each defect of a
  mocked firmware is run until a case does not pass. --filter, --shard choose mutants.
  mutants.json, .csv and .html in out/mutants say which case killed which,
  and by what.
  Exit status: 0 all passed; 1 something did not; 2 it could not be run to its end.
  
  example
    painrig test scenarios -j2 --junit out.xml
    painrig test scenarios/ablation --filter IL-RF-01 --repeat 10
    painrig test scenarios --mutants --rig ablation
