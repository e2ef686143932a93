-- One week of an implanted pump at a tick of one second: what `make bench` times.
return scenario {
  title = "a week of simple continuous delivery, at a tick of 1 s",
  rig = "infusion",
  tick_s = 1,
  limit_s = 700000,
  setup = { drug = "morphine", tip = "T10", pump = { programme = { ul_per_h = 20 } } },

  run = function(rig)
    wait_until("the programmer has found the pump", 60, function() return rig.link.state == "up" end)
    expect_always("the flow is never twice what was ordered", function()
      return rig.catheter.flow_ul_per_h < 40
    end)
    expect_always("no alarm is heard", function() return rig.bedside.tone == "quiet" end)
    wait(7 * 86400)
    expect("the last day's dose is the programme's", function()
      return math.abs(rig.catheter.ug_per_day - 480) < 5
    end)
  end,
}
