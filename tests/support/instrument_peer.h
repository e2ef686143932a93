/* instrument_peer.h - what stands at the other end of a driver's line: its emulator, or for the
 * reference devices their firmware, in a body that is well. */
#ifndef PAINRIG_TESTS_SUPPORT_INSTRUMENT_PEER_H
#define PAINRIG_TESTS_SUPPORT_INSTRUMENT_PEER_H

#include "drivers/device.h"
#include "drivers/mock/emulator.h"

struct generator_firmware;
struct pump_firmware;

struct instrument_peer {
    struct emulator           *emulator;
    struct generator_firmware *generator;
    struct pump_firmware      *pump;
    struct emulator_world      world;
    struct settings            settings;        /* empty */
    double                     signals[64];
};

/* What the driver cannot do without, for that emulator: a map of registers. */
void instrument_settings(const char *driver, struct settings *);

/* How many turned bits the check of its frames always sees; 0: they have none; -1: they have no
 * number either. Fails the test for a driver without a row. */
int instrument_check_bits(const char *driver);

/* Fails the test when there is none for that driver. */
void instrument_peer_make(struct instrument_peer *, const char *driver);
void instrument_peer_step(struct instrument_peer *, struct port *, double now_s, double dt_s);
void instrument_peer_end(struct instrument_peer *);

#endif
