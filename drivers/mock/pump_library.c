#include "pump_library.h"

#define UG 1000ull
#define MG 1000000ull

/* PACC: the guideline's table as generally quoted, figures unverified. Practice: published ranges.
 * A bolus' limit is the upper end of the quoted trial bolus. */
const struct pump_drug_limits pump_library_usual[PUMP_DRUG_COUNT] = {
    [PUMP_DRUG_MORPHINE] = { 25000, 20 * MG, 15 * MG, 500 * UG,
        "25 mg/mL: Infumorph label (s); caution above 20 mg/d (s); usual, bolus: PACC (u)" },
    [PUMP_DRUG_HYDROMORPHONE] = { 15000, 25 * MG, 10 * MG, 100 * UG,
        "25 mg/d: practice (s); concentration, usual, bolus: PACC (u)" },
    [PUMP_DRUG_FENTANYL] = { 10000, 1000 * UG, 1000 * UG, 75 * UG,
        "all: PACC (u)" },
    [PUMP_DRUG_BUPIVACAINE] = { 30000, 20 * MG, 15 * MG, 2500 * UG,
        "20 mg/d: practice (s); concentration, usual, bolus: PACC (u)" },
    [PUMP_DRUG_BACLOFEN] = { 2000, 1000 * UG, 800 * UG, 100 * UG,
        "2000 ug/mL: ampoules (s); 1000 and 800 ug/d, bolus: PACC (u)" },
    [PUMP_DRUG_CLONIDINE] = { 1000, 2000 * UG, 600 * UG, 20 * UG,
        "2000 ug/d: practice (s); concentration, usual, bolus: PACC (u)" },
    [PUMP_DRUG_ZICONOTIDE] = { 100, 19200, 10 * UG, 5 * UG,
        "19.2 ug/d: label (s); usual effect 8-10 ug/d (s); concentration, bolus: PACC (u)" },
};
