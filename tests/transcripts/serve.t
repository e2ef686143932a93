`painrig serve` is the trainer's room: a page in a browser of this machine.

  $ $painrig serve --help
  painrig serve [options]
  
  the trainer's room in a browser: lesions, drug spread, devices, past runs
  
    --port N          listen here, not at 7246 or the next free one; 0: any free one
    --open            open the page in a browser: $BROWSER, or what xdg-open takes
    --runs DIR        where runs and suites are looked for (out)
    --scenarios DIR   where drills are looked for (scenarios)
    --listen ADDRESS  let other machines in, at this address of ours, by links
    --keys            the same links on this machine, where several people work on it
    --protocol        print what the page and its server say to each other, and end
    --help            show this page
  
  Needs no network: it is reached from this machine alone, at 127.0.0.1, and the page
  asks nobody else. With --listen others can reach it, by links that it prints: the
  trainer's, which is good once and may operate, and the viewers', who may look. They
  travel in the clear: use them in a network that you trust. Nothing that a page sends
  can reach a port or a bench: rooms work with mocked devices and read files. Ctrl-C
  ends it.
  
  example
    painrig serve --open
    painrig serve --port 0 --runs out
    painrig serve --listen 192.168.1.5
    painrig serve --protocol
  $ $painrig serve --protocol | sed -n '1p;7p'
  # The page's protocol
  This is version 1.

What cannot be is said before anything listens.

  $ $painrig serve --port 70000
  painrig serve: --port 70000 is out of range: give 0 to 65535
  [2]
  $ $painrig serve --prot 8000
  painrig serve: --prot is not known: did you mean --port?
  [2]
  $ $painrig serve page.html
  painrig serve: "page.html" is one too many: it is painrig serve
  [2]
  $ $painrig serve --scenarios nowhere
  painrig serve: --scenarios nowhere: there is no such folder
  [2]
  $ touch page.html; $painrig serve --runs page.html
  painrig serve: --runs page.html: there is no such folder
  [2]
  $ $painrig serve --listen 0.0.0.0
  painrig serve: --listen 0.0.0.0 is every network that this machine is in: name the one address that the viewers can reach (see them with: ip addr)
  [2]
  $ $painrig serve --listen localhost
  painrig serve: 'localhost' is no address: give one of this machine's in numbers, as 127.0.0.1 or 192.168.1.5 (see them with: ip addr)
  [2]
  $ $painrig serve --listen 203.0.113.77
  painrig serve: 203.0.113.77 is no address of this machine: ip addr shows those it has
  [2]

It says where it is once it listens, and goes when it is told to. A port that was asked for by number
is not exchanged for another.

  $ awaited() { i=0; until [ -s "$1" ] || [ $i = 600 ]; do sleep 0.1; i=$((i + 1)); done; }
  $ nameless() { sed "s/:$port/:PORT/; s/port $port/port PORT/; s/[0-9a-f]\{64\}/KEY/" "$@"; }
  $ $painrig serve --port 0 >said 2>&1 & server=$!
  $ awaited said; port=$(sed -n 's|.*http://127.0.0.1:\([0-9]*\)/.*|\1|p' said); nameless said
  painrig serves at http://127.0.0.1:PORT/ (Ctrl-C ends it)
  $ $painrig serve --port $port 2>&1 | nameless
  painrig serve: port PORT of 127.0.0.1 is taken, perhaps by another painrig serve: end that, or give another with --port N, or --port 0 for any
  $ kill -TERM $server; wait $server

Where several people work on the machine, links with keys keep it among those who have them.

  $ $painrig serve --port 0 --keys >locked 2>&1 & server=$!
  $ awaited locked; port=$(sed -n 's|.*serves at http://127.0.0.1:\([0-9]*\)/.*|\1|p' locked); nameless locked
  painrig serves at http://127.0.0.1:PORT/ (Ctrl-C ends it)
  the trainer's link, good once:   http://127.0.0.1:PORT/enter?key=KEY
  the viewers' link, to look only: http://127.0.0.1:PORT/enter?key=KEY
  $ kill -TERM $server; wait $server

Without a browser to open, it says so and serves.

  $ BROWSER=no-such-browser $painrig serve --port 0 --open >open 2>&1 & server=$!
  $ awaited open; i=0; until grep -q yourself open || [ $i = 600 ]; do sleep 0.1; i=$((i + 1)); done; port=$(sed -n 's|.*serves at http://127.0.0.1:\([0-9]*\)/.*|\1|p' open); nameless open
  painrig serves at http://127.0.0.1:PORT/ (Ctrl-C ends it)
  painrig serve: there is no no-such-browser to open a browser with: open http://127.0.0.1:PORT/ yourself
  $ kill -TERM $server; wait $server

It ends when it is told to, also in the middle of lesions that its workers have begun.

  $ $painrig serve --port 0 >busy 2>&1 & server=$!
  $ awaited busy; port=$(sed -n 's|.*http://127.0.0.1:\([0-9]*\)/.*|\1|p' busy)
  $ cat >ask.pl <<'END'
  > my ($port, $server) = @ARGV;
  > my @asked = map {
  >     my $asked = IO::Socket::INET->new("127.0.0.1:$port") or die "nobody listens";
  >     print $asked "GET /data/lesion/handout?time=600&accuracy=0.1&tip=$_&with=",
  >         join('%7C', map { "time%3D600%26accuracy%3D0.1%26gauge%3D$_" } 16, 20, 22),
  >         " HTTP/1.1\r\nHost: 127.0.0.1:$port\r\n\r\n";
  >     $asked->flush;
  >     $asked
  > } 5 .. 10;
  > sleep 0.5;
  > my $told_s = time;
  > kill 'TERM', $server;
  > read $_, my $answer, 20 for @asked;
  > print time - $told_s < 15 ? "it is gone\n" : "it takes its time\n";
  > END
  $ perl -MIO::Socket::INET -MTime::HiRes=time,sleep ask.pl $port $server; wait $server
  it is gone
