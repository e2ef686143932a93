-- An endless loop in a finaliser: the run ends in time, with an error, and the others go on.
local function attack()
    setmetatable({}, { __gc = function() while true do end end })
end

return scenario {
  title   = "attack: an endless loop in a finaliser",
  limit_s = 10,

  run = function()
    wait(1)
    attack()
    expect("nobody notices", true)
  end,
}
