-- An endless loop before there is a scenario: the file is refused, and the others go on.
while true do end

return scenario { title = "attack: never loaded", limit_s = 10, run = function() wait(1) end }
