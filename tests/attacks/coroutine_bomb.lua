-- Ten million coroutines: the run ends in time, with an error, and the others go on.
local function attack()
    for i = 1, 10000000 do coroutine.create(function() end) end
end

return scenario {
  title   = "attack: ten million coroutines",
  limit_s = 10,

  run = function()
    wait(1)
    attack()
    expect("nobody notices", true)
  end,
}
