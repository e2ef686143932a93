Ports, recordings and replays: what is typed, right and wrong.

  $ $painrig ports tty
  painrig ports: "tty" is no address of a port: write serial:/dev/ttyUSB0, serial:0403:6001:A10K2X, pty:/tmp/pump or tcp:localhost:2001
  [2]
  $ $painrig ports pty:pump
  pty:pump
  painrig ports: there is no port pump: painrig ports lists what there is
  [2]
  $ $painrig ports serial:/dev/ttyNOSUCH9 2>&1 | cut -c1-54
  serial:/dev/ttyNOSUCH9
  painrig ports: there is no serial port /dev/ttyNOSUCH9
  $ $painrig ports tcp:127.0.0.1:1
  tcp:127.0.0.1:1
  painrig ports: nobody listens at 127.0.0.1:1: is the terminal server or the emulator running?
  [2]
  $ $painrig ports --driver ne100 2>&1 | cut -c1-73
  painrig ports: there is no driver 'ne100': did you mean 'ne1000'?; known:
  $ echo text > notes; $painrig ports pty:notes
  pty:notes
  painrig ports: notes is no pseudo-terminal but a file: give the link that an emulator has made (painrig emulate ne1000 --pty notes)
  [2]

An instrument is asked who it is:

  $ $painrig emulate mt-sics --pty balance --seconds 300 --quiet & balance=$!
  > timeout 60 sh -c 'until [ -e balance ]; do sleep 0.05; done'; sleep 0.5
  > $painrig ports pty:balance --driver mt-sics
  pty:balance
      mt-sics: XS204 Excellence 220.0090 g B021002593, at 9600 8N1

Recording it: the host program opens another link, and what passes is written down.

  $ $painrig record --port pty:balance --out a.rec
  painrig record: give the host program a port to open: --pty /tmp/pump or --tcp 127.0.0.1:2001
  [2]
  $ $painrig record --port pty:balance --pty tapped
  painrig record: --out is missing: give the recording a name, as --out pump.rec
  [2]
  $ $painrig record --pty tapped --out a.rec
  painrig record: --port is missing: give the instrument's, as --port serial:/dev/ttyUSB0
  [2]
  $ $painrig record --port pty:balance --pty tapped --tcp 127.0.0.1:0 --out a.rec
  painrig record: give the host program a port to open: --pty /tmp/pump or --tcp 127.0.0.1:2001, not both
  [2]
  $ $painrig record --port pty:balance --port pty:x --pty tapped --out a.rec
  painrig record: --port pty:x is one too many: two are for --observe
  [2]
  $ $painrig record --port pty:balance --observe --pty tapped --out a.rec
  painrig record: --observe listens only: there is no --pty and no --tcp
  [2]
  $ $painrig record --port pty:nowhere --pty tapped --out a.rec
  painrig record: there is no port nowhere: painrig ports lists what there is
  [2]
  $ $painrig record --port pty:balance --pty tapped --out a.rec --line "9600 8M1"
  painrig record: "8M1" has a parity that is none: N, O (odd) or E (even), as in 8N1
  [2]
  $ $painrig record --port pty:balance --pty tapped --out
  painrig record: --out needs a value: --out FILE
  [2]
  $ ls
  balance
  notes
  $ cat > ask.sh <<'end'
  > exec 3<>$1; shift
  > for question; do printf "$question\r\n" >&3; timeout 60 head -n 1 <&3 2>/dev/null | tr -d '\r'; done
  > end
  $ $painrig record --port pty:balance --pty tapped --out a.rec --who "A. Person" --seconds 300 \
  >     --what "a balance" --firmware "as emulated" &
  > timeout 60 sh -c 'until [ -e tapped ]; do sleep 0.05; done'
  > sh ask.sh tapped I4 @ I4
  > kill -TERM $!; wait $!
  the host program opens pty:tapped; into a.rec; Ctrl-C ends
  I4 A "B021002593"
  I4 A "B021002593"
  I4 A "B021002593"
  recorded: a.rec
  $ sed 's/^when: 20.*/when: then/; s/^[0-9]\{4,\} /T /' a.rec
  painrig recording 1
  who: A. Person
  instrument: a balance
  firmware: as emulated
  when: then
  line: 9600 8N1
  
  0 ! open
  T > 49 34 0D 0A
  T < 49 34 20 41 20 22 42 30 32 31 30 30 32 35 39 33 22 0D 0A
  T > 40 0D 0A
  T < 49 34 20 41 20 22 42 30 32 31 30 30 32 35 39 33 22 0D 0A
  T > 49 34 0D 0A
  T < 49 34 20 41 20 22 42 30 32 31 30 30 32 35 39 33 22 0D 0A
  $ $painrig record --port pty:balance --pty tapped --out a.rec
  painrig record: a.rec is there already: a recording is not overwritten: give another name
  [2]
  $ $painrig ports pty:balance --driver ne1000
  pty:balance
      nobody answers
  [1]
  $ $painrig record --port pty:balance --pty tapped --out b.rec --quiet &
  > timeout 60 sh -c 'until [ -e tapped ]; do sleep 0.05; done'
  > kill $balance; wait $!; status=$?; rm b.rec; (exit $status)
  painrig record: the instrument's port has closed: unplugged, or switched off; b.rec ends there
  [1]

And playing it to the same program:

  $ $painrig replay a.rec
  painrig replay: give the host program a port to open: --pty /tmp/pump or --tcp 127.0.0.1:2001
  [2]
  $ $painrig replay nowhere.rec --pty again
  painrig replay: the recording nowhere.rec cannot be read: No such file or directory
  [2]
  $ $painrig replay notes --pty again
  painrig replay: notes:1: this is no recording: the first line of one is "painrig recording 1"
  [2]
  $ $painrig replay a.rec --pty notes
  painrig replay: notes is there already and is no link: it is not overwritten: give another name
  [2]
  $ $painrig replay a.rec --pty again --strict --quiet --seconds 300 &
  > timeout 60 sh -c 'until [ -e again ]; do sleep 0.05; done'
  > sh ask.sh again I4 @ I4; wait $!
  I4 A "B021002593"
  I4 A "B021002593"
  I4 A "B021002593"
  $ $painrig replay a.rec --pty again --strict --quiet --seconds 300 2>parted &
  > timeout 60 sh -c 'until [ -e again ]; do sleep 0.05; done'
  > sh ask.sh again I4 S; wait $!; status=$?; sed 's/([0-9.]* s)/(then)/' parted; (exit $status)
  I4 A "B021002593"
  painrig replay: a.rec:11: the host sent 53 where 40 was recorded (then)
  [1]
  $ $painrig replay a.rec --pty again --quiet --seconds 300 &
  > timeout 60 sh -c 'until [ -e again ]; do sleep 0.05; done'
  > sh ask.sh again @ I4 I4 I4; kill $!; wait $!
  I4 A "B021002593"
  I4 A "B021002593"
  I4 A "B021002593"
  I4 A "B021002593"
  $ ls
  a.rec
  ask.sh
  notes
  parted
