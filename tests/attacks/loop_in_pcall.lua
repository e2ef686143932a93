-- An endless loop that pcall is to hide: the run ends in time, with an error, and the others go on.
local function attack()
    while true do pcall(function() while true do end end) end
end

return scenario {
  title   = "attack: an endless loop that pcall is to hide",
  limit_s = 10,

  run = function()
    wait(1)
    attack()
    expect("nobody notices", true)
  end,
}
