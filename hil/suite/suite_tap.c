#include "suite_papers.h"

#include "hil/suite/suite_reason.h"

#include <inttypes.h>
#include <string.h>

/* testanything.org/tap-version-13-specification.html; a reader of TAP 14 takes 13, and the prove of
 * Debian 12 nothing later. What stands behind "---" is YAML, of which every JSON text is one. */

void suite_tap_plan(FILE *out, const struct suite *suite)
{
    fprintf(out, "TAP version 13\n1..%zu\n", suite->case_count);
}

/* A '#' would begin a directive, and a newline another line. */
static void description_add(struct bytes *out, const char *name)
{
    struct bytes clean = { 0 };

    bytes_clean(&clean, name);
    for (size_t i = 0; i < clean.used; i++) {
        if (clean.at[i] == '#' || clean.at[i] == '\\')
            bytes_text(out, "\\");
        bytes_add(out, clean.at[i] == '\n' || clean.at[i] == '\t' ? " " : clean.at + i, 1);
    }
    bytes_free(&clean);
}

static void member_add(struct bytes *out, const char *name, const char *text)
{
    bytes_format(out, "  %s: ", name);
    bytes_json_text(out, text);
    bytes_text(out, "\n");
}

static void reasons_add(struct bytes *out, const struct suite *suite, size_t index)
{
    struct suite_reason reason;

    bytes_text(out, "  reasons:\n");
    for (size_t n = 0; suite_reason(suite, index, n, &reason) && n < SUITE_REASONS_SHOWN; n++) {
        bytes_format(out, "    - verdict: %s\n", verdict_name(reason.verdict));
        member_add(out, "    what", reason.what);
        member_add(out, "    why", reason.why);
        member_add(out, "    where", reason.where);
    }
}

static void block_add(struct bytes *out, const struct suite *suite, size_t index)
{
    char sentence[1024];

    suite_reason_first(suite, index, sentence, sizeof sentence);
    bytes_text(out, "  ---\n");
    member_add(out, "message", sentence);
    member_add(out, "verdict", verdict_name(suite_case_verdict(suite, index)));
    member_add(out, "file", suite->cases[index].path);
    bytes_format(out, "  line: %d\n  seed: %" PRIu64 "\n", suite->cases[index].line,
                 suite->cases[index].seed);
    reasons_add(out, suite, index);
    bytes_text(out, "  ...\n");
}

/* A case that was not run is no pass, and prove takes every SKIP for one. */
void suite_tap_line(FILE *file, const struct suite *suite, size_t index)
{
    struct bytes out = { 0 };
    bool         is_ok = suite_case_verdict(suite, index) == VERDICT_PASS;

    bytes_format(&out, "%sok %zu - ", is_ok ? "" : "not ", index + 1);
    description_add(&out, suite->cases[index].name);
    bytes_text(&out, "\n");
    if (!is_ok)
        block_add(&out, suite, index);
    fwrite(out.at, 1, out.used, file);
    bytes_free(&out);
}
