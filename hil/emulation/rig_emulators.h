/* rig_emulators.h - emulated instruments, as many as are wanted, around one world: a rig like any
 * other.
 *
 * Each instrument is at a port of its own, where somebody else's client drives it. Its table of
 * knobs and signals becomes the rig's under the instrument's name, "ne1000.stall",
 * "mt_sics.mass_g"; beside them are
 *
 *     NAME.has_client     somebody has the port open, where the port can tell
 *     world.*             what they have in common (drivers/mock/emulator.h)
 *
 * The tables of this type are made at creation and live as long as the rig: `type->create` is NULL,
 * and rig_types does not have it. A scenario says `rig = "emulators"` to be played on one. There is
 * nothing to order: all knobs are instant commands and faults. */
#ifndef PAINRIG_HIL_RIG_EMULATORS_H
#define PAINRIG_HIL_RIG_EMULATORS_H

#include "base/settings.h"
#include "drivers/mock/described_emulator.h"
#include "drivers/mock/emulator.h"
#include "drivers/port.h"
#include "hil/rig/rig.h"

#define RIG_EMULATORS_NAME   "emulators"
#define RIG_EMULATORS_TICK_S 0.001
#define RIG_EMULATORS_MAX    64
#define RIG_EMULATORS_DUMMY_OHM 50      /* what a source feels while no load is emulated */

struct rig_emulators_place {
    const char                 *name;       /* in names: "ne1000"; copied               */
    const struct emulator_type *type;
    struct settings            *settings;   /* may be empty, never NULL; read at once    */
    struct port                *port;       /* borrowed                                  */
    const struct described     *described;  /* of emulator_described: borrowed            */
    const char                 *identity;
};

struct rig_emulators_setup {
    const struct rig_emulators_place *places;
    size_t   count;
    double   tick_s;                        /* 0: RIG_EMULATORS_TICK_S */
    uint64_t seed;
};

/* ERR_RANGE or ERR_UNKNOWN with a sentence for a setting that an instrument has not. */
MUST_CHECK enum err rig_emulators_create(struct rig **, const struct rig_emulators_setup *,
                                         struct why *);

#endif
