/* tc_cxn.h - T&C Power Conversion AG and CXN radiofrequency generators, "new" protocol: "tc-cxn".
 *
 * A bench generator of 20 kHz to 1 MHz in the place of a lesion generator. The bytes are
 * tc_cxn_wire.h's.
 *
 * Control. What sets anything needs control, which the driver takes (BC) with the first order and
 * not before: who only looks takes nothing. The generator wants to hear something every 2 s, or it
 * drops control, output and set-point; the polls are that something. When the driver was not
 * stepped for so long, or the set-point has gone, it says that control was lost, and nothing is
 * switched on again but by a new order. When the link is lost while in control, output off goes out
 * ahead of every further question: the generator may hear us though we do not hear it.
 *
 * Power is ordered in whole watts (SA) and read back in tenths (GL); what lies between is rounded
 * down and told. Orders above the generator's own limit (Gp) are refused. Status shows what was
 * done one cycle late, so it is asked twice before it is believed against an order.
 *
 * Readings: power, forward, reflected, set power, output, frequency, own temperature, and as alarm
 * the bits 8 forward limit, 9 reverse limit, 10 too hot, 11 interlock open. Orders: power, output.
 *
 * Safe: output off, with control if it needs that, set-point 0, status without output, release. */
#ifndef PAINRIG_DRIVERS_TC_CXN_H
#define PAINRIG_DRIVERS_TC_CXN_H

#include "device.h"

#define TC_CXN_DEAD_MAN_S 2.0

extern const struct device_type device_tc_cxn;

#endif
