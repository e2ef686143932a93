/* fault_bed.h - a driver and its emulator on a line that breaks.
 *
 *     come up -> the fault, while it is polled -> the line heals -> up again, the same readings
 *     come up, energised if it is a source -> the fault and make_safe -> heals -> safe
 *
 * The world stands still meanwhile, so that every reading has one right value. */
#ifndef PAINRIG_TESTS_SUPPORT_FAULT_BED_H
#define PAINRIG_TESTS_SUPPORT_FAULT_BED_H

#include "drivers/device.h"
#include "drivers/port_faulty.h"
#include "drivers/port_pipe.h"

struct line_fault {
    const char               *name;
    struct port_faults        faults;
    struct port_pipe_troubles troubles;
    int                       baud;         /* not 0: our end is set so          */
    bool                      is_pulled;    /* the port closes, for good         */
    double                    timeouts_late;        /* of the driver: late_reply_s */
    int                       turned_bits;  /* so many in a frame, which may make one digit
                                             * another: seen by a check for so many */
};

/* What became of it.
 *
 *     RECOVERED  the link stayed up, and the readings are right
 *     REPORTED   the link was seen to fail, and came up again when the line had healed
 *     CLOSED     the link is down, and said so
 *     SAFE       confirmed while the line was broken
 *     HELD       not confirmed while it was broken, and never falsely; confirmed when it healed
 *     -          nothing to make safe
 *     the rest are failures */
#define FAULT_OUTCOME_LIST(X)                                                              \
    X(RECOVERED, "recovered") X(REPORTED, "reported") X(CLOSED, "closed") X(SAFE, "made safe") \
    X(HELD, "held, then safe") X(NONE, "-") X(SILENT, "NOTHING SAID") X(STUCK, "NEVER UP AGAIN") \
    X(WRONG, "WRONG READING") X(LIED, "NOT SAFE, AND SAID SO") X(UNSAFE, "NEVER SAFE")
#define FAULT_OUTCOME_ENUM(name, text) FAULT_##name,
enum fault_outcome { FAULT_OUTCOME_LIST(FAULT_OUTCOME_ENUM) FAULT_OUTCOME_COUNT };
#undef FAULT_OUTCOME_ENUM
extern const char *const fault_outcome_labels[FAULT_OUTCOME_COUNT + 1];

/* why: of a failure, if there is more to say. */
enum fault_outcome fault_while_polled(const struct device_type *, const struct line_fault *,
                                      char why[160]);
enum fault_outcome fault_while_made_safe(const struct device_type *, const struct line_fault *);

#endif
