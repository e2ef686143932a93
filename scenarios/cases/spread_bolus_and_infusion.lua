-- A case in full: 1 mg in a minute, then 0.05 mg/h until the day is over, into a canal that gets
-- narrower caudally. No cord, no cistern, no flow, closed ends, so that other programs can solve it
-- too.
return spread_case {
  canal = {
    length_m = 0.6, area_mm2 = { { 0, 180 }, { 0.6, 90 } },
    dispersion_m2_per_s = 2e-8, drift_m_per_s = 0, uptake_per_s = 1.5e-4,
  },
  source = {
    at_m = 0.40,
    program = { { mg = 1, over_s = 60 }, { mg_per_h = 0.05, until_h = 24 } },
  },
  probes_m = { 0.30, 0.38, 0.40, 0.42, 0.50 },
  report_at_h = { 0.25, 1, 4, 12, 24 },
}
