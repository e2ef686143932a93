/* The FTDI adapter: found by what it is, told what the port asks for, and pulled out.
 *
 * Divisors of its 3 MHz clock with eighths in the two highest bits (FTDI AN232B-05): 9600 is 4138,
 * 19200 is 809c, 115200 is 001a. The data format has the bits below, parity (1 odd, 2 even) from
 * bit 8, two stop bits as 2 from bit 11 and break in bit 14. */
#include "guest.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BY_SERIAL "serial:0403:6001:A10K2X"
#define LATENCY   "/sys/bus/usb-serial/devices/%s/latency_timer"

bool guest_await(const char *name, double within_s)
{
    char path[64];

    snprintf(path, sizeof path, "/dev/%s", name);
    for (double until_s = guest_now_s() + within_s; guest_now_s() < until_s; guest_rest(0.02))
        if (access(path, F_OK) == 0)
            return true;
    return false;
}

static int latency_read(const char *name)
{
    char  path[96];
    FILE *file;
    int   ms = -1;

    snprintf(path, sizeof path, LATENCY, name);
    file = fopen(path, "r");
    if (file && fscanf(file, "%d", &ms) != 1)
        ms = -1;
    if (file)
        fclose(file);
    return ms;
}

static void latency_write(const char *name, int ms)
{
    char  path[96];
    FILE *file;

    snprintf(path, sizeof path, LATENCY, name);
    file = fopen(path, "w");
    if (!file || fprintf(file, "%d\n", ms) < 0 || fclose(file) != 0)
        guest_check(false, path, "cannot be written");
}

static const struct { const char *line, *told; } lines[] = {
    { "9600 8N1",   "divisor=4138 data=0008" },
    { "19200 8O1",  "divisor=809c data=0108" },
    { "9600 7E2",   "divisor=4138 data=1207" },
    { "115200 8N1", "divisor=001a data=0008" },
};

static void lines_check(void)
{
    char told[200], back[6];

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct port *port = guest_open(BY_SERIAL, lines[i].line);

        if (!port)
            continue;
        guest_ask("usb told", told, sizeof told);
        guest_check(strncmp(told, lines[i].told, strlen(lines[i].told)) == 0, lines[i].line,
                    "the adapter was told %s instead of %s", told, lines[i].told);
        guest_check(guest_talk(port, "hello", 5, back, 5, 2) == 5 && memcmp(back, "hello", 5) == 0,
                    lines[i].line, "hello did not come back");
        port_destroy(port);
    }
}

static void wires_check(struct port *port)
{
    char told[200];

    for (int wanted = 0; wanted < 4; wanted++) {
        char part[16];

        guest_check(port_set(port, guest_now_s(), PORT_DTR, wanted & 1) == ERR_OK
                    && port_set(port, guest_now_s(), PORT_RTS, wanted & 2) == ERR_OK,
                    "DTR and RTS of an adapter", "refused");
        guest_ask("usb told", told, sizeof told);
        snprintf(part, sizeof part, "wires=%d ", wanted);
        guest_check(strstr(told, part) != NULL, "DTR and RTS of an adapter",
                    "wanted %d, the adapter was told %s", wanted, told);
    }
}

static void break_check(struct port *port)
{
    char told[200];

    for (int is_on = 1; is_on >= 0; is_on--) {
        guest_check(port_set(port, guest_now_s(), PORT_BREAK, is_on) == ERR_OK,
                    "a break through an adapter", "refused");
        guest_ask("usb told", told, sizeof told);
        guest_check(strstr(told, is_on ? "data=4008 " : "data=0008 ") != NULL,
                    "a break through an adapter", "wanted %d, the adapter was told %s", is_on,
                    told);
    }
}

/* 16 ms is the chip's own; a port in use has 1, and leaves what it found. */
static void latency_check(void)
{
    int          before, during;
    struct port *port;

    latency_write("ttyUSB0", 16);
    before = latency_read("ttyUSB0");
    port = guest_open("serial:ttyUSB0", "115200 8N1");
    during = latency_read("ttyUSB0");
    port_destroy(port);
    guest_check(before == 16 && during == 1 && latency_read("ttyUSB0") == 16,
                "the latency timer is set and restored", "%d, then %d, then %d", before, during,
                latency_read("ttyUSB0"));
}

static bool closes(struct port *port, double within_s)
{
    uint8_t byte;
    size_t  count;

    for (double until_s = guest_now_s() + within_s; guest_now_s() < until_s; guest_rest(0.01))
        if (port_read(port, guest_now_s(), &byte, 1, &count) == ERR_CLOSED)
            return true;
    return false;
}

/* Somebody else still has the old name open, so the adapter comes back under another: who asks by
 * vendor, product and serial number finds it. */
static void unplug_check(void)
{
    struct port *port = guest_open(BY_SERIAL, "19200 8N1");
    int          other = open("/dev/ttyUSB0", O_RDWR | O_NONBLOCK | O_NOCTTY);
    size_t       taken = 1;
    char         back[6];

    if (!port)
        return;
    guest_want("unplug");
    guest_check(closes(port, 2), "an adapter that is pulled out closes its port", "still open");
    guest_check(port_write(port, guest_now_s(), (const uint8_t *)"x", 1, &taken) == ERR_CLOSED,
                "and stays closed", "a byte was taken");
    guest_want("plug");
    guest_check(guest_await("ttyUSB1", 5) || other < 0, "it comes back under another name",
                "no ttyUSB1");
    port_destroy(port);
    port = guest_open(BY_SERIAL, "19200 8N1");
    if (port)
        guest_check(guest_talk(port, "again", 5, back, 5, 2) == 5 && memcmp(back, "again", 5) == 0,
                    "and is found by what it is", "no echo");
    port_destroy(port);
    if (other >= 0)
        close(other);
}

void guest_usb(void)
{
    struct port *port;

    if (!guest_check(guest_await("ttyUSB0", 5), "the adapter is there", "no ttyUSB0"))
        return;
    lines_check();
    latency_check();
    port = guest_open("serial:0403:6001", "9600 8N1");
    if (!port)
        return;
    wires_check(port);
    break_check(port);
    port_destroy(port);
    unplug_check();
}
