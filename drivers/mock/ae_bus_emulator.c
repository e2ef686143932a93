#include "ae_bus_emulator_inside.h"

#include "drivers/checksum.h"
#include "drivers/device_settings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ACK            0x06u
#define NAK            0x15u
#define GAP_STEP_S     0.01         /* of the host time-out, command 40 */
#define ANSWER_S       0.003
#define HOST_WAIT_S    0.5          /* for the host's ACK (unverified) */
#define RESENDS_MAX    3u
#define OPEN_TRIP_S    0.1
#define OPEN_SHARE     0.9
#define TOLERANCE      0.02
#define PLATE_C        25.0

static const struct emulator_word knobs[KNOB_COUNT] = {
    EMULATOR_FAULT_KNOBS AE_BUS_KNOB_LIST(EMULATOR_KNOB_ROW)
};

enum { SIGNAL_ON, SIGNAL_MODE, SIGNAL_SET, SIGNAL_FORWARD, SIGNAL_REFLECTED, SIGNAL_COUNT };
static const struct emulator_word signals[SIGNAL_COUNT] = {
    [SIGNAL_ON]        = { "output_on", "-", 0, 1, "1 while radiofrequency leaves it", NULL },
    [SIGNAL_MODE]      = { "control_mode", "-", 0, 8, "2 the host, 4 its user port", NULL },
    [SIGNAL_SET]       = { "set_power_w", "W", 0, 65535, "the set-point", NULL },
    [SIGNAL_FORWARD]   = { "forward_w", "W", 0, 65535, "forward power", NULL },
    [SIGNAL_REFLECTED] = { "reflected_w", "W", 0, 65535, "reflected power", NULL },
};

static const struct device_setting settings_rows[] = {
    { .name = "address", .unit = "-", .least = 1, .most = 31, .usual = 1,
      .sentence = "of the unit" },
    { .name = "type", .unit = "-", .usual_text = "PT-MF", .sentence = "its supply type" },
    { .name = "size", .unit = "-", .usual_text = "2000", .sentence = "its size" },
    { .name = "power_unit_w", .unit = "W", .least = 0.01, .most = 10, .usual = 1,
      .sentence = "what one of its powers is: 0.1 on HALO units" },
    { .name = "frequency_hz", .unit = "Hz", .least = 2e4, .most = 3e7, .usual = 460000,
      .sentence = "of the radiofrequency" },
    { .name = "power_max_w", .unit = "W", .least = 1, .most = 6553, .usual = 2000,
      .sentence = "the most it gives" },
    { .name = "reverse_max_w", .unit = "W", .least = 0.1, .most = 6553, .usual = 400,
      .sentence = "the most it takes back" },
    { .name = "source_ohm", .unit = "ohm", .least = 1, .most = 1000, .usual = 50,
      .sentence = "the load that it is made for" },
};
#define SETTING_COUNT (sizeof settings_rows / sizeof settings_rows[0])

/* ------------------------------------------------------------------ the machine */

/* What leaves it: as much as the regulation asks for and the limits allow. */
static void regulate(struct ae_bus *g, double returned_share)
{
    double set_w = ae_bus_units_w(g, g->set_units);
    double most_w = fmin(ae_bus_units_w(g, g->forward_limit), g->power_max_w);
    double wanted_w = g->regulation == BY_LOAD ? set_w / fmax(1 - returned_share, 1e-6) : set_w;

    if (returned_share > 0)
        most_w = fmin(most_w, ae_bus_units_w(g, g->reverse_limit) / returned_share);
    g->forward_w = g->is_on ? fmin(wanted_w, most_w) : 0;
    g->reflected_w = g->forward_w * returned_share;
    g->is_short = g->is_on && g->forward_w < wanted_w * (1 - TOLERANCE);
}

static void live(struct ae_bus *g, double dt_s, double load_ohm)
{
    double returned_share = emulator_returned_share(g->source_ohm, load_ohm);

    if (ae_bus_has_fault(g))
        g->is_on = false;
    regulate(g, returned_share);
    g->short_s = g->is_short ? g->short_s + dt_s : 0;
    g->open_s = g->forward_w > 0 && returned_share > OPEN_SHARE ? g->open_s + dt_s : 0;
    if (g->open_s >= OPEN_TRIP_S || (g->timer_s > 0 && g->short_s >= g->timer_s)) {
        g->is_set_fault = true;
        g->is_on = false;
        g->forward_w = g->reflected_w = 0;
    }
    if (g->is_on) {
        g->on_s += dt_s;
        g->energy_j += (g->forward_w - g->reflected_w) * dt_s;
    }
}

/* ------------------------------------------------------------------ packets */

static void answer_send(struct ae_bus *g, double now_s)
{
    emulator_line_answer(&g->line, g->answer, g->answer_count, now_s + ANSWER_S);
    g->answered_s = now_s;
}

static void answer_make(struct ae_bus *g, uint8_t command, const struct ae_bus_report *report)
{
    size_t used = 0;

    g->answer[used++] = (uint8_t)(g->address << 3 | (report->count <= 6 ? report->count : 7));
    g->answer[used++] = command;
    if (report->count > 6)
        g->answer[used++] = (uint8_t)report->count;
    memcpy(g->answer + used, report->data, report->count);
    used += report->count;
    g->answer[used] = checksum_xor(g->answer, used);
    g->answer_count = used + 1;
    g->resends = 0;
}

static void packet_take(struct ae_bus *g, const uint8_t *packet, size_t head, size_t count,
                        double now_s)
{
    struct ae_bus_report report = { .count = 0 };
    uint8_t              sign = checksum_xor(packet, count) == 0 ? ACK : NAK;
    bool                 is_broadcast = packet[0] >> 3 == 0;
    size_t               data = count - head - 1;

    if (packet[0] >> 3 != g->address && !is_broadcast)
        return;
    if (!is_broadcast)
        emulator_line_answer(&g->line, &sign, 1, now_s);
    if (sign == NAK)
        return;
    if (packet[1] < 128 || !ae_bus_report_make(g, packet[1], &report))
        report = (struct ae_bus_report){
            .data = { (uint8_t)ae_bus_obey(g, packet[1], packet + head, data) }, .count = 1,
        };
    if (is_broadcast)
        return;
    answer_make(g, packet[1], &report);
    answer_send(g, now_s);
}

/* While an answer waits, ACK and NAK are the host's. */
static bool sign_take(struct ae_bus *g, uint8_t byte, double now_s)
{
    if (g->answer_count == 0 || (byte != ACK && byte != NAK))
        return false;
    if (byte == NAK && g->resends++ < RESENDS_MAX)
        answer_send(g, now_s);
    else
        g->answer_count = 0;
    return true;
}

/* What came with a wrong parity was not said. */
static bool is_parity_wrong(struct ae_bus *g, struct port *port, double now_s)
{
    struct port_sight sight;
    unsigned long     before = g->parity_errors;

    if (port_look(port, now_s, &sight) == ERR_OK)
        g->parity_errors = sight.parity_errors + sight.framing_errors;
    return g->parity_errors != before || g->knobs[KNOB_PARITY] != 0;
}

static void listen(struct ae_bus *g, struct port *port, double now_s)
{
    const uint8_t *in = g->line.in;

    emulator_line_hear(&g->line, port, now_s, g->host_timeout_10ms * GAP_STEP_S);
    if (is_parity_wrong(g, port, now_s))
        g->line.in_count = 0;
    if (g->answer_count > 0 && now_s - g->answered_s > HOST_WAIT_S)
        g->answer_count = 0;
    while (g->line.in_count > 0) {
        size_t head = (in[0] & 7u) == 7 ? 3 : 2, data;
        if (sign_take(g, in[0], now_s)) {
            emulator_line_drop(&g->line, 1);
            continue;
        }
        if (g->line.in_count < head)
            return;
        data = head == 3 ? in[2] : in[0] & 7u;
        if (g->line.in_count < head + data + 1)
            return;
        packet_take(g, in, head, head + data + 1, now_s);
        emulator_line_drop(&g->line, head + data + 1);
    }
}

/* ------------------------------------------------------------------ the emulator */

static enum err settings_take(struct ae_bus *g, struct settings *settings, struct why *why)
{
    const struct device_settings given = { settings_rows, SETTING_COUNT, settings };
    double                       address;

    TRY(device_settings_number(&given, "address", &address, why));
    TRY(device_settings_text(&given, "type", g->type, sizeof g->type, why));
    TRY(device_settings_text(&given, "size", g->size, sizeof g->size, why));
    TRY(device_settings_number(&given, "power_unit_w", &g->unit_w, why));
    TRY(device_settings_number(&given, "frequency_hz", &g->frequency_hz, why));
    TRY(device_settings_number(&given, "power_max_w", &g->power_max_w, why));
    TRY(device_settings_number(&given, "reverse_max_w", &g->reverse_max_w, why));
    TRY(device_settings_number(&given, "source_ohm", &g->source_ohm, why));
    g->address = (unsigned)address;
    return ERR_OK;
}

static void power_up(struct ae_bus *g)
{
    g->emulator.type = &emulator_ae_bus;
    g->mode = USER_MODE;
    g->regulation = BY_FORWARD;
    g->forward_limit = (unsigned)fmin(65535, g->power_max_w / g->unit_w);
    g->reverse_limit = (unsigned)fmin(65535, g->reverse_max_w / g->unit_w);
    g->timer_s = 15;
    g->tolerance_pct = 2;
    g->host_timeout_10ms = 2;
    g->unit_on_count = 1;
    g->knobs[KNOB_PLATE] = PLATE_C;
}

static enum err create(struct emulator **out, struct settings *settings, uint64_t seed,
                       struct why *why)
{
    struct ae_bus *g = calloc(1, sizeof *g);
    enum err       err;

    (void)seed;
    if (!g)
        return ERR_MEMORY;
    err = settings_take(g, settings, why);
    if (err != ERR_OK) {
        free(g);
        return err;
    }
    power_up(g);
    *out = &g->emulator;
    return ERR_OK;
}

static void turn(struct emulator *emulator, size_t knob, double value)
{
    struct ae_bus *g = (struct ae_bus *)emulator;

    if (knob < EMULATOR_FAULT_COUNT) {
        g->line.faults[knob] = value;
        return;
    }
    if (knob == KNOB_HOT && value != 0 && g->knobs[knob] == 0)
        g->hot_count++;
    if (knob == KNOB_PANEL && value != 0)
        g->mode = USER_MODE;
    g->knobs[knob] = value;
}

static void step(struct emulator *emulator, struct port *port, double now_s, double dt_s,
                 struct emulator_world *world, double *seen)
{
    struct ae_bus *g = (struct ae_bus *)emulator;

    live(g, dt_s, world->load_ohm);
    listen(g, port, now_s);
    emulator_line_speak(&g->line, port, now_s);
    world->source_w = g->forward_w;
    world->source_hz = g->frequency_hz;
    world->source_ohm = g->source_ohm;
    seen[SIGNAL_ON] = g->is_on;
    seen[SIGNAL_MODE] = g->mode;
    seen[SIGNAL_SET] = ae_bus_units_w(g, g->set_units);
    seen[SIGNAL_FORWARD] = g->forward_w;
    seen[SIGNAL_REFLECTED] = g->reflected_w;
}

static void destroy(struct emulator *emulator) { free(emulator); }

const struct emulator_type emulator_ae_bus = {
    .name = "ae-bus",
    .sentence = "Advanced Energy generator by AE Bus",
    .line = { .baud = 19200, .bits = 8, .parity = PORT_PARITY_ODD, .stop_bits = 1 },
    .settings = settings_rows, .setting_count = SETTING_COUNT,
    .knobs = knobs, .signals = signals, .knob_count = KNOB_COUNT, .signal_count = SIGNAL_COUNT,
    .create = create, .turn = turn, .step = step, .destroy = destroy,
};
