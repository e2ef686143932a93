A bench of emulators at pseudo-terminals, in real time: the loop closes, the papers name every instrument, and nothing is
switched on that was not armed.

  $ cat > scenario.lua <<end
  > return scenario {
  >   title = "a stroke on the scale", rig = "infusion", limit_s = 20,
  >   setup = { reservoir = { ug_per_ml = 1 }, programmer = { poll_s = 0.5 },
  >             pump = { programme = { ul_per_h = 1000 } } },
  >   run = function(rig)
  >     expect_within(2, "it runs", function() return rig.mechanism.is_running == 1 end)
  >     expect_within(8, "the balance sees it", function() return rig.balance.mass_g > 0.0003 end)
  >     rig.pump.stop = 1
  >     expect_within(2, "it stops", function() return rig.mechanism.is_running == 0 end)
  >   end,
  > }
  > end
  $ cat > bench.lua <<end
  > return bench {
  >   title = "a pump on a balance", missed_most = 100000, hang_s = 10,
  >   pump = { driver = "ne1000", port = "pty:pump", identity = "NE1000",
  >            settings = { diameter_mm = 14.43 },
  >            limits = { rate_ul_per_h = 50000, volume_ul = 500, time_s = 60 } },
  >   balance = { driver = "mt-sics", port = "pty:balance" },
  > }
  > end
  $ ($painrig emulate --bench bench.lua --seconds 300 >emulate.log 2>&1 & echo $! >emulate.pid)
  $ timeout 60 sh -c 'until [ -e pump ] && [ -e balance ]; do sleep 0.05; done'
  $ $painrig run scenario.lua --bench bench.lua --arm --requirements none --quiet
  pass: all 3 expectations were met
  $ tr ',' '\n' <out/scenario/manifest.json | grep -o '"driver":"[^"]*"\|"identity":"[^"]*"'
  "driver":"ne1000"
  "identity":"NE1000V3.923"
  "driver":"mt-sics"
  "identity":"XS204 Excellence 220.0090 g B021002593"
  $ grep -o '"armed": [a-z]*' out/scenario/manifest.json
  "armed": true
  $ grep -o 'On the bench [^<]*' out/scenario/report.html
  On the bench bench.lua, armed
  $ grep -o '<td>NE1000V3.923</td>.*' out/scenario/report.html
  <td>NE1000V3.923</td><td>rate_ul_per_h = 50000, volume_ul = 500, time_s = 60, unknown_s = 1.5</td></tr>
  $ grep -c ' pump > ' out/scenario/wire.log | sed 's/[1-9][0-9]*/many/'
  many
  $ $painrig verify out/scenario | head -n 1 | sed 's/[0-9]* links/some links/'
  out/scenario: whole: some links, 6 files; finished, pass; not signed
  $ $painrig run scenario.lua --bench bench.lua --requirements none | grep -o "bench .*not armed.*\|^fail.*"
  bench    pump: not armed: the pump is never switched on in this run (--arm does, with an identity and limits in the bench file)
  fail: 1 of 3 expectations was not met
  $ kill "$(cat emulate.pid)"

The same with a source whose output stage is real: the load is set to what the tissue is, and what is delivered heats the
model until the mocked firmware is switched off.

  $ cat > heat.lua <<end
  > return scenario {
  >   title = "a source heats", rig = "ablation", limit_s = 30,
  >   run = function(rig)
  >     rig.generator.set_temp_c = 60
  >     wait_until("the generator stands by", 5, function() return rig.generator.state == "standby" end)
  >     rig.generator.mode = "heat"
  >     expect_within(5, "the source is on", function() return rig.source.output_on == 1 end)
  >     expect_within(5, "the load feels it", function() return rig.output.power_w > 1 end)
  >     expect_within(5, "the tip is warm", function() return rig.tip.temp_c > 40 end)
  >     rig.generator.mode = "standby"
  >     expect_within(2, "the source is off", function() return rig.source.output_on == 0 end)
  >   end,
  > }
  > end
  $ cat > source.lua <<end
  > return bench {
  >   title = "a source in a load", missed_most = 100000, hang_s = 10,
  >   generator = { driver = "tc-cxn", port = "pty:source", identity = "AG 1012",
  >                 limits = { power_w = 60, energy_j = 500, time_s = 30 } },
  >   load = { driver = "esu2400", port = "pty:load", settings = { switches_live = 1 } },
  > }
  > end
  $ ($painrig emulate --bench source.lua --seconds 300 >emulate.log 2>&1 & echo $! >emulate.pid)
  $ timeout 60 sh -c 'until [ -e source ] && [ -e load ]; do sleep 0.05; done'
  $ $painrig run heat.lua --bench source.lua --arm --requirements none --quiet
  pass: all 4 expectations were met
  $ kill "$(cat emulate.pid)"

A source that refuses its power, and says that it is still set to 20 W, is not switched on: its description here has a word
wrong, which its emulator's has not.

  $ cat > refused.lua <<end
  > return scenario {
  >   title = "a source refuses its power", rig = "ablation", limit_s = 30,
  >   run = function(rig)
  >     wait_until("the generator stands by", 5, function() return rig.generator.state == "standby" end)
  >     rig.generator.mode = "heat"
  >     expect_within(5, "the firmware would heat", function() return rig.generator.state == "ramp" end)
  >     local off = expect_always("nothing leaves it", function() return rig.source.output_on ~= 1 end)
  >     wait(2)
  >     off:stop()
  >   end,
  > }
  > end
  $ cat > right.lua <<end
  > return bench { title = "a described source", missed_most = 100000, hang_s = 10,
  >   generator = { port = "pty:acme", identity = "RF20",
  >     limits = { power_w = 50, energy_j = 500, time_s = 60 },
  >     driver = { name = "acme", roles = { "generator" }, source = true, ending = "\r\n",
  >       fields = { who = { identity = true } },
  >       questions = { who = { send = "ID?", reply = "ACME {who:text}" },
  >                     status = { send = "ST?", reply = "P={power_w} SET={set_power_w} RF={output_on}" },
  >                     set = { send = "SP {:.1}", reply = "OK" }, on = { send = "RF 1", reply = "OK" },
  >                     off = { send = "RF 0", reply = "OK", again = true } },
  >       orders = { power_w = { ask = "set" }, output = { ask = "on", zero = "off" } },
  >       errors = { { pattern = "ERR", says = "it does not know that" } },
  >       start = { "who" }, poll = { "status" }, safe = { "off", "status" },
  >       is_safe = { output_on = 0 } } } }
  > end
  $ sed 's/SP {:.1}/SQ {:.1}/' right.lua > wrong.lua
  $ ($painrig emulate --bench right.lua --seconds 300 >emulate.log 2>&1 & echo $! >emulate.pid)
  $ timeout 60 sh -c 'until [ -e acme ]; do sleep 0.05; done'
  $ exec 3<>acme; printf 'SP 20\r\n' >&3; timeout 60 head -c 4 <&3 | tr -d "\r"; exec 3<&-
  OK
  $ $painrig run refused.lua --bench wrong.lua --arm --requirements none > said; tail -n 2 said | head -n 1
  pass: all 2 expectations were met
  $ grep -o 'it is set to .*' said | head -n 1; grep -c 'set refused: it does not know that' said | sed 's/[1-9][0-9]*/some/'
  it is set to 20 W, ordered were 0 W: its output is kept off
  some
  $ kill "$(cat emulate.pid)"
