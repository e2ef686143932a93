/* described_emulator.h - the other half of an instrument that a bench file describes: whoever
 * writes a description can try it before the instrument is on the table.
 *
 * It answers as the description says: that shows that scenario, bench file and limits hang
 * together, not that the description is right, which only the instrument can show (painrig record).
 * Behind the lines is the simplest of each: a source that puts its power out while it is on, a pump
 * that pushes its rate while it runs, a meter that shows the world. A device that only speaks by
 * itself does so once a second.
 *
 * The description is borrowed, for the emulator's life. */
#ifndef PAINRIG_DRIVERS_MOCK_DESCRIBED_EMULATOR_H
#define PAINRIG_DRIVERS_MOCK_DESCRIBED_EMULATOR_H

#include "drivers/described.h"
#include "emulator.h"

/* Its tables and its step; in no registry, since described_emulator_create alone makes one. */
extern const struct emulator_type emulator_described;

/* `identity`: what it says it is, where the description has a field for that. ERR_PARSE with a
 * sentence when a command cannot be heard. */
MUST_CHECK enum err described_emulator_create(struct emulator **, const struct described *,
                                              const char *identity, struct why *);

#endif
