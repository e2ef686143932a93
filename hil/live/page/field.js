// field.js - a field on a needle's half-plane, on the elements' own polynomials.
//
// The film's grid is a tensor product: nodes r_m x z_m, elements of `order`, Lagrange's basis on
// the nodes of each. So is every raster: the weights of its columns and rows are worked out once,
// and a frame costs two passes of products (rows of nodes onto columns, then columns onto rows).
//
//     const place = createPlace(head, { r_mm: 12, low_mm: -14, high_mm: 18 });   z as in the film
//     const raster = place.raster(288, 384);     raster.fill(values) -> Float32Array, mirrored
//     place.contours(values, level)              [[x, z, x, z ...] ...] in mm, both sides
//     place.read(values, r_mm, z_mm)             one point
//     paint(raster, image, shades({ palette, least, most, clear }))

const P_MAX = 9;

/* Weights of the element's nodes at x: the element's first node, and order + 1 numbers. */
function weights_at(nodes, order, x, out, at) {
  const elements = (nodes.length - 1) / order;
  let low = 0, high = elements - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (nodes[middle * order] <= x)
      low = middle;
    else
      high = middle - 1;
  }
  const first = low * order;
  for (let a = 0; a <= order; a++) {
    let weight = 1;
    for (let b = 0; b <= order; b++)
      if (b !== a)
        weight *= (x - nodes[first + b]) / (nodes[first + a] - nodes[first + b]);
    out[at + a] = weight;
  }
  return first;
}

function line_weights(nodes, order, least, most, count) {
  const first = new Int32Array(count), weight = new Float32Array(count * (order + 1));
  const low = nodes[0], high = nodes[nodes.length - 1];
  for (let k = 0; k < count; k++) {
    const x = least + (most - least) * k / (count - 1);
    first[k] = weights_at(nodes, order, Math.min(high, Math.max(low, x)), weight, k * (order + 1));
  }
  return { first, weight, count };
}

/* out[row * columns + column], both passes. */
function interpolate(values, nr, order, across, along, mid, out) {
  const p1 = order + 1, columns = across.count;
  const from = along.first[0], to = along.first[along.count - 1] + order;
  for (let j = from; j <= to; j++)
    for (let c = 0; c < columns; c++) {
      const base = j * nr + across.first[c];
      let sum = 0;
      for (let a = 0; a < p1; a++)
        sum += across.weight[c * p1 + a] * values[base + a];
      mid[j * columns + c] = sum;
    }
  for (let row = 0; row < along.count; row++) {
    const base = along.first[row] * columns, line = row * columns;
    for (let c = 0; c < columns; c++)
      out[line + c] = 0;
    for (let b = 0; b < p1; b++) {
      const weight = along.weight[row * p1 + b], start = base + b * columns;
      for (let c = 0; c < columns; c++)
        out[line + c] += weight * mid[start + c];
    }
  }
}

// ---------------------------------------------------------------------- contours

const LATTICE_R = 72, LATTICE_Z = 180;

/* Marching squares on a lattice; each crossed edge has a point and the two points next to it. */
function createTracer(columns, rows) {
  const edges = 2 * columns * rows;
  const x = new Float32Array(edges), y = new Float32Array(edges);
  const one = new Int32Array(edges), two = new Int32Array(edges);

  const touched = new Int32Array(edges);
  let count = 0;
  one.fill(-1);
  two.fill(-1);

  function cross(field, level, i, j, is_up) {
    const id = (is_up ? columns * rows : 0) + j * columns + i;
    const a = field[j * columns + i] - level;
    const b = field[is_up ? (j + 1) * columns + i : j * columns + i + 1] - level;
    const part = a / (a - b);
    x[id] = is_up ? i : i + part;
    y[id] = is_up ? j + part : j;
    return id;
  }

  function join(a, b) {
    if (one[a] < 0) { one[a] = b; touched[count++] = a; } else two[a] = b;
    if (one[b] < 0) { one[b] = a; touched[count++] = b; } else two[b] = a;
  }

  /* which: bit 0 the corner (i, j), then (i + 1, j), (i + 1, j + 1), (i, j + 1). */
  function cell(field, level, i, j, which) {
    let first = -1, third = -1;
    const end = (id) => {
      if (first < 0) first = id;
      else if (third < 0) { join(first, id); third = -2; }
      else if (third === -2) third = id;
    };
    const low = () => cross(field, level, i, j, false);
    const high = () => cross(field, level, i, j + 1, false);
    const left = () => cross(field, level, i, j, true);
    const right = () => cross(field, level, i + 1, j, true);
    if (which === 5 || which === 10) {              /* a saddle: two pieces */
      join(low(), right());
      join(high(), left());
      return;
    }
    if ((which & 1) !== (which >> 1 & 1)) end(low());
    if ((which >> 1 & 1) !== (which >> 2 & 1)) end(right());
    if ((which >> 2 & 1) !== (which >> 3 & 1)) end(high());
    if ((which >> 3 & 1) !== (which & 1)) end(left());
  }

  /* From an edge on, until the chain ends or closes; what was passed is -2. */
  function follow(start) {
    const chain = [];
    let before = -1, at = start;
    for (;;) {
      chain.push(x[at], y[at]);
      const next = one[at] >= 0 && one[at] !== before ? one[at] : two[at] !== before ? two[at] : -1;
      one[at] = -2;
      before = at;
      if (next < 0)
        return chain;
      if (one[next] === -2) {
        if (next === start)
          chain.push(x[next], y[next]);
        return chain;
      }
      at = next;
    }
  }

  function chains_of() {
    const chains = [];
    for (let k = 0; k < count; k++)           /* first those that end at the lattice's border */
      if (one[touched[k]] >= 0 && two[touched[k]] < 0)
        chains.push(follow(touched[k]));
    for (let k = 0; k < count; k++)
      if (one[touched[k]] >= 0)
        chains.push(follow(touched[k]));
    for (let k = 0; k < count; k++)
      one[touched[k]] = two[touched[k]] = -1;
    count = 0;
    return chains;
  }

  return (field, level) => {
    for (let j = 0; j < rows - 1; j++) {
      const low = j * columns, high = low + columns;
      let a = field[low] >= level ? 1 : 0, d = field[high] >= level ? 1 : 0;
      for (let i = 0; i < columns - 1; i++) {
        const b = field[low + i + 1] >= level ? 1 : 0, c = field[high + i + 1] >= level ? 1 : 0;
        const which = a | b << 1 | c << 2 | d << 3;
        if (which !== 0 && which !== 15)
          cell(field, level, i, j, which);
        a = b;
        d = c;
      }
    }
    return chains_of();
  };
}

/* The same line with fewer points, none further than THIN_MM from it (Douglas and Peucker). */
const THIN_MM = 0.012;
function thinned(line) {
  const count = line.length / 2, keep = new Uint8Array(count), stack = [0, count - 1];
  keep[0] = keep[count - 1] = 1;
  while (stack.length) {
    const last = stack.pop(), first = stack.pop();
    const ax = line[2 * first], ay = line[2 * first + 1];
    const dx = line[2 * last] - ax, dy = line[2 * last + 1] - ay, length = Math.hypot(dx, dy);
    let most = THIN_MM, at = -1;
    for (let k = first + 1; k < last; k++) {
      const ex = line[2 * k] - ax, ey = line[2 * k + 1] - ay;
      const away = length > 1e-9 ? Math.abs(dx * ey - dy * ex) / length : Math.hypot(ex, ey);
      if (away > most) {
        most = away;
        at = k;
      }
    }
    if (at >= 0) {
      keep[at] = 1;
      stack.push(first, at, at, last);
    }
  }
  return line.filter((_, k) => keep[k >> 1]);
}

/* A chain of the half-plane, and the same mirrored behind it, so that a lesion is one outline. */
function mirrored(chain, scale_r, low_z, scale_z) {
  const half = thinned(chain.map((value, k) => (k & 1
      ? low_z + value * scale_z : value * scale_r)));
  const out = half.slice();
  for (let k = half.length - 2; k >= 0; k -= 2)
    out.push(-half[k], half[k + 1]);
  out.push(out[0], out[1]);
  return out;
}

// ---------------------------------------------------------------------- a place in the film's grid

/* A reach not smaller than r_mm that has a column of the lattice on the needle's side. */
export function reach_beside(head, r_mm) {
  const radius = head.electrode.radius_m * 1000;
  return radius * (LATTICE_R - 1) / Math.max(1, Math.floor(radius * (LATTICE_R - 1) / r_mm));
}

export function createPlace(head, { r_mm, low_mm, high_mm }) {
  const order = head.order, nr = head.r_m.length, nz = head.z_m.length;
  const r = { least: 0, most: r_mm / 1000 }, z = { least: low_mm / 1000, most: high_mm / 1000 };
  const across = line_weights(head.r_m, order, r.least, r.most, LATTICE_R);
  const along = line_weights(head.z_m, order, z.least, z.most, LATTICE_Z);
  const lattice = new Float32Array(LATTICE_R * LATTICE_Z), mid = new Float32Array(nz * LATTICE_R);
  const trace = createTracer(LATTICE_R, LATTICE_Z);
  const wr = new Float64Array(P_MAX), wz = new Float64Array(P_MAX);
  let held = null;
  /* The first column beside the needle, the first row above the end of its tip. */
  const beside = Math.min(LATTICE_R - 1,
      Math.ceil(head.electrode.radius_m * 1000 / (r_mm / (LATTICE_R - 1)) - 1e-6));
  const above = Math.max(0,
      Math.ceil((-head.electrode.tip_m * 500 - low_mm) / ((high_mm - low_mm) / (LATTICE_Z - 1))));

  /* In metal a margin says nothing: it is taken to be that of the needle's side. */
  function across_metal() {
    for (let row = above; row < LATTICE_Z; row++)
      lattice.fill(lattice[row * LATTICE_R + beside], row * LATTICE_R, row * LATTICE_R + beside);
  }

  return {
    r_mm, low_mm, high_mm,
    /* `key`: fields of one key are not interpolated again for another level; null: a margin. */
    contours(values, level, key = null) {
      if (key === null || key !== held)
        interpolate(values, nr, order, across, along, mid, lattice);
      if (key === null)
        across_metal();
      held = key;
      const step_r = r_mm / (LATTICE_R - 1), step_z = (high_mm - low_mm) / (LATTICE_Z - 1);
      return trace(lattice, level).map((chain) => mirrored(chain, step_r, low_mm, step_z));
    },
    read(values, at_r_mm, at_z_mm) {
      const i = weights_at(head.r_m, order, Math.min(Math.abs(at_r_mm) / 1000, head.r_m[nr - 1]),
          wr, 0);
      const at_z = Math.min(Math.max(at_z_mm / 1000, head.z_m[0]), head.z_m[nz - 1]);
      const j = weights_at(head.z_m, order, at_z, wz, 0);
      let sum = 0;
      for (let b = 0; b <= order; b++)
        for (let a = 0; a <= order; a++)
          sum += wz[b] * wr[a] * values[(j + b) * nr + i + a];
      return sum;
    },
    /* Row 0 is at high_mm, as pictures go; columns from -r_mm to r_mm, an even number of them. */
    raster(columns, rows) {
      const half = columns / 2, step = 2 * r.most / columns;
      const cols = line_weights(head.r_m, order, step / 2, r.most - step / 2, half);
      const tall = line_weights(head.z_m, order, z.least, z.most, rows);
      const between = new Float32Array(nz * half), side = new Float32Array(half * rows);
      const whole = new Float32Array(columns * rows);
      return {
        columns, rows,
        fill(values) {
          interpolate(values, nr, order, cols, tall, between, side);
          for (let row = 0; row < rows; row++) {
            const from = (rows - 1 - row) * half, to = row * columns;
            for (let c = 0; c < half; c++)
              whole[to + half + c] = whole[to + half - 1 - c] = side[from + c];
          }
          return whole;
        },
      };
    },
  };
}

/* Between two frames, into `out`. */
export function mix(a, b, part, out) {
  for (let k = 0, count = out.length; k < count; k++)
    out[k] = a[k] + part * (b[k] - a[k]);
  return out;
}

// ---------------------------------------------------------------------- colours

/* viridis: polynomials of degree six through matplotlib's table (M. Zucker, public domain).
 * cividis: Nunez, Anderton and Renslow, PLoS ONE 13(7): e0199239 (2018), as d3-scale-chromatic's
 * polynomials. Both rise steadily in lightness, so that they also survive grey printing. */
const VIRIDIS = [
  [0.2777273, 0.1050930, -0.3308618, -4.6342305, 6.2282699, 4.7763850, -5.4354559],
  [0.0054073, 1.4046135, 0.2148476, -5.7991010, 14.1799334, -13.7451454, 4.6458526],
  [0.3340998, 1.3845902, 0.0950952, -19.3324410, 56.6905526, -65.3530326, 26.3124352],
];
const CIVIDIS = [
  [-4.54, -35.34, 2381.73, -6402.7, 7024.72, -2710.57],
  [32.49, 170.73, 52.82, -131.46, 176.58, -67.37],
  [81.24, 442.36, -2482.43, 6167.24, -6614.94, 2475.67],
];

function palette_of(polynomials, scale) {
  const bytes = new Uint8ClampedArray(256 * 4);
  for (let k = 0; k < 256; k++) {
    for (let part = 0; part < 3; part++)
      bytes[4 * k + part] = scale * polynomials[part].reduceRight((sum, c) => sum * (k / 255) + c,
          0);
    bytes[4 * k + 3] = 255;
  }
  return bytes;
}

export const palettes = { viridis: palette_of(VIRIDIS, 255), cividis: palette_of(CIVIDIS, 1) };

const SHADES = 2048;

/* Colours of so many temperatures from least to most, ready to be written. Below `clear.from`
 * nothing is painted, from `clear.to` on all is: what lies below is seen where it is cold. */
export function shades({ palette, least, most, clear = null, opacity = 1 }) {
  const words = new Uint32Array(SHADES), bytes = new Uint8ClampedArray(words.buffer);
  for (let k = 0; k < SHADES; k++) {
    const value = least + (most - least) * k / (SHADES - 1),
        from = Math.round(255 * k / (SHADES - 1)) * 4;
    const part = clear === null
        ? 1 : Math.min(1, Math.max(0, (value - clear.from) / (clear.to - clear.from)));
    bytes.set(palette.subarray(from, from + 3), 4 * k);
    bytes[4 * k + 3] = 255 * opacity * part;
  }
  return { words, least, scale: (SHADES - 1) / (most - least) };
}

export function paint(values, image, { words, least, scale }) {
  const out = new Uint32Array(image.data.buffer);
  for (let k = 0, count = values.length; k < count; k++) {
    const shade = (values[k] - least) * scale;
    out[k] = words[shade > 0 ? (shade < SHADES - 1 ? shade | 0 : SHADES - 1) : 0];
  }
}
