/* emulation.h - devices without their hardware, as other people's software sees them: emulated
 * instruments in one world, and painrig's reference devices with their physics.
 *
 *     emulation_create      each device at its port, as after power-up
 *     emulation_run         everything that is due by a time, tick by tick
 *     emulation_find        a knob or a signal by its name
 *     emulation_turn        instant commands and faults
 *
 * A device is one of emulator_types or of the rigs' own: `rf-generator` and `it-pump`, which are
 * whole rigs whose host is somebody else. Names have the device in front, dashes as underscores,
 * "_2" for the second of a kind: "ne1000.stall", "rf_generator.thermocouple.open",
 * "world.line_kpa". What stands behind a dot is enough where it is one's alone: "stall",
 * "thermocouple.open".
 *
 * Ports are borrowed. Time is the caller's, seconds since the start. */
#ifndef PAINRIG_HIL_EMULATION_H
#define PAINRIG_HIL_EMULATION_H

#include "base/settings.h"
#include "drivers/mock/described_emulator.h"
#include "drivers/mock/emulator.h"
#include "drivers/port.h"
#include "hil/rig/rig.h"

#define EMULATION_MAX       64          /* devices of one program */
#define EMULATION_NAME_SIZE 96

struct emulation;

/* One of the two is there. */
struct emulation_device {
    const char                 *name, *sentence;
    struct port_line            line;
    const struct emulator_type *emulator;
    const struct rig_type      *rig;
    double                      tick_s;         /* of the rig */
    /* Of emulator_described: what it is, and who it says it is; borrowed. */
    const struct described     *described;
    const char                 *identity;
};

/* Every device there is, in order; false behind the last. */
bool emulation_device_at(size_t n, struct emulation_device *);
/* ERR_UNKNOWN with the nearest. */
MUST_CHECK enum err emulation_device_find(const char *name, struct emulation_device *,
                                          struct why *);

struct emulation_place {
    struct emulation_device device;
    struct settings        *settings;       /* read at once */
    struct port            *port;           /* borrowed     */
};

/* The names that devices get, in their order: "ne1000", "mt_sics", "ne1000_2". */
void emulation_names(const struct emulation_place *, size_t count,
                     char names[][EMULATION_NAME_SIZE]);

/* ERR_RANGE, ERR_UNKNOWN with a sentence for a setting. */
MUST_CHECK enum err emulation_create(struct emulation **, const struct emulation_place *,
                                     size_t count, uint64_t seed, struct why *);
void emulation_destroy(struct emulation *);         /* NULL is fine */

/* Every tick that ends by t_s. `but`: a rig that somebody else ticks; or NULL. */
MUST_CHECK enum err emulation_run(struct emulation *, double t_s, const struct rig *but,
                                  struct why *);
/* The end of the next tick. */
double emulation_next_s(const struct emulation *, const struct rig *but);

/* "painrig ne1000 mt-sics" */
const char *emulation_identity(const struct emulation *);

/* The rig that a scenario for rigs of that name plays on. ERR_UNKNOWN, or ERR_LIMIT when there are
 * several, with a sentence. */
MUST_CHECK enum err emulation_rig(struct emulation *, const char *name, struct rig **,
                                  struct why *);
/* Somebody else ticks `rig`: its latest row, and how its knobs stand, are kept for who asks. */
void emulation_see(struct emulation *, const struct rig *, const double *row, const double *knobs);

/* ---- names ---- */

enum emulation_kind { EMULATION_SIGNAL, EMULATION_KNOB };

struct emulation_word {
    enum emulation_kind kind;
    const char         *name;           /* as people say: without the device where it is alone */
    const char         *full_name;
    const char         *unit, *sentence;
    double              least, most;
    const char *const  *labels;         /* NULL: a number */
    size_t              part, index;    /* inside */
};

/* False behind the last. */
bool emulation_word_at(const struct emulation *, size_t n, struct emulation_word *);
/* ERR_UNKNOWN with the nearest; ERR_LIMIT when several devices have it. */
MUST_CHECK enum err emulation_find(const struct emulation *, enum emulation_kind, const char *name,
                                   struct emulation_word *, struct why *);

/* A signal's value in the last tick, NAN when it is not known; where a knob stands. */
double emulation_value(const struct emulation *, const struct emulation_word *);
/* A knob, and not an order of a device that has another host. */
bool emulation_can_turn(const struct emulation *, const struct emulation_word *);
/* From the next tick on. ERR_RANGE; ERR_REFUSED for an order of a device that has another host. */
MUST_CHECK enum err emulation_turn(struct emulation *, const struct emulation_word *, double value,
                                   struct why *);

#endif
