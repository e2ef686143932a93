// lesion_lines.js - what lies over the field: isotherms, the criteria's borders with their names,
// the scale.
//
//     lines_draw(drawing, time_s)
//     text_look(window, x, y, px, more)       a text's attributes, px high on the page
//
// drawing: { scene, look, window, pose, pools: { lines, words } }, as lesion_view.js has it. Lines
// are in the needle's frame, words in the drawing's.

import { criterion_short, criterion_styles, criterion_word } from "./lesion_criteria.js";

const LABEL_ROOM = 36;                  /* a view narrower than so many letters has short labels */
const LABEL_STEP = 1.35;                /* from one label to the next, in their height */
const BARS_MM = [1, 2, 5, 10, 20, 50];

export function text_look(window, x, y, px, more = {}) {
  const size = px / window.scale;
  return { x: x.toFixed(3), y: y.toFixed(3), "font-size": size, "stroke-width": size * 0.22,
           ...more };
}

/* In the needle's frame and in micrometres: whole numbers are quickly written. */
function path_of(chains, tip_mm) {
  let text = "";
  for (const chain of chains) {
    let before = "M";
    for (let k = 0; k < chain.length; k += 2) {
      const x = Math.round(chain[k] * 1000), y = Math.round((chain[k + 1] + tip_mm / 2) * -1000);
      text += `${before}${x} ${y}`;
      before = "L";
    }
    text += "Z";
  }
  return text;
}

/* The point of the outline that lies furthest in a direction, in the drawing's frame. */
function furthest(chains, pose, dx, dy) {
  let best = null, most = -Infinity;
  for (const chain of chains)
    for (let k = 0; k < chain.length; k += 2) {
      const at = pose.drawing(chain[k], chain[k + 1]), far = at.x * dx + at.y * dy;
      if (far > most) {
        most = far;
        best = at;
      }
    }
  return best;
}

// ---------------------------------------------------------------------- isotherms

/* To the left, one above the other where they would overlap. seen: { level, at }, any order. */
function isotherm_words({ look, window, pools }, seen) {
  const size = look.label_px * 0.9 / window.scale;
  let before = null;
  for (const { level, at } of seen.sort((a, b) => a.at.x - b.at.x)) {
    const y = before !== null && at.x - before.x < 2 * size ? before.y + 1.15 * size : at.y;
    const more = { "text-anchor": "end" };
    pools.words.put(`isotherm ${level}`, "text",
      text_look(window, at.x - 0.3 * size, y, look.label_px * 0.9, more), `${level}\u00b0`);
    before = { x: at.x, y };
  }
}

function isotherms_draw(drawing, time_s) {
  const { scene, look, pose, pools } = drawing, temps = scene.temps(time_s), seen = [];
  for (const level of look.isotherms) {
    const chains = scene.contours(temps, level, `temp ${time_s}`);
    pools.lines.put(`isotherm ${level}`, "path", { class: "lesion-isotherm",
                                                   d: path_of(chains, scene.tip_mm) });
    if (chains.length)
      seen.push({ level, at: furthest(chains, pose, -1, 0) });
  }
  isotherm_words(drawing, seen);
}

// ---------------------------------------------------------------------- borders of the lesion

/* Where each name's leader begins: round the right half, from top to bottom, so that none cross. */
function leaders_of(list, pose) {
  const middle = (list.length - 1) / 2;
  return list.map((one, k) => {
    const up = 1.9 * (k - middle) / list.length;
    return { ...one, from: furthest(one.chains, pose, Math.cos(up), Math.sin(up)) };
  }).sort((a, b) => a.from.y - b.from.y);
}

/* Names stand in a column beside the lesion. list: { test, text, chains }. */
function names_draw({ look, window, pose, pools }, list) {
  if (!list.length)
    return;
  const px = look.label_px, mm = 1 / window.scale, step = LABEL_STEP * px * mm;
  const longest = Math.max(...list.map((one) => one.text.length));
  const edge = Math.max(...list.map((one) => furthest(one.chains, pose, 1, 0).x));
  const x = Math.min(edge + 22 * mm,
                     window.left + window.width_mm - (0.56 * longest + 0.5) * px * mm);
  const first = pose.drawing(0, 0).y - (list.length - 1) / 2 * step;
  leaders_of(list, pose).forEach(({ from, test, text }, k) => {
    const y = Math.min(window.top + window.height_mm - step,
                       Math.max(window.top + step, first + k * step));
    const to = `${(x - 4 * mm).toFixed(2)} ${y.toFixed(2)}`;
    pools.words.put(`leader ${test}`, "path", { class: "lesion-leader",
      d: `M${from.x.toFixed(2)} ${from.y.toFixed(2)}L${to}` });
    pools.words.put(`label ${test}`, "text", text_look(window, x, y + 0.35 * px * mm, px,
      { "data-test": `label-${test}` }), text);
  });
}

/* In metal a margin says nothing: what has no volume has no border. */
const is_drawn = (scene, k, time_s) => k < scene.head.criteria.length && scene.has_margin(k)
  && scene.measure(k, "volume_mm3", time_s) > 0;

function border_draw({ scene, pools }, k, chains) {
  const { colour, under, dash } = criterion_styles[k], d = path_of(chains, scene.tip_mm);
  pools.lines.put(`under ${k}`, "path", { class: "lesion-under", d, stroke: under });
  pools.lines.put(`contour ${k}`, "path", { class: "lesion-contour", d, stroke: colour,
    "stroke-dasharray": dash, "data-test": `contour-${k}` });
}

function criteria_draw(drawing, time_s) {
  const { scene, look, window } = drawing;
  const word = window.width < LABEL_ROOM * look.label_px ? criterion_short : criterion_word;
  const list = look.criteria.filter((k) => is_drawn(scene, k, time_s)).map((k) => ({
    test: k, text: word(scene.head.criteria[k].name),
    chains: scene.contours(scene.margins(k, time_s), 0) }));
  for (const { test, chains } of list)
    border_draw(drawing, test, chains);
  names_draw(drawing, list.filter((one) => one.chains.length));
}

// ---------------------------------------------------------------------- the scale

function bar_draw({ look, window, pools }) {
  const wanted = Math.min(window.width_mm, window.height_mm) / 4, mm = 1 / window.scale;
  const length = BARS_MM.reduce((best, one) =>
    (Math.abs(one - wanted) < Math.abs(best - wanted) ? one : best));
  const x = window.left + 14 * mm, y = window.top + window.height_mm - 14 * mm;
  pools.words.put("bar", "path", { class: "lesion-bar",
    d: `M${x} ${y - 6 * mm}V${y}H${x + length}V${y - 6 * mm}` });
  pools.words.put("bar words", "text",
    text_look(window, x + length + 6 * mm, y, look.label_px * 0.95), `${length} mm`);
}

export function lines_draw(drawing, time_s) {
  isotherms_draw(drawing, time_s);
  criteria_draw(drawing, time_s);
  bar_draw(drawing);
  drawing.pools.lines.sweep();
  drawing.pools.words.sweep();
}
