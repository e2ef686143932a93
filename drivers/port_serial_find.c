#define _XOPEN_SOURCE 700       /* realpath */
#include "base/text.h"
#include "port_serial.h"

#include <libserialport.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOUND_MAX 64

static void text_keep(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%s", from ? from : "");
}

static void found_fill(struct port_serial_found *found, const struct sp_port *line)
{
    *found = (struct port_serial_found){ .vendor = -1, .product = -1 };
    text_keep(found->name, sizeof found->name, sp_get_port_name(line));
    text_keep(found->description, sizeof found->description, sp_get_port_description(line));
    if (sp_get_port_transport(line) != SP_TRANSPORT_USB
        || sp_get_port_usb_vid_pid(line, &found->vendor, &found->product) != SP_OK)
        return;
    text_keep(found->manufacturer, sizeof found->manufacturer,
              sp_get_port_usb_manufacturer(line));
    text_keep(found->serial, sizeof found->serial, sp_get_port_usb_serial(line));
}

enum err port_serial_list(void (*see)(void *context, const struct port_serial_found *),
                          void *context)
{
    struct port_serial_found found;
    struct sp_port         **lines = NULL;

    if (sp_list_ports(&lines) != SP_OK)
        return ERR_IO;
    for (size_t i = 0; lines[i]; i++) {
        found_fill(&found, lines[i]);
        see(context, &found);
    }
    sp_free_port_list(lines);
    return ERR_OK;
}

struct all { struct port_serial_found ports[FOUND_MAX]; size_t count; };

static void all_add(void *context, const struct port_serial_found *found)
{
    struct all *all = context;

    if (all->count < FOUND_MAX)
        all->ports[all->count++] = *found;
}

/* "/dev/ttyUSB0 (0403:6001:A10K2X, FT232R USB UART)" */
static void found_add(struct text *text, const struct port_serial_found *found)
{
    text_add(text, "%s%s", text->used > 0 ? ", " : "", found->name);
    if (found->vendor >= 0)
        text_add(text, " (%04x:%04x%s%s, %s)", (unsigned)found->vendor, (unsigned)found->product,
                 found->serial[0] ? ":" : "", found->serial, found->description);
}

static enum err none_say(const struct all *all, const char *wanted, struct why *why)
{
    char        list[640];
    struct text text = text_over(list, sizeof list);
    const char *names[FOUND_MAX], *nearest;

    if (all->count == 0)
        return why_say(why, ERR_UNKNOWN, "there is no serial port %s, nor any other: is the "
                       "adapter plugged in?", wanted);
    for (size_t i = 0; i < all->count; i++) {
        names[i] = all->ports[i].name;
        found_add(&text, &all->ports[i]);
    }
    nearest = text_nearest(wanted, names, all->count);
    if (nearest)
        return why_say(why, ERR_UNKNOWN, "there is no serial port %s: did you mean %s? There is %s",
                       wanted, nearest, list);
    return why_say(why, ERR_UNKNOWN, "there is no serial port %s; there is %s", wanted, list);
}

/* ---- by USB ---- */

static bool is_wanted(const struct port_address *address, const struct port_serial_found *found)
{
    return found->vendor == address->vendor && found->product == address->product
        && (address->serial[0] == '\0' || strcmp(found->serial, address->serial) == 0);
}

static enum err usb_find(const struct all *all, const struct port_address *address,
                         struct port_serial_found *found, struct why *why)
{
    char        wanted[96], list[640];
    struct text text = text_over(list, sizeof list);
    size_t      first = all->count, matches = 0;

    snprintf(wanted, sizeof wanted, "%04x:%04x%s%s", (unsigned)address->vendor,
             (unsigned)address->product, address->serial[0] ? ":" : "", address->serial);
    for (size_t i = all->count; i-- > 0; )
        if (is_wanted(address, &all->ports[i])) {
            first = i;
            matches++;
            found_add(&text, &all->ports[i]);
        }
    if (matches == 0)
        return none_say(all, wanted, why);
    if (matches > 1)
        return why_say(why, ERR_RANGE, "there is more than one serial port %s: %s: give the serial "
                       "number too, or the name", wanted, list);
    *found = all->ports[first];
    return ERR_OK;
}

/* ---- by name ---- */

static enum err name_find(const struct all *all, const char *name,
                          struct port_serial_found *found, struct why *why)
{
    char real[PATH_MAX];

    if (!realpath(name, real))
        return none_say(all, name, why);
    if (strncmp(real, "/dev/pts/", 9) == 0)
        return why_say(why, ERR_UNKNOWN, "%s is a pseudo-terminal: write pty:%s", name, name);
    if (strlen(real) >= sizeof found->name)
        return why_say(why, ERR_UNKNOWN, "the name of %s is too long", real);
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->ports[i].name, real) == 0) {
            *found = all->ports[i];
            return ERR_OK;
        }
    *found = (struct port_serial_found){ .vendor = -1, .product = -1 };     /* not listed by all */
    strcpy(found->name, real);
    return ERR_OK;
}

enum err port_serial_find(const struct port_address *address, struct port_serial_found *found,
                          struct why *why)
{
    struct all all = { .count = 0 };
    enum err   listed = port_serial_list(all_add, &all);

    if (address->name[0] != '\0')
        return name_find(&all, address->name, found, why);
    if (listed != ERR_OK)
        return why_say(why, ERR_IO, "the system does not show its devices (/sys/class/tty): give "
                       "the port's name instead of its USB identity");
    return usb_find(&all, address, found, why);
}
