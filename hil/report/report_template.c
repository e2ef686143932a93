#include "report_template.h"

#include "hil/digest.h"

#include <string.h>

enum err report_template_write(struct bytes *out, const unsigned char *template,
                               const struct report_slots *slots, struct why *why)
{
    const char *at = (const char *)template, *open;

    while ((open = strstr(at, "{{")) != NULL) {
        const char *close = strstr(open, "}}");
        bytes_add(out, at, (size_t)(open - at));
        if (!close || !slots->fill(out, slots->of, open + 2, (size_t)(close - open - 2)))
            return why_say(why, ERR_BUG, "the report's page has an unknown slot '%.20s'", open);
        at = close + 2;
    }
    bytes_text(out, at);
    return ERR_OK;
}

void report_scripts_write(struct bytes *out, const struct report_script *scripts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bytes_text(out, "<script>");
        bytes_add(out, scripts[i].bytes, *scripts[i].size);
        bytes_text(out, "</script>\n");
    }
}

void report_digests_write(struct bytes *out, const struct report_script *scripts, size_t count)
{
    uint8_t digest[DIGEST_SIZE];

    for (size_t i = 0; i < count; i++) {
        bytes_sha256(scripts[i].bytes, *scripts[i].size, digest);
        bytes_text(out, i ? " 'sha256-" : "'sha256-");
        bytes_base64(out, digest, sizeof digest);
        bytes_text(out, "'");
    }
}

const char *report_mark(enum verdict verdict)
{
    static const char *const marks[] = {
        [VERDICT_PASS] = "&#10003;", [VERDICT_FAIL] = "&#10005;", [VERDICT_VACUOUS] = "&#9675;",
        [VERDICT_INCONCLUSIVE] = "?", [VERDICT_ERROR] = "!",
    };

    return marks[(size_t)verdict < sizeof marks / sizeof marks[0] ? verdict : VERDICT_ERROR];
}

void report_chip_write(struct bytes *out, enum verdict verdict)
{
    const char *name = verdict_name(verdict);

    bytes_format(out, "<span class=\"chip %s\"><b aria-hidden=\"true\">%s</b>%s</span>", name,
                 report_mark(verdict), name);
}

void report_fact_write(struct bytes *out, const char *name, const char *value)
{
    bytes_format(out, "<div><dt>%s</dt><dd>", name);
    bytes_html(out, value && value[0] ? value : "unknown");
    bytes_text(out, "</dd></div>\n");
}
