// pump_scene.js - a spread film as a room asks of it: a concentration at any place and time.
//
//     const scene = createScene(film);
//     scene.at("fluid_ug_per_ml", x_m, time_s)   at a probe: the film's own numbers, linear in time
//     scene.column("fluid_ug_per_ml", time_s, out) ROWS values from C1 to the sac's end
//     scene.series("plasma_ng_per_ml", time_s)     scene.most("fluid_ug_per_ml")
//
// Between probes: a cubic through the logarithms that does not overshoot (Fritsch, Carlson 1980),
// since a tail is a straight or bent line there. Between frames: linear.

import { valueAt } from "./chart.js";

export const ROWS = 306;                /* of a column: every 2 mm */
const LEAST = 1e-12;                    /* ug/mL: nothing */

/* Slopes of a cubic that rises and falls where its points do. */
function slopes_of(x, y) {
  const n = x.length, delta = new Float64Array(n - 1), slope = new Float64Array(n);
  for (let i = 0; i < n - 1; i++)
    delta[i] = (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
  slope[0] = delta[0];
  slope[n - 1] = delta[n - 2];
  for (let i = 1; i < n - 1; i++) {
    const before = x[i] - x[i - 1], after = x[i + 1] - x[i];
    if (delta[i - 1] * delta[i] > 0)
      slope[i] = 3 * (before + after)
        / ((2 * after + before) / delta[i - 1] + (after + 2 * before) / delta[i]);
  }
  return slope;
}

export function createScene(film) {
  const { head } = film;
  const x_m = head.x_m, times = head.times_s, kept = new Map(), mosts = new Map();
  const most_mm2 = Math.max(...head.levels.map((level) => level.cord_mm ** 2));
  const rows_m = Array.from({ length: ROWS }, (_, k) => head.length_m * k / (ROWS - 1));

  /* Beside a tenth of its greatest section or more, as the command counts. */
  function has_cord(place_m) {
    const { levels } = head;
    let k = 0;
    while (k < levels.length - 2 && place_m > levels[k + 1].x_m)
      k++;
    const part = Math.min(1, Math.max(0, (place_m - levels[k].x_m) / (levels[k
      + 1].x_m - levels[k].x_m)));
    return levels[k].cord_mm ** 2 * (1 - part) + levels[k + 1].cord_mm ** 2 * part >= most_mm2 / 10;
  }
  const has_cord_row = rows_m.map(has_cord), all = x_m.map((_, probe) => probe);
  const beside = all.filter((probe) => has_cord(x_m[probe])),
        beside_m = beside.map((probe) => x_m[probe]);

  function frame_of(time_s) {
    let low = 0, high = times.length - 1;
    if (time_s >= times[high])
      return { k: high - 1, part: 1 };
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (times[middle] <= time_s)
        low = middle;
      else
        high = middle;
    }
    return { k: low, part: Math.max(0, (time_s - times[low]) / (times[low + 1] - times[low])) };
  }

  function raster(name, frame) {
    const key = `${name} ${frame}`;
    if (kept.has(key))
      return kept.get(key);
    const is_fluid = name.startsWith("fluid"), values = film.field(name, frame);
    const at = is_fluid ? all : beside, xs = is_fluid ? x_m : beside_m;
    const y = at.map((probe) => Math.log10(Math.max(values[probe], LEAST)));
    const slope = slopes_of(xs, y), out = new Float32Array(ROWS);
    for (let row = 0, i = 0; row < ROWS; row++) {
      const x = rows_m[row];
      while (i < xs.length - 2 && x > xs[i + 1])
        i++;
      const wide = xs[i + 1] - xs[i], t = Math.min(1, Math.max(0, (x - xs[i]) / wide));
      const a = 2 * t ** 3 - 3 * t ** 2 + 1, b = t ** 3 - 2 * t ** 2 + t, c = t ** 3 - t ** 2;
      const value = 10 ** (a * y[i] + (1 - a) * y[i + 1]
        + wide * (b * slope[i] + c * slope[i + 1]));
      out[row] = value > 2 * LEAST && (is_fluid || has_cord_row[row]) ? value : 0;
    }
    kept.set(key, out);
    return out;
  }

  return {
    head, has: film.has, end_s: times.at(-1),
    column(name, time_s, out) {
      const { k, part } = frame_of(time_s), a = raster(name, k), b = raster(name, k + 1);
      for (let row = 0; row < ROWS; row++)
        out[row] = a[row] + part * (b[row] - a[row]);
      return out;
    },
    at(name, place_m, time_s) {
      const { k, part } = frame_of(time_s);
      const probe = x_m.findIndex((one) => Math.abs(one - place_m) < 1e-7);
      const read = (frame) => {
        if (probe >= 0)
          return film.field(name, frame)[probe];
        const row = place_m / head.length_m * (ROWS - 1),
              from = Math.min(ROWS - 2, Math.floor(row));
        const values = raster(name, frame);
        return values[from] + (row - from) * (values[from + 1] - values[from]);
      };
      const before = read(k), after = read(k + 1);
      return before + part * (after - before);
    },
    /* One number of every frame, at a probe. */
    course(name, probe) {
      return times.map((_, frame) => film.field(name, frame)[probe]);
    },
    series: (name, time_s) => valueAt(times, head.series[name], time_s),
    most(name) {
      if (!mosts.has(name)) {
        let most = 0;
        for (let frame = 0; frame < times.length; frame++)
          for (const value of film.field(name, frame))
            most = Math.max(most, value);
        mosts.set(name, most);
      }
      return mosts.get(name);
    },
    level_at: (place_m) => head.levels.find((level) => place_m < level.to_m) ?? head.levels.at(-1),
  };
}

/* Two significant digits, as painrig spread writes them. */
export function digits(value) {
  if (value === null || Number.isNaN(value))
    return "\u2013";
  const size = Math.abs(value);
  if (size < 1e-3)
    return "0";
  return value.toFixed(size < 0.01 ? 4 : size < 0.1 ? 3 : size < 1 ? 2 : size < 10 ? 1 : 0);
}

/* Shades of a logarithmic scale, DECADES down from its most. */
export const DECADES = 4;
export function shade_of(value, most) {
  if (!(value > 0))
    return -1;
  return 1 + Math.log10(value / most) / DECADES;
}
