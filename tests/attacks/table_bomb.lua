-- Tables until the memory is full: the run ends in time, with an error, and the others go on.
local function attack()
    local t = {}
    while true do t[#t + 1] = { {}, {}, {} } end
end

return scenario {
  title   = "attack: tables until the memory is full",
  limit_s = 10,

  run = function()
    wait(1)
    attack()
    expect("nobody notices", true)
  end,
}
