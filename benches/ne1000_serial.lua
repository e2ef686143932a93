-- The same as ne1000_gravimetric.lua on real ports: an NE-1000 on a USB-RS-232 cable, known by its
-- serial number whatever ttyUSB it gets, and a balance at the machine's own port.
--
--     painrig ports                 says what is plugged in
--     painrig run scenarios/infusion/gravimetric.lua --bench benches/ne1000_serial.lua            reads, never pumps
--     painrig run scenarios/infusion/gravimetric.lua --bench benches/ne1000_serial.lua --arm      pumps
return bench {
  title = "an NE-1000 and a balance on real ports",

  pump = {
    driver   = "ne1000",
    port     = "serial:0403:6001:A10K2X",     -- vendor, product and serial number of the cable
    line     = "19200 8N1",                   -- as set in the pump: hold Diameter to see its baud
    identity = "NE1000",
    settings = { address = 0, safe_mode_s = 5, diameter_mm = 14.43 },
    limits   = { rate_ul_per_h = 5000, volume_ul = 5000, time_s = 86400 },
  },

  balance = {
    driver   = "mt-sics",
    port     = "serial:/dev/ttyS0",
    line     = "9600 8N1 xon/xoff",
    identity = "B021002593",                  -- its serial number, of I4
  },
}
