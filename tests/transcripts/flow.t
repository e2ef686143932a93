What QA types about a pump on a balance is answered as IEC 60601-2-24 asks, or refused with a
sentence that says what is possible.

  $ awk 'BEGIN { print "time_min,mass_g"; for (i = 0; i <= 240; i++) printf "%.1f,%.4f\n", i / 2, 0.0416 * i + (i > 150 ? 0.01 : 0) }' >samples.csv
  $ $painrig flow samples.csv --rate 5 --out pictures
  flow error in T1, 5 ml/h: mean A +0.240 %
    window  windows  Ep(max)    first at  Ep(min)   first at
    1 min   119      +12.064 %  30        +0.040 %  1
    2 min   117      +6.052 %   28        +0.040 %  1
    5 min   111      +2.445 %   22        +0.040 %  1
    11 min  99       +1.133 %   10        +0.040 %  1
    19 min  83       +0.673 %   1         +0.040 %  32
    31 min  59       +0.428 %   1         +0.040 %  32
  
  how the flow was measured
    what                      value
    samples                   241 every 30 s, 2 h
    density                   0.998 g/ml
    evaporation               0 mg/h, none taken off
    buoyancy                  not corrected
    flow at start-up          5 .. 6.2 ml/h
    2 min means within 10 %   from 0.0 min on
    one digit of the balance  0.2 mg, 0.24 % of the shortest window
  
  buoyancy is not corrected: --buoyancy would add 0.105 %
  pictures: flow_startup.png, flow_trumpet.png, and .svg, in pictures
  $ ls pictures
  flow_startup.png
  flow_startup.svg
  flow_trumpet.png
  flow_trumpet.svg
  $ $painrig flow samples.csv --rate 5 --buoyancy --evaporation 3 --no-picture | sed -n '/measured/,$p'
  how the flow was measured
    what                      value
    samples                   241 every 30 s, 2 h
    density                   0.998 g/ml
    evaporation               3 mg/h, corrected
    buoyancy                  +0.105 %
    flow at start-up          5.01 .. 6.21 ml/h
    2 min means within 10 %   from 0.0 min on
    one digit of the balance  0.2 mg, 0.24 % of the shortest window
  
  $ $painrig flow samples.csv --rate 5 --json | tr ',' '\n' | grep -c ep_max_pct
  6

A record that is too short for the test is refused, or taken for what it is.

  $ head -61 samples.csv >short.csv
  $ $painrig flow short.csv --rate 5
  painrig flow: the test syringe needs 2 h of samples, and here are 0.492 h: let the run be longer, or take what is there with --short
  [2]
  $ $painrig flow short.csv --rate 5 --short --no-picture | head -3
  flow error in all of it, 5 ml/h: mean A +0.040 %
    window  windows  Ep(max)   first at  Ep(min)   first at
    1 min   58       +0.040 %  1         +0.040 %  1
  $ $painrig flow samples.csv --rate 5 --test ambulatory-1
  painrig flow: the test ambulatory-1 needs 49 h of samples, and here are 2 h: let the run be longer, or take what is there with --short
  [2]
  $ $painrig flow samples.csv --rate 5 --sample-s 20
  painrig flow: samples.csv: the mass is not known from 0.0 to 30.0 s, which is longer than the sample interval, 20 s: a sample there would be invented; take a longer one, or let the run write more rows
  [2]

A balance that is too coarse is said to be.

  $ awk -F, 'NR == 1 { print } NR > 1 { printf "%s,%.2f\n", $1, $2 }' samples.csv >coarse.csv
  $ $painrig flow coarse.csv --rate 5 --no-picture 2>&1 >/dev/null
  painrig flow: one digit of the balance, 10 mg, is 12 % of what flows in 1 min: its errors are the balance's own; take a finer balance or a longer window

Occlusion: time to alarm, pressure and release bolus.

  $ awk 'BEGIN { print "t_s,mass_g,line_kPa,alarm"; for (i = 0; i <= 600; i++) printf "%d,%.4f,%.1f,%d\n", i, i < 100 ? i / 720 : i < 300 ? 0.1389 : 0.5389, i < 100 ? 2 : i < 160 ? i - 98 : i < 300 ? 62 : 2, (i >= 160) }' >closed.csv
  $ $painrig flow closed.csv --rate 5 --short --occluded-at 100 --released-at 299 --pressure line_kPa --alarm alarm --no-picture | sed -n '/closed line/,/bolus/p'
  what the pump did with a closed line
    what                   value
    alarm                  after 60.0 s
    pressure at the alarm  62.00 kPa
    peak pressure          62.00 kPa
    release bolus          0.4008 ml
  $ $painrig flow closed.csv --rate 5 --short --pressure line_kPa
  painrig flow: --pressure goes with --occluded-at S, which is not given
  [2]
  $ $painrig flow closed.csv --rate 5 --short --occluded-at 200 --alarm alarm
  painrig flow: the alarm stands before the line is closed at 200 s
  [2]

Boluses.

  $ printf 'mass_g\n0.499\n0.6287\n0.3493\n' >boluses.csv
  $ $painrig flow boluses.csv --test ambulatory-3 --bolus 0.5
  3 boluses of 0.5 ml: mean 0.4933 ml, -1.34 %, from -30.00 to +25.99 %
    % of the command  boluses
    <25               0
    25-<75            1
    75-<95            0
    95-<105           1
    105-<125          0
    125-<175          1
    175-250           0
    >250              0
  
  $ $painrig flow boluses.csv --bolus 0.5 --rate 1
  painrig flow: --test ambulatory-3 and --bolus ML, the set bolus, go together
  [2]

What is wrong is refused.

  $ $painrig flow samples.csv
  painrig flow: --rate ML_PER_H is missing: the rate that was set, as in --rate 5
  [2]
  $ $painrig flow samples.csv --rate 0
  painrig flow: --rate 0 is out of range: give 1e-05 to 100000
  [2]
  $ $painrig flow samples.csv --rate 5 --test syring
  painrig flow: --test: there is no test 'syring': did you mean 'syringe'?; known: volumetric, syringe, ambulatory-1, ambulatory-2, ambulatory-3
  [2]
  $ $painrig flow samples.csv --rate 5 --signal mas_g
  painrig flow: the table has no column 'mas_g': did you mean 'mass_g'?; known: time_min, mass_g
  [2]
  $ $painrig flow nosuch.csv --rate 5
  painrig flow: nosuch.csv: No such file or directory: give a trace.csv or a table of samples
  [2]
  $ printf 't_s,balance.mass_g,out_ml\ns,g,ml\n0,,0\n30,,0.04\n60,,0.08\n# end tick_s=0.01\n' >trace.csv
  $ $painrig flow trace.csv --rate 5 --short
  painrig flow: trace.csv: the mass is known in fewer than two rows: was it measured? --signal names another one
  [2]
  $ $painrig flow trace.csv --rate 5 --short --signal out_ml --buoyancy
  painrig flow: --buoyancy goes with a mass: out_ml is a volume
  [2]
  $ $painrig flow trace.csv --rate 5 --short --signal out_ml --no-picture | head -3
  flow error in all of it, 5 ml/h: mean A -4.000 %
    window  windows  Ep(max)   first at  Ep(min)   first at
    1 min   1        -4.000 %  1         -4.000 %  1
  $ $painrig flow samples.csv --rate 5 --test ambulatory-2
  painrig flow: --test ambulatory-2 samples whole shot cycles: give one with --shot-s S
  [2]
  $ $painrig flow
  painrig flow: TRACE.csv|SAMPLES.csv is missing: see painrig flow --help
  [2]
