// scale.js - a strip of a palette's colours, with its marks below.
//
//     const scale = createScale("lesion", "Colours of the temperature");   classes lesion-scale ...
//     scale.show(palette, [{ part: 0.25, text: "40" } ...], unit)       part: of the strip's length
//     scale.element

import { made } from "./parts.js";

function palette_paint(canvas, palette) {
  const context = canvas.getContext("2d"), image = context.createImageData(256, 1);
  image.data.set(palette);
  context.putImageData(image, 0, 0);
}

function mark_make({ part, text }) {
  const mark = made("span", { textContent: text });
  mark.style.left = `${100 * part}%`;
  return mark;
}

export function createScale(room, label) {
  const canvas = made("canvas", { width: 256, height: 1, className: `${room}-scale`, role: "img",
    "aria-label": label });
  const ticks = made("div", { className: `${room}-ticks` });
  return {
    element: made("div", { className: `${room}-scale-box` }, canvas, ticks),
    show(palette, marks, unit) {
      palette_paint(canvas, palette);
      ticks.replaceChildren(...marks.map(mark_make),
        made("span", { className: `${room}-ticks-unit`, textContent: unit }));
    },
  };
}
