#include "port_serial.h"

#include <errno.h>
#include <libserialport.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/file.h>

struct serial {
    struct port     port;
    struct sp_port *line;
    bool            is_gone;
};

static enum err gone(struct serial *serial)
{
    serial->is_gone = true;
    return ERR_CLOSED;
}

static enum err serial_read(struct port *port, double now_s, uint8_t *bytes, size_t room,
                            size_t *count)
{
    struct serial *serial = (struct serial *)port;
    int            got;

    (void)now_s;
    if (serial->is_gone)
        return ERR_CLOSED;
    got = sp_nonblocking_read(serial->line, bytes, room);
    if (got < 0 || (got == 0 && sp_input_waiting(serial->line) < 0))
        return gone(serial);
    *count = (size_t)got;
    return ERR_OK;
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

static void serial_destroy(struct port *port)
{
    struct serial *serial = (struct serial *)port;

    sp_close(serial->line);
    sp_free_port(serial->line);
    free(serial);
}

static const struct port_type serial_type = {
    .name    = "serial",
    .read    = serial_read,
    .write   = serial_write,
    .destroy = serial_destroy,
};

/* The library's own words for what just failed; it wants them given back. */
static enum err say_failed(struct why *why, enum err err, const char *what, const char *name)
{
    char *text = sp_last_error_message();

    err = why_say(why, err, "%s %s: %s", what, name, text ? text : "no reason given");
    sp_free_error_message(text);
    return err;
}

/* Every field, since what is not set keeps what the last program left on the line. */
static enum sp_return config_fill(struct sp_port_config *config, int baud)
{
    if (sp_set_config_baudrate(config, baud) != SP_OK || sp_set_config_bits(config, 8) != SP_OK
        || sp_set_config_parity(config, SP_PARITY_NONE) != SP_OK
        || sp_set_config_stopbits(config, 1) != SP_OK)
        return SP_ERR_FAIL;
    return sp_set_config_flowcontrol(config, SP_FLOWCONTROL_NONE);
}

static enum err line_set(struct sp_port *line, int baud, const char *name, struct why *why)
{
    struct sp_port_config *config = NULL;
    enum err               err = ERR_OK;

    if (sp_new_config(&config) != SP_OK)
        return why_say(why, ERR_MEMORY, "no memory for the settings of %s", name);
    if (config_fill(config, baud) != SP_OK || sp_set_config(line, config) != SP_OK)
        err = say_failed(why, ERR_IO, "cannot set the line", name);
    sp_free_config(config);
    return err;
}

/* Release 0.1.1 lets two programs open one line; 0.1.2 takes the same lock itself: no harm. */
static enum err line_lock(struct sp_port *line, const char *name, struct why *why)
{
    int handle;

    if (sp_get_port_handle(line, &handle) != SP_OK)
        return say_failed(why, ERR_IO, "cannot reach", name);
    if (flock(handle, LOCK_EX | LOCK_NB) != 0)
        return why_say(why, ERR_REFUSED, "another program is using %s", name);
    return ERR_OK;
}

static enum err line_open(struct sp_port *line, int baud, const char *name, struct why *why)
{
    enum err err;

    if (sp_open(line, SP_MODE_READ_WRITE) != SP_OK)
        return say_failed(why, ERR_IO, "cannot open", name);
    err = line_lock(line, name, why);
    if (err == ERR_OK)
        err = line_set(line, baud, name, why);
    if (err == ERR_OK && sp_flush(line, SP_BUF_BOTH) != SP_OK)
        err = say_failed(why, ERR_IO, "cannot empty the buffers of", name);
    if (err != ERR_OK)
        sp_close(line);
    return err;
}

enum err port_serial_create(const char *name, int baud, struct port **port, struct why *why)
{
    struct sp_port *line = NULL;
    struct serial  *serial;
    enum err        err;

    if (sp_get_port_by_name(name, &line) != SP_OK)
        return say_failed(why, ERR_UNKNOWN, "no serial port", name);
    err = line_open(line, baud, name, why);
    if (err != ERR_OK) {
        sp_free_port(line);
        return err;
    }
    serial = calloc(1, sizeof *serial);
    if (!serial) {
        sp_close(line);
        sp_free_port(line);
        return ERR_MEMORY;
    }
    *serial = (struct serial){ .port = { &serial_type }, .line = line };
    *port = &serial->port;
    return ERR_OK;
}

enum err port_serial_list(void (*see)(void *context, const char *name, const char *description),
                          void *context)
{
    struct sp_port **lines = NULL;

    if (sp_list_ports(&lines) != SP_OK)
        return ERR_IO;
    for (size_t i = 0; lines[i]; i++) {
        const char *description = sp_get_port_description(lines[i]);
        see(context, sp_get_port_name(lines[i]), description ? description : "");
    }
    sp_free_port_list(lines);
    return ERR_OK;
}
