-- Long calls into C, a million times: the run ends in time, with an error, and the others go on.
local function attack()
    local t = {}
    for i = 1, 1000 do t[i] = ('x'):rep(1000) end
    for i = 1, 1000000 do table.concat(t) end
end

return scenario {
  title   = "attack: long calls into C, a million times",
  limit_s = 10,

  run = function()
    wait(1)
    attack()
    expect("nobody notices", true)
  end,
}
