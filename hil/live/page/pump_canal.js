// pump_canal.js - the canal from C1 to the sac's end, seen from the side: the spine (pump_spine.js)
// and the catheter, with what is in fluid and cord as colour.
//
//     const canal = createCanal(place, { onTip(level), palette });
//     canal.show(scene);   canal.layout();   canal.draw(time_s, most);   canal.theme();
//
// The catheter's tip is a slider: arrows move it by a level, mouse and touch drag it.

import { made, svg } from "./parts.js";
import { ROWS, shade_of } from "./pump_scene.js";
import { AIR, catheter_path, createShape, spine_parts } from "./pump_spine.js";

const HEIGHT_LEAST = 40, CORD_LEAST_PX = 1;
const KEYS = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, PageUp: -5, PageDown: 5,
               Home: -99, End: 99 };

// ---------------------------------------------------------------------- what is in fluid and cord

/* One row of pixels, from one x to another; little drug is hardly seen. */
function span_paint({ data, width }, y, [from, to], shade, palette) {
  const left = Math.max(0, Math.round(from)), right = Math.min(width, Math.round(to));
  const tone = Math.max(0, Math.min(255, Math.round(shade * 255))) * 4;
  const alpha = shade <= 0 ? 0 : Math.min(255, shade * 5 * 255);
  for (let x = left, at = 4 * (y * width + left); x < right; x++, at += 4) {
    data[at] = palette[tone];
    data[at + 1] = palette[tone + 1];
    data[at + 2] = palette[tone + 2];
    data[at + 3] = alpha;
  }
}

/* fluid, cord: ROWS values from C1 to the sac's end. */
function drug_paint(image, shape, { fluid, cord }, most, palette) {
  const { head, centre, dura } = shape;
  image.data.fill(0);
  for (let y = AIR; y < image.height - AIR; y++) {
    const x_m = shape.x_m(y), c = centre(x_m), out = dura(x_m), wide = shape.cord(x_m);
    const row = Math.min(ROWS - 1, Math.round(x_m / head.length_m * (ROWS - 1)));
    span_paint(image, y, [c - out, c + out], shade_of(fluid[row], most), palette);
    if (wide > CORD_LEAST_PX)
      span_paint(image, y, [c - wide, c + wide], shade_of(cord[row], most), palette);
  }
}

// ---------------------------------------------------------------------- the catheter

function createCatheter() {
  const tubes = ["pump-catheter-edge", "pump-catheter"].map((name) => svg("path", { class: name }));
  const dot = svg("circle", { class: "pump-dot", r: 6 });
  return { parts: [...tubes, dot], show(shape) {
    const path = catheter_path(shape), { x, y } = shape.tip(shape.head.tip_m);
    dot.setAttribute("cx", x);
    dot.setAttribute("cy", y);
    for (const tube of tubes)
      tube.setAttribute("d", path);
  } };
}

/* level: where it is held while its film is not there yet; null: where the film has it. */
function handle_show(handle, shape, level) {
  const { tip_m, tip_level, levels } = shape.head, name = level ?? tip_level;
  const k = levels.findIndex((one) => one.name === name);
  const { x, y } = shape.tip(level ? levels[k].x_m : tip_m);
  handle.style.transform = `translate(${x}px, ${y}px)`;
  handle.setAttribute("aria-valuemax", levels.length);
  handle.setAttribute("aria-valuenow", 1 + k);
  handle.setAttribute("aria-valuetext", name);
  handle.dataset.value = name;
  handle.title = `catheter's tip at ${name}: drag it, or use the arrows`;
}

// ---------------------------------------------------------------------- the canal

export function createCanal(place, { onTip, palette }) {
  const canvas = made("canvas"), catheter = createCatheter();
  const drawing = svg("svg", { "aria-hidden": "true", preserveAspectRatio: "none" });
  const handle = made("div", { className: "pump-tip", tabIndex: 0, test: "tip", role: "slider",
    "aria-label": "Catheter's tip", "aria-orientation": "vertical", "aria-valuemin": 1,
    onkeydown: key_down });
  const box = made("div", { className: "pump-canal", data: { arrows: "" }, onpointerdown: down,
    onpointermove: move, onpointerup: up, onpointercancel: up }, canvas, drawing, handle);
  const state = { scene: null, shape: null, image: null, level: null, is_held: false };
  const columns = { fluid: new Float32Array(ROWS), cord: new Float32Array(ROWS) };
  place.append(box);

  const level_now = () => state.level ?? state.scene.head.tip_level;

  function tip_set(level) {
    if (level === level_now())
      return;
    state.level = level;
    handle_show(handle, state.shape, level);
    onTip(level);
  }

  // -------------------------------------------------------------------- keys and mouse

  function key_down(event) {
    if (!state.shape || !(event.key in KEYS))
      return;
    const { levels } = state.scene.head;
    const to = levels.findIndex((one) => one.name === level_now()) + KEYS[event.key];
    event.preventDefault();
    tip_set(levels[Math.min(levels.length - 1, Math.max(0, to))].name);
  }

  function drag({ clientY }) {
    const y = clientY - box.getBoundingClientRect().top;
    tip_set(state.scene.level_at(state.shape.x_m(y)).name);
  }

  function down(event) {
    if (!state.shape || event.button > 0)
      return;
    state.is_held = true;
    box.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    event.preventDefault();
    drag(event);
  }

  function move(event) {
    if (state.is_held)
      drag(event);
  }

  function up() {
    state.is_held = false;
  }

  // -------------------------------------------------------------------- drawing

  function tip_show() {
    catheter.show(state.shape);
    handle_show(handle, state.shape, state.level);
  }

  function layout() {
    const { clientWidth: width, clientHeight: height } = box;
    if (!state.scene || height < HEIGHT_LEAST)
      return;
    if (state.image?.width === width && state.image.height === height)
      return;
    state.shape = createShape(state.scene.head, width, height);
    Object.assign(canvas, { width, height });
    state.image = canvas.getContext("2d").createImageData(width, height);
    drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
    drawing.replaceChildren(
      ...spine_parts(state.shape, parseFloat(getComputedStyle(box).fontSize) * 0.7),
      ...catheter.parts);
    tip_show();
  }

  function show(scene) {
    state.scene = scene;
    state.level = state.is_held ? state.level : null;
    if (!state.image) {
      layout();
      return;
    }
    state.shape = createShape(scene.head, state.image.width, state.image.height);
    tip_show();
  }

  function draw(time_s, most) {
    if (!state.image)
      return;
    state.scene.column("fluid_ug_per_ml", time_s, columns.fluid);
    state.scene.column("cord_ug_per_ml", time_s, columns.cord);
    drug_paint(state.image, state.shape, columns, most, palette);
    canvas.getContext("2d").putImageData(state.image, 0, 0);
  }

  function theme() {
    state.image = null;
    layout();
  }

  return { air: AIR, layout, show, draw, theme };
}
