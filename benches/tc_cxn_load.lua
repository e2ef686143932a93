-- A T&C Power CXN radiofrequency source into an ESU-2400, which is load and meter at once: two
-- terminals, no hardware.
--
--     painrig emulate --bench benches/tc_cxn_load.lua
--     painrig run scenarios/ablation/lumbar_medial_branch.lua --bench benches/tc_cxn_load.lua --arm
--
-- The mocked generator's firmware stays the controller; the source is its output stage. The load is
-- set to what the tissue would be, and the power that it takes heats the model.
return bench {
  title = "a CXN source into a load that is the tissue",

  generator = {
    driver   = "tc-cxn",
    port     = "pty:/tmp/painrig-source",
    identity = "AG 1012",
    limits   = { power_w = 60, energy_j = 20000, time_s = 900 },
  },

  load = {
    driver   = "esu2400",
    port     = "pty:/tmp/painrig-load",
    -- The load follows the tissue while current flows. A real one may wear its contacts by that:
    -- leave this out, and it keeps the resistance that it had when the output was off.
    settings = { switches_live = 1 },
  },
}
