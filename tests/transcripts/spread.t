What a trainer types about a drug in the spinal canal is answered, or refused with a sentence that
says what is possible.

  $ $painrig spread --drug morfine
  painrig spread: there is no drug named 'morfine': did you mean 'morphine'?; known: morphine, hydromorphone, fentanyl, bupivacaine, clonidine, ziconotide, baclofen
  [2]
  $ $painrig spread --tip T13 2>&1 | cut -c1-66
  painrig spread: there is no level named 'T13': did you mean 'T1'?;
  $ $painrig spread --rate -5
  painrig spread: --rate -5 is out of range: give 0 to 1000000 ug/h
  [2]
  $ $painrig spread --rate nan
  painrig spread: --rate nan: that is not a number
  [2]
  $ $painrig spread --rate 20ug
  painrig spread: --rate 20ug: that is not a number
  [2]
  $ $painrig spread --hours 0
  painrig spread: --hours 0 is out of range: give 0.1 to 8760 h
  [2]
  $ $painrig spread --bolus 100,,50
  painrig spread: --bolus 100,,50: a value is missing between the commas
  [2]
  $ $painrig spread --bolus-volume 2
  painrig spread: --bolus-volume goes with --bolus UG, which is not given
  [2]
  $ $painrig spread --every 4
  painrig spread: --every goes with --bolus UG, which is not given
  [2]
  $ $painrig spread --bolus 100 --every 0.01 --bolus-over 100
  painrig spread: --every 0.01 h is shorter than a bolus, 100 s: boluses must not overlap
  [2]
  $ $painrig spread --schedule 6:20
  painrig spread: --schedule 6:20: nothing is said from hour 0 to hour 6, a gap: the first step must begin at 0
  [2]
  $ $painrig spread --schedule 0:20,6:10,6:30
  painrig spread: --schedule 0:20,6:10,6:30: two steps begin at hour 6: they overlap
  [2]
  $ $painrig spread --schedule 0:20,25:10
  painrig spread: --schedule 0:20,25:10: hour 25 is not of this day: give 0 or more, and less than 24
  [2]
  $ $painrig spread --schedule 0:20,noon:10
  painrig spread: --schedule 0:20,noon:10: "noon:10" is no hour:rate, as in 22:30
  [2]
  $ $painrig spread --schedule 0:20 --rate 10
  painrig spread: --rate and --schedule are both given: a schedule has its own rates
  [2]
  $ $painrig spread --posture standing
  painrig spread: there is no posture named 'standing'; known: lying, upright, head-down
  [2]
  $ $painrig spread --baricity hyperbarc
  painrig spread: there is no baricity named 'hyperbarc': did you mean 'hyperbaric'?; known: isobaric, hyperbaric, hypobaric
  [2]
  $ $painrig spread --dispersion 0
  painrig spread: --dispersion 0 is out of range: give 1e-08 to 1000 cm2/s
  [2]
  $ $painrig spread --samples 5000
  painrig spread: --samples 5000: at most 1000
  [2]
  $ $painrig spread --rte 20
  painrig spread: --rte is not known: did you mean --rate?
  [2]
  $ $painrig spread --rate 1,2,3,4,5,6,7,8,9 --tip T1,T2,T3,T4,T5,T6,T7,T8
  painrig spread: --rate 1,2,3,4,5,6,7,8,9: that makes more than 64 cases
  [2]
  $ $painrig spread nowhere.lua
  painrig spread: nowhere.lua cannot be read: No such file or directory
  [2]
  $ $painrig spread --rate 3 a.lua
  painrig spread: --rate does not go with a case file, which gives everything itself
  [2]
  $ $painrig spread --out /dev/null/folder
  painrig spread: /dev/null/folder cannot be written: Not a directory. Choose another folder with --out DIR
  [2]

Nothing of this has left anything behind.

  $ ls

A rate: where it is after a day, and what it has reached. The band is left out here.

  $ $painrig spread --drug morphine --tip T10 --rate 20 --hours 24 --samples 0 --no-picture | grep -vE 'cells,|^  [CL][1-7] '
  480 ug of morphine in all at T10, seen for 24 h, lying, dispersion 0.001 cm2/s
  
  morphine in the fluid, ug/mL
    level  at 1 h  at 4 h  at 12 h  at 24 h
    T1     0       0       0.013    0.022
    T2     0       0       0.026    0.039
    T3     0       0.0026  0.051    0.071
    T4     0       0.010   0.10     0.13
    T5     0       0.037   0.21     0.24
    T6     0       0.12    0.41     0.46
    T7     0.0070  0.37    0.83     0.89
    T8     0.10    1.0     1.7      1.7
    T9     0.80    2.5     3.3      3.4
    T10    3.7     5.9     6.8      6.8
    T11    0.71    2.3     3.1      3.2
    T12    0.066   0.80    1.4      1.5
    S1     0       0       0.0044   0.013
    S2     0       0       0.0027   0.010
  
  what morphine reaches
    reached                 threshold                      where           first             most
    analgesia               above 0.40 ug/mL               cord, T7 to L1  by 1.4 h, at T10  3.9 ug/mL at T10 after 24 h
    respiratory depression  above 50 ng/mL (unverified)    brain stem      never             0.064 ng/mL after 24 h
    withdrawal              below 0.10 ug/mL (unverified)  cord            never             3.9 ug/mL at T10 after 24 h
  
  where it is
                                          at 1 h  at 4 h  at 12 h  at 24 h
    arrived, ug                           20      80      240      480
    in the canal, ug                      18      52      81       85
    gone to blood and fat, ug             2.1     28      159      395
    cord at T10, ug/mL                    0.42    2.0     3.7      3.9
    its effect site, ug/mL                0.25    1.8     3.6      3.9
    effect site in the brain stem, ng/mL  0       0       0.0042   0.064
    plasma, ng/mL                         0.015   0.089   0.21     0.25
  
  rests on
    canal: 61.2 cm, 97.6 mL of fluid; cistern 125 mL (u), 0.35 mL/min leave from it (s)
    no mean flow of fluid: the dispersion holds what there is (--absorption 0.11: at rest, (u))
    morphine: half of it leaves the fluid in 3 h; cord 0.0006 cm/min, partition 2.5, half-life 2.8 h
    CSF half-life 196 and 175 min (Nordberg 1984) (s), taken as 180; plasma volume 1 to 4.7 L/kg
    (label) (s); cord half-life 2.8 h (rabbit) (c); the rest (u)
    (s) read in the cited text, (c) computed from it, (u) unverified
  A line along the canal, no patient: its dispersion is known to a factor of ten; front and
  back of the cord are one.
  $ $painrig spread --schedule 0:20,22:30,6:10 --hours 48 --samples 0 --no-picture | grep 'arrived'
    arrived, ug                           40      140     340      680
  $ $painrig spread --bolus 50 --every 6 --hours 24 --samples 0 --no-picture | grep 'arrived'
    arrived, ug                           50      50      100      200

With a band there are three numbers, and the same seed gives the same ones.

  $ $painrig spread --samples 8 --no-picture | grep -E '^  (level|T10) '
    level  at 1 h                  at 4 h                 at 12 h                 at 24 h
    T10    3.3 (2.2 .. 5.5)        5.0 (3.2 .. 8.8)       5.7 (3.5 .. 10)         5.8 (3.5 .. 10)
  $ $painrig spread --samples 8 --seed 1 --no-picture | grep -v cells, >a; $painrig spread --samples 8 --no-picture | grep -v cells, >b; cmp a b

A dose beyond practice is worked out, and said.

  $ $painrig spread --drug ziconotide --rate 20 --concentration 1 --samples 0 --no-picture 2>&1 >/dev/null
  warning: a dose of 480 ug a day is beyond practice for ziconotide, 19.2 ug a day (unverified, unless on its label)
  warning: a solution of 1 mg/mL is beyond practice for ziconotide, 100 ug/mL (unverified, unless on its label)
  $ $painrig spread --drug baclofen --bolus 280 --samples 0 --no-picture 2>&1 >/dev/null
  warning: a bolus of 280 ug is beyond practice for baclofen, 100 ug (unverified, unless on its label)
  warning: a dose of 280 ug a day is beyond a beginning with baclofen, 200 ug a day (unverified, unless on its label)

The patient's button: a press is granted or refused as a pump would.

  $ $painrig spread --press 2
  painrig spread: --press needs --press-bolus UG: what a press gives
  [2]
  $ $painrig spread --lockout 30
  painrig spread: --lockout goes with --press H,H,..., which is not given
  [2]
  $ $painrig spread --press 2,noon --press-bolus 40
  painrig spread: --press 2,noon: "noon" is no hour: give hours as in 1,1.5,7
  [2]
  $ $painrig spread --press 25 --press-bolus 40
  painrig spread: --press 25: hour 25 is out of range: give 0 to 24
  [2]
  $ $painrig spread --press 2 --press-bolus 40 --lockout -1
  painrig spread: --lockout -1 is out of range: give 0 to 10080 min
  [2]
  $ button="--rate 10 --press 2,2.5,2.1,3.5,5,6.5,8,8.25,9.5,12 --press-bolus 40 --lockout 90 --most-per-day 5"
  $ $painrig spread $button --samples 0 --no-picture | head -13
  432 ug of morphine in all at T10, seen for 24 h, lying, dispersion 0.001 cm2/s
  
  the patient's button: 40 ug in 10 min, lockout 1.5 h, at most 5 in any 24 h
      2.00 h  granted
      2.10 h  refused, a bolus runs; would be granted in 1.4 h
      2.50 h  refused, lockout; would be granted in 1 h
      3.50 h  granted
      5.00 h  granted
      6.50 h  granted
      8.00 h  granted
      8.25 h  refused, lockout; would be granted in 17.8 h
      9.50 h  refused, 5 of 5 in 24 h; would be granted in 16.5 h
     12.00 h  refused, 5 of 5 in 24 h; would be granted in 14 h
  $ $painrig spread $button --samples 0 --no-picture | grep 'arrived'
    arrived, ug                           10      117     312      432

The mocked pump itself, in the rig, with the same presses, grants the same ones.

  $ cat >press.lua <<'END'
  > local HOURS = { 2, 2.1, 2.5, 3.5, 5, 6.5, 8, 8.25, 9.5, 12 }
  > return scenario {
  >   title = "the same presses", covers = {}, rig = "infusion", limit_s = 50000, tick_s = 5, row_every_s = 300,
  >   setup = {
  >     drug = "morphine", reservoir = { ug_per_ml = 1000 }, canal = { step_s = 600 }, band = { samples = 0 },
  >     pump = { programme = { ul_per_h = 10, patient = { ul = 40, over_s = 600, lockout_s = 5400, per_day = 5 } } },
  >   },
  >   run = function(rig)
  >     for _, hour in ipairs(HOURS) do
  >       wait(hour * 3600 - rig.time_s)
  >       rig.handset.button = 1
  >       wait(5)
  >       log(string.format("%g h %s", hour, rig.handset.denied == 1 and "refused" or "granted"))
  >       rig.handset.button = 0
  >       wait(5)
  >     end
  >   end,
  > }
  > END
  $ $painrig run press.lua | grep -oE '[0-9.]+ h (refused|granted)' >pump
  $ $painrig spread $button --json --samples 0 | sed -nE 's/.*"at_h": ([0-9.]+), "verdict": "([a-z]+)".*/\1 h \2/p' | sed 's/busy\|lockout\|day/refused/' >button
  $ cmp pump button && cat pump
  2 h granted
  2.1 h refused
  2.5 h refused
  3.5 h granted
  5 h granted
  6.5 h granted
  8 h granted
  8.25 h refused
  9.5 h refused
  12 h refused

Several side by side.

  $ $painrig spread --tip T4,L3 --rate 10,20 --samples 0 --no-picture | head -6
  fluid at the end, ug/mL; most in cord, ug/mL, brain stem and plasma, ng/mL
    case             at source  a tenth of it  cord  brain stem  plasma  effect
    tip T4, rate 10  3.7        C7 to T7       2.1   2.6         0.13    analgesia: T2 to T6
    tip T4, rate 20  7.3        C7 to T7       4.3   5.1         0.25    analgesia: T1 to T7
    tip L3, rate 10  2.7        L1 to S2       0.73  0           0.12    analgesia: L2
    tip L3, rate 20  5.4        L1 to S2       1.5   0           0.25    analgesia: L1 to L2

Pictures.

  $ $painrig spread --samples 4 --out here | tail -1
  pictures: here/spread.png, spread-profile.png, spread-plasma.png, and .svg
  $ ls here
  spread-plasma.png
  spread-plasma.svg
  spread-profile.png
  spread-profile.svg
  spread.png
  spread.svg
  $ $painrig spread --samples 4 --rate 10,20 --out there | tail -1
  pictures: there/spread-profile.png, and .svg

A case that gives everything itself.

  $ cat >base.lua <<'END'
  > return spread_case {
  >   canal = { length_m = 0.6, area_mm2 = { { 0, 180 }, { 0.6, 90 } }, dispersion_m2_per_s = 2e-8 },
  >   source = { at_m = 0.40, program = { { mg = 1, over_s = 60 }, { mg_per_h = 0.05, until_h = 24 } } },
  >   probes_m = { 0.30, 0.40 }, report_at_h = { 1, 24 },
  > }
  > END
  $ $painrig spread base.lua --json | sed 's/: [-0-9.e]*,/: N,/; s/\[.*\]/[ ... ]/; s/"cells.*/.../'
  {
    "times_h": [ ... ],
    "probes": [
      { "x_m": N, "mg_per_l": [ ... ] },
      { "x_m": N, "mg_per_l": [ ... ] }
    ],
    "mass_mg": [ ... ],
    "absorbed_mg": [ ... ],
    "model": { ...
  }
  $ $painrig spread base.lua --no-picture | grep -v cells,
  2.2 mg of drug in all at 40 cm, seen for 24 h, dispersion 0.0002 cm2/s
  
  drug in the fluid, ug/mL
    place    at 1 h  at 24 h
    30.0 cm  0       18
    40.0 cm  306     192
  
  where it is
                               at 1 h  at 24 h
    arrived, mg                1.0     2.2
    in the canal, mg           1.0     2.2
    gone to blood and fat, mg  0       0
  
  A canal as written, and nothing beside it: no patient.
  $ sed 's/mg = 1/mg = -1/' base.lua >a.lua; $painrig spread a.lua
  painrig spread: a.lua: source.program[1].mg = -1 mg is out of range: give 0 to 1e+06 mg
  [2]
  $ sed 's/until_h = 24/until_h = 0.01/' base.lua >a.lua; $painrig spread a.lua
  painrig spread: a.lua: source.program[2].until_h is 0.01 h, before the entry in front of it ends at 0.0166667 h: entries must not overlap
  [2]
  $ sed 's/at_m = 0.40/at_m = 0.61/' base.lua >a.lua; $painrig spread a.lua
  painrig spread: a.lua: source.at_m = 0.61 m is out of range: give 0 to 0.6 m
  [2]
  $ sed 's/{ 0.30/{ -0.30/' base.lua >a.lua; $painrig spread a.lua
  painrig spread: a.lua: probes_m[1] = -0.3 m is out of range: give 0 to 0.6 m
  [2]
  $ sed 's/length_m/lenght_m/' base.lua >a.lua; $painrig spread a.lua
  painrig spread: a.lua: canal.lenght_m is not a known setting: did you mean canal.length_m?
  [2]
  $ sed 's/dispersion_m2/dispersal_m2/' base.lua >a.lua; $painrig spread a.lua
  painrig spread: a.lua: canal.dispersion_m2_per_s is missing: give a number, or pairs { { x in m, m2/s }, ... }
  [2]
  $ sed 's/{ 0.6, 90 }/{ 0, 90 }/' base.lua >a.lua; $painrig spread a.lua
  painrig spread: a.lua: canal.area_mm2[2][1] is 0 m, not beyond the point before it, 0 m: give them in order
  [2]
  $ sed 's/90 }/-90 }/' base.lua >a.lua; $painrig spread a.lua
  painrig spread: a.lua: canal.area_mm2[2][2] = -90 mm2 is out of range: give 0.001 to 100000 mm2
  [2]
  $ sed 's/report_at_h/report_at_s/' base.lua >a.lua; $painrig spread a.lua
  painrig spread: a.lua: report_at_s[1] is not a known setting: did you mean report_at_h?
  [2]
  $ echo 'return 5' >a.lua; $painrig spread a.lua
  painrig spread: a.lua: the file must end with: return spread_case { ... }
  [2]
  $ echo 'return lesion_case { end_s = 5 }' >a.lua; $painrig spread a.lua
  painrig spread: a.lua is a lesion case, no spread case: try painrig lesion
  [2]
  $ $painrig run base.lua
  base.lua is a spread case, no scenario: try painrig spread
  [2]
  $ $painrig lesion base.lua
  painrig lesion: base.lua is a spread case, no lesion case: try painrig spread
  [2]

A name that is misspelt is told before what is missing for it.

  $ echo 'return spread_case { drgu = "morphine" }' >misspelt.lua
  $ $painrig spread misspelt.lua
  painrig spread: misspelt.lua: drgu is not a known setting: did you mean drug?
  [2]
  $ echo 'return spread_case { canal = { length = 0.6 } }' >misspelt.lua
  $ $painrig spread misspelt.lua
  painrig spread: misspelt.lua: canal.length is not a known setting: did you mean canal.length_m?
  [2]
  $ echo 'return spread_case { probes = { "T4", "T6" }, report_at_h = { 1, 2 } }' >misspelt.lua
  $ $painrig spread misspelt.lua
  painrig spread: misspelt.lua: source.program is missing: give a list of doses, as in { { mg = 1, over_s = 60 }, { mg_per_h = 0.05, until_h = 24 } }
  [2]

Several cases as JSON are one array. Of a disk that is full there is no half answer without a word.

  $ $painrig spread --tip T6,T10 --hours 1 --samples 0 --json | grep -E '^[][{},]|"case"'
  [
  {
    "case": "tip T6",
  }
  ,
  {
    "case": "tip T10",
  }
  ]
  $ $painrig spread --hours 1 --samples 0 --json >/dev/full
  painrig: not all that it printed could be written: is the disk full?
  [2]
