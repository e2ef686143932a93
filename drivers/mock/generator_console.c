/* generator_console.c - the mocked generator's side of the wire: every line gets one reply. */
#include "generator_firmware_inside.h"

#include <math.h>
#include <string.h>

#define LINES_MAX 8         /* obeyed in one turn */

/* ------------------------------------------------------------------ the status */

static unsigned alarms(const struct generator_firmware *fw)
{
    const double *settings = fw->settings;
    unsigned      set = 0;

    if (fw->error_count > 0)
        set |= GENERATOR_ALARM_ERROR_QUEUED;
    if (generator_is_in(fw->state, GENERATOR_IN_LATCHED))
        set |= GENERATOR_ALARM_FAULT_LATCHED;
    if (fw->trip.is_blind)
        set |= GENERATOR_ALARM_BLIND;
    if (generator_is_in(fw->state, GENERATOR_IN_HEAT) && fw->heat.is_at_limit)
        set |= GENERATOR_ALARM_AT_LIMIT;
    if (generator_is_in(fw->state, GENERATOR_IN_RF))
        set |= GENERATOR_ALARM_RF_ON;
    if (fw->output.stim_on)
        set |= GENERATOR_ALARM_STIM_ON;
    if (settings[GENERATOR_ORDER_SENSORY_VOLTS] > 0 || settings[GENERATOR_ORDER_MOTOR_VOLTS] > 0)
        set |= GENERATOR_ALARM_AMPLITUDE;
    if (fw->readings.is_estop_pressed)
        set |= GENERATOR_ALARM_ESTOP_PRESSED;
    return set;
}

/* A number that the wire has no room for is over its range, and says so. */
static double shown(double value, double most) { return value > most ? (double)INFINITY : value; }

static void status_fill(struct generator_firmware *fw, struct generator_status *status)
{
    const struct generator_readings *in = &fw->readings;
    bool is_idle = !generator_is_in(fw->state, GENERATOR_IN_RF | GENERATOR_IN_STIM);

    fw->sequence = (fw->sequence + 1) & 0xFF;
    *status = (struct generator_status){
        .sequence = fw->sequence, .state = fw->state, .fault = fw->trip.fault, .alarms = alarms(fw),
        .set_temp_c = fw->settings[GENERATOR_ORDER_SET_TEMP],
        .tip_temp_c = fw->senses.value[GENERATOR_SENSE_TIP],
        .impedance_ohm = shown(in->impedance_ohm, 99999), .pad_ohm = shown(in->pad_ohm, 99999),
        .volts_rms = is_idle ? 0 : in->volts_rms, .current_a = is_idle ? 0 : in->current_a,
        .power_w = is_idle ? 0 : in->power_w, .stim_volts = is_idle ? 0 : in->stim_volts,
        .timer_s = fw->timer_s, .elapsed_s = fw->elapsed_s, .energy_j = fw->energy_j,
    };
    generator_misdeeds_show(fw, status);
}

/* ------------------------------------------------------------------ commands */

/* A refusal: the number, and a detail that says which of the many reasons it is. */
struct answer { enum generator_error error; const char *detail; };

static const struct answer fine = { GENERATOR_ERROR_NONE, NULL };

/* What may be turned while energy flows; everything else only between treatments. */
static bool is_live(enum generator_order order)
{
    return order == GENERATOR_ORDER_SET_TEMP || order == GENERATOR_ORDER_HOLD
        || order == GENERATOR_ORDER_PULSE_VOLTS
        || order == GENERATOR_ORDER_SENSORY_VOLTS || order == GENERATOR_ORDER_MOTOR_VOLTS;
}

static struct answer set(struct generator_firmware *fw, enum generator_order order, double value)
{
    double before = fw->settings[order];

    if (value == before || !generator_is_in(fw->state, GENERATOR_IN_USE)) {
        fw->settings[order] = value;
        return fine;
    }
    if (!is_live(order) && !generator_is_mutant(fw, GENERATOR_MUTANT_LIVE_LIMITS))
        return (struct answer){ GENERATOR_ERROR_CONFLICT, "not while the output is in use" };
    fw->settings[order] = value;
    if (!generator_conflict(fw))
        return fine;
    fw->settings[order] = before;
    return (struct answer){ GENERATOR_ERROR_CONFLICT, "not with the other settings" };
}

static struct answer start(struct generator_firmware *fw, enum generator_input input)
{
    const char *conflict = generator_conflict(fw);

    if (generator_is_mutant(fw, GENERATOR_MUTANT_START_CLEARS))
        generator_take(fw, GENERATOR_INPUT_CLEAR);
    if (generator_is_in(fw->state, GENERATOR_IN_LATCHED))
        return (struct answer){ GENERATOR_ERROR_EXECUTION, "a fault is latched" };
    if (conflict)
        return (struct answer){ GENERATOR_ERROR_CONFLICT, conflict };
    if (fw->settings[GENERATOR_ORDER_SENSORY_VOLTS] > 0
        || fw->settings[GENERATOR_ORDER_MOTOR_VOLTS] > 0)
        return (struct answer){ GENERATOR_ERROR_CONFLICT, "a stimulation amplitude is not zero" };
    if (!generator_take(fw, input))
        return (struct answer){ GENERATOR_ERROR_CONFLICT, "not in this state" };
    return fine;
}

/* The emergency stop has to be released too, whatever the fault is. */
static bool is_cause_gone(const struct generator_firmware *fw)
{
    const struct generator_interlock *rows = fw->interlocks.rows;
    const double *senses = fw->senses.value;

    if (generator_is_mutant(fw, GENERATOR_MUTANT_NEVER_CLEARS))
        return false;
    return generator_is_mutant(fw, GENERATOR_MUTANT_CLEARS_WITH_CAUSE)
        || (generator_interlock_is_quiet(&rows[fw->trip.fault], senses, fw->settings)
            && generator_interlock_is_quiet(&rows[GENERATOR_FAULT_ESTOP], senses, fw->settings));
}

static struct answer clear(struct generator_firmware *fw)
{
    if (!generator_is_in(fw->state, GENERATOR_IN_LATCHED))
        return fine;
    if (fw->interlocks.rows[fw->trip.fault].latch == GENERATOR_LATCH_POWER)
        return (struct answer){ GENERATOR_ERROR_EXECUTION, "only switching off clears this fault" };
    if (!is_cause_gone(fw))
        return (struct answer){ GENERATOR_ERROR_EXECUTION, "the cause is still there" };
    generator_take(fw, GENERATOR_INPUT_CLEAR);
    return fine;
}

static struct answer reset(struct generator_firmware *fw)
{
    generator_take(fw, GENERATOR_INPUT_STOP);
    generator_settings_rest(fw->settings);
    return fine;
}

static struct answer stop(struct generator_firmware *fw)
{
    if (fw->state == GENERATOR_STATE_PULSE
        && generator_is_mutant(fw, GENERATOR_MUTANT_STOP_IGNORED)) return fine;
    if (generator_is_mutant(fw, GENERATOR_MUTANT_STOP_LATE)
        && generator_is_in(fw->state, GENERATOR_IN_HEAT))
        fw->misdeeds.stop_s = fw->now_s;
    else
        generator_take(fw, GENERATOR_INPUT_STOP);   /* a self-test goes on: nothing is on */
    return fine;
}

static struct answer obey(struct generator_firmware *fw, enum generator_order action)
{
    switch (action) {
    case GENERATOR_ORDER_START_HEAT:    return start(fw, GENERATOR_INPUT_START_HEAT);
    case GENERATOR_ORDER_START_PULSE:   return start(fw, GENERATOR_INPUT_START_PULSE);
    case GENERATOR_ORDER_START_SENSORY: return start(fw, GENERATOR_INPUT_START_SENSORY);
    case GENERATOR_ORDER_START_MOTOR:   return start(fw, GENERATOR_INPUT_START_MOTOR);
    case GENERATOR_ORDER_STANDBY:       return stop(fw);
    case GENERATOR_ORDER_CLEAR_FAULT:   return clear(fw);
    case GENERATOR_ORDER_RESET:         return reset(fw);
    case GENERATOR_ORDER_CLEAR_STATUS:  fw->error_count = 0; return fine;
    default:                            return fine;            /* keep: having been heard is all */
    }
}

/* ------------------------------------------------------------------ replies */

static void say(struct generator_firmware *fw, unsigned tag, const char *body)
{
    uint8_t line[LINE_BYTES_MAX];
    size_t  count = generator_reply_encode(tag, body, line);

    if (fw->out_end + count > sizeof fw->out)
        return;                                     /* the host does not listen */
    memcpy(fw->out + fw->out_end, line, count);
    fw->out_end += count;
}

static void refuse(struct generator_firmware *fw, unsigned tag, struct answer answer)
{
    char        body[GENERATOR_BODY_MAX + 1], words[120];
    struct text text = text_over(words, sizeof words);

    text_add(&text, "%s%s%s", generator_error_text(answer.error), answer.detail ? ";" : "",
             answer.detail ? answer.detail : "");
    generator_error_push(fw, answer.error, generator_error_text(answer.error), answer.detail);
    generator_error_write(true, answer.error, words, body);
    say(fw, tag, body);
}

static void reply_setting(const struct generator_firmware *fw, enum generator_order order,
                          char body[GENERATOR_BODY_MAX + 1])
{
    generator_number_write(fw->settings[order], generator_orders[order].decimals, body);
}

static void execute(struct generator_firmware *fw, const struct generator_command *command)
{
    char                    body[GENERATOR_BODY_MAX + 1] = "OK";
    struct answer           answer = fine;
    struct generator_status status;

    switch (command->verb) {
    case GENERATOR_NOTHING:    return;
    case GENERATOR_SET:        answer = set(fw, command->order, command->value);
                               reply_setting(fw, command->order, body); break;
    case GENERATOR_ASK:        reply_setting(fw, command->order, body); break;
    case GENERATOR_DO:         answer = obey(fw, command->order); break;
    case GENERATOR_IDENTIFY:   memcpy(body, GENERATOR_IDENTITY, sizeof GENERATOR_IDENTITY); break;
    case GENERATOR_STATUS:     status_fill(fw, &status);
                               generator_status_write(&status, body); break;
    case GENERATOR_NEXT_ERROR: generator_error_take(fw, body); break;
    }
    if (answer.error != GENERATOR_ERROR_NONE)
        refuse(fw, command->tag, answer);
    else
        say(fw, command->tag, body);
}

static void obey_line(struct generator_firmware *fw, const uint8_t *line, size_t count)
{
    struct generator_command command;
    enum generator_error     error = generator_command_decode(line, count, &command);

    if (generator_is_mutant(fw, GENERATOR_MUTANT_RANGES_IGNORED) && error == GENERATOR_ERROR_RANGE)
        error = GENERATOR_ERROR_NONE;
    if (generator_is_mutant(fw, GENERATOR_MUTANT_GARBAGE_HEARD))
        fw->heard_s = fw->now_s;
    if (generator_is_mutant(fw, GENERATOR_MUTANT_HOLDS_RESTART))
        generator_interlocks_forget(&fw->interlocks);
    if (fw->must_check && !command.is_checked && error != GENERATOR_ERROR_COMMUNICATION) {
        refuse(fw, 0, (struct answer){ GENERATOR_ERROR_COMMUNICATION, "no check" });
        return;
    }
    fw->must_check = fw->must_check || command.is_checked;
    if (error != GENERATOR_ERROR_NONE) {
        refuse(fw, command.tag, (struct answer){ error, NULL });
        return;
    }
    fw->heard_s = fw->now_s;
    execute(fw, &command);
}

static void speak(struct generator_firmware *fw, struct port *port)
{
    size_t waiting = fw->out_end - fw->out_first, taken;

    if (waiting == 0)
        return;
    if (port_write(port, fw->now_s, fw->out + fw->out_first, waiting, &taken) != ERR_OK)
        return;                                     /* a closed port is a silent host */
    fw->out_first += taken;
    if (fw->out_first == fw->out_end)
        fw->out_first = fw->out_end = 0;
}

/* A line without an end, or with a byte that is not printable ASCII. */
static void refuse_junk(struct generator_firmware *fw)
{
    enum generator_error error = fw->lines.is_skipping ? GENERATOR_ERROR_OVERRUN
                                                       : GENERATOR_ERROR_COMMUNICATION;

    if (generator_is_mutant(fw, GENERATOR_MUTANT_GARBAGE_HEARD))
        fw->heard_s = fw->now_s;
    refuse(fw, 0, (struct answer){ error, NULL });
}

void generator_console_step(struct generator_firmware *fw, struct port *port)
{
    const uint8_t *line;
    size_t         count;

    if (line_buffer_fill(&fw->lines, port, fw->now_s) == ERR_OK)
        for (int i = 0; i < LINES_MAX; i++) {
            enum line_scan scan = line_buffer_next(&fw->lines, &line, &count);
            if (scan == LINE_PARTIAL)
                break;
            if (scan == LINE_WHOLE)
                obey_line(fw, line, count);
            else
                refuse_junk(fw);
        }
    speak(fw, port);
}
