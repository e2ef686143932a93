/* The serial port behind the real libserialport, on pseudo-terminals that pass for USB adapters:
 * what the library asks the system (/sys, /dev/ttyT*, modem lines, counts) is answered from a
 * folder of this test, since functions of the program come before those of the C library. */
#define _GNU_SOURCE             /* RTLD_NEXT */
#include "drivers/port_listen.h"
#include "drivers/port_reopen.h"
#include "drivers/port_serial.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/serial.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* ------------------------------------------------------------------ the system, as it is played */

struct played {
    char                          root[128];    /* "": everything is as it is */
    int                           modem;        /* TIOCM_* */
    bool                          has_break;
    struct serial_icounter_struct counts;
    struct termios                last_set;
};
static struct played played;

static const char *redirected(const char *path, char room[512])
{
    if (!played.root[0] || (strncmp(path, "/sys/", 5) != 0 && strncmp(path, "/dev/ttyT", 9) != 0))
        return path;
    snprintf(room, 512, "%.127s%.300s", played.root, path);
    return room;
}

#define REAL(name) (__extension__(__typeof__(&name))dlsym(RTLD_NEXT, #name))

int __open_2(const char *path, int flags);
int __lxstat(int version, const char *path, struct stat *at);

int open(const char *path, int flags, ...)
{
    char    room[512];
    va_list args;
    mode_t  mode;

    va_start(args, flags);
    mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
    va_end(args);
    return REAL(open)(redirected(path, room), flags, mode);
}

int __open_2(const char *path, int flags) { return open(path, flags); }

FILE *fopen(const char *path, const char *mode)
{
    char room[512];

    return REAL(fopen)(redirected(path, room), mode);
}

DIR *opendir(const char *path)
{
    char room[512];

    return REAL(opendir)(redirected(path, room));
}

ssize_t readlink(const char *path, char *out, size_t size)
{
    char room[512];

    return REAL(readlink)(redirected(path, room), out, size);
}

int stat(const char *path, struct stat *at)
{
    char room[512];

    return REAL(stat)(redirected(path, room), at);
}

int __lxstat(int version, const char *path, struct stat *at)
{
    char room[512];

    (void)version;
    return lstat(redirected(path, room), at);
}

char *realpath(const char *path, char *out)
{
    char        room[512];
    const char *at = redirected(path, room);

    if (at == path)
        return REAL(realpath)(path, out);
    return access(at, F_OK) == 0 ? strcpy(out, path) : NULL;
}

int ioctl(int descriptor, unsigned long request, ...)
{
    va_list args;
    void   *value;

    va_start(args, request);
    value = va_arg(args, void *);
    va_end(args);
    if (!isatty(descriptor))
        return REAL(ioctl)(descriptor, request, value);
    switch (request) {
    case TIOCMGET:    *(int *)value = played.modem; return 0;
    case TIOCMSET:    played.modem = *(int *)value; return 0;
    case TIOCMBIS:    played.modem |= *(int *)value; return 0;
    case TIOCMBIC:    played.modem &= ~*(int *)value; return 0;
    case TIOCSBRK:    played.has_break = true; return 0;
    case TIOCCBRK:    played.has_break = false; return 0;
    case TIOCGICOUNT: memcpy(value, &played.counts, sizeof played.counts); return 0;
    default:          return REAL(ioctl)(descriptor, request, value);
    }
}

/* A pseudo-terminal forgets parity: keep what was asked for. */
int tcgetattr(int descriptor, struct termios *settings)
{
    int result = REAL(tcgetattr)(descriptor, settings);

    settings->c_cflag |= played.last_set.c_cflag & PARENB;
    return result;
}

int tcsetattr(int descriptor, int when, const struct termios *settings)
{
    struct termios without = *settings;

    played.last_set = *settings;
    without.c_cflag &= ~(tcflag_t)PARENB;
    return REAL(tcsetattr)(descriptor, when, &without);
}

/* ------------------------------------------------------------------ adapters */

static void shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void shell(const char *format, ...)
{
    char    command[2048];
    va_list args;

    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    ck_assert_int_eq(system(command), 0);
}

static void system_begin(void)
{
    struct scratch scratch = scratch_make("x");

    played = (struct played){ .modem = TIOCM_CTS | TIOCM_CAR };
    snprintf(played.root, sizeof played.root, "%s", scratch.folder);
    shell("mkdir -p %s/sys/class/tty %s/dev", played.root, played.root);
}

static void system_end(void)
{
    shell("rm -rf %s", played.root);
    played.root[0] = '\0';
}

/* As Linux 6 shows a USB adapter; `place` is where on the bus. */
static struct port *plug(const char *name, int place, const char *serial)
{
    char         link[256];
    struct port *far;
    struct why   why = { "" };

    shell("d=%s/sys/devices/usb1/1-%d; t=$d/1-%d:1.0/%s; l=%s/sys/bus/usb-serial/devices/%s;"
          "mkdir -p $t/tty/%s $l; ln -sfn ../../../%s $t/tty/%s/device;"
          "echo 1 >$d/busnum; echo %d >$d/devnum; echo 0403 >$d/idVendor; echo 6001 >$d/idProduct;"
          "echo 'FT232R USB UART' >$d/product; echo FTDI >$d/manufacturer; echo '%s' >$d/serial;"
          "ln -sfn ../../devices/usb1/1-%d/1-%d:1.0/%s/tty/%s %s/sys/class/tty/%s;"
          "echo 16 >$l/latency_timer",
          played.root, place, place, name, played.root, name, name, name, name, place, serial,
          place, place, name, name, played.root, name);
    snprintf(link, sizeof link, "%s/dev/%s", played.root, name);
    ck_assert_msg(port_listen_pty(link, &far, &why) == ERR_OK, "%s", why.text);
    return far;
}

static void unplug(struct port *far, const char *name)
{
    port_destroy(far);
    shell("rm -rf %s/sys/class/tty/%s %s/sys/bus/usb-serial/devices/%s", played.root, name,
          played.root, name);
}

static int latency_ms(const char *name)
{
    char  path[256], *text;
    int   value;

    snprintf(path, sizeof path, "%s/sys/bus/usb-serial/devices/%s/latency_timer", played.root,
             name);
    text = scratch_read(path, NULL);
    ck_assert_ptr_nonnull(text);
    value = atoi(text);
    free(text);
    return value;
}

static const struct port_line usual = { .baud = 9600, .bits = 8, .stop_bits = 1 };

static enum err attempt(const char *address_text, struct port **port, struct why *why)
{
    struct port_address address;

    ck_assert_int_eq(port_address_parse(address_text, &address, why), ERR_OK);
    return port_open(&address, &usual, port, why);
}

static struct port *opened(const char *address_text)
{
    struct port *port = NULL;
    struct why   why = { "" };

    ck_assert_msg(attempt(address_text, &port, &why) == ERR_OK, "%s", why.text);
    return port;
}

static void refused(const char *address_text, enum err want, const char *sentence)
{
    struct port *port = NULL;
    struct why   why = { "" };

    ck_assert_int_eq(attempt(address_text, &port, &why), want);
    ck_assert_ptr_null(port);
    ck_assert_msg(strstr(why.text, sentence) != NULL, "\"%s\" in: %s", sentence, why.text);
}

static void see(struct port *port, const char *want)
{
    uint8_t bytes[64];
    size_t  got = 0, count = 0;

    for (int i = 0; i < 30000 && got < strlen(want); i++) {
        struct pollfd at = { .fd = port_descriptor(port), .events = POLLIN };
        ck_assert_int_eq(port_read(port, 0, bytes + got, sizeof bytes - got, &count), ERR_OK);
        got += count;
        if (count == 0)
            (void)poll(&at, 1, 1);
    }
    ck_assert_uint_eq(got, strlen(want));
    ck_assert_int_eq(memcmp(bytes, want, got), 0);
}

static void give(struct port *port, const char *text)
{
    size_t taken = 0;

    ck_assert_int_eq(port_write(port, 0, (const uint8_t *)text, strlen(text), &taken), ERR_OK);
    ck_assert_uint_eq(taken, strlen(text));
}

/* ------------------------------------------------------------------ tests */

START_TEST(bytes_cross_the_library_both_ways)
{
    static const char *const addresses[] = { "serial:/dev/ttyT0", "serial:ttyT0",
                                             "serial:0403:6001", "serial:0403:6001:A10K2X" };
    struct port *far, *near;
    uint8_t      byte;
    size_t       count = 7;

    system_begin();
    far = plug("ttyT0", 1, "A10K2X");
    near = opened(addresses[_i]);
    ck_assert_str_eq(port_serial_name(near), "/dev/ttyT0");
    ck_assert_int_eq(port_read(near, 0, &byte, 1, &count), ERR_OK);
    ck_assert_uint_eq(count, 0);
    give(near, "ask\r");
    see(far, "ask\r");
    give(far, "reply\n\x11\x13");
    see(near, "reply\n\x11\x13");
    ck_assert_int_ge(port_descriptor(near), 0);
    port_destroy(near);
    port_destroy(far);
    system_end();
}
END_TEST

static const struct { const char *story; struct port_line line; tcflag_t on, off; } formats[] = {
    { "8N1", { 9600, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_NONE },
      CS8, PARENB | PARODD | CSTOPB | CRTSCTS },
    { "8O1", { 19200, 8, PORT_PARITY_ODD, 1, PORT_HANDSHAKE_NONE },
      CS8 | PARENB | PARODD, CSTOPB | CRTSCTS },
    { "7E2", { 1200, 7, PORT_PARITY_EVEN, 2, PORT_HANDSHAKE_NONE },
      CS7 | PARENB | CSTOPB, PARODD | CRTSCTS },
    { "rts", { 9600, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_RTS_CTS },
      CS8 | CRTSCTS, PARENB | CSTOPB },
    { "xon", { 9600, 8, PORT_PARITY_NONE, 1, PORT_HANDSHAKE_XON_XOFF },
      CS8, PARENB | CSTOPB | CRTSCTS },
};

START_TEST(the_whole_line_is_set_and_may_be_set_anew)
{
    const struct port_line *line = &formats[_i].line;
    struct port            *far, *near;

    system_begin();
    far = plug("ttyT0", 1, "A10K2X");
    near = opened("serial:ttyT0");
    ck_assert_int_eq(port_line(near, line), ERR_OK);
    ck_assert_uint_eq(played.last_set.c_cflag & formats[_i].on, formats[_i].on);
    ck_assert_uint_eq(played.last_set.c_cflag & formats[_i].off, 0);
    ck_assert_int_eq((played.last_set.c_iflag & IXON) != 0,
                     line->handshake == PORT_HANDSHAKE_XON_XOFF);
    ck_assert_uint_eq(cfgetospeed(&played.last_set), line->baud == 19200 ? B19200 :
                                                     line->baud == 1200  ? B1200 : B9600);
    ck_assert_uint_eq(played.last_set.c_cflag & (tcflag_t)HUPCL, 0);
    port_destroy(near);
    port_destroy(far);
    system_end();
}
END_TEST

START_TEST(control_lines_are_on_at_first_and_obey)
{
    struct port      *far, *near;
    struct port_sight sight;
    struct port_line  rts = usual;

    system_begin();
    far = plug("ttyT0", 1, "A10K2X");
    near = opened("serial:ttyT0");
    ck_assert_int_eq(played.modem & (TIOCM_DTR | TIOCM_RTS), TIOCM_DTR | TIOCM_RTS);
    ck_assert_int_eq(port_set(near, 0, PORT_DTR, false), ERR_OK);
    ck_assert_int_eq(played.modem & (TIOCM_DTR | TIOCM_RTS), TIOCM_RTS);
    ck_assert_int_eq(port_set(near, 0, PORT_RTS, false), ERR_OK);
    ck_assert_int_eq(played.modem & (TIOCM_DTR | TIOCM_RTS), 0);
    ck_assert_int_eq(port_set(near, 0, PORT_BREAK, true), ERR_OK);
    ck_assert(played.has_break);
    ck_assert_int_eq(port_set(near, 0, PORT_BREAK, false), ERR_OK);
    ck_assert(!played.has_break);
    ck_assert_int_eq(port_look(near, 0, &sight), ERR_OK);
    ck_assert(sight.cts && sight.dcd && !sight.dsr && !sight.ring);
    rts.handshake = PORT_HANDSHAKE_RTS_CTS;
    ck_assert_int_eq(port_line(near, &rts), ERR_OK);
    ck_assert_int_eq(port_set(near, 0, PORT_RTS, false), ERR_REFUSED);
    port_destroy(near);
    port_destroy(far);
    system_end();
}
END_TEST

START_TEST(troubles_are_counted_from_the_opening_on)
{
    struct port      *far, *near;
    struct port_sight sight;

    system_begin();
    played.counts = (struct serial_icounter_struct){ .parity = 100, .frame = -1, .overrun = 5 };
    far = plug("ttyT0", 1, "A10K2X");
    near = opened("serial:ttyT0");
    played.counts.parity += 3;
    played.counts.frame += 4;                       /* over where the kernel's count wraps */
    played.counts.overrun += 1;
    played.counts.buf_overrun += 1;
    played.counts.brk += 2;
    ck_assert_int_eq(port_look(near, 0, &sight), ERR_OK);
    ck_assert_uint_eq(sight.parity_errors, 3);
    ck_assert_uint_eq(sight.framing_errors, 4);
    ck_assert_uint_eq(sight.overruns, 2);
    ck_assert_uint_eq(sight.breaks, 2);
    port_destroy(near);
    port_destroy(far);
    system_end();
}
END_TEST

START_TEST(an_unplugged_line_is_closed_for_good)
{
    struct port      *far, *near;
    struct port_sight sight;
    uint8_t           byte = 0;
    size_t            count;

    system_begin();
    far = plug("ttyT0", 1, "A10K2X");
    near = opened("serial:ttyT0");
    unplug(far, "ttyT0");
    for (int i = 0; i < 3; i++) {
        if (_i == 0)
            ck_assert_int_eq(port_read(near, 0, &byte, 1, &count), ERR_CLOSED);
        ck_assert_int_eq(port_write(near, 0, &byte, 1, &count), ERR_CLOSED);
        ck_assert_int_eq(port_look(near, 0, &sight), ERR_CLOSED);
        ck_assert_int_eq(port_set(near, 0, PORT_DTR, true), ERR_CLOSED);
        ck_assert_int_eq(port_line(near, &usual), ERR_CLOSED);
    }
    port_destroy(near);
    system_end();
}
END_TEST

START_TEST(the_latency_timer_is_lowered_and_put_back)
{
    struct port *far, *near;

    system_begin();
    far = plug("ttyT0", 1, "A10K2X");
    near = opened("serial:ttyT0");
    ck_assert_int_eq(latency_ms("ttyT0"), 1);
    ck_assert_str_eq(port_note(near), "");
    port_destroy(near);
    ck_assert_int_eq(latency_ms("ttyT0"), 16);
    port_destroy(far);
    system_end();
}
END_TEST

START_TEST(a_port_in_use_is_refused_with_who_has_it_and_left_alone)
{
    struct port *far, *near;
    char         who[64];

    system_begin();
    far = plug("ttyT0", 1, "A10K2X");
    near = opened("serial:ttyT0");
    played.last_set.c_cflag = 0;
    snprintf(who, sizeof who, "(process %ld)", (long)getpid());
    refused("serial:ttyT0", ERR_REFUSED, "/dev/ttyT0 is in use by ");
    refused("serial:ttyT0", ERR_REFUSED, who);
    ck_assert_uint_eq(played.last_set.c_cflag, 0);
    port_destroy(near);
    near = opened("serial:ttyT0");
    port_destroy(near);
    port_destroy(far);
    system_end();
}
END_TEST

START_TEST(a_port_that_is_not_there_is_told_with_what_there_is)
{
    struct port *first, *second;

    system_begin();
    refused("serial:ttyT0", ERR_UNKNOWN, "there is no serial port /dev/ttyT0, nor any other");
    first = plug("ttyT0", 1, "A10K2X");
    second = plug("ttyT1", 2, "A99999");
    refused("serial:ttyT7", ERR_UNKNOWN, "did you mean /dev/ttyT");
    refused("serial:ttyT7", ERR_UNKNOWN, "/dev/ttyT1 (0403:6001:A99999, ");
    refused("serial:0403:6001:A10K2Y", ERR_UNKNOWN, "there is no serial port 0403:6001:A10K2Y");
    refused("serial:10c4:ea60", ERR_UNKNOWN, "there is no serial port 10c4:ea60");
    refused("serial:0403:6001", ERR_RANGE, "there is more than one serial port 0403:6001");
    refused("serial:/dev/null/x", ERR_UNKNOWN, "there is no serial port /dev/null/x");
    port_destroy(first);
    port_destroy(second);
    system_end();
}
END_TEST

START_TEST(a_pseudo_terminal_is_no_serial_port)
{
    struct scratch scratch = scratch_make("pump");
    struct port   *far;
    char           address[160];
    struct why     why = { "" };

    ck_assert_int_eq(port_listen_pty(scratch.path, &far, &why), ERR_OK);
    snprintf(address, sizeof address, "serial:%s", scratch.path);
    refused(address, ERR_UNKNOWN, "is a pseudo-terminal: write pty:");
    port_destroy(far);
    scratch_drop(&scratch);
}
END_TEST

static void count_one(void *context, const struct port_serial_found *found)
{
    int *count = context;

    ck_assert_int_eq(found->vendor, 0x0403);
    ck_assert_int_eq(found->product, 0x6001);
    ck_assert_str_eq(found->manufacturer, "FTDI");
    ck_assert_str_eq(found->description, found->serial[0] == 'A' && found->serial[1] == '1'
                     ? "FT232R USB UART - A10K2X" : "FT232R USB UART - A99999");
    ck_assert_str_eq(found->serial, strcmp(found->name, "/dev/ttyT0") == 0 ? "A10K2X" : "A99999");
    (*count)++;
}

START_TEST(what_is_plugged_in_is_listed)
{
    struct port *first, *second;
    int          count = 0;

    system_begin();
    first = plug("ttyT0", 1, "A10K2X");
    second = plug("ttyT1", 2, "A99999");
    ck_assert_int_eq(port_serial_list(count_one, &count), ERR_OK);
    ck_assert_int_eq(count, 2);
    port_destroy(first);
    port_destroy(second);
    shell("rm -rf %s/sys", played.root);
    ck_assert_int_eq(port_serial_list(count_one, &count), ERR_IO);
    refused("serial:0403:6001", ERR_IO, "does not show its devices");
    system_end();
}
END_TEST

/* ------------------------------------------------------------------ coming back */

struct told { char text[512]; };

static void tell(void *context, double now_s, const char *sentence)
{
    struct told *told = context;
    size_t       used = strlen(told->text);

    snprintf(told->text + used, sizeof told->text - used, "%.2f %s\n", now_s, sentence);
}

static size_t read_at(struct port *port, double now_s)
{
    uint8_t bytes[64];
    size_t  count = 7;

    ck_assert_int_eq(port_read(port, now_s, bytes, sizeof bytes, &count), ERR_OK);
    return count;
}

START_TEST(a_line_comes_back_under_another_name_and_no_other_takes_its_place)
{
    struct port_address address;
    struct port        *far, *other, *port;
    struct told         told = { "" };
    struct why          why = { "" };

    system_begin();
    far = plug("ttyT0", 1, "A10K2X");
    ck_assert_int_eq(port_address_parse("serial:ttyT0", &address, &why), ERR_OK);
    ck_assert_int_eq(port_reopen_create(&address, &usual, tell, &told, &port, &why), ERR_OK);
    unplug(far, "ttyT0");
    ck_assert_uint_eq(read_at(port, 10.0), 0);
    ck_assert(port_reopen_is_away(port));
    ck_assert_int_eq(port_descriptor(port), -1);
    other = plug("ttyT0", 2, "A99999");             /* the old name, but not it */
    for (double now_s = 10.05; now_s < 10.75; now_s += 0.05)
        ck_assert_uint_eq(read_at(port, now_s), 0);
    ck_assert(port_reopen_is_away(port));
    far = plug("ttyT1", 1, "A10K2X");
    give(port, "lost");
    ck_assert_uint_eq(read_at(port, 11.49), 0);     /* it was looked for at .1 .3 .7, is at 1.5 */
    ck_assert(port_reopen_is_away(port));
    ck_assert_uint_eq(read_at(port, 11.51), 0);
    ck_assert(!port_reopen_is_away(port));
    give(port, "here");
    see(far, "here");
    ck_assert_str_eq(told.text,
        "10.00 serial:/dev/ttyT0 has gone: unplugged, or switched off; it is looked for\n"
        "11.51 serial:/dev/ttyT0 is back as /dev/ttyT1\n");
    port_destroy(port);
    port_destroy(far);
    port_destroy(other);
    system_end();
}
END_TEST

START_TEST(a_pseudo_terminal_comes_back_with_its_emulator)
{
    struct scratch      scratch = scratch_make("pump");
    struct port_address address = { .kind = PORT_KIND_PTY };
    struct port        *far, *port;
    struct told         told = { "" };
    struct why          why = { "" };

    snprintf(address.name, sizeof address.name, "%s", scratch.path);
    ck_assert_int_eq(port_listen_pty(scratch.path, &far, &why), ERR_OK);
    ck_assert_int_eq(port_reopen_create(&address, &usual, tell, &told, &port, &why), ERR_OK);
    port_destroy(far);
    ck_assert_uint_eq(read_at(port, 1), 0);
    for (int i = 0; i < 100; i++)
        ck_assert_uint_eq(read_at(port, 2 + i), 0);
    ck_assert(port_reopen_is_away(port));
    ck_assert_int_eq(port_listen_pty(scratch.path, &far, &why), ERR_OK);
    ck_assert_uint_eq(read_at(port, 104.1), 0);     /* never more than two seconds without a look */
    ck_assert(!port_reopen_is_away(port));
    port_destroy(port);
    port_destroy(far);
    scratch_drop(&scratch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("port_serial");
    TCase *tests = tcase_create("port_serial");

    tcase_add_loop_test(tests, bytes_cross_the_library_both_ways, 0, 4);
    tcase_add_loop_test(tests, the_whole_line_is_set_and_may_be_set_anew, 0,
                        (int)(sizeof formats / sizeof *formats));
    tcase_add_test(tests, control_lines_are_on_at_first_and_obey);
    tcase_add_test(tests, troubles_are_counted_from_the_opening_on);
    tcase_add_loop_test(tests, an_unplugged_line_is_closed_for_good, 0, 2);
    tcase_add_test(tests, the_latency_timer_is_lowered_and_put_back);
    tcase_add_test(tests, a_port_in_use_is_refused_with_who_has_it_and_left_alone);
    tcase_add_test(tests, a_port_that_is_not_there_is_told_with_what_there_is);
    tcase_add_test(tests, a_pseudo_terminal_is_no_serial_port);
    tcase_add_test(tests, what_is_plugged_in_is_listed);
    tcase_add_test(tests, a_line_comes_back_under_another_name_and_no_other_takes_its_place);
    tcase_add_test(tests, a_pseudo_terminal_comes_back_with_its_emulator);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
