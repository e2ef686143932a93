// lesion_nerve.js - the nerve's course and what must live: how much is dead, and what margin is
// left.
//
// A course is a line of points in the drawing's frame (lesion_view.js; a third number is how deep
// behind it), read every STEP_MM. It is dead where the chosen criterion's margin is >= 0. The margin
// of what must live is the shortest way from the lesion's border to it, less its own radius; below
// zero the lesion has reached into it.
//
// While needle or course move, the page reads the film itself; when they rest it asks the server
// (GET /data/lesion/nerve), whose numbers are those of `painrig lesion --anatomy` and `--nerve`, and
// shows these: data-from is "page" or "server".

import { criterion_word } from "./lesion_criteria.js";
import { createPose } from "./lesion_scene.js";
import { valueAt } from "./chart.js";
import { made } from "./parts.js";

const STEP_MM = 0.1, PACE_MS = 110, POINTS_MOST = 24, REST_MS = 700, NEAR_MM = 2,
    PATH = "/data/lesion/nerve";

/* Points every STEP_MM along a line. */
export function walked(points) {
  if (points.length < 2)
    return points.map(([x, y, depth = 0]) => ({ x, y, depth }));
  const out = [];
  for (let k = 0; k + 1 < points.length; k++) {
    const [ax, ay, az = 0] = points[k], [bx, by, bz = 0] = points[k + 1];
    const steps = Math.max(1, Math.round(Math.hypot(bx - ax, by - ay, bz - az) / STEP_MM));
    for (let n = 0; n < steps; n++)
      out.push({ x: ax + (bx - ax) * n / steps, y: ay + (by - ay) * n / steps,
          depth: az + (bz - az) * n / steps });
  }
  const [x, y, depth = 0] = points.at(-1);
  out.push({ x, y, depth });
  return out;
}

export function path_text(points) {
  return points.map(([x, y], k) => `${k ? "L" : "M"}${x} ${y}`).join("");
}

/* From a point to a polyline of x, z, x, z ... */
function distance_to(chain, x, z) {
  let least = Infinity;
  for (let k = 0; k + 3 < chain.length; k += 2) {
    const ax = chain[k], az = chain[k + 1], bx = chain[k + 2] - ax, bz = chain[k + 3] - az;
    const square = bx * bx + bz * bz;
    const part = square > 0
        ? Math.min(1, Math.max(0, ((x - ax) * bx + (z - az) * bz) / square)) : 0;
    least = Math.min(least, Math.hypot(x - ax - part * bx, z - az - part * bz));
  }
  return least;
}

/* Positive outside the lesion, negative within; Infinity where there is none. */
function clearance(scene, criterion, time_s, samples, radius_mm) {
  const chains = scene.contours(scene.margins(criterion, time_s), 0);
  let least = Infinity;
  for (const at of samples)
    for (const chain of chains) {
      const away = distance_to(chain, at.across_mm, at.z_mm);
      const inside = scene.read_margin(criterion, time_s, at.across_mm, at.z_mm) >= 0;
      least = Math.min(least, inside ? -away : away);
    }
  return least - radius_mm;
}

/* How deep the middle of the tip is within a closed line; 0 outside it, or where it is open. */
function depth_within(points, pose) {
  const line = points.map(([x, y]) => pose.film(x, y)), end = line.at(-1);
  if (line.length < 3 || line[0].across_mm !== end.across_mm || line[0].z_mm !== end.z_mm)
    return 0;
  const crossed = line.slice(1).filter((b, k) => {
    const a = line[k], part = a.z_mm / (a.z_mm - b.z_mm);
    return (a.z_mm > 0) !== (b.z_mm > 0) && a.across_mm + part * (b.across_mm - a.across_mm) > 0;
  });
  return crossed.length % 2 ? Math.min(...line.map((at) => Math.hypot(at.across_mm, at.z_mm))) : 0;
}

/* From the middle of one step to that of the next. */
const apart = (a, b) => Math.hypot(b.x - a.x, b.y - a.y, b.depth - a.depth);

/* Points drawn by hand, in the needle's frame as the server reads them. */
function course_text(points, pose) {
  return points.map(([x, y]) => {
    const at = pose.film(x, y);
    return `${at.across_mm.toFixed(3)},0,${at.z_mm.toFixed(3)}`;
  }).join(";");
}

export function createNerve(place, look, house, changed) {
  const panel = made("section", { className: "panel lesion-nerve-panel" });
  const table = made("table", {});
  const course = made("select", { onchange: () => pick(course.value) });
  const judge = made("select", { onchange: () => { state.judge = Number(judge.value);
      state.before_ms = 0; changed(); } });
  course.dataset.test = "nerve-course";
  judge.dataset.test = "nerve-criterion";
  course.setAttribute("aria-label", "Nerve");
  judge.setAttribute("aria-label", "Criterion of the nerve");
  panel.append(made("div", { className: "row" }, made("h2", { textContent: "Nerve" }), course,
      judge), table);
  place.append(panel);
  const state = { anatomy: null, which: "", points: [], drawn: [], scenes: [], judge: 0,
      before_ms: 0, waiting: 0,
                  rows: [], samples: [],
                  values: [], exact: [], asked: null, resting: 0 };

  function nerves() {
    return (state.anatomy?.courses ?? []).filter((one) => one.kind === "target");
  }

  function spared() {
    return (state.anatomy?.courses ?? []).filter((one) => one.kind === "spare");
  }

  /* Where the needle stands, as the command line says it. */
  function beside() {
    const { x_mm, y_mm, turn_deg } = look.needle;
    return { anatomy: state.anatomy.name,
        needle: `${x_mm.toFixed(2)},${y_mm.toFixed(2)},${turn_deg.toFixed(0)}` };
  }

  function options() {
    const rows = [...nerves().map((one) => [one.name, one.name]), ["drawn", "drawn by hand"],
        ["", "none"]];
    course.replaceChildren(...rows.map(([value, text]) => made("option",
        { value, textContent: text })));
    course.value = state.which;
  }

  function pick(which) {
    state.which = which;
    state.points = which === "drawn"
        ? state.drawn : nerves().find((one) => one.name === which)?.points ?? [];
    course.value = which;
    sampled();
    rows_show();
    changed();
  }

  /* The course and what must live, in each film's frame. */
  function sampled() {
    state.samples = state.scenes.map((scene) => {
      if (!scene)
        return null;
      const pose = createPose(look.needle, scene.tip_mm);
      const read = (points) => walked(points).map((at) => {
        const film = pose.film(at.x, at.y);
        return { ...at, z_mm: film.z_mm, across_mm: Math.hypot(film.across_mm, at.depth) };
      });
      return { course: read(state.points), live: spared().map((one) => read(one.points)),
          within: spared().map((one) => depth_within(one.points, pose)) };
    });
    state.before_ms = 0;
    state.exact = [];
    state.asked?.abort();
    clearTimeout(state.resting);
    state.resting = setTimeout(ask, REST_MS);
  }

  /* What the server says of one course, or null: then the page's own reading has to do. */
  async function answer(values, what, signal) {
    try {
      return await house.get(PATH, { ...values, ...what }, { signal });
    } catch {
      return null;
    }
  }

  async function ask() {
    if (!await house.route(PATH))
      return;
    const asked = state.asked = new AbortController();
    await Promise.all(state.scenes.map(async (scene, c) => {
      if (!scene || !state.values[c])
        return;
      const pose = createPose(look.needle, scene.tip_mm), found = { course: null, live: [] };
      const one = (what) => answer(state.values[c], what, asked.signal);
      const named = (of) => one({ ...beside(), of });
      if (state.which === "drawn" && state.points.length > 1)
        found.course = await one({ course: course_text(state.points, pose), kind: "target" });
      else if (state.which !== "drawn" && state.which !== "")
        found.course = await named(state.which);
      for (const { name } of spared())
        found.live.push(asked.signal.aborted ? null : await named(name));
      if (!asked.signal.aborted) {
        state.exact[c] = found;
        state.before_ms = 0;
        changed();
      }
    }));
  }

  function row(title, test, unit) {
    const cells = state.scenes.map((_, c) => {
      const one = made("td", { className: "number" });
      one.dataset.test = `nerve-${c}-${test}`;
      return one;
    });
    state.rows.push({ test, cells });
    return made("tr", {}, made("th", { scope: "row", textContent: `${title} ` },
        made("span", { className: "unit", textContent: unit })), ...cells);
  }

  function rows_show() {
    state.rows = [];
    const body = made("tbody", {});
    if (state.points.length > 1)
      body.append(row(`dead of ${state.which === "drawn" ? "the drawn nerve" : state.which}`,
          "dead_mm", "mm"),
                  row("that is", "dead_part", "%"));
    if (state.points.length > 1 || state.which === "")
      spared().forEach((one, j) => body.append(row(`margin to ${one.name}`, `margin-${j}`, "mm")));
    const many = state.scenes.length > 1;
    table.replaceChildren(...(many
        ? [made("thead", {}, made("tr", {}, made("th", { scope: "col", textContent: "of each" }),
      ...state.scenes.map((_, c) => made("th", { scope: "col", className: "number",
          textContent: "ABCD"[c] }))))] : []), body);
    if (!state.rows.length)
      table.replaceChildren(made("tbody", {}, made("tr", {}, made("td", { className: "faint",
        textContent: state.which === "drawn"
            ? "Take the nerve tool and click along its course." : "No nerve chosen." }))));
  }

  function is_dead(scene, time_s, at) {
    return scene.read_margin(state.judge, time_s, at.across_mm, at.z_mm) >= 0;
  }

  /* Length of the course whose both ends of a step are dead. */
  function dead(scene, samples, time_s) {
    let sum = 0, before = null;
    const pieces = [];
    for (const at of samples) {
      const now = is_dead(scene, time_s, at);
      if (now && before?.now) {
        sum += apart(before.at, at);
        pieces.at(-1).push([at.x, at.y]);
      } else if (now) {
        pieces.push([[at.x, at.y]]);
      }
      before = { now, at };
    }
    return { length_mm: sum, pieces };
  }

  function whole(samples) {
    let sum = 0;
    for (let k = 1; k < samples.length; k++)
      sum += apart(samples[k - 1], samples[k]);
    return sum;
  }

  function put(cell, value, text, from, tone = "") {
    cell.textContent = text;
    cell.dataset.value = value;
    cell.dataset.from = from;
    cell.dataset.tone = tone;
  }

  /* At a time, of what the server has said; null when it has not, or when nothing is dead yet. */
  function exact_at(found, name, time_s) {
    return found ? valueAt(found.times_s, found.criteria[state.judge][name], time_s) : null;
  }

  function course_numbers(scene, c, time_s) {
    const found = state.exact[c]?.course, said = exact_at(found, "dead_mm", time_s);
    const samples = state.samples[c].course;
    return { length_mm: found?.length_mm ?? whole(samples), from: said === null ? "page" : "server",
             dead_mm: said ?? dead(scene, samples, time_s).length_mm };
  }

  function margin_numbers(scene, c, j, time_s) {
    const said = exact_at(state.exact[c]?.live[j], "margin_mm", time_s),
        { radius_mm } = spared()[j];
    if (said !== null)
      return { from: "server", margin_mm: said };
    const { live, within } = state.samples[c];
    const away = clearance(scene, state.judge, time_s, live[j], radius_mm);
    return { from: "page", margin_mm: within[j] && away < Infinity
      ? Math.min(away, -within[j]) : away };
  }

  function numbers(time_s) {
    state.before_ms = performance.now();
    state.scenes.forEach((scene, c) => {
      if (!scene || !state.samples[c] || !scene.has_margin(state.judge))
        return;
      for (const { test, cells } of state.rows) {
        if (test.startsWith("margin-")) {
          const { margin_mm, from } = margin_numbers(scene, c, Number(test.slice(7)), time_s);
          put(cells[c], margin_mm, Number.isFinite(margin_mm)
            ? `${margin_mm.toFixed(2)}${margin_mm < 0 ? " reached" : ""}` : "no lesion", from,
              margin_mm < 0 ? "bad" : margin_mm < NEAR_MM ? "near" : "");
          continue;
        }
        const { length_mm, dead_mm, from } = course_numbers(scene, c, time_s),
            part = 100 * dead_mm / Math.max(length_mm, 1e-9);
        if (test === "dead_mm")
          put(cells[c], dead_mm, `${dead_mm.toFixed(2)} of ${length_mm.toFixed(2)}`, from);
        else
          put(cells[c], part, part.toFixed(0), from);
      }
    });
  }

  return {
    get drawing() { return state.which === "drawn"; },
    get points() { return state.points; },
    /* What a handout of that lesion is to say of it. */
    asked(c) {
      const scene = state.scenes[c];
      return { ...beside(), ...(scene && state.which === "drawn" && state.points.length > 1
          ? { nerve: course_text(state.points, createPose(look.needle, scene.tip_mm)) } : {}) };
    },
    /* which: another nerve than its first. */
    anatomy(anatomy, which = "") {
      state.anatomy = anatomy;
      const chosen = nerves().find((one) => one.name === which) ?? nerves()[0];
      state.which = chosen?.name ?? "";
      state.points = chosen?.points ?? [];
      options();
      sampled();
      rows_show();
    },
    /* values: what each film was asked by. */
    show(scenes, values) {
      state.scenes = [...scenes];
      state.values = values;
      const head = scenes.find(Boolean)?.head;
      if (head)
        judge.replaceChildren(...head.criteria.map((one, k) =>
          made("option", { value: k, textContent: criterion_word(one.name),
              selected: k === state.judge })));
      sampled();
      rows_show();
    },
    moved: sampled,
    /* A point by hand begins a course of its own. */
    add(x, y) {
      if (state.which !== "drawn")
        state.drawn = [];
      if (state.drawn.length < POINTS_MOST)
        state.drawn = [...state.drawn, [Number(x.toFixed(2)), Number(y.toFixed(2))]];
      pick("drawn");
      house.say(`Nerve: ${state.drawn.length} points.`);
    },
    undo() {
      state.drawn = state.drawn.slice(0, -1);
      pick("drawn");
    },
    take(params) {
      const text = params.get("nerve");
      if (text === null)
        return;
      const found = nerves().find((one) => one.name === text);
      if (found || text === "") {
        state.which = text;
        state.points = found?.points ?? [];
      } else {
        state.which = "drawn";
        state.points = state.drawn = text.split(";").map((pair) => pair.split(",").map(Number))
          .filter((pair) => pair.length === 2 && pair.every(Number.isFinite)).slice(0, POINTS_MOST);
      }
      course.value = state.which;
    },
    close() {
      state.asked?.abort();
      clearTimeout(state.resting);
      clearTimeout(state.waiting);
    },
    keep(params) {
      if (state.which === "drawn")
        params.set("nerve", state.points.map((pair) => pair.join(",")).join(";"));
      else if (state.which !== (nerves()[0]?.name ?? ""))
        params.set("nerve", state.which);
    },
    draw(views, time_s) {
      views.forEach((view, c) => {
        const scene = state.scenes[c], samples = state.samples[c];
        const pool = view.nerve;
        if (state.points.length > 0) {
          pool.put("course", "path", { class: "lesion-course", d: path_text(state.points) });
          if (state.which === "drawn")
            state.points.forEach(([x, y], k) =>
              pool.put(`knot ${k}`, "circle", { class: "lesion-knot", cx: x, cy: y,
                  r: 3.5 / view.window.scale }));
          if (scene && samples && scene.has_margin(state.judge))
            dead(scene, samples.course, time_s).pieces.forEach((piece, k) =>
              pool.put(`dead ${k}`, "path", { class: "lesion-dead",
                  d: path_text([piece[0], ...piece.slice(1).filter((_, n) => n % 4 === 3),
                  piece.at(-1)]) }));
        }
        pool.sweep();
      });
      clearTimeout(state.waiting);
      if (!state.rows.length)
        return;
      if (performance.now() - state.before_ms > PACE_MS)
        numbers(time_s);
      else
        state.waiting = setTimeout(() => numbers(time_s), PACE_MS);
    },
  };
}
