A misspelt name in run stops it with file, line, the nearest name, and the simulated time; never a pass.

  $ cat > c.lua <<end
  > return scenario {
  >   title = "a misspelt signal", limit_s = 5,
  >   run = function(rig)
  >     expect("something true", true)
  >     wait(0.5)
  >     expect("warm", function() return rig.tip.temp > 30 end)
  >   end,
  > }
  > end
  $ $painrig run c.lua --quiet
  c.lua:6: rig.tip.temp is not known: did you mean rig.tip.temp_c?
    at 0.50 s, while waiting at c.lua:6
  error: the run did not come to its end
  [2]
  $ tail -n 1 out/c/trace.csv
  # end tick_s=0.01 cut
  $ sed 's/rig.tip.temp /rig.generator.state /' c.lua > d.lua
  $ $painrig run d.lua --quiet
  d.lua:6: attempt to compare number with string
    at 0.50 s, while waiting at d.lua:6
  error: the run did not come to its end
  [2]
  $ sed 's/wait(0.5)/wait(50)/' c.lua > e.lua
  $ $painrig run e.lua --quiet
  the scenario did not end within its limit_s = 5 s
    it waits at e.lua:5, wait
  error: the run did not come to its end
  [2]
  $ sed '/expect/d' c.lua > f.lua
  $ $painrig run f.lua --quiet
  vacuous: the scenario expected nothing: add expect, expect_within or expect_always
  [1]
