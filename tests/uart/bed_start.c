/* The machine: qemu with its lines on socket pairs, so that no path or port number is taken. */
#include "bed.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CONSOLE, UART, USB, QMP, LINES };

#define ARGUMENTS_MAX 64

struct arguments { char text[ARGUMENTS_MAX][256]; char *list[ARGUMENTS_MAX + 1]; size_t count; };

static void add(struct arguments *arguments, const char *text)
{
    size_t n = arguments->count++;

    snprintf(arguments->text[n], sizeof arguments->text[n], "%s", text);
    arguments->list[n] = arguments->text[n];
    arguments->list[n + 1] = NULL;
}

static void add_all(struct arguments *arguments, const char *const *texts)
{
    for (; *texts; texts++)
        add(arguments, *texts);
}

static void add_pair(struct arguments *arguments, const char *name, int fd)
{
    char text[256];

    add(arguments, "-chardev");
    snprintf(text, sizeof text, "socket,id=%s,fd=%d", name, fd);
    add(arguments, text);
}

static void add_outside(struct arguments *arguments, const char *name, const char *address)
{
    char        text[256];
    const char *colon = strrchr(address, ':');

    add(arguments, "-chardev");
    snprintf(text, sizeof text, "socket,id=%s,host=%.*s,port=%s,server=off", name,
             (int)(colon - address), address, colon + 1);
    add(arguments, text);
}

static void arguments_fill(struct arguments *arguments, const struct bed *bed,
                           const int theirs[LINES])
{
    static const char *const machine[] = {
        "qemu-system-x86_64", "-accel", "tcg", "-M", "pc", "-m", "256", "-nodefaults",
        "-no-user-config", "-no-reboot", "-display", "none", "-append",
        "console=ttyS0 quiet loglevel=0 panic=-1 tsc=reliable mitigations=off", NULL };
    char text[256];

    add_all(arguments, machine);
    add_all(arguments, (const char *const[]){ "-kernel", bed->kernel, "-initrd", bed->initrd,
                                              NULL });
    add_pair(arguments, "console", theirs[CONSOLE]);
    add_all(arguments, (const char *const[]){ "-serial", "chardev:console", NULL });
    add_pair(arguments, "uart", theirs[UART]);
    add_all(arguments, (const char *const[]){ "-serial", "chardev:uart", NULL });
    add_outside(arguments, "mass", bed->mass_address);
    add_all(arguments, (const char *const[]){ "-serial", "chardev:mass", NULL });
    add_outside(arguments, "pump", bed->pump_address);
    add_outside(arguments, "generator", bed->generator_address);
    add_pair(arguments, "usb", theirs[USB]);
    add_all(arguments, (const char *const[]){ "-device", "qemu-xhci,id=xhci", "-device", NULL });
    snprintf(text, sizeof text, "usb-serial,id=ftdi,chardev=usb,serial=" BED_SERIAL
             ",always-plugged=on,pcap=%.150s/usb0.pcap", bed->folder);
    add(arguments, text);
    add_pair(arguments, "qmp", theirs[QMP]);
    add_all(arguments, (const char *const[]){ "-mon", "chardev=qmp,mode=control", NULL });
}

bool bed_start(struct bed *bed)
{
    int              ours[LINES], theirs[LINES], pair[2];
    struct arguments arguments = { .count = 0 };

    for (size_t i = 0; i < LINES; i++) {
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) {
            perror("uart: socketpair");
            return false;
        }
        ours[i] = pair[0];
        theirs[i] = pair[1];
    }
    arguments_fill(&arguments, bed, theirs);
    bed->qemu = fork();
    if (bed->qemu == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);       /* no machine outlives its bed */
        for (size_t i = 0; i < LINES; i++)
            close(ours[i]);
        execvp(arguments.list[0], arguments.list);
        perror("uart: qemu-system-x86_64");
        _exit(127);
    }
    for (size_t i = 0; i < LINES; i++)
        close(theirs[i]);
    bed->console = ours[CONSOLE];
    bed->uart = ours[UART];
    bed->usb = ours[USB];
    bed->qmp = ours[QMP];
    bed->plugs = 1;
    return bed->qemu > 0 && bed_tell(bed, "{\"execute\":\"qmp_capabilities\"}", NULL);
}

void bed_end(struct bed *bed)
{
    if (bed->qemu <= 0)
        return;
    kill(bed->qemu, SIGKILL);
    waitpid(bed->qemu, NULL, 0);
    close(bed->console);
    close(bed->uart);
    close(bed->usb);
    close(bed->qmp);
}
