#include "panel_json.h"
#include "panel.h"

#define EACH(i, count, body)                        \
    for (size_t i = 0; i < (count); i++) {          \
        if (i)                                      \
            bytes_text(out, ",");                   \
        body;                                       \
    }

static void last_text(struct bytes *out, const char *name, const char *text)
{
    bytes_format(out, "\"%s\":", name);
    bytes_json_text(out, text);
}

static void field_write(struct bytes *out, const struct panel_field *field)
{
    bytes_text(out, "{");
    bytes_json_member_text(out, "place", panel_place_names[field->place]);
    bytes_json_member_text(out, "signal", field->signal);
    bytes_json_member_text(out, "label", field->label);
    bytes_format(out, "\"decimals\":%d}", field->decimals);
}

static void key_write(struct bytes *out, const struct panel_key *key)
{
    const char letter[2] = { key->letter, '\0' };

    bytes_text(out, "{");
    bytes_json_member_text(out, "name", key->name);
    bytes_json_member_text(out, "label", key->label);
    bytes_json_member_text(out, "group", key->group);
    bytes_json_member_text(out, "knob", key->knob);
    bytes_json_member_text(out, "act", panel_act_names[key->act]);
    bytes_json_member_number(out, "value", key->value);
    bytes_json_member_number(out, "least", key->least);
    bytes_json_member_number(out, "most", key->most);
    bytes_json_member_text(out, "letter", letter);
    bytes_json_member_text(out, "way", panel_way_names[key->way]);
    bytes_json_member_text(out, "colour", key->colour);
    last_text(out, "sentence", key->sentence);
    bytes_text(out, "}");
}

static void light_write(struct bytes *out, const struct panel_light *light)
{
    bytes_text(out, "{");
    bytes_json_member_text(out, "signal", light->signal);
    bytes_json_member_text(out, "state", light->state);
    bytes_json_member_number(out, "value", light->value);
    bytes_json_member_text(out, "label", light->label);
    last_text(out, "colour", light->colour);
    bytes_text(out, "}");
}

static void alarm_write(struct bytes *out, const struct panel_alarm *alarm)
{
    bytes_text(out, "{");
    bytes_json_member_text(out, "signal", alarm->signal);
    bytes_json_member_text(out, "state", alarm->state);
    bytes_json_member_text(out, "priority", requirement_priority_labels[alarm->priority]);
    bytes_json_member_text(out, "text", alarm->text);
    last_text(out, "requirement", alarm->requirement);
    bytes_text(out, "}");
}

static void chart_write(struct bytes *out, const struct panel_chart *chart)
{
    size_t count = 0;

    while (count < PANEL_CURVES_MAX && chart->signals[count])
        count++;
    bytes_text(out, "{");
    bytes_json_member_text(out, "title", chart->title);
    bytes_json_member_text(out, "unit", chart->unit);
    bytes_text(out, "\"signals\":[");
    EACH(i, count, bytes_json_text(out, chart->signals[i]))
    bytes_text(out, "]}");
}

static void panel_write(struct bytes *out, const struct panel *panel)
{
    bytes_text(out, "{");
    bytes_json_member_text(out, "rig", panel->rig);
    bytes_json_member_text(out, "device", panel->device);
    bytes_json_member_text(out, "sentence", panel->sentence);
    bytes_json_member_text(out, "state", panel->state);
    bytes_json_member_text(out, "tone", panel->tone);
    bytes_text(out, "\"fields\":[");
    EACH(i, panel->field_count, field_write(out, &panel->fields[i]))
    bytes_text(out, "],\"keys\":[");
    EACH(i, panel->key_count, key_write(out, &panel->keys[i]))
    bytes_text(out, "],\"lights\":[");
    EACH(i, panel->light_count, light_write(out, &panel->lights[i]))
    bytes_text(out, "],\"alarms\":[");
    EACH(i, panel->alarm_count, alarm_write(out, &panel->alarms[i]))
    bytes_text(out, "],\"charts\":[");
    EACH(i, panel->chart_count, chart_write(out, &panel->charts[i]))
    bytes_text(out, "]}");
}

static void burst_write(struct bytes *out, const struct panel_burst *burst)
{
    double starts_s[PANEL_PULSES_MAX], length_s;
    size_t count = panel_burst_starts(burst, starts_s, &length_s);

    bytes_text(out, "{\"starts_s\":[");
    EACH(i, count, bytes_json_number(out, starts_s[i]))
    bytes_text(out, "],");
    bytes_json_member_number(out, "length_s", length_s);
    bytes_json_member_number(out, "pulse_s", burst->pulse_s);
    bytes_json_member_number(out, "rise_s", burst->rise_s);
    bytes_json_member_number(out, "fall_s", burst->fall_s);
    bytes_json_member_number(out, "every_s", burst->every_s);
    bytes_json_member_number(out, "pitch_hz", burst->pitch_hz);
    bytes_text(out, "\"harmonics_db\":[");
    EACH(i, (size_t)PANEL_HARMONICS, bytes_json_number(out, burst->harmonics_db[i]))
    bytes_text(out, "]}");
}

static void signal_write(struct bytes *out, size_t priority)
{
    const struct panel_lamp *lamp = &panel_lamps[priority];

    bytes_text(out, "{");
    bytes_json_member_text(out, "priority", requirement_priority_labels[priority]);
    bytes_text(out, "\"lamp\":{");
    bytes_json_member_text(out, "colour", lamp->colour);
    bytes_json_member_number(out, "flash_hz", lamp->flash_hz);
    bytes_text(out, "\"duty\":");
    bytes_json_number(out, lamp->duty);
    bytes_text(out, "},\"burst\":");
    burst_write(out, &panel_bursts[priority]);
    bytes_text(out, "}");
}

void panel_json_write(struct bytes *out)
{
    size_t count = 0;

    while (panels[count])
        count++;
    bytes_text(out, "\"panels\":[");
    EACH(i, count, panel_write(out, panels[i]))
    bytes_text(out, "],\"signals\":[");
    EACH(i, (size_t)REQUIREMENT_PRIORITY_COUNT, signal_write(out, i))
    bytes_text(out, "]");
}
