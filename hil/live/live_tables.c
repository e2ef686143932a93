#include "live_tables.h"

#include "hil/rig/rig.h"
#include "hil/run_version.h"

#include <string.h>

static const char *kind_name(enum live_kind kind)
{
    static const char *const names[] = { [LIVE_NUMBER] = "number", [LIVE_CHOICE] = "choice",
                                         [LIVE_TEXT] = "text" };

    return names[kind];
}

const char *live_method_name(enum live_right right)
{
    return right == LIVE_OPERATE ? "POST" : "GET";
}

/* --- pieces of JSON --- */

static void comma(struct bytes *out)
{
    if (out->used > 0 && !strchr("[{", out->at[out->used - 1]))
        bytes_text(out, ",");
}

static void begin(struct bytes *out, const char *bracket)
{
    comma(out);
    bytes_text(out, bracket);
}

static void member(struct bytes *out, const char *name)
{
    comma(out);
    bytes_json_text(out, name);
    bytes_text(out, ":");
}

static void text_member(struct bytes *out, const char *name, const char *text)
{
    member(out, name);
    bytes_json_text(out, text);
}

static void number_member(struct bytes *out, const char *name, double value)
{
    member(out, name);
    bytes_json_number(out, value);
}

static void list_member(struct bytes *out, const char *name, const char *const *texts)
{
    member(out, name);
    if (!texts) {
        bytes_text(out, "null");
        return;
    }
    bytes_text(out, "[");
    for (size_t i = 0; texts[i]; i++) {
        comma(out);
        bytes_json_text(out, texts[i]);
    }
    bytes_text(out, "]");
}

/* --- rooms --- */

static void field_write(struct bytes *out, const struct live_field *field)
{
    begin(out, "{");
    text_member(out, "name", field->name);
    text_member(out, "unit", field->unit);
    text_member(out, "kind", kind_name(field->kind));
    if (field->kind == LIVE_NUMBER) {
        number_member(out, "least", field->least);
        number_member(out, "most", field->most);
        number_member(out, "step", field->step);
    }
    text_member(out, "rest", field->rest);
    list_member(out, "choices", field->kind == LIVE_CHOICE ? field->choices : NULL);
    text_member(out, "sentence", field->sentence);
    bytes_text(out, "}");
}

static void route_write(struct bytes *out, const struct live_route *route)
{
    begin(out, "{");
    text_member(out, "path", route->path);
    text_member(out, "method", live_method_name(route->right));
    member(out, "watches");
    bytes_text(out, route->watch ? "true" : "false");
    text_member(out, "sentence", route->sentence);
    text_member(out, "returns", route->returns);
    member(out, "fields");
    bytes_text(out, "[");
    for (size_t i = 0; i < route->field_count; i++)
        field_write(out, &route->fields[i]);
    bytes_text(out, "]}");
}

static void room_write(struct bytes *out, const struct live_room *room)
{
    begin(out, "{");
    text_member(out, "name", room->name);
    text_member(out, "sentence", room->sentence);
    member(out, "routes");
    bytes_text(out, "[");
    for (size_t i = 0; i < room->route_count; i++)
        route_write(out, &room->routes[i]);
    bytes_text(out, "]}");
}

/* --- rigs --- */

static void signal_write(struct bytes *out, const struct signal *signal)
{
    begin(out, "{");
    text_member(out, "name", signal->name);
    text_member(out, "unit", signal->unit);
    number_member(out, "decimals", signal->decimals);
    number_member(out, "least", signal->least);
    number_member(out, "most", signal->most);
    list_member(out, "labels", signal->labels);
    text_member(out, "sentence", signal->sentence);
    bytes_text(out, "}");
}

static void knob_write(struct bytes *out, const struct knob *knob)
{
    begin(out, "{");
    text_member(out, "name", knob->name);
    text_member(out, "unit", knob->unit);
    number_member(out, "least", knob->least);
    number_member(out, "most", knob->most);
    number_member(out, "rest", knob->rest);
    text_member(out, "kind", knob->kind == KNOB_FAULT ? "fault" : "order");
    list_member(out, "labels", knob->labels);
    text_member(out, "sentence", knob->sentence);
    bytes_text(out, "}");
}

static void rig_write(struct bytes *out, const struct rig_type *type)
{
    begin(out, "{");
    text_member(out, "name", type->name);
    text_member(out, "sentence", type->sentence);
    member(out, "signals");
    bytes_text(out, "[");
    for (size_t i = 0; i < type->signal_count; i++)
        signal_write(out, &type->signals[i]);
    bytes_text(out, "]");
    member(out, "knobs");
    bytes_text(out, "[");
    for (size_t i = 0; i < type->knob_count; i++)
        knob_write(out, &type->knobs[i]);
    bytes_text(out, "]}");
}

void live_tables_write(struct bytes *out, const struct live_room *const *rooms,
                       enum live_right right)
{
    begin(out, "{");
    number_member(out, "protocol", LIVE_PROTOCOL_VERSION);
    text_member(out, "version", run_version());
    text_member(out, "right", right == LIVE_OPERATE ? "operate" : "look");
    member(out, "rooms");
    bytes_text(out, "[");
    for (size_t i = 0; rooms[i]; i++)
        room_write(out, rooms[i]);
    bytes_text(out, "]");
    member(out, "rigs");
    bytes_text(out, "[");
    for (size_t i = 0; rig_types[i]; i++)
        rig_write(out, rig_types[i]);
    bytes_text(out, "]}");
}
