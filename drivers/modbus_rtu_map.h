/* modbus_rtu_map.h - the register map of a Modbus device, from the settings of a bench file.
 * drivers/modbus_rtu.h is its manual. Private to the driver. */
#ifndef PAINRIG_DRIVERS_MODBUS_RTU_MAP_H
#define PAINRIG_DRIVERS_MODBUS_RTU_MAP_H

#include "device.h"
#include "modbus_rtu_place.h"

#define MODBUS_SAFE_MAX 8u

struct modbus_entry { bool is_there; struct modbus_place place; double value; };

enum modbus_identify { MODBUS_BY_NOTHING, MODBUS_BY_SERVER_ID, MODBUS_BY_PLACE };

struct modbus_map {
    struct modbus_entry  readings[DEVICE_READING_COUNT], orders[DEVICE_ORDER_COUNT];
    struct modbus_entry  safe[MODBUS_SAFE_MAX];     /* with its value */
    size_t               safe_count;
    enum modbus_identify identify;
    struct modbus_place  identity;
};

/* ERR_RANGE with a sentence. */
MUST_CHECK enum err modbus_map_read(struct settings *, const char *identify, const char *safe,
                                    struct modbus_map *, struct why *);

#endif
