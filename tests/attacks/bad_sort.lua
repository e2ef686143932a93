-- A comparator that says yes to everything: the run ends in time, with an error, and the others go on.
local function attack()
    local t = {}
    for i = 1, 1000 do t[i] = i % 7 end
    while true do pcall(table.sort, t, function() return true end) end
end

return scenario {
  title   = "attack: a comparator that says yes to everything",
  limit_s = 10,

  run = function()
    wait(1)
    attack()
    expect("nobody notices", true)
  end,
}
