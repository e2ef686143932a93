-- The same as tc_cxn_load.lua on real ports, with a thermocouple in the phantom read by a 34970A.
--
--     painrig run scenarios/ablation/lumbar_medial_branch.lua --bench benches/tc_cxn_serial.lua
--
-- reads everything and switches nothing on; --arm does.
return bench {
  title = "a CXN source, a load and a thermometer on real ports",

  generator = {
    driver   = "tc-cxn",
    port     = "serial:/dev/ttyUSB0",
    line     = "38400 8N1",
    identity = "AG 1012",
    limits   = { power_w = 30, energy_j = 5000, time_s = 300 },
  },

  load = { driver = "esu2400", port = "serial:0403:6001", identity = "SECULIFE" },

  thermocouple = { driver = "34970a", port = "serial:/dev/ttyS0", line = "57600 8N1",
                   identity = "34970A" },
}
