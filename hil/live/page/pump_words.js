// pump_words.js - what is said below the canals: the border that the map draws, warnings, what is
// seen and the command that does the same, what it all rests on; and what the probe reads. Pure but
// for elements.
//
//     page.words_show(words_of(room));      probe_words(scene, map, x_m, time_s) -> { text, value }

import { letter, made, with_signs } from "./parts.js";
import { command_of, question_of } from "./pump_regime.js";
import { digits } from "./pump_scene.js";

const NO_ADVICE = "Doses show what the model does. They are no advice.";
const IN_PROPORTION = "Lengths in proportion, the canal 2.6 times as wide.";

const has_two_drugs = (scenes) =>
  new Set(scenes.map((scene) => scene.head.settings.drug)).size > 1;

/* "A: " of two, nothing of one. */
export const name_of = (scenes, c) => (scenes.length > 1 ? `${letter(c)}: ` : "");

/* The border that the map draws; of two drugs each has its own. */
function key_words(scenes) {
  const drug = ({ head }) => (has_two_drugs(scenes) ? `${head.settings.drug}: ` : "");
  const borders = new Set(scenes.flatMap((scene) => scene.head.thresholds
    .filter((one) => one.site === "cord" && one.role === "effect").slice(0, 1)
    .map(({ name, ug_per_ml, is_unverified }) => `${drug(scene)}${name} (effect site at `
      + `${digits(ug_per_ml)} \u00b5g/mL${is_unverified ? ", unverified" : ""})`)));
  return `${borders.size ? `White line: ${[...borders].join("; ")}. ` : ""}${IN_PROPORTION}`;
}

function caption_make({ scenes, rest, regimes }, c) {
  const sentence = with_signs(scenes[c].head.sentence);
  return made("p", {}, made("b", { textContent: `${name_of(scenes, c)}${sentence}. ` }),
    made("code", { textContent: command_of(rest, question_of(rest, regimes[c])),
                   test: `command-${c}` }));
}

export function words_of(room) {
  const { scenes, active } = room, footed = has_two_drugs(scenes) ? scenes : [scenes[active]];
  return {
    key: key_words(scenes),
    warnings: scenes.flatMap((scene, c) => scene.head.warnings.map((text) =>
      made("span", { textContent: `${name_of(scenes, c)}${with_signs(text)}` }))),
    captions: [...scenes.map((_, c) => caption_make(room, c)),
               made("p", { textContent: NO_ADVICE })],
    limits: footed.flatMap((scene) => scene.head.limits.map((text) =>
      made("li", { textContent: text }))),
  };
}

/* map: a row of fields_of_map. */
export function probe_words(scene, { name, field, words }, x_m, time_s) {
  const read = (edge) => digits(scene.at(`${name}_${edge}_ug_per_ml`, x_m, time_s));
  const band = scene.has(`${name}_low_ug_per_ml`) ? ` (${read("low")} .. ${read("high")})` : "";
  const place = `${scene.level_at(x_m).name}, ${(time_s / 3600).toFixed(2)} h`;
  const value = scene.at(field, x_m, time_s);
  return { value, text: `${place}: ${digits(value)}${band} \u00b5g/mL ${words}` };
}
