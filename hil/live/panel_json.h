/* panel_json.h - the panels and alarm signals as the page reads them: panel.h, word for word.
 *
 *     "panels": [{ rig, device, sentence, state, tone, fields: [{place, signal, label, decimals}],
 *                  keys: [{name, label, group, knob, act, value, least, most, letter, way, colour,
 *                  sentence}], lights: [{signal, state, value, label, colour}],
 *                  alarms: [{signal, state, priority, text, requirement}],
 *                  charts: [{title, unit, signals}] }]
 *     "signals": [{ priority, lamp: {colour, flash_hz, duty}, burst: {starts_s, length_s, pulse_s,
 *                  rise_s, fall_s, every_s, pitch_hz, harmonics_db} }]
 *
 * The signals are those of none, low, medium and high, in that order. */
#ifndef PAINRIG_HIL_PANEL_JSON_H
#define PAINRIG_HIL_PANEL_JSON_H

#include "hil/bytes.h"

/* Both members, with a comma between them. */
void panel_json_write(struct bytes *);

#endif
