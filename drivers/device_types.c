/* device_types.c - every driver there is. */
#include "device.h"
#include "generator_device.h"
#include "graseby3000.h"
#include "ne1000.h"
#include "mt_sics.h"
#include "phd_ultra.h"
#include "pump_device.h"
#include "sartorius_sbi.h"
#include "tc_cxn.h"
#include "34970a.h"
#include "keller.h"
#include "modbus_rtu.h"
#include "sensirion_shdlc.h"
#include "ae_bus.h"
#include "esu2400.h"
#include "iet_prs.h"

#include "base/names.h"

#include <string.h>

#define NAMES_MAX 64u

const struct device_type *const device_types[] = {
    &device_rf_generator,
    &device_it_pump,
    &device_tc_cxn,
    &device_ne1000,
    &device_mt_sics,
    &device_34970a,
    &device_keller,
    &device_modbus_rtu,
    &device_sensirion_shdlc,
    &device_ae_bus,
    &device_sartorius_sbi,
    &device_esu2400,
    &device_iet_prs,
    &device_phd_ultra,
    &device_graseby3000,
    NULL
};

enum err device_find(const char *name, const struct device_type **type, struct why *why)
{
    const char *names[NAMES_MAX] = { NULL };
    size_t      count = 0;

    for (; device_types[count] && count < NAMES_MAX; count++) {
        if (strcmp(device_types[count]->name, name) == 0) {
            *type = device_types[count];
            return ERR_OK;
        }
        names[count] = device_types[count]->name;
    }
    return why_unknown(why, "there is no driver", name, names, count);
}
