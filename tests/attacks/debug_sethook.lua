-- The hook taken away: the run ends in time, with an error, and the others go on.
local function attack()
    debug.sethook()
    while true do end
end

return scenario {
  title   = "attack: the hook taken away",
  limit_s = 10,

  run = function()
    wait(1)
    attack()
    expect("nobody notices", true)
  end,
}
