/* How large a text of JSON becomes when it is read. */
#include "live_runs.h"

static void byte_see(struct runs_extent *extent, char byte)
{
    bool opens = byte == '[' || byte == '{';

    if (extent->is_in_text) {
        extent->is_in_text = extent->is_escaped || byte != '"';
        extent->is_escaped = !extent->is_escaped && byte == '\\';
        return;
    }
    extent->is_in_text = byte == '"';
    if (byte == ']' || byte == '}')
        extent->depth--;
    if (opens)
        extent->depth++;
    if (!opens && byte != ',')
        return;
    extent->items += extent->depth == 2;
    extent->values++;
    if (++extent->line_values > extent->line_values_most)
        extent->line_values_most = extent->line_values;
}

void runs_extent_add(struct runs_extent *extent, const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text[i] != '\n') {
            byte_see(extent, text[i]);
            continue;
        }
        extent->lines++;
        extent->line_values = 0;
        extent->depth = 0;
        extent->is_in_text = extent->is_escaped = false;
    }
}
