// lesion_view.js - one drawing, in millimetres: anatomy (SVG), temperature (canvas), lines, needle
// and marks (SVG above).
//
//     const view = createView(place, look);    place: has a size; look: room_lesion.js
//     view.show(scene)          another film (lesion_scene.js)
//     view.layout()             size, window or needle have changed
//     view.draw(time_s)         view.frames: how often
//     view.paper()              once, before it is printed
//     view.window, view.pose    what is seen: { left, top, width_mm, height_mm, scale: px to a mm }
//     view.at(event)            where the mouse is, in the drawing
//     view.back, .marks, .nerve for what others draw: groups, and a pool (lesion_pool.js)

import { paint, shades } from "./field.js";
import { lines_draw, text_look } from "./lesion_lines.js";
import { createPool } from "./lesion_pool.js";
import { createPose, FIELD_REACH_MM } from "./lesion_scene.js";
import { made, svg } from "./parts.js";

const NEEDLE_MM = 160, TIP_MM = 10;     /* as long as is drawn; before there is a film */
const FADES_C = { from: 0.3, to: 5 };   /* warmer than at the start by so much: the field appears */

// ---------------------------------------------------------------------- layers

function layers_make(place) {
  const part = { still: svg("g", { class: "lesion-still" }), nerve: svg("g"),
                 lines: svg("g", { class: "lesion-lines" }),
                 needle: svg("g", { class: "lesion-needle" }), marks: svg("g"),
                 words: svg("g", { class: "lesion-words" }) };
  const back = svg("svg", { class: "lesion-back", "aria-hidden": "true" });
  const canvas = made("canvas", { className: "lesion-field", "aria-hidden": "true" });
  const front = svg("svg", { class: "lesion-front", "aria-hidden": "true" },
                    ...Object.values(part));
  place.replaceChildren(back, canvas, front);
  return { ...part, back, canvas, front };
}

function needle_show(group, { electrode }) {
  const radius = electrode.radius_m * 1000, tip = electrode.tip_m * 1000;
  const coat = 2 * Math.min(0.08, radius * 0.15);       /* the insulation as drawn */
  const shaft = (name, x, width) => svg("rect", { class: name, x, y: -NEEDLE_MM, width,
                                                  height: NEEDLE_MM - tip });
  group.replaceChildren(
    shaft("lesion-shaft", -radius, 2 * radius), shaft("lesion-coat", -radius, coat),
    shaft("lesion-coat", radius - coat, coat),
    svg("rect", { class: "lesion-tip", x: -radius, y: -tip, width: 2 * radius, height: tip }),
    svg("circle", { class: "lesion-thermocouple", cx: 0, cy: -electrode.thermocouple_m * 1000,
                    r: Math.min(0.28, radius * 0.55) }));
}

// ---------------------------------------------------------------------- where things are

/* So many pixels to a millimetre that a square of the window's size is seen. */
function window_of({ clientWidth: width, clientHeight: height }, { x_mm, y_mm, span_mm }) {
  const scale = Math.min(width, height) / span_mm, width_mm = width / scale,
        height_mm = height / scale;
  return { left: x_mm - width_mm / 2, top: y_mm - height_mm / 2, width_mm, height_mm, scale,
           width };
}

function window_show({ back, front }, { left, top, width_mm, height_mm, scale }) {
  for (const layer of [back, front])
    layer.setAttribute("viewBox", `${left} ${top} ${width_mm} ${height_mm}`);
}

/* The field turns round the end of the tip. */
function field_place({ canvas, needle, lines }, { far, tip_mm }, window, { x_mm, y_mm, turn_deg }) {
  const width = 2 * FIELD_REACH_MM * window.scale;
  const height = (far.high_mm - far.low_mm) * window.scale;
  const down = (far.high_mm + tip_mm / 2) * window.scale;
  const x = (x_mm - window.left) * window.scale - width / 2;
  const y = (y_mm - window.top) * window.scale - down;
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px`,
    transformOrigin: `${width / 2}px ${down}px`,
    transform: `translate(${x}px, ${y}px) rotate(${turn_deg}deg)` });
  const pose = `translate(${x_mm} ${y_mm}) rotate(${turn_deg})`;
  needle.setAttribute("transform", pose);
  lines.setAttribute("transform", `${pose} scale(0.001)`);
}

// ---------------------------------------------------------------------- colours

/* The table of colours, made anew when the look has changed. */
function createColours(look) {
  const kept = { key: "", palette: null, table: null };
  return (start_c) => {
    const { palette, least_c, most_c, opacity } = look;
    const key = [least_c, most_c, start_c, opacity].join(" ");
    if (kept.key !== key || kept.palette !== palette)
      Object.assign(kept, { key, palette, table: shades({ palette, least: least_c, most: most_c,
        opacity, clear: { from: start_c + FADES_C.from, to: start_c + FADES_C.to } }) });
    return kept.table;
  };
}

// ---------------------------------------------------------------------- the view

export function createView(place, look) {
  const layers = layers_make(place), context = layers.canvas.getContext("2d");
  const pools = { lines: createPool(layers.lines), words: createPool(layers.words),
                  nerve: createPool(layers.nerve) };
  const colours = createColours(look);
  const state = { scene: null, image: null, window: null, drawn: 0 };
  const pose = () => createPose(look.needle, state.scene?.tip_mm ?? TIP_MM);

  function show(scene) {
    const { columns: width, rows: height } = scene.raster;
    state.scene = scene;
    Object.assign(layers.canvas, { width, height });
    state.image = context.createImageData(width, height);
    needle_show(layers.needle, scene.head);
  }

  function layout() {
    if (!place.clientWidth)
      return;
    state.window = window_of(place, look.window);
    window_show(layers, state.window);
    if (state.scene)
      field_place(layers, state.scene, state.window, look.needle);
  }

  function draw(time_s) {
    const { scene, image, window } = state;
    if (!scene || !window)
      return;
    paint(scene.raster.fill(scene.temps(time_s)), image, colours(scene.start_c));
    context.putImageData(image, 0, 0);
    lines_draw({ scene, look, window, pose: pose(), pools }, time_s);
    state.drawn++;
  }

  /* On paper everything is scaled at once: the field becomes part of the drawing. */
  function paper() {
    if (!state.scene)
      return;
    const { far, tip_mm } = state.scene;
    layers.still.setAttribute("transform", layers.needle.getAttribute("transform") ?? "");
    layers.still.replaceChildren(svg("image", { href: layers.canvas.toDataURL(),
      x: -FIELD_REACH_MM, y: -far.high_mm - tip_mm / 2, width: 2 * FIELD_REACH_MM,
      height: far.high_mm - far.low_mm, preserveAspectRatio: "none" }));
  }

  function at(event) {
    const box = place.getBoundingClientRect(), { left, top, scale } = state.window;
    return { x: left + (event.clientX - box.left) / scale,
             y: top + (event.clientY - box.top) / scale };
  }

  return {
    place, show, layout, draw, paper, at, back: layers.back, marks: layers.marks,
      nerve: pools.nerve,
    get window() { return state.window; },
    get scene() { return state.scene; },
    get frames() { return state.drawn; },
    get pose() { return pose(); },
    text_at: (x, y, text, px, more) => svg("text", text_look(state.window, x, y, px, more), text),
    close() { place.replaceChildren(); },
  };
}
