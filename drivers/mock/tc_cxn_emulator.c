#include "tc_cxn_emulator.h"

#include "drivers/checksum.h"
#include "drivers/device_settings.h"
#include "emulator_line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND_BYTES    10u
#define YES              0x5555u
#define DEAD_MAN_S       2.0
#define PARTIAL_S        0.5        /* a command that does not end is dropped (unverified) */
#define ANSWER_S         0.002      /* until the sign (unverified) */
#define STATUS_CYCLE_S   0.05
#define OPEN_TRIP_S      0.1
#define OPEN_SHARE       0.9
#define HEATING_C_PER_W  0.05
#define HEATING_S        60.0
#define HEATSINK_C       25.0

#define KNOB_ENUM(name, ...) KNOB_##name,
enum { KNOB_FIRST_ = EMULATOR_FAULT_COUNT - 1, TC_CXN_KNOB_LIST(KNOB_ENUM) KNOB_COUNT };

static const struct emulator_word knobs[KNOB_COUNT] = {
    EMULATOR_FAULT_KNOBS TC_CXN_KNOB_LIST(EMULATOR_KNOB_ROW)
};

enum { SIGNAL_ON, SIGNAL_CONTROL, SIGNAL_SET, SIGNAL_FORWARD, SIGNAL_REFLECTED, SIGNAL_HEATSINK,
       SIGNAL_COUNT };
static const struct emulator_word signals[SIGNAL_COUNT] = {
    [SIGNAL_ON]        = { "output_on", "-", 0, 1, "1 while radiofrequency leaves it", NULL },
    [SIGNAL_CONTROL]   = { "has_control", "-", 0, 1, "1 while the host is in control", NULL },
    [SIGNAL_SET]       = { "set_power_w", "W", 0, 65535, "the set-point", NULL },
    [SIGNAL_FORWARD]   = { "forward_w", "W", 0, 65535, "forward power", NULL },
    [SIGNAL_REFLECTED] = { "reflected_w", "W", 0, 65535, "reflected power", NULL },
    [SIGNAL_HEATSINK]  = { "heatsink_c", "C", 0, 300, "temperature of its heatsink", NULL },
};

static const struct device_setting settings_rows[] = {
    { .name = "address", .unit = "-", .least = 0, .most = 255, .usual = 1,
      .sentence = "that its responses carry" },
    { .name = "model", .unit = "-", .usual_text = "AG 1012", .sentence = "what it calls itself" },
    { .name = "serial", .unit = "-", .usual_text = "0042", .sentence = "its serial number" },
    { .name = "frequency_hz", .unit = "Hz", .least = 2e4, .most = 3e7, .usual = 460000,
      .sentence = "of the radiofrequency" },
    { .name = "power_max_w", .unit = "W", .least = 1, .most = 6553, .usual = 100,
      .sentence = "the most it gives" },
    { .name = "reverse_max_w", .unit = "W", .least = 0.1, .most = 6553, .usual = 25,
      .sentence = "the most it takes back" },
    { .name = "source_ohm", .unit = "ohm", .least = 1, .most = 1000, .usual = 50,
      .sentence = "the load that it is made for" },
};
#define SETTING_COUNT (sizeof settings_rows / sizeof settings_rows[0])

struct tc_cxn {
    struct emulator      emulator;
    struct emulator_line line;
    uint8_t  address;
    char     model[40], serial[40];
    double   frequency_hz, power_max_w, reverse_max_w, source_ohm;
    bool     has_control, is_on, is_reverse_tripped, is_at_reverse;
    unsigned set_w, user_forward_w, user_reverse_w;
    unsigned mode, tuner_mode, ramp_start_w, ramp_w_per_s;
    double   commanded_s, open_s, shown_s;
    unsigned shown_bits;
    double   forward_w, reflected_w, heatsink_c;
    double   knobs[KNOB_COUNT];
};

/* ------------------------------------------------------------------ the machine */

static void let_go(struct tc_cxn *g)
{
    g->has_control = false;
    g->is_on = g->is_on && g->knobs[KNOB_STUCK_ON] != 0;
    g->set_w = 0;
}

static bool may_be_on(const struct tc_cxn *g)
{
    return g->knobs[KNOB_INTERLOCK] == 0 && g->knobs[KNOB_HOT] == 0 && g->knobs[KNOB_REVERSE] == 0;
}

/* What leaves it, what comes back, and whether that is too much for too long. */
static void radiate(struct tc_cxn *g, double load_ohm, double dt_s)
{
    double returned_share = emulator_returned_share(g->source_ohm, load_ohm);
    double reverse_w = g->user_reverse_w > 0 ? fmin(g->user_reverse_w, g->reverse_max_w)
                                             : g->reverse_max_w;

    g->forward_w = g->is_on ? fmin(g->set_w, g->power_max_w) : 0;
    if (g->user_forward_w > 0)
        g->forward_w = fmin(g->forward_w, g->user_forward_w);
    g->is_at_reverse = g->forward_w * returned_share > reverse_w;
    if (g->is_at_reverse)
        g->forward_w = reverse_w / returned_share;
    g->open_s = g->forward_w > 0 && returned_share > OPEN_SHARE ? g->open_s + dt_s : 0;
    if (g->open_s >= OPEN_TRIP_S) {
        g->is_on = false;
        g->is_reverse_tripped = true;
        g->forward_w = 0;
    }
    g->reflected_w = g->forward_w * returned_share;
}

static unsigned status_bits(const struct tc_cxn *g)
{
    bool is_forward = g->is_on && g->set_w >= g->power_max_w;
    bool is_reverse = g->is_at_reverse || g->is_reverse_tripped || g->knobs[KNOB_REVERSE] != 0;
    bool is_hot = g->knobs[KNOB_HOT] != 0, is_open = g->knobs[KNOB_INTERLOCK] != 0;

    return (unsigned)g->is_on | (unsigned)is_forward << 8 | (unsigned)is_reverse << 9 |
           (unsigned)is_hot << 10 | (unsigned)is_open << 11;
}

static void live(struct tc_cxn *g, double now_s, double dt_s, double load_ohm)
{
    double rest_c = g->knobs[KNOB_HEATSINK];
    double aim_c = rest_c + HEATING_C_PER_W * g->forward_w;

    if (g->has_control && now_s - g->commanded_s >= DEAD_MAN_S)
        let_go(g);
    if (!may_be_on(g))
        g->is_on = false;
    radiate(g, load_ohm, dt_s);
    g->heatsink_c = aim_c + (g->heatsink_c - aim_c) * exp(-dt_s / HEATING_S);
    if (now_s - g->shown_s < STATUS_CYCLE_S)
        return;
    g->shown_bits = status_bits(g);
    g->shown_s = now_s;
}

/* ------------------------------------------------------------------ answers */

struct answer { uint8_t data[64]; size_t count; };

static void add(struct answer *answer, unsigned value)
{
    answer->data[answer->count++] = (uint8_t)(value >> 8);
    answer->data[answer->count++] = (uint8_t)value;
}

static void add_tenths(struct answer *answer, double value)
{
    add(answer, (unsigned)lround(10 * value));
}

static void add_text(struct answer *answer, const char *text)
{
    add(answer, 0);
    memcpy(answer->data + answer->count, text, strlen(text) + 1);
    answer->count += strlen(text) + 1;
}

static void respond(struct tc_cxn *g, const struct answer *answer, double due_s)
{
    uint8_t  out[80] = { 'R', g->address, (uint8_t)(answer->count >> 8), (uint8_t)answer->count };
    unsigned sum;

    memcpy(out + 4, answer->data, answer->count);
    sum = checksum_sum_16(out, 4 + answer->count);
    out[4 + answer->count] = (uint8_t)(sum >> 8);
    out[5 + answer->count] = (uint8_t)sum;
    emulator_line_answer(&g->line, out, 6 + answer->count, due_s);
}

/* ------------------------------------------------------------------ commands */

struct command { unsigned first, second; };

static bool take(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    if (command->first == YES && g->knobs[KNOB_LOST] == 0)
        g->has_control = true;
    else
        let_go(g);
    add(answer, g->has_control);
    return true;
}

static bool ping(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    (void)g; (void)command; (void)answer;
    return true;
}

static bool output(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    (void)answer;
    if (command->first != YES && g->knobs[KNOB_STUCK_ON] != 0)
        return true;
    g->is_on = command->first == YES && may_be_on(g);
    if (command->first == YES)
        g->is_reverse_tripped = false;
    return true;
}

static bool set_power(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    (void)answer;
    if (command->first > g->power_max_w)
        return false;
    if (g->knobs[KNOB_STUCK_SET] == 0)
        g->set_w = command->first;
    return true;
}

static bool user_limit(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    (void)answer;
    if (command->first == 1)
        g->user_forward_w = command->second;
    if (command->first == 2)
        g->user_reverse_w = command->second;
    return command->first == 1 || command->first == 2;
}

static bool set_mode(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    (void)answer;
    g->mode = command->first;
    return command->first == 1 || command->first == 3 || command->first == 4;
}

static bool ramp_start(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    (void)answer;
    g->ramp_start_w = command->first;
    return true;
}

static bool ramp_rate(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    (void)answer;
    g->ramp_w_per_s = command->first;
    return command->first >= 1 && command->first <= 98;
}

static bool tuner(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    (void)answer;
    g->tuner_mode = command->first;
    return true;
}

static bool say_power(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    (void)command;
    add_tenths(answer, g->forward_w);
    add_tenths(answer, g->reflected_w);
    add_tenths(answer, g->forward_w - g->reflected_w);
    return true;
}

static bool say_set(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    (void)command;
    add_tenths(answer, g->set_w);
    return true;
}

static bool say_status(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    (void)command;
    add(answer, g->shown_bits);
    add_tenths(answer, g->heatsink_c);
    add(answer, g->mode);
    add(answer, 1);                     /* no tuner */
    return true;
}

static bool say_frequency(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    unsigned long hz = (unsigned long)lround(g->frequency_hz);

    (void)command;
    add(answer, (unsigned)(hz >> 16));
    add(answer, (unsigned)(hz & 0xFFFF));
    return true;
}

static bool say_limits(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    (void)command;
    add(answer, 0);
    add_tenths(answer, g->power_max_w);
    while (answer->count < 18)
        add(answer, 0);
    add_tenths(answer, g->reverse_max_w);
    return true;
}

static bool say_ramp(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    (void)command;
    add(answer, g->ramp_start_w);
    add(answer, g->ramp_w_per_s);
    return true;
}

static bool say_name(struct tc_cxn *g, const struct command *command, struct answer *answer)
{
    add_text(answer, command->first == 2 ? g->serial : g->model);
    return command->first == 1 || command->first == 2;
}

static const struct command_row {
    char id[3];
    bool needs_control;
    bool (*obey)(struct tc_cxn *, const struct command *, struct answer *);
} command_rows[] = {
    { "BC", false, take },      { "BP", false, ping },        { "BR", true, output },
    { "SA", true, set_power },  { "SU", true, user_limit },   { "SO", true, set_mode },
    { "RP", true, ramp_start }, { "RR", true, ramp_rate },    { "TM", true, tuner },
    { "GP", false, say_power }, { "GL", false, say_set },     { "GS", false, say_status },
    { "GF", false, say_frequency }, { "Gp", false, say_limits }, { "GR", false, say_ramp },
    { "Gi", false, say_name },
};

static const struct command_row *row_of(const uint8_t *bytes)
{
    for (size_t i = 0; i < sizeof command_rows / sizeof command_rows[0]; i++)
        if (memcmp(bytes + 2, command_rows[i].id, 2) == 0)
            return &command_rows[i];
    return NULL;
}

static unsigned number_at(const uint8_t *bytes) { return (unsigned)bytes[0] << 8 | bytes[1]; }

static void command_take(struct tc_cxn *g, const uint8_t *bytes, double now_s)
{
    struct command            command = { number_at(bytes + 4), number_at(bytes + 6) };
    struct answer             answer = { .count = 0 };
    const struct command_row *row = row_of(bytes);
    uint8_t                   sign = '?';

    if (number_at(bytes + 8) == checksum_sum_16(bytes, 8) && row) {
        g->commanded_s = now_s;
        if ((!row->needs_control || g->has_control) && row->obey(g, &command, &answer))
            sign = '*';
    }
    emulator_line_answer(&g->line, &sign, 1, now_s + ANSWER_S);
    if (sign == '*' && answer.count > 0)
        respond(g, &answer, now_s + ANSWER_S);
}

static void listen(struct tc_cxn *g, struct port *port, double now_s)
{
    emulator_line_hear(&g->line, port, now_s, PARTIAL_S);
    while (g->line.in_count > 0) {
        if (g->line.in[0] != 'C') {
            emulator_line_drop(&g->line, 1);
            continue;
        }
        if (g->line.in_count < COMMAND_BYTES)
            return;
        command_take(g, g->line.in, now_s);
        emulator_line_drop(&g->line, COMMAND_BYTES);
    }
}

/* ------------------------------------------------------------------ the emulator */

static enum err settings_take(struct tc_cxn *g, struct settings *settings, struct why *why)
{
    const struct device_settings given = { settings_rows, SETTING_COUNT, settings };
    double                       address;

    TRY(device_settings_number(&given, "address", &address, why));
    TRY(device_settings_text(&given, "model", g->model, sizeof g->model, why));
    TRY(device_settings_text(&given, "serial", g->serial, sizeof g->serial, why));
    TRY(device_settings_number(&given, "frequency_hz", &g->frequency_hz, why));
    TRY(device_settings_number(&given, "power_max_w", &g->power_max_w, why));
    TRY(device_settings_number(&given, "reverse_max_w", &g->reverse_max_w, why));
    TRY(device_settings_number(&given, "source_ohm", &g->source_ohm, why));
    g->address = (uint8_t)address;
    return ERR_OK;
}

static enum err create(struct emulator **out, struct settings *settings, uint64_t seed,
                       struct why *why)
{
    struct tc_cxn *g = calloc(1, sizeof *g);
    enum err       err;

    (void)seed;
    if (!g)
        return ERR_MEMORY;
    err = settings_take(g, settings, why);
    if (err != ERR_OK) {
        free(g);
        return err;
    }
    g->emulator.type = &emulator_tc_cxn;
    g->mode = 1;
    g->heatsink_c = g->knobs[KNOB_HEATSINK] = HEATSINK_C;
    g->shown_s = -(double)INFINITY;
    *out = &g->emulator;
    return ERR_OK;
}

static void turn(struct emulator *emulator, size_t knob, double value)
{
    struct tc_cxn *g = (struct tc_cxn *)emulator;

    if (knob < EMULATOR_FAULT_COUNT) {
        g->line.faults[knob] = value;
        return;
    }
    g->knobs[knob] = value;
    if (knob == KNOB_LOST && value != 0)
        let_go(g);
    if (knob == KNOB_HEATSINK)
        g->heatsink_c = value;
}

static void step(struct emulator *emulator, struct port *port, double now_s, double dt_s,
                 struct emulator_world *world, double *seen)
{
    struct tc_cxn *g = (struct tc_cxn *)emulator;

    live(g, now_s, dt_s, world->load_ohm);
    listen(g, port, now_s);
    emulator_line_speak(&g->line, port, now_s);
    world->source_w = g->forward_w;
    world->source_hz = g->frequency_hz;
    world->source_ohm = g->source_ohm;
    seen[SIGNAL_ON] = g->is_on;
    seen[SIGNAL_CONTROL] = g->has_control;
    seen[SIGNAL_SET] = g->set_w;
    seen[SIGNAL_FORWARD] = g->forward_w;
    seen[SIGNAL_REFLECTED] = g->reflected_w;
    seen[SIGNAL_HEATSINK] = g->heatsink_c;
}

static void destroy(struct emulator *emulator) { free(emulator); }

const struct emulator_type emulator_tc_cxn = {
    .name = "tc-cxn",
    .sentence = "T&C Power Conversion AG / CXN radiofrequency generator, new protocol",
    .line = { .baud = 38400, .bits = 8, .stop_bits = 1 },
    .settings = settings_rows, .setting_count = SETTING_COUNT,
    .knobs = knobs, .signals = signals, .knob_count = KNOB_COUNT, .signal_count = SIGNAL_COUNT,
    .create = create, .turn = turn, .step = step, .destroy = destroy,
};
