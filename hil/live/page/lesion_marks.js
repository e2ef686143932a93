// lesion_marks.js - what is drawn over and under the lesion in the drawing's frame: anatomy,
// crosshair and ruler, and the sentence that reads probe and ruler.
//
//     anatomy_draw(view, anatomy, label_px)          a row of lesion_anatomy.js
//     marks_draw(view, { cross, ruler }, label_px)  cross: { x, y }; ruler: { from, to }; or null
//     probe_words(scene, probe, time_s)            what to append to a sentence; ruler_words(ruler)

import { path_text } from "./lesion_course.js";
import { made, svg } from "./parts.js";

const WALL_MM = 0.7;                    /* of a root or a vessel, both sides */

// ---------------------------------------------------------------------- anatomy

function shape_of(part) {
  const kind = `anatomy-${part.kind}`;
  if (!part.circle)
    return svg("path", { class: kind, d: part.d });
  const [cx, cy, r] = part.circle;
  return svg("circle", { class: kind, cx, cy, r });
}

/* A bone or the like, and its mirror image. */
const part_of = (part) => [shape_of(part),
  ...(part.both ? [svg("g", { transform: "scale(-1 1)" }, shape_of(part))] : [])];

const stroke_of = (name, d, width) => svg("path", { class: name, d, "stroke-width": width });

/* One place, in a mirrored drawing twice. */
function places_of({ look, points: [[x, y]], radius_mm: r }, is_mirrored) {
  return [x, ...(is_mirrored ? [-x] : [])].map((cx) =>
    svg("circle", { class: `anatomy-${look}`, cx, cy: y, r }));
}

/* A nerve, an outline, a place or a tube: what it looks like; "" is not drawn. */
function course_of(course, { is_mirrored }, scale) {
  const { look, points, radius_mm } = course, d = path_text(points);
  if (look === "nerve")
    return [stroke_of("anatomy-nerve", d, Math.max(2 * radius_mm, 2.4 / scale))];
  if (look === "dura" || look === "beyond")
    return [svg("path", { class: `anatomy-${look}`, d })];
  if (look && points.length === 1)
    return places_of(course, is_mirrored);
  return look ? [stroke_of(`anatomy-wall ${look}`, d, 2 * radius_mm),
    stroke_of(`anatomy-tube ${look}`, d, Math.max(1.6 * radius_mm, 2 * radius_mm - WALL_MM))] : [];
}

/* From what lies deepest to what lies over all. */
function layers_of({ parts, courses }) {
  const beyond = courses.filter((one) => one.look === "beyond");
  return { below: parts.filter((one) => !one.over), over: parts.filter((one) => one.over),
           courses: [...beyond, ...courses.filter((one) => one.look !== "beyond")] };
}

export function anatomy_draw(view, anatomy, label_px) {
  const at = view.window, { below, courses, over } = layers_of(anatomy);
  if (!at)
    return;
  const parts = svg("g", {}, ...below.flatMap(part_of),
    ...courses.flatMap((one) => course_of(one, anatomy, at.scale)), ...over.flatMap(part_of));
  const words = svg("g", { class: "anatomy-words" });
  for (const [text, x, y, anchor] of anatomy.words)
    words.append(view.text_at(x, y, text, label_px * 0.95, { "text-anchor": anchor ?? "start" }));
  view.back.replaceChildren(parts, words);
}

// ---------------------------------------------------------------------- crosshair and ruler

const length_mm = ({ from, to }) => Math.hypot(to.x - from.x, to.y - from.y);

function cross_draw(view, { x, y }) {
  const arm = 11 / view.window.scale;
  view.marks.append(svg("path", { class: "lesion-cross", "data-test": "crosshair",
    d: `M${x - arm} ${y}H${x + arm}M${x} ${y - arm}V${y + arm}` }));
}

function ruler_draw(view, ruler, label_px) {
  const { from, to } = ruler, { scale } = view.window;
  const knot = ({ x, y }) => svg("circle", { class: "lesion-knot", cx: x, cy: y, r: 3 / scale });
  view.marks.append(
    svg("path", { class: "lesion-ruler", d: `M${from.x} ${from.y}L${to.x} ${to.y}` }),
    knot(from), knot(to),
    svg("g", { class: "lesion-words" }, view.text_at(to.x + 8 / scale, to.y - 8 / scale,
      `${length_mm(ruler).toFixed(2)} mm`, label_px * 1.1)));
}

export function marks_draw(view, { cross, ruler }, label_px) {
  if (view.marks.childNodes.length)
    view.marks.replaceChildren();
  if (!view.window)
    return;
  if (cross)
    cross_draw(view, cross);
  if (ruler)
    ruler_draw(view, ruler, label_px);
}

// ---------------------------------------------------------------------- in words

const value = (test, text, data) => made("b", { textContent: text, test, data: { value: data } });
const value_c = (test, temp_c) => value(test, `${temp_c.toFixed(1)} \u00b0C`, temp_c);

/* probe: { course, at } of scene.course; null: nothing is pointed at. */
export function probe_words(scene, probe, time_s) {
  const { criteria } = scene.head, { across_mm, z_mm } = probe.at;
  const { now_c, peak_c } = scene.course_at(probe.course, time_s);
  const dead = criteria.filter((_, c) => scene.has_margin(c)
    && scene.read_margin(c, time_s, across_mm, z_mm) >= 0);
  return ["Probe ", value_c("probe-temp", now_c), ", highest so far ",
    value_c("probe-peak", peak_c), `, ${Math.abs(across_mm).toFixed(1)} mm from the axis; `
      + `dead by ${dead.length} of ${criteria.length} criteria.`];
}

export const ruler_words = (ruler) =>
  [" Ruler ", value("ruler-length", `${length_mm(ruler).toFixed(2)} mm`, length_mm(ruler)), "."];
