// pump_spine.js - the spine as the canal's drawing has it, in px: vertebrae, dura, cord, roots,
// catheter.
//
//     const shape = createShape(scene.head, width, height);
//     shape.y(x_m), .centre(x_m), .cord(x_m), .dura(x_m)      half widths;  shape.x_m(y) back again
//     shape.tip(x_m)                         { x, y } of the catheter's end there
//     spine_parts(shape, letter_px)          what does not change with the drug
//     catheter_path(shape)                   head.tip_m's
//
// Down the page in true proportion; widths of the canal are drawn WIDER times, bends of the spine
// are for the eye alone.

import { svg } from "./parts.js";

const WIDER = 2.6, LINE_STEPS = 90;
export const AIR = 8;                   /* px above C1 and below the sac's end */

/* Neck and loins forward, chest and sacrum back: in px at a part of the length, forward is left. */
const bends = [[0, 2], [0.1, -4], [0.24, 1], [0.42, 9], [0.62, 2], [0.77, -7], [0.92, -1], [1, 5]];

function bend(part) {
  const k = Math.max(1, bends.findIndex(([at]) => part <= at));
  const [from, a] = bends[k - 1], [to, b] = bends[k], share = (part - from) / (to - from);
  return a + (b - a) * (1 - Math.cos(Math.PI * Math.min(1, share))) / 2;
}

/* Linear between the levels' middles. */
function level_value(levels, name, x_m) {
  let k = 0;
  while (k < levels.length - 2 && x_m > levels[k + 1].x_m)
    k++;
  const a = levels[k], b = levels[k + 1];
  const part = Math.min(1, Math.max(0, (x_m - a.x_m) / (b.x_m - a.x_m)));
  return a[name] + part * (b[name] - a[name]);
}

export function createShape(head, width, height) {
  const { levels, length_m } = head, scale = (height - 2 * AIR) / (length_m * 1000);
  const half = (name, x_m) => level_value(levels, name, x_m) * scale * WIDER;
  const y = (x_m) => AIR + x_m * 1000 * scale;
  const centre = (x_m) => width * 0.6 + bend(x_m / length_m);
  const wall = (x_m) => half("dura_mm", x_m);

  /* The sac narrows to a point in its last centimetre. */
  function dura(x_m) {
    const left_m = length_m - x_m;
    return wall(x_m) * (left_m < 0.012 ? Math.sqrt(Math.max(0, left_m / 0.012)) : 1);
  }

  return { head, width, height, scale, y, centre, wall, dura, cord: (x_m) => half("cord_mm", x_m),
           x_m: (at_y) => Math.max(0, (at_y - AIR) / scale / 1000),
           tip: (x_m) => ({ x: centre(x_m) + wall(x_m) * 0.43, y: y(x_m) }) };
}

// ---------------------------------------------------------------------- lines along the canal

/* Points from one place to another, to the side of the middle by so much. */
function line_of({ centre, y }, from_m, to_m, steps, side) {
  return Array.from({ length: steps + 1 }, (_, k) => {
    const x_m = from_m + (to_m - from_m) * k / steps;
    return `${(centre(x_m) + side(x_m, k)).toFixed(1)},${y(x_m).toFixed(1)}`;
  });
}

function outline(shape, width_of, from_m, to_m) {
  const left = line_of(shape, from_m, to_m, LINE_STEPS, (x_m) => -width_of(x_m));
  const right = line_of(shape, from_m, to_m, LINE_STEPS, width_of);
  return `M${left.join("L")}L${right.reverse().join("L")}Z`;
}

/* Below the cord's end: the roots, five of them drawn. */
function roots(shape, conus_m) {
  return [-0.6, -0.3, 0, 0.3, 0.6].map((part) => svg("path", { class: "pump-root",
    d: `M${line_of(shape, conus_m - 0.02, shape.head.length_m - 0.02, 20, (x_m, k) =>
      shape.dura(x_m) * part * Math.min(1, 0.3 + k / 8)).join("L")}` }));
}

/* In from behind, two levels below the tip or at L3/L4, whichever is lower. */
export function catheter_path(shape) {
  const { head: { levels, tip_m }, width, centre, wall, y } = shape;
  const at = levels.findIndex((level) => tip_m < level.to_m);
  const lumbar = levels.findIndex((level) => level.name === "L3");
  const in_m = levels[Math.min(levels.length - 1, Math.max(at + 1, lumbar))].to_m;
  const points = line_of(shape, in_m, tip_m, 30, (x_m, k) =>
    wall(x_m) * 0.72 * (k === 30 ? 0.6 : 1));
  const bow = `${centre(in_m) + wall(in_m) + 14},${y(in_m) + 16}`;
  return `M${width},${y(in_m) + 26}Q${bow} ${points.join("L")}`;
}

// ---------------------------------------------------------------------- bones and names

/* A body in front, and a spinous process behind, but for the sacrum. */
function vertebra({ y, centre, wall, width: room, scale }, { name, x_m, from_m, to_m }) {
  const is_sacral = name.startsWith("S"), tall = (to_m - from_m) * 1000 * scale;
  const middle = y((from_m + to_m) / 2), beside = wall(x_m) + 3, back = centre(x_m) + beside;
  const width = Math.min(30, 17 + x_m * 22), height = tall * (is_sacral ? 0.96 : 0.78);
  const body = svg("rect", { class: "pump-bone", x: centre(x_m) - beside - width,
                             y: middle - height / 2, width, height, rx: 3 });
  if (is_sacral)
    return [body];
  const slope = tall * (name.startsWith("T") ? 0.55 : 0.12), long = Math.min(24, room - back - 4);
  const ends = `l${long},${slope}v${height * 0.3}l${-long},${-slope * 0.5}z`;
  return [body, svg("path", { class: "pump-bone",
                              d: `M${back},${middle - height * 0.28}${ends}` })];
}

/* As many as there is room for. */
function labels({ head, y }, letter_px) {
  let below = -Infinity;
  return head.levels.flatMap(({ name, from_m, to_m }) => {
    const at = y((from_m + to_m) / 2);
    if (at - below < letter_px)
      return [];
    below = at;
    return [svg("text", { class: "pump-level", x: 2, y: at + letter_px * 0.35 }, name)];
  });
}

export function spine_parts(shape, letter_px) {
  const { levels, length_m } = shape.head;
  const conus_m = levels.find((level) => level.name === "L2").x_m;
  return [
    ...levels.flatMap((level) => vertebra(shape, level)), ...labels(shape, letter_px),
    svg("path", { class: "pump-dura", d: outline(shape, shape.dura, 0, length_m) }),
    svg("path", { class: "pump-cord", d: outline(shape, shape.cord, 0, conus_m) }),
    ...roots(shape, conus_m)];
}
