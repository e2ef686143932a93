What a trainer types is answered, or refused with a sentence that says what is possible.

  $ $painrig lesion --tissue musle 2>&1 | cut -c1-80
  painrig lesion: there is no tissue named 'musle': did you mean 'muscle'?; known:
  $ $painrig lesion --gauge 19
  painrig lesion: --gauge is 19: known gauges are 16, 17, 18, 20, 22 and 23; the nearest is 18 (or give electrode.radius_mm)
  [2]
  $ $painrig lesion --tip 0
  painrig lesion: --tip = 0 mm is out of range: give 1 to 30 mm
  [2]
  $ $painrig lesion --tip nan
  painrig lesion: --tip nan: that is not a number
  [2]
  $ $painrig lesion --tip 8mm
  painrig lesion: --tip 8mm: that is not a number
  [2]
  $ $painrig lesion --tip 5,,10
  painrig lesion: --tip 5,,10: a value is missing between the commas
  [2]
  $ $painrig lesion --set 30
  painrig lesion: --set is 30 C, colder than start_c, 37 C: a needle can heat, not cool
  [2]
  $ $painrig lesion --time -5
  painrig lesion: --time -5: give 0 s or more, counted from the set temperature
  [2]
  $ $painrig lesion --gage 18
  painrig lesion: --gage is not known: did you mean --gauge?
  [2]
  $ $painrig lesion --accuracy 0
  painrig lesion: --accuracy 0 is out of range: give 0.01 to 10
  [2]
  $ $painrig lesion --gauge 16,17,18,20,22,23 --tip 2,3,4,5,6,7,8,9,10,11,12
  painrig lesion: --tip 2,3,4,5,6,7,8,9,10,11,12: that makes more than 64 cases
  [2]
  $ $painrig lesion --set 60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76
  painrig lesion: --set 60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76: more than 16 values
  [2]
  $ $painrig lesion nowhere.lua
  painrig lesion: nowhere.lua cannot be read: No such file or directory
  [2]
  $ $painrig lesion --out /dev/null/folder
  painrig lesion: /dev/null/folder cannot be written: Not a directory. Choose another folder with --out DIR
  [2]
  $ $painrig lesion --set 80 a.lua
  painrig lesion: --set does not go with a case file, which gives everything itself
  [2]

Pulses are another technique, with options of its own.

  $ $painrig lesion --volts 40
  painrig lesion: --volts goes with --technique pulsed
  [2]
  $ $painrig lesion --technique pulsed --set 80
  painrig lesion: --set goes with --technique thermal
  [2]
  $ $painrig lesion --technique puled
  painrig lesion: there is no technique named 'puled': did you mean 'pulsed'?; known: thermal, pulsed
  [2]
  $ $painrig lesion --technique pulsed --ceiling 30
  painrig lesion: --ceiling is 30 C, not above start_c, 37 C: no pulse would be given
  [2]
  $ $painrig lesion --technique pulsed --width 600
  painrig lesion: bursts of 600 ms do not fit 2 times into a second: shorten drive.pulse_width_ms or lower drive.pulse_rate_hz
  [2]
  $ $painrig lesion --technique pulsed --gauge 22 --tip 5 --tissue drg --no-picture | grep -e bursts -e ceiling
  0.72 mm needle, 5 mm tip, bursts of 45 V for 20 ms at 2 Hz for 90 s, tip at 42 °C at most, drg from 37 °C
  the tip reached the ceiling at 30.4 s; a burst at full voltage adds at most 1.06 °C beside it
  $ $painrig lesion --technique pulsed --volts 20 --json | grep -o '"ceiling_at_s": [a-z]*'
  "ceiling_at_s": null

A nerve's course, and what must live.

  $ $painrig lesion --nerve "3,-8;3,8,0"
  painrig lesion: --nerve: point 1 is "3,-8": give x,y,z in mm, and a semicolon between points
  [2]
  $ $painrig lesion --nerve "3,-8,0;3,x,0"
  painrig lesion: --nerve: point 2: x is not a number
  [2]
  $ $painrig lesion --spare "3,-8,0;3,-8,0"
  painrig lesion: points 1 and 2 of a course are in one place
  [2]
  $ $painrig lesion --spare "3,-8,0;3,8,100"
  painrig lesion: point 2 of a course, 3,8,100 mm, lies outside the tissue: within 60 mm of the needle, and 60 mm of its tip's middle along it
  [2]
  $ $painrig lesion --nerve "3,-8,0;3,8,0" scenarios/nothing.lua
  painrig lesion: --nerve does not go with a case file, which gives everything itself
  [2]
  $ $painrig lesion --nerve "3,-8,0;3,8,0" --spare "-8,0,12;8,0,12" --no-picture | sed -n '/nerve 1/,/cem43/p;/nerve 2/,/cem43/p'
  > # and the same of a case file
  > cat > nerves.lua <<'EOF'
  > return lesion_case {
  >   drive = { set_c = 80, ramp_s = 15 }, end_s = 105,
  >   nerves = { { points = { { 3, -8, 0 }, { 3, 8, 0 } } },
  >              { kind = "spare", points = { { -8, 0, 12 }, { 8, 0, 12 } } } },
  > }
  > EOF
    nerve 1, the target: 16.00 mm long, 62.4 °C at most
    dead by                              dead/mm  unbroken/mm
    isotherm 50 °C                          8.93         8.93
    isotherm 60 °C                          3.10         3.10
    arrhenius liver                         7.88         7.88
    arrhenius henriques                     5.77         5.77
    cem43 240 min                           7.46         7.46
    nerve 2, to be spared: 16.00 mm long, 42.7 °C at most
    dead by                              dead/mm  unbroken/mm    margin/mm
    isotherm 50 °C                          0.00         0.00         3.12
    isotherm 60 °C                          0.00         0.00         5.40
    arrhenius liver                         0.00         0.00         3.25
    arrhenius henriques                     0.00         0.00         4.35
    cem43 240 min                           0.00         0.00         3.61
  $ $painrig lesion --gauge 16,22 --nerve "3,-8,0;3,8,0" --spare "-8,0,12;8,0,12" --no-picture
  gauge            W  hot/°C        isotherm 50 °C        isotherm 60 °C       arrhenius liver   arrhenius henriques         cem43 240 min
  16            2.33    80.2  11.8x18.2 mm 1286 mm3   7.7x14.0 mm 433 mm3  10.9x17.9 mm 1091 mm3   9.3x15.9 mm 711 mm3  10.6x17.2 mm 989 mm3
                     nerve 1         10.13 mm dead          4.71 mm dead          9.08 mm dead          7.04 mm dead          8.67 mm dead
                     nerve 2        2.52 mm margin        5.16 mm margin        2.69 mm margin        3.94 mm margin        3.09 mm margin
  22            1.53    80.1   9.0x15.4 mm 667 mm3   5.3x12.5 mm 195 mm3   8.3x15.2 mm 558 mm3   6.8x13.8 mm 344 mm3   7.9x14.7 mm 499 mm3
                     nerve 1          6.77 mm dead          0.00 mm dead          5.67 mm dead          3.13 mm dead          5.20 mm dead
                     nerve 2        4.11 mm margin        5.80 mm margin        4.21 mm margin        5.03 mm margin        4.48 mm margin
  $ $painrig lesion nerves.lua --json | grep -A2 -e '"kind"'
      { "kind": "target", "length_mm": 16, "hottest_c": [62.4076072], "criteria": [
          { "criterion": "isotherm 50 C", "dead_mm": [8.92959168], "longest_mm": [8.92959168] },
          { "criterion": "isotherm 60 C", "dead_mm": [3.10254649], "longest_mm": [3.10254649] },
  --
      { "kind": "spare", "length_mm": 16, "hottest_c": [42.685801], "criteria": [
          { "criterion": "isotherm 50 C", "dead_mm": [0], "longest_mm": [0], "margin_mm": [3.1190291] },
          { "criterion": "isotherm 60 C", "dead_mm": [0], "longest_mm": [0], "margin_mm": [5.4003626] },
  $ sed 's/"spare"/"spore"/' nerves.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: a nerve is a target or one to spare, not 'spore': did you mean 'spare'?; known: target, spare
  [2]
  $ sed 's/{ 8, 0, 12 } }/{ 8, 12 } }/' nerves.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: nerves[2].points[2][3] is missing: give -60 to 60 mm
  [2]
  $ sed 's/, { 3, 8, 0 }//' nerves.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: nerves[1].points has 1 point: give 2 to 64, each { x, y, z } in mm
  [2]

What the page draws a needle against goes by its name: all of its nerves, and what must live.

  $ $painrig lesion --anatomy knie
  painrig lesion: there is no anatomy named 'knie': did you mean 'knee'?; known: lumbar, ganglion, sacroiliac, knee, hip, cervical, occipital, none
  [2]
  $ $painrig lesion --needle 1,2,3
  painrig lesion: --needle goes with --anatomy, in whose drawing it stands
  [2]
  $ $painrig lesion --anatomy knee --needle 1,2
  painrig lesion: --needle: "1,2": give x,y,turn: the end of the tip in the drawing's mm, and degrees of the shaft from upwards, clockwise
  [2]
  $ $painrig lesion --anatomy knee nerves.lua
  painrig lesion: --anatomy does not go with a case file, which gives everything itself
  [2]
  $ $painrig lesion --gauge 22 --tip 5 --set 67 --time 60 --anatomy ganglion --no-picture | sed -n '/mm long/p;/^  .*at most/,/50/{/50/p}'
    L4 dorsal root ganglion, the target: 7.42 mm long, 41.5 °C at most
    isotherm 50 °C                          0.00         0.00
    the ganglion's surface, to be spared: 7.42 mm long, 41.5 °C at most
    isotherm 50 °C                          0.00         0.00        -0.36
    L4 ventral root, to be spared: 11.68 mm long, 38.2 °C at most
    isotherm 50 °C                          0.00         0.00         4.46
    L4 spinal nerve, to be spared: 22.03 mm long, 37.4 °C at most
    isotherm 50 °C                          0.00         0.00         5.45
    dura, to be spared: 52.05 mm long, 37.4 °C at most
    isotherm 50 °C                          0.00         0.00         7.39
  $ $painrig lesion --anatomy ganglion --json | grep -o '"name": .*"length_mm": [0-9.]*'
  "name": "L4 dorsal root ganglion", "radius_mm": 2.5, "length_mm": 7.42159013
  "name": "the ganglion's surface", "radius_mm": 2.5, "length_mm": 7.42159013
  "name": "L4 ventral root", "radius_mm": 0.6, "length_mm": 11.6843791
  "name": "L4 spinal nerve", "radius_mm": 1.8, "length_mm": 22.02945
  "name": "dura", "radius_mm": 0, "length_mm": 52.047979
  $ $painrig lesion --anatomy ganglion --needle 7.3,24.4,98 --no-picture | grep -A4 'dura, to' | tail -1
    arrhenius liver                         0.00         0.00         5.18

A case that gives everything itself.

  $ cat > base.lua <<'EOF'
  > return lesion_case {
  >   electrode = { radius_mm = 0.45, tip_mm = 10 },
  >   tissue = { sigma = 0.4, k = 0.5, rho = 1060, c = 3600 },
  >   drive = { volts = 10 }, end_s = 10,
  > }
  > EOF
  $ $painrig lesion base.lua --json | grep -c energy_imbalance
  1
  $ sed 's/tip_mm = 10/tip_mm = 10, gauge = 18/' base.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: electrode has both gauge and radius_mm: give one of them
  [2]
  $ sed 's/tip_mm = 10/tip_mm = 0\/0/' base.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: electrode.tip_mm = nan mm is not a finite number: give 1 to 30 mm
  [2]
  $ sed 's/tip_mm = 10/tip_mmm = 10/' base.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: electrode.tip_mmm is not a known setting: did you mean electrode.tip_mm?
  [2]
  $ sed 's/sigma = 0.4, //' base.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: tissue.sigma is missing: give 1e-05 to 100 S/m
  [2]
  $ sed 's/k = 0.5/k = -0.5/' base.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: tissue.k = -0.5 W/mK is out of range: give 0.001 to 100 W/mK
  [2]
  $ sed 's/volts = 10/set_c = 80, volts = 10/' base.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: drive needs either volts, or set_c with ramp_s and hold_until_s, or pulse_volts with pulse_width_ms, pulse_rate_hz and ceiling_c
  [2]
  $ sed 's/volts = 10/set_c = 20/' base.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: drive.set_c is 20 C, colder than start_c, 37 C: a needle can heat, not cool
  [2]
  $ sed 's/volts = 10/set_c = 80, volts_max = 2/' base.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: 80 C cannot be held: the tip stays 42.5 C below it at 2 V; lower set_c, lengthen the ramp or raise the voltage limit
  [2]
  $ sed 's/end_s = 10/end_s = 10, report_at_s = { 5, 3 }/' base.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: report_at_s[2] is 3 s, not after the one before: give them in order
  [2]
  $ sed 's/end_s = 10/end_s = 10, report_at_s = { 12 }/' base.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: report_at_s[1] = 12 s is out of range: give 0 to 10 s
  [2]
  $ sed 's/end_s = 10/end_s = 10, domain = { radius_mm = 1 }, electrode = { radius_mm = 0.9, tip_mm = 5 }/; s/electrode = { radius_mm = 0.45, tip_mm = 10 },//' base.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: the electrode (radius 0.9 mm) does not fit its domain (radius 1 mm): make domain.radius_mm at least 1.8
  [2]
  $ sed 's/end_s = 10/end_s = 10, criteria = { { isotherm = 50 } }/' base.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: criteria[1] needs exactly one of isotherm_c, arrhenius and cem43_min
  [2]
  $ sed 's/end_s = 10/end_s = 10, probes = { { r_mm = 100, z_mm = 0 } }/' base.lua > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: probes[1].r_mm = 100 mm is out of range: give 0 to 60 mm
  [2]
  $ echo 'return 5' > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua: the file must end with: return lesion_case { ... }
  [2]
  $ echo 'return lesion_case { end_s = ' > a.lua; $painrig lesion a.lua
  painrig lesion: a.lua:2: unexpected symbol near <eof>
  [2]
