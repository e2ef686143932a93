/* bed KERNEL INITRD FOLDER MASS PUMP GENERATOR: boot the guest, be the other end of its lines,
 * print what it found. Exit status 0 when every check was good and the guest came to its end. */
#include "bed.h"

#include "hil/clock.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define LIMIT_S 240.0       /* of a machine that has much else to do */

struct console { char line[BED_LINE]; size_t used; int good, bad; bool has_ended; };

static void answer_send(struct bed *bed, const char *asked)
{
    char answer[BED_LINE];

    bed_answer(bed, asked, answer, sizeof answer);
    if (write(bed->console, answer, strlen(answer)) < 0)
        perror("uart: console");
}

/* Lines of the guest: "good: what", "bad: what: why", "ask: what", "end". Others, of the kernel
 * too, are printed: something is wrong. */
static void console_take(struct bed *bed, struct console *console)
{
    const char *line = console->line;

    if (strncmp(line, "ask: ", 5) == 0) {
        answer_send(bed, line + 5);
    } else if (strncmp(line, "good: ", 6) == 0) {
        console->good++;
    } else if (strncmp(line, "bad: ", 5) == 0) {
        console->bad++;
        printf("uart: %s\n", line + 5);
    } else if (strcmp(line, "end") == 0) {
        console->has_ended = true;
    } else if (*line) {
        printf("uart: the guest says: %s\n", line);
    }
}

static bool console_read(struct bed *bed, struct console *console)
{
    char    bytes[256];
    ssize_t got = read(bed->console, bytes, sizeof bytes);

    for (ssize_t i = 0; i < got; i++) {
        if (bytes[i] == '\n' || console->used + 1 == sizeof console->line) {
            console->line[console->used] = '\0';
            console->used = 0;
            console_take(bed, console);
        } else if (bytes[i] != '\r') {
            console->line[console->used++] = bytes[i];
        }
    }
    return got > 0;
}

static void echo(int fd)
{
    char    bytes[1024];
    ssize_t got = read(fd, bytes, sizeof bytes);

    for (ssize_t put = 0, now = 0; put < got; put += now) {
        now = write(fd, bytes + put, (size_t)(got - put));
        if (now <= 0)
            return;
    }
}

static bool attend(struct bed *bed, struct console *console, double until_s)
{
    struct pollfd lines[] = { { .fd = bed->console, .events = POLLIN },
                              { .fd = bed->uart, .events = POLLIN },
                              { .fd = bed->usb, .events = POLLIN } };

    while (!console->has_ended) {
        double left_s = until_s - clock_wall_s();

        if (left_s <= 0) {
            printf("uart: the guest did not come to its end within %g s\n", LIMIT_S);
            return false;
        }
        lines[1].events = lines[2].events = bed->is_held ? 0 : POLLIN;
        if (poll(lines, 3, (int)(left_s * 1000) + 1) < 0 && errno != EINTR)
            return false;
        for (size_t i = 1; i < 3; i++)
            if (lines[i].revents & POLLIN)
                echo(lines[i].fd);
        if (lines[0].revents && !console_read(bed, console)) {
            printf("uart: the machine stopped before the guest came to its end\n");
            return false;
        }
    }
    return true;
}

int main(int argc, char **argv)
{
    struct bed     bed = { .console = -1 };
    struct console console = { .used = 0 };
    double         began_s = clock_wall_s();
    bool           is_whole;

    if (argc < 7) {
        fprintf(stderr, "bed KERNEL INITRD FOLDER MASS PUMP GENERATOR\n");
        return 2;
    }
    bed.kernel = argv[1];
    bed.initrd = argv[2];
    bed.folder = argv[3];
    bed.mass_address = argv[4];
    bed.pump_address = argv[5];
    bed.generator_address = argv[6];
    is_whole = bed_start(&bed) && attend(&bed, &console, began_s + LIMIT_S);
    bed_end(&bed);
    printf("uart: %d checks on an emulated UART and FTDI adapter, %d bad, in %.1f s\n",
           console.good + console.bad, console.bad, clock_wall_s() - began_s);
    return is_whole && console.bad == 0 && console.good > 0 ? 0 : 1;
}
