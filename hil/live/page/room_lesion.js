// room_lesion.js - the lesion room: what gauge, tip, temperature and time do, as it grows.
//
// Made of lesion_view.js (one drawing), lesion_anatomy.js, lesion_presets.js, lesion_table.js
// (numbers), lesion_curves.js, lesion_nerve.js and lesion_hands.js (mouse and keys).
//
// The address holds everything that is seen:
// #lesion?gauge=18,22&set=80&anatomy=lumbar&x=31.1&y=-3.5&turn=8&nerve=...; a value with commas
// makes a comparison, as on the command line.
//
// Names for tests (data-test; what shows a number also has data-value with all its digits, in the
// unit of its column, at the clock's time):
//   preset, anatomy, case-0 .. case-3, case-add, case-drop, field-NAME, field-NAME-slider
//   view-0 .. view-3 (data-time, data-drawn: frames drawn), contour-K, label-K, crosshair, probe-temp,
//   probe-peak, ruler-length, tool-probe, tool-needle, tool-nerve, tool-ruler
//   lesion-K-width_mm, -length_mm, -distal_mm, -proximal_mm, -volume_mm3   one lesion, criterion K
//   compare-C-width_mm ... and compare-C-width_mm-more   case C and its difference from the first
//   nerve-C-dead_mm, nerve-C-dead_part, nerve-C-margin-J (data-from: page, then server)
//   nerve-course, nerve-criterion
//   player-* (player.js), chart-NAME (chart.js)
// The room's element has data-state: "waiting" until the films are there, then "ready";
// data-late_ms is the time from the last change of a setting to the frame that shows its lesion.

import { createForm } from "./form.js";
import { made } from "./parts.js";
import { createPlayer } from "./player.js";
import { palettes } from "./field.js";
import { anatomies, anatomy_of } from "./lesion_anatomy.js";
import { presets } from "./lesion_presets.js";
import { createScene, createView, isotherms_of } from "./lesion_view.js";
import { createNumbers } from "./lesion_table.js";
import { createCurves } from "./lesion_curves.js";
import { createNerve } from "./lesion_nerve.js";
import { createHands } from "./lesion_hands.js";

const CASES_MAX = 4, FILMS_KEPT = 16, PATH = "/data/lesion";
const labels = { technique: "Technique", gauge: "Gauge", tip: "Tip", set: "Set", time: "Time",
    ramp: "Ramp",
                 tissue: "Tissue", start: "Start", thermocouple: "Sensor", ex_vivo: "Ex vivo",
                 volts: "Voltage", width: "Burst", rate: "Rate", ceiling: "Ceiling" };
const order = ["technique", "gauge", "tip", "set", "volts", "width", "rate", "ceiling", "time",
    "ramp", "tissue",
               "start", "thermocouple", "ex_vivo"];
const of_heat = ["set", "ramp"], of_pulses = ["volts", "width", "rate", "ceiling"];
const words = { gauge: Object.fromEntries(["16", "17", "18", "20", "22", "23"].map((g) =>
    [g, `${g} G`])) };

function chooser(label, test, rows, onchange) {
  const list = made("select", { onchange: () => onchange(list.value) },
                    ...rows.map((row) => made("option",
                        { value: row.name, textContent: row.title })));
  list.dataset.test = test;
  const element = made("label", { className: "lesion-choose" },
      made("span", { textContent: label }), list);
  return { element, list };
}

function open(element, house) {
  const state = { cases: [{}], active: 0, views: [], scenes: [], asked: [], films: new Map(),
                  closed: false, anatomy: anatomies[0], changed_ms: 0, form: null, rest: {} };
  const look = {
    needle: { ...anatomies[0].needle }, window: { ...anatomies[0].window },
    palette: palettes.viridis,
    least_c: 37, most_c: 85, isotherms: [], criteria: [0, 1, 2, 3, 4],
    opacity: 0.92, label_px: 15,
  };

  // -------------------------------------------------------------------- what is on the page

  element.dataset.state = "waiting";
  const controls = made("section", { className: "panel lesion-controls" });
  controls.setAttribute("aria-label", "Settings");
  const stage = made("section", { className: "lesion-stage" });
  stage.setAttribute("aria-label", "Lesion");
  const side = made("section", { className: "lesion-side" });
  side.setAttribute("aria-label", "Numbers and curves");
  const on_paper = made("section", { className: "lesion-paper" });
  element.replaceChildren(on_paper, controls, stage, side);

  const preset = chooser("Preset", "preset", [{ name: "", title: "Choose ..." }, ...presets],
      preset_take);
  const tabs = made("div", { className: "segments lesion-cases" });
  tabs.setAttribute("role", "group");
  tabs.setAttribute("aria-label", "Lesion to be set");
  const add = made("button", { type: "button", textContent: "Compare +", onclick: case_add });
  add.dataset.test = "case-add";
  const drop = made("button", { type: "button", textContent: "Remove", onclick: case_drop });
  drop.dataset.test = "case-drop";
  const fields = made("div", { className: "lesion-fields" });
  const anatomy = chooser("Anatomy", "anatomy", anatomies, (name) => { anatomy_take(name);
      arranged(); });
  const about = made("p", { className: "lesion-about faint" });
  const out = made("div", { className: "row lesion-out" });
  controls.append(preset.element, anatomy.element, made("div", { className: "row" }, tabs, add,
      drop), fields, about, out);

  const tools = made("div", { className: "row lesion-tools" });
  const views = made("div", { className: "lesion-views" });
  const caption = made("p", { className: "lesion-caption faint" });
  const bar = made("div", { className: "lesion-bar-row" });
  const player = createPlayer({ end_s: 105, rates: [1, 10, 60], rate: 10, onTime: drawn });
  stage.append(tools, views, bar, caption);
  element.append(player.element);

  const numbers = createNumbers(side, look, () => drawn(player.time_s));
  const curves = createCurves(side, (time_s) => { player.pause(); player.seek(time_s); });
  const nerve = createNerve(side, look, house, changed_nerve);
  const limits = made("ul", { className: "lesion-limits faint" });
  side.append(made("details", { className: "panel" },
      made("summary", { textContent: "What the model does not say" }), limits));
  const hands = createHands({ tools, bar, out, views, state, look, house, nerve, used,
      time: () => player.time_s,
                              moved: arranged, zoomed: framed, curve: curves.probe });

  // -------------------------------------------------------------------- drawing

  function drawn(time_s) {
    state.views.forEach((view, k) => {
      if (!state.scenes[k])
        return;
      view.draw(time_s);
      view.place.dataset.time = time_s;
      view.place.dataset.drawn = view.frames;
    });
    hands.draw(time_s);
    nerve.draw(state.views, time_s);
    numbers.draw(state.scenes, time_s);
    curves.now(time_s);
  }

  /* Window or needle have changed. */
  function framed() {
    for (const view of state.views) {
      view.layout();
      anatomy_draw(view);
    }
    drawn(player.time_s);
  }

  function arranged() {
    nerve.moved();
    framed();
    keep();
  }

  function changed_nerve() {
    drawn(player.time_s);
    keep();
  }

  function anatomy_draw(view) {
    hands.anatomy(view, state.anatomy);
  }

  function ranges() {
    const scenes = state.scenes.filter(Boolean);
    if (!scenes.length)
      return;
    look.least_c = Math.min(...scenes.map((scene) => scene.start_c));
    const most = Math.max(...scenes.map((scene) => Math.max(...scene.head.series.hottest_c)));
    look.most_c = Math.ceil((most + 0.1) / 5) * 5;
    look.isotherms = isotherms_of(look.least_c, most);
    look.label_px = parseFloat(getComputedStyle(document.documentElement).fontSize) * (state.cases.length > 2 ? 0.72 : 0.8);
    
    hands.colours();
  }

  // -------------------------------------------------------------------- films

  async function film_of(values, signal) {
    const key = new URLSearchParams(used(values)).toString();
    if (!state.films.has(key)) {
      const film = await house.film(PATH, used(values), { signal });
      state.films.set(key, createScene(film));
      if (state.films.size > FILMS_KEPT)
        state.films.delete(state.films.keys().next().value);
    }
    return state.films.get(key);
  }

  /* Asks for one case's film; what was asked before for it is called off. */
  async function case_load(k) {
    state.asked[k]?.abort();
    const asked = state.asked[k] = new AbortController();
    try {
      const scene = await film_of(state.cases[k], asked.signal);
      if (state.closed || state.asked[k] !== asked)
        return false;
      state.scenes[k] = scene;
      state.views[k].show(scene);
      house.trouble("");
      return true;
    } catch (error) {
      if (error.name !== "AbortError" && !state.closed)
        house.trouble(error.message);
      return false;
    }
  }

  function shown() {
    ranges();
    const ends = state.scenes.filter(Boolean).map((scene) => scene.head.times_s.at(-1));
    player.set_end(Math.max(...ends));
    const first = state.scenes[state.active] ?? state.scenes[0];
    limits.replaceChildren(...(first?.head.limits ?? []).map((text) => made("li",
        { textContent: text })));
    numbers.show(state.scenes, state.cases);
    nerve.show(state.scenes, state.cases.map(used));
    curves.show(state.scenes);
    case_names();
    for (const view of state.views)
      view.layout();
    element.dataset.state = state.scenes.every(Boolean) ? "ready" : "waiting";
  }

  async function all_load({ play }) {
    element.dataset.state = "waiting";
    const done = await Promise.all(state.cases.map((_, k) => case_load(k)));
    if (!done.every(Boolean) || state.closed)
      return;
    shown();
    framed();
    if (play) {
      player.seek(0);
      player.play();
    } else {
      player.seek(player.end_s);
    }
  }

  /* A slider has moved: the finished lesion is shown at once. */
  async function one_load(values) {
    const began_ms = state.changed_ms = performance.now();
    state.cases[state.active] = values;
    keep();
    if (!await case_load(state.active))
      return;
    shown();
    if (player.playing)
      drawn(player.time_s);
    else
      player.seek(player.end_s);
    requestAnimationFrame(() => {
      element.dataset.late_ms = (performance.now() - began_ms).toFixed(1);
    });
    house.say(state.scenes[state.active].head.sentence);
  }

  // -------------------------------------------------------------------- cases

  const letter = (k) => "ABCD"[k];

  /* What tells a case from the others, in words. */
  function case_word(k) {
    const differ = order.filter((name) => is_used(name, state.cases[k].technique) &&
      state.cases.some((one) => one[name] !== state.cases[0][name]));
    const shown = state.cases.length > 1 ? differ : [];
    return shown.map((name) => {
      const unit = state.form.field(name)?.unit ?? "-";
      const value = state.cases[k][name];
      if (name === "gauge")
        return `${value} G`;
      return unit === "-"
          ? `${(labels[name] ?? name).toLowerCase()} ${value}` : `${value} ${unit === "C" ? "\u00b0C" : unit}`;
    }).join(", ");
  }

  function case_names() {
    state.views.forEach((view, k) => {
      const name = view.place.querySelector(".lesion-name");
      const word = case_word(k);
      name.textContent = state.cases.length > 1 ? `${letter(k)}${word ? `: ${word}` : ""}` : "";
      name.hidden = state.cases.length < 2;
    });
    const sentence = state.scenes[state.active]?.head.sentence ?? "";
    for (const view of state.views)
      view.place.setAttribute("aria-label", `Lesion: ${sentence}`);
    bar_words(sentence);
  }

  function bar_words(sentence) {
    caption.replaceChildren(
      made("b", { textContent: state.cases.length > 1
          ? `${letter(state.active)}: ${sentence}. ` : `${sentence}. ` }),
      state.anatomy.parts.length ? "Anatomy is drawing only: the model's tissue is uniform." : "");
    about.textContent = `${state.anatomy.caption} ${state.anatomy.source}`;
  }

  function tabs_show() {
    tabs.replaceChildren(...state.cases.map((_, k) => {
      const pick = made("input", { type: "radio", name: "lesion-case", checked: k === state.active,
                                   onchange: () => case_pick(k) });
      pick.dataset.test = `case-${k}`;
      pick.setAttribute("aria-label", `Lesion ${letter(k)}`);
      return made("label", {}, pick, made("span", { textContent: letter(k) }));
    }));
    add.disabled = state.cases.length >= CASES_MAX;
    tabs.hidden = drop.hidden = state.cases.length < 2;
  }

  function case_pick(k) {
    state.active = k;
    state.form.set(state.cases[k]);
    fields_show();
    tabs_show();
    case_names();
  }

  function views_make() {
    for (const view of state.views)
      view.close();
    state.scenes = state.scenes.slice(0, state.cases.length);
    views.dataset.count = state.cases.length;
    views.replaceChildren();
    state.views = state.cases.map((_, k) => {
      const place = made("div", { className: "lesion-view", tabIndex: 0 });
      place.dataset.test = `view-${k}`;
      place.dataset.arrows = "";
      place.setAttribute("role", "group");
      views.append(place);
      const view = createView(place, look);
      place.append(made("span", { className: "lesion-name" }));
      hands.hold(view, k);
      if (state.scenes[k])
        view.show(state.scenes[k]);
      return view;
    });
    tabs_show();
  }

  function case_add() {
    if (state.cases.length >= CASES_MAX)
      return;
    state.cases.push({ ...state.cases[state.active] });
    state.active = state.cases.length - 1;
    views_make();
    case_pick(state.active);
    keep();
    all_load({ play: false });
  }

  function case_drop() {
    if (state.cases.length < 2)
      return;
    state.cases.splice(state.active, 1);
    state.scenes.splice(state.active, 1);
    state.active = Math.max(0, state.active - 1);
    views_make();
    case_pick(state.active);
    keep();
    all_load({ play: false });
  }

  // -------------------------------------------------------------------- anatomy, presets, address

  function anatomy_take(name, needle = null) {
    state.anatomy = anatomy_of(name);
    anatomy.list.value = state.anatomy.name;
    Object.assign(look.needle, state.anatomy.needle, needle ?? {});
    Object.assign(look.window, state.anatomy.window);
    nerve.anatomy(state.anatomy);
    bar_words(state.scenes[state.active]?.head.sentence ?? "");
  }

  /* { gauge: "18,22" } -> as many cases as the longest list. */
  function cases_take(values) {
    const lists = {};
    for (const name of state.form.names)
      lists[name] = (values[name] ?? state.rest[name] ?? "").split(",");
    const count = Math.min(CASES_MAX,
        Math.max(1, ...Object.values(lists).map((list) => list.length)));
    state.cases = Array.from({ length: count }, (_, k) =>
      Object.fromEntries(Object.entries(lists).map(([name, list]) => [name,
          list[Math.min(k, list.length - 1)]])));
    state.active = 0;
    state.scenes = [];
    views_make();
    case_pick(0);
  }

  function preset_take(name) {
    const row = presets.find((one) => one.name === name);
    if (!row)
      return;
    anatomy_take(row.anatomy, row.needle);
    cases_take(row.values);
    hands.forget();
    keep();
    house.say(row.title);
    all_load({ play: true });
  }

  function keep() {
    const params = new URLSearchParams();
    for (const name of state.form.names) {
      const list = state.cases.map((one) => one[name] ?? state.rest[name]);
      const same = list.every((value) => value === list[0]);
      if (!same || list[0] !== state.rest[name])
        params.set(name, same ? list[0] : list.join(","));
    }
    params.set("anatomy", state.anatomy.name);
    params.set("x", look.needle.x_mm.toFixed(2));
    params.set("y", look.needle.y_mm.toFixed(2));
    params.set("turn", look.needle.turn_deg.toFixed(0));
    nerve.keep(params);
    house.keep(params);
  }

  function address_take({ play }) {
    const params = house.settings(), needle = {};
    for (const [name, place] of [["x", "x_mm"], ["y", "y_mm"], ["turn", "turn_deg"]])
      if (params.has(name) && Number.isFinite(Number(params.get(name))))
        needle[place] = Number(params.get(name));
    anatomy_take(params.get("anatomy") ?? "lumbar", needle);
    nerve.take(params);
    cases_take(Object.fromEntries(params));
    all_load({ play });
  }

  /* What the chosen technique does not use is neither shown nor asked for. */
  function is_used(name, technique) {
    return !(technique === "pulsed" ? of_heat : of_pulses).includes(name);
  }

  function used(values) {
    return Object.fromEntries(Object.entries(values).filter(([name]) => is_used(name,
        values.technique)));
  }

  function fields_show() {
    const { technique } = state.cases[state.active];
    state.form.show(state.form.names.filter((name) => is_used(name, technique)));
  }

  async function begin() {
    const route = await house.route(PATH);
    if (state.closed)
      return;
    if (!route) {
      house.trouble(`This painrig has no ${PATH}: the page and the program are of different versions.`);
      return;
    }
    state.form = createForm(fields, route.fields, {
      labels, words, only: order,
      onChange: (values, name) => {
        state.cases[state.active] = { ...state.cases[state.active], ...values };
        if (name === "technique")
          fields_show();
        one_load(state.cases[state.active]);
      },
    });
    state.rest = state.form.rest();
    hands.tables(await house.tables());
    address_take({ play: true });
  }

  house.keys([
    ...player.keys(), ...hands.keys(),
    { key: "c", text: "compare: one more lesion", act: case_add },
    { key: "x", text: "compare: remove the lesion that is set", act: case_drop },
    { key: "Tab", shown: "Tab", text: "to the next control, as everywhere", act: () => {} },
  ].filter((row) => row.key !== "Tab"));
  house.on("settings", () => { if (state.form) address_take({ play: true }); });
  house.on("theme", () => { ranges(); curves.theme(); requestAnimationFrame(framed); });
  house.on("return", () => { state.films.clear(); if (state.form) all_load({ play: false }); });
  /* On paper limits are open, and what was set is said in words. */
  const paper = matchMedia("print");
  const print = () => {
    side.querySelector("details").open = true;
    on_paper.replaceChildren(made("h2", { textContent: "Lesion by radiofrequency" }),
      ...state.scenes.filter(Boolean).map((scene, k) => made("p", {
        textContent: `${state.cases.length > 1 ? `${letter(k)}: ` : ""}${scene.head.sentence}, at ${Math.min(player.time_s, scene.head.times_s.at(-1)).toFixed(1)} s` })));
    framed();
    for (const view of state.views)
      view.paper();
  };
  const paper_changed = () => { if (paper.matches) print(); else requestAnimationFrame(framed); };
  paper.addEventListener("change", paper_changed);
  addEventListener("beforeprint", print);
  const watcher = new ResizeObserver(() => requestAnimationFrame(() =>
      { if (!state.closed) framed(); }));
  watcher.observe(views);
  begin().catch((error) => house.trouble(error.message));

  return () => {
    state.closed = true;
    paper.removeEventListener("change", paper_changed);
    removeEventListener("beforeprint", print);
    watcher.disconnect();
    player.close();
    nerve.close();
    curves.close();
    for (const asked of state.asked)
      asked?.abort();
  };
}

export const room = { name: "lesion", title: "Lesion", key: "L", open };
