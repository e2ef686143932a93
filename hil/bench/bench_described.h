/* bench_described.h - an instrument that a bench file describes itself, in place of a driver's
 * name: what its manual says of its lines, without a compiler (drivers/described.h).
 *
 *     generator = {
 *       port = "serial:/dev/ttyUSB0",
 *       driver = {
 *         name = "acme-rf20", roles = { "generator", "meter" }, source = true,
 *         line = "9600 8N1", ending = "\r\n",        -- or command_ending, reply_ending
 *         poll_s = 0.2, timeout_s = 0.3, keepalive_s = 2,
 *         fields = {
 *           who  = { identity = true },
 *           p    = { reading = "power_w", scale = 0.001, most = 60 },     -- it prints mW
 *           rf   = { reading = "output_on", words = { ON = 1, OFF = 0 } },
 *         },
 *         questions = {
 *           who       = { send = "ID?", reply = "ACME {who:text}" },
 *           status    = { send = "ST?", reply = "P={p} RF={rf:word}" },
 *           set_power = { send = "SP {:.1}", reply = "OK" },
 *           on        = { send = "RF ON", reply = "OK" },
 *           off       = { send = "RF OFF", reply = "OK", again = true },
 *         },
 *         orders = {
 *           power_w = { ask = "set_power", most = 50 },
 *           output  = { ask = "on", zero = "off", back = "status" },
 *         },
 *         errors  = { { pattern = "ERR 3", says = "the interlock is open" } },
 *         unasked = { { pattern = "*{}" } },
 *         start = { "who" }, poll = { "status" }, safe = { "off", "status" },
 *         is_safe = { output_on = 0 },
 *       },
 *     }
 *
 * A field that has a reading's name needs no description. `again`: may be asked again when there
 * was no answer; usual for what only reads. `back`: what an order is compared with, within `within`
 * (0). Frames have `opening` too, and `check` ("xor", "sum8", "lrc", "crc16-modbus",
 * "crc16-xmodem"; as digits, or check_bytes = true). A logger has `unasked` alone. */
#ifndef PAINRIG_HIL_BENCH_DESCRIBED_H
#define PAINRIG_HIL_BENCH_DESCRIBED_H

#include "base/settings.h"
#include "base/why.h"
#include "drivers/described.h"

/* Of what is at `path` ("generator.driver") and below it, all of which is marked as used.
 * ERR_PARSE, ERR_RANGE, ERR_UNKNOWN or ERR_LIMIT, with a sentence that begins with the path of what
 * is wrong. The caller frees. */
MUST_CHECK enum err bench_described_read(struct settings *, const char *path,
                                         struct described **, struct why *);

#endif
