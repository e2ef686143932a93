/* ae_bus_emulator_commands.c - what the emulated unit reports, takes and does. */
#include "ae_bus_emulator_inside.h"

#include <math.h>
#include <string.h>

#define TYPE_WIDTH     9u

bool ae_bus_has_fault(const struct ae_bus *g)
{
    return g->knobs[KNOB_INTERLOCK] != 0 || g->knobs[KNOB_HOT] != 0 || g->knobs[KNOB_BUS] != 0;
}

double ae_bus_units_w(const struct ae_bus *g, unsigned units) { return units * g->unit_w; }

/* ------------------------------------------------------------------ reports */

static void add(struct ae_bus_report *report, unsigned long value, size_t bytes)
{
    for (; bytes > 0; bytes--, value >>= 8)
        report->data[report->count++] = (uint8_t)value;
}

static void add_w(const struct ae_bus *g, struct ae_bus_report *report, double power_w)
{
    add(report, (unsigned long)lround(power_w / g->unit_w), 2);
}

static void add_text(struct ae_bus_report *report, const char *text, size_t width)
{
    for (size_t i = 0; i < width; i++)
        add(report, i < strlen(text) ? (unsigned char)text[i] : ' ', 1);
}

static void add_status(const struct ae_bus *g, struct ae_bus_report *report)
{
    unsigned is_hot = g->knobs[KNOB_HOT] != 0, is_open = g->knobs[KNOB_INTERLOCK] != 0;

    add(report, (g->is_on ? 0x60u : 0) | (unsigned)g->is_short << 7, 1);
    add(report, is_hot << 3 | is_open << 7, 1);
    add(report, (unsigned)g->knobs[KNOB_BUS] | (unsigned)g->is_set_fault << 4, 1);
    add(report, 0, 1);
}

static void add_snapshot(const struct ae_bus *g, struct ae_bus_report *report)
{
    add_w(g, report, g->forward_w);
    add_w(g, report, g->reflected_w);
    add_w(g, report, g->forward_w - g->reflected_w);
    add(report, g->set_units, 2);
    add(report, g->regulation, 1);
    add_status(g, report);
    add(report, (unsigned long)lround(g->knobs[KNOB_PLATE]), 2);
    while (report->count < 23)
        add(report, 0, 1);
}

bool ae_bus_report_make(const struct ae_bus *g, uint8_t command, struct ae_bus_report *report)
{
    switch (command) {
    case 128: add_text(report, g->type, TYPE_WIDTH); break;
    case 129: add_text(report, g->size, 4); break;
    case 140: add(report, g->host_timeout_10ms, 2); break;
    case 154: add(report, g->regulation, 1); break;
    case 155: add(report, g->mode, 1); break;
    case 162: add_status(g, report); break;
    case 164: add(report, g->set_units, 2); add(report, g->regulation, 1); break;
    case 165: add_w(g, report, g->forward_w); break;
    case 166: add_w(g, report, g->reflected_w); break;
    case 167: add_w(g, report, g->forward_w - g->reflected_w); break;
    case 169: add(report, g->forward_limit, 2); break;
    case 170: add(report, g->reverse_limit, 2); break;
    case 184: add(report, g->timer_s, 2); break;
    case 185: add(report, g->tolerance_pct, 1); break;
    case 201: add(report, g->unit_on_count, 4); break;
    case 202: add(report, g->on_count, 4); break;
    case 203: add(report, g->hot_count, 4); break;
    case 205: add(report, (unsigned long)g->on_s, 4); break;
    case 206: add(report, (unsigned long)g->energy_j, 4); break;
    case 210: add(report, g->knobs[KNOB_RIPPLE] != 0, 1); break;
    case 219: add_snapshot(g, report); break;
    default:  return false;
    }
    return true;
}

/* ------------------------------------------------------------------ settings and acts */

static unsigned output_off(struct ae_bus *g, unsigned value)
{
    (void)value;
    g->is_on = g->is_on && g->knobs[KNOB_STUCK_ON] != 0;
    return CSR_OK;
}

static unsigned output_on(struct ae_bus *g, unsigned value)
{
    (void)value;
    if (ae_bus_has_fault(g))
        return CSR_FAULT;
    g->on_count += !g->is_on;
    g->is_on = true;
    g->is_set_fault = false;
    return CSR_OK;
}

static unsigned set_regulation(struct ae_bus *g, unsigned value)
{
    if (g->is_on)
        return CSR_IS_ON;
    if (value != BY_FORWARD && value != BY_LOAD)
        return CSR_RANGE;
    g->regulation = value;
    return CSR_OK;
}

static unsigned set_point(struct ae_bus *g, unsigned value)
{
    if (ae_bus_units_w(g, value) > g->power_max_w)
        return CSR_RANGE;
    if (g->knobs[KNOB_STUCK_SET] == 0)
        g->set_units = value;
    return CSR_OK;
}

static unsigned set_forward_limit(struct ae_bus *g, unsigned value)
{
    if (ae_bus_units_w(g, value) > g->power_max_w)
        return CSR_RANGE;
    g->forward_limit = value;
    return CSR_OK;
}

static unsigned set_reverse_limit(struct ae_bus *g, unsigned value)
{
    if (ae_bus_units_w(g, value) > g->reverse_max_w)
        return CSR_RANGE;
    g->reverse_limit = value;
    return CSR_OK;
}

static unsigned set_mode(struct ae_bus *g, unsigned value)
{
    if (value != HOST_MODE && value != USER_MODE)
        return CSR_RANGE;
    if (g->knobs[KNOB_PANEL] == 0)
        g->mode = value;
    return g->mode == value ? CSR_OK : CSR_NOT_HOST;
}

static unsigned set_timer(struct ae_bus *g, unsigned value)
{
    g->timer_s = value;
    return CSR_OK;
}

static unsigned set_tolerance(struct ae_bus *g, unsigned value)
{
    g->tolerance_pct = value;
    return value <= 100 ? CSR_OK : CSR_RANGE;
}

static unsigned set_host_timeout(struct ae_bus *g, unsigned value)
{
    if (value < 2 || value > 500)
        return CSR_RANGE;
    g->host_timeout_10ms = value;
    return CSR_OK;
}

static const struct act {
    uint8_t command, count;
    bool    needs_host;
    unsigned (*obey)(struct ae_bus *, unsigned value);
} acts[] = {
    { 1, 0, false, output_off },       { 2, 0, true, output_on },
    { 3, 1, true, set_regulation },    { 4, 2, true, set_forward_limit },
    { 5, 2, true, set_reverse_limit }, { 8, 2, true, set_point },
    { 14, 1, false, set_mode },        { 15, 2, true, set_timer },
    { 16, 1, true, set_tolerance },    { 40, 2, false, set_host_timeout },
};

static unsigned act_on(struct ae_bus *g, const struct act *act, const uint8_t *data, size_t count)
{
    unsigned csr = act->obey == output_off ? CSR_OK : (unsigned)g->knobs[KNOB_CSR];

    if (csr != CSR_OK) {
        g->knobs[KNOB_CSR] = 0;
        return csr;
    }
    if (count != act->count)
        return CSR_COUNT;
    if (act->needs_host && g->mode != HOST_MODE)
        return CSR_NOT_HOST;
    return act->obey(g, count == 0 ? 0 : count == 1 ? data[0] : data[0] | (unsigned)data[1] << 8);
}

unsigned ae_bus_obey(struct ae_bus *g, uint8_t command, const uint8_t *data, size_t count)
{
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        if (acts[i].command == command)
            return act_on(g, &acts[i], data, count);
    return CSR_UNKNOWN;
}
