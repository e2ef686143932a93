// pump_page.js - the pump room's places: settings to the left, canal and map in the middle, numbers
// and curves to the right. What stands in them is made by others.
//
//     const page = createPage(element, { onPreset(name), onBand(on), onMap(name), onPick, onAdd,
//                                        onDrop });
//     page.fields, .out, .views, .side                     elements to be filled
//     page.limits                                          goes below all that is in .side
//     page.cases.show(count, active)                       choices.js
//     page.maps.show(name)                                 which of fields_of_map is seen
//     page.scale.show(palette, marks, unit)                scale.js
//     page.band_show(on), .probe_show(text, value)
//     page.words_show({ key, warnings, captions, limits })

import { chooser, createCases, picks, ticker } from "./choices.js";
import { made } from "./parts.js";
import { presets } from "./pump_presets.js";
import { createScale } from "./scale.js";

/* What a map may show: a film's field, and how that is called. */
export const fields_of_map = [
  { name: "fluid", field: "fluid_ug_per_ml", title: "Fluid", words: "in the fluid" },
  { name: "cord", field: "cord_ug_per_ml", title: "Cord", words: "in the cord" },
  { name: "effect", field: "effect_ug_per_ml", title: "Effect site",
    words: "at the cord\u2019s effect site" },
];

const section = (className, label, ...inside) =>
  made("section", { className, "aria-label": label }, ...inside);

function controls_make(acts) {
  const rows = [["", "Choose ..."], ...presets.map((row) => [row.name, row.title])];
  const part = {
    preset: chooser("Preset", "preset", rows, "", acts.onPreset),
    cases: createCases({ word: "Regime", most: 2, ...acts }),
    fields: made("div", { className: "pump-fields" }),
    band: ticker("band, 10 .. 90 %", "band", true, acts.onBand),
    out: made("div", { className: "row" }),
  };
  part.band.element.classList.add("pump-band");
  const element = section("panel pump-controls", "Settings", part.preset.element,
    part.cases.element, part.fields, part.band.element, part.out);
  return { ...part, element };
}

function stage_make({ onMap }) {
  const part = {
    maps: picks({ name: "pump-map", label: "What the map shows", value: fields_of_map[0].name,
      onPick: onMap, rows: fields_of_map.map(({ name, title }) =>
        ({ value: name, text: title, test: `map-field-${name}` })) }),
    probe: made("output", { className: "pump-probe faint", test: "probe" }),
    views: made("div", { className: "pump-views" }),
    scale: createScale("pump", "Colours of the concentration, a logarithmic scale"),
    key: made("p", { className: "pump-key faint" }),
    warning: made("p", { className: "pump-warning", test: "warning" }),
    caption: made("div", { className: "pump-caption faint" }),
  };
  const element = section("pump-stage", "Canal",
    made("div", { className: "row pump-tools" }, part.maps.element, part.probe), part.views,
    made("div", { className: "pump-legend" }, part.scale.element, part.key), part.warning,
    part.caption);
  return { ...part, element };
}

export function createPage(element, acts) {
  const controls = controls_make(acts), stage = stage_make(acts);
  const side = section("pump-side", "Numbers and curves");
  const list = made("ul", { className: "pump-limits faint" });
  element.replaceChildren(controls.element, stage.element, side);
  return {
    fields: controls.fields, out: controls.out, cases: controls.cases, side,
    views: stage.views, maps: stage.maps, scale: stage.scale,
    limits: made("details", { className: "panel" },
      made("summary", { textContent: "What it rests on, and what the model is not" }), list),
    band_show(on) { controls.band.box.checked = on; },
    probe_show(text, value = "") {
      stage.probe.textContent = text;
      stage.probe.dataset.value = value;
    },
    words_show({ key, warnings, captions, limits }) {
      stage.key.textContent = key;
      stage.warning.replaceChildren(...warnings);
      stage.warning.hidden = !warnings.length;
      stage.caption.replaceChildren(...captions);
      list.replaceChildren(...limits);
    },
  };
}
