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
