/* Pseudo-terminals and TCP: bytes cross unchanged, servers outlive clients, a client learns at once
 * that its other side has gone. */
#define _XOPEN_SOURCE 700
#include "drivers/port_listen.h"
#include "drivers/port_refusal.h"
#include "tests/support/scratch.h"
#include "tests/support/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static const struct port_line line = { .baud = 9600, .bits = 8, .stop_bits = 1 };

/* A server of each kind with a client, in a folder of their own. */
struct bed {
    struct scratch scratch;
    struct port   *server, *client;
    char           address[PORT_ADDRESS_SIZE + 16];
};

static struct port *client_open(const struct bed *bed)
{
    struct port_address address;
    struct port        *port;
    struct why          why = { "" };

    ck_assert_int_eq(port_address_parse(bed->address, &address, &why), ERR_OK);
    ck_assert_msg(port_open(&address, &line, &port, &why) == ERR_OK, "%s", why.text);
    return port;
}

static void server_open(struct bed *bed, bool is_tcp)
{
    struct port_address address = { .kind = is_tcp ? PORT_KIND_TCP : PORT_KIND_PTY };
    struct why          why = { "" };

    snprintf(address.name, sizeof address.name, "%s", is_tcp ? "127.0.0.1" : bed->scratch.path);
    ck_assert_msg(port_listen(&address, &line, &bed->server, &why) == ERR_OK, "%s", why.text);
    port_listen_address(bed->server, bed->address);
}

static void bed_make(struct bed *bed, bool is_tcp)
{
    *bed = (struct bed){ .scratch = scratch_make("pump") };
    server_open(bed, is_tcp);
    bed->client = client_open(bed);
}

static void bed_drop(struct bed *bed)
{
    port_destroy(bed->client);
    port_destroy(bed->server);
    scratch_drop(&bed->scratch);
}

/* The system moves bytes when it likes: ask until `want` are there, for at most half a minute. */
static size_t take(struct port *port, uint8_t *bytes, size_t want)
{
    size_t got = 0, count = 0;

    for (int i = 0; i < 30000 && got < want; i++) {
        struct pollfd at = { .fd = port_descriptor(port), .events = POLLIN };
        ck_assert_int_eq(port_read(port, 0, bytes + got, want - got, &count), ERR_OK);
        got += count;
        if (count == 0)
            (void)poll(&at, 1, 1);
    }
    return got;
}

static void give(struct port *port, const void *bytes, size_t count)
{
    size_t taken = 0;

    ck_assert_int_eq(port_write(port, 0, bytes, count, &taken), ERR_OK);
    ck_assert_uint_eq(taken, count);
}

static void see(struct port *port, const char *want)
{
    uint8_t bytes[64];

    ck_assert_uint_eq(take(port, bytes, strlen(want)), strlen(want));
    ck_assert_int_eq(memcmp(bytes, want, strlen(want)), 0);
}

static void see_nothing(struct port *port)
{
    struct pollfd at = { .fd = port_descriptor(port), .events = POLLIN };
    uint8_t       byte;
    size_t        count = 7;

    (void)poll(&at, 1, 20);
    ck_assert_int_eq(port_read(port, 0, &byte, 1, &count), ERR_OK);
    ck_assert_uint_eq(count, 0);
}

START_TEST(all_bytes_cross_unchanged_both_ways)
{
    struct bed bed;
    uint8_t    all[256], out[256];

    bed_make(&bed, _i);
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (uint8_t)i;
    give(bed.client, all, sizeof all);
    ck_assert_uint_eq(take(bed.server, out, sizeof out), sizeof out);
    ck_assert_int_eq(memcmp(all, out, sizeof all), 0);
    give(bed.server, all, sizeof all);
    ck_assert_uint_eq(take(bed.client, out, sizeof out), sizeof out);
    ck_assert_int_eq(memcmp(all, out, sizeof all), 0);
    see_nothing(bed.server);            /* no echo */
    see_nothing(bed.client);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_server_outlives_its_clients)
{
    struct bed bed;

    bed_make(&bed, _i);
    for (int i = 0; i < 3; i++) {
        give(bed.client, "ask", 3);
        see(bed.server, "ask");
        give(bed.server, "reply", 5);
        see(bed.client, "reply");
        port_destroy(bed.client);
        see_nothing(bed.server);
        ck_assert(!port_listen_is_used(bed.server));
        bed.client = client_open(&bed);
        see_nothing(bed.client);
        ck_assert(port_listen_is_used(bed.server));
    }
    bed_drop(&bed);
}
END_TEST

START_TEST(what_a_client_sent_before_it_went_still_arrives)
{
    struct bed bed;

    bed_make(&bed, _i);
    give(bed.client, "bye", 3);
    port_destroy(bed.client);
    bed.client = NULL;
    see(bed.server, "bye");
    bed_drop(&bed);
}
END_TEST

START_TEST(nobody_hears_what_was_said_before_they_came)
{
    struct bed bed;

    bed_make(&bed, _i);
    give(bed.server, "unread", 6);
    port_destroy(bed.client);
    see_nothing(bed.server);
    give(bed.server, "to nobody", 9);
    bed.client = client_open(&bed);
    see_nothing(bed.client);
    give(bed.client, "?", 1);
    see(bed.server, "?");
    give(bed.server, "now", 3);
    see(bed.client, "now");
    bed_drop(&bed);
}
END_TEST

/* A hang-up reads as 0 bytes: it must not be taken for silence, and asking must not spin. */
START_TEST(a_server_that_goes_closes_its_client_for_good)
{
    struct bed bed;
    uint8_t    byte = 0;
    size_t     count;

    bed_make(&bed, _i);
    see_nothing(bed.client);
    port_destroy(bed.server);
    bed.server = NULL;
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(port_read(bed.client, 0, &byte, 1, &count), ERR_CLOSED);
        ck_assert_int_eq(port_write(bed.client, 0, &byte, 1, &count), ERR_CLOSED);
    }
    bed_drop(&bed);
}
END_TEST

START_TEST(a_full_queue_takes_no_more_and_loses_nothing)
{
    static uint8_t many[1 << 20], out[1 << 20];
    struct bed     bed;
    size_t         taken, sent = 0, got = 0;

    bed_make(&bed, _i);
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = (uint8_t)(i * 31 + i / 251);
    do {
        ck_assert_int_eq(port_write(bed.client, 0, many + sent, sizeof many - sent,
                                    &taken), ERR_OK);
        sent += taken;
    } while (taken > 0 && sent < sizeof many);
    while (got < sent) {
        size_t count = take(bed.server, out + got, sent - got > 512 ? 512 : sent - got);
        ck_assert_uint_gt(count, 0);
        got += count;
    }
    ck_assert_int_eq(memcmp(many, out, sent), 0);
    bed_drop(&bed);
}
END_TEST

START_TEST(it_has_a_descriptor_and_no_modem_lines)
{
    struct bed        bed;
    struct port_sight sight;

    bed_make(&bed, _i);
    ck_assert_int_ge(port_descriptor(bed.client), 0);
    ck_assert_int_ge(port_descriptor(bed.server), 0);
    ck_assert_int_eq(port_set(bed.client, 0, PORT_DTR, true), ERR_UNKNOWN);
    ck_assert_int_eq(port_look(bed.client, 0, &sight), ERR_UNKNOWN);
    ck_assert_int_eq(port_line(bed.client, &line), ERR_UNKNOWN);
    bed_drop(&bed);
}
END_TEST

/* ---- what only pseudo-terminals have ---- */

static void says(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "\"%s\" in: %s", part, text);
}

struct attempt { enum port_kind kind; const char *name; int tcp_port; bool is_server; };

static void refused(struct attempt attempt, enum err want, const char *sentence)
{
    struct why          why = { "" };
    struct port_address address = { .kind = attempt.kind, .tcp_port = attempt.tcp_port };
    struct port        *port = NULL;
    enum err            err;

    snprintf(address.name, sizeof address.name, "%s", attempt.name);
    err = attempt.is_server ? port_listen(&address, &line, &port, &why)
                            : port_open(&address, &line, &port, &why);
    ck_assert_msg(err == want, "%s: %s", err_name(err), why.text);
    ck_assert_ptr_null(port);
    says(why.text, sentence);
}

static void pty_refused(const char *path, enum err want, const char *sentence)
{
    refused((struct attempt){ PORT_KIND_PTY, path, 0, false }, want, sentence);
}

static void link_refused(const char *link, enum err want, const char *sentence)
{
    refused((struct attempt){ PORT_KIND_PTY, link, 0, true }, want, sentence);
}

START_TEST(a_second_client_of_a_pseudo_terminal_is_told_who_has_it)
{
    struct bed bed;
    char       who[64];

    bed_make(&bed, false);
    snprintf(who, sizeof who, "(process %ld)", (long)getpid());
    pty_refused(bed.scratch.path, ERR_REFUSED, "is in use by ");
    pty_refused(bed.scratch.path, ERR_REFUSED, who);
    bed_drop(&bed);
}
END_TEST

START_TEST(a_second_server_does_not_take_a_link_that_is_in_use)
{
    struct bed bed;

    bed_make(&bed, false);
    link_refused(bed.scratch.path, ERR_REFUSED, "is the port of ");
    give(bed.client, "x", 1);
    see(bed.server, "x");
    bed_drop(&bed);
}
END_TEST

START_TEST(a_link_goes_with_its_server_and_a_stale_one_is_replaced)
{
    struct bed  bed = { .scratch = scratch_make("pump") };
    struct stat at;

    ck_assert_int_eq(symlink("/dev/pts/no-such", bed.scratch.path), 0);
    pty_refused(bed.scratch.path, ERR_UNKNOWN, "which is gone");
    server_open(&bed, false);
    ck_assert_int_eq(stat(bed.scratch.path, &at), 0);
    ck_assert_uint_eq(scratch_files(&bed.scratch), 1);
    port_destroy(bed.server);
    ck_assert_int_ne(lstat(bed.scratch.path, &at), 0);
    scratch_drop(&bed.scratch);
}
END_TEST

START_TEST(a_link_that_is_anothers_by_now_stays)
{
    struct bed  bed = { .scratch = scratch_make("pump") };
    struct stat at;

    server_open(&bed, false);
    ck_assert_int_eq(unlink(bed.scratch.path), 0);
    ck_assert_int_eq(symlink("/dev/null", bed.scratch.path), 0);
    port_destroy(bed.server);
    ck_assert_int_eq(lstat(bed.scratch.path, &at), 0);
    scratch_drop(&bed.scratch);
}
END_TEST

START_TEST(a_file_is_never_overwritten_by_a_link)
{
    struct scratch scratch = scratch_make("notes");
    char           link[160];

    scratch_write(scratch.path, "mine");
    link_refused(scratch.path, ERR_REFUSED, "is not overwritten");
    pty_refused(scratch.path, ERR_UNKNOWN, "is no pseudo-terminal");
    snprintf(link, sizeof link, "%s/link", scratch.folder);
    ck_assert_int_eq(symlink(scratch.path, link), 0);
    link_refused(link, ERR_REFUSED, "is not overwritten");
    snprintf(link, sizeof link, "%s/no/folder", scratch.folder);
    link_refused(link, ERR_IO, "cannot be made");
    scratch_drop(&scratch);
}
END_TEST

START_TEST(a_missing_pseudo_terminal_is_told_with_the_nearest)
{
    struct bed bed;
    char       path[160];

    bed_make(&bed, false);
    snprintf(path, sizeof path, "%s/pmup", bed.scratch.folder);
    pty_refused(path, ERR_UNKNOWN, "did you mean");
    pty_refused(path, ERR_UNKNOWN, bed.scratch.path);
    pty_refused("zzz", ERR_UNKNOWN, "there is no port zzz");
    bed_drop(&bed);
}
END_TEST

/* A program that knows nothing of us opens it without a word about settings: no echo, no lines. */
START_TEST(it_is_raw_before_a_client_opens_it_and_again_after_one_has_changed_it)
{
    struct bed     bed = { .scratch = scratch_make("pump") };
    struct termios settings;

    server_open(&bed, false);
    for (int i = 0; i < 2; i++) {
        int plain = open(bed.scratch.path, O_RDWR | O_NOCTTY);
        ck_assert_int_ge(plain, 0);
        ck_assert_int_eq(tcgetattr(plain, &settings), 0);
        ck_assert_uint_eq(settings.c_lflag & (tcflag_t)(ICANON | ECHO | ISIG), 0);
        ck_assert_uint_eq(settings.c_iflag & (tcflag_t)(ICRNL | IXON), 0);
        ck_assert_uint_eq(settings.c_oflag & (tcflag_t)OPOST, 0);
        settings.c_lflag |= ICANON | ECHO;
        ck_assert_int_eq(tcsetattr(plain, TCSANOW, &settings), 0);
        see_nothing(bed.server);
        close(plain);
        see_nothing(bed.server);
    }
    bed_drop(&bed);
}
END_TEST

START_TEST(clients_that_come_at_once_are_counted_apart)
{
    struct bed bed = { .scratch = scratch_make("pump") };
    int        plain[2];
    char       bytes[8];

    server_open(&bed, false);
    for (int i = 0; i < 2; i++)
        plain[i] = open(bed.scratch.path, O_RDWR | O_NOCTTY);
    close(plain[0]);
    give(bed.server, "here", 4);
    ck_assert_int_eq(read(plain[1], bytes, sizeof bytes), 4);
    close(plain[1]);
    ck_assert(!port_listen_is_used(bed.server));
    bed_drop(&bed);
}
END_TEST

START_TEST(a_terminal_that_was_told_to_return_at_once_is_no_hang_up)
{
    struct bed     bed;
    struct termios settings;

    bed_make(&bed, false);
    ck_assert_int_eq(tcgetattr(port_descriptor(bed.client), &settings), 0);
    settings.c_cc[VMIN] = 0;
    ck_assert_int_eq(tcsetattr(port_descriptor(bed.client), TCSANOW, &settings), 0);
    see_nothing(bed.client);
    give(bed.server, "x", 1);
    see(bed.client, "x");
    bed_drop(&bed);
}
END_TEST

/* ---- what only TCP has ---- */

START_TEST(a_second_tcp_client_is_shown_out_and_the_first_stays)
{
    struct bed   bed;
    struct port *second;
    uint8_t      byte;
    size_t       count;
    enum err     err = ERR_OK;

    bed_make(&bed, true);
    give(bed.client, "a", 1);
    see(bed.server, "a");
    second = client_open(&bed);
    see_nothing(bed.server);
    for (int i = 0; i < 30000 && err == ERR_OK; i++) {
        struct pollfd at = { .fd = port_descriptor(second), .events = POLLIN };
        (void)poll(&at, 1, 1);
        err = port_read(second, 0, &byte, 1, &count);
    }
    ck_assert_int_eq(err, ERR_CLOSED);
    port_destroy(second);
    give(bed.client, "b", 1);
    see(bed.server, "b");
    bed_drop(&bed);
}
END_TEST

START_TEST(tcp_troubles_are_told)
{
    struct bed bed;
    int        tcp_port;

    bed_make(&bed, true);
    tcp_port = atoi(strrchr(bed.address, ':') + 1);
    refused((struct attempt){ PORT_KIND_TCP, "127.0.0.1", tcp_port, true }, ERR_REFUSED,
            "is in use");
    refused((struct attempt){ PORT_KIND_TCP, "127.0.0.1", 0, false }, ERR_RANGE,
            "from 1 to 65535");
    refused((struct attempt){ PORT_KIND_TCP, "192.0.2.1", 2001, true }, ERR_UNKNOWN,
            "no address of this machine");
    port_destroy(bed.server);
    bed.server = NULL;
    refused((struct attempt){ PORT_KIND_TCP, "127.0.0.1", tcp_port, false }, ERR_UNKNOWN,
            "nobody listens at");
    bed_drop(&bed);
}
END_TEST

/* ---- refusals ---- */

START_TEST(who_may_not_open_it_is_told_the_group)
{
    struct scratch scratch = scratch_make("ttyUSB0");
    struct why     why = { "" };
    struct group  *group = getgrnam("dialout");

    scratch_write(scratch.path, "");
    ck_assert_int_eq(chmod(scratch.path, 0660), 0);
    if (group && chown(scratch.path, (uid_t)-1, group->gr_gid) == 0) {
        ck_assert_int_eq(port_refuse_open(scratch.path, EACCES, &why), ERR_REFUSED);
        says(why.text, "it is for the group dialout: type sudo usermod -aG dialout $USER");
    }
    why_clear(&why);
    ck_assert_int_eq(chmod(scratch.path, 0600), 0);
    ck_assert_int_eq(port_refuse_open(scratch.path, EACCES, &why), ERR_REFUSED);
    says(why.text, "for its owner alone");
    scratch_drop(&scratch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("port_stream");
    TCase *tests = tcase_create("port_stream");

    tcase_add_loop_test(tests, all_bytes_cross_unchanged_both_ways, 0, 2);
    tcase_add_loop_test(tests, a_server_outlives_its_clients, 0, 2);
    tcase_add_loop_test(tests, what_a_client_sent_before_it_went_still_arrives, 0, 2);
    tcase_add_loop_test(tests, nobody_hears_what_was_said_before_they_came, 0, 2);
    tcase_add_loop_test(tests, a_server_that_goes_closes_its_client_for_good, 0, 2);
    tcase_add_loop_test(tests, a_full_queue_takes_no_more_and_loses_nothing, 0, 2);
    tcase_add_loop_test(tests, it_has_a_descriptor_and_no_modem_lines, 0, 2);
    tcase_add_test(tests, a_second_client_of_a_pseudo_terminal_is_told_who_has_it);
    tcase_add_test(tests, a_second_server_does_not_take_a_link_that_is_in_use);
    tcase_add_test(tests, a_link_goes_with_its_server_and_a_stale_one_is_replaced);
    tcase_add_test(tests, a_link_that_is_anothers_by_now_stays);
    tcase_add_test(tests, a_file_is_never_overwritten_by_a_link);
    tcase_add_test(tests, a_missing_pseudo_terminal_is_told_with_the_nearest);
    tcase_add_test(tests, it_is_raw_before_a_client_opens_it_and_again_after_one_has_changed_it);
    tcase_add_test(tests, clients_that_come_at_once_are_counted_apart);
    tcase_add_test(tests, a_terminal_that_was_told_to_return_at_once_is_no_hang_up);
    tcase_add_test(tests, a_second_tcp_client_is_shown_out_and_the_first_stays);
    tcase_add_test(tests, tcp_troubles_are_told);
    tcase_add_test(tests, who_may_not_open_it_is_told_the_group);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
