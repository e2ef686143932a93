-- The reference generator on an FTDI adapter of the emulated machine, which is slow: late ticks are no reason to
-- doubt what the wire carried.
return bench {
  title = "a generator on a USB serial adapter",
  missed_most = 100000,
  hang_s = 5,
  generator = { driver = "rf-generator", port = "serial:0403:6001:GEN001", identity = "MOCK-0001",
                limits = { power_w = 60, energy_j = 2000, time_s = 60 } },
}
