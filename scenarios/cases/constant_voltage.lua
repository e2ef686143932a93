-- A case in full: 15 V at a needle of 0.45 mm radius in uniform, perfused tissue. Nothing depends
-- on temperature, so that other programs can solve it too.
return lesion_case {
  electrode = { radius_mm = 0.45, tip_mm = 10, shaft = { k = 15, rho = 8000, c = 500 } },
  tissue = {
    sigma = 0.40, sigma_per_c = 0.0, k = 0.50, k_per_c = 0.0, rho = 1060, c = 3600,
    perfusion_per_s = 0.0006, perfusion_stops_with_damage = false, blood_rho = 1050, blood_c = 3617,
    metabolic_w_per_m3 = 0, boils = false,
  },
  domain = { radius_mm = 60, half_length_mm = 60 },
  start_c = 37,
  drive = { volts = 15 },
  end_s = 120, report_at_s = { 10, 30, 60, 90, 120 },
  probes = { { r_mm = 0.45, z_mm = 0 }, { r_mm = 2, z_mm = 0 } },
  criteria = {
    { isotherm_c = 50 },
    { arrhenius = { a_per_s = 7.39e39, ea_j_per_mol = 2.577e5 } },
    { cem43_min = 240 },
  },
}
