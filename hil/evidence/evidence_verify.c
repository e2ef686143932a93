#include "evidence_inside.h"

#include "hil/json.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FAULTS_SAID 1000

/* One folder's chain as it is checked. */
struct verify {
    const char              *folder, *public_hex;   /* the key that is trusted, or NULL */
    FILE                    *out;
    struct evidence_check   *check;
    struct evidence_entries  others, told;
    char                     declared_hex[KEY_HEX_SIZE];    /* the begin's key, or "" */
    char                     last[DIGEST_HEX_SIZE];         /* of the line before     */
    long                     next;
    bool                     is_suite, is_closed;
    int                      depth;
    enum err                 err;
};

static void fault(struct verify *, const char *, ...) __attribute__((format(printf, 2, 3)));

static void fault(struct verify *verify, const char *format, ...)
{
    va_list args;

    if (++verify->check->faults > FAULTS_SAID)
        return;
    fprintf(verify->out, "%s: ", verify->folder);
    va_start(args, format);
    vfprintf(verify->out, format, args);
    va_end(args);
    fputc('\n', verify->out);
    if (verify->check->faults == FAULTS_SAID)
        fprintf(verify->out, "%s: more faults are counted, and not said\n", verify->folder);
}

static enum err chain_verify(struct verify *, struct why *);

static void entry_note(struct verify *verify, struct evidence_entries *entries, const char *name)
{
    struct evidence_entry entry = { .name = (char *)(uintptr_t)name };

    if (evidence_entries_add(entries, &entry) != ERR_OK)
        verify->err = ERR_MEMORY;
}

/* A name of the folder and nothing above or beside it. */
static bool is_inside(const char *name)
{
    for (const char *at = name; at; at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL)
        if (strncmp(at, "../", 3) == 0 || strcmp(at, "..") == 0 || *at == '/')
            return false;
    return name[0] != '\0';
}

/* --- files --- */

static void file_verify(struct verify *verify, const struct json *body)
{
    const char *name = json_as_text(json_member(body, "name"), "");
    const char *want = json_as_text(json_member(body, "sha256"), "");
    long long   bytes = (long long)json_as_number(json_member(body, "bytes"), -1);
    char        path[1200], sha256[DIGEST_HEX_SIZE];
    struct stat at;

    verify->check->files++;
    entry_note(verify, &verify->told, name);
    snprintf(path, sizeof path, "%s/%s", verify->folder, name);
    if (!is_inside(name))
        fault(verify, "\"%s\" is no name of a file inside this folder", name);
    else if (lstat(path, &at) != 0)
        fault(verify, "%s is missing", name);
    else if (!S_ISREG(at.st_mode))
        fault(verify, "%s is no file any more", name);
    else if ((long long)at.st_size != bytes)
        fault(verify, "%s was changed: it has %lld bytes and had %lld", name, (long long)at.st_size,
              bytes);
    else if (file_sha256(path, sha256, NULL) != ERR_OK)
        fault(verify, "%s cannot be read", name);
    else if (strcmp(sha256, want) != 0)
        fault(verify, "%s was changed: its SHA-256 is %.12s.. and was %.12s..", name, sha256, want);
}

/* It, or the folder at its beginning, was there before. */
static bool is_other(const struct verify *verify, const char *name)
{
    char top[EVIDENCE_NAME_MAX];

    snprintf(top, sizeof top, "%s", name);
    for (char *slash = top + strlen(top); slash > top; slash--) {
        if (*slash != '/' && *slash != '\0')
            continue;
        *slash = '\0';
        if (evidence_entries_find(&verify->others, top))
            return true;
    }
    return false;
}

static void entry_verify(struct verify *verify, const struct evidence_entry *entry)
{
    if (evidence_entries_find(&verify->told, entry->name) || is_other(verify, entry->name))
        return;
    if (entry->is_folder) {
        if (verify->is_suite)
            fault(verify, "the run in %s is not in the suite's chain: it was put in afterwards",
                  entry->name);
        return;
    }
    fault(verify, "%s is not in the chain: it was put in or renamed afterwards", entry->name);
}

static enum err entries_verify(struct verify *verify, struct why *why)
{
    struct evidence_entries entries = { .of = NULL };
    enum err                err = evidence_entries_list(&entries, verify->folder, true, why);

    for (size_t i = 0; err == ERR_OK && i < entries.count; i++)
        entry_verify(verify, &entries.of[i]);
    evidence_entries_free(&entries);
    return err;
}

/* --- a suite's runs --- */

static void run_verify(struct verify *suite, const char *folder, const char *want)
{
    char          path[1100];
    struct verify verify = { .folder = path, .public_hex = suite->public_hex, .out = suite->out,
                             .check = suite->check, .depth = suite->depth + 1 };
    struct why    why = { "" };

    snprintf(path, sizeof path, "%s/%s", suite->folder, folder);
    if (chain_verify(&verify, &why) != ERR_OK)
        fault(suite, "the run in %s cannot be checked: %s", folder, why.text);
    else if (strcmp(verify.last, want) != 0)
        fault(suite, "the run in %s is not the one of this suite: its last link is %.12s.. and was"
              " %.12s..", folder, verify.last, want);
}

static void case_verify(struct verify *verify, const struct json *body)
{
    const char *folder = json_as_text(json_member(body, "folder"), NULL);
    const char *last = json_as_text(json_member(body, "last"), NULL);

    verify->check->cases++;
    if (!folder)
        return;
    entry_note(verify, &verify->told, folder);
    if (!is_inside(folder)) {
        fault(verify, "\"%s\" is no folder inside this one", folder);
        return;
    }
    if (last && !json_as_truth(json_member(body, "closed"), false))
        fault(verify, "the run in %s had not closed its record", folder);
    if (last && verify->depth < EVIDENCE_DEPTH_MAX)
        run_verify(verify, folder, last);
}

/* --- links --- */

static void begin_verify(struct verify *verify, const struct json *body)
{
    const struct json *others = json_member(body, "others");

    if (strcmp(json_as_text(json_member(body, "format"), ""), "painrig evidence 1") != 0)
        fault(verify, "link 0 (begin) is of another format than this painrig knows");
    verify->is_suite = strcmp(json_as_text(json_member(body, "of"), ""), "suite") == 0;
    json_copy_text(body, "public_key", verify->declared_hex, sizeof verify->declared_hex);
    for (size_t i = 0; i < json_count(others); i++)
        entry_note(verify, &verify->others, json_as_text(json_item(others, i), ""));
}

static void end_note(struct evidence_check *check, const struct json *body)
{
    json_copy_text(body, "how", check->how, sizeof check->how);
    json_copy_text(body, "verdict", check->verdict, sizeof check->verdict);
}

static void body_verify(struct verify *verify, const struct evidence_line *line)
{
    struct json *body;
    struct why   why = { "" };

    if (json_parse(&body, line->body, line->body_count, &why) != ERR_OK) {
        fault(verify, "link %ld (%s) is no JSON: %s", line->number, line->kind, why.text);
        return;
    }
    if (strcmp(line->kind, "begin") == 0)
        begin_verify(verify, body);
    else if (strcmp(line->kind, "file") == 0)
        file_verify(verify, body);
    else if (strcmp(line->kind, "case") == 0 || strcmp(line->kind, "other") == 0)
        case_verify(verify, body);
    else if (strcmp(line->kind, "end") == 0 && verify->depth == 0)
        end_note(verify->check, body);
    json_free(body);
}

static void place_verify(struct verify *verify, const struct evidence_line *line)
{
    if (verify->is_closed)
        fault(verify, "link %ld (%s) stands behind the end: it was put in", line->number,
              line->kind);
    else if (line->number != verify->next)
        fault(verify, "link %ld (%s) stands where link %ld should: links were removed, put in or"
              " reordered", line->number, line->kind, verify->next);
    else if (verify->last[0] && strcmp(line->before, verify->last) != 0)
        fault(verify, "link %ld (%s) does not follow link %ld: one of them was changed or"
              " exchanged", line->number, line->kind, line->number - 1);
    if (line->number == 0 && strcmp(line->kind, "begin") != 0)
        fault(verify, "the chain does not begin with its beginning");
}

static void line_verify(struct verify *verify, const char *text, size_t count, size_t number)
{
    struct evidence_line line;

    verify->check->links++;
    if (!evidence_line_read(text, count, &line)) {
        fault(verify, "line %zu of " EVIDENCE_FILE " is not as painrig writes a link: it was"
              " changed", number);
        verify->last[0] = '\0';
        verify->next++;
        return;
    }
    place_verify(verify, &line);
    if (!line.is_hashed)
        fault(verify, "link %ld (%s) was changed: its SHA-256 is not the one it says", line.number,
              line.kind);
    else
        body_verify(verify, &line);
    verify->next = line.number + 1;
    verify->is_closed |= strcmp(line.kind, "end") == 0;
    memcpy(verify->last, line.sha256, sizeof verify->last);
}

static void lines_verify(struct verify *verify, const char *text, size_t count)
{
    size_t number = 1;

    memset(verify->last, '0', DIGEST_HEX_SIZE - 1);
    for (const char *at = text, *end; at < text + count; at = end + 1, number++) {
        end = memchr(at, '\n', (size_t)(text + count - at));
        if (!end) {
            fault(verify, "line %zu of " EVIDENCE_FILE " has no end: it was cut off or put in",
                  number);
            break;
        }
        line_verify(verify, at, (size_t)(end - at), number);
    }
    if (!verify->is_closed)
        fault(verify, "the record is not closed: the run is still on, or its end was cut off");
}

/* --- the signature --- */

static void signature_verify(struct verify *verify)
{
    char        path[1200], *text = NULL, signed_hex[KEY_HEX_SIZE] = "";
    size_t      count;
    bool        is_there, is_read;
    const char *wrong = NULL;
    struct stat at;

    snprintf(path, sizeof path, "%s/" EVIDENCE_SIGNATURE, verify->folder);
    is_there = lstat(path, &at) == 0;
    is_read = is_there && evidence_file_read(path, &text, &count, NULL) == ERR_OK;
    if (is_there)
        wrong = is_read ? signature_fault(text, verify->last, signed_hex) : "cannot be read";
    free(text);
    if (wrong)
        fault(verify, EVIDENCE_SIGNATURE " %s", wrong);
    else if (!is_there && (verify->declared_hex[0] || verify->public_hex))
        fault(verify, EVIDENCE_SIGNATURE " is missing: %s", verify->declared_hex[0]
              ? "this was signed, and the signature was removed" : "this was never signed");
    else if (is_there && strcmp(signed_hex, verify->declared_hex) != 0)
        fault(verify, "it is signed by another key than its begin names");
    if (is_there && !wrong && verify->public_hex && strcmp(signed_hex, verify->public_hex) != 0)
        fault(verify, "it is signed by another key than the one given with --key (which has to be"
              " the public one, .pub)");
    if (verify->depth > 0)
        return;
    verify->check->is_signed = is_there && !wrong;
    verify->check->is_trusted = verify->check->is_signed && verify->public_hex
                             && strcmp(signed_hex, verify->public_hex) == 0;
}

/* --- a folder --- */

static enum err chain_verify(struct verify *verify, struct why *why)
{
    char     path[1200], *text;
    size_t   count;
    enum err err;

    snprintf(path, sizeof path, "%s/" EVIDENCE_FILE, verify->folder);
    TRY(evidence_file_read(path, &text, &count, why));
    lines_verify(verify, text, count);
    free(text);
    err = verify->err != ERR_OK ? why_say(why, verify->err, "no memory to check %s", verify->folder)
                                : entries_verify(verify, why);
    if (err == ERR_OK)
        signature_verify(verify);
    if (verify->depth == 0)
        verify->check->is_closed = verify->is_closed;
    evidence_entries_free(&verify->others);
    evidence_entries_free(&verify->told);
    return err;
}

enum err evidence_verify(const char *folder, const char *public_key_path, FILE *out,
                         struct evidence_check *check, struct why *why)
{
    char          public_hex[KEY_HEX_SIZE];
    struct verify verify = { .folder = folder, .out = out, .check = check };

    *check = (struct evidence_check){ .links = 0 };
    if (public_key_path)
        TRY(public_key_load(public_hex, public_key_path, why));
    verify.public_hex = public_key_path ? public_hex : NULL;
    if (chain_verify(&verify, why) == ERR_OK)
        return ERR_OK;
    why_prefix(why, "nothing to check in %s: ", folder);
    return ERR_IO;
}
