A page to take home is a .pdf or a .png, of up to four lesions; what cannot be is said before anything is worked out.

  $ $painrig lesion --time 5 --ramp 5 --no-picture --handout page.pdf | tail -1
  handout: page.pdf
  $ head -c 5 page.pdf; echo
  %PDF-
  $ $painrig lesion --time 5 --ramp 5 --gauge 16,22 --no-picture --handout page.png | tail -1
  handout: page.png
  $ $painrig lesion --handout page.txt
  painrig lesion: --handout page.txt: a handout is a .pdf or a .png: give lesion.pdf, say
  [2]
  $ $painrig lesion --handout nowhere/page.pdf
  painrig lesion: --handout nowhere/page.pdf: no file can be made in nowhere: No such file or directory
  [2]
  $ $painrig lesion --gauge 16,17,18,20,22 --handout page.pdf
  painrig lesion: --handout page.pdf: a page has room for 4 cases, and these are 5
  [2]

A spread has one, too.

  $ $painrig spread --hours 1 --samples 0 --tip T8,T10 --no-picture --handout page.pdf | tail -1
  handout: page.pdf
  $ $painrig spread --hours 1 --samples 0 --json --handout page.pdf
  painrig spread: --handout and --json do not go together: a page is drawn of the tables that are printed without --json
  [2]
  $ $painrig spread --tip T8,T9,T10,T11,T12 --handout page.pdf
  painrig spread: --handout page.pdf: a page has room for 4 cases, and these are 5
  [2]
