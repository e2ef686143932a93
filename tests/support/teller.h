/* teller.h - an instrument for any role that says what a test lets it say, and keeps what it was
 * ordered.
 *
 *     struct teller source;
 *     teller_place(&bed, DEVICE_ROLE_GENERATOR, &source);     before the stand is opened
 *     teller_says(&bed, DEVICE_ROLE_GENERATOR, DEVICE_READ_POWER, 12);
 *     teller_kept(&bed, DEVICE_ROLE_GENERATOR)->last[DEVICE_ORDER_POWER]
 *
 * It is up as soon as it is asked who it is, and says nothing by itself. What it said counts for
 * TELLER_AGE_S. Asked to be safe it says that it is, and counts that. */
#ifndef PAINRIG_TESTS_SUPPORT_TELLER_H
#define PAINRIG_TESTS_SUPPORT_TELLER_H

#include "tests/support/bench_bed.h"

#define TELLER_AGE_S 5.0

/* Its line: whoever asks is answered by the number that it has. */
struct teller { struct port port; int number; unsigned owed, safes; };

/* Orders that it took, the last and the greatest value of each; `refuses`: it takes none now. */
struct teller_orders {
    unsigned count[DEVICE_ORDER_COUNT];
    double   last[DEVICE_ORDER_COUNT], most[DEVICE_ORDER_COUNT];
    enum err refuses;
};

void teller_place(struct bench_bed *, enum device_role, struct teller *);
/* NAN: it says that it does not know. */
void teller_says(struct bench_bed *, enum device_role, enum device_reading, double value);
struct teller_orders *teller_kept(const struct bench_bed *, enum device_role);

#endif
