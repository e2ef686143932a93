/* What the guest may ask for, and what the USB traffic says. */
#include "bed.h"

#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_MS 30000
#define ASKS_MAX    30

/* False when there is none in time. */
static bool line_read(int fd, int within_ms, char *line, size_t size)
{
    struct pollfd ready = { .fd = fd, .events = POLLIN };
    size_t        used = 0;

    while (used + 1 < size && poll(&ready, 1, within_ms) == 1 && read(fd, line + used, 1) == 1)
        if (line[used++] == '\n') {
            line[used] = '\0';
            return true;
        }
    return false;
}

bool bed_tell(struct bed *bed, const char *command, const char *event)
{
    char line[8192];
    bool is_done = false, has_event = event == NULL;

    if (write(bed->qmp, command, strlen(command)) < 0 || write(bed->qmp, "\n", 1) < 0)
        return false;
    while (!is_done || !has_event) {
        if (!line_read(bed->qmp, PATIENCE_MS, line, sizeof line))
            return false;
        if (strstr(line, "\"error\"")) {
            fprintf(stderr, "uart: qemu: %s", line);
            return false;
        }
        is_done |= strncmp(line, "{\"return\"", 9) == 0;
        has_event |= !has_event && strstr(line, event) != NULL;
    }
    return true;
}

static bool adapter_unplug(struct bed *bed)
{
    return bed_tell(bed, "{\"execute\":\"device_del\",\"arguments\":{\"id\":\"ftdi\"}}",
                    "DEVICE_DELETED");
}

static bool adapter_plug(struct bed *bed)
{
    char command[400];

    snprintf(command, sizeof command,
             "{\"execute\":\"device_add\",\"arguments\":{\"driver\":\"usb-serial\",\"id\":\"ftdi\","
             "\"chardev\":\"usb\",\"serial\":\"" BED_SERIAL "\",\"always-plugged\":true,"
             "\"pcap\":\"%s/usb%d.pcap\"}}", bed->folder, bed->plugs++);
    return bed_tell(bed, command, NULL);
}

/* An adapter whose other end is an emulator. */
static bool instrument_plug(struct bed *bed, const char *name, const char *serial)
{
    char command[300];

    snprintf(command, sizeof command,
             "{\"execute\":\"device_add\",\"arguments\":{\"driver\":\"usb-serial\",\"id\":\"%s\","
             "\"chardev\":\"%s\",\"serial\":\"%s\",\"always-plugged\":true}}", name, name, serial);
    return bed_tell(bed, command, NULL);
}

static bool pump_plug(struct bed *bed) { return instrument_plug(bed, "pump", "PUMP01"); }
static bool generator_plug(struct bed *bed) { return instrument_plug(bed, "generator", "GEN001"); }

static bool pump_unplug(struct bed *bed)
{
    return bed_tell(bed, "{\"execute\":\"device_del\",\"arguments\":{\"id\":\"pump\"}}",
                    "DEVICE_DELETED");
}

static bool break_send(struct bed *bed)
{
    return bed_tell(bed, "{\"execute\":\"chardev-send-break\",\"arguments\":{\"id\":\"uart\"}}",
                    NULL);
}

/* Somebody at the other end of ttyS1 asks an emulated balance in the machine what it weighs, again
 * as long as it is not there. */
static bool balance_ask(struct bed *bed)
{
    char line[200];

    for (int i = 0; i < ASKS_MAX; i++) {
        if (write(bed->uart, "SI\r\n", 4) != 4)
            return false;
        while (line_read(bed->uart, 1000, line, sizeof line))
            if (strncmp(line, "S S ", 4) == 0 || strncmp(line, "S D ", 4) == 0)
                return strstr(line, " g\r\n") != NULL;
    }
    return false;
}

static bool hold(struct bed *bed)    { bed->is_held = true;  return true; }
static bool release(struct bed *bed) { bed->is_held = false; return true; }

static const struct { const char *name; bool (*act)(struct bed *); } acts[] = {
    { "unplug",  adapter_unplug },
    { "plug",    adapter_plug   },
    { "break",   break_send     },
    { "plug pump",   pump_plug   },
    { "unplug pump", pump_unplug },
    { "plug generator", generator_plug },
    { "hold",    hold           },
    { "release", release        },
    { "weigh",   balance_ask    },
};

void bed_answer(struct bed *bed, const char *asked, char *answer, size_t size)
{
    snprintf(answer, size, "no such thing\n");
    if (strcmp(asked, "usb told") == 0) {
        bed_usb_told(bed, answer, size);
        return;
    }
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        if (strcmp(acts[i].name, asked) == 0)
            snprintf(answer, size, "%s\n", acts[i].act(bed) ? "done" : "failed");
}

/* A pcap of Linux usbmon packets: a file header of 24 bytes, then records of 16 bytes and a packet,
 * whose byte 8 is 'S' when it was sent, byte 9 is 2 for a control transfer, and whose setup packet
 * begins at byte 40 (Documentation/usb/usbmon.rst). FTDI's vendor requests have bmRequestType 0x40:
 * 1 sets DTR and RTS, 3 the divisor, 4 the data format, 9 the latency timer (AN232B-05; the Linux
 * driver ftdi_sio.h). */
struct told { int baud, data, wires, latency; };

static void packet_take(struct told *told, const uint8_t *packet, size_t count)
{
    const uint8_t *setup = packet + 40;
    int            value;

    if (count < 48 || packet[8] != 'S' || packet[9] != 2 || setup[0] != 0x40)
        return;
    value = setup[2] | setup[3] << 8;
    if (setup[1] == 1)
        told->wires = ((told->wires & ~(value >> 8)) | (value & value >> 8)) & 3;
    if (setup[1] == 3)
        told->baud = value;
    if (setup[1] == 4)
        told->data = value;
    if (setup[1] == 9)
        told->latency = value;
}

void bed_usb_told(const struct bed *bed, char *out, size_t size)
{
    char        path[300];
    uint8_t     head[16], packet[65536];
    struct told told = { -1, -1, 0, -1 };
    FILE       *file;

    snprintf(path, sizeof path, "%s/usb%d.pcap", bed->folder, bed->plugs - 1);
    file = fopen(path, "rb");
    if (file && fseek(file, 24, SEEK_SET) == 0)
        while (fread(head, 1, sizeof head, file) == sizeof head) {
            size_t count = (size_t)head[8] | (size_t)head[9] << 8;

            if (fread(packet, 1, count, file) != count)
                break;
            packet_take(&told, packet, count);
        }
    if (file)
        fclose(file);
    snprintf(out, size, "divisor=%04x data=%04x wires=%d latency=%d\n",
             (unsigned)told.baud & 0xffff, (unsigned)told.data & 0xffff, told.wires, told.latency);
}
