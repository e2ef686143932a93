-- Observe only: whatever a unit prints by itself, once a second or so, as a line of its own. Nothing is sent.
-- This one prints "12.3 s  T= 80.1 C  Z= 215 ohm  P= 4.31 W": replace the pattern by what yours prints.
return bench {
  title = "a generator's own printer line, looked at",

  meter = {
    port = "pty:/tmp/printer",
    driver = {
      name = "printer-line", roles = { "meter", "thermocouple" },
      line = "9600 8N1", ending = "\n",
      age_s = 3, lost_s = 5,
      unasked = { { pattern = "{} s T= {temp_c} C Z= {} ohm P= {power_w} W" } },
    },
  },
}
