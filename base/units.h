/* units.h - conversions between what clinics say and what physics computes in. SI and degrees
 * Celsius inside. */
#ifndef PAINRIG_BASE_UNITS_H
#define PAINRIG_BASE_UNITS_H

#define M_PER_MM        1e-3
#define MM_PER_M        1e3
#define MM3_PER_M3      1e9
#define KELVIN_AT_0_C   273.15
#define S_PER_MS        1e-3
#define MS_PER_S        1e3
#define S_PER_MIN       60.0
#define S_PER_HOUR      3600.0
#define S_PER_DAY       86400.0
#define M_PER_CM        1e-2
#define M2_PER_MM2      1e-6
#define M2_PER_CM2      1e-4
#define M3_PER_ML       1e-6
#define M3_PER_UL       1e-9
#define UL_PER_M3       1e9
#define UL_PER_ML       1e3
#define UL_PER_NL       1e-3
#define NL_PER_UL       1e3
#define KG_PER_MG       1e-6
#define KG_PER_UG       1e-9
#define UG_PER_KG       1e9
#define MG_PER_L_PER_KG_PER_M3   1e3     /* 1 kg/m3 = 1 mg/mL = 1000 mg/L */
#define NG_PER_ML_PER_KG_PER_M3  1e6
#define GAS_CONSTANT_J_PER_MOL_K 8.31446261815324   /* CODATA 2018, exact */
#define PI              3.14159265358979323846

#endif
