/* modbus_rtu.h - the generic route: whatever speaks Modbus RTU and comes with a register map.
 * MODBUS over Serial Line V1.02; frames in modbus_rtu_wire.h, places in modbus_rtu_place.h.
 *
 *     settings = {
 *       address  = 1,
 *       identify = "input 100",                         -- what tells it from others
 *       reading  = { temp_c = "input 0 float", flow_ul_per_h = "input 2 float cdab" },
 *       order    = { rate_ul_per_h = "holding 0 float", run = "coil 0" },
 *       safe     = "coil 0 = 0; holding 0 float = 0",
 *     }
 *
 *     reading.NAME   polled in turn; names are those of device.h
 *     order.NAME     written, then read back: another value in force is a refusal
 *     safe           what makes it safe, written in this order and each read back. A map with an
 *                    order that lets energy or drug out (power_w, output, rate_ul_per_h, run) is
 *                    refused without one
 *     identify       "none"; "server id" (function 17); or a place, whose value is the identity
 *     echo           1: the adapter gives back what is sent, as some on two wires do
 *     broadcast      1: orders go to everybody on the line (address 0), which nobody answers; they
 *                    are still read back from `address`, and what makes it safe goes there
 *
 *     loopback       0: the device is silent when it is asked for function 8
 *
 * Two readings of the same table and size have replies that look alike: the protocol has no number
 * in them. So behind a reply that is missing a loopback (function 8) is asked before anything else:
 * devices answer in order, so that with its echo, or with the refusal of a device that does not
 * know it, whatever was late has come. With loopback = 0 there is only the engine's pause, of half
 * a timeout: give such a device readings of different tables or sizes side by side, or one. */
#ifndef PAINRIG_DRIVERS_MODBUS_RTU_H
#define PAINRIG_DRIVERS_MODBUS_RTU_H

#include "device.h"

extern const struct device_type device_modbus_rtu;

#endif
