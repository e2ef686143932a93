// lesion_nerve.js - the nerve that is to die and what must live: which, where, and how a lesion
// meets them.
//
//     const nerve = createNerve(place, look, house, changed);
//     nerve.anatomy(anatomy, which)     another anatomy, and another nerve of it than its first
//     nerve.show(scenes, values)        other films; values: what each was asked by
//     nerve.moved()                     the needle has
//     nerve.draw(views, time_s)         courses over the lesions, numbers in the panel
//     nerve.add(x, y), .undo()          by hand, point by point; .drawing: is it one of these?
//     nerve.take(params), .keep(params) the address     nerve.asked(c)   what a handout is asked by
//     nerve.close()
//
// While needle or course move, the page reads the film itself (lesion_course.js); when they rest it
// asks the server (GET /data/lesion/nerve), whose numbers are those of `painrig lesion --anatomy`
// and `--nerve`, and shows these. The margin of what must live is the shortest way from the
// lesion's border to it, less its own radius; below zero the lesion has reached into it.

import { course_in, course_text, dead_of, depth_within, path_text, piece_text, points_of,
         points_text } from "./lesion_course.js";
import { criterion_word } from "./lesion_criteria.js";
import { createNerveTable } from "./lesion_nerve_table.js";
import { createPose } from "./lesion_scene.js";
import { made } from "./parts.js";

const POINTS_MOST = 24, REST_MS = 700, PATH = "/data/lesion/nerve";

/* which: a nerve's name, "drawn" by hand, or "" for none; its points. drawn: the last ones by hand.
 * By lesion: scenes, values, samples (of course and live, and how
 * deep the tip is within what must live) and what the server has said of them. */
const own_make = () => ({ anatomy: null, nerves: [], spared: [], which: "", points: [], drawn: [],
                          judge: 0, scenes: [], values: [], samples: [], said: [] });

const of_kind = ({ courses }, kind) => courses.filter((one) => one.kind === kind);

/* Where the needle stands, as the command line says it. */
function beside({ anatomy }, { x_mm, y_mm, turn_deg }) {
  return { anatomy: anatomy.name,
           needle: `${x_mm.toFixed(2)},${y_mm.toFixed(2)},${turn_deg.toFixed(0)}` };
}

/* The course drawn by hand, beside the needle; null when it is none. */
function drawn_text({ which, points }, scene, needle) {
  return which === "drawn" && points.length > 1 && scene
    ? course_text(points, createPose(needle, scene.tip_mm)) : null;
}

// ---------------------------------------------------------------------- what the server says

/* later(): when nothing has changed for REST_MS, of every lesion; heard() after each. */
function createServer(own, look, house, heard) {
  const state = { asked: null, timer: 0 };

  /* Of one course, or null: then the page's own reading has to do. */
  async function answer(c, what, signal) {
    try {
      return await house.get(PATH, { ...own.values[c], ...what }, { signal });
    } catch {
      return null;
    }
  }

  function course_answer(c, signal) {
    const course = drawn_text(own, own.scenes[c], look.needle);
    if (course)
      return answer(c, { course, kind: "target" }, signal);
    return own.which && own.which !== "drawn"
      ? answer(c, { ...beside(own, look.needle), of: own.which }, signal) : null;
  }

  async function ask_one(c, signal) {
    const found = { course: await course_answer(c, signal), live: [] };
    for (const { name } of own.spared)
      found.live.push(signal.aborted ? null
        : await answer(c, { ...beside(own, look.needle), of: name }, signal));
    if (signal.aborted)
      return;
    own.said[c] = found;
    heard();
  }

  async function ask() {
    if (!await house.route(PATH))
      return;
    const { signal } = state.asked = new AbortController();
    await Promise.all(own.scenes.map((scene, c) =>
      (scene && own.values[c] ? ask_one(c, signal) : null)));
  }

  function stop() {
    state.asked?.abort();
    clearTimeout(state.timer);
  }

  return { stop, later() {
    stop();
    own.said = [];
    state.timer = setTimeout(ask, REST_MS);
  } };
}

// ---------------------------------------------------------------------- over one lesion

function course_draw(own, view, c, time_s) {
  const { points, which, judge } = own, scene = own.scenes[c], samples = own.samples[c];
  if (!points.length)
    return;
  view.nerve.put("course", "path", { class: "lesion-course", d: path_text(points) });
  if (which === "drawn")
    points.forEach(([cx, cy], k) => view.nerve.put(`knot ${k}`, "circle",
      { class: "lesion-knot", cx, cy, r: 3.5 / view.window.scale }));
  if (scene?.has_margin(judge) && samples)
    dead_of(scene, judge, time_s, samples.course).pieces.forEach((piece, k) =>
      view.nerve.put(`dead ${k}`, "path", { class: "lesion-dead", d: piece_text(piece) }));
}

// ---------------------------------------------------------------------- the panel

export function createNerve(place, look, house, changed) {
  const own = own_make(), table = createNerveTable(own);
  const course = made("select", { "aria-label": "Nerve", test: "nerve-course",
                                  onchange: () => pick(course.value) });
  const judge = made("select", { "aria-label": "Criterion of the nerve", test: "nerve-criterion",
                                 onchange: () => { own.judge = Number(judge.value); now(); } });
  const server = createServer(own, look, house, now);
  place.append(made("section", { className: "panel lesion-nerve-panel" },
    made("div", { className: "row" }, made("h2", { textContent: "Nerve" }), course, judge),
    table.element));

  function now() {
    table.fill.due();
    changed();
  }

  const nerve_named = (name) => own.nerves.find((one) => one.name === name);

  function choose(which) {
    own.which = which;
    own.points = which === "drawn" ? own.drawn : nerve_named(which)?.points ?? [];
    course.value = which;
  }

  /* The course and what must live, in each film's frame. */
  function moved() {
    own.samples = own.scenes.map((scene) => {
      const pose = scene && createPose(look.needle, scene.tip_mm);
      return scene && { course: course_in(own.points, pose),
                        live: own.spared.map((one) => course_in(one.points, pose)),
                        within: own.spared.map((one) => depth_within(one.points, pose)) };
    });
    table.fill.due();
    server.later();
  }

  function renew() {
    moved();
    table.show();
  }

  function pick(which) {
    choose(which);
    renew();
    changed();
  }

  function anatomy(row, which = "") {
    Object.assign(own, { anatomy: row, nerves: of_kind(row, "target"),
                         spared: of_kind(row, "spare") });
    course.replaceChildren(...[...own.nerves.map(({ name }) => [name, name]),
      ["drawn", "drawn by hand"], ["", "none"]].map(([value, textContent]) =>
      made("option", { value, textContent })));
    choose((nerve_named(which) ?? own.nerves[0])?.name ?? "");
    renew();
  }

  function show(scenes, values) {
    const head = scenes.find(Boolean)?.head;
    Object.assign(own, { scenes: [...scenes], values });
    if (head)
      judge.replaceChildren(...head.criteria.map((one, k) => made("option", {
        value: k, textContent: criterion_word(one.name), selected: k === own.judge })));
    renew();
  }

  function draw(views, time_s) {
    views.forEach((view, c) => {
      course_draw(own, view, c, time_s);
      view.nerve.sweep();
    });
    table.fill(time_s);
  }

  /* A point by hand begins a course of its own. */
  function add(x, y) {
    const before = own.which === "drawn" ? own.drawn : [];
    own.drawn = [...before, [Number(x.toFixed(2)), Number(y.toFixed(2))]].slice(0, POINTS_MOST);
    pick("drawn");
    house.say(`Nerve: ${own.drawn.length} points.`);
  }

  function undo() {
    own.drawn = own.drawn.slice(0, -1);
    pick("drawn");
  }

  function take(params) {
    const text = params.get("nerve");
    if (text === null)
      return;
    const is_named = text === "" || Boolean(nerve_named(text));
    if (!is_named)
      own.drawn = points_of(text).slice(0, POINTS_MOST);
    choose(is_named ? text : "drawn");
  }

  function keep(params) {
    if (own.which === "drawn")
      params.set("nerve", points_text(own.points));
    else if (own.which !== (own.nerves[0]?.name ?? ""))
      params.set("nerve", own.which);
  }

  function asked(c) {
    const nerve = drawn_text(own, own.scenes[c], look.needle);
    return { ...beside(own, look.needle), ...(nerve ? { nerve } : {}) };
  }

  return {
    anatomy, show, moved, draw, add, undo, take, keep, asked,
    get drawing() { return own.which === "drawn"; },
    close() {
      server.stop();
      table.fill.stop();
    },
  };
}
