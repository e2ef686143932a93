#include "options_port.h"

#include <stdio.h>

enum err options_port(const char *name, const char *kind, const char *value,
                      struct port_address *address, struct why *why)
{
    char     text[PORT_ADDRESS_SIZE + 16];
    enum err err;

    snprintf(text, sizeof text, "%s%s%s", kind ? kind : "", kind ? ":" : "", value);
    err = port_address_parse(text, address, why);
    if (err != ERR_OK)
        why_prefix(why, "--%s %s: ", name, value);
    return err;
}
