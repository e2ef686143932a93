-- An endless loop in __close: the run ends in time, with an error, and the others go on.
local function attack()
    local mt = { __close = function() while true do end end }
    do local held <close> = setmetatable({}, mt) end
end

return scenario {
  title   = "attack: an endless loop in __close",
  limit_s = 10,

  run = function()
    wait(1)
    attack()
    expect("nobody notices", true)
  end,
}
