What a run leaves can be checked for whether anything was changed since.

  $ cat > short.lua <<END
  > return scenario {
  >   title = "short", rig = "ablation", limit_s = 9,
  >   run = function(rig) wait(1) expect("cold", rig.tip.temp_c < 40) end,
  > }
  > END
  $ $painrig run short.lua --quiet --out run --tester Ann
  pass: 1 expectation was met
  $ $painrig verify run | sed 's/[0-9]* links/N links/'
  run: whole: N links, 7 files; finished, pass; not signed
  $ echo >> run/trace.csv; rm run/wire.log; touch run/more.txt
  $ $painrig verify run | sed 's/[0-9]* bytes and had [0-9]*/N bytes and had N/'
  run: trace.csv was changed: it has N bytes and had N
  run: wire.log is missing
  run: more.txt is not in the chain: it was put in or renamed afterwards
  run: 3 faults found
  $ $painrig verify run > /dev/null
  [1]

A key signs it, so that nobody else can make all of it anew.

  $ $painrig key bench.key; stat -c %a bench.key
  bench.key: the secret key, yours alone
  bench.key.pub: the public key, for painrig verify --key
  600
  $ $painrig key bench.key
  bench.key.pub is there already: a key is never written over another
  [2]
  $ $painrig run short.lua --quiet --out run --sign bench.key
  pass: 1 expectation was met
  $ $painrig verify run | sed 's/[0-9]* links/N links/'
  run: whole: N links, 7 files; finished, pass; signed, but by whom only --key can tell
  $ $painrig verify run --key bench.key.pub | sed 's/[0-9]* links/N links/'
  run: whole: N links, 7 files; finished, pass; signed by the key given
  $ $painrig key other.key > /dev/null
  $ $painrig verify run --key other.key.pub
  run: it is signed by another key than the one given with --key (which has to be the public one, .pub)
  run: 1 fault found
  [1]
  $ $painrig run short.lua --quiet --out run2 --sign bench.key.pub; ls -d run2
  bench.key.pub is a public key: sign with the secret one, bench.key
  ls: cannot access 'run2': No such file or directory
  [2]
  $ $painrig run short.lua --quiet --out run2 --sign nowhere.key; ls -d run2
  nowhere.key: No such file or directory: give a key that painrig key has made
  ls: cannot access 'run2': No such file or directory
  [2]

A run that is killed has a record that is closed: its keeper does that.

  $ echo 'return scenario { title = "long", rig = "ablation", limit_s = 90000, run = function(rig) wait(80000) end }' > long.lua
  $ ( $painrig run long.lua --quiet --out killed --sign bench.key & echo $! > pid; wait ) 2> /dev/null &
  > for i in $(seq 600); do [ -s killed/trace.csv ] && break; sleep 0.1; done
  > kill -9 $(cat pid)
  > for i in $(seq 600); do [ -e killed/evidence.sig ] && break; sleep 0.1; done
  > $painrig verify killed --key bench.key.pub | sed 's/[0-9]* links/N links/'
  killed: whole: N links, 3 files; killed, error; signed by the key given

So has one that fails to start.

  $ echo 'return scenario { title = ' > bad.lua
  $ $painrig run bad.lua --out bad
  bad.lua:2: unexpected symbol near <eof>
  [2]
  $ $painrig verify bad | sed 's/[0-9]* links/N links/'
  bad: whole: N links, 3 files; failed to start, error; not signed

A suite has a chain over those of its runs.

  $ mkdir tests; cp short.lua tests/a.lua; cp short.lua tests/b.lua
  $ $painrig test tests -j2 --out suite --papers evidence --sign bench.key > /dev/null
  $ $painrig verify suite --key bench.key.pub | sed 's/[0-9]* links/N links/'
  suite: whole: N links, 10 files, 2 runs; finished, pass; signed by the key given
  $ $painrig run short.lua --quiet --out suite/tests/b --sign bench.key
  pass: 1 expectation was met
  $ echo '{}' >> suite/results.jsonl
  $ $painrig verify suite | sed 's/[0-9a-f]\{12\}\.\./HASH/g; s/[0-9]* bytes and had [0-9]*/N bytes and had N/'
  suite: the run in tests/b is not the one of this suite: its last link is HASH and was HASH
  suite: results.jsonl was changed: it has N bytes and had N
  suite: 2 faults found

What cannot be checked is not whole, and no fault either.

  $ mkdir empty
  $ $painrig verify empty
  nothing to check in empty: empty/evidence.jsonl cannot be read: No such file or directory
  [2]
  $ $painrig verify run --key short.lua
  short.lua is no key: expected 64 hex digits, as painrig key writes them
  [2]
  $ $painrig verify
  painrig verify: DIR is missing: see painrig verify --help
  [2]
  $ $painrig verify --help | head -n 2
  painrig verify DIR [options]
  

Mutants and a campaign leave no folder per run, but a chain over what they found.

  $ mkdir bench requirements
  $ cat > requirements/own.lua <<END
  > return requirements { rig = "ablation", { id = "IL-RF-01", title = "not too hot",
  >   formula = "G( tip.seen_c >= 95 -> F[0,0.5] !output.rf_on )", source = "a proposal",
  >   priority = "high", rationale = "above 100 C tissue boils" } }
  > END
  $ cp short.lua bench
  $ $painrig test bench --mutants --filter stim_tenfold --quiet --out mutants --tester Ann > /dev/null
  [1]
  $ $painrig verify mutants
  mutants: whole: 11 links, 5 files, 1 run; finished, fail; not signed
  $ $painrig test bench --mutants --filter stim_tenfold --quiet --out mutants --resume --sign bench.key > /dev/null
  [1]
  $ $painrig verify mutants --key bench.key.pub
  mutants: whole: 11 links, 5 files, 1 run; finished, fail; signed by the key given
  $ sed -i 's/"pass"/"fail"/' mutants/mutants.jsonl
  $ $painrig verify mutants | sed 's/[0-9a-f]*\.\./HASH../g'
  mutants: mutants.jsonl was changed: its SHA-256 is HASH.. and was HASH..
  mutants: 1 fault found
  $ $painrig campaign bench/short.lua --faults thermocouple.open --at 0.5 --quiet --out campaign --sign bench.key
  pass: no requirement failed in 1 case
  $ $painrig verify campaign --key bench.key.pub
  campaign: whole: 10 links, 4 files, 1 run; finished, pass; signed by the key given
  $ sed -i 's/"inconclusive"/"Inconclusive"/' campaign/campaign.json
  $ $painrig verify campaign | sed 's/[0-9a-f]*\.\./HASH../g'
  campaign: campaign.json was changed: its SHA-256 is HASH.. and was HASH..
  campaign: 1 fault found
