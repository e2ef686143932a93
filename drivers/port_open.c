#include "port_open.h"

#include "port_listen.h"
#include "port_serial.h"
#include "port_stream.h"

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
    }
    return ERR_BUG;
}
