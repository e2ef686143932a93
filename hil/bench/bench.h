/* bench.h - a bench file: which driver sits on which port for each role, and what it may do.
 *
 *     return bench {
 *       title = "an NE-1000 pumps into a beaker on a balance",
 *       pump    = { driver = "ne1000", port = "serial:0403:6001:A10K2X", line = "19200 8N1",
 *                   identity = "NE1000", settings = { address = 0, diameter_mm = 14.43 },
 *                   limits = { rate_ul_per_h = 50000, volume_ul = 20000, time_s = 3600 } },
 *       balance = { driver = "mt-sics", port = "serial:/dev/ttyUSB1", identity = "B021002593" },
 *     }
 *
 * Beside the roles: title, density_g_per_ml of what is weighed (0.9982), missed_most, hang_s.
 * A role that is missing falls back to the plant: the model takes the instrument's place. Roles are
 * those of drivers/device.h. Drivers are those of device_types, and
 *
 *     rf-generator, it-pump   a device that speaks painrig's own protocols
 *     driver = { ... }        described by the bench file itself: hil/bench/bench_described.h
 *
 * A source (bench_is_source) is armed only by --arm, and only when `identity` names it and `limits`
 * limit it: power_w, energy_j and time_s of a generator, rate_ul_per_h, volume_ul and time_s of a
 * pump. unknown_s limits for how long nobody may say what a source delivers that may be on, beyond
 * the age at which its last word counts no more; the driver's age is its default, and a scenario
 * that cuts the line on purpose wants more. Limits are enforced by the guard (guard.h), outside
 * any script. */
#ifndef PAINRIG_HIL_BENCH_H
#define PAINRIG_HIL_BENCH_H

#include "base/settings.h"
#include "base/why.h"
#include "drivers/device.h"
#include "drivers/port_open.h"
#include "hil/digest.h"

/* NAN: not limited. */
struct bench_limits { double power_w, energy_j, rate_ul_per_h, volume_ul, time_s, unknown_s; };

struct described;

struct bench_place {
    bool                      is_there;
    const struct device_type *driver;       /* borrowed: of device_types, or of `described`     */
    struct described         *described;    /* owned; NULL: a driver was named */
    struct port_address       address;
    char                      address_text[PORT_ADDRESS_SIZE];
    struct port_line          line;         /* as given, or the driver's                        */
    char                      identity[96]; /* empty: whoever answers, never armed              */
    struct settings           settings;     /* of the driver, each in its range                 */
    struct bench_limits       limits;
};

struct bench {
    char               path[256], title[96];
    char               sha256[DIGEST_HEX_SIZE];
    struct bench_place places[DEVICE_ROLE_COUNT];
    double             density_g_per_ml;    /* of what is weighed: water at 20 C (0.9982)       */
    int                missed_most;         /* deadlines that a verdict may miss (0)            */
    double             hang_s;              /* a run that is silent for so long is hung (0.25)  */
};

/* Energy or drug leaves it: a driver that is a source, as generator or as pump. In another role the
 * same driver is what that role says (modbus-rtu: a thermometer), and nothing lets it out. */
bool bench_is_source(const struct bench *, enum device_role);

/* NULL-terminated; NULL for a role that nothing limits. */
struct bench_limit { const char *name, *unit; size_t offset; double most; };
const struct bench_limit *bench_limits_of(enum device_role);

/* Read a bench file in the sandbox of scenarios. Refused with file, line and a sentence: an unknown
 * role or driver (the nearest), a driver that cannot play a role, the same port on two roles, a
 * limit that is none of the role's. */
MUST_CHECK enum err bench_load(struct bench *, const char *path, struct why *);
/* Made without a file: empty; then a place that is there: `address` is of port_open.h. */
void bench_begin(struct bench *);
MUST_CHECK enum err bench_place_set(struct bench *, enum device_role, const char *driver,
                                    const char *address, struct why *);
void bench_free(struct bench *);            /* zeroed is fine */

#endif
