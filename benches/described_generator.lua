-- A generator that painrig has no driver for, described from its manual's page on the serial port.
-- The maker and the page are made up: replace each line by what your own manual says.
--
--   "Lines end in CR LF. ID? answers ACME, model, serial number. ST? answers the power in mW and whether
--    the output is on. SP sets the power in W, one decimal; RF ON and RF OFF switch the output.
--    Refusals begin with ERR. Lines that begin with a star come by themselves."
return bench {
  title = "a described generator, its load and thermocouple played by the plant",

  generator = {
    port = "pty:/tmp/acme",                     -- "serial:0403:6001:A10K2X" on the bench
    identity = "RF20",
    limits = { power_w = 50, energy_j = 5000, time_s = 600 },

    driver = {
      name = "acme-rf20", roles = { "generator" }, source = true,
      line = "9600 8N1", ending = "\r\n",
      poll_s = 0.1, timeout_s = 0.3,

      fields = {
        who = { identity = true },
        mw  = { reading = "power_w", scale = 0.001, most = 60 },
        rf  = { reading = "output_on", words = { ON = 1, OFF = 0 } },
      },
      questions = {
        who    = { send = "ID?",      reply = "ACME {who:text}" },
        status = { send = "ST?",      reply = "P={mw} RF={rf:word}" },
        set_is = { send = "SP?",      reply = "SP={set_power_w}" },
        set    = { send = "SP {:.1}", reply = "OK" },
        on     = { send = "RF ON",    reply = "OK" },
        off    = { send = "RF OFF",   reply = "OK", again = true },
      },
      orders = {
        power_w = { ask = "set", back = "set_is", within = 0.05, most = 50 },
        output  = { ask = "on", zero = "off", back = "status" },
      },
      errors  = { { pattern = "ERR 1", says = "the interlock is open" },
                  { pattern = "ERR {}", says = "an error of its own" } },
      unasked = { { pattern = "*{}", says = "the generator says" } },

      start = { "who" }, poll = { "status" },
      safe = { "off", "status" }, is_safe = { output_on = 0 },
    },
  },
}
