/* Addresses and lines as people write them, and what is said when they do not. */
#include "drivers/port_open.h"
#include "tests/support/suite.h"

#include <string.h>

static const struct {
    const char *text;
    enum port_kind kind;
    const char *name;
    int tcp_port, vendor, product;
    const char *serial;
} addresses[] = {
    { "serial:/dev/ttyUSB0",     PORT_KIND_SERIAL, "/dev/ttyUSB0", 0, -1, -1, "" },
    { "serial:ttyUSB0",          PORT_KIND_SERIAL, "/dev/ttyUSB0", 0, -1, -1, "" },
    { "serial:0403:6001:A10K2X", PORT_KIND_SERIAL, "", 0, 0x0403, 0x6001, "A10K2X" },
    { "serial:10c4:EA60",        PORT_KIND_SERIAL, "", 0, 0x10C4, 0xEA60, "" },
    { "serial:0403:6001:A:B",    PORT_KIND_SERIAL, "", 0, 0x0403, 0x6001, "A:B" },
    { "serial:/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0-port0", PORT_KIND_SERIAL,
      "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0-port0", 0, -1, -1, "" },
    { "pty:/tmp/pump",           PORT_KIND_PTY, "/tmp/pump", 0, -1, -1, "" },
    { "pty:here",                PORT_KIND_PTY, "here",      0, -1, -1, "" },
    { "tcp:localhost:2001",      PORT_KIND_TCP, "localhost", 2001, -1, -1, "" },
    { "replay:a/pump.rec",       PORT_KIND_REPLAY, "a/pump.rec", 0, -1, -1, "" },
    { "replay-strict:pump.rec",  PORT_KIND_REPLAY_STRICT, "pump.rec", 0, -1, -1, "" },
    { "tcp:127.0.0.1:0",         PORT_KIND_TCP, "127.0.0.1", 0,    -1, -1, "" },
    { "tcp:[::1]:65535",         PORT_KIND_TCP, "::1",   65535,    -1, -1, "" },
};

START_TEST(an_address_is_read)
{
    struct port_address address;
    struct why          why = { "" };

    ck_assert_int_eq(port_address_parse(addresses[_i].text, &address, &why), ERR_OK);
    ck_assert_int_eq(address.kind, addresses[_i].kind);
    ck_assert_str_eq(address.name, addresses[_i].name);
    ck_assert_str_eq(address.serial, addresses[_i].serial);
    ck_assert_int_eq(address.tcp_port, addresses[_i].tcp_port);
    ck_assert_int_eq(address.vendor, addresses[_i].vendor);
    ck_assert_int_eq(address.product, addresses[_i].product);
}
END_TEST

START_TEST(a_printed_address_reads_back_as_the_same)
{
    struct port_address address, again;
    struct why          why = { "" };
    char                text[PORT_ADDRESS_SIZE + 32];

    ck_assert_int_eq(port_address_parse(addresses[_i].text, &address, &why), ERR_OK);
    port_address_print(&address, text, sizeof text);
    ck_assert_int_eq(port_address_parse(text, &again, &why), ERR_OK);
    ck_assert_int_eq(memcmp(&address, &again, sizeof address), 0);
}
END_TEST

static const struct { const char *text, *want; } bad_addresses[] = {
    { "",                      "\"\" is no address of a port: write serial:/dev/ttyUSB0" },
    { "pump",                  "\"pump\" is no address of a port: write serial:/dev/ttyUSB0" },
    { "/dev/ttyUSB0",          "write serial:/dev/ttyUSB0, or pty:/dev/ttyUSB0" },
    { "seral:/dev/ttyUSB0",    "did you mean serial:/dev/ttyUSB0?" },
    { "tpc:localhost:2001",    "did you mean tcp:localhost:2001?" },
    { "serial:",               "nothing behind the colon: write serial:/dev/ttyUSB0" },
    { "pty:",                  "nothing behind the colon: write pty:/tmp/pump" },
    { "serial:403:6001",       "four hexadecimal digits each" },
    { "serial:0403:6001:",     "four hexadecimal digits each" },
    { "serial:0403:60G1",      "four hexadecimal digits each" },
    { "tcp:localhost",         "needs a host and a port" },
    { "tcp::2001",             "needs a host and a port" },
    { "tcp:localhost:",        "needs a host and a port" },
    { "tcp:localhost:70000",   "needs a host and a port" },
    { "tcp:localhost:12x",     "needs a host and a port" },
    { "tcp:localhost:-1",      "needs a host and a port" },
};

START_TEST(a_bad_address_is_refused_with_an_example)
{
    struct port_address address = { .tcp_port = 77 };
    struct why          why = { "" };

    ck_assert_int_eq(port_address_parse(bad_addresses[_i].text, &address, &why), ERR_PARSE);
    ck_assert_msg(strstr(why.text, bad_addresses[_i].want) != NULL, "%s", why.text);
    ck_assert_int_eq(address.tcp_port, 77);
}
END_TEST

START_TEST(an_endless_address_is_refused)
{
    static const char *const kinds[] = { "serial:", "serial:0403:6001:", "pty:", "tcp:" };
    struct port_address address;
    char                text[600];

    for (size_t i = 0; i < 4; i++) {
        struct why why = { "" };
        memset(text, 'x', sizeof text);
        memcpy(text, kinds[i], strlen(kinds[i]));
        memcpy(text + sizeof text - 4, ":12", 4);
        ck_assert_int_eq(port_address_parse(text, &address, &why), ERR_PARSE);
        ck_assert(why.text[0] != '\0');
    }
}
END_TEST

static const struct { const char *text, *printed; struct port_line line; } lines[] = {
    { "9600",               "9600 8N1",
      { 9600, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE } },
    { "19200 8O1",          "19200 8O1",
      { 19200, 8, PORT_PARITY_ODD, 1, PORT_HANDSHAKE_NONE } },
    { "1200 7e2",           "1200 7E2",
      { 1200, 7, PORT_PARITY_EVEN, 2, PORT_HANDSHAKE_NONE } },
    { "9600 7E2 xon/xoff",  "9600 7E2 xon/xoff",
      { 9600, 7, PORT_PARITY_EVEN, 2, PORT_HANDSHAKE_XON_XOFF } },
    { "  115200  8N1  rts/cts ", "115200 8N1 rts/cts",
      { 115200, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_RTS_CTS } },
    { "250000 8N1 none",    "250000 8N1",
      { 250000, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE } },
};

START_TEST(a_line_is_read_and_printed)
{
    struct port_line line;
    struct why       why = { "" };
    char             text[PORT_LINE_TEXT_SIZE];

    ck_assert_int_eq(port_line_parse(lines[_i].text, &line, &why), ERR_OK);
    ck_assert_int_eq(line.baud, lines[_i].line.baud);
    ck_assert_int_eq(line.bits, lines[_i].line.bits);
    ck_assert_int_eq(line.parity, lines[_i].line.parity);
    ck_assert_int_eq(line.stop_bits, lines[_i].line.stop_bits);
    ck_assert_int_eq(line.handshake, lines[_i].line.handshake);
    port_line_print(&line, text, sizeof text);
    ck_assert_str_eq(text, lines[_i].printed);
}
END_TEST

static const struct { const char *text, *want; } bad_lines[] = {
    { "",                        "is no line" },
    { "8N1",                     "\"8N1\" is no baud" },
    { "49 8N1",                  "from 50 to 12000000" },
    { "9600baud",                "\"9600baud\" is no baud" },
    { "9600 9N1",                "\"9N1\" is no format" },
    { "9600 8X1",                "parity that is none" },
    { "9600 8N3",                "\"8N3\" is no format" },
    { "9600 8N1.5",              "\"8N1.5\" is no format" },
    { "9600 8N1 dtr",            "\"dtr\" is no handshake" },
    { "9600 8N1 none and more",  "is no line" },
    { "9600 8N1                                               none", "is no line" },
};

START_TEST(a_bad_line_is_refused_with_an_example)
{
    struct port_line line = { .baud = 7 };
    struct why       why = { "" };

    ck_assert_int_eq(port_line_parse(bad_lines[_i].text, &line, &why), ERR_PARSE);
    ck_assert_msg(strstr(why.text, bad_lines[_i].want) != NULL, "%s", why.text);
    ck_assert_int_eq(line.baud, 7);
}
END_TEST

#define COUNT(rows) (int)(sizeof rows / sizeof *rows)

int main(void)
{
    Suite *suite = suite_create("port_open");
    TCase *tests = tcase_create("port_open");

    tcase_add_loop_test(tests, an_address_is_read, 0, COUNT(addresses));
    tcase_add_loop_test(tests, a_printed_address_reads_back_as_the_same, 0, COUNT(addresses));
    tcase_add_loop_test(tests, a_bad_address_is_refused_with_an_example, 0, COUNT(bad_addresses));
    tcase_add_test(tests, an_endless_address_is_refused);
    tcase_add_loop_test(tests, a_line_is_read_and_printed, 0, COUNT(lines));
    tcase_add_loop_test(tests, a_bad_line_is_refused_with_an_example, 0, COUNT(bad_lines));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
