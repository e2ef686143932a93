/* wire_loop.h - what passes between a client and a device, in real time: the loop of painrig record
 * and painrig replay.
 *
 * Bytes are moved as soon as the system has them (poll(2)); a port without a descriptor is asked
 * every millisecond. What one side does not take yet waits, up to WIRE_LOOP_ROOM bytes each way,
 * and then the other side is not read: nothing is lost here. */
#ifndef PAINRIG_HIL_WIRE_LOOP_H
#define PAINRIG_HIL_WIRE_LOOP_H

#include "base/err.h"
#include "drivers/port.h"
#include "hil/run_stop.h"

#define WIRE_LOOP_ROOM 4096u

struct wire_loop {
    struct port *client, *device;       /* borrowed; client NULL: the device is only listened to */
    bool         is_observing;          /* both are only listened to                             */
    double       until_s;               /* on the wall; INFINITY                                 */
    bool       (*is_over)(const struct port *device);   /* asked when all has been moved; NULL   */
    const struct run_stop *stop;        /* opened                                                */
};

/* ERR_OK when it is over, the time has passed or somebody asked it to stop; ERR_CLOSED when the
 * device has closed. */
MUST_CHECK enum err wire_loop_run(const struct wire_loop *);

#endif
