/* tc_cxn_hear.c - what the generator's signs and responses mean. */
#include "tc_cxn_inside.h"

#include "tc_cxn_wire.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define POWER_TOLERANCE_W 0.051         /* half of what the set-point is read back in, and some */
#define STATUS_LAG_S      0.5           /* how late a status may show an order (unverified) */

const struct tc_cxn_question tc_cxn_questions[COUNT] = {
    [BLIND_OFF]      = { "BR", 0,            false },
    [IDENT]          = { "Gi", 1,            true  },
    [SERIAL]         = { "Gi", 2,            true  },
    [LIMITS]         = { "Gp", 0,            true  },
    [FREQUENCY]      = { "GF", 0,            true  },
    [POWER]          = { "GP", 0,            true  },
    [STATUS]         = { "GS", 0,            true  },
    [SET_POINT]      = { "GL", 0,            true  },
    [TAKE]           = { "BC", TC_CXN_YES,   true  },
    [SET]            = { "SA", 0,            false },
    [CHECK_SET]      = { "GL", 0,            true  },
    [ON]             = { "BR", TC_CXN_YES,   false },
    [OFF]            = { "BR", 0,            false },
    [LAG]            = { "GS", 0,            true  },
    [CHECK_OUTPUT]   = { "GS", 0,            true  },
    [SAFE_OFF]       = { "BR", 0,            false },
    [SAFE_TAKE]      = { "BC", TC_CXN_YES,   true  },
    [SAFE_OFF_AGAIN] = { "BR", 0,            false },
    [SAFE_ZERO]      = { "SA", 0,            false },
    [SAFE_LAG]       = { "GS", 0,            true  },
    [SAFE_STATUS]    = { "GS", 0,            true  },
    [SAFE_RELEASE]   = { "BC", 0,            true  },
};

void tc_cxn_forget_orders(struct tc_cxn_memory *memory)
{
    memory->has_control = false;
    output_watch_forget(&memory->output);
    memory->take_until_s = 0;
    memory->set_w = (double)NAN;
}

/* ------------------------------------------------------------------ hearing: signs */

static enum device_heard hear_recognised(struct device *device, int question, double value)
{
    struct tc_cxn_memory *memory = device_memory(device);

    switch (question) {
    case SET:
        memory->set_w = value;
        break;
    case ON:
    case OFF:
        output_watch_taken(&memory->output, question == ON, device_now_s(device));
        break;
    case SAFE_OFF:
    case SAFE_OFF_AGAIN:
        output_watch_forget(&memory->output);
        memory->is_off_taken = true;
        break;
    case SAFE_ZERO:
        memory->set_w = 0;
        break;
    default:
        return tc_cxn_questions[question].has_response ? DEVICE_MORE : DEVICE_DONE;
    }
    return DEVICE_DONE;
}

static enum device_heard hear_sign(struct device *device, int question, double value, uint8_t sign)
{
    struct tc_cxn_memory *memory = device_memory(device);

    memory->is_sign_due = false;
    if (sign == TC_CXN_RECOGNISED)
        return hear_recognised(device, question, value);
    if (question == SAFE_OFF || question == BLIND_OFF)
        return DEVICE_DONE;             /* without control: what follows takes it, or it is off */
    if (tc_cxn_questions[question].has_response)
        device_say(device, "the generator does not know how to say %s (%s)",
                   device_type(device)->questions[question].what, tc_cxn_questions[question].id);
    else
        device_say(device, "the generator refuses %s (%s): is another interface in control?",
                   device_type(device)->questions[question].what, tc_cxn_questions[question].id);
    return DEVICE_REFUSED;
}

/* ------------------------------------------------------------------ hearing: responses */

static void tell_bits(struct device *device, unsigned bits)
{
    struct tc_cxn_memory *memory = device_memory(device);
    unsigned       changed = bits ^ memory->bits;

    for (size_t i = 0; i < TC_CXN_BIT_COUNT; i++)
        if (changed & tc_cxn_bits[i].mask)
            device_say(device, "%s", bits & tc_cxn_bits[i].mask ? tc_cxn_bits[i].comes
                                                                : tc_cxn_bits[i].goes);
    memory->bits = bits;
}

/* A status shows an order late: it is asked again for a while before it is believed against it. */
static enum device_heard judge_output(struct device *device, bool is_on)
{
    const struct tc_cxn_memory *memory = device_memory_const(device);
    enum output_judged judged = output_watch_judge(&memory->output, is_on, device_now_s(device),
                                                   STATUS_LAG_S);

    if (judged == OUTPUT_AS_WANTED
        || (judged == OUTPUT_LATE && device_ask(device, CHECK_OUTPUT, 0) == ERR_OK))
        return DEVICE_DONE;
    device_say(device, is_on ? "output off was recognised, but the output is on"
                             : "output on was recognised, but the output is off");
    return DEVICE_REFUSED;
}

static enum device_heard hear_status(struct device *device, int question,
                                     const struct tc_cxn_response *response)
{
    struct tc_cxn_memory       *memory = device_memory(device);
    struct tc_cxn_status status;
    bool                 is_on;

    if (tc_cxn_status_read(response, &status) != ERR_OK)
        return DEVICE_STRAY;
    is_on = (status.bits & TC_CXN_RF_ON) != 0;
    (void)device_tell(device, DEVICE_READ_OUTPUT_ON, is_on);
    (void)device_tell(device, DEVICE_READ_OWN_TEMP, status.heatsink_c);
    (void)device_tell(device, DEVICE_READ_ALARM, status.bits & TC_CXN_ALARMS);
    tell_bits(device, status.bits);
    if (question == CHECK_OUTPUT)
        return judge_output(device, is_on);
    if (question == STATUS && output_watch_is_lost(&memory->output, is_on))
        device_say(device, "the generator has switched its output off by itself");
    if (question == SAFE_STATUS)
        memory->is_off_seen = memory->is_off_taken && !is_on;
    if (!is_on)
        memory->is_blind = false;
    return DEVICE_DONE;
}

static enum device_heard hear_power(struct device *device, const struct tc_cxn_response *response)
{
    struct tc_cxn_power power;

    if (tc_cxn_power_read(response, &power) != ERR_OK)
        return DEVICE_STRAY;
    (void)device_tell(device, DEVICE_READ_FORWARD, power.forward_w);
    (void)device_tell(device, DEVICE_READ_REFLECTED, power.reflected_w);
    (void)device_tell(device, DEVICE_READ_POWER, power.load_w);
    return DEVICE_DONE;
}

static enum device_heard hear_set_point(struct device *device, int question,
                                        const struct tc_cxn_response *response)
{
    struct tc_cxn_memory *memory = device_memory(device);
    double         power_w;

    if (tc_cxn_set_power_read(response, &power_w) != ERR_OK)
        return DEVICE_STRAY;
    (void)device_tell(device, DEVICE_READ_SET_POWER, power_w);
    if (isnan(memory->set_w) || fabs(power_w - memory->set_w) <= POWER_TOLERANCE_W)
        return DEVICE_DONE;
    if (question == CHECK_SET) {
        device_say(device, "%g W was set and recognised, but %g W is in force", memory->set_w,
                   power_w);
        return DEVICE_REFUSED;
    }
    if (power_w == 0 && memory->has_control) {
        device_say(device, "control was lost: the set-point is 0 W, where %g W was set",
                   memory->set_w);
        tc_cxn_forget_orders(memory);
    }
    return DEVICE_DONE;
}

static enum device_heard hear_control(struct device *device, int question,
                                      const struct tc_cxn_response *response)
{
    struct tc_cxn_memory *memory = device_memory(device);
    bool           has_control;

    if (tc_cxn_control_read(response, &has_control) != ERR_OK)
        return DEVICE_STRAY;
    memory->has_control = has_control;
    memory->take_until_s = 0;
    if (question == SAFE_RELEASE)
        memory->is_released = !has_control;
    if (question == SAFE_RELEASE || has_control)
        return DEVICE_DONE;
    device_say(device, "the generator denies control: another interface has it; set it to remote "
               "at its front panel, or switch it off there");
    return DEVICE_REFUSED;
}

static enum device_heard hear_text(struct device *device, int question,
                                   const struct tc_cxn_response *response)
{
    struct tc_cxn_memory *memory = device_memory(device);
    char           text[sizeof memory->ident], both[2 * sizeof text + 8];

    if (tc_cxn_text_read(response, text, sizeof text) != ERR_OK)
        return DEVICE_GARBLED;
    if (question == IDENT) {
        memcpy(memory->ident, text, sizeof text);
        return DEVICE_DONE;
    }
    snprintf(both, sizeof both, "%s serial %s", memory->ident, text);
    device_identify(device, both, strlen(both));
    return DEVICE_DONE;
}

static enum device_heard hear_limits(struct device *device, const struct tc_cxn_response *response)
{
    struct tc_cxn_memory       *memory = device_memory(device);
    struct tc_cxn_limits limits;

    if (tc_cxn_limits_read(response, &limits) != ERR_OK)
        return DEVICE_STRAY;
    memory->limit_w = fmin(memory->limit_w, limits.power_w);
    return DEVICE_DONE;
}

static enum device_heard hear_frequency(struct device *device,
                                        const struct tc_cxn_response *response)
{
    double frequency_hz;

    if (tc_cxn_frequency_read(response, &frequency_hz) != ERR_OK)
        return DEVICE_STRAY;
    (void)device_tell(device, DEVICE_READ_FREQUENCY, frequency_hz);
    return DEVICE_DONE;
}

static enum device_heard hear_response(struct device *device, int question,
                                       const struct tc_cxn_response *response)
{
    switch (question) {
    case IDENT:
    case SERIAL:       return hear_text(device, question, response);
    case LIMITS:       return hear_limits(device, response);
    case FREQUENCY:    return hear_frequency(device, response);
    case POWER:        return hear_power(device, response);
    case SET_POINT:
    case CHECK_SET:    return hear_set_point(device, question, response);
    case TAKE:
    case SAFE_TAKE:
    case SAFE_RELEASE: return hear_control(device, question, response);
    default:           return hear_status(device, question, response);
    }
}

enum device_heard tc_cxn_hear(struct device *device, int question, double value,
                              const uint8_t *frame, size_t count)
{
    const struct tc_cxn_memory   *memory = device_memory_const(device);
    struct tc_cxn_response response;

    if (question == DEVICE_NO_QUESTION)
        return DEVICE_STRAY;
    if (count == 1)
        return hear_sign(device, question, value, frame[0]);
    response = tc_cxn_response_of(frame, count);
    if (memory->is_sign_due || !tc_cxn_questions[question].has_response ||
        (memory->checks_address && response.address != memory->address))
        return DEVICE_STRAY;
    return hear_response(device, question, &response);
}

