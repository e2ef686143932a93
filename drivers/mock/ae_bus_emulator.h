/* ae_bus_emulator.h - an Advanced Energy generator behind its wire, AE Bus.
 *
 * After power-up: the user port in control (4), output off, 0 W. A gap within a packet, of 20 ms or
 * as command 40 has set it, resets its receiver; another address is met with silence, a wrong check
 * with NAK. Its answer waits for the host's ACK and is sent again on a NAK; without either it is
 * dropped after half a second (unverified). There is no watchdog: the output stays on when the host
 * is gone.
 *
 * Regulation by forward power, or by what goes into the load: then more is sent than is reflected,
 * as far as the limits allow; a set-point out of reach is status bit 7, and a fault after the
 * timer. An open load switches it off after 0.1 s.
 *
 * A line with the wrong parity is the knob parity_wrong: silence. */
#ifndef PAINRIG_DRIVERS_MOCK_AE_BUS_EMULATOR_H
#define PAINRIG_DRIVERS_MOCK_AE_BUS_EMULATOR_H

#include "emulator.h"

/* Behind the line's faults, EMULATOR_FAULT_COUNT of them.
 * enumerator, name, unit, most, sentence */
#define AE_BUS_KNOB_LIST(X)                                                                \
    X(INTERLOCK, "interlock_open",   "-", 1,   "1: the interlock is open")                 \
    X(HOT,       "over_temperature", "-", 1,   "1: it is too hot")                         \
    X(BUS,       "bus_fault",        "-", 31,  "bits of its fault byte: 1 NMI .. 16")      \
    X(PANEL,     "control_lost",     "-", 1,   "1: control goes to its user port")         \
    X(PARITY,    "parity_wrong",     "-", 1,   "1: the line has another parity")           \
    X(CSR,       "csr",              "-", 255, "it answers the next setting with this CSR") \
    X(PLATE,     "plate_c",          "C", 200, "temperature of its cold plate")            \
    X(RIPPLE,    "ripple",           "-", 1,   "1: it warns of ripple")                    \
    X(STUCK_ON,  "output_stuck",     "-", 1,   "1: output off is accepted, and it stays on") \
    X(STUCK_SET, "set_stuck",        "-", 1,   "1: a set-point is accepted, and not taken")

extern const struct emulator_type emulator_ae_bus;

#endif
