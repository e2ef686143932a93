/* A source in the guard's hands: a fresh client over a descriptor that the run has opened. */
#include "guard_inside.h"
#include "base/text.h"
#include "drivers/port_stream.h"
#include "hil/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define STEP_MS 1           /* between looks at a device that says nothing */

/* ---- the port ---- */

static void bytes_keep(struct guard_bytes *bytes, const uint8_t *more, size_t count)
{
    size_t room = bytes->count < GUARD_BYTES_KEPT ? GUARD_BYTES_KEPT - bytes->count : 0;

    if (room > 0)
        memcpy(bytes->kept + bytes->count, more, count < room ? count : room);
    bytes->count += count;
}

static enum err hand_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                          size_t *count)
{
    struct guard_port *mine = (struct guard_port *)port;

    (void)now_s;
    mine->is_closed |= port_stream_take(mine->descriptor, bytes, room, count) != ERR_OK;
    if (mine->is_closed)
        return ERR_CLOSED;
    bytes_keep(&mine->heard, bytes, *count);
    return ERR_OK;
}

static enum err hand_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                           size_t *taken)
{
    struct guard_port *mine = (struct guard_port *)port;

    (void)now_s;
    mine->is_closed |= port_stream_give(mine->descriptor, bytes, count, taken) != ERR_OK;
    if (mine->is_closed)
        return ERR_CLOSED;
    if (*taken > 0 && isnan(mine->first_s))
        mine->first_s = clock_wall_s();
    bytes_keep(&mine->written, bytes, *taken);
    return ERR_OK;
}

/* Inside its hand, whose descriptor is somebody else's. */
static void hand_port_destroy(struct port *port)
{
    (void)port;
}

static const struct port_type hand_port = {
    .name = "guard", .read = hand_read, .write = hand_write, .destroy = hand_port_destroy,
};

/* ---- the hand ---- */

enum err settings_copy(struct settings *copy, const struct settings *from)
{
    *copy = (struct settings){ 0 };
    for (size_t i = 0; i < from->count; i++) {
        const struct setting *item = &from->items[i];

        if (item->kind == SETTING_NUMBER)
            TRY(settings_add_number(copy, item->path, item->number));
        else if (item->kind == SETTING_FLAG)
            TRY(settings_add_flag(copy, item->path, item->number != 0));
        else
            TRY(settings_add_text(copy, item->path, item->text));
    }
    return ERR_OK;
}

/* Whoever is there is made safe, whatever its name. */
enum err guard_hand_open(struct guard_hand *hand, const struct guard_source *source,
                         struct why *why)
{
    struct device_setup setup = { .settings = &hand->settings, .line = &source->line };
    int                 flags = fcntl(source->descriptor, F_GETFL);

    *hand = (struct guard_hand){
        .source = source, .confirmed_s = NAN,
        .port = { .port = { &hand_port }, .descriptor = source->descriptor, .first_s = NAN },
    };
    if (flags < 0 || fcntl(source->descriptor, F_SETFL, flags | O_NONBLOCK) != 0)
        return why_say(why, ERR_IO, "%s: its port cannot be reached: %s",
                       device_role_labels[source->role], strerror(errno));
    TRY(settings_copy(&hand->settings, &source->settings));
    return device_create(&hand->device, source->driver, &hand->port.port, &setup, why);
}

void guard_hand_close(struct guard_hand *hand)
{
    device_destroy(hand->device);
    settings_free(&hand->settings);
    hand->device = NULL;
}

static void hand_look(struct guard_hand *hand, double now_s)
{
    if (hand->is_safe || device_step(hand->device, now_s) != ERR_OK)
        return;
    hand->is_safe = device_is_safe(hand->device);
    if (hand->is_safe && isnan(hand->confirmed_s))
        hand->confirmed_s = clock_wall_s();
}

static bool is_settled(const struct guard_hand *hand)
{
    return hand->is_safe || hand->port.is_closed;
}

/* Until one of them says something, or it is time to look at their time-outs. */
static void hands_await(const struct guard_hand *hands, size_t count)
{
    struct pollfd lines[GUARD_SOURCES_MAX];
    nfds_t        open_lines = 0;

    for (size_t i = 0; i < count; i++)
        if (!is_settled(&hands[i]))
            lines[open_lines++] = (struct pollfd){ .fd = hands[i].port.descriptor,
                                                   .events = POLLIN };
    (void)poll(lines, open_lines, STEP_MS);
}

void guard_hands_make_safe(struct guard_hand *hands, size_t count, double patience_s)
{
    double from_s = clock_wall_s(), now_s = from_s;
    bool   is_done = false;

    for (size_t i = 0; i < count; i++) {
        hands[i].is_safe = false;
        device_make_safe(hands[i].device, from_s);
    }
    while (!is_done && now_s - from_s < patience_s) {
        is_done = true;
        for (size_t i = 0; i < count; i++) {
            hand_look(&hands[i], now_s);
            is_done &= is_settled(&hands[i]);
        }
        if (!is_done)
            hands_await(hands, count);
        now_s = clock_wall_s();
    }
}

bool guard_hands_are_safe(const struct guard_hand *hands, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!hands[i].is_safe)
            return false;
    return true;
}

void guard_hand_print(const struct guard_hand *hand, double since_s, char *out, size_t size)
{
    const struct guard_source *source = hand->source;
    struct text                text = text_over(out, size);

    text_add(&text, "%s (%s at %s): ", device_role_labels[source->role], source->driver->name,
             source->address);
    if (hand->is_safe)
        text_add(&text, "safe, it answered after %.1f ms", 1e3 * (hand->confirmed_s - since_s));
    else if (hand->port.is_closed)
        text_add(&text, "NOT CONFIRMED: its port has closed. Is the cable unplugged? "
                        "Switch it off at the instrument");
    else if (hand->port.heard.count > 0)
        text_add(&text, "NOT CONFIRMED: it answers, but not that it is safe. "
                        "Switch it off at the instrument");
    else
        text_add(&text, "NOT CONFIRMED: it does not answer. Switch it off at the instrument");
}
