A campaign runs one scenario under many faults and judges it by requirements: here two of our own,
one of which nobody could meet under a fault that warms what the device sees.

  $ mkdir requirements
  $ cat >requirements/own.lua <<'END'
  > return requirements {
  >   rig = "ablation",
  >   {
  >     id = "GEN-TC-JUMP", title = "a temperature that jumps as no tissue does stops the output",
  >     formula = "G( (tip.jump_c >= 20 and output.rf_on) -> F[0,0.05] !output.rf_on )",
  >     source = "a proposal", priority = "high", rationale = "a bad contact shows steps",
  >   },
  >   {
  >     id = "OWN-SEEN", title = "what is seen while heating is below 60 C",
  >     formula = "G( output.rf_on -> tip.seen_c < 60 )",
  >     source = "made up, so that something fails", priority = "low", rationale = "a test",
  >   },
  >   {
  >     id = "OWN-NEVER", title = "after an emergency stop there is no output",
  >     formula = "G( generator.fault == estop -> !output.rf_on )",
  >     source = "made up, and never put to the test here", priority = "low", rationale = "a test",
  >   },
  > }
  > END
  $ cat >warm.lua <<'END'
  > return scenario {
  >   title = "a little heat for two seconds", limit_s = 8,
  >   parameters = { heats_s = 2 },
  >   run = function(rig, p)
  >     wait_until(function() return rig.generator.state == "standby" end)
  >     rig.generator.set_temp_c = 42
  >     rig.generator.mode = "heat"
  >     expect_within(5, "heating begins", function() return rig.output.rf_on == 1 end)
  >     wait(p.heats_s)
  >   end,
  > }
  > END
  $ $painrig campaign warm.lua --faults thermocouple.offset_c,thermocouple.open --at 0.5,2.5 --sizes 2 -j2 >printed
  [1]
  $ sed 's/ in [0-9.]* s: .*//' printed
  a little heat for two seconds
  ablation rig, seed 1, warm.lua; without a fault it passes, in 3.62 s
  2 faults at 2 times: 10 cases
  
  runs in which the fault came upon the device's state
                                self_test  standby  checking  ramp  fault  unknown
  thermocouple.offset_c                 4        3         3     5      6        2
  thermocouple.open                     1        1         0     1      2        0
  
  requirement                   pass  fail  known gap  vacuous  undecided  least margin where it was put to the test
  GEN-TC-JUMP                      4     0          0        6          0  slack 0.04 s in thermocouple.offset_c=200 @2.5
  OWN-SEEN                         4     1          0        4          1  -177.2 C in thermocouple.offset_c=200 @2.5
  
  1 of 3 requirements was not put to the test by any case:
    OWN-NEVER
  
  expectations of the scenario were not met in 3 of 10 cases (they describe its course without faults)
  control without a fault: pass
  control with a bad device: the bad device "tc_jump_gone" (a jump of the temperature is believed) failed GEN-TC-JUMP in: thermocouple.offset_c=200 @2.5
  
  OWN-SEEN: 1 case, first thermocouple.offset_c=200 @2.5; shrunk in 22 runs to thermocouple.offset_c=23 @2..3
    painrig run out/warm.campaign/shrunk-OWN-SEEN.lua
    played: it fails the same requirement
  
  10 cases
  fail: 1 of 3 requirements was not met in 1 of 10 cases; 4 came to the scenario's limit_s
  page: out/warm.campaign/campaign.html

The scenario that it wrote fails the same requirement, and no other command is needed to see it.

  $ $painrig run out/warm.campaign/shrunk-OWN-SEEN.lua --quiet
  fail: 1 requirement was not met
  [1]
  $ sed -n '1,5p;/^return original/,$p' out/warm.campaign/shrunk-OWN-SEEN.lua
  -- OWN-SEEN is not met by warm.lua
  -- with the faults at the end of this file, the fewest and simplest that were found. It shows with
  --     painrig run out/warm.campaign/shrunk-OWN-SEEN.lua
  
  local function original(scenario)
  return original(function(shrunk)
    shrunk.title = "OWN-SEEN not met: a little heat for two seconds"
    shrunk.covers, shrunk.cases, shrunk.grid = nil, nil, nil
    shrunk.faults = {
      { knob = "thermocouple.offset_c", value = 23, from_s = 2, to_s = 3 },
    }
    return scenario(shrunk)
  end)
  $ cut -d, -f1-6 out/warm.campaign/campaign.csv
  faults,verdict,failed,expectations_unmet,active,states
  "thermocouple.offset_c=200 @0.5",inconclusive,"",1,1,"self_test standby checking fault"
  "thermocouple.open=1 @0.5",inconclusive,"",1,1,"self_test standby fault"
  "thermocouple.offset_c=200 @2.5",fail,"OWN-SEEN",0,1,"ramp fault"
  "thermocouple.open=1 @2.5",pass,"",0,1,"ramp fault"
  "thermocouple.offset_c=-200 @0.5",inconclusive,"",0,1,"self_test unknown"
  "thermocouple.offset_c=-200 @2.5",pass,"",0,1,"ramp unknown"
  "thermocouple.offset_c=20 @0.5",pass,"",0,1,"self_test standby checking ramp fault"
  "thermocouple.offset_c=20 @2.5",pass,"",0,1,"ramp fault"
  "thermocouple.offset_c=-20 @0.5",inconclusive,"",1,1,"self_test standby checking fault"
  "thermocouple.offset_c=-20 @2.5",pass,"",0,1,"ramp fault"
  $ ls out/warm.campaign
  campaign.csv
  campaign.html
  campaign.json
  evidence.jsonl
  results.jsonl
  shrunk-OWN-SEEN.lua

The parameters of the run are kept, and so is its seed.

  $ $painrig campaign warm.lua --faults thermocouple.offset_c --at 2 --sizes 1 --set heats_s=1 --seed 7 --quiet --out seven
  fail: 1 of 3 requirements was not met in 1 of 2 cases
  [1]
  $ grep -h "parameters\[\|seed" seven/shrunk-OWN-SEEN.lua
  --     painrig run seven/shrunk-OWN-SEEN.lua --seed 7
    shrunk.parameters["heats_s"] = 1
  $ $painrig run seven/shrunk-OWN-SEEN.lua --seed 7 --quiet
  fail: 1 requirement was not met
  [1]

The same campaign gives the same results, one run at a time and two at a time.

  $ for jobs in 1 2 2; do
  >   $painrig campaign warm.lua --faults thermocouple.open,wire.drop --times 1 --sizes 2 --patterns window,chance -j $jobs --quiet --out twice
  >   sed -n 's/.*"sha256":"\([^"]*\)".*/\1/p' twice/campaign.json >>hashes
  > done
  pass: no requirement failed in 30 cases; 10 came to the scenario's limit_s
  pass: no requirement failed in 30 cases; 10 came to the scenario's limit_s
  pass: no requirement failed in 30 cases; 10 came to the scenario's limit_s
  $ sort hashes | uniq -c | sed 's/[0-9a-f]\{64\}/the same/'
        3 the same

Without shrinking, the first case of each failure is told.

  $ $painrig campaign warm.lua --faults thermocouple.offset_c --at 2 --sizes 1 --shrink-runs 0 | grep OWN-SEEN:
  OWN-SEEN: 1 case, first thermocouple.offset_c=200 @2; not shrunk: it was not asked for
  $ ls out/warm.campaign
  campaign.csv
  campaign.html
  campaign.json
  evidence.jsonl
  results.jsonl

Two faults at a time come behind each of them alone.

  $ $painrig campaign warm.lua --faults thermocouple.open,wire.drop,cable.cut --at 2 --sizes 1 --pairs --quiet --out pairs
  pass: no requirement failed in 6 cases
  $ cut -d, -f1,2 pairs/campaign.csv | sed 's/"//g'
  faults,verdict
  thermocouple.open=1 @2,pass
  wire.drop=1 @2,pass
  cable.cut=1 @2,pass
  thermocouple.open=1 @2, wire.drop=1 @2
  thermocouple.open=1 @2, cable.cut=1 @2
  wire.drop=1 @2, cable.cut=1 @2

A requirement that no bad device fails says nothing of a good one: that campaign is not valid.

  $ mkdir weak && sed 's/formula = "G( (tip.*/formula = "G( output.rf_on -> tip.temp_c < 300 )",/' requirements/own.lua >weak/own.lua
  $ $painrig campaign warm.lua --faults thermocouple.open --at 2 --requirements weak --quiet --out invalid
  error: the campaign is not valid, for its bad device did not fail; no requirement failed in 1 case
  [2]
  $ grep -o '"bad_device":"[^"]*"' invalid/campaign.json
  "bad_device":"1 bad devices were tried and none failed: that nothing else failed proves nothing"

What a device cannot see by its design is a known gap, and told as one: it is no failure, and nothing else is
excused by it.

  $ mkdir blind && sed '/id = "OWN-SEEN"/s/$/ blind_to = { ["thermocouple.offset_c"] = "one sensor, nothing to compare it with" },/' requirements/own.lua >blind/own.lua
  $ $painrig campaign warm.lua --faults thermocouple.offset_c,thermocouple.open --at 2.5 --sizes 1 --pairs --requirements blind --out blind.campaign >printed
  $ sed -n '/^requirement /,/^$/p' printed | cut -c1-75
  requirement                   pass  fail  known gap  vacuous  undecided  le
  GEN-TC-JUMP                      2     0          0        2          0  sl
  OWN-SEEN                         1     0          1        0          2  -1
  
  $ sed -n '/^known gaps/,/^$/p' printed
  known gaps, as the requirements tell them
    OWN-SEEN, blind to thermocouple.offset_c: not met in 1 of 3 cases: one sensor, nothing to compare it with
  
  $ sed -n '$p' printed | sed 's/: .*//'
  page
  $ grep -o '"id":"OWN-SEEN".*' blind.campaign/campaign.json | grep -o '"known_gap":[0-9]*'
  "known_gap":1
  $ sed 's/thermocouple.offset_c"\] =/thermocouple.ofset_c"] =/' blind/own.lua >blind/misspelt.lua
  $ $painrig campaign warm.lua --requirements blind/misspelt.lua
  blind/misspelt.lua:8: OWN-SEEN: blind_to: the ablation rig has no fault thermocouple.ofset_c: did you mean thermocouple.offset_c?
  [2]

What cannot be is refused before anything runs.

  $ $painrig campaign warm.lua --faults thermocouple.opne
  --faults: the ablation rig has no fault thermocouple.opne: did you mean thermocouple.open?
  [2]
  $ $painrig campaign warm.lua --faults generator.mode
  --faults: the ablation rig has no fault generator.mode: see painrig knobs --rig ablation
  [2]
  $ $painrig campaign warm.lua --at 600
  --at 600: the run without faults is over at 3.62 s: give a time before that
  [2]
  $ $painrig campaign warm.lua --at soon
  --at: "soon" is no time in seconds: write --at 12,60.5
  [2]
  $ $painrig campaign warm.lua --patterns windw
  --patterns: "windw" is none (did you mean window?): give window, every, nth, chance
  [2]
  $ $painrig campaign warm.lua --sizes 0
  --sizes 0 is out of range: give 1 to 32
  [2]
  $ $painrig campaign nowhere.lua
  nowhere.lua cannot be read: No such file or directory
  [2]
  $ sed 's/heats_s = 2 }/heats_s = 2 }, faults = { { knob = "lead.open", value = 1, from_s = 0 } }/' warm.lua >bad.lua
  $ $painrig campaign bad.lua
  bad.lua cannot be run without any fault of the campaign:
  the scenario did not end within its limit_s = 8 s
    it waits at bad.lua:9, wait
  [2]
  $ sed 's/wait(p.heats_s)/expect("it is hot", rig.tip.temp_c > 80)/' warm.lua >cold.lua
  $ $painrig campaign cold.lua
  cold.lua fails without any fault: it is hot: false at 1.61 s: tip.temp_c = 37.000 C
    a campaign needs a scenario that passes by itself
  [2]
  $ mkdir elsewhere && cp warm.lua elsewhere && mv requirements away
  $ $painrig campaign elsewhere/warm.lua
  elsewhere/warm.lua: there are no requirements of the ablation rig to judge by: name their file or folder with --requirements
  [2]
  $ $painrig campaign elsewhere/warm.lua --requirements away --faults thermocouple.open --at 2 --quiet
  pass: no requirement failed in 1 case
