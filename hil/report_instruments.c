#include "report_instruments.h"

void report_instruments_write(struct bytes *out, const struct report_instrument *rows, size_t count)
{
    bytes_text(out, "[");
    for (size_t i = 0; i < count; i++) {
        const struct { const char *name, *text; } members[] = {
            { "role", rows[i].role }, { "driver", rows[i].driver }, { "port", rows[i].port },
            { "line", rows[i].line }, { "identity", rows[i].identity },
        };

        for (size_t n = 0; n < sizeof members / sizeof *members; n++) {
            bytes_format(out, "%s\"%s\":", n > 0 ? "," : i > 0 ? ",{" : "{", members[n].name);
            bytes_json_text(out, members[n].text);
        }
        bytes_text(out, "}");
    }
    bytes_text(out, "]");
}
