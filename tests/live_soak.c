/* live_soak SECONDS PAINRIG: fifty viewers of one live run for so long. Does memory grow, who loses
 * rows, what does it cost?
 *
 * First somebody plays with the sliders: dozens of different lesions and spreads, more than the
 * server keeps. It may hold what it says that it keeps, and little more.
 *
 * Most viewers are quick; a few read two kilobytes a second, and must be told what they lose; a few
 * leave and come again. A trainer's hand turns a knob now and then. At the end the server is told
 * to go, with everybody there. Prints a table and fails when more is held or memory has grown, a
 * quick viewer has lost a row or heard too few, a slow one was told of no loss, or the end took
 * longer than a second. */
#include "hil/clock.h"
#include "tests/support/http_peer.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { VIEWERS = 50, SLOW = 3, RESTLESS = 3, QUICK = VIEWERS - SLOW - RESTLESS, MARKS = 8 };

#define SLOW_BYTES     2048         /* of a slow viewer, each second */
#define STAYS_S        2            /* a restless one                */
#define TURN_S         15           /* between the hand's turns      */
#define ROWS_PER_S     20           /* of a stage (live_stage.h)     */
#define GROWTH_KB_MOST 2048
#define FILMS          60           /* of lesions, and as many of spreads                       */
#define HELD_KB_MOST   (256 << 10)  /* live_lesion.c and live_spread.c keep 160 + 48 MB at most */
#define END_S_MOST     1.0

struct viewer {
    int    socket;
    double since_s;
    long   rows, lost;
    char   line[64];                /* the beginning of the line that is being read */
    size_t count;
    bool   is_lost;                 /* the event that is being read is one          */
};

struct soak {
    pid_t         server;
    int           port, stage;
    struct viewer viewers[VIEWERS];
    double        start_s, for_s;
    long          growth_kb, first_kb, held_kb;
};

static const double marks[MARKS] = { 1.0 / 30, 2.0 / 30, 5.0 / 30, 10.0 / 30, 15.0 / 30, 20.0 / 30,
                                     25.0 / 30, 1 };

/* ------------------------------------------------------------------ the server */

static void server_start(struct soak *soak, const char *painrig)
{
    char        port[16] = "0", line[300] = "";
    const char *found;
    int         ends[2];
    FILE       *said;

    http_must(pipe(ends) == 0, "no pipe");
    soak->server = fork();
    if (soak->server == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl(painrig, painrig, "serve", "--port", port, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    said = fdopen(ends[0], "r");
    http_must(fgets(line, sizeof line, said) != NULL, "%s does not serve", painrig);
    fclose(said);
    found = strstr(line, "http://127.0.0.1:");
    http_must(found != NULL, "%s says: %s", painrig, line);
    soak->port = atoi(found + strlen("http://127.0.0.1:"));
}

static double server_cpu_s(const struct soak *soak)
{
    char          path[64], text[600] = "";
    unsigned long user = 0, own = 0;
    const char   *behind;
    FILE         *file;

    snprintf(path, sizeof path, "/proc/%d/stat", (int)soak->server);
    file = fopen(path, "r");
    if (!file)
        return 0;
    if (fgets(text, sizeof text, file) && (behind = strrchr(text, ')')))
        sscanf(behind, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &own);
    fclose(file);
    return (double)(user + own) / (double)sysconf(_SC_CLK_TCK);
}

static long server_rss_kb(const struct soak *soak)
{
    char  path[64], text[200];
    long  kb = 0;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%d/status", (int)soak->server);
    file = fopen(path, "r");
    while (file && fgets(text, sizeof text, file))
        sscanf(text, "VmRSS: %ld", &kb);
    if (file)
        fclose(file);
    return kb;
}

/* How long it took to go, with everybody there. */
static double server_end(const struct soak *soak)
{
    double before_s = clock_wall_s();
    int    status;

    kill(soak->server, SIGTERM);
    http_must(waitpid(soak->server, &status, 0) == soak->server, "no server");
    http_must(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the server's status is %d", status);
    return clock_wall_s() - before_s;
}

static void write_to(const struct soak *soak, const char *path, const char *body)
{
    char               ask[500];
    struct http_answer answer;

    snprintf(ask, sizeof ask, "POST %s HTTP/1.1\r\nHost: @\r\nOrigin: http://@\r\n"
             "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", path, strlen(body),
             body);
    answer = http_ask(soak->port, ask);
    http_must(answer.status == 200, "%s %s: %d %s", path, body, answer.status, answer.body);
    http_answer_free(&answer);
}

static void hand_turn(const struct soak *soak, int times)
{
    char body[200];

    snprintf(body, sizeof body, "{\"stage\":%d,\"knob\":\"generator.set_temp_c\",\"value\":%d}",
             soak->stage, 60 + times % 20);
    write_to(soak, "/data/device/turn", body);
}

static void film_ask(const struct soak *soak, const char *what, const char *fields)
{
    char               ask[300];
    struct http_answer answer;

    snprintf(ask, sizeof ask, "GET /data/%s?%s HTTP/1.1\r\nHost: @\r\n\r\n", what, fields);
    answer = http_ask(soak->port, ask);
    http_must(answer.status == 200, "%s?%s: %d %s", what, fields, answer.status, answer.body);
    http_answer_free(&answer);
}

static void films_ask(struct soak *soak)
{
    char fields[100];

    for (int i = 0; i < FILMS; i++) {
        snprintf(fields, sizeof fields, "set=%d&time=%d", 60 + i % 31, 60 + 10 * (i % 7));
        film_ask(soak, "lesion", fields);
        snprintf(fields, sizeof fields, "rate=%d&samples=0", 2 + i);
        film_ask(soak, "spread", fields);
    }
    soak->held_kb = server_rss_kb(soak);
    printf("behind %d lesions and %d spreads it holds %ld kB\n", FILMS, FILMS, soak->held_kb);
}

/* ------------------------------------------------------------------ viewers */

/* The older HTTP, which has no chunks in the stream. */
static void viewer_open(const struct soak *soak, struct viewer *viewer, bool is_slow)
{
    char ask[200];
    int  few = 4096;

    viewer->socket = http_connect(soak->port);
    viewer->since_s = clock_wall_s();
    viewer->count = 0;
    if (is_slow)
        setsockopt(viewer->socket, SOL_SOCKET, SO_RCVBUF, &few, sizeof few);
    snprintf(ask, sizeof ask, "GET /data/device/watch?stage=%d HTTP/1.0\r\nHost: @\r\n\r\n",
             soak->stage);
    http_must(http_send(viewer->socket, ask, strlen(ask), soak->port), "a viewer is cut");
}

static void line_take(struct viewer *viewer)
{
    long lost;

    viewer->line[viewer->count] = '\0';
    viewer->rows += strcmp(viewer->line, "event: row") == 0;
    if (viewer->is_lost && sscanf(viewer->line, "data: {\"count\":%ld", &lost) == 1)
        viewer->lost += lost;
    viewer->is_lost = strcmp(viewer->line, "event: lost") == 0;
    viewer->count = 0;
}

static void viewer_read(struct viewer *viewer, size_t most)
{
    char    bytes[1 << 16];
    ssize_t count = recv(viewer->socket, bytes, most < sizeof bytes ? most : sizeof bytes,
                         MSG_DONTWAIT);

    http_must(count != 0, "a viewer was let go");
    for (ssize_t i = 0; i < count; i++)
        if (bytes[i] == '\n')
            line_take(viewer);
        else if (viewer->count < sizeof viewer->line - 1)
            viewer->line[viewer->count++] = bytes[i];
}

static void quick_read(struct soak *soak)
{
    struct pollfd ends[QUICK];

    for (int i = 0; i < QUICK; i++)
        ends[i] = (struct pollfd){ .fd = soak->viewers[i].socket, .events = POLLIN };
    if (poll(ends, QUICK, 50) <= 0)
        return;
    for (int i = 0; i < QUICK; i++)
        if (ends[i].revents)
            viewer_read(&soak->viewers[i], 1 << 16);
}

static void others_act(struct soak *soak, double now_s)
{
    for (int i = QUICK; i < VIEWERS; i++) {
        struct viewer *viewer = &soak->viewers[i];
        bool           is_slow = i < QUICK + SLOW;
        if (now_s - viewer->since_s < (is_slow ? 1 : STAYS_S))
            continue;
        viewer->since_s = now_s;
        if (is_slow) {
            viewer_read(viewer, SLOW_BYTES);
            continue;
        }
        viewer_read(viewer, 1 << 16);
        close(viewer->socket);
        viewer_open(soak, viewer, false);
    }
}

/* ------------------------------------------------------------------ the table */

struct tally { long rows_least, rows_most, lost_quick, lost_slow; };

static struct tally tally_of(const struct soak *soak)
{
    struct tally tally = { .rows_least = soak->viewers[0].rows };

    for (int i = 0; i < QUICK; i++) {
        long rows = soak->viewers[i].rows;
        tally.rows_least = rows < tally.rows_least ? rows : tally.rows_least;
        tally.rows_most = rows > tally.rows_most ? rows : tally.rows_most;
        tally.lost_quick += soak->viewers[i].lost;
    }
    for (int i = QUICK; i < QUICK + SLOW; i++)
        tally.lost_slow += soak->viewers[i].lost;
    return tally;
}

static void mark_print(struct soak *soak, double t_s, double cpu_share)
{
    struct tally tally = tally_of(soak);
    long         kb = server_rss_kb(soak);

    if (soak->first_kb == 0)
        soak->first_kb = kb;
    soak->growth_kb = kb - soak->first_kb;
    printf("| %7.0f | %9ld | %5.1f | %6ld .. %-6ld | %10ld | %9ld |\n", t_s, kb, 100 * cpu_share,
           tally.rows_least, tally.rows_most, tally.lost_quick, tally.lost_slow);
    fflush(stdout);
}

static void soak_play(struct soak *soak)
{
    double t_s = 0, mark_s = 0, mark_cpu_s = server_cpu_s(soak);

    printf("| t s     | memory kB | CPU %% | rows of a quick  | lost quick | lost slow |\n"
           "|---|---|---|---|---|---|\n");
    for (int mark = 0, turns = 0; mark < MARKS;) {
        quick_read(soak);
        t_s = clock_wall_s() - soak->start_s;
        others_act(soak, soak->start_s + t_s);
        if (t_s > turns * TURN_S)
            hand_turn(soak, turns++);
        if (t_s < marks[mark] * soak->for_s)
            continue;
        mark_print(soak, t_s, (server_cpu_s(soak) - mark_cpu_s) / (t_s - mark_s));
        mark_cpu_s = server_cpu_s(soak);
        mark_s = t_s;
        mark++;
    }
}

static int soak_judge(const struct soak *soak, double end_s)
{
    struct tally tally = tally_of(soak);
    bool         is_short = soak->for_s < 60;       /* then buffers hold all, and memory settles */
    int          bad = 0;

    bad += tally.lost_quick > 0;
    bad += (double)tally.rows_least < 0.5 * ROWS_PER_S * soak->for_s;
    bad += !is_short && tally.lost_slow == 0;
    bad += !is_short && soak->growth_kb > GROWTH_KB_MOST;
    bad += soak->held_kb > HELD_KB_MOST;
    bad += end_s > END_S_MOST;
    printf("memory grew by %ld kB; the server went in %.2f s with %d viewers there: %s\n",
           soak->growth_kb, end_s, VIEWERS, bad ? "not as it should be" : "as it should be");
    return bad ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct soak soak = { .stage = 1 };
    int         status;

    if (argc != 3) {
        fprintf(stderr, "live_soak SECONDS PAINRIG\n");
        return 2;
    }
    soak.for_s = strtod(argv[1], NULL);
    server_start(&soak, argv[2]);
    films_ask(&soak);
    write_to(&soak, "/data/device/start", "{}");
    for (int i = 0; i < VIEWERS; i++)
        viewer_open(&soak, &soak.viewers[i], i >= QUICK && i < QUICK + SLOW);
    soak.start_s = clock_wall_s();
    soak_play(&soak);
    status = soak_judge(&soak, server_end(&soak));
    for (int i = 0; i < VIEWERS; i++)
        close(soak.viewers[i].socket);
    return status;
}
