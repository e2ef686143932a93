#include "evidence_inside.h"

#include "hil/clock.h"
#include "hil/run_version.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- links --- */

static enum err bytes_hand_over(int file, const char *at, size_t count, struct why *why)
{
    while (count > 0) {
        ssize_t written = write(file, at, count);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return why_say(why, ERR_IO, EVIDENCE_FILE " cannot be written: %s. No run without its"
                           " evidence", strerror(errno ? errno : EIO));
        at += written;
        count -= (size_t)written;
    }
    return ERR_OK;
}

/* JSON has line ends between its members at most: one link is one line. */
static void body_add(struct bytes *line, const struct bytes *body)
{
    size_t from = line->used;

    if (!body || body->used == 0)
        bytes_text(line, "{}");
    else
        bytes_add(line, body->at, body->used);
    for (size_t i = from; i < line->used; i++)
        if (line->at[i] == '\n')
            line->at[i] = ' ';
}

enum err evidence_link(struct evidence_chain *chain, const char *kind, const struct bytes *body,
                       struct why *why)
{
    struct bytes *line = &chain->line;
    char          sha256[DIGEST_HEX_SIZE];

    line->used = 0;
    bytes_text(line, "{\"link\":");
    bytes_integer(line, chain->next);
    bytes_text(line, ",\"before\":\"");
    bytes_text(line, chain->last);
    bytes_text(line, "\",\"kind\":\"");
    bytes_text(line, kind);
    bytes_text(line, "\",\"body\":");
    body_add(line, body);
    if (line->is_out_of_memory || (body && body->is_out_of_memory))
        return why_say(why, ERR_MEMORY, "no memory for a link of " EVIDENCE_FILE);
    bytes_sha256_text(line->at, line->used, sha256);
    bytes_text(line, ",\"sha256\":\"");
    bytes_text(line, sha256);
    bytes_text(line, "\"}\n");
    if (line->is_out_of_memory)
        return why_say(why, ERR_MEMORY, "no memory for a link of " EVIDENCE_FILE);
    TRY(bytes_hand_over(chain->file, line->at, line->used, why));
    chain->next++;
    memcpy(chain->last, sha256, sizeof chain->last);
    return ERR_OK;
}

void evidence_chain_free(struct evidence_chain *chain)
{
    if (chain->file >= 0)
        close(chain->file);
    bytes_free(&chain->line);
    bytes_free(&chain->body);
}

/* --- bodies --- */

static void member(struct bytes *body, const char *name, const char *text)
{
    bytes_text(body, body->used ? ",\"" : "{\"");
    bytes_text(body, name);
    bytes_text(body, "\":");
    bytes_json_text(body, text);
}

/* null when it is not known. */
static void bytes_member(struct bytes *body, long long bytes)
{
    bytes_text(body, ",\"bytes\":");
    if (bytes < 0)
        bytes_text(body, "null");
    else
        bytes_integer(body, bytes);
}

static struct bytes *body_begin(struct evidence_chain *chain)
{
    chain->body.used = 0;
    return &chain->body;
}

void evidence_tester(const char *given, char *out, size_t size)
{
    const struct passwd *user;

    if (!given)
        given = getenv("USER");
    if (!given || !*given) {
        user = getpwuid(getuid());
        given = user ? user->pw_name : NULL;
    }
    if (given)
        snprintf(out, size, "%s", given);
    else
        snprintf(out, size, "user %ld", (long)getuid());
}

static void others_add(struct bytes *body, const struct evidence_entries *others)
{
    bytes_text(body, ",\"others\":[");
    for (size_t i = 0; i < others->count; i++) {
        bytes_text(body, i ? "," : "");
        bytes_json_text(body, others->of[i].name);
    }
    bytes_text(body, "]}");
}

static enum err begin_link(struct evidence *evidence, const struct evidence_setup *setup,
                           struct why *why)
{
    struct bytes *body = body_begin(&evidence->chain);
    char          tester[200], host[300], started_utc[32];

    evidence_tester(setup->tester, tester, sizeof tester);
    run_host_text(host, sizeof host);
    clock_utc_text(started_utc);
    member(body, "format", "painrig evidence 1");
    member(body, "of", setup->of ? setup->of : setup->is_suite ? "suite" : "run");
    member(body, "version", run_version());
    member(body, "compiler", run_compiler());
    member(body, "host", host);
    member(body, "tester", tester);
    member(body, "started_utc", started_utc);
    member(body, "public_key", evidence->has_key ? evidence->key.public_hex : NULL);
    bytes_text(body, ",\"ordered\":");
    body_add(body, setup->body);
    others_add(body, &evidence->others);
    return evidence_link(&evidence->chain, "begin", body, why);
}

/* --- begin --- */

enum err evidence_key_check(const char *key_path, struct why *why)
{
    struct sign_key key;
    enum err        err = sign_key_load(&key, key_path, why);

    sign_key_forget(&key);
    return err;
}

static enum err folder_open(struct evidence *evidence, const struct evidence_setup *setup,
                            struct why *why)
{
    char path[600], signature[600];

    if (strlen(setup->folder) >= sizeof evidence->folder)
        return why_say(why, ERR_RANGE, "the path of the folder is longer than %zu characters",
                       sizeof evidence->folder - 1);
    snprintf(evidence->folder, sizeof evidence->folder, "%s", setup->folder);
    snprintf(path, sizeof path, "%s/" EVIDENCE_FILE, setup->folder);
    snprintf(signature, sizeof signature, "%s/" EVIDENCE_SIGNATURE, setup->folder);
    if ((remove(signature) != 0 && errno != ENOENT) || (remove(path) != 0 && errno != ENOENT))
        return why_say(why, ERR_IO, "%s of an earlier run cannot be removed: %s", path,
                       strerror(errno));
    evidence->chain.file = open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
    if (evidence->chain.file < 0)
        return why_say(why, ERR_IO, "%s cannot be written: %s. Choose another folder with --out"
                       " DIR", path, strerror(errno));
    return ERR_OK;
}

static enum err others_list(struct evidence *evidence, const struct evidence_setup *setup,
                            struct why *why)
{
    struct evidence_entries *others = &evidence->others;

    TRY(evidence_entries_list(others, setup->folder, setup->is_suite, why));
    if (others->count > EVIDENCE_OTHERS_MAX)
        return why_say(why, ERR_LIMIT, "%s has %zu other files already, and at most %d can be told"
                       " apart from what is made now: choose another folder with --out DIR",
                       setup->folder, others->count, EVIDENCE_OTHERS_MAX);
    for (size_t i = others->count; setup->is_suite && i > 0; i--)
        if (others->of[i - 1].is_folder)
            evidence_entries_drop(others, i - 1);
    return ERR_OK;
}

static void evidence_free(struct evidence *evidence)
{
    evidence_chain_free(&evidence->chain);
    evidence_entries_free(&evidence->others);
    evidence_entries_free(&evidence->told);
    sign_key_forget(&evidence->key);
    free(evidence);
}

/* A lock of the process, which its keeper does not have. Where a file system knows no locks, nobody
 * can ask. */
static void chain_hold(const struct evidence_chain *chain)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

    (void)!fcntl(chain->file, F_SETLK, &lock);
}

long evidence_writer(int file)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

    return fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? (long)lock.l_pid : 0;
}

static enum err all_begin(struct evidence *evidence, const struct evidence_setup *setup,
                          struct why *why)
{
    evidence->has_key = setup->key_path != NULL;
    if (setup->key_path)
        TRY(sign_key_load(&evidence->key, setup->key_path, why));
    TRY(others_list(evidence, setup, why));
    TRY(folder_open(evidence, setup, why));
    chain_hold(&evidence->chain);
    TRY(begin_link(evidence, setup, why));
    return evidence_keeper_start(evidence, why);
}

enum err evidence_begin(struct evidence **out, const struct evidence_setup *setup, struct why *why)
{
    struct evidence *evidence = calloc(1, sizeof *evidence);
    enum err         err;

    if (!evidence)
        return why_say(why, ERR_MEMORY, "no memory for the evidence");
    evidence->chain.file = -1;
    evidence->is_suite = setup->is_suite;
    memset(evidence->chain.last, '0', DIGEST_HEX_SIZE - 1);
    err = all_begin(evidence, setup, why);
    if (err != ERR_OK) {
        evidence_free(evidence);
        return err;
    }
    *out = evidence;
    return ERR_OK;
}

/* --- what happens --- */

enum err evidence_add(struct evidence *evidence, const char *kind, const struct bytes *body,
                      struct why *why)
{
    if (evidence->err == ERR_OK)
        evidence->err = evidence_link(&evidence->chain, kind, body, &evidence->why);
    if (evidence->err == ERR_OK)
        return ERR_OK;
    return why_say(why, evidence->err, "%s", why_text(&evidence->why, evidence->err));
}

enum err evidence_event(struct evidence *evidence, const struct event *event, struct why *why)
{
    struct bytes *body = body_begin(&evidence->chain);

    bytes_text(body, "{\"t_s\":");
    bytes_fixed(body, event->t_s, 4);
    member(body, "kind", event->kind);
    member(body, "text", event->text);
    bytes_text(body, "}");
    return evidence_add(evidence, "event", body, why);
}

static long long bytes_of(const char *path)
{
    struct stat at;

    return path && stat(path, &at) == 0 && S_ISREG(at.st_mode) ? (long long)at.st_size : -1;
}

enum err evidence_input(struct evidence *evidence, const char *role, const char *path,
                        const char sha256[DIGEST_HEX_SIZE], struct why *why)
{
    struct bytes *body = body_begin(&evidence->chain);

    member(body, "role", role);
    member(body, "path", path);
    bytes_member(body, bytes_of(path));
    member(body, "sha256", sha256);
    bytes_text(body, "}");
    return evidence_add(evidence, "inputs", body, why);
}

/* --- artefacts --- */

static enum err told_add(struct evidence *evidence, const char *name, struct why *why)
{
    struct evidence_entry entry = { .name = (char *)(uintptr_t)name };

    if (evidence_entries_add(&evidence->told, &entry) != ERR_OK)
        return why_say(why, ERR_MEMORY, "no memory for the evidence");
    return ERR_OK;
}

static enum err file_link(struct evidence *evidence, const char *folder, const char *name,
                          const char *sha256, struct why *why)
{
    struct bytes *body = body_begin(&evidence->chain);
    char          path[1000];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    member(body, "name", name);
    bytes_member(body, bytes_of(path));
    member(body, "sha256", sha256);
    bytes_text(body, "}");
    return evidence_add(evidence, "file", body, why);
}

enum err evidence_file(struct evidence *evidence, const char *name,
                       const char sha256[DIGEST_HEX_SIZE], struct why *why)
{
    TRY(told_add(evidence, name, why));
    return file_link(evidence, evidence->folder, name, sha256, why);
}

/* It was there before, and nobody has touched it since. */
static bool is_other(const struct evidence *evidence, const struct evidence_entry *entry)
{
    const struct evidence_entry *other = evidence_entries_find(&evidence->others, entry->name);

    return other && other->bytes == entry->bytes && other->changed_ns == entry->changed_ns;
}

/* A run in the suite's folder that no case of it is. */
static enum err foreign_link(struct evidence *evidence, const char *folder, const char *name,
                             struct why *why)
{
    struct bytes *body = body_begin(&evidence->chain);
    char          path[1000], last[DIGEST_HEX_SIZE];
    bool          is_closed = false;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (evidence_last(path, last, &is_closed, NULL) != ERR_OK)
        return ERR_OK;
    member(body, "folder", name);
    member(body, "last", last);
    bytes_text(body, is_closed ? ",\"closed\":true}" : ",\"closed\":false}");
    return evidence_add(evidence, "other", body, why);
}

static enum err entry_link(struct evidence *evidence, const char *folder,
                           const struct evidence_entry *entry, struct why *why)
{
    char path[1000], sha256[DIGEST_HEX_SIZE];

    if (evidence_entries_find(&evidence->told, entry->name) || entry->bytes < 0)
        return ERR_OK;
    if (entry->is_folder)
        return evidence->is_suite ? foreign_link(evidence, folder, entry->name, why) : ERR_OK;
    if (is_other(evidence, entry))
        return ERR_OK;
    snprintf(path, sizeof path, "%s/%s", folder, entry->name);
    TRY(file_sha256(path, sha256, why));
    return file_link(evidence, folder, entry->name, sha256, why);
}

/* --- cases of a suite --- */

/* The case's folder as the suite's chain calls it. */
static const char *inside(const struct evidence *evidence, const char *folder)
{
    size_t length = strlen(evidence->folder);

    while (length > 0 && evidence->folder[length - 1] == '/')
        length--;
    if (strncmp(folder, evidence->folder, length) != 0 || folder[length] != '/')
        return NULL;
    folder += length;
    return folder + strspn(folder, "/");
}

enum err evidence_case(struct evidence *evidence, const char *name, const char *folder,
                       enum verdict verdict, struct why *why)
{
    struct bytes *body = body_begin(&evidence->chain);
    const char   *own = folder ? inside(evidence, folder) : NULL;
    char          last[DIGEST_HEX_SIZE];
    bool          is_closed = false, has_chain;

    if (folder && !own)
        return why_say(why, ERR_BUG, "%s is no folder inside %s", folder, evidence->folder);
    has_chain = folder && evidence_last(folder, last, &is_closed, NULL) == ERR_OK;
    member(body, "name", name);
    member(body, "verdict", verdict_name(verdict));
    member(body, "folder", own);
    member(body, "last", has_chain ? last : NULL);
    bytes_text(body, is_closed ? ",\"closed\":true}" : ",\"closed\":false}");
    if (own)
        TRY(told_add(evidence, own, why));
    return evidence_add(evidence, "case", body, why);
}

/* --- end --- */

enum err evidence_close(struct evidence *evidence, const char *folder, enum verdict verdict,
                        const char *how, const char *sentence, struct why *why)
{
    struct evidence_entries entries = { .of = NULL };
    struct bytes           *body;
    char                    ended_utc[32], path[600];
    enum err                err = evidence_entries_list(&entries, folder, evidence->is_suite, why);

    for (size_t i = 0; err == ERR_OK && i < entries.count; i++)
        err = entry_link(evidence, folder, &entries.of[i], why);
    evidence_entries_free(&entries);
    TRY(err);
    clock_utc_text(ended_utc);
    body = body_begin(&evidence->chain);
    member(body, "how", how);
    member(body, "verdict", verdict_name(verdict));
    member(body, "sentence", sentence);
    member(body, "ended_utc", ended_utc);
    bytes_text(body, "}");
    TRY(evidence_add(evidence, "end", body, why));
    if (!evidence->has_key)
        return ERR_OK;
    snprintf(path, sizeof path, "%s/" EVIDENCE_SIGNATURE, folder);
    return signature_write(&evidence->key, evidence->chain.last, path, why);
}

enum err evidence_end(struct evidence *evidence, enum verdict verdict, const char *how,
                      const char *sentence, struct why *why)
{
    enum err err = evidence_close(evidence, evidence->folder, verdict, how, sentence, why);

    if (err == ERR_OK)
        evidence_keeper_dismiss(evidence);
    else
        evidence_keeper_release(evidence);
    evidence_free(evidence);
    return err;
}

void evidence_abandon(struct evidence *evidence)
{
    if (!evidence)
        return;
    evidence_keeper_release(evidence);
    evidence_free(evidence);
}
