What is typed on the command line is understood, or refused with what would have been right.

  $ $painrig lesoin
  painrig: "lesoin" is not known: did you mean painrig lesion?
  [2]
  $ $painrig wavelengths-of-light
  painrig: "wavelengths-of-light" is not known: see painrig --help
  [2]
  $ $painrig run
  painrig run: FILE.lua is missing: see painrig run --help
  [2]
  $ $painrig run nowhere.lua
  nowhere.lua cannot be read: No such file or directory
  [2]
  $ $painrig run a.lua b.lua
  painrig run: "b.lua" is one too many: it is painrig run FILE.lua
  [2]
  $ $painrig run a.lua --sead 3
  painrig run: --sead is not known: did you mean --seed?
  [2]
  $ $painrig run a.lua --seed minus
  --seed minus: give a whole number, 0 or more
  [2]
  $ $painrig run a.lua --seed
  painrig run: --seed needs a value: --seed N
  [2]
  $ $painrig signals --rig ablaton
  there is no rig "ablaton": did you mean "ablation"? (known: ablation, infusion, injection)
  [2]
  $ $painrig help run | grep .
  painrig run FILE.lua [options]
  Run a scenario on a mocked device, or on a bench, and judge what it expects.
    --set NAME=VALUE     another value for a parameter of the scenario; may be repeated
    --case NAME          one of the scenario's cases
    --fault TEXT         a fault by a plan, as thermocouple.open=1 @12..20; may be repeated
    --seed N             where the random numbers start (1)
    --tester NAME        who runs it, for the evidence (your user name)
    --sign KEY           sign the evidence with this secret key, of painrig key
    --out DIR            the run's folder (out/<name of the file>, of a case /<its name>)
    --requirements PATH  a file or folder of them, or none (requirements/ near the scenario)
    --bench FILE.lua     real devices in place of the mocked one, in real time
    --arm                let energy and drug leave them, within the bench file's limits
    --priority N         of SCHED_FIFO, of a run on a bench; 0: without (80)
    --quiet              print the verdict only
    --help               show this page
  The folder then has trace.csv, events.jsonl, wire.log, manifest.json, report.html,
  what the rig has to show as pictures, and evidence.jsonl: see painrig verify.
  A fault is KNOB=VALUE @FROM..TO in seconds (@FROM: to the end), of painrig knobs,
  and behind it every N, nth N (ticks of its window) or chance P (each tick by lot).
  A bench file (benches/) says which instrument is at which port for each role;
  without --arm nothing of it is switched on.
  Every requirement of the rig is watched, whether the scenario covers it or not.
  Exit status: 0 pass; 1 not met, never put to the test, or undecided; 2 not run.
  example
    painrig run scenarios/ablation/lumbar_medial_branch.lua --set set_c=85 --seed 7
  $ $painrig run --help | head -n 1
  painrig run FILE.lua [options]

A file that is not there leaves nothing behind.

  $ ls

A fault by a plan is checked before anything runs, and leaves the folder of an earlier run alone.

  $ echo "return scenario { title = 't', limit_s = 9, run = function(rig) wait(2) end }" > short.lua
  $ $painrig run short.lua --fault "thermocouple.open 1"
  --fault "thermocouple.open 1": "thermocouple.open" is no knob with a value: write KNOB=VALUE @FROM..TO, as in thermocouple.open=1 @12..20
  [2]
  $ $painrig run short.lua --fault "thermocouple.opne=1 @1"
  the ablation rig has no fault thermocouple.opne: did you mean thermocouple.open?
  [2]
  $ ls
  short.lua

A limit on the size of files is told like a disk that is full, and ends nothing by a signal.

  $ (ulimit -f 64; $painrig run short.lua --quiet --requirements none 2>&1 | sed 's/after [0-9]* rows/after some rows/')
  out/short/report.html: File too large: give a folder that exists, can be written to and has room
  out/short/trace.csv: File too large after some rows: free some room there or write to another folder; the rows written so far stay readable
  error: the run did not come to its end
