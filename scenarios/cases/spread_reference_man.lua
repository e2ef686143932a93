-- The reference man with a pump at T10: 0.2 mg of morphine in 2 mL within a minute, then 20 ug/h,
-- and the same again after twelve hours. What is not written here is his: areas and cord by level,
-- a cistern, absorption along the canal, plasma and effect sites.
return spread_case {
  drug = "morphine", tip = "T10", posture = "lying", baricity = "isobaric",
  canal = { dispersion_m2_per_s = 1e-7 },
  source = {
    program = {
      { ug = 200, over_s = 60, ml = 2 }, { ug_per_h = 20, until_h = 12 },
      { ug = 200, over_s = 60, ml = 2 }, { ug_per_h = 20, until_h = 24 },
    },
  },
  probes = { "C2", "T1", "T4", "T8", "T10", "T12", "L2", "L5" },
  report_at_h = { 0.25, 1, 4, 12, 24 },
}
