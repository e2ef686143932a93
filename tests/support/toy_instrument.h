/* toy_instrument.h - an instrument that never was, and a line to it that a story holds in its
 * hands.
 *
 *     I?  I toy 7     who is there                     S 5  OK or NO    set the power
 *     V?  V 12.5      a reading; V 1 2: two of them    S?   S 5         the power that is set
 *     G   OK          go: not to be said twice         X    X           stop
 *     N               nod: no answer                   R?   R 0         is it running
 *     L?  - a, - b, .     an answer in parts           H    never sent: there is nothing to ask
 *     *   from it, at any time: could not read that    U    unasked, BOOT: switched on
 *
 * Lines end in a line feed; a byte is a millisecond on the line. A story is rows: at that time, in
 * steps of a millisecond, do or expect this. */
#ifndef PAINRIG_TESTS_SUPPORT_TOY_INSTRUMENT_H
#define PAINRIG_TESTS_SUPPORT_TOY_INSTRUMENT_H

#include "drivers/device.h"

extern const struct device_type toy_instrument;

enum toy_act {
    SAYS,           /* the instrument says this line (a \ at the end: without the line feed)   */
    WRITES,         /* exactly now, this and no other line is written                          */
    SILENCE,        /* nothing was written since the last WRITES                               */
    ORDERS,         /* "power_w 5"                                                             */
    REFUSES,        /* the same, and it is refused by this error                               */
    MAKE_SAFE,      /* and the bytes are out before the next step                              */
    SAFE, UNSAFE,
    LINK,           /* "up"                                                                    */
    READS,          /* "power_w 12.5", "power_w nan"                                           */
    TELLS,          /* the next event has this in it                                           */
    COUNTS,         /* "garbled 1", "strays 2", "timeouts 1", "retries 1", "refused 1"         */
    PULLS,          /* the plug                                                                */
    ROOM,           /* the port takes so many bytes from now on                                */
};

struct toy_row { double at_s; enum toy_act act; const char *text; enum err err; };

struct toy_story { const char *title, *identity; struct toy_row rows[28]; };

/* From the first step, or from a link that is up since 0.03 with a first reading, power_w 12.5, at
 * 0.04: the next poll is due at 0.23. */
void toy_tell(const struct toy_story *, const struct device_type *);
void toy_tell_up(const struct toy_story *, const struct device_type *);

#endif
