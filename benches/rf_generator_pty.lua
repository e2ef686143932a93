-- The reference generator behind a pseudo-terminal: two terminals, no hardware.
--
--     painrig emulate rf-generator --pty /tmp/painrig-generator --control pty:/tmp/painrig-generator-knobs
--     painrig run scenarios/ablation/lumbar_medial_branch.lua --bench benches/rf_generator_pty.lua --arm
--
-- The same with a cable: port = "serial:/dev/ttyUSB0".
return bench {
  title = "the reference generator, by its console, with its knobs",

  generator = {
    driver   = "rf-generator",
    port     = "pty:/tmp/painrig-generator",
    identity = "MOCK-0001",
    limits   = { power_w = 60, energy_j = 20000, time_s = 900,
                 unknown_s = 10 },            -- a scenario may cut the line and look at what it does
  },

  -- What a scenario breaks (thermocouple.open, pad.lost) reaches the emulated device here.
  stand = { driver = "knobs", port = "pty:/tmp/painrig-generator-knobs" },
}
