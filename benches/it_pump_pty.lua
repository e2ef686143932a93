-- The reference intrathecal pump behind a pseudo-terminal: two terminals, no hardware.
--
--     painrig emulate it-pump --pty /tmp/painrig-pump --control pty:/tmp/painrig-pump-knobs
--     painrig run MY_SCENARIO.lua --bench benches/it_pump_pty.lua --arm
--
-- The same with a cable: port = "serial:/dev/ttyUSB0".
return bench {
  title = "the reference intrathecal pump, by its programmer's wire, with its knobs",

  pump = {
    driver   = "it-pump",
    port     = "pty:/tmp/painrig-pump",
    identity = "MOCK-0001",
    limits   = { rate_ul_per_h = 1200, volume_ul = 20000, time_s = 86400 },
  },

  stand = { driver = "knobs", port = "pty:/tmp/painrig-pump-knobs" },
}
