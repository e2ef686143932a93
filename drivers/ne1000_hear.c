/* ne1000_hear.c - what the pump's replies mean. */
#include "ne1000_inside.h"

#include <math.h>

#define SAME_RATE  1e-6     /* four digits differ by 1e-4 or not at all       */
#define ROLL_UNITS 1e4      /* a count of four digits begins again behind 9999 */

static struct ne1000 *pump_of(struct device *device) { return device_memory(device); }

/* A question whose queue is full is asked by the next poll or order. */
static void ask(struct device *device, int question, double value)
{
    if (device_ask(device, question, value) != ERR_OK)
        device_say(device, "too many orders at once: %s was not asked",
                   ne1000_questions[question].what);
}

/* The reply to RUN itself may come before the pump moves: then the next poll decides. */
static void hear_wish(struct device *device, int question)
{
    struct ne1000     *pump = pump_of(device);
    bool               is_running = ne1000_is_infusing(pump->status);
    enum run_wished    what;
    enum run_wish_next next;

    if (question == Q_RUN && !is_running)
        return;
    next = run_wish_heard(&pump->wish, is_running, ne1000_is_standing(pump->status), &what);
    if (next == RUN_WISH_AGAIN)
        ask(device, what == RUN_WISH_RUN ? Q_RUN : Q_STOP, 0);
    else if (next == RUN_WISH_GIVEN_UP)
        device_say(device, "it does not %s, though it was asked %u times",
                   what == RUN_WISH_RUN ? "run" : "stop", pump->wish.tries);
}

static void hear_status(struct device *device, int question, char status)
{
    struct ne1000 *pump = pump_of(device);

    pump->status = status;
    device_tell(device, DEVICE_READ_IS_RUNNING, ne1000_is_infusing(status) ? 1 : 0);
    device_tell(device, DEVICE_READ_ALARM, pump->alarm);
    if (question == Q_STATUS && ne1000_is_standing(status))
        pump->is_still = true;
    hear_wish(device, question);
    if (!isnan(pump->kept_ul_per_h)
        && (ne1000_is_pumping(status) || device_now_s(device) - pump->stored_s >= NE1000_REST_S)) {
        ask(device, Q_RATE_SET, pump->kept_ul_per_h);
        ask(device, Q_RATE_BACK, pump->kept_ul_per_h);
        pump->kept_ul_per_h = NAN;
    }
}

/* The pump has forgotten it by now, unless it was sent unasked. None of these leaves it pumping,
 * but one that was reset may begin again by itself: the next poll says. */
static void hear_alarm(struct device *device, enum ne1000_alarm alarm)
{
    struct ne1000 *pump = pump_of(device);

    device_say(device, "A?%c: %s", ne1000_alarm_letter(alarm), ne1000_alarm_text(alarm));
    pump->status = '\0';
    pump->wish.sent = RUN_WISH_NONE;
    if (alarm == NE1000_ALARM_RESET)
        device_forget(device, DEVICE_READ_IS_RUNNING);
    else
        device_tell(device, DEVICE_READ_IS_RUNNING, 0);
    if (alarm != NE1000_ALARM_RESET || pump->was_up)
        pump->alarm = alarm;        /* after power-up every pump says that it was reset */
    device_tell(device, DEVICE_READ_ALARM, pump->alarm);
}

/* What was asked has not been done, since the alarm came in its place. */
static enum device_heard after_alarm(struct device *device, int question)
{
    switch (question) {
    case Q_PROBE: case Q_STATUS: case Q_RATE: case Q_DISPENSED:
        return DEVICE_DONE;
    case Q_RUN:
        device_say(device, "it was not started");
        return DEVICE_REFUSED;
    default:
        return DEVICE_AGAIN;
    }
}

static enum device_heard hear_error(struct device *device, int question,
                                    const struct ne1000_reply *reply)
{
    struct ne1000 *pump = pump_of(device);
    bool         is_so = question == Q_RUN ? ne1000_is_infusing(reply->status)
                                           : ne1000_is_standing(reply->status);

    if (question == Q_PROBE)
        return DEVICE_DONE;
    if (reply->error == NE1000_ERROR_PACKET || reply->error == NE1000_ERROR_IGNORED)
        return DEVICE_AGAIN;
    if (question == Q_RUN || question == Q_STOP || question == Q_HALT) {
        pump->wish.sent = RUN_WISH_NONE;
        if (reply->error == NE1000_ERROR_NOT_NOW && is_so)
            return DEVICE_DONE;     /* as it was to be */
    }
    if (question == Q_RATE_SET)
        pump->asked_ul_per_h = NAN;
    device_say(device, "%s was refused: %s", ne1000_questions[question].what,
               ne1000_error_text(reply->error));
    return DEVICE_REFUSED;
}

static enum device_heard hear_run(struct device *device, char status)
{
    if (status != 'W')
        return DEVICE_DONE;         /* or the next poll says what became of it */
    device_say(device, "it withdraws: it is stopped");
    ask(device, Q_STOP, 0);
    return DEVICE_REFUSED;
}

static enum device_heard hear_diameter(struct device *device, int question, const char *data)
{
    struct ne1000 *pump = pump_of(device);

    if (ne1000_number_read(data, &pump->diameter_in_mm) != ERR_OK)
        return DEVICE_STRAY;
    if (question == Q_DIAMETER_BACK && !ne1000_is_diameter_right(pump)) {
        device_say(device, "the diameter in force is %g mm, not %g mm", pump->diameter_in_mm,
                   pump->diameter_mm);
        return DEVICE_REFUSED;
    }
    return DEVICE_DONE;
}

static enum device_heard hear_rate(struct device *device, int question, const char *data)
{
    struct ne1000       *pump = pump_of(device);
    struct ne1000_rate rate;

    if (ne1000_rate_read(data, &rate) != ERR_OK)
        return DEVICE_STRAY;
    pump->unit = rate.unit;
    if (!device_tell(device, DEVICE_READ_RATE, rate.ul_per_h))
        return DEVICE_GARBLED;
    if (pump->sent.text[0] == '\0')
        return DEVICE_DONE;
    pump->is_sent_right = fabs(rate.ul_per_h - pump->sent.ul_per_h) <= SAME_RATE * rate.ul_per_h;
    if (!pump->is_sent_right && isnan(pump->kept_ul_per_h))
        pump->asked_ul_per_h = NAN;     /* so that the same order is sent again */
    if (pump->is_sent_right || question != Q_RATE_BACK)
        return DEVICE_DONE;
    device_say(device, "the rate in force is %g uL/h, not %g uL/h", rate.ul_per_h,
               pump->sent.ul_per_h);
    return DEVICE_REFUSED;
}

static enum device_heard hear_dispensed(struct device *device, char status, const char *data)
{
    struct ne1000            *pump = pump_of(device);
    struct ne1000_dispensed now;

    if (ne1000_dispensed_read(data, &now) != ERR_OK)
        return DEVICE_STRAY;
    if (!ne1000_is_pumping(status) && !pump->was_pumping && now.infused_ul < pump->volume_ul)
        pump->rolled_ul = 0;                            /* cleared by hand */
    else if (pump->was_pumping
             && pump->volume_ul - now.infused_ul > ROLL_UNITS / 2 * now.ul_per_unit)
        pump->rolled_ul += ROLL_UNITS * now.ul_per_unit;
    pump->was_pumping = ne1000_is_pumping(status);
    pump->volume_ul = now.infused_ul;
    return device_tell(device, DEVICE_READ_VOLUME, now.infused_ul + pump->rolled_ul)
               ? DEVICE_DONE : DEVICE_GARBLED;
}

static enum device_heard hear_direction(struct ne1000 *pump, const char *data)
{
    if (strcmp(data, "INF") != 0 && strcmp(data, "WDR") != 0)
        return DEVICE_STRAY;
    pump->is_infusing_way = data[0] == 'I';
    return DEVICE_DONE;
}

static enum device_heard hear_version(struct device *device, const char *data)
{
    if (!strchr(data, 'V'))
        return DEVICE_STRAY;
    device_identify(device, data, strlen(data));
    return DEVICE_DONE;
}

/* Sets are answered by the status alone: data belongs to another question. */
static enum device_heard hear_set(struct device *device, int question,
                                  const struct ne1000_reply *reply)
{
    struct ne1000 *pump = pump_of(device);

    if (reply->data[0] != '\0')
        return DEVICE_STRAY;
    switch (question) {
    case Q_RUN:
        return hear_run(device, reply->status);
    case Q_MODE:
        pump->framing = pump->safe_mode_s > 0 ? NE1000_SAFE : NE1000_BASIC;
        return DEVICE_DONE;
    case Q_CLEAR:
        pump->volume_ul = pump->rolled_ul = 0;
        return DEVICE_DONE;
    default:
        return DEVICE_DONE;
    }
}

static enum device_heard hear_answer(struct device *device, int question,
                                     const struct ne1000_reply *reply)
{
    struct ne1000 *pump = pump_of(device);
    bool         is_ml;

    switch (question) {
    case Q_PROBE:         return DEVICE_DONE;
    case Q_VERSION:       return hear_version(device, reply->data);
    case Q_DIAMETER:
    case Q_DIAMETER_BACK: return hear_diameter(device, question, reply->data);
    case Q_DIRECTION:     return hear_direction(pump, reply->data);
    case Q_RATE:
    case Q_RATE_BACK:     return hear_rate(device, question, reply->data);
    case Q_VOLUME:
        return ne1000_volume_read(reply->data, &pump->target_ul, &is_ml) == ERR_OK ? DEVICE_DONE
                                                                                   : DEVICE_STRAY;
    case Q_DISPENSED:
        pump->was_up = true;
        return hear_dispensed(device, reply->status, reply->data);
    default:
        return hear_set(device, question, reply);
    }
}

enum device_heard ne1000_hear(struct device *device, int question, double value,
                              const uint8_t *frame, size_t count)
{
    struct ne1000        *pump = pump_of(device);
    struct ne1000_reply reply;
    bool                is_any_framing = question == Q_MODE || !pump->is_framing_known;
    enum device_heard   heard;

    (void)value;
    if (ne1000_read(frame, count, &reply) != ERR_OK)
        return DEVICE_GARBLED;
    if (reply.address != pump->address || (!is_any_framing && reply.framing != pump->framing))
        return DEVICE_STRAY;
    if (!pump->is_framing_known && question != DEVICE_NO_QUESTION) {
        pump->framing = reply.framing;
        pump->is_framing_known = true;
    }
    if (reply.alarm != NE1000_NO_ALARM) {
        hear_alarm(device, reply.alarm);
        return question == DEVICE_NO_QUESTION ? DEVICE_UNASKED : after_alarm(device, question);
    }
    if (question == DEVICE_NO_QUESTION)
        return DEVICE_STRAY;
    heard = reply.error != NE1000_NO_ERROR ? hear_error(device, question, &reply)
                                           : hear_answer(device, question, &reply);
    if (heard != DEVICE_STRAY && heard != DEVICE_GARBLED)
        hear_status(device, question, reply.status);
    return heard;
}
