// lesion_tools.js - the rows above and below the drawings: tools, zoom, palette, and the scale of
// colours.
//
//     const row = createTools(place, { tool, onTool(name), onZoom(factor), onFit(),
//                                      onColours(palette) });
//     row.show(name)                       that tool is chosen
//     const colours = createColours(place, look);
//     colours.show()                       palette or temperatures have changed
//     colours.told                         the line beside them for what is pointed at

import { picks } from "./choices.js";
import { palettes } from "./field.js";
import { made } from "./parts.js";
import { createScale } from "./scale.js";

export const ZOOM = 1.25;
export const tools = [
  { name: "probe", title: "Probe", key: "p", text: "probe: temperature at a point",
    hint: "Point at the lesion, or move the crosshair with the arrow keys." },
  { name: "needle", title: "Needle", key: "n", text: "needle: move it over the anatomy",
    hint: "Drag the needle, or use the arrow keys; [ and ] turn it, Shift takes larger steps." },
  { name: "nerve", title: "Nerve", key: "e", text: "nerve: draw its course point by point",
    hint: "Click along the nerve, or place points with arrow keys and Enter; "
      + "Backspace takes one back." },
  { name: "ruler", title: "Ruler", key: "r", text: "ruler: distance between two points",
    hint: "Drag from one point to another, or Enter at both." },
];
export const tool_of = (name) => tools.find((one) => one.name === name);

export function createTools(place, { tool, onTool, onZoom, onFit, onColours }) {
  const pick = picks({ name: "lesion-tool", label: "Tool", value: tool, onPick: onTool,
    rows: tools.map(({ name, title, text }) =>
      ({ value: name, text: title, title: text, test: `tool-${name}` })) });
  const button = (text, label, onclick) => made("button", { type: "button", textContent: text,
    title: label, "aria-label": label, onclick });
  const list = made("select", { "aria-label": "Colours", test: "colours",
      onchange: () => onColours(palettes[list.value]) },
    ...Object.keys(palettes).map((name) => made("option", { value: name, textContent: name })));
  place.append(pick.element, button("\u2212", "further away", () => onZoom(ZOOM)),
    button("+", "closer", () => onZoom(1 / ZOOM)), button("Fit", "Fit: as at first", onFit), list);
  return { show: pick.show };
}

/* Whole tens, fives or degrees, as there is room for. */
function marks_of({ least_c, most_c }) {
  const span = most_c - least_c, step = span > 40 ? 10 : span > 15 ? 5 : 1, marks = [];
  for (let at = Math.ceil(least_c / step) * step; at <= most_c; at += step)
    marks.push({ part: (at - least_c) / span, text: String(at) });
  return marks;
}

export function createColours(place, look) {
  const scale = createScale("lesion", "Colours of the temperature");
  const told = made("p", { className: "lesion-told" });
  place.append(scale.element, told);
  return { told, show: () => scale.show(look.palette, marks_of(look), "\u00b0C now") };
}
