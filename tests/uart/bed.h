/* bed.h - the machine that the guest of the UART test runs in, and the people around it.
 *
 * qemu-system-x86_64 (TCG, no KVM needed) with its serial lines:
 *
 *     ttyS0     the console: the guest says what it checked, and asks for things
 *     ttyS1     a 16550A, the other end an echo
 *     ttyUSB0   an FT232BM on USB, serial number BED_SERIAL, the other end an echo
 *     ttyS2     a 16550A, the other end an emulated balance
 *     PUMP01, GEN001   two more FT232BM, plugged in when the guest asks, the other ends an emulated
 *               pump and an emulated generator
 *
 * What can be seen of a line here: its data; a break that comes in (QMP chardev-send-break) and, in
 * loop mode, modem lines, both of the 16550 alone; what the driver wrote into the 16550's registers
 * (the guest reads them itself); what the FTDI chip was told (the USB traffic that qemu keeps).
 *
 * What cannot: the levels of real wires, errors of parity and framing, overrun and the time that
 * bytes take at a baud, since a socket carries bytes alone and qemu holds them back; and a break
 * that comes in through the FTDI chip, since qemu's sends no byte with it, without which Linux
 * passes it over. */
#ifndef PAINRIG_TESTS_UART_BED_H
#define PAINRIG_TESTS_UART_BED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#define BED_SERIAL "A10K2X"
#define BED_LINE   512u

struct bed {
    const char *kernel, *initrd, *folder;
    const char *mass_address, *pump_address, *generator_address;    /* "127.0.0.1:40001" */
    pid_t       qemu;
    int         console, uart, usb, qmp;        /* our ends */
    bool        is_held;                        /* nobody reads the lines for the moment */
    int         plugs;                          /* how often the adapter was put in */
};

/* False, with a sentence on stderr. */
bool bed_start(struct bed *);
void bed_end(struct bed *);

/* One QMP command; true when qemu did it. With `event`, waits for that too. */
bool bed_tell(struct bed *, const char *command, const char *event);

/* Do what the guest asks for and write the answer's line. */
void bed_answer(struct bed *, const char *asked, char *answer, size_t size);

/* The last of what the FTDI chip was told: "baud=4138 data=0008 wires=0303 latency=16". */
void bed_usb_told(const struct bed *, char *out, size_t size);

#endif
