/* phd_ultra_hear.c - what the pump's replies mean. */
#include "phd_ultra_inside.h"

#include <math.h>
#include <string.h>

#define SAME_RATE 1e-3      /* pumps show four or five digits */
#define SAME_MM   0.006     /* and cut a diameter to two behind the point */

static struct phd_ultra *pump_of(struct device *device) { return device_memory(device); }

bool phd_ultra_is_diameter_right(const struct phd_ultra *pump)
{
    return pump->diameter_mm == 0 || fabs(pump->diameter_in_mm - pump->diameter_mm) <= SAME_MM;
}

enum err phd_ultra_ask_set(struct device *device, int set, double value)
{
    return device_ask(device, pump_of(device)->is_silent ? set + Q_SET_COUNT : set, value);
}

static void hear_wish(struct device *device)
{
    struct phd_ultra  *pump = pump_of(device);
    bool               is_running = pump->prompt == PHD_ULTRA_INFUSING;
    bool               is_standing = !phd_ultra_is_moving(pump->prompt);
    enum run_wished    what;
    enum run_wish_next next = run_wish_heard(&pump->wish, is_running, is_standing, &what);

    if (next == RUN_WISH_AGAIN
        && phd_ultra_ask_set(device, what == RUN_WISH_RUN ? Q_RUN : Q_STOP, 0) == ERR_OK)
        return;
    if (next != RUN_WISH_WAIT)
        device_say(device, "it does not %s, though it was asked %u times",
                   what == RUN_WISH_RUN ? "run" : "stop", pump->wish.tries);
}

static void hear_alarm(struct device *device, int alarm)
{
    const char *const says[] = { "", "it has stalled", "its target is reached",
                                        "its plunger is at the limit switch" };
    struct phd_ultra *pump = pump_of(device);

    if (alarm != pump->alarm) {
        pump->is_acknowledged = false;
        if (alarm != 0)
            device_say(device, "%s", says[alarm]);
    }
    pump->alarm = alarm;
    device_tell(device, DEVICE_READ_ALARM, pump->is_acknowledged ? 0 : alarm);
}

static void hear_prompt(struct device *device, int question, enum phd_ultra_prompt prompt)
{
    struct phd_ultra *pump = pump_of(device);
    bool              is_late = question == Q_STATUS || question == Q_RATE;
    bool              is_stopped = prompt == PHD_ULTRA_STALLED || prompt == PHD_ULTRA_TARGET;

    pump->prompt = prompt;
    device_tell(device, DEVICE_READ_IS_RUNNING, prompt == PHD_ULTRA_INFUSING ? 1 : 0);
    if (prompt == PHD_ULTRA_WITHDRAWING && pump->wish.sent == RUN_WISH_RUN)
        device_say(device, "it withdraws");
    if (is_stopped && is_late)
        pump->wish.sent = RUN_WISH_NONE;        /* what stopped it is not to be overcome */
    else if (is_late)
        hear_wish(device);
    if (is_stopped)
        hear_alarm(device, prompt == PHD_ULTRA_STALLED ? 1 : 2);
}

static enum device_heard hear_status(struct device *device, const struct phd_ultra_reply *reply)
{
    struct phd_ultra_status status;
    bool is_stalled, is_at_target;

    if (phd_ultra_status_read(reply->text, &status) != ERR_OK)
        return DEVICE_STRAY;
    if (!device_tell(device, DEVICE_READ_VOLUME, status.volume_ul))
        return DEVICE_GARBLED;
    is_stalled = status.is_stalled || reply->prompt == PHD_ULTRA_STALLED;
    is_at_target = status.is_at_target || reply->prompt == PHD_ULTRA_TARGET;
    hear_alarm(device, is_stalled ? 1 : is_at_target ? 2 : status.is_at_limit ? 3 : 0);
    if (!phd_ultra_is_moving(reply->prompt))
        pump_of(device)->is_still = true;
    return DEVICE_DONE;
}

static enum device_heard hear_rate(struct device *device, int question, const char *text)
{
    struct phd_ultra *pump = pump_of(device);
    double            ul_per_h;

    if (phd_ultra_rate_read(text, &ul_per_h) != ERR_OK)
        return DEVICE_STRAY;
    if (!device_tell(device, DEVICE_READ_RATE, ul_per_h))
        return DEVICE_GARBLED;
    if (isnan(pump->sent_ul_per_h))
        return DEVICE_DONE;
    pump->is_sent_right = fabs(ul_per_h - pump->sent_ul_per_h) <= SAME_RATE * pump->sent_ul_per_h;
    if (!pump->is_sent_right)
        pump->ordered_ul_per_h = (double)NAN;       /* the same order is sent again */
    if (pump->is_sent_right || question != Q_RATE_BACK)
        return DEVICE_DONE;
    device_say(device, "the rate in force is %g uL/h, not %g uL/h", ul_per_h, pump->sent_ul_per_h);
    return DEVICE_REFUSED;
}

static enum device_heard hear_diameter(struct device *device, int question, const char *text)
{
    struct phd_ultra *pump = pump_of(device);

    if (phd_ultra_length_read(text, &pump->diameter_in_mm) != ERR_OK)
        return DEVICE_STRAY;
    if (question != Q_DIAMETER_BACK || phd_ultra_is_diameter_right(pump))
        return DEVICE_DONE;
    device_say(device, "the diameter in force is %g mm, not %g mm", pump->diameter_in_mm,
               pump->diameter_mm);
    return DEVICE_REFUSED;
}

static enum device_heard hear_error(struct device *device, int question,
                                    const struct phd_ultra_reply *reply)
{
    struct phd_ultra *pump = pump_of(device);

    device_say(device, "%s was refused: %s (\"%s\")", phd_ultra_questions[question].what,
               phd_ultra_error_text(reply->error), reply->text);
    if (question == Q_RATE_SET)
        pump->sent_ul_per_h = pump->ordered_ul_per_h = (double)NAN;
    if (question == Q_RUN || question == Q_STOP)
        pump->wish.sent = RUN_WISH_NONE;
    return DEVICE_REFUSED;
}

static enum device_heard hear_answer(struct device *device, int question,
                                     const struct phd_ultra_reply *reply)
{
    double ul_per_h;
    bool   has_text = reply->lines > 0;
    bool   is_rate = phd_ultra_rate_read(reply->text, &ul_per_h) == ERR_OK;

    switch (question) {
    case Q_VERSION:
        if (!has_text || is_rate)
            return DEVICE_STRAY;
        device_identify(device, reply->text, strlen(reply->text));
        return DEVICE_DONE;
    case Q_STATUS:        return hear_status(device, reply);
    case Q_RATE:
    case Q_RATE_BACK:     return hear_rate(device, question, reply->text);
    case Q_DIAMETER:
    case Q_DIAMETER_BACK: return hear_diameter(device, question, reply->text);
    default:              /* a set is answered by the prompt, or with what is set now */
        return has_text && question != Q_POLL && question != Q_NVRAM ? DEVICE_STRAY : DEVICE_DONE;
    }
}

enum device_heard phd_ultra_hear(struct device *device, int question, double value,
                                 const uint8_t *frame, size_t count)
{
    struct phd_ultra           *pump = pump_of(device);
    struct phd_ultra_reply reply;
    enum device_heard      heard;

    (void)value;
    if (phd_ultra_read(frame, count, pump->sent, pump->sent_count, &reply) != ERR_OK)
        return DEVICE_GARBLED;
    if (reply.has_address ? !reply.is_of[pump->address] : pump->address != 0)
        return DEVICE_STRAY;
    if (question == DEVICE_NO_QUESTION && reply.lines == 0
        && (reply.prompt == PHD_ULTRA_STALLED || reply.prompt == PHD_ULTRA_TARGET)) {
        hear_prompt(device, question, reply.prompt);
        return DEVICE_UNASKED;
    }
    if (question == DEVICE_NO_QUESTION)
        return DEVICE_STRAY;
    heard = reply.error != PHD_ULTRA_NO_ERROR ? hear_error(device, question, &reply)
                                              : hear_answer(device, question, &reply);
    if (heard != DEVICE_STRAY && heard != DEVICE_GARBLED)
        hear_prompt(device, question, reply.prompt);
    return heard;
}
