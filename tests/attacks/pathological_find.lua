-- A pattern that would take longer than the universe: the run ends in time, with an error, and the others go on.
local function attack()
    string.find(('a'):rep(100), ('a-'):rep(30) .. 'b')
end

return scenario {
  title   = "attack: a pattern that would take longer than the universe",
  limit_s = 10,

  run = function()
    wait(1)
    attack()
    expect("nobody notices", true)
  end,
}
