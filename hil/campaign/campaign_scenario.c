#include "campaign_scenario.h"

#include <math.h>
#include <string.h>

/* A text between quotes, as Lua reads it. */
static void lua_text(struct bytes *out, const char *text)
{
    bytes_text(out, "\"");
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte == '"' || byte == '\\')
            bytes_format(out, "\\%c", byte);
        else if (byte < ' ' || byte == 127)
            bytes_format(out, "\\%03u", byte);
        else
            bytes_add(out, text, 1);
    }
    bytes_text(out, "\"");
}

/* What stands in a comment is one line. */
static void comment_text(struct bytes *out, const char *text)
{
    for (; *text; text++)
        bytes_add(out, (unsigned char)*text < ' ' ? " " : text, 1);
}

static void member_number(struct bytes *out, const char *name, double value)
{
    bytes_format(out, ", %s = ", name);
    bytes_json_number(out, value);
}

static void fault_write(struct bytes *out, const struct fault *fault)
{
    bytes_text(out, "    { knob = ");
    lua_text(out, fault->knob);
    if (*fault->label) {
        bytes_text(out, ", value = ");
        lua_text(out, fault->label);
    } else {
        member_number(out, "value", fault->value);
    }
    member_number(out, "from_s", fault->from_s);
    if (isfinite(fault->to_s))
        member_number(out, "to_s", fault->to_s);
    if (fault->every)
        bytes_format(out, ", every = %ld", fault->every);
    if (fault->nth)
        bytes_format(out, ", nth = %ld", fault->nth);
    if (fault->chance > 0)
        member_number(out, "chance", fault->chance);
    bytes_text(out, " },\n");
}

static void head_write(const struct campaign_scenario *scenario, struct bytes *out)
{
    bytes_text(out, "-- ");
    comment_text(out, scenario->requirement);
    bytes_text(out, " is not met by ");
    comment_text(out, scenario->path);
    bytes_text(out, "\n-- with the faults at the end of this file, the fewest and simplest that "
                    "were found. It shows with\n--     ");
    comment_text(out, scenario->command);
    bytes_text(out, "\n\nlocal function original(scenario)\n");
}

void campaign_scenario_write(const struct campaign_scenario *scenario, struct bytes *out)
{
    const char *text = scenario->text;

    head_write(scenario, out);
    if (*text == '#')                   /* "#!/usr/bin/env painrig" is no Lua within a file */
        text += strcspn(text, "\n");
    bytes_text(out, text);
    bytes_text(out, "\nend\n\nreturn original(function(shrunk)\n  shrunk.title = ");
    lua_text(out, scenario->title);
    bytes_text(out, "\n  shrunk.covers, shrunk.cases, shrunk.grid = nil, nil, nil\n");
    for (size_t i = 0; i < scenario->parameter_count; i++) {
        if (scenario->parameters[i].value == scenario->parameters[i].rest)
            continue;
        bytes_text(out, "  shrunk.parameters[");
        lua_text(out, scenario->parameters[i].name);
        bytes_text(out, "] = ");
        bytes_json_number(out, scenario->parameters[i].value);
        bytes_text(out, "\n");
    }
    bytes_text(out, "  shrunk.faults = {\n");
    for (size_t i = 0; i < scenario->faults->count; i++)
        fault_write(out, &scenario->faults->faults[i]);
    bytes_text(out, "  }\n  return scenario(shrunk)\nend)\n");
}
