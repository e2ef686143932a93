// pump_map.js - level against time: what is in the fluid, in the cord or at its effect site, with the
// clock's line, presses and boluses above, and the border of the drug's effect. Rows are those of the
// canal beside it.
//
//     const map = createMap(place, { palette, air, onSeek(time_s), onProbe(x_m, time_s) });   air: px above C1
//     map.show(scene, field, most, words);  map.now(time_s);  map.layout();   after a change of size

import { made, svg } from "./parts.js";
import { ROWS, shade_of } from "./pump_scene.js";

const COLUMNS = 256, BORDERS = 128;

/* 1, 2, 3, 6, 12, 24 ... hours apart, so many at most. */
export function hour_marks(end_s, most) {
  const end_h = end_s / 3600, step = [0.1, 0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720, 1440]
    .find((one) => end_h / one <= most) ?? 2880;
  const marks = [];
  for (let hour = 0; hour <= end_h + 1e-9; hour += step)
    marks.push(Number(hour.toFixed(2)));
  return marks;
}

export function createMap(place, { palette, air, onSeek, onProbe }) {
  const box = made("div", { className: "pump-map", tabIndex: 0 });
  const canvas = made("canvas", { width: COLUMNS, height: ROWS, className: "pump-map-field" });
  const lines = svg("svg", { preserveAspectRatio: "none", class: "pump-map-lines" });
  const line = made("div", { className: "pump-map-now" });
  const hours = made("div", { className: "pump-map-hours" });
  const state = { scene: null, field: "fluid_ug_per_ml", most: 1, down: false, level: -1, now_s: 0 };
  canvas.setAttribute("role", "img");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Map: up and down read a level, left and right move the clock");
  box.dataset.arrows = "";
  box.append(canvas, lines, line, hours);
  box.style.setProperty("--air", `${air}px`);
  place.append(box);

  function lines_show() {
    const { levels, length_m } = state.scene.head;
    lines.setAttribute("viewBox", `0 0 1 ${length_m}`);
    lines.replaceChildren(...levels.slice(1).map((level) => svg("path", {
      class: /^(T1|L1|S1)$/.test(level.name) ? "pump-map-region" : "pump-map-level",
      d: `M0,${level.from_m}H1` })), ...borders());
  }

  /* Where the effect site is at its threshold: from one row to the next, column by column. */
  function borders() {
    const { head } = state.scene, step = head.length_m / (ROWS - 1), column = new Float32Array(ROWS);
    return head.thresholds.filter((one) => one.site === "cord" && one.role === "effect").map((one) => {
      const pieces = [];
      let before = [];
      for (let c = 0; c <= BORDERS; c++) {
        state.scene.column("effect_ug_per_ml", state.scene.end_s * c / BORDERS, column);
        const now = [];
        for (let row = 1; row < ROWS; row++)
          if ((column[row] >= one.ug_per_ml) !== (column[row - 1] >= one.ug_per_ml))
            now.push((row - 1 + (one.ug_per_ml - column[row - 1]) / (column[row] - column[row - 1])) * step);
        if (now.length === before.length)
          now.forEach((y, k) => pieces.push(`M${(c - 1) / BORDERS},${before[k]}L${c / BORDERS},${y}`));
        else if (now.length === 2 && before.length === 0)
          pieces.push(`M${c / BORDERS},${now[0]}V${now[1]}`);
        else if (before.length === 2 && now.length === 0)
          pieces.push(`M${(c - 1) / BORDERS},${before[0]}V${before[1]}`);
        before = now;
      }
      return svg("path", { class: "pump-map-border", d: pieces.join("") });
    });
  }

  function paint() {
    const context = canvas.getContext("2d"), image = context.createImageData(COLUMNS, ROWS);
    const column = new Float32Array(ROWS), { data } = image;
    for (let c = 0; c < COLUMNS; c++) {
      state.scene.column(state.field, state.scene.end_s * c / (COLUMNS - 1), column);
      for (let row = 0; row < ROWS; row++) {
        const shade = shade_of(column[row], state.most), at = 4 * (row * COLUMNS + c);
        const tone = Math.max(0, Math.min(255, Math.round(shade * 255))) * 4;
        data[at] = palette[tone];
        data[at + 1] = palette[tone + 1];
        data[at + 2] = palette[tone + 2];
        data[at + 3] = 255;
      }
    }
    context.putImageData(image, 0, 0);
  }

  const marks_most = () => Math.max(2, Math.floor(box.clientWidth / 2.8 / parseFloat(getComputedStyle(box).fontSize)));

  function where(event) {
    const around = canvas.getBoundingClientRect();
    const part = (value, from, size) => Math.min(1, Math.max(0, (value - from) / size));
    return { x_m: part(event.clientY, around.top, around.height) * state.scene.head.length_m,
             time_s: part(event.clientX, around.left, around.width) * state.scene.end_s };
  }

  canvas.onpointerdown = (event) => {
    state.down = true;
    canvas.setPointerCapture(event.pointerId);
    onSeek(where(event).time_s);
  };
  canvas.onpointermove = (event) => {
    const at = where(event);
    if (state.down)
      onSeek(at.time_s);
    onProbe(at.x_m, at.time_s);
  };
  canvas.onpointerup = canvas.onpointercancel = () => { state.down = false; };
  canvas.onpointerleave = () => onProbe(null);

  /* What the level that arrows chose has at the clock's time. */
  function level_read() {
    if (state.level >= 0)
      onProbe(state.scene.head.levels[state.level].x_m, state.now_s);
  }

  box.onkeydown = (event) => {
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -0.01], ArrowRight: [0, 0.01] }[event.key];
    if (!by || !state.scene)
      return;
    event.preventDefault();
    const { levels, tip_level } = state.scene.head;
    if (state.level < 0)
      state.level = levels.findIndex((level) => level.name === tip_level);
    else
      state.level = Math.min(levels.length - 1, Math.max(0, state.level + by[0]));
    if (by[1])
      onSeek(Math.min(state.scene.end_s, Math.max(0, state.now_s + by[1] * state.scene.end_s)));
    level_read();
  };
  box.onblur = () => {
    state.level = -1;
    onProbe(null);
  };

  /* The hours below, as many as there is room for, and the presses. */
  function hours_show() {
    hours.replaceChildren(...hour_marks(state.scene.end_s, marks_most()).map((hour) => {
      const mark = made("span", { textContent: `${hour} h` }), part = hour * 3600 / state.scene.end_s;
      mark.style.left = `${100 * part}%`;
      mark.dataset.edge = part < 0.02 ? "first" : part > 0.93 ? "last" : "";
      return mark;
    }), ...state.scene.head.presses.map((press) => {
      const mark = made("i", { className: "pump-press-mark", textContent: press.verdict === "granted" ? "\u25bc" : "\u2715",
                               title: `pressed at ${(press.at_s / 3600).toFixed(2)} h: ${press.verdict}` });
      mark.style.left = `${100 * press.at_s / state.scene.end_s}%`;
      mark.dataset.verdict = press.verdict;
      return mark;
    }));
  }

  return {
    element: box,
    show(scene, field, most, words) {
      Object.assign(state, { scene, field, most });
      canvas.setAttribute("aria-label", words);
      lines_show();
      paint();
      hours_show();
    },
    layout() {
      if (state.scene)
        hours_show();
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
