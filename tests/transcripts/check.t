Requirements watch a run, and its trace can be judged again by them or by a formula.

  $ mkdir requirements
  $ cat > requirements/generator.lua <<end
  > return requirements {
  >   rig = "ablation",
  >   { id = "T-1", title = "not hot before it is asked for", priority = "high", source = "a test",
  >     formula = "G(tip.seen_c < 40)", rationale = "nothing heats" },
  >   { id = "T-2", title = "off after an emergency stop", priority = "high", source = "a test",
  >     formula = "G(rise(generator.state == estop) -> F[0,0.2] !output.rf_on)", rationale = "it stops" },
  >   { id = "T-3", title = "tests itself quickly", priority = "low", source = "a test",
  >     formula = stl.eventually(0, 5, stl.signal("generator.state"):eq("standby")), rationale = "time" },
  > }
  > end
  $ cat > s.lua <<end
  > return scenario { title = "waits for standby", limit_s = 10, covers = { "T-1", "T-3" },
  >   setup = { start_c = 37 }, run = function(rig) wait(3) end }
  > end
  $ $painrig run s.lua | sed '/simulated/d' | tail -n 4
    requirements: 3 monitored, 2 put to the test, 2 pass
  
  pass: 2 requirements were met
  report: out/s/report.html
  $ sed -i 's/"T-3" }/"T-2" }/' s.lua
  $ $painrig run s.lua --quiet
  vacuous: 1 requirement was never put to the test
  [1]
  $ $painrig run s.lua | tail -n 6 | sed '/simulated/d'
    requirements: 3 monitored, 2 put to the test, 2 pass
    vacuous       T-2: its trigger never held in 321 rows
  
  vacuous: 1 requirement was never put to the test
  report: out/s/report.html
  $ $painrig run s.lua --requirements none --quiet
  vacuous: the scenario expected nothing: add expect, expect_within or expect_always
  [1]

What is wrong with a requirement is told before anything runs.

  $ sed 's/T-2/T-1/' requirements/generator.lua > twice.lua
  $ $painrig run s.lua --requirements twice.lua
  twice.lua:5: T-1 is there twice: the first is at twice.lua:3
  [2]
  $ sed 's/tip.seen_c/tip.sen_c/' requirements/generator.lua > misspelt.lua
  $ $painrig run s.lua --requirements misspelt.lua
  misspelt.lua:3: T-1: formula: there is no signal named 'tip.sen_c': did you mean 'tip.seen_c'?
    G(tip.sen_c < 40)
      ^
  [2]
  $ sed 's/0.2]/0.205]/' requirements/generator.lua > between.lua
  $ $painrig run s.lua --requirements between.lua
  between.lua:5: T-2: formula: the bound 0.205 s is no whole number of ticks of 0.01 s: the nearest that are, are 0.2 s and 0.21 s
    G(rise(generator.state == estop) -> F[0,0.205] !output.rf_on)
                                        ^
  [2]
  $ $painrig run s.lua --requirements nowhere
  requirements: nowhere cannot be read: No such file or directory
  [2]

The trace, again.

  $ $painrig check out/s/trace.csv
  out/s/trace.csv
  ablation rig, 321 rows from 0.01 s to 3.21 s, tick 10 ms
  
    verdict       id              margin     slack    fired          at
    pass          T-1             2.88 C         -      321      1.18 s  nearest at 1.18 s: tip.seen_c < 40 held: tip.seen_c = 37.12 C; margin 2.88
    vacuous       T-2                  -         -        0           -  its trigger never held in 321 rows
    pass          T-3                  -         -      321      1.05 s  nearest at 1.05 s: generator.state == standby held: generator.state = standby
  
  pass: 3 monitored, 2 pass, 0 fail, 1 vacuous, 0 inconclusive
  $ $painrig check out/s/trace.csv --scenario s.lua --quiet
  vacuous: 3 monitored, 2 pass, 0 fail, 1 vacuous, 0 inconclusive
  [1]
  $ $painrig check out/s/trace.csv --formula "G(tip.seen_c < 37)" --quiet
  fail: 1 monitored, 0 pass, 1 fail, 0 vacuous, 0 inconclusive
  [1]
  $ $painrig check out/s/trace.csv --formula "F[0,1 s](generator.state == standby)" --quiet
  inconclusive: 1 monitored, 0 pass, 0 fail, 0 vacuous, 1 inconclusive
  [1]
  $ $painrig check out/s/trace.csv --formula "G(generator.state == holdd)"
  --formula: generator.state is never 'holdd': it is one of self_test, standby, checking, sensory, motor, ramp, hold, pulse, cooldown, complete, fault, estop
    G(generator.state == holdd)
                         ^
  [2]
  $ $painrig check out/s/trace.csv --rig infusion 2>&1 | sed 's|: [0-9]* of [0-9]* columns|: N columns|; s|\(flow_ul_per_h\), .*|\1, ...|'
  out/s/trace.csv: N columns of the infusion rig are missing: catheter.flow_ul_per_h, ...
    give a trace of that rig, or another --rig
  $ $painrig check out/s/trace.csv --requirements twice.lua
  twice.lua:5: T-1 is there twice: the first is at twice.lua:3
  [2]
  $ $painrig check nowhere.csv
  nowhere.csv: No such file or directory: give the path of a trace.csv
  [2]
  $ cut -d, -f 1-5 out/s/trace.csv > narrow.csv
  $ $painrig check narrow.csv 2>&1 | sed 's|: [0-9]* of [0-9]* columns|: N columns|; s|missing: .*|missing: ...|'
  narrow.csv: N columns of the ablation rig are missing: ...
    give a trace of that rig, or another --rig
  $ awk 'NR == 7 { print kept } { kept = $0; print }' out/s/trace.csv > back.csv
  $ $painrig check back.csv
  back.csv:7: time goes from 0.04 s to 0.04 s: a trace's rows come in order of time
  [2]
  $ sed '$d' out/s/trace.csv > killed.csv
  $ $painrig check killed.csv --quiet
  inconclusive: 3 monitored, 0 pass, 0 fail, 1 vacuous, 2 inconclusive
  [1]

A trace whose rows are spaced says so.

  $ sed 's/limit_s = 10/limit_s = 10, row_every_s = 0.5/' s.lua > spaced.lua
  $ $painrig run spaced.lua --quiet
  vacuous: 1 requirement was never put to the test
  [1]
  $ $painrig check out/spaced/trace.csv
  out/spaced/trace.csv
  ablation rig, 14 rows from 0.01 s to 3.21 s, tick 10 ms
  note: 307 of 321 ticks have no row: the row before is held there. States and flags are exact, quantities as old as their row
  
    verdict       id              margin     slack    fired          at
    pass          T-1             2.89 C         -      321      3.00 s  nearest at 3 s: tip.seen_c < 40 held: tip.seen_c = 37.11 C; margin 2.89
    vacuous       T-2                  -         -        0           -  its trigger never held in 321 rows
    pass          T-3                  -         -      321      1.05 s  nearest at 1.05 s: generator.state == standby held: generator.state = standby
  
  pass: 3 monitored, 2 pass, 0 fail, 1 vacuous, 0 inconclusive
