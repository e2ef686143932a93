-- What the toy rig of the tests owes. Whoever reads suites is tried with these.
return requirements {
  rig = "toy",
  {
    id = "T-1", title = "off within 0.5 s when it is hot", priority = "high",
    formula = "G( (tip.temp_c >= 95) -> F[0,0.5 s] (heater.power_w <= 0.1) )",
    source = "toy norm, 1.1", rationale = "it burns",
  },
  {
    id = "T-2", title = "never above 120 degrees", priority = "high",
    formula = "G(tip.temp_c <= 120)", source = "toy norm, 1.2", rationale = "it boils",
    unverified = "120 C is a proposal, no limit of a standard",
  },
  {
    id = "T-3", title = "power stays within the supply", priority = "medium",
    formula = "G(heater.power_w <= 60)", source = "toy norm, 2", rationale = "it trips the mains",
  },
  {
    id = "T-4", title = "cools down", priority = "low",
    formula = "G( (heater.power_w <= 0.1) -> F[0,60 s] (tip.temp_c <= 45) )",
    source = "toy norm, 3 <script>alert(1)</script>", rationale = "\"quoted\" & so on",
  },
  {
    id = "T-5", title = "warms up", priority = "none",
    formula = "G( (heater.power_w >= 5) -> F[0,20 s] (tip.temp_c >= 40) )",
    source = "toy norm, 4", rationale = "it is a heater",
  },
}
