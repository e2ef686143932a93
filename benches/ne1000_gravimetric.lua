-- A New Era NE-1000 pumps into a beaker on a Mettler-Toledo balance: two terminals, no hardware.
--
--     painrig emulate --bench benches/ne1000_gravimetric.lua
--     painrig run scenarios/infusion/gravimetric.lua --bench benches/ne1000_gravimetric.lua --arm
--
-- The mocked pump's firmware stays the controller; the syringe pump is its mechanism: the rate that
-- the firmware commands is the rate that it is set to. What the balance shows is what was delivered,
-- and drives the catheter, the canal and the patient.
return bench {
  title = "an NE-1000 pumps into a beaker on a balance",

  pump = {
    driver   = "ne1000",
    port     = "pty:/tmp/painrig-pump",
    identity = "NE1000",
    settings = { diameter_mm = 14.43 },       -- a 10 ml syringe (Becton Dickinson, plastic)
    limits   = { rate_ul_per_h = 60000, volume_ul = 9000, time_s = 86400 },
  },

  balance = {
    driver   = "mt-sics",
    port     = "pty:/tmp/painrig-balance",
  },

  density_g_per_ml = 0.9982,                  -- water at 20 C
}
