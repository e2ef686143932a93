-- A recursion without an end: the run ends in time, with an error, and the others go on.
local function attack()
    local function down(n) return 1 + down(n + 1) end
    down(1)
end

return scenario {
  title   = "attack: a recursion without an end",
  limit_s = 10,

  run = function()
    wait(1)
    attack()
    expect("nobody notices", true)
  end,
}
