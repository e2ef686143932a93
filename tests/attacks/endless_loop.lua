-- An endless loop: the run ends in time, with an error, and the others go on.
local function attack()
    while true do end
end

return scenario {
  title   = "attack: an endless loop",
  limit_s = 10,

  run = function()
    wait(1)
    attack()
    expect("nobody notices", true)
  end,
}
