-- A case in full: the thermocouple is brought to 80 C in 10 s and held there until 90 s by ideal
-- control. Conductivities rise with temperature, and blood stops where tissue is dead. Nothing
-- comes near boiling.
return lesion_case {
  electrode = { radius_mm = 0.45, tip_mm = 10, shaft = { k = 15, rho = 8000, c = 500 } },
  tissue = {
    sigma = 0.40, sigma_per_c = 0.015, k = 0.50, k_per_c = 0.001, rho = 1060, c = 3600,
    perfusion_per_s = 0.0006, perfusion_stops_with_damage = true, blood_rho = 1050, blood_c = 3617,
    metabolic_w_per_m3 = 0, boils = false,
  },
  domain = { radius_mm = 60, half_length_mm = 60 },
  start_c = 37,
  drive = { set_c = 80, ramp_s = 10, hold_until_s = 90, thermocouple_mm = 0.5 },
  end_s = 120, report_at_s = { 10, 30, 60, 90, 120 },
  probes = { { r_mm = 0.45, z_mm = 0 }, { r_mm = 2, z_mm = 0 } },
  criteria = {
    { arrhenius = { a_per_s = 7.39e39, ea_j_per_mol = 2.577e5 } },
    { isotherm_c = 50 },
    { cem43_min = 240 },
  },
}
