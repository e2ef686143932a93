/* evidence_inside.h - what the files of evidence share; nobody else includes it.
 *
 * evidence.c makes the links, evidence_files.c knows what is in the folder, evidence_keeper.c
 * closes what was left open, evidence_read.c reads a chain back, evidence_verify.c judges it. */
#ifndef PAINRIG_HIL_EVIDENCE_INSIDE_H
#define PAINRIG_HIL_EVIDENCE_INSIDE_H

#include "hil/evidence/evidence.h"
#include "hil/evidence/evidence_sign.h"

#include <sys/types.h>

#define EVIDENCE_NAME_MAX 400       /* of a file, from the folder  */
#define EVIDENCE_DEPTH_MAX 16       /* of folders inside each other */
#define EVIDENCE_BYTES_MAX ((size_t)256 << 20)  /* of a record */

/* A file, or a folder that was there before. */
struct evidence_entry {
    char   *name;                   /* from the evidence's folder */
    bool    is_folder;
    long long bytes, changed_ns;    /* bytes -1: neither file nor folder */
};

struct evidence_entries { struct evidence_entry *of; size_t count, size; };

/* Where the links go, and what the next one needs to know. */
struct evidence_chain {
    int          file;
    long         next;              /* number of the next link     */
    char         last[DIGEST_HEX_SIZE];
    struct bytes line, body;        /* kept, so that links take no memory */
};

struct evidence {
    struct evidence_chain   chain;
    char                    folder[512];
    bool                    is_suite, has_key;
    struct sign_key         key;
    struct evidence_entries others;         /* as they were at the beginning      */
    struct evidence_entries told;           /* files with a link, folders of cases */
    pid_t                   keeper;
    int                     leash;          /* the keeper waits for its end       */
    enum err                err;            /* of the first link that failed      */
    struct why              why;
};

/* --- evidence.c --- */

MUST_CHECK enum err evidence_link(struct evidence_chain *, const char *kind,
                                  const struct bytes *body, struct why *);
void evidence_chain_free(struct evidence_chain *);
/* The files' links and the last one; `folder` is where the files are. */
MUST_CHECK enum err evidence_close(struct evidence *, const char *folder, enum verdict,
                                   const char *how, const char *sentence, struct why *);

/* --- evidence_files.c --- */

/* What is in the folder, in order of names: its files and folders; or, going down, all files and,
 * as folders, those that hold a chain of their own, which is not looked into. evidence.jsonl and
 * evidence.sig of the folder itself are not told. */
MUST_CHECK enum err evidence_entries_list(struct evidence_entries *, const char *folder,
                                          bool goes_down, struct why *);
MUST_CHECK enum err evidence_entries_add(struct evidence_entries *, const struct evidence_entry *);
void evidence_entries_drop(struct evidence_entries *, size_t index);
void evidence_entries_free(struct evidence_entries *);
/* By name; NULL: none. */
const struct evidence_entry *evidence_entries_find(const struct evidence_entries *,
                                                   const char *name);

/* --- evidence_keeper.c --- */

MUST_CHECK enum err evidence_keeper_start(struct evidence *, struct why *);
/* It has nothing to do any more; or all. Both wait for its end. */
void evidence_keeper_dismiss(struct evidence *);
void evidence_keeper_release(struct evidence *);

/* --- evidence_read.c --- */

/* A whole file, terminated, to be freed. ERR_IO for what is no regular file, ERR_LIMIT for one of more
 * than EVIDENCE_BYTES_MAX. */
MUST_CHECK enum err evidence_file_read(const char *path, char **text, size_t *count, struct why *);

/* A link as its line tells it; false when the line is not written as links are. */
struct evidence_line {
    long        number;
    char        before[DIGEST_HEX_SIZE], kind[24], sha256[DIGEST_HEX_SIZE];
    const char *body;               /* inside the line */
    size_t      body_count;
    bool        is_hashed;          /* sha256 is that of the line */
};

bool evidence_line_read(const char *line, size_t count, struct evidence_line *);

/* The last link of a folder's chain. A keeper is given EVIDENCE_CLOSING_S to close it; *is_closed
 * tells whether it is. ERR_IO, ERR_PARSE: there is none, or it cannot be read. */
#define EVIDENCE_CLOSING_S 3.0
MUST_CHECK enum err evidence_last(const char *folder, char sha256[DIGEST_HEX_SIZE],
                                  bool *is_closed, struct why *);

#endif
