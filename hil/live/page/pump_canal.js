// pump_canal.js - the canal from C1 to the sac's end, seen from the side: vertebrae, dura, cord and
// catheter, with what is in fluid and cord as colour. Down the page in true proportion; widths of the
// canal are drawn WIDER times, bends of the spine are for the eye alone.
//
//     const canal = createCanal(place, { onTip(level), palette });
//     canal.show(scene);  canal.layout();  canal.draw(time_s, most);  canal.row_y(x_m)
//
// The catheter's tip is a slider: arrows move it by a level, mouse and touch drag it.

import { svg } from "./parts.js";
import { ROWS, shade_of } from "./pump_scene.js";

const WIDER = 2.6;
const AIR = 8;                          /* px above C1 and below the sac's end */

/* Neck and loins forward, chest and sacrum back: in px at a part of the length, forward is left. */
const bends = [[0, 2], [0.1, -4], [0.24, 1], [0.42, 9], [0.62, 2], [0.77, -7], [0.92, -1], [1, 5]];
function bend(part) {
  const k = Math.max(1, bends.findIndex(([at]) => part <= at));
  const [from, a] = bends[k - 1], [to, b] = bends[k], share = (part - from) / (to - from);
  return a + (b - a) * (1 - Math.cos(Math.PI * Math.min(1, share))) / 2;
}

export function createCanal(place, { onTip, palette }) {
  const box = document.createElement("div");
  const canvas = document.createElement("canvas");
  const drawing = svg("svg", { "aria-hidden": "true", preserveAspectRatio: "none" });
  const dot = svg("circle", { class: "pump-dot", r: 6 });
  const handle = document.createElement("div");
  const state = { scene: null, width: 0, height: 0, scale: 1, image: null, level: null, dragged: false };
  const tubes = ["pump-catheter-edge", "pump-catheter"].map((name) => svg("path", { class: name }));
  const fluid = new Float32Array(ROWS), cord = new Float32Array(ROWS);
  box.className = "pump-canal";
  box.dataset.arrows = "";
  handle.className = "pump-tip";
  handle.tabIndex = 0;
  handle.dataset.test = "tip";
  for (const [name, value] of [["role", "slider"], ["aria-label", "Catheter's tip"],
                               ["aria-orientation", "vertical"], ["aria-valuemin", 1]])
    handle.setAttribute(name, value);
  box.append(canvas, drawing, handle);
  place.append(box);

  const y_of = (x_m) => AIR + x_m * 1000 * state.scale;
  const centre = (x_m) => state.width * 0.6 + bend(x_m / state.scene.head.length_m);

  /* Half widths in px at a place; linear between the levels' middles. */
  function half(name, x_m) {
    const { levels } = state.scene.head;
    let k = 0;
    while (k < levels.length - 2 && x_m > levels[k + 1].x_m)
      k++;
    const a = levels[k], b = levels[k + 1];
    const part = Math.min(1, Math.max(0, (x_m - a.x_m) / (b.x_m - a.x_m)));
    return (a[name] + part * (b[name] - a[name])) * state.scale * WIDER;
  }

  /* The sac narrows to a point in its last centimetre. */
  function dura(x_m) {
    const left_m = state.scene.head.length_m - x_m;
    return half("dura_mm", x_m) * (left_m < 0.012 ? Math.sqrt(Math.max(0, left_m / 0.012)) : 1);
  }

  function outline(width_of, from_m, to_m) {
    const left = [], right = [];
    for (let k = 0; k <= 90; k++) {
      const x_m = from_m + (to_m - from_m) * k / 90, c = centre(x_m), w = width_of(x_m);
      left.push(`${(c - w).toFixed(1)},${y_of(x_m).toFixed(1)}`);
      right.unshift(`${(c + w).toFixed(1)},${y_of(x_m).toFixed(1)}`);
    }
    return `M${left.join("L")}L${right.join("L")}Z`;
  }

  function vertebra(level) {
    const is_sacral = level.name.startsWith("S"), tall = (level.to_m - level.from_m) * 1000 * state.scale;
    const middle = y_of((level.from_m + level.to_m) / 2), front = centre(level.x_m) - half("dura_mm", level.x_m) - 3;
    const back = centre(level.x_m) + half("dura_mm", level.x_m) + 3;
    const wide = Math.min(30, 17 + level.x_m * 22), body = tall * (is_sacral ? 0.96 : 0.78);
    const slope = level.name.startsWith("T") ? tall * 0.55 : tall * 0.12, spine = Math.min(24, state.width - back - 4);
    return [
      svg("rect", { class: "pump-bone", x: front - wide, y: middle - body / 2, width: wide, height: body, rx: 3 }),
      ...(is_sacral ? [] : [svg("path", { class: "pump-bone", d:
        `M${back},${middle - body * 0.28}l${spine},${slope}v${body * 0.3}l${-spine},${-slope * 0.5}z` })]),
    ];
  }

  /* In from behind, two levels below the tip or at L3/L4, whichever is lower. */
  function catheter() {
    const { levels, tip_m } = state.scene.head;
    const at = levels.findIndex((level) => tip_m < level.to_m);
    const entry = levels[Math.min(levels.length - 1, Math.max(at + 1, levels.findIndex((level) => level.name === "L3")))];
    const in_m = entry.to_m, points = [];
    for (let k = 0; k <= 30; k++) {
      const x_m = in_m + (tip_m - in_m) * k / 30;
      points.push(`${(centre(x_m) + half("dura_mm", x_m) * 0.72 * (k === 30 ? 0.6 : 1)).toFixed(1)},${y_of(x_m).toFixed(1)}`);
    }
    return `M${state.width},${y_of(in_m) + 26}Q${centre(in_m) + half("dura_mm", in_m) + 14},${y_of(in_m) + 16} ${points.join("L")}`;
  }

  /* As many as there is room for. */
  function labels(levels) {
    const size = parseFloat(getComputedStyle(box).fontSize) * 0.7;
    let below = -99;
    return levels.flatMap((level) => {
      const y = y_of((level.from_m + level.to_m) / 2);
      if (y - below < size)
        return [];
      below = y;
      const text = svg("text", { class: "pump-level", x: 2, y: y + size * 0.35 });
      text.textContent = level.name;
      return [text];
    });
  }

  function anatomy() {
    const { levels, length_m } = state.scene.head;
    const conus_m = levels.find((level) => level.name === "L2").x_m;
    const cauda = [-0.6, -0.3, 0, 0.3, 0.6].map((part) => {
      const points = [];
      for (let k = 0; k <= 20; k++) {
        const x_m = conus_m - 0.02 + (length_m - 0.02 - conus_m) * k / 20;
        points.push(`${(centre(x_m) + dura(x_m) * part * Math.min(1, 0.3 + k / 8)).toFixed(1)},${y_of(x_m).toFixed(1)}`);
      }
      return svg("path", { class: "pump-root", d: `M${points.join("L")}` });
    });
    drawing.setAttribute("viewBox", `0 0 ${state.width} ${state.height}`);
    drawing.replaceChildren(
      ...levels.flatMap(vertebra),
      ...labels(levels),
      svg("path", { class: "pump-dura", d: outline(dura, 0, length_m) }),
      svg("path", { class: "pump-cord", d: outline((x_m) => half("cord_mm", x_m), 0, conus_m) }),
      ...cauda, ...tubes, dot);
    catheter_show();
  }

  function catheter_show() {
    const path = catheter(), { tip_m } = state.scene.head;
    dot.setAttribute("cx", centre(tip_m) + half("dura_mm", tip_m) * 0.43);
    dot.setAttribute("cy", y_of(tip_m));
    for (const tube of tubes)
      tube.setAttribute("d", path);
  }

  function handle_show() {
    const { tip_m, tip_level, levels } = state.scene.head, level = state.level ?? tip_level;
    const at_m = state.level ? levels.find((one) => one.name === level).x_m : tip_m;
    handle.style.transform = `translate(${centre(at_m) + half("dura_mm", at_m) * 0.43}px, ${y_of(at_m)}px)`;
    handle.setAttribute("aria-valuemax", levels.length);
    handle.setAttribute("aria-valuenow", 1 + levels.findIndex((one) => one.name === level));
    handle.setAttribute("aria-valuetext", level);
    handle.dataset.value = level;
    handle.title = `catheter's tip at ${level}: drag it, or use the arrows`;
  }

  function tip_set(level) {
    if (level === (state.level ?? state.scene.head.tip_level))
      return;
    state.level = level;
    handle_show();
    onTip(level);
  }

  function tip_step(by) {
    const { levels, tip_level } = state.scene.head;
    const now = levels.findIndex((one) => one.name === (state.level ?? tip_level));
    tip_set(levels[Math.min(levels.length - 1, Math.max(0, now + by))].name);
  }

  handle.onkeydown = (event) => {
    const steps = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, PageUp: -5, PageDown: 5, Home: -99, End: 99 };
    if (!state.scene || !(event.key in steps))
      return;
    event.preventDefault();
    tip_step(steps[event.key]);
  };

  function dragged(event) {
    const x_m = (event.clientY - box.getBoundingClientRect().top - AIR) / state.scale / 1000;
    tip_set(state.scene.level_at(Math.max(0, x_m)).name);
  }

  box.onpointerdown = (event) => {
    if (!state.scene || event.button > 0)
      return;
    state.dragged = true;
    box.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    event.preventDefault();
    dragged(event);
  };
  box.onpointermove = (event) => { if (state.dragged) dragged(event); };
  box.onpointerup = box.onpointercancel = () => { state.dragged = false; };

  function layout() {
    if (!state.scene || box.clientHeight < 40)
      return;
    if (state.image && state.width === box.clientWidth && state.height === box.clientHeight)
      return;
    Object.assign(state, { width: box.clientWidth, height: box.clientHeight });
    state.scale = (state.height - 2 * AIR) / (state.scene.head.length_m * 1000);
    canvas.width = state.width;
    canvas.height = state.height;
    state.image = canvas.getContext("2d").createImageData(state.width, state.height);
    anatomy();
    handle_show();
  }

  function span_paint(data, y, from, to, shade) {
    const left = Math.max(0, Math.round(from)), right = Math.min(state.width, Math.round(to));
    const tone = Math.max(0, Math.min(255, Math.round(shade * 255))) * 4;
    const alpha = shade <= 0 ? 0 : Math.min(255, shade * 5 * 255);
    for (let x = left, at = 4 * (y * state.width + left); x < right; x++, at += 4) {
      data[at] = palette[tone];
      data[at + 1] = palette[tone + 1];
      data[at + 2] = palette[tone + 2];
      data[at + 3] = alpha;
    }
  }

  return {
    element: box, layout, air: AIR,
    theme() {
      state.image = null;
      layout();
    },
    show(scene) {
      const is_drawn = state.image !== null;
      state.scene = scene;
      state.level = state.dragged ? state.level : null;
      if (!is_drawn) {
        layout();
        return;
      }
      catheter_show();
      handle_show();
    },
    draw(time_s, most) {
      if (!state.image)
        return;
      const { scene, image } = state, { data } = image;
      scene.column("fluid_ug_per_ml", time_s, fluid);
      scene.column("cord_ug_per_ml", time_s, cord);
      data.fill(0);
      for (let y = AIR; y < state.height - AIR; y++) {
        const x_m = (y - AIR) / state.scale / 1000, c = centre(x_m), wide = half("cord_mm", x_m);
        const row = Math.min(ROWS - 1, Math.round(x_m / scene.head.length_m * (ROWS - 1)));
        span_paint(data, y, c - dura(x_m), c + dura(x_m), shade_of(fluid[row], most));
        if (wide > 1)
          span_paint(data, y, c - wide, c + wide, shade_of(cord[row], most));
      }
      canvas.getContext("2d").putImageData(image, 0, 0);
    },
  };
}
