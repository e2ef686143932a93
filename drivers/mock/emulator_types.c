/* emulator_types.c - every emulator there is. */
#include "emulator.h"
#include "graseby3000_emulator.h"
#include "ne1000_emulator.h"
#include "mt_sics_emulator.h"
#include "sartorius_sbi_emulator.h"
#include "phd_ultra_emulator.h"
#include "tc_cxn_emulator.h"
#include "34970a_emulator.h"
#include "keller_emulator.h"
#include "modbus_rtu_emulator.h"
#include "sensirion_shdlc_emulator.h"
#include "ae_bus_emulator.h"
#include "esu2400_emulator.h"
#include "iet_prs_emulator.h"

#include "base/names.h"

#include <string.h>

#define NAMES_MAX 64u

const struct emulator_type *const emulator_types[] = {
    &emulator_tc_cxn,
    &emulator_ne1000,
    &emulator_mt_sics,
    &emulator_34970a,
    &emulator_keller,
    &emulator_modbus_rtu,
    &emulator_sensirion_shdlc,
    &emulator_ae_bus,
    &emulator_sartorius_sbi,
    &emulator_esu2400,
    &emulator_iet_prs,
    &emulator_phd_ultra,
    &emulator_graseby3000,
    NULL
};

enum err emulator_find(const char *name, const struct emulator_type **type, struct why *why)
{
    const char *names[NAMES_MAX] = { NULL };
    size_t      count = 0;

    for (; emulator_types[count] && count < NAMES_MAX; count++) {
        if (strcmp(emulator_types[count]->name, name) == 0) {
            *type = emulator_types[count];
            return ERR_OK;
        }
        names[count] = emulator_types[count]->name;
    }
    return why_unknown(why, "there is no emulator", name, names, count);
}
