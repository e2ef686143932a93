/* guest.h - what runs inside the machine of bed.h, as its first and only process.
 *
 * It says "good: what" or "bad: what: why" for each check on the console, and asks the bed for what
 * only somebody outside can do. */
#ifndef PAINRIG_TESTS_UART_GUEST_H
#define PAINRIG_TESTS_UART_GUEST_H

#include "base/why.h"
#include "drivers/port_open.h"

#include <stdbool.h>
#include <stddef.h>

/* A check with what was seen when it is bad. Hands back `is_good`. */
bool guest_check(bool is_good, const char *what, const char *seen, ...)
    __attribute__((format(printf, 3, 4)));

/* Ask the bed; its answer without the end of the line. */
void guest_ask(const char *what, char *answer, size_t size);
/* For what is answered by "done". */
void guest_want(const char *what);

void   guest_rest(double s);
double guest_now_s(void);

/* Open, or NULL and a bad check. */
struct port *guest_open(const char *address, const char *line);
/* Write all and read until `room` bytes are there or `within_s` has passed; the count read. A port
 * that closes ends it. */
size_t guest_talk(struct port *, const void *bytes, size_t count, void *back, size_t room,
                  double within_s);

/* /dev/NAME is there. */
bool guest_await(const char *name, double within_s);

void guest_uart(void);          /* the 16550 */
void guest_usb(void);           /* the FTDI adapter */
void guest_devices(void);       /* instruments behind them */
void guest_run(void);           /* painrig run --bench */

#endif
