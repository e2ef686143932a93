-- A text of a gigabyte: the run ends in time, with an error, and the others go on.
local function attack()
    local text = string.rep('x', 1000000000)
    log(#text)
end

return scenario {
  title   = "attack: a text of a gigabyte",
  limit_s = 10,

  run = function()
    wait(1)
    attack()
    expect("nobody notices", true)
  end,
}
