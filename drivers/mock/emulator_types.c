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
