#define _DEFAULT_SOURCE         /* TIOCEXCL, CRTSCTS */
#include "port_serial.h"

#include "port_latency.h"
#include "port_refusal.h"
#include "port_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <libserialport.h>
#include <linux/serial.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

struct serial {
    struct port              port;
    struct sp_port          *line;
    int                      handle;
    bool                     is_gone, has_rts_handshake;
    struct port_serial_found found;
    struct port_latency      latency;
    struct why               note;
    struct serial_icounter_struct before;       /* the counts at open */
};

static enum err gone(struct serial *serial)
{
    serial->is_gone = true;
    return ERR_CLOSED;
}

/* 0 bytes: silence, or a cable that was pulled? */
static enum err silence_check(struct serial *serial, uint8_t *bytes, size_t room, size_t *count)
{
    int got;

    if (sp_input_waiting(serial->line) < 0)
        return gone(serial);
    switch (port_stream_state(serial->handle)) {
    case PORT_STATE_HUNG_UP:  return gone(serial);
    case PORT_STATE_EMPTY:    return ERR_OK;
    case PORT_STATE_READABLE: break;
    }
    got = sp_nonblocking_read(serial->line, bytes, room);   /* it came just now, or never will */
    if (got <= 0)
        return gone(serial);
    *count = (size_t)got;
    return ERR_OK;
}

static enum err serial_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                            size_t *count)
{
    struct serial *serial = (struct serial *)port;
    int            got;

    (void)now_s;
    if (serial->is_gone)
        return ERR_CLOSED;
    *count = 0;
    if (room == 0)
        return ERR_OK;
    got = sp_nonblocking_read(serial->line, bytes, room);
    if (got < 0)
        return gone(serial);
    *count = (size_t)got;
    return got > 0 ? ERR_OK : silence_check(serial, bytes, room, count);
}

/* Release 0.1.1 of the library reports a full output buffer as a failure with EAGAIN; it only means
 * "later". */
static bool is_only_full(int result)
{
    return result == SP_ERR_FAIL
        && (sp_last_error_code() == EAGAIN || sp_last_error_code() == EWOULDBLOCK);
}

static enum err serial_write(struct port *port, double now_s, const uint8_t *bytes, size_t count,
                             size_t *taken)
{
    struct serial *serial = (struct serial *)port;
    int            put;

    (void)now_s;
    if (serial->is_gone)
        return ERR_CLOSED;
    put = count > 0 ? sp_nonblocking_write(serial->line, bytes, count) : 0;
    if (put < 0 && !is_only_full(put))
        return gone(serial);
    *taken = put < 0 ? 0 : (size_t)put;
    return ERR_OK;
}

static enum err serial_set(struct port *port, double now_s, enum port_wire wire, bool is_on)
{
    struct serial *serial = (struct serial *)port;
    enum sp_return result = SP_OK;

    (void)now_s;
    if (serial->is_gone)
        return ERR_CLOSED;
    switch (wire) {
    case PORT_DTR:
        result = sp_set_dtr(serial->line, is_on ? SP_DTR_ON : SP_DTR_OFF);
        break;
    case PORT_RTS:
        if (serial->has_rts_handshake)
            return ERR_REFUSED;
        result = sp_set_rts(serial->line, is_on ? SP_RTS_ON : SP_RTS_OFF);
        break;
    case PORT_BREAK:
        result = is_on ? sp_start_break(serial->line) : sp_end_break(serial->line);
        break;
    }
    return result == SP_OK ? ERR_OK : gone(serial);
}

/* The counts wrap as the kernel's do: only differences are looked at. */
static void counts_look(struct serial *serial, struct port_sight *sight)
{
    const struct serial_icounter_struct *before = &serial->before;
    struct serial_icounter_struct        now;

    if (ioctl(serial->handle, TIOCGICOUNT, &now) != 0)
        return;
    sight->parity_errors = (unsigned)(now.parity - before->parity);
    sight->framing_errors = (unsigned)(now.frame - before->frame);
    sight->overruns = (unsigned)(now.overrun - before->overrun)
                    + (unsigned)(now.buf_overrun - before->buf_overrun);
    sight->breaks = (unsigned)(now.brk - before->brk);
}

static enum err serial_look(struct port *port, double now_s, struct port_sight *sight)
{
    struct serial    *serial = (struct serial *)port;
    struct port_sight seen = { false };
    enum sp_signal    signals;

    (void)now_s;
    if (serial->is_gone || sp_get_signals(serial->line, &signals) != SP_OK)
        return gone(serial);
    seen.cts = (signals & SP_SIG_CTS) != 0;
    seen.dsr = (signals & SP_SIG_DSR) != 0;
    seen.dcd = (signals & SP_SIG_DCD) != 0;
    seen.ring = (signals & SP_SIG_RI) != 0;
    counts_look(serial, &seen);
    *sight = seen;
    return ERR_OK;
}

/* ---- how it is set ---- */

static const enum sp_parity parities[] = {
    [PORT_PARITY_NONE] = SP_PARITY_NONE,
    [PORT_PARITY_ODD]  = SP_PARITY_ODD,
    [PORT_PARITY_EVEN] = SP_PARITY_EVEN,
};

static const enum sp_flowcontrol handshakes[] = {
    [PORT_HANDSHAKE_NONE]     = SP_FLOWCONTROL_NONE,
    [PORT_HANDSHAKE_RTS_CTS]  = SP_FLOWCONTROL_RTSCTS,
    [PORT_HANDSHAKE_XON_XOFF] = SP_FLOWCONTROL_XONXOFF,
};

/* Every field, since what is not set keeps what the last program left on the line. */
static enum sp_return config_fill(struct sp_port_config *config, const struct port_line *line)
{
    if (sp_set_config_baudrate(config, line->baud) != SP_OK
        || sp_set_config_bits(config, line->bits) != SP_OK
        || sp_set_config_parity(config, parities[line->parity]) != SP_OK
        || sp_set_config_stopbits(config, line->stop_bits) != SP_OK)
        return SP_ERR_FAIL;
    if (sp_set_config_flowcontrol(config, handshakes[line->handshake]) != SP_OK
        || sp_set_config_dtr(config, SP_DTR_ON) != SP_OK)
        return SP_ERR_FAIL;
    return line->handshake == PORT_HANDSHAKE_RTS_CTS ? SP_OK
         : sp_set_config_rts(config, SP_RTS_ON);
}

/* What release 0.1.1 of the library gets wrong: it puts CRTSCTS among the input flags, where it
 * means nothing, so that there would be no handshake; and it leaves HUPCL, which drops DTR when the
 * port is closed. */
static bool line_mend(int handle, const struct port_line *line)
{
    struct termios settings;

    if (tcgetattr(handle, &settings) != 0)
        return false;
    settings.c_cflag &= ~(tcflag_t)(HUPCL | CRTSCTS);
    if (line->handshake == PORT_HANDSHAKE_RTS_CTS)
        settings.c_cflag |= CRTSCTS;
    return tcsetattr(handle, TCSANOW, &settings) == 0;
}

static enum sp_return line_set(struct serial *serial, const struct port_line *line)
{
    struct sp_port_config *config = NULL;
    enum sp_return         result = sp_new_config(&config);

    if (result == SP_OK)
        result = config_fill(config, line);
    if (result == SP_OK)
        result = sp_set_config(serial->line, config);
    if (result == SP_OK && !line_mend(serial->handle, line))
        result = SP_ERR_FAIL;
    sp_free_config(config);
    serial->has_rts_handshake = line->handshake == PORT_HANDSHAKE_RTS_CTS;
    return result;
}

static enum err serial_line(struct port *port, const struct port_line *line)
{
    struct serial *serial = (struct serial *)port;

    if (serial->is_gone)
        return ERR_CLOSED;
    return line_set(serial, line) == SP_OK ? ERR_OK : ERR_IO;
}

static int serial_descriptor(const struct port *port)
{
    return ((const struct serial *)port)->handle;
}

static void serial_destroy(struct port *port)
{
    struct serial *serial = (struct serial *)port;

    port_latency_restore(&serial->latency);
    if (serial->handle >= 0)
        sp_close(serial->line);
    sp_free_port(serial->line);
    free(serial);
}

static const char *serial_note(const struct port *port)
{
    return ((const struct serial *)port)->note.text;
}

static const struct port_type serial_type = {
    .name       = "serial",
    .read       = serial_read,
    .write      = serial_write,
    .destroy    = serial_destroy,
    .set        = serial_set,
    .look       = serial_look,
    .line       = serial_line,
    .descriptor = serial_descriptor,
    .note       = serial_note,
};

/* ---- opening ---- */

/* The library's own words for what just failed; it wants them given back. */
static enum err say_failed(struct why *why, enum err err, const char *what, const char *name)
{
    char *text = sp_last_error_message();

    err = why_say(why, err, "%s %s: %s", what, name, text ? text : "no reason given");
    sp_free_error_message(text);
    return err;
}

/* Look before the library touches the settings of a line that another program is using. The
 * descriptor is open until the library has its own: closing the last one would drop DTR. */
static enum err door_knock(const char *name, int *door, struct why *why)
{
    *door = open(name, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (*door < 0)
        return port_refuse_open(name, errno, why);
    if (flock(*door, LOCK_EX | LOCK_NB) != 0) {
        close(*door);
        return port_refuse_busy(name, why);
    }
    (void)flock(*door, LOCK_UN);        /* release 0.1.2 of the library takes it by itself */
    return ERR_OK;
}

static enum err line_take(struct serial *serial, struct why *why)
{
    const char *name = serial->found.name;
    int         door, handle;
    enum err    err = ERR_OK;

    TRY(door_knock(name, &door, why));
    if (sp_open(serial->line, SP_MODE_READ_WRITE) != SP_OK)
        err = say_failed(why, ERR_IO, "cannot open", name);
    else if (sp_get_port_handle(serial->line, &handle) != SP_OK)
        err = say_failed(why, ERR_IO, "cannot reach", name);
    else
        serial->handle = handle;
    close(door);
    TRY(err);
    if (flock(serial->handle, LOCK_EX | LOCK_NB) != 0)
        return port_refuse_busy(name, why);
    (void)ioctl(serial->handle, TIOCEXCL);      /* for programs that know no flock */
    return ERR_OK;
}

static enum err line_settle(struct serial *serial, const struct port_line *line, struct why *why)
{
    char text[PORT_LINE_TEXT_SIZE], what[80];

    port_line_print(line, text, sizeof text);
    snprintf(what, sizeof what, "cannot set \"%s\" on", text);
    if (line_set(serial, line) != SP_OK)
        return say_failed(why, ERR_IO, what, serial->found.name);
    if (sp_flush(serial->line, SP_BUF_BOTH) != SP_OK)
        return say_failed(why, ERR_IO, "cannot empty the buffers of", serial->found.name);
    if (ioctl(serial->handle, TIOCGICOUNT, &serial->before) != 0)
        serial->before = (struct serial_icounter_struct){ .cts = 0 };
    if (port_latency_lower(&serial->latency, serial->found.name, &serial->note) != ERR_OK)
        serial->latency.before_ms = 0;          /* the note says it; the line works all the same */
    return ERR_OK;
}

enum err port_serial_create(const struct port_address *address, const struct port_line *line,
                            struct port **port, struct why *why)
{
    struct port_serial_found found;
    struct sp_port          *at = NULL;
    struct serial           *serial;
    enum err                 err;

    TRY(port_serial_find(address, &found, why));
    if (sp_get_port_by_name(found.name, &at) != SP_OK)
        return say_failed(why, ERR_UNKNOWN, "no serial port", found.name);
    serial = calloc(1, sizeof *serial);
    if (!serial) {
        sp_free_port(at);
        return ERR_MEMORY;
    }
    *serial = (struct serial){ .port = { &serial_type }, .line = at, .handle = -1,
                               .found = found };
    err = line_take(serial, why);
    if (err == ERR_OK)
        err = line_settle(serial, line, why);
    if (err != ERR_OK) {
        serial_destroy(&serial->port);
        return err;
    }
    *port = &serial->port;
    return ERR_OK;
}

bool port_serial_identity(const struct port *port, struct port_address *address)
{
    const struct port_serial_found *found = &((const struct serial *)port)->found;

    if (found->vendor < 0)
        return false;
    *address = (struct port_address){ .kind = PORT_KIND_SERIAL, .vendor = found->vendor,
                                      .product = found->product };
    strcpy(address->serial, found->serial);
    return true;
}

const char *port_serial_name(const struct port *port)
{
    return ((const struct serial *)port)->found.name;
}
