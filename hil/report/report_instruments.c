#include "report_instruments.h"

#include "hil/report/report.h"

void report_instruments_write(struct bytes *out, const struct report_instrument *rows, size_t count)
{
    bytes_text(out, "[");
    for (size_t i = 0; i < count; i++) {
        const struct { const char *name, *text; } members[] = {
            { "role", rows[i].role }, { "driver", rows[i].driver }, { "port", rows[i].port },
            { "line", rows[i].line }, { "identity", rows[i].identity },
            { "limits", rows[i].limits },
        };

        for (size_t n = 0; n < sizeof members / sizeof *members; n++) {
            bytes_format(out, "%s\"%s\":", n > 0 ? "," : i > 0 ? ",{" : "{", members[n].name);
            bytes_json_text(out, members[n].text);
        }
        bytes_text(out, "}");
    }
    bytes_text(out, "]");
}

static void row_html(struct bytes *out, const struct report_instrument *row)
{
    const char *const cells[] = { row->role, row->driver, row->port, row->line, row->identity,
                                  row->limits };

    bytes_text(out, "<tr>");
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        bytes_text(out, "<td>");
        bytes_html(out, cells[i]);
        bytes_text(out, "</td>");
    }
    bytes_text(out, "</tr>\n");
}

void report_instruments_html(struct bytes *out, const struct report *report)
{
    if (!report->bench_path)
        return;
    bytes_text(out, "<table class=\"bench\"><caption>On the bench ");
    bytes_html(out, report->bench_path);
    bytes_text(out, report->is_armed ? ", armed" : ", not armed: no source was switched on");
    bytes_text(out, "</caption><thead><tr><th>role</th><th>driver</th><th>port</th><th>line</th>"
                    "<th>what it says of itself</th><th>limits</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < report->instrument_count; i++)
        row_html(out, &report->instruments[i]);
    bytes_text(out, "</tbody></table>\n");
}
