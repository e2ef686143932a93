#include "live_protocol.h"

#include "hil/live/live_channel.h"
#include "hil/live/live_http.h"
#include "hil/live/live_tables.h"
#include "hil/rig/rig.h"

#include <string.h>

/* What no table says. */
static const char beginning[] =
    "# The page's protocol\n"
    "\n"
    "What the page of `painrig serve` and its server say to each other. Printed by `painrig\n"
    "serve --protocol` from the same tables that check every request; GET /data/tables has\n"
    "those tables as JSON, and a page builds its controls from them.\n"
    "\n";

static const char requests[] =
    "## Requests and answers\n"
    "\n"
    "HTTP/1.1. A GET looks, and has its fields in the query, form-encoded (WHATWG URL,\n"
    "5.1). A POST changes something, and has its fields as members of one flat JSON object,\n"
    "with Content-Type: application/json and the page's own Origin. HEAD is a GET without\n"
    "its body. A field that the route does not have, that is given twice, or that is\n"
    "outside its range is refused; one that is not given is at rest, and one that has no\n"
    "rest must be given. Texts are UTF-8 without control characters but tabs and line ends.\n"
    "\n"
    "Answers are JSON unless it is said otherwise; unknown is null. A failure is a status\n"
    "and `{\"error\": \"a sentence\"}`:\n"
    "\n"
    "| status | when |\n"
    "|---|---|\n"
    "| 400 | fields, body, target or header that cannot be read, or are out of range |\n"
    "| 401 | keys are wanted (`--listen`), and there is no cookie of a link |\n"
    "| 403 | another site's page asks; a viewer wants to operate; a link's key is wrong or "
    "used up |\n"
    "| 404 | there is no such page |\n"
    "| 405 | to be asked with the other method |\n"
    "| 409 | the room refuses: not in this state |\n"
    "| 413, 414, 431 | body, target or head is too long |\n"
    "| 415 | the body is not application/json |\n"
    "| 421 | the Host header is not where the server listens |\n"
    "| 429 | too much is asked at once: again in a second |\n"
    "| 500 | the program failed |\n"
    "| 503 | as many viewers as there may be, or the server is about to end |\n"
    "\n"
    "What is no HTTP/1 at all hears a short page of the HTTP library's own instead (400, 413,\n"
    "414, 431, 505).\n"
    "\n";

static const char films[] =
    "## Films\n"
    "\n"
    "A film is all that a model did, frame by frame, worked out at once; the page plays it\n"
    "by its own clock. application/octet-stream: a uint32, little-endian, n; n bytes of\n"
    "JSON, padded with blanks so that 4 + n is a multiple of 4; float32, little-endian, to\n"
    "the end. The JSON is the head:\n"
    "\n"
    "| member | what it is |\n"
    "|---|---|\n"
    "| format | \"painrig film 1\" |\n"
    "| kind | \"lesion\" or \"spread\" |\n"
    "| frames, times_s | how many, and when each is |\n"
    "| fields | name, offset (in floats), per_frame: frame f of a field begins at offset + f x "
    "per_frame |\n"
    "| series | name: a number for each frame |\n"
    "| settings | what was asked, rests included |\n"
    "| end | what the command prints as JSON, to the last digit |\n"
    "| sentence, limits | what is seen, and what the model does not say |\n"
    "\n"
    "A lesion's fields are on a tensor-product grid of nodes r_m by z_m, node (i, j) at j x\n"
    "nr + i; its elements span order + 1 nodes each way with Lagrange polynomials on them.\n"
    "`margin.k` is at least 0 where tissue is dead by criterion k of `criteria`. A spread's\n"
    "fields are on cells x_m. The page takes any set of fields: what is not in `fields` was\n"
    "not worth sending. The same request gives the same bytes.\n"
    "\n";

static const char streams[] =
    "## Event streams\n"
    "\n"
    "Routes that are watched answer with text/event-stream (WHATWG HTML, 9.2):\n"
    "\n"
    "    id: 17\n"
    "    event: row\n"
    "    data: {\"t_s\":12.5,\"values\":[37.1,null,...]}\n"
    "\n"
    "| event | data |\n"
    "|---|---|\n"
    "| greeting | what has to be known to understand the rest, first and once |\n"
    "| row | t_s; values: one for each signal, in the order of the rig's table |\n"
    "| event | t_s, kind, text: something happened |\n"
    "| lost | count: messages that this viewer was too slow for |\n"
    "| end | nothing more comes: close the stream, or the browser asks again |\n"
    "\n"
    "A room may send more events; who does not know one passes it over. A viewer never\n"
    "delays the rig: who is slow loses the oldest messages.\n"
    "\n";

static const char versions[] =
    "## Versions\n"
    "\n"
    "`protocol` in /data/tables is this document's. Within a version routes, fields with a\n"
    "rest, members of answers and events may be added, and ranges may widen: who reads\n"
    "passes over what it does not know. Anything else makes the next version. A film says\n"
    "its own format.\n"
    "\n";

static const char own[] =
    "### The door's own\n"
    "\n"
    "- `GET /`, `/page.js` and so on: the page's files, with an ETag.\n"
    "- `GET /data/tables`: protocol, version, right (\"operate\" or \"look\"), rooms with "
    "routes and\n"
    "  fields, rigs with signals and knobs. Numbers and names are those below.\n"
    "- `GET /enter?key=...`: exchanges the key of a link for a cookie, where keys are wanted.\n"
    "\n";

/* ------------------------------------------------------------------ cells of tables */

/* Of a sentence in a cell, a bar would end the cell. */
static void cell_text(struct bytes *out, const char *text)
{
    for (; *text; text++)
        bytes_add(out, *text == '|' ? "\\|" : text, *text == '|' ? 2 : 1);
}

static void cell_list(struct bytes *out, const char *const *texts)
{
    for (size_t i = 0; texts[i]; i++) {
        bytes_text(out, i ? ", " : "");
        cell_text(out, texts[i]);
    }
}

static void unit_write(struct bytes *out, const char *unit)
{
    if (strcmp(unit, "-") != 0)
        bytes_format(out, " %s", unit);
}

/* ------------------------------------------------------------------ rooms */

static void field_write(struct bytes *out, const struct live_field *field)
{
    bytes_format(out, "| `%s` | ", field->name);
    switch (field->kind) {
    case LIVE_NUMBER:
        bytes_format(out, "%.10g .. %.10g", field->least, field->most);
        unit_write(out, field->unit);
        break;
    case LIVE_CHOICE:
        cell_list(out, field->choices);
        break;
    case LIVE_TEXT:
        bytes_text(out, "a text");
        break;
    }
    bytes_text(out, " | ");
    if (!field->rest)
        bytes_text(out, "must be given");
    else if (field->rest[0])
        cell_text(out, field->rest);
    else
        bytes_text(out, "nothing");
    bytes_text(out, " | ");
    cell_text(out, field->sentence);
    bytes_text(out, " |\n");
}

static void route_write(struct bytes *out, const struct live_route *route)
{
    bytes_format(out, "#### %s %s\n\n", live_method_name(route->right), route->path);
    bytes_text(out, route->sentence);
    bytes_text(out, route->watch ? " An event stream: " : " Comes back: ");
    bytes_text(out, route->returns);
    bytes_text(out, ".\n\n");
    if (route->field_count == 0)
        return;
    bytes_text(out, "| field | what it may be | rest | what it is |\n|---|---|---|---|\n");
    for (size_t i = 0; i < route->field_count; i++)
        field_write(out, &route->fields[i]);
    bytes_text(out, "\n");
}

static void rooms_write(struct bytes *out, const struct live_room *const *rooms)
{
    bytes_text(out, "## Routes\n\n");
    bytes_text(out, own);
    for (size_t i = 0; rooms[i]; i++) {
        bytes_format(out, "### The room %s\n\n", rooms[i]->name);
        bytes_text(out, rooms[i]->sentence);
        bytes_text(out, "\n\n");
        for (size_t k = 0; k < rooms[i]->route_count; k++)
            route_write(out, &rooms[i]->routes[k]);
    }
}

/* ------------------------------------------------------------------ rigs */

static void range_write(struct bytes *out, double least, double most, const char *unit,
                        const char *const *labels)
{
    if (labels) {
        cell_list(out, labels);
        return;
    }
    bytes_format(out, "%.10g .. %.10g", least, most);
    unit_write(out, unit);
}

static void signals_write(struct bytes *out, const struct rig_type *type)
{
    bytes_text(out, "| signal | range | what it is |\n|---|---|---|\n");
    for (size_t i = 0; i < type->signal_count; i++) {
        const struct signal *signal = &type->signals[i];
        bytes_format(out, "| `%s` | ", signal->name);
        range_write(out, signal->least, signal->most, signal->unit, signal->labels);
        bytes_text(out, " | ");
        cell_text(out, signal->sentence);
        bytes_text(out, " |\n");
    }
}

static void knobs_write(struct bytes *out, const struct rig_type *type)
{
    bytes_text(out, "\n| knob | kind | range | rest | what it does |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < type->knob_count; i++) {
        const struct knob *knob = &type->knobs[i];
        bytes_format(out, "| `%s` | %s | ", knob->name,
                     knob->kind == KNOB_FAULT ? "fault" : "order");
        range_write(out, knob->least, knob->most, knob->unit, knob->labels);
        bytes_format(out, " | %.10g | ", knob->rest);
        cell_text(out, knob->sentence);
        bytes_text(out, " |\n");
    }
}

static void rigs_write(struct bytes *out)
{
    bytes_text(out, "## Rigs\n\nA state's value is an index into its labels.\n\n");
    for (size_t i = 0; rig_types[i]; i++) {
        bytes_format(out, "### %s: %s\n\n", rig_types[i]->name, rig_types[i]->sentence);
        signals_write(out, rig_types[i]);
        knobs_write(out, rig_types[i]);
        bytes_text(out, "\n");
    }
}

void live_protocol_write(struct bytes *out, const struct live_room *const *rooms)
{
    const struct live_limits *limits = &live_limits_others;

    bytes_text(out, beginning);
    bytes_format(out, "This is version %d.\n\n", LIVE_PROTOCOL_VERSION);
    bytes_text(out, requests);
    bytes_format(out, "At most %zu bytes of target, %zu of head, %zu of body and %d of a text; "
                      "%zu viewers of\nevent streams. From another machine: %zu connections of an "
                      "address at a time, %g requests a second\nafter a burst of %g. A head has to "
                      "come within %g s, a body within %g s.\n\n",
                 limits->target_bytes, limits->head_bytes, limits->body_bytes, LIVE_TEXT_MAX - 1,
                 limits->viewers, limits->toll.connections, limits->toll.requests_per_s,
                 limits->toll.requests_burst, limits->head_s, limits->body_s);
    bytes_text(out, films);
    bytes_text(out, streams);
    bytes_format(out, "A message has %d bytes at most.\n\n", LIVE_MESSAGE_MAX);
    bytes_text(out, versions);
    rooms_write(out, rooms);
    rigs_write(out);
}
