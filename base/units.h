/* units.h - conversions between what clinics say and what physics computes in. SI and degrees Celsius inside. */
#ifndef PAINRIG_BASE_UNITS_H
#define PAINRIG_BASE_UNITS_H

#define M_PER_MM        1e-3
#define MM_PER_M        1e3
#define MM3_PER_M3      1e9
#define KELVIN_AT_0_C   273.15
#define S_PER_MIN       60.0
#define GAS_CONSTANT_J_PER_MOL_K 8.31446261815324   /* CODATA 2018, exact */
#define PI              3.14159265358979323846

#endif
