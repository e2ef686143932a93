-- Code that is no text: the run ends in time, with an error, and the others go on.
local function attack()
    load('\27Lua\84\0\25\147\13\10\26\10', 'b', 'b')()
end

return scenario {
  title   = "attack: code that is no text",
  limit_s = 10,

  run = function()
    wait(1)
    attack()
    expect("nobody notices", true)
  end,
}
