// lesion_tools.js - the rows above and below the drawings: tools, zoom, colours, and the colours' scale.
//
//     const row = createTools(room.tools, { tool, onTool, onZoom, onFit, onColours });
//     row.show(name)                       that tool is chosen
//     const scale = createScale(room.bar, look);
//     scale.draw()                         palette or temperatures have changed
//     scale.told                           the line under the drawing for what is pointed at

import { palettes } from "./field.js";
import { made } from "./parts.js";

export const ZOOM = 1.25;
export const tools = [
  { name: "probe", title: "Probe", key: "p", text: "probe: temperature at a point",
    hint: "Point at the lesion, or move the crosshair with the arrow keys." },
  { name: "needle", title: "Needle", key: "n", text: "needle: move it over the anatomy",
    hint: "Drag the needle, or use the arrow keys; [ and ] turn it, Shift takes larger steps." },
  { name: "nerve", title: "Nerve", key: "e", text: "nerve: draw its course point by point",
    hint: "Click along the nerve, or place points with arrow keys and Enter; Backspace takes one back." },
  { name: "ruler", title: "Ruler", key: "r", text: "ruler: distance between two points",
    hint: "Drag from one point to another, or Enter at both." },
];
export const tool_of = (name) => tools.find((one) => one.name === name);

function tool_pick({ tool, onTool }) {
  const pick = made("div", { className: "segments", role: "group", "aria-label": "Tool" });
  for (const one of tools)
    pick.append(made("label", { title: one.text },
      made("input", { type: "radio", name: "lesion-tool", value: one.name,
        checked: one.name === tool, test: `tool-${one.name}`, onchange: () => onTool(one.name) }),
      made("span", { textContent: one.title })));
  return pick;
}

function colours_list(onColours) {
  const list = made("select", { "aria-label": "Colours", test: "colours",
      onchange: () => onColours(palettes[list.value]) },
    ...Object.keys(palettes).map((name) => made("option", { value: name, textContent: name })));
  return list;
}

export function createTools(place, acts) {
  const pick = tool_pick(acts);
  const button = (text, label, onclick) => made("button", { type: "button", textContent: text,
    title: label, "aria-label": label, onclick });
  place.append(pick, button("\u2212", "further away", () => acts.onZoom(ZOOM)),
    button("+", "closer", () => acts.onZoom(1 / ZOOM)),
    button("Fit", "Fit: as at first", acts.onFit), colours_list(acts.onColours));
  return {
    show(name) {
      for (const radio of pick.querySelectorAll("input"))
        radio.checked = radio.value === name;
    },
  };
}

export function createScale(place, look) {
  const scale = made("canvas", { width: 256, height: 1, className: "lesion-scale",
    "aria-hidden": "true" });
  const ticks = made("div", { className: "lesion-ticks" });
  const told = made("p", { className: "lesion-told" });
  place.append(made("div", { className: "lesion-scale-box" }, scale, ticks), told);

  function ticks_draw() {
    const span = look.most_c - look.least_c, step = span > 40 ? 10 : span > 15 ? 5 : 1;
    const marks = [];
    for (let at = Math.ceil(look.least_c / step) * step; at <= look.most_c; at += step) {
      const mark = made("span", { textContent: String(at) });
      mark.style.left = `${100 * (at - look.least_c) / span}%`;
      marks.push(mark);
    }
    ticks.replaceChildren(...marks,
      made("span", { className: "lesion-ticks-unit", textContent: "\u00b0C now" }));
  }

  function draw() {
    const context = scale.getContext("2d"), image = context.createImageData(256, 1);
    image.data.set(look.palette);
    context.putImageData(image, 0, 0);
    ticks_draw();
  }

  return { told, draw };
}
