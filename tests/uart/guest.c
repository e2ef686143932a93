/* The guest: mounts what it needs, loads the drivers of USB serial adapters, checks, powers off. */
#include "guest.h"

#include "hil/clock.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

bool guest_check(bool is_good, const char *what, const char *seen, ...)
{
    va_list arguments;

    printf("%s: %s", is_good ? "good" : "bad", what);
    if (!is_good) {
        printf(": ");
        va_start(arguments, seen);
        vprintf(seen, arguments);
        va_end(arguments);
    }
    printf("\n");
    return is_good;
}

void guest_ask(const char *what, char *answer, size_t size)
{
    printf("ask: %s\n", what);
    if (!fgets(answer, (int)size, stdin))
        snprintf(answer, size, "no answer");
    answer[strcspn(answer, "\n")] = '\0';
}

void guest_want(const char *what)
{
    char answer[64];

    guest_ask(what, answer, sizeof answer);
    if (strcmp(answer, "done") != 0)
        guest_check(false, what, "the bed says: %s", answer);
}

double guest_now_s(void) { return clock_wall_s(); }

void guest_rest(double s)
{
    double          whole_s = (double)(time_t)s;
    struct timespec rest = { .tv_sec = (time_t)s, .tv_nsec = (long)((s - whole_s) * 1e9) };

    nanosleep(&rest, NULL);
}

struct port *guest_open(const char *address, const char *line)
{
    struct port_address at;
    struct port_line    how;
    struct port        *port = NULL;
    struct why          why = { "" };
    enum err            err = port_address_parse(address, &at, &why);

    if (err == ERR_OK)
        err = port_line_parse(line, &how, &why);
    if (err == ERR_OK)
        err = port_open(&at, &how, &port, &why);
    if (err != ERR_OK)
        guest_check(false, address, "%s: %s", line, why_text(&why, err));
    return err == ERR_OK ? port : NULL;
}

size_t guest_talk(struct port *port, const void *bytes, size_t count, void *back, size_t room,
                  double within_s)
{
    double until_s = guest_now_s() + within_s;
    size_t put = 0, got = 0, now;

    while ((put < count || got < room) && guest_now_s() < until_s) {
        now = 0;
        if (put < count && port_write(port, guest_now_s(), (const uint8_t *)bytes + put,
                                      count - put, &now) != ERR_OK)
            break;
        put += now;
        now = 0;
        if (port_read(port, guest_now_s(), (uint8_t *)back + got, room - got, &now) != ERR_OK)
            break;
        got += now;
        guest_rest(0.001);
    }
    return got;
}

static void module_load(const char *path)
{
    int  file = open(path, O_RDONLY | O_CLOEXEC);
    long failed = syscall(SYS_finit_module, file, "", 0);

    if (failed)
        guest_check(false, path, "the driver cannot be loaded");
    close(file);
}

static void console_take(void)
{
    struct termios how;
    int            console = open("/dev/ttyS0", O_RDWR);

    for (int i = 0; i < 3; i++)
        dup2(console, i);
    if (tcgetattr(0, &how) == 0) {
        how.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG);
        how.c_oflag &= ~(tcflag_t)OPOST;
        tcsetattr(0, TCSANOW, &how);
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
}

static void machine_prepare(void)
{
    static const char *const modules[] = { "usb-common", "usbcore", "xhci-hcd", "xhci-pci",
                                           "usbserial", "ftdi_sio" };
    char path[64];

    if (mount("proc", "/proc", "proc", 0, NULL) || mount("sys", "/sys", "sysfs", 0, NULL)
        || mount("dev", "/dev", "devtmpfs", 0, NULL))
        _exit(1);
    console_take();
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        snprintf(path, sizeof path, "/modules/%s.ko", modules[i]);
        module_load(path);
    }
}

int main(void)
{
    machine_prepare();
    guest_uart();
    guest_usb();
    guest_devices();
    guest_run();
    printf("end\n");
    tcdrain(1);
    sync();
    reboot(RB_POWER_OFF);
    return 0;
}
