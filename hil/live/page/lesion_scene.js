// lesion_scene.js - a lesion's film, ready to be drawn and read at any time and place.
//
//     const scene = createScene(film);
//     scene.temps(time_s), .margins(criterion, time_s)  on the film's nodes, between its frames
//     scene.raster.fill(values)                     a picture of them, and .contours(values, level)
//     scene.measure(criterion, name, time_s)               "width_mm" ... of a criterion's lesion
//     scene.course(across_mm, z_mm)                        one point's temperature in every frame
//     scene.course_at(course, time_s)                      { now_c, peak_c }
//     isotherms_of(start_c, hottest_c)                     those worth drawing
//     const pose = createPose(needle, tip_mm);       pose.film(x, y), pose.drawing(across_mm, z_mm)
//
// The drawing's frame: x to the right, y down, in mm, as the anatomy has it. The needle's pose is
// the end of its tip (x, y) and its turn in degrees; at 0 the shaft points up. The film's frame: r
// across the needle, z along it from the middle of the tip, + to the shaft; so z = -y' - tip / 2
// for y' along the turned needle. The film is uniform tissue: anatomy is drawing only.

import { createPlace, mix, reach_beside } from "./field.js";

const FIELD_COLUMNS = 256;              /* across the needle; rows in proportion */
export const FIELD_REACH_MM = 20;

// ---------------------------------------------------------------------- frames

export function createPose(needle, tip_mm) {
  const turn = needle.turn_deg * Math.PI / 180, cos = Math.cos(turn), sin = Math.sin(turn);
  return {
    /* drawing -> film */
    film(x, y) {
      const dx = x - needle.x_mm, dy = y - needle.y_mm;
      const across = dx * cos + dy * sin, along = -dx * sin + dy * cos;
      return { across_mm: across, z_mm: -along - tip_mm / 2 };
    },
    /* film -> drawing */
    drawing(across_mm, z_mm) {
      const along = -(z_mm + tip_mm / 2);
      return { x: needle.x_mm + across_mm * cos - along * sin,
               y: needle.y_mm + across_mm * sin + along * cos };
    },
  };
}

export function isotherms_of(start_c, hottest_c) {
  const levels = hottest_c < 50 ? [38, 40, 42, 44, 46, 48] : [45, 50, 60, 70, 80, 90];
  return levels.filter((level) => level > start_c && level < hottest_c);
}

/* How far contours may go: what the greatest lesion and the widest isotherm need. */
function contour_reach(film) {
  const { head } = film;
  const tip = head.electrode.tip_m * 1000, radius = head.electrode.radius_m * 1000;
  let wide = 3 + radius, low = -tip / 2 - 3, high = tip / 2 + 3;
  for (const one of head.lesions) {
    wide = Math.max(wide, Math.max(...one.width_mm) / 2);
    low = Math.min(low, -tip / 2 - Math.max(...one.distal_mm));
    high = Math.max(high, tip / 2 + Math.max(...one.proximal_mm));
  }
  const temps = film.field("temp_c", head.frames - 1), nr = head.r_m.length;
  const [level = Infinity] = isotherms_of(temps.at(-1), Math.max(...head.series.hottest_c));
  for (let k = 0; k < temps.length; k++)
    if (temps[k] >= level) {
      wide = Math.max(wide, head.r_m[k % nr] * 1000);
      low = Math.min(low, head.z_m[Math.floor(k / nr)] * 1000);
      high = Math.max(high, head.z_m[Math.floor(k / nr)] * 1000);
    }
  return { r_mm: reach_beside(head, wide * 1.15 + 1.5), low_mm: low - 3, high_mm: high + 3 };
}

// ---------------------------------------------------------------------- a film ready to be drawn

/* The two frames of the film that a time lies between, and how far from the first; ends hold. */
function frames_at(times, time_s) {
  let k = times.findIndex((time) => time > time_s) - 1;
  if (k < 0)
    k = time_s >= times.at(-1) ? times.length - 1 : 0;
  const next = Math.min(k + 1, times.length - 1);
  const part = next === k ? 0 : Math.max(0, (time_s - times[k]) / (times[next] - times[k]));
  return { k, next, part };
}

const between = (row, { k, next, part }) => row[k] + part * (row[next] - row[k]);

/* Values of a field between two frames; those of the last time asked are kept. */
function createFields(film, count) {
  const held = new Map();
  return (name, time_s) => {
    const row = held.get(name) ?? { time_s: NaN, out: new Float32Array(count), values: null };
    held.set(name, row);
    if (row.time_s === time_s)
      return row.values;
    const { k, next, part } = frames_at(film.head.times_s, time_s);
    row.time_s = time_s;
    row.values = part === 0 ? film.field(name, k)
      : mix(film.field(name, k), film.field(name, next), part, row.out);
    return row.values;
  };
}

export function createScene(film) {
  const { head } = film, tip_mm = head.electrode.tip_m * 1000;
  const count = head.r_m.length * head.z_m.length, field_at = createFields(film, count);
  const far = createPlace(head, { r_mm: FIELD_REACH_MM, low_mm: -tip_mm / 2 - FIELD_REACH_MM,
                                  high_mm: tip_mm / 2 + FIELD_REACH_MM });
  const tall = (far.high_mm - far.low_mm) / (2 * FIELD_REACH_MM);
  const near = createPlace(head, contour_reach(film));

  /* Temperature of one point in every frame, and the highest so far. */
  function course(across_mm, z_mm) {
    let most = -Infinity;
    const temp = head.times_s.map((_, frame) =>
      far.read(film.field("temp_c", frame), across_mm, z_mm));
    return { temp, peak: temp.map((value) => { most = Math.max(most, value); return most; }) };
  }

  return {
    head, tip_mm, far, course,
    raster: far.raster(FIELD_COLUMNS, Math.round(FIELD_COLUMNS * tall / 2) * 2),
    start_c: film.field("temp_c", 0)[count - 1],
    temps: (time_s) => field_at("temp_c", time_s),
    margins: (criterion, time_s) => field_at(`margin.${criterion}`, time_s),
    has_margin: (criterion) => film.has(`margin.${criterion}`),
    contours: near.contours,
    read_margin: (criterion, time_s, across_mm, z_mm) =>
      far.read(field_at(`margin.${criterion}`, time_s), across_mm, z_mm),
    measure: (criterion, name, time_s) =>
      between(head.lesions[criterion][name], frames_at(head.times_s, time_s)),
    /* Of a course: now, and the highest so far. */
    course_at(one, time_s) {
      const at = frames_at(head.times_s, time_s), now_c = between(one.temp, at);
      return { now_c, peak_c: Math.max(one.peak[at.k], now_c) };
    },
  };
}
