// pump_map.js - level against time: what is in the fluid, in the cord or at its effect site, with
// the clock's line, presses and boluses above, and the border of the drug's effect. Rows are those
// of the canal beside it.
//
//     const map = createMap(place, { palette, air, onSeek(time_s), onProbe(x_m, time_s) });
//     map.show(scene, field, most, words);  map.now(time_s);  map.layout();  after a change of size
//
// air: px above C1. onProbe(null): nothing is pointed at any more.

import { made, svg } from "./parts.js";
import { ROWS, shade_of } from "./pump_scene.js";

const COLUMNS = 256, BORDERS = 128, MARK_EM = 3.5, STEP = 0.01;
const STEPS_H = [0.1, 0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720, 1440];
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -STEP],
                 ArrowRight: [0, STEP] };

const within = (value, least, most) => Math.min(most, Math.max(least, value));

// ---------------------------------------------------------------------- lines over the field

/* Where a column crosses a level, in rows. */
function crossings(column, level) {
  const out = [];
  for (let row = 1; row < ROWS; row++) {
    const above = column[row - 1], here = column[row];
    if ((here >= level) !== (above >= level))
      out.push(row - 1 + (level - above) / (here - above));
  }
  return out;
}

/* From one column's crossings to the next one's; two that come or go together are joined. */
function joined(before, now, x, dx) {
  if (now.length === before.length)
    return now.map((y, k) => `M${x - dx},${before[k]}L${x},${y}`);
  if (now.length === 2 && before.length === 0)
    return [`M${x},${now[0]}V${now[1]}`];
  return before.length === 2 && now.length === 0 ? [`M${x - dx},${before[0]}V${before[1]}`] : [];
}

/* Where the effect site is at its threshold. */
function border_make(scene, { ug_per_ml }) {
  const step = scene.head.length_m / (ROWS - 1), column = new Float32Array(ROWS), pieces = [];
  let before = [];
  for (let c = 0; c <= BORDERS; c++) {
    scene.column("effect_ug_per_ml", scene.end_s * c / BORDERS, column);
    const now = crossings(column, ug_per_ml).map((row) => row * step);
    pieces.push(...joined(before, now, c / BORDERS, 1 / BORDERS));
    before = now;
  }
  return svg("path", { class: "pump-map-border", d: pieces.join("") });
}

function lines_show(lines, scene) {
  const { levels, length_m, thresholds } = scene.head;
  const borders = thresholds.filter((one) => one.site === "cord" && one.role === "effect");
  lines.setAttribute("viewBox", `0 0 1 ${length_m}`);
  lines.replaceChildren(...levels.slice(1).map(({ name, from_m }) => svg("path", {
    class: /^(T1|L1|S1)$/.test(name) ? "pump-map-region" : "pump-map-level",
      d: `M0,${from_m}H1` })),
    ...borders.map((one) => border_make(scene, one)));
}

// ---------------------------------------------------------------------- the field

function field_paint(canvas, { scene, field, most }, palette) {
  const context = canvas.getContext("2d"), image = context.createImageData(COLUMNS, ROWS);
  const column = new Float32Array(ROWS), { data } = image;
  for (let c = 0; c < COLUMNS; c++) {
    scene.column(field, scene.end_s * c / (COLUMNS - 1), column);
    for (let row = 0; row < ROWS; row++) {
      const shade = shade_of(column[row], most), at = 4 * (row * COLUMNS + c);
      const tone = within(Math.round(shade * 255), 0, 255) * 4;
      data[at] = palette[tone];
      data[at + 1] = palette[tone + 1];
      data[at + 2] = palette[tone + 2];
      data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}

// ---------------------------------------------------------------------- hours and presses

/* 1, 2, 3, 6, 12, 24 ... hours apart, so many at most. */
function hour_marks(end_s, most) {
  const end_h = end_s / 3600, step = STEPS_H.find((one) => end_h / one <= most) ?? 2880, marks = [];
  for (let hour = 0; hour <= end_h + 1e-9; hour += step)
    marks.push(Number(hour.toFixed(2)));
  return marks;
}

function hour_make(hour, part) {
  const edge = part < 0.02 ? "first" : part > 0.93 ? "last" : "";
  const mark = made("span", { textContent: `${hour} h`, data: { edge } });
  mark.style.left = `${100 * part}%`;
  return mark;
}

function press_make({ at_s, verdict }, part) {
  const mark = made("i", { className: "pump-press-mark", data: { verdict },
    textContent: verdict === "granted" ? "\u25bc" : "\u2715",
    title: `pressed at ${(at_s / 3600).toFixed(2)} h: ${verdict}` });
  mark.style.left = `${100 * part}%`;
  return mark;
}

/* As many hours as there is room for. */
function hours_show(place, { end_s, head }) {
  const em_px = parseFloat(getComputedStyle(place).fontSize);
  const most = Math.max(2, Math.floor(place.clientWidth / MARK_EM / em_px));
  place.replaceChildren(
    ...hour_marks(end_s, most).map((hour) => hour_make(hour, hour * 3600 / end_s)),
    ...head.presses.map((press) => press_make(press, press.at_s / end_s)));
}

// ---------------------------------------------------------------------- the map

export function createMap(place, { palette, air, onSeek, onProbe }) {
  const canvas = made("canvas", { width: COLUMNS, height: ROWS, className: "pump-map-field",
    role: "img", onpointerdown: down, onpointermove: move, onpointerup: up, onpointercancel: up,
    onpointerleave: () => onProbe(null) });
  const lines = svg("svg", { preserveAspectRatio: "none", class: "pump-map-lines" });
  const line = made("div", { className: "pump-map-now" });
  const hours = made("div", { className: "pump-map-hours" });
  const box = made("div", { className: "pump-map", tabIndex: 0, role: "group", data: { arrows: "" },
    "aria-label": "Map: up and down read a level, left and right move the clock",
    onkeydown: key_down, onblur: left }, canvas, lines, line, hours);
  const state = { scene: null, field: "", most: 1, is_down: false, level: -1, now_s: 0 };
  box.style.setProperty("--air", `${air}px`);
  place.append(box);

  // -------------------------------------------------------------------- mouse

  function where({ clientX, clientY }) {
    const around = canvas.getBoundingClientRect(), { head, end_s } = state.scene;
    return { x_m: within((clientY - around.top) / around.height, 0, 1) * head.length_m,
             time_s: within((clientX - around.left) / around.width, 0, 1) * end_s };
  }

  function down(event) {
    if (!state.scene)
      return;
    state.is_down = true;
    canvas.setPointerCapture(event.pointerId);
    onSeek(where(event).time_s);
  }

  function move(event) {
    if (!state.scene)
      return;
    const { x_m, time_s } = where(event);
    if (state.is_down)
      onSeek(time_s);
    onProbe(x_m, time_s);
  }

  function up() {
    state.is_down = false;
  }

  // -------------------------------------------------------------------- keys

  /* What the level that arrows chose has at the clock's time. */
  function level_read() {
    if (state.level >= 0)
      onProbe(state.scene.head.levels[state.level].x_m, state.now_s);
  }

  function key_down(event) {
    const by = ARROWS[event.key];
    if (!by || !state.scene)
      return;
    event.preventDefault();
    const { head: { levels, tip_level }, end_s } = state.scene;
    state.level = state.level < 0 ? levels.findIndex((level) => level.name === tip_level)
      : within(state.level + by[0], 0, levels.length - 1);
    if (by[1])
      onSeek(within(state.now_s + by[1] * end_s, 0, end_s));
    level_read();
  }

  function left() {
    state.level = -1;
    onProbe(null);
  }

  return {
    show(scene, field, most, words) {
      Object.assign(state, { scene, field, most });
      canvas.setAttribute("aria-label", words);
      lines_show(lines, scene);
      field_paint(canvas, state, palette);
      hours_show(hours, scene);
    },
    layout() {
      if (state.scene)
        hours_show(hours, state.scene);
    },
    now(time_s) {
      state.now_s = time_s;
      if (!state.scene)
        return;
      line.style.left = `${100 * Math.min(1, time_s / state.scene.end_s)}%`;
      level_read();
    },
  };
}
