/* The 16550: what the port asks for stands in the chip's own registers, and bytes come back.
 *
 * Registers (National Semiconductor PC16550D, table II): LCR at 3, bits 0-1 word length - 5, bit 2
 * two stop bits, bits 3-4 parity (01 odd, 11 even), bit 6 break, bit 7 divisor latch at 0 and 1;
 * MCR at 4, bit 0 DTR, bit 1 RTS, bit 4 loop. The baud is 115200 / divisor. */
#include "guest.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define UART     "serial:/dev/ttyS1"
#define COM2     0x2f8
#define LCR      3
#define MCR      4
#define MCR_DTR  0x01
#define MCR_RTS  0x02
#define LCR_PARITY 0x08
#define LCR_EVEN 0x10u
#define LCR_BREAK 0x40
#define LCR_LATCH 0x80

#ifndef TIOCM_LOOP              /* of <asm/termios.h>, which the library's own shuts out */
#define TIOCM_LOOP 0x8000
#endif

static unsigned register_read(unsigned short at) { return inb((unsigned short)(COM2 + at)); }

/* Where there is no parity, which one is of no meaning: Linux leaves bit 4 set. */
static unsigned format_read(void)
{
    unsigned lcr = register_read(LCR);

    return lcr & LCR_PARITY ? lcr : lcr & ~LCR_EVEN;
}

static unsigned divisor_read(void)
{
    unsigned char lcr = (unsigned char)register_read(LCR);
    unsigned      divisor;

    outb(lcr | LCR_LATCH, COM2 + LCR);
    divisor = register_read(0) | register_read(1) << 8;
    outb(lcr, COM2 + LCR);
    return divisor;
}

static const struct { const char *line; unsigned divisor, lcr; } lines[] = {
    { "9600 8N1",   12,  0x03 },
    { "19200 8O1",  6,   0x0b },
    { "9600 7E1",   12,  0x1a },
    { "9600 7E2",   12,  0x1e },
    { "2400 7O1",   48,  0x0a },
    { "38400 8N2",  3,   0x07 },
    { "57600 8E1",  2,   0x1b },
    { "115200 8N1", 1,   0x03 },
};

/* What an echo sends back is what was written, bits cut to those of the line. */
static void echo_check(struct port *port, const char *what, size_t count, double within_s)
{
    uint8_t sent[4096], back[4096];
    size_t  got;

    for (size_t i = 0; i < count; i++)
        sent[i] = (uint8_t)((i * 167 + 13) & 0x7f);
    got = guest_talk(port, sent, count, back, count, within_s);
    guest_check(got == count && memcmp(sent, back, count) == 0, what,
                "%zu of %zu bytes came back%s", got, count, got == count ? ", changed" : "");
}

static void lines_check(void)
{
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct port *port = guest_open(UART, lines[i].line);

        if (!port)
            continue;
        guest_check(divisor_read() == lines[i].divisor && format_read() == lines[i].lcr,
                    lines[i].line, "the chip has divisor %u and LCR %02x", divisor_read(),
                    format_read());
        echo_check(port, lines[i].line, 64, 2);
        port_destroy(port);
    }
}

/* The line may be set anew while it is open. */
static void line_again_check(struct port *port)
{
    struct port_line how;
    struct why       why = { "" };

    if (port_line_parse("4800 7O2", &how, &why) != ERR_OK || port_line(port, &how) != ERR_OK)
        guest_check(false, "another line while it is open", "refused: %s", why.text);
    guest_check(divisor_read() == 24 && format_read() == 0x0e, "another line while it is open",
                "the chip has divisor %u and LCR %02x", divisor_read(), format_read());
}

static const struct { const char *what; enum port_wire wire; unsigned short at; unsigned mask; }
wires[] = {
    { "DTR", PORT_DTR,   MCR, MCR_DTR   },
    { "RTS", PORT_RTS,   MCR, MCR_RTS   },
    { "break", PORT_BREAK, LCR, LCR_BREAK },
};

static void wires_check(struct port *port)
{
    for (size_t i = 0; i < sizeof wires / sizeof *wires; i++)
        for (int is_on = 1; is_on >= 0; is_on--) {
            enum err err = port_set(port, guest_now_s(), wires[i].wire, is_on);
            bool     is_seen = register_read(wires[i].at) & wires[i].mask;

            guest_check(err == ERR_OK && is_seen == (is_on == 1), wires[i].what,
                        "asked for %d: %s, the chip has %d", is_on, err_name(err), is_seen);
        }
}

/* In loop mode the chip feeds DTR to DSR and RTS to CTS, as a cable with both wires would. */
static void sight_check(struct port *port)
{
    struct port_sight sight;
    int               loop = TIOCM_LOOP, fd = port_descriptor(port);

    if (!guest_check(fd >= 0 && ioctl(fd, TIOCMBIS, &loop) == 0, "loop", "no loop mode"))
        return;
    for (int wanted = 0; wanted < 4; wanted++) {
        memset(&sight, 0, sizeof sight);
        guest_check(port_set(port, guest_now_s(), PORT_DTR, wanted & 1) == ERR_OK
                    && port_set(port, guest_now_s(), PORT_RTS, wanted & 2) == ERR_OK
                    && port_look(port, guest_now_s(), &sight) == ERR_OK
                    && sight.dsr == (wanted & 1) && sight.cts == ((wanted & 2) != 0),
                    "modem lines seen", "DTR %d RTS %d looped: DSR %d CTS %d", wanted & 1,
                    wanted >> 1, sight.dsr, sight.cts);
    }
    ioctl(fd, TIOCMBIC, &loop);
}

static void break_check(struct port *port)
{
    struct port_sight before = { .breaks = 99 }, after = { .breaks = 0 };
    uint8_t           bytes[8];

    if (port_look(port, guest_now_s(), &before) != ERR_OK)
        before.breaks = 99;
    guest_want("break");
    for (int i = 0; i < 20 && after.breaks == before.breaks; i++) {
        guest_talk(port, "", 0, bytes, sizeof bytes, 0.1);
        if (port_look(port, guest_now_s(), &after) != ERR_OK)
            break;
    }
    guest_check(after.breaks == before.breaks + 1, "a break that comes in",
                "%lu breaks before, %lu after", before.breaks, after.breaks);
}

/* Nobody takes the bytes: the port takes what there is room for and never waits; nothing is lost
 * when somebody listens again. */
static void full_check(struct port *port)
{
    size_t   size = 4u << 20, taken = 0, now = 1, back = 0;
    uint8_t *bytes = calloc(1, size), chunk[4096];
    double   began_s = guest_now_s(), longest_s = 0;

    guest_want("hold");
    while (bytes && taken < size && guest_now_s() < began_s + 1.5) {
        double at_s = guest_now_s();

        if (port_write(port, at_s, bytes, size - taken < 8192 ? size - taken : 8192, &now)
            != ERR_OK)
            break;
        longest_s = guest_now_s() - at_s > longest_s ? guest_now_s() - at_s : longest_s;
        taken += now;
        if (now == 0)
            guest_rest(0.05);
        if (now == 0 && guest_now_s() > began_s + 0.5)
            break;
    }
    guest_check(now == 0 && taken < size, "a full line takes no more", "%zu of %zu", taken, size);
    guest_check(longest_s < 0.2, "a full line is not waited for", "%g s in a write", longest_s);
    guest_want("release");
    for (double until_s = guest_now_s() + 20; back < taken && guest_now_s() < until_s; )
        back += guest_talk(port, "", 0, chunk, taken - back < sizeof chunk ? taken - back
                                                                         : sizeof chunk, 1);
    guest_check(back == taken, "nothing is lost in a full line", "%zu of %zu", back, taken);
    free(bytes);
}

static void refusal_check(const char *address, enum err want, const char *part)
{
    struct port_address at;
    struct port_line    how;
    struct port        *port = NULL;
    struct why          why = { "" };
    enum err            err = port_address_parse(address, &at, &why);

    if (err == ERR_OK)
        err = port_line_parse("9600 8N1", &how, &why);
    if (err == ERR_OK)
        err = port_open(&at, &how, &port, &why);
    guest_check(err == want && strstr(why.text, part), address, "%s: %s", err_name(err), why.text);
    if (err == ERR_OK)
        port_destroy(port);
}

void guest_uart(void)
{
    struct port *port;

    if (!guest_check(ioperm(COM2, 8, 1) == 0, "registers", "not allowed to read them"))
        return;
    lines_check();
    refusal_check("serial:/dev/ttyS9", ERR_UNKNOWN, "ttyS");
    port = guest_open("serial:ttyS1", "115200 8N1");
    if (!port)
        return;
    refusal_check(UART, ERR_REFUSED, "in use by");
    wires_check(port);
    sight_check(port);
    break_check(port);
    echo_check(port, "4096 bytes there and back", 4096, 10);
    full_check(port);
    line_again_check(port);
    port_destroy(port);
}
