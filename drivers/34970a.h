/* 34970a.h - the driver of the Keysight (Agilent, HP) 34970A scanner with thermocouples: up to four
 * channels. Keysight 34970A/34972A User's Guide; lines in 34970a_wire.h.
 *
 *     start   SYST:REM and *IDN? (the identity); *CLS; thermocouple type, unit, integration time
 *             and the check for open ones; the scan list; every field of a reading. Behind each
 *             block the error queue is read until it is empty, and what stood there is said
 *     poll    READ?: a scan of all channels
 *
 * A reading must be of the channel in its place of the list and in degrees Celsius. Overload, that
 * is an open thermocouple, is unknown.
 *
 * Medium: the line as it leaves the factory, 57600 8N1 without handshake: the bench's `line` says
 * another. Of its kin only the 34970A itself has RS-232. */
#ifndef PAINRIG_DRIVERS_34970A_H
#define PAINRIG_DRIVERS_34970A_H

#include "device.h"

extern const struct device_type device_34970a;

#endif
