What the devices owe, where that is written, which scenarios show it, and what nobody shows.

  $ mkdir -p scenarios/requirements scenarios/ablation
  $ cat > scenarios/requirements/generator.lua <<end
  > return requirements {
  >   rig = "ablation",
  >   {
  >     id = "R-1", title = "off when the tip is too hot", priority = "high",
  >     formula = "G( (tip.seen_c >= 95) -> F[0,500 ms] (output.rf_on <= 0.5) )",
  >     source = "a norm, 201.12", rationale = "tissue boils",
  >     unverified = "0.5 s is a proposal",
  >   },
  >   {
  >     id = "R-2", title = "never above 60 W", priority = "medium",
  >     formula = "G(output.power_w <= 60)", source = "a norm, 201.13", rationale = "pain",
  >   },
  >   {
  >     id = "R-3", title = "says when its cable is cut", priority = "low",
  >     formula = "G( (link.age_s >= 2) -> F[0,1 s] (output.rf_on <= 0.5) )",
  >     source = "a norm, 201.14", rationale = "nobody would know",
  >   },
  > }
  > end
  $ scenario() { echo "return scenario { title = '$1', limit_s = 5, covers = { $2 }, tags = { 'quick' },"
  > echo "  run = function(rig) wait(0.2); expect('cool', rig.tip.seen_c < 60) end }"; }
  $ scenario "stays cool" '"R-1", "R-2"' > scenarios/ablation/cool.lua
  $ scenario "covers an id that was misspelt" '"R-22"' > scenarios/ablation/misspelt.lua
  $ scenario "covers nothing" '' > scenarios/ablation/nothing.lua

The list; with its formulas; of one rig.

  $ $painrig requirements
    id   priority  title                        where it is from
    R-1  high      off when the tip is too hot  * a norm, 201.12
    R-2  medium    never above 60 W             a norm, 201.13
    R-3  low       says when its cable is cut   a norm, 201.14
  3 requirements; * numbers of 1 are unverified: painrig requirements ID says which
  $ $painrig requirements --formulas --rig ablation
    id   priority  title                        where it is from
    R-1  high      off when the tip is too hot  * a norm, 201.12
         always((tip.seen_c >= 95) implies (eventually[0,0.5](output.rf_on <= 0.5)))
    R-2  medium    never above 60 W             a norm, 201.13
         always(output.power_w <= 60)
    R-3  low       says when its cable is cut   a norm, 201.14
         always((link.age_s >= 2) implies (eventually[0,1](output.rf_on <= 0.5)))
  3 requirements; * numbers of 1 are unverified: painrig requirements ID says which
  $ $painrig requirements --rig infusion
  0 requirements

What can be said without running anything: a requirement that no case covers, a case that covers nothing, an id
that nobody has.

  $ $painrig requirements --gaps
  uncovered: R-3: no case covers it: nothing shows that it is met
  covers nothing: ablation/nothing: scenarios/ablation/nothing.lua:1 says of no requirement that it covers it: add covers = { "ID" }
  orphan: R-22, ablation/misspelt: scenarios/ablation/misspelt.lua:1 covers it, and no requirement has this id: did you mean R-2?
  3 gaps
  [1]
  $ $painrig requirements --gaps --rig infusion
  0 gaps

With the outcomes of a suite: a trigger that never fired is no pass.

  $ $painrig test --quiet > said; grep -A 1 requirements said
  1 of 3 requirements put to the test and met; 4 gaps (uncovered 1, untriggered 1, covers nothing 1, orphan 1)
    R-22: scenarios/ablation/misspelt.lua:1 covers it, and no requirement has this id: did you mean R-2?
  $ $painrig requirements --results out/suite --gaps
  uncovered: R-3: no case covers it: nothing shows that it is met
  untriggered: R-1, ablation/cool: 1 case covers it, and its trigger fired in none: it was not put to the test
  covers nothing: ablation/nothing: scenarios/ablation/nothing.lua:1 says of no requirement that it covers it: add covers = { "ID" }
  orphan: R-22, ablation/misspelt: scenarios/ablation/misspelt.lua:1 covers it, and no requirement has this id: did you mean R-2?
  4 gaps
  [1]
  $ $painrig requirements R-2 R-1 --results out/suite
  R-2: never above 60 W
    formula     G(output.power_w <= 60)
    for RTAMT   always(output.power_w <= 60)
    rig         ablation
    priority    medium
    source      a norm, 201.13
    rationale   pain
    written in  scenarios/requirements/generator.lua:9
    verdict     pass, least margin 60 W
    covered by
      ablation/cool: pass, fired at 41 rows, margin 60 W
      ablation/misspelt (does not cover it): pass, fired at 41 rows, margin 60 W
      ablation/nothing (does not cover it): pass, fired at 41 rows, margin 60 W
  
  R-1: off when the tip is too hot
    formula     G( (tip.seen_c >= 95) -> F[0,500 ms] (output.rf_on <= 0.5) )
    for RTAMT   always((tip.seen_c >= 95) implies (eventually[0,0.5](output.rf_on <= 0.5)))
    rig         ablation
    priority    high
    source      a norm, 201.12
    unverified  0.5 s is a proposal
    rationale   tissue boils
    written in  scenarios/requirements/generator.lua:3
    verdict     vacuous
    covered by
      ablation/cool: vacuous
  $ $painrig requirements --results out/suite/results.jsonl --matrix
  from requirement to case
    R-1  off when the tip is too hot: vacuous
      ablation/cool: vacuous
    R-2  never above 60 W: pass, least margin 60 W
      ablation/cool: pass, fired at 41 rows, margin 60 W
      ablation/misspelt (does not cover it): pass, fired at 41 rows, margin 60 W
      ablation/nothing (does not cover it): pass, fired at 41 rows, margin 60 W
    R-3  says when its cable is cut: vacuous
      no case
  
  from case to requirement; in parentheses: put to the test and not covered
    ablation/cool: R-1 R-2
    ablation/misspelt: R-22 (R-2)
    ablation/nothing: (R-2)

For other programs.

  $ $painrig requirements --results out/suite --csv matrix.csv --json matrix.json
  $ tr -d '\r' < matrix.csv
  requirement,title,rig,priority,source,unverified,case,covers,verdict,fired,margin,unit,slack_s,at_s,why
  "R-1","off when the tip is too hot","ablation","high","a norm, 201.12","0.5 s is a proposal","ablation/cool",yes,"vacuous",0,,"C",,0.11,"its trigger never held in 41 rows"
  "R-2","never above 60 W","ablation","medium","a norm, 201.13","","ablation/cool",yes,"pass",41,60,"W",,0.01,"nearest at 0.01 s: output.power_w <= 60 held: output.power_w = 0 W; margin 60"
  "R-2","never above 60 W","ablation","medium","a norm, 201.13","","ablation/misspelt",no,"pass",41,60,"W",,0.01,"nearest at 0.01 s: output.power_w <= 60 held: output.power_w = 0 W; margin 60"
  "R-2","never above 60 W","ablation","medium","a norm, 201.13","","ablation/nothing",no,"pass",41,60,"W",,0.01,"nearest at 0.01 s: output.power_w <= 60 held: output.power_w = 0 W; margin 60"
  "R-3","says when its cable is cut","ablation","low","a norm, 201.14","",,no,,,,,,,
  $ grep '"kind"' matrix.json
  {"requirement":"R-3","case":null,"why":"no case covers it: nothing shows that it is met","kind":"uncovered"},
  {"requirement":"R-1","case":"ablation/cool","why":"1 case covers it, and its trigger fired in none: it was not put to the test","kind":"untriggered"},
  {"requirement":null,"case":"ablation/nothing","why":"scenarios/ablation/nothing.lua:1 says of no requirement that it covers it: add covers = { \"ID\" }","kind":"covers nothing"},
  {"requirement":"R-22","case":"ablation/misspelt","why":"scenarios/ablation/misspelt.lua:1 covers it, and no requirement has this id: did you mean R-2?","kind":"orphan"}]}

Results of other requirements or of scenarios that were changed since are told as such.

  $ sed -i 's/60 W/61 W/' scenarios/requirements/generator.lua
  $ echo "-- a comment" >> scenarios/ablation/cool.lua
  $ $painrig requirements --results out/suite --csv /dev/null
  3 of the results were judged by other requirements than these: run the suite again
  1 of the results are of scenarios that were changed since: run the suite again

What cannot be read is refused.

  $ $painrig requirements R-4
  there is no requirement, file or folder named 'R-4': did you mean 'R-1'?
  [2]
  $ $painrig requirements --rig ablatoin
  there is no rig "ablatoin": did you mean "ablation"? (known: ablation, infusion, injection)
  [2]
  $ $painrig requirements --results nowhere --gaps
  nowhere: No such file or directory
  [2]
  $ $painrig requirements nowhere/
  nowhere/: No such file or directory: give files or folders of scenarios
  [2]
  $ echo nonsense > results.jsonl
  $ $painrig requirements --results results.jsonl --gaps
  results.jsonl:1: this is no JSON: line 1, column 8: invalid token near 'nonsense'
  [2]
  $ sed -i 's/R-3/R-1/' scenarios/requirements/generator.lua
  $ $painrig requirements
  scenarios/requirements/generator.lua:13: R-1 is there twice: the first is at scenarios/requirements/generator.lua:3
  [2]
  $ $painrig requirements --help
  painrig requirements [ID | PATH]... [options]
  
  What the devices owe, where that is written, and which scenarios show it.
  
    --requirements PATH  a file or folder of them (requirements/ near the scenarios)
    --rig NAME           of this rig only
    --formulas           with each its formula, as RTAMT reads it
    --results PATH       verdicts of a suite: its folder, or its results.jsonl
    --matrix             from requirement to case, and from case to requirement
    --gaps               what is not shown; ends with 1 if there is anything
    --csv FILE           the matrix, a line per pair
    --json FILE          the matrix and its gaps
    --help               show this page
  
  A word that is a file or a folder is where scenarios are (scenarios/ if there is
  none); any other is the id of a requirement, of which everything is told.
  A gap is a requirement that no case covers, whose trigger fired nowhere, that was
  nowhere decided or is not met; a case that covers nothing, or an id that no
  requirement has, or was not run. What needs outcomes needs --results.
  Exit status: 0; 1 if --gaps found some; 2 if something cannot be read.
  
  example
    painrig requirements --rig ablation --formulas
    painrig requirements IL-RF-01 --results out/suite
    painrig requirements --results out/suite --gaps --csv matrix.csv
