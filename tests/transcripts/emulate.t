painrig emulate: what a user of a device without the device types, right and wrong.

A device that is not there, and what is missing:

  $ "$painrig" emulate rf-generatr --pty line 2>&1 | cut -c1-84
  painrig emulate: there is no device 'rf-generatr': did you mean 'rf-generator'?; kno
  $ "$painrig" emulate rf-generator
  painrig emulate: rf-generator has no port: give --pty /tmp/rf-generator or --tcp 127.0.0.1:2001
  [2]
  $ "$painrig" emulate rf-generator it-pump --pty line
  painrig emulate: it-pump has no port: give --pty /tmp/it-pump or --tcp 127.0.0.1:2001, one for each device in their order
  [2]
  $ "$painrig" emulate rf-generator --pty line --tcp 127.0.0.1:0
  painrig emulate: --tcp 127.0.0.1:0 has no device: there is only 1
  [2]
  $ "$painrig" emulate rf-generator --pyt line
  painrig emulate: --pyt is not known: did you mean --pty?
  [2]

Settings and lines:

  $ "$painrig" emulate rf-generator --pty line --set electrode.gage=18
  painrig emulate: rf-generator: electrode.gage is not a known setting: did you mean electrode.gauge?
  [2]
  $ "$painrig" emulate rf-generator --pty line --set electrode.gauge
  painrig emulate: --set electrode.gauge: give NAME=VALUE, as address=3
  [2]
  $ "$painrig" emulate rf-generator --pty line --set electrode.gauge=99
  painrig emulate: rf-generator: electrode.gauge is 99: known gauges are 16, 17, 18, 20, 22 and 23; the nearest is 23 (or give electrode.radius_mm)
  [2]
  $ "$painrig" emulate rf-generator it-pump --pty a --pty b --set gauge=18
  painrig emulate: --set gauge: say of which device, as rf_generator.gauge
  [2]
  $ "$painrig" emulate rf-generator it-pump --pty a --pty b --line "9600 8N1"
  painrig emulate: --line is given 1 times for 2 devices: give one for each, in their order, or none
  [2]
  $ "$painrig" emulate rf-generator --pty line --line "9600 9N1"
  painrig emulate: "9N1" is no format of a byte: 7 or 8 bits, parity N, O or E, 1 or 2 stop bits, as in 8N1
  [2]
  $ "$painrig" emulate rf-generator --pty line --seconds 0
  painrig emulate: --seconds 0 is out of range: give 0.001 to 10000000
  [2]
  $ "$painrig" emulate rf-generator --pty line --control nowhere
  painrig emulate: --control nowhere: "nowhere" is no address of a port: write serial:/dev/ttyUSB0, serial:0403:6001:A10K2X, pty:/tmp/pump or tcp:localhost:2001
  [2]

A link that is somebody else's is left alone, a folder that is not there is not made, a TCP port has
one owner:

  $ echo mine > line
  $ "$painrig" emulate rf-generator --pty line --seconds 1
  painrig emulate: line is there already and is no link: it is not overwritten: give another name
  [2]
  $ cat line
  mine
  $ "$painrig" emulate rf-generator --pty no/such/line --seconds 1
  painrig emulate: the link no/such/line cannot be made: No such file or directory
  [2]
  $ "$painrig" emulate rf-generator --tcp 127.0.0.1:0 --seconds 90 >first &
  > timeout 60 sh -c 'until grep -q tcp: first; do sleep 0.05; done'
  > port=$(sed -n 's/^rf-generator at tcp:127.0.0.1:\([0-9]*\).*/\1/p' first)
  > "$painrig" emulate it-pump --tcp "127.0.0.1:$port" --seconds 1 2>&1 | sed "s/$port/PORT/; s/process [0-9]*/process N/"
  > kill $!
  painrig emulate: 127.0.0.1:PORT is in use by another program: give another port, or 0 for one that is free
  $ rm line

Two terminals: one is the device, the other a client. The link goes with the device, and Ctrl-C ends it:

  $ "$painrig" emulate rf-generator --pty "$PWD/line" --control "pty:$PWD/knobs" >out &
  > timeout 60 sh -c 'until [ -e knobs ]; do sleep 0.05; done'
  > exec 3<>line 4<>knobs
  > printf 'SOUR:TEMP 70\n' >&3; head -n 1 <&3 | tr -d '\r'
  > printf 'thermocouple.open 1\nthermocouple.opne 1\ngenerator.set_temp_c 60\nthermocouple.open?\n' >&4
  > head -n 4 <&4
  > kill -INT $!; wait $!; echo "exit status $?"
  > ls
  > sed "s|$PWD|HERE|g" out
  <00 70.0*B33B
  ok
  error: there is no knob 'thermocouple.opne': did you mean 'thermocouple.open'?
  error: generator.set_temp_c is an order, and the host of this device is another: order it there
  thermocouple.open 1
  exit status 0
  first
  out
  rf-generator at pty:HERE/line, 115200 8N1
    in a bench file: { driver = "rf-generator", port = "pty:HERE/line" }
  knobs at pty:HERE/knobs
    by hand: cat HERE/knobs & printf 'knobs?\n' > HERE/knobs
  Ctrl-C ends.
  $ rm out first

A program that was stopped does not catch up in a rush, and says so; two devices cannot have one link:

  $ "$painrig" emulate rf-generator --pty line >out &
  > timeout 60 sh -c 'until [ -e line ]; do sleep 0.05; done'; sleep 0.2
  > kill -STOP $!; sleep 1; kill -CONT $!; sleep 0.5
  > kill -INT $!; wait $!; grep held out | sed 's/[0-9.]* s /N s /'; rm out
  held for N s in all: that time was not emulated
  $ "$painrig" emulate rf-generator --pty line it-pump --pty line
  painrig emulate: line is another's port already: give another name, or remove the link
  [2]

A scenario beside the client turns knobs in real time, and ends with its verdict:

  $ cat >pull.lua <<'LUA'
  > return scenario {
  >   title = "the thermocouple comes off", rig = "ablation", limit_s = 10,
  >   run = function(rig)
  >     wait(0.2)
  >     rig.thermocouple.open = 1
  >     expect_within(1, "the reading is lost", function() return rig.thermocouple.open == 1 end)
  >   end,
  > }
  > LUA
  $ "$painrig" emulate rf-generator --pty line --play pull.lua --quiet
  pass: 1 expectation was met
  $ sed -i 's/thermocouple.open = 1/generator.set_temp_c = 60/' pull.lua
  $ "$painrig" emulate rf-generator --pty line --play pull.lua --quiet 2>&1 | sed -n 1,2p
  painrig emulate: pull.lua:5: rig.generator.set_temp_c cannot be turned here: generator.set_temp_c is an order, and the host of this device is another: order it there
    at 0.20 s
  $ "$painrig" emulate it-pump --pty line --play pull.lua --quiet
  painrig emulate: pull.lua: nothing that is emulated here is a rig "ablation": rig = "infusion"
  [2]
  $ "$painrig" emulate it-pump --pty line --play none.lua --quiet
  painrig emulate: none.lua cannot be read: No such file or directory
  [2]

Two instruments of one world with a scenario beside them, while a plain shell is the pump's client: the
motor stalls after 20 uL, the pump says so once, and the balance has what was pumped before.

  $ cat >stall.lua <<'LUA'
  > return scenario {
  >   title = "the motor stalls", rig = "emulators", limit_s = 30, tail_s = 3,
  >   run = function(rig)
  >     wait_until("a client", 10, function() return rig.ne1000.has_client == 1 end)
  >     rig.world.resistance_kpa_h_per_ul = 1e-5
  >     wait_until("20 uL", 10, function() return rig.ne1000.infused_ul > 20 end)
  >     rig.ne1000.stall = 1
  >     expect_within(1, "it stops", function() return rig.ne1000.state == "stopped" end)
  >     wait(0.5)
  >     expect("the balance has it", rig.mt_sics.pan_g > 0.015 and rig.mt_sics.pan_g < 0.03)
  >   end,
  > }
  > LUA
  $ "$painrig" emulate ne1000 --pty pump mt-sics --pty scale --play stall.lua --quiet >out &
  > timeout 60 sh -c 'until [ -e pump ] && [ -e scale ]; do sleep 0.05; done'
  > exec 3<>pump; printf '\r00RAT90MH\r' >&3; sleep 0.1; printf '00RUN\r' >&3; sleep 2; printf '\r' >&3
  > head -c 23 <&3 | tr '\002\003' '<>'; echo; wait $!; cat out
  <00A?R><00S><00I><00A?S
  pass: all 2 expectations were met
  $ rm out stall.lua

Knobs by TCP, of several devices at once:

  $ "$painrig" emulate ne1000 --pty a ne1000 --pty b --control tcp:127.0.0.1:0 >out &
  > timeout 60 sh -c 'until grep -q Ctrl-C out; do sleep 0.05; done'
  > sed 's/127.0.0.1:[0-9]*/HOST:PORT/; s/127.0.0.1 [0-9]*/HOST PORT/' out; kill $!; wait $!; rm out
  ne1000 at pty:a, 19200 8N1
    in a bench file: { driver = "ne1000", port = "pty:a" }
  ne1000 at pty:b, 19200 8N1
    in a bench file: { driver = "ne1000", port = "pty:b" }
  knobs at tcp:HOST:PORT
    by hand: printf 'knobs?\n' | nc HOST PORT
  Ctrl-C ends.
  $ "$painrig" emulate ne1000 --pty a ne1000 --pty b --set ne1000.adress=3 --set ne1000_2.address=4
  painrig emulate: ne1000: adress is not a known setting: did you mean address?
  [2]

A whole bench, one of whose instruments it describes itself:

  $ cat >bench.lua <<'LUA'
  > return bench { title = "two", generator = { port = "pty:acme", identity = "RF20",
  >   driver = { name = "acme", roles = { "generator" }, source = true, ending = "\r\n",
  >     fields = { who = { identity = true } },
  >     questions = { who = { send = "ID?", reply = "ACME {who:text}" },
  >                   off = { send = "RF 0", reply = "OK" }, on = { send = "RF 1", reply = "OK" },
  >                   status = { send = "ST?", reply = "RF={output_on} P={power_w}" },
  >                   set = { send = "P {}", reply = "OK" } },
  >     orders = { output = { ask = "on", zero = "off" }, power_w = { ask = "set" } },
  >     errors = { { pattern = "ERR", says = "no" } },
  >     start = { "who" }, poll = { "status" }, safe = { "off", "status" },
  >     is_safe = { output_on = 0 } } },
  >   balance = { driver = "mt-sics", port = "pty:scale" } }
  > LUA
  $ "$painrig" emulate --bench bench.lua >out &
  > timeout 60 sh -c 'until grep -q Ctrl-C out; do sleep 0.05; done'; cat out
  > exec 3<>acme; printf 'ID?\r\nP 5\r\nRF 1\r\nRF 2\r\n' >&3; head -c 24 <&3 | tr -d '\r'
  > sleep 0.1; printf 'ST?\r\n' >&3; head -c 20 <&3 | tr -d '\r'; kill $!; wait $!; rm out
  acme at pty:acme, 9600 8N1
    in a bench file: { driver = "acme", port = "pty:acme" }
  mt-sics at pty:scale, 9600 8N1
    in a bench file: { driver = "mt-sics", port = "pty:scale" }
  Ctrl-C ends.
  ACME RF20
  OK
  OK
  ERR
  RF=1.0000 P=5.0000
  $ "$painrig" emulate --bench bench.lua ne1000
  painrig emulate: ne1000 beside --bench: give the names of devices, or a bench
  [2]
  $ "$painrig" emulate --bench bench.lua --pty x
  painrig emulate: --pty beside --bench: the bench file says where its instruments are
  [2]
  $ sed -i 's/pty:scale/serial:ttyUSB0/' bench.lua; "$painrig" emulate --bench bench.lua
  painrig emulate: the bench's balance is at serial:ttyUSB0, where a real one may be: emulate it by its name (painrig emulate mt-sics --pty /tmp/balance) and give a bench file that port
  [2]
  $ rm bench.lua
  $ ls
  pull.lua
