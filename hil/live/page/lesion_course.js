// lesion_course.js - courses of nerves and outlines of what must live: points along them, what of
// them is dead, how far a lesion is away. Pure.
//
//     course_in(points, pose)                 samples every STEP_MM, in the film's frame too
//     dead_of(scene, criterion, time_s, samples)            { length_mm, pieces } of what is dead
//     clearance(scene, criterion, time_s, samples)          mm from the lesion's border to it
//     depth_within(points, pose)              of the tip, in a closed line
//     course_text(points, pose)          as the server reads it      path_text(points)  as SVG does
//     points_text(points), points_of(text)    as the address has it
//
// A course is a line of points in the drawing's frame (lesion_scene.js; a third number is how deep
// behind it). It is dead where the criterion's margin is >= 0.

const STEP_MM = 0.1;
const DRAWN_EVERY = 4;                  /* of the samples of a dead piece */

// ---------------------------------------------------------------------- as texts

export const path_text = (points) =>
  points.map(([x, y], k) => `${k ? "L" : "M"}${x} ${y}`).join("");

export const points_text = (points) => points.map((pair) => pair.join(",")).join(";");

export const points_of = (text) => text.split(";").map((pair) => pair.split(",").map(Number))
  .filter((pair) => pair.length === 2 && pair.every(Number.isFinite));

/* In the needle's frame. */
export const course_text = (points, pose) => points.map(([x, y]) => {
  const { across_mm, z_mm } = pose.film(x, y);
  return `${across_mm.toFixed(3)},0,${z_mm.toFixed(3)}`;
}).join(";");

// ---------------------------------------------------------------------- points along it

function steps_between([ax, ay, az = 0], [bx, by, bz = 0]) {
  const count = Math.max(1, Math.round(Math.hypot(bx - ax, by - ay, bz - az) / STEP_MM));
  return Array.from({ length: count }, (_, n) => ({ x: ax + (bx - ax) * n / count,
    y: ay + (by - ay) * n / count, depth: az + (bz - az) * n / count }));
}

function walked(points) {
  const out = points.slice(1).flatMap((to, k) => steps_between(points[k], to));
  for (const [x, y, depth = 0] of points.slice(-1))
    out.push({ x, y, depth });
  return out;
}

export const course_in = (points, pose) => walked(points).map((at) => {
  const { across_mm, z_mm } = pose.film(at.x, at.y);
  return { ...at, z_mm, across_mm: Math.hypot(across_mm, at.depth) };
});

/* From one sample to the next. */
const apart = (a, b) => Math.hypot(b.x - a.x, b.y - a.y, b.depth - a.depth);

export const length_of = (samples) =>
  samples.slice(1).reduce((sum, at, k) => sum + apart(samples[k], at), 0);

// ---------------------------------------------------------------------- against a lesion

const is_dead = (scene, criterion, time_s, { across_mm, z_mm }) =>
  scene.read_margin(criterion, time_s, across_mm, z_mm) >= 0;

/* A step counts whose both ends are dead. */
export function dead_of(scene, criterion, time_s, samples) {
  const pieces = [];
  let length_mm = 0, before = null;
  for (const at of samples) {
    const is_now = is_dead(scene, criterion, time_s, at);
    if (is_now && before) {
      length_mm += apart(before, at);
      pieces.at(-1).push([at.x, at.y]);
    } else if (is_now) {
      pieces.push([[at.x, at.y]]);
    }
    before = is_now ? at : null;
  }
  return { length_mm, pieces };
}

/* A dead piece with fewer points. */
export const piece_text = (piece) => path_text([piece[0],
  ...piece.slice(1).filter((_, n) => n % DRAWN_EVERY === DRAWN_EVERY - 1), piece.at(-1)]);

/* From a point to a polyline of x, z, x, z ... */
function distance_to(chain, x, z) {
  let least = Infinity;
  for (let k = 0; k + 3 < chain.length; k += 2) {
    const ax = chain[k], az = chain[k + 1], bx = chain[k + 2] - ax, bz = chain[k + 3] - az;
    const square = bx * bx + bz * bz, along = (x - ax) * bx + (z - az) * bz;
    const part = square > 0 ? Math.min(1, Math.max(0, along / square)) : 0;
    least = Math.min(least, Math.hypot(x - ax - part * bx, z - az - part * bz));
  }
  return least;
}

/* How deep the middle of the tip is within a closed line; 0 outside it, or where it is open. */
export function depth_within(points, pose) {
  const line = points.map(([x, y]) => pose.film(x, y)), end = line.at(-1);
  if (line.length < 3 || line[0].across_mm !== end.across_mm || line[0].z_mm !== end.z_mm)
    return 0;
  const crossed = line.slice(1).filter((b, k) => {
    const a = line[k], part = a.z_mm / (a.z_mm - b.z_mm);
    return (a.z_mm > 0) !== (b.z_mm > 0) && a.across_mm + part * (b.across_mm - a.across_mm) > 0;
  });
  return crossed.length % 2 ? Math.min(...line.map((at) => Math.hypot(at.across_mm, at.z_mm))) : 0;
}

/* Positive outside the lesion, negative within; Infinity where there is none. */
export function clearance(scene, criterion, time_s, samples) {
  const chains = scene.contours(scene.margins(criterion, time_s), 0);
  const of_one = (at) => {
    const away = Math.min(...chains.map((chain) => distance_to(chain, at.across_mm, at.z_mm)));
    return is_dead(scene, criterion, time_s, at) ? -away : away;
  };
  return chains.length ? Math.min(...samples.map(of_one)) : Infinity;
}
