/* ae_bus_emulator_inside.h - what the emulated unit is, for its wire and for its commands. Private
 * to them. */
#ifndef PAINRIG_DRIVERS_MOCK_AE_BUS_EMULATOR_INSIDE_H
#define PAINRIG_DRIVERS_MOCK_AE_BUS_EMULATOR_INSIDE_H

#include "ae_bus_emulator.h"
#include "emulator_line.h"

#define HOST_MODE  2u
#define USER_MODE  4u
#define BY_FORWARD 6u
#define BY_LOAD    7u

enum { CSR_OK = 0, CSR_NOT_HOST = 1, CSR_IS_ON = 2, CSR_RANGE = 4, CSR_FAULT = 7, CSR_COUNT = 9,
       CSR_UNKNOWN = 99 };

#define KNOB_ENUM(name, ...) KNOB_##name,
enum { KNOB_FIRST_ = EMULATOR_FAULT_COUNT - 1, AE_BUS_KNOB_LIST(KNOB_ENUM) KNOB_COUNT };

struct ae_bus {
    struct emulator      emulator;
    struct emulator_line line;
    unsigned address;
    char     type[10], size[5];
    double   unit_w, frequency_hz, power_max_w, reverse_max_w, source_ohm;
    unsigned mode, regulation, set_units, forward_limit, reverse_limit, timer_s, tolerance_pct;
    unsigned host_timeout_10ms, on_count, unit_on_count, hot_count;
    bool     is_on, is_short, is_set_fault;
    double   short_s, open_s, on_s, energy_j, forward_w, reflected_w;
    uint8_t  answer[64];                /* until the host has acknowledged it */
    size_t   answer_count;
    unsigned resends;
    unsigned long parity_errors;
    double   answered_s;
    double   knobs[KNOB_COUNT];
};

struct ae_bus_report { uint8_t data[32]; size_t count; };

bool ae_bus_has_fault(const struct ae_bus *);
double ae_bus_units_w(const struct ae_bus *, unsigned units);

/* False: there is no such report. */
bool ae_bus_report_make(const struct ae_bus *, uint8_t command, struct ae_bus_report *);

/* A setting or an act: its CSR. */
unsigned ae_bus_obey(struct ae_bus *, uint8_t command, const uint8_t *data, size_t count);

#endif
