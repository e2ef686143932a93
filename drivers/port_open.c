#include "port_open.h"

#include "port_listen.h"
#include "port_replay.h"
#include "port_serial.h"
#include "port_stream.h"

static enum err replay_open(const char *path, enum port_replay_how how, struct port **port,
                            struct why *why)
{
    struct port_record record;
    enum err           err;

    TRY(port_record_read(&record, path, why));
    err = port_replay_create(&record, how, port, why);
    if (err != ERR_OK)
        port_record_free(&record);
    return err;
}

enum err port_open(const struct port_address *address, const struct port_line *line,
                   struct port **port, struct why *why)
{
    switch (address->kind) {
    case PORT_KIND_SERIAL:
        return port_serial_create(address, line, port, why);
    case PORT_KIND_PTY:
        return port_stream_pty(address->name, port, why);
    case PORT_KIND_TCP:
        return port_stream_tcp(address->name, address->tcp_port, PORT_STREAM_PATIENCE_S, port, why);
    case PORT_KIND_REPLAY:
        return replay_open(address->name, PORT_REPLAY_FUZZY, port, why);
    case PORT_KIND_REPLAY_STRICT:
        return replay_open(address->name, PORT_REPLAY_STRICT, port, why);
    }
    return ERR_BUG;
}

enum err port_listen(const struct port_address *address, const struct port_line *line,
                     struct port **port, struct why *why)
{
    switch (address->kind) {
    case PORT_KIND_SERIAL:
        return port_open(address, line, port, why);
    case PORT_KIND_PTY:
        return port_listen_pty(address->name, port, why);
    case PORT_KIND_TCP:
        return port_listen_tcp(address->name, address->tcp_port, port, why);
    case PORT_KIND_REPLAY: case PORT_KIND_REPLAY_STRICT:
        return why_say(why, ERR_RANGE, "a recording cannot be listened at: give pty:/tmp/pump or "
                       "tcp:127.0.0.1:2001");
    }
    return ERR_BUG;
}
