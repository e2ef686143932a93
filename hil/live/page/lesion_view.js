// lesion_view.js - one lesion, drawn in millimetres: anatomy (SVG), temperature (canvas), contours,
// needle and marks (SVG above).
//
// The drawing's frame: x to the right, y down, in mm, as the anatomy has it. The needle's pose is
// the end of its tip (x, y) and its turn in degrees; at 0 the shaft points up. The film's frame: r
// across the needle, z along it from the middle of the tip, + to the shaft; so z = -y' - tip / 2
// for y' along the turned needle. The film is uniform tissue: anatomy is drawing only.

import { createPlace, mix, paint, reach_beside, shades } from "./field.js";
import { svg } from "./parts.js";

const FIELD_COLUMNS = 256;              /* across the needle; rows in proportion */
const FIELD_REACH_MM = 20;
const LABEL_ROOM = 36;                  /* a view narrower than so many letters has short labels */

export const criterion_styles = [
  { colour: "#ffffff", under: "#000", dash: "" },
  { colour: "#8fe3ff", under: "#002a3a", dash: "8 3" },
  { colour: "#b8ff9e", under: "#10300a", dash: "2 3" },
  { colour: "#ffc2f0", under: "#3d0030", dash: "9 3 2 3" },
  { colour: "#ffe27a", under: "#3a2c00", dash: "5 4" },
  { colour: "#c9c6ff", under: "#14124a", dash: "14 4" },
  { colour: "#ffb38a", under: "#3d1700", dash: "3 2 9 2" },
  { colour: "#d9d9d9", under: "#000", dash: "1 2" },
];

/* "isotherm 50 C" -> "50 °C"; "arrhenius liver" -> "Arrhenius liver". */
export function criterion_word(name) {
  return name.replace(/^isotherm (\d+) C$/, "$1 \u00b0C").replace(/^arrhenius/, "Arrhenius")
    .replace(/^cem43/, "CEM43");
}

/* Where there is little room. */
export function criterion_short(name) {
  return criterion_word(name).replace(/^Arrhenius /, "").replace(/^CEM43 .*/, "CEM43");
}

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

/* Isotherms worth drawing between a start and a hottest temperature. */
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
  const [level = Infinity] = isotherms_of(temps[temps.length - 1],
      Math.max(...head.series.hottest_c));
  for (let k = 0; k < temps.length; k++)
    if (temps[k] >= level) {
      wide = Math.max(wide, head.r_m[k % nr] * 1000);
      low = Math.min(low, head.z_m[Math.floor(k / nr)] * 1000);
      high = Math.max(high, head.z_m[Math.floor(k / nr)] * 1000);
    }
  return { r_mm: reach_beside(head, wide * 1.15 + 1.5), low_mm: low - 3, high_mm: high + 3 };
}

// ---------------------------------------------------------------------- a film ready to be drawn

/* Frames between the film's, places to read it, and the criteria's contours. */
export function createScene(film) {
  const { head } = film, tip_mm = head.electrode.tip_m * 1000;
  const count = head.r_m.length * head.z_m.length;
  const held = new Map();                   /* by field: the time it is for, and its values */
  const far = createPlace(head, { r_mm: FIELD_REACH_MM, low_mm: -tip_mm / 2 - FIELD_REACH_MM,
                                  high_mm: tip_mm / 2 + FIELD_REACH_MM });
  const rows = Math.round(FIELD_COLUMNS * (far.high_mm - far.low_mm) / (2 * FIELD_REACH_MM) / 2) * 2;
  const raster = far.raster(FIELD_COLUMNS, rows);
  const near = createPlace(head, contour_reach(film));

  function frames_at(time_s) {
    const times = head.times_s;
    let k = times.findIndex((time) => time > time_s) - 1;
    if (k < 0)
      k = time_s >= times[times.length - 1] ? times.length - 1 : 0;
    const next = Math.min(k + 1, times.length - 1);
    const part = next === k ? 0 : Math.max(0, (time_s - times[k]) / (times[next] - times[k]));
    return { k, next, part };
  }

  function field_at(name, time_s) {
    const row = held.get(name) ?? { time_s: NaN, out: new Float32Array(count), values: null };
    held.set(name, row);
    if (row.time_s === time_s)
      return row.values;
    const { k, next, part } = frames_at(time_s);
    row.time_s = time_s;
    row.values = part === 0 ? film.field(name, k)
      : mix(film.field(name, k), film.field(name, next), part, row.out);
    return row.values;
  }

  return {
    film, head, tip_mm, raster, far, rows, columns: FIELD_COLUMNS,
    start_c: film.field("temp_c", 0)[count - 1],
    temps: (time_s) => field_at("temp_c", time_s),
    margins: (criterion, time_s) => field_at(`margin.${criterion}`, time_s),
    has_margin: (criterion) => film.has(`margin.${criterion}`),
    contours: (values, level, key) => near.contours(values, level, key),
    /* A measure of a criterion's lesion between two frames. */
    measure(criterion, name, time_s) {
      const { k, next, part } = frames_at(time_s), row = head.lesions[criterion][name];
      return row[k] + part * (row[next] - row[k]);
    },
    /* Temperature of one point in every frame, and the highest so far. */
    course(across_mm, z_mm) {
      const temp = head.times_s.map((_, frame) => far.read(film.field("temp_c", frame), across_mm,
          z_mm));
      let most = -Infinity;
      return { temp, peak: temp.map((value) => { most = Math.max(most, value); return most; }) };
    },
    read_margin: (criterion, time_s, across_mm, z_mm) =>
      far.read(field_at(`margin.${criterion}`, time_s), across_mm, z_mm),
  };
}

// ---------------------------------------------------------------------- what lies over the field

/* In the needle's frame and in micrometres: whole numbers are quickly written. */
function path_of(chains, tip_mm) {
  let text = "";
  for (const chain of chains) {
    let before = "M";
    for (let k = 0; k < chain.length; k += 2) {
      text += `${before}${Math.round(chain[k] * 1000)} ${Math.round((chain[k + 1] + tip_mm / 2) * -1000)}`;
      before = "L";
    }
    text += "Z";
  }
  return text;
}

/* Elements of a group that are there from one drawing to the next: only what changes is set. */
function createPool(group) {
  const rows = new Map();
  return {
    put(key, tag, attributes, text = null) {
      let row = rows.get(key);
      if (!row) {
        row = { one: svg(tag), seen: {}, text: null };
        rows.set(key, row);
        group.append(row.one);
      }
      row.is_used = true;
      for (const [name, value] of Object.entries(attributes))
        if (row.seen[name] !== value)
          row.one.setAttribute(name, row.seen[name] = value);
      if (text !== null && row.text !== text)
        row.one.textContent = row.text = text;
    },
    sweep() {
      for (const [key, row] of rows) {
        if (!row.is_used) {
          row.one.remove();
          rows.delete(key);
        }
        row.is_used = false;
      }
    },
  };
}

/* The point of the outline that lies furthest in a direction, in the drawing's frame. */
function furthest(chains, pose, dx, dy) {
  let best = null, most = -Infinity;
  for (const chain of chains)
    for (let k = 0; k < chain.length; k += 2) {
      const at = pose.drawing(chain[k], chain[k + 1]), far = at.x * dx + at.y * dy;
      if (far > most) {
        most = far;
        best = at;
      }
    }
  return best;
}

function needle_shapes(group, head, length_mm) {
  const radius = head.electrode.radius_m * 1000, tip = head.electrode.tip_m * 1000;
  const coat = Math.min(0.08, radius * 0.15);       /* drawn thickness of the insulation */
  group.replaceChildren(
    svg("rect", { class: "lesion-shaft", x: -radius, y: -length_mm, width: 2 * radius,
                  height: length_mm - tip }),
    svg("rect", { class: "lesion-coat", x: -radius, y: -length_mm, width: coat * 2,
        height: length_mm - tip }),
    svg("rect", { class: "lesion-coat", x: radius - coat * 2, y: -length_mm, width: coat * 2,
        height: length_mm - tip }),
    svg("rect", { class: "lesion-tip", x: -radius, y: -tip, width: 2 * radius, height: tip }),
    svg("circle", { class: "lesion-thermocouple", cx: 0, cy: -head.electrode.thermocouple_m * 1000,
                    r: Math.min(0.28, radius * 0.55) }));
}

// ---------------------------------------------------------------------- the view

/* place: an element that has a size. look: what is common to all views (see room_lesion.js). */
export function createView(place, look) {
  const back = svg("svg", { class: "lesion-back", "aria-hidden": "true" });
  const canvas = document.createElement("canvas");
  const front = svg("svg", { class: "lesion-front", "aria-hidden": "true" });
  const lines = svg("g", { class: "lesion-lines" }), marks = svg("g"),
      needle = svg("g", { class: "lesion-needle" });
  const nerve = svg("g"), words = svg("g", { class: "lesion-words" });
  const still = svg("g", { class: "lesion-still" });
  front.append(still, nerve, lines, needle, marks, words);
  canvas.className = "lesion-field";
  canvas.setAttribute("aria-hidden", "true");
  place.replaceChildren(back, canvas, front);
  const context = canvas.getContext("2d");
  const pools = { lines: createPool(lines), words: createPool(words), nerve: createPool(nerve) };
  const state = { scene: null, image: null, window: null, shades: null, drawn: 0 };

  /* Millimetres of the drawing to pixels of the place. */
  function frame() {
    const width = place.clientWidth, height = place.clientHeight;
    /* Pixels to a millimetre: so many that a square of the window's size is seen. */
    const scale = Math.min(width, height) / look.window.span_mm;
    const wide = width / scale, tall = height / scale;
    const left = look.window.x_mm - wide / 2, top = look.window.y_mm - tall / 2;
    state.window = { left, top, width_mm: wide, height_mm: tall, scale, width, height };
    for (const layer of [back, front])
      layer.setAttribute("viewBox", `${left} ${top} ${wide} ${tall}`);
    front.style.setProperty("--lesion-mm", `${1 / scale}px`);
  }

  /* The table of colours, made anew when the look has changed. */
  function colours(start_c) {
    const key = [look.least_c, look.most_c, start_c, look.opacity].join(" ");
    if (state.shades?.key !== key || state.shades.palette !== look.palette)
      state.shades = { key, palette: look.palette, table: shades({
        palette: look.palette, least: look.least_c, most: look.most_c, opacity: look.opacity,
        clear: { from: start_c + 0.3, to: start_c + 5 } }) };
    return state.shades.table;
  }

  function place_field() {
    const { scene, window: at } = state;
    if (!scene || !at)
      return;
    const width = 2 * FIELD_REACH_MM * at.scale;
    const height = (scene.far.high_mm - scene.far.low_mm) * at.scale;
    const down = (scene.far.high_mm + scene.tip_mm / 2) * at.scale;    /* to the end of the tip */
    const x = (look.needle.x_mm - at.left) * at.scale, y = (look.needle.y_mm - at.top) * at.scale;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    canvas.style.transformOrigin = `${width / 2}px ${down}px`;
    canvas.style.transform = `translate(${x - width / 2}px, ${y - down}px) rotate(${look.needle.turn_deg}deg)`;
    const pose = `translate(${look.needle.x_mm} ${look.needle.y_mm}) rotate(${look.needle.turn_deg})`;
    needle.setAttribute("transform", pose);
    lines.setAttribute("transform", `${pose} scale(0.001)`);
  }

  function text_look(x, y, px, extra = {}) {
    const size = px / state.window.scale;
    return { x: x.toFixed(3), y: y.toFixed(3), "font-size": size, "stroke-width": size * 0.22,
        ...extra };
  }

  function text_at(x, y, text, px, extra = {}) {
    return svg("text", text_look(x, y, px, extra), text);
  }

  /* Labels stand in a column beside the lesion, from the widest contour to the narrowest. */
  function label_lines(list, pose) {
    const at = state.window, px = look.label_px, step = 1.35 * px / at.scale;
    const shown = list.filter((one) => one.chains.length);
    if (!shown.length)
      return;
    const edge = Math.max(...shown.map((one) => furthest(one.chains, pose, 1, 0).x));
    const room = (0.56 * Math.max(...shown.map((one) => one.text.length)) + 0.5) * px / at.scale;
    const x = Math.min(edge + 22 / at.scale, at.left + at.width_mm - room);
    const centre = pose.drawing(0, 0).y;
    const middle = (shown.length - 1) / 2;
    shown.forEach((one, k) => {
      const up = 1.9 * (k - middle) / shown.length;
      one.from = furthest(one.chains, pose, Math.cos(up), Math.sin(up));
    });
    shown.sort((a, b) => a.from.y - b.from.y);          /* so that leaders do not cross */
    shown.forEach((one, k) => {
      const { from } = one;
      const y = Math.min(at.top + at.height_mm - step, Math.max(at.top + step,
                         centre + (k - middle) * step));
      pools.words.put(`leader ${one.test}`, "path", { class: "lesion-leader",
        d: `M${from.x.toFixed(2)} ${from.y.toFixed(2)}L${(x - 4 / at.scale).toFixed(2)} ${y.toFixed(2)}` });
      pools.words.put(`label ${one.test}`, "text",
                      text_look(x, y + 0.35 * px / at.scale, px,
                          { "data-test": `label-${one.test}` }), one.text);
    });
  }

  function draw_isotherms(temps, time_s, pose) {
    const seen = [];
    for (const level of look.isotherms) {
      const chains = state.scene.contours(temps, level, `temp ${time_s}`);
      pools.lines.put(`isotherm ${level}`, "path", { class: "lesion-isotherm",
          d: path_of(chains, state.scene.tip_mm) });
      const top = chains.length ? furthest(chains, pose, -1, 0) : null;
      if (top)
        seen.push({ level, at: top });
    }
    /* To the left, one above the other where they would overlap. */
    let before = null;
    for (const { level, at } of seen.sort((a, b) => a.at.x - b.at.x)) {
      const size = look.label_px * 0.9 / state.window.scale;
      const y = before !== null && at.x - before.x < 2 * size ? before.y + 1.15 * size : at.y;
      pools.words.put(`isotherm ${level}`, "text",
                      text_look(at.x - 0.3 * size, y, look.label_px * 0.9,
                          { "text-anchor": "end" }), `${level}\u00b0`);
      before = { x: at.x, y };
    }
  }

  function draw_criteria(time_s, pose) {
    const list = [], is_short = state.window.width < LABEL_ROOM * look.label_px;
    for (const k of look.criteria) {
      if (k >= state.scene.head.criteria.length || !state.scene.has_margin(k)
          || state.scene.measure(k, "volume_mm3", time_s) <= 0)
        continue;                       /* in metal a margin says nothing */
      const style = criterion_styles[k], chains = state.scene.contours(state.scene.margins(k,
          time_s), 0);
      const d = path_of(chains, state.scene.tip_mm);
      pools.lines.put(`under ${k}`, "path", { class: "lesion-under", d, stroke: style.under });
      pools.lines.put(`contour ${k}`, "path", { class: "lesion-contour", d, stroke: style.colour,
                                                "stroke-dasharray": style.dash,
                                                    "data-test": `contour-${k}` });
      list.push({ chains, test: k,
          text: (is_short ? criterion_short : criterion_word)(state.scene.head.criteria[k].name) });
    }
    label_lines(list.sort((a, b) => (b.chains.length ? 1 : 0) - (a.chains.length ? 1 : 0)), pose);
  }

  function scale_bar() {
    const at = state.window, wanted = Math.min(at.width_mm, at.height_mm) / 4;
    const length = [1, 2, 5, 10, 20, 50].reduce((best, one) =>
      Math.abs(one - wanted) < Math.abs(best - wanted) ? one : best);
    const x = at.left + 14 / at.scale, y = at.top + at.height_mm - 14 / at.scale;
    pools.words.put("bar", "path",
        { class: "lesion-bar",
        d: `M${x} ${y - 6 / at.scale}V${y}H${x + length}V${y - 6 / at.scale}` });
    pools.words.put("bar words", "text", text_look(x + length + 6 / at.scale, y,
        look.label_px * 0.95), `${length} mm`);
  }

  const api = {
    place, back, marks, canvas, nerve: pools.nerve,
    get window() { return state.window; },
    get scene() { return state.scene; },
    get frames() { return state.drawn; },
    get pose() { return createPose(look.needle, state.scene ? state.scene.tip_mm : 10); },
    show(scene) {
      state.scene = scene;
      canvas.width = scene.columns;
      canvas.height = scene.rows;
      state.image = context.createImageData(scene.columns, scene.rows);
      needle_shapes(needle, scene.head, 160);
    },
    /* After a change of size, window or needle. */
    layout() {
      if (!place.clientWidth)
        return;
      frame();
      place_field();
    },
    draw(time_s) {
      const { scene } = state;
      if (!scene || !state.window)
        return;
      const temps = scene.temps(time_s), pose = api.pose;
      paint(scene.raster.fill(temps), state.image, colours(scene.start_c));
      context.putImageData(state.image, 0, 0);
      draw_isotherms(temps, time_s, pose);
      draw_criteria(time_s, pose);
      scale_bar();
      pools.lines.sweep();
      pools.words.sweep();
      state.drawn++;
    },
    /* On paper everything is scaled at once: the field becomes part of the drawing. */
    paper() {
      const { scene } = state;
      if (!scene)
        return;
      still.setAttribute("transform", needle.getAttribute("transform") ?? "");
      still.replaceChildren(svg("image", {
        href: canvas.toDataURL(), x: -FIELD_REACH_MM, y: -scene.far.high_mm - scene.tip_mm / 2,
        width: 2 * FIELD_REACH_MM, height: scene.far.high_mm - scene.far.low_mm,
            preserveAspectRatio: "none" }));
    },
    text_at,
    /* Pixels of the page to millimetres of the drawing. */
    at(event) {
      const box = place.getBoundingClientRect(), { left, top, scale } = state.window;
      return { x: left + (event.clientX - box.left) / scale,
          y: top + (event.clientY - box.top) / scale };
    },
    close() { place.replaceChildren(); },
  };
  return api;
}
