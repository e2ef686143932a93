/* The keeper: a child that waits for the end of its parent, which no way of dying can forget to
 * tell: the system closes the leash. */
#include "hil/detach.h"
#include "evidence_inside.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define READY     'r'
#define DISMISSED 'd'

/* --- in the keeper --- */

static char leash_wait(int leash)
{
    char    said = 0;
    ssize_t count;

    do
        count = recv(leash, &said, 1, 0);
    while (count < 0 && errno == EINTR);
    return count == 1 ? said : 0;
}

static char *chain_read(int file, size_t *count)
{
    struct stat at;
    char       *text;
    size_t      used = 0;
    ssize_t     more = 1;

    if (fstat(file, &at) != 0 || at.st_nlink == 0 || !(text = malloc((size_t)at.st_size + 1)))
        return NULL;
    while (more > 0 && used < (size_t)at.st_size) {
        more = pread(file, text + used, (size_t)at.st_size - used, (off_t)used);
        used += more > 0 ? (size_t)more : 0;
    }
    text[used] = '\0';
    *count = used;
    return text;
}

/* The chain goes on behind its last whole line; half a line is what the killed run was writing.
 * False: there is nothing to go on with, since it is closed or an other run's by now. */
static bool chain_resume(struct evidence_chain *chain)
{
    size_t               count = 0, end, begin;
    char                *text = chain_read(chain->file, &count);
    struct evidence_line line = { .number = -1 };
    bool                 goes_on = false;

    for (end = count; text && end > 0 && text[end - 1] != '\n'; end--)
        ;
    for (begin = end ? end - 1 : 0; text && begin > 0 && text[begin - 1] != '\n'; begin--)
        ;
    if (text && end > 0 && evidence_line_read(text + begin, end - begin - 1, &line)
        && strcmp(line.kind, "end") != 0 && ftruncate(chain->file, (off_t)end) == 0) {
        chain->next = line.number + 1;
        memcpy(chain->last, line.sha256, sizeof chain->last);
        goes_on = true;
    }
    free(text);
    return goes_on;
}

/* Signals are blocked since the fork. Nobody is there to be told what fails here: the record then
 * stays open, which verify tells. */
static void keeper_run(struct evidence *evidence, int leash)
{
    struct why why = { "" };
    bool       is_there = chdir(evidence->folder) == 0;
    int        kept[] = { leash, evidence->chain.file };
    char       ready = READY;

    detach(kept, sizeof kept / sizeof *kept);
    leash = kept[0];
    evidence->chain.file = kept[1];
    (void)!send(leash, &ready, 1, MSG_NOSIGNAL);
    if (leash_wait(leash) == DISMISSED || !is_there || !chain_resume(&evidence->chain))
        _exit(0);
    evidence->err = ERR_OK;
    if (evidence_close(evidence, ".", VERDICT_ERROR, "killed",
                       "the run was killed or crashed: its keeper closed the record", &why)
        != ERR_OK)
        _exit(1);
    _exit(0);
}

/* --- in the run --- */

enum err evidence_keeper_start(struct evidence *evidence, struct why *why)
{
    int      ends[2];
    sigset_t all, before;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return why_say(why, ERR_IO, "no keeper for the evidence: %s", strerror(errno));
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    evidence->keeper = fork();
    if (evidence->keeper == 0) {
        close(ends[0]);
        keeper_run(evidence, ends[1]);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(ends[1]);
    evidence->leash = ends[0];
    if (evidence->keeper > 0 && leash_wait(ends[0]) == READY)
        return ERR_OK;
    close(ends[0]);
    return why_say(why, ERR_IO, "no keeper for the evidence: %s: are there too many processes?",
                   strerror(errno));
}

void evidence_keeper_release(struct evidence *evidence)
{
    close(evidence->leash);
    while (waitpid(evidence->keeper, NULL, 0) < 0 && errno == EINTR)
        ;
}

void evidence_keeper_dismiss(struct evidence *evidence)
{
    char said = DISMISSED;

    (void)!send(evidence->leash, &said, 1, MSG_NOSIGNAL);
    evidence_keeper_release(evidence);
}

int evidence_leash(const struct evidence *evidence)
{
    return evidence->leash;
}
