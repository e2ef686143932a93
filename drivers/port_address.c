#include "base/text.h"
#include "port_open.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BAUD_LEAST 50
#define BAUD_MOST  12000000

static const char *const kind_names[] = {
    [PORT_KIND_SERIAL] = "serial",
    [PORT_KIND_PTY]    = "pty",
    [PORT_KIND_TCP]    = "tcp",
    [PORT_KIND_REPLAY] = "replay",
    [PORT_KIND_REPLAY_STRICT] = "replay-strict",
};
#define KIND_COUNT (sizeof kind_names / sizeof *kind_names)

static const char *const examples[KIND_COUNT] = {
    [PORT_KIND_SERIAL] = "serial:/dev/ttyUSB0",
    [PORT_KIND_PTY]    = "pty:/tmp/pump",
    [PORT_KIND_TCP]    = "tcp:localhost:2001",
    [PORT_KIND_REPLAY] = "replay:pump.rec",
    [PORT_KIND_REPLAY_STRICT] = "replay-strict:pump.rec",
};

/* The whole of `text` is a decimal number within least..most. */
static bool whole_read(const char *text, int least, int most, int *value)
{
    char *end;
    long  read;

    if (!isdigit((unsigned char)*text) || strlen(text) > 9)
        return false;
    read = strtol(text, &end, 10);
    if (*end != '\0' || read < least || read > most)
        return false;
    *value = (int)read;
    return true;
}

/* ---- addresses ---- */

static bool hex_read(const char *text, int *value)
{
    for (int i = 0; i < 4; i++)
        if (!isxdigit((unsigned char)text[i]))
            return false;
    *value = (int)strtol(text, NULL, 16);
    return true;
}

/* "0403:6001" or "0403:6001:A10K2X" */
static bool usb_read(const char *text, struct port_address *address)
{
    if (strlen(text) < 9 || text[4] != ':' || (text[9] != ':' && text[9] != '\0')
        || !hex_read(text, &address->vendor) || !hex_read(text + 5, &address->product))
        return false;
    if (text[9] == '\0')
        return true;
    if (text[10] == '\0' || strlen(text + 10) >= sizeof address->serial)
        return false;
    strcpy(address->serial, text + 10);
    return true;
}

static enum err serial_parse(const char *rest, struct port_address *address, struct why *why)
{
    bool is_path = *rest == '/';

    if (!is_path && strchr(rest, ':')) {
        if (usb_read(rest, address))
            return ERR_OK;
        return why_say(why, ERR_PARSE, "\"serial:%s\" is no USB identity: vendor and product have "
                       "four hexadecimal digits each, and a serial number may follow, as in "
                       "serial:0403:6001:A10K2X", rest);
    }
    if (strlen(rest) + sizeof "/dev/" > sizeof address->name)
        return why_say(why, ERR_PARSE, "the name of the serial port is too long: %.40s...", rest);
    snprintf(address->name, sizeof address->name, "%s%s", is_path ? "" : "/dev/", rest);
    return ERR_OK;
}

static enum err path_parse(const char *rest, struct port_address *address, struct why *why)
{
    if (strlen(rest) >= sizeof address->name)
        return why_say(why, ERR_PARSE, "the path is too long: %.40s...", rest);
    strcpy(address->name, rest);
    return ERR_OK;
}

/* "localhost:2001", "[::1]:2001" */
static enum err tcp_parse(const char *rest, struct port_address *address, struct why *why)
{
    const char *colon = strrchr(rest, ':');
    size_t      host = colon ? (size_t)(colon - rest) : 0;

    if (!colon || host == 0 || host >= sizeof address->name
        || !whole_read(colon + 1, 0, 65535, &address->tcp_port))
        return why_say(why, ERR_PARSE, "\"tcp:%s\" needs a host and a port from 1 to 65535, as in "
                       "tcp:localhost:2001", rest);
    if (rest[0] == '[' && rest[host - 1] == ']') {
        rest++;
        host -= 2;
    }
    memcpy(address->name, rest, host);
    address->name[host] = '\0';
    return ERR_OK;
}

static enum err (*const parsers[KIND_COUNT])(const char *, struct port_address *,
                                             struct why *) = {
    [PORT_KIND_SERIAL] = serial_parse,
    [PORT_KIND_PTY]    = path_parse,
    [PORT_KIND_TCP]    = tcp_parse,
    [PORT_KIND_REPLAY] = path_parse,
    [PORT_KIND_REPLAY_STRICT] = path_parse,
};

static enum err kind_refuse(const char *text, size_t length, struct why *why)
{
    char        kind[24];
    const char *nearest;

    if (strncmp(text, "/dev/", 5) == 0)
        return why_say(why, ERR_PARSE, "\"%s\" does not say what kind of port it is: write "
                       "serial:%s, or pty:%s if it is a pseudo-terminal", text, text, text);
    snprintf(kind, sizeof kind, "%.*s", (int)length, text);
    nearest = text_nearest(kind, kind_names, KIND_COUNT);
    if (nearest && text[length] == ':')
        return why_say(why, ERR_PARSE, "\"%s\" is no address of a port: did you mean %s%s?", text,
                       nearest, text + length);
    return why_say(why, ERR_PARSE, "\"%s\" is no address of a port: write serial:/dev/ttyUSB0, "
                   "serial:0403:6001:A10K2X, pty:/tmp/pump or tcp:localhost:2001", text);
}

enum err port_address_parse(const char *text, struct port_address *address, struct why *why)
{
    struct port_address read = { .vendor = -1, .product = -1 };
    size_t              length = strcspn(text, ":"), kind;

    for (kind = 0; kind < KIND_COUNT; kind++)
        if (strlen(kind_names[kind]) == length && strncmp(text, kind_names[kind], length) == 0)
            break;
    if (kind == KIND_COUNT || text[length] == '\0')
        return kind_refuse(text, length, why);
    if (text[length + 1] == '\0')
        return why_say(why, ERR_PARSE, "\"%s\" has nothing behind the colon: write %s", text,
                       examples[kind]);
    read.kind = (enum port_kind)kind;
    TRY(parsers[kind](text + length + 1, &read, why));
    *address = read;
    return ERR_OK;
}

void port_address_print(const struct port_address *address, char *out, size_t size)
{
    struct text text = text_over(out, size);

    text_add(&text, "%s:", kind_names[address->kind]);
    if (address->kind == PORT_KIND_TCP)
        text_add(&text, strchr(address->name, ':') ? "[%s]:%d" : "%s:%d", address->name,
                 address->tcp_port);
    else if (address->name[0] != '\0')
        text_add(&text, "%s", address->name);
    else
        text_add(&text, "%04x:%04x%s%s", (unsigned)address->vendor, (unsigned)address->product,
                 address->serial[0] ? ":" : "", address->serial);
}

/* ---- lines ---- */

static const struct { const char *text; enum port_handshake handshake; } handshakes[] = {
    { "none",     PORT_HANDSHAKE_NONE     },
    { "rts/cts",  PORT_HANDSHAKE_RTS_CTS  },
    { "xon/xoff", PORT_HANDSHAKE_XON_XOFF },
};
#define HANDSHAKE_COUNT (sizeof handshakes / sizeof *handshakes)

static const char parities[] = { [PORT_PARITY_NONE] = 'N', [PORT_PARITY_ODD] = 'O',
                                 [PORT_PARITY_EVEN] = 'E' };

static enum err format_parse(const char *word, struct port_line *line, struct why *why)
{
    const char *parity;

    if (strlen(word) != 3 || (word[0] != '7' && word[0] != '8')
        || (word[2] != '1' && word[2] != '2'))
        return why_say(why, ERR_PARSE, "\"%s\" is no format of a byte: 7 or 8 bits, parity N, O or "
                       "E, 1 or 2 stop bits, as in 8N1", word);
    parity = memchr(parities, toupper((unsigned char)word[1]), sizeof parities);
    if (!parity)
        return why_say(why, ERR_PARSE, "\"%s\" has a parity that is none: N, O (odd) or E (even), "
                       "as in 8N1", word);
    line->bits = word[0] - '0';
    line->parity = (enum port_parity)(parity - parities);
    line->stop_bits = word[2] - '0';
    return ERR_OK;
}

static enum err handshake_parse(const char *word, struct port_line *line, struct why *why)
{
    for (size_t i = 0; i < HANDSHAKE_COUNT; i++)
        if (strcmp(word, handshakes[i].text) == 0) {
            line->handshake = handshakes[i].handshake;
            return ERR_OK;
        }
    return why_say(why, ERR_PARSE, "\"%s\" is no handshake: none, rts/cts or xon/xoff", word);
}

enum err port_line_parse(const char *text, struct port_line *line, struct why *why)
{
    struct port_line read = { .bits = 8, .stop_bits = 1 };
    char             copy[PORT_LINE_TEXT_SIZE], *rest, *word, *words[4];
    size_t           count = 0;

    snprintf(copy, sizeof copy, "%s", text);
    for (word = strtok_r(copy, " ", &rest); word && count < 4;
         word = strtok_r(NULL, " ", &rest))
        words[count++] = word;
    if (count == 0 || count > 3 || strlen(text) >= sizeof copy)
        return why_say(why, ERR_PARSE, "\"%.60s\" is no line: write the baud, the format of a byte "
                       "and, if there is one, the handshake, as in \"19200 8N1\"", text);
    if (!whole_read(words[0], BAUD_LEAST, BAUD_MOST, &read.baud))
        return why_say(why, ERR_PARSE, "\"%s\" is no baud of a line: a whole number from %d to %d, "
                       "as in \"19200 8N1\"", words[0], BAUD_LEAST, BAUD_MOST);
    if (count > 1)
        TRY(format_parse(words[1], &read, why));
    if (count > 2)
        TRY(handshake_parse(words[2], &read, why));
    *line = read;
    return ERR_OK;
}

void port_line_print(const struct port_line *line, char *out, size_t size)
{
    snprintf(out, size, "%d %d%c%d%s%s", line->baud, line->bits, parities[line->parity],
             line->stop_bits, line->handshake == PORT_HANDSHAKE_NONE ? "" : " ",
             line->handshake == PORT_HANDSHAKE_NONE ? "" : handshakes[line->handshake].text);
}
