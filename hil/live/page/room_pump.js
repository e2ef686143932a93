// room_pump.js - the pump room: what drug, rate, boluses and the catheter's tip do along the canal.
//
// Made of pump_regime.js (what is asked for), pump_controls.js and pump_schedule.js (settings), pump_scene.js
// (a film, asked), pump_canal.js and pump_map.js (what is drawn), pump_table.js (numbers), pump_curves.js,
// pump_button.js and pump_presets.js.
//
// The address holds all of it: #pump?drug=baclofen&tip=T6&rate=8 ; the second regime of a comparison
// has its names behind "b.": #pump?rate=20&b.rate=40. Names and defaults are those of painrig spread.
//
// Names for tests (data-test; what shows a number also has data-value with all its digits, in the unit
// beside it, at the clock's time):
//   preset, case-0, case-1, case-add, case-drop, field-NAME, field-NAME-slider, mode-rate, mode-day,
//   step-hour-K, step-rate-K, step-add, tip (the slider in the canal), band
//   view-0, view-1 (data-time), map-field-fluid, -cord, -effect, probe (data-value: ug/mL), command-0, -1
//   now-tip-C, now-cord-C, -effect-, -brain-, -plasma-, -arrived-, -mass-, -absorbed-   C: regime 0 or 1
//   now-NAME-band (one regime), now-NAME-more (two: the difference)
//   reached-C-K (is threshold K passed now), threshold-C-K
//   handout-pdf, handout-png, print
//   press, press-told (data-value: seconds of lockout left), press-K (data-value: granted, busy, lockout,
//   day; data-at, data-wait: seconds), press-forget, warning, player-* (player.js), chart-NAME-C
// The room's element has data-state: "waiting" until the film is there, "quick" until its band is, then
// "ready"; data-late_ms is the time from the last change of a setting to the picture that shows it.

import { made, with_signs } from "./parts.js";
import { createPlayer } from "./player.js";
import { palettes } from "./field.js";
import { createScene, digits, DECADES } from "./pump_scene.js";
import { createCanal } from "./pump_canal.js";
import { createMap } from "./pump_map.js";
import { createNumbers } from "./pump_table.js";
import { createCurves } from "./pump_curves.js";
import { createControls } from "./pump_controls.js";
import { createButton } from "./pump_button.js";
import { presets } from "./pump_presets.js";
import { command_of, press_bolus_of, question_of, samples_for, words_of } from "./pump_regime.js";

const PATH = "/data/spread", FILMS_KEPT = 24, BAND_MS = 220;
const SCALE_ROOM = 10;                  /* the scale shrinks when so much of it is unused */

const fields_of_map = [
  { name: "fluid", field: "fluid_ug_per_ml", title: "Fluid", words: "in the fluid" },
  { name: "cord", field: "cord_ug_per_ml", title: "Cord", words: "in the cord" },
  { name: "effect", field: "effect_ug_per_ml", title: "Effect site", words: "at the cord\u2019s effect site" },
];

function open(element, house) {
  const state = { regimes: [{}], active: 0, scenes: [], views: [], films: new Map(), asked: [], rest: {}, controls: null,
                  names: [], map: fields_of_map[0], has_band: true, most: 0, waiting: 0, closed: false, turn: 0 };
  const palette = palettes.viridis;

  // -------------------------------------------------------------------- what is on the page

  element.dataset.state = "waiting";
  const controls = made("section", { className: "panel pump-controls" });
  const stage = made("section", { className: "pump-stage" });
  const side = made("section", { className: "pump-side" });
  controls.setAttribute("aria-label", "Settings");
  stage.setAttribute("aria-label", "Canal");
  side.setAttribute("aria-label", "Numbers and curves");
  element.replaceChildren(controls, stage, side);

  const preset = made("select", { onchange: () => preset_take(preset.value) },
                      made("option", { value: "", textContent: "Choose ..." }), ...presets.map((row) => made("option", { value: row.name, textContent: row.title })));
  preset.dataset.test = "preset";
  const tabs = made("div", { className: "segments" });
  tabs.setAttribute("role", "group");
  tabs.setAttribute("aria-label", "Regime to be set");
  const add = made("button", { type: "button", textContent: "Compare +", onclick: regime_add });
  const drop = made("button", { type: "button", textContent: "Remove", onclick: regime_drop });
  add.dataset.test = "case-add";
  drop.dataset.test = "case-drop";
  const fields = made("div", { className: "pump-fields" });
  const band = made("input", { type: "checkbox", checked: true, onchange: () => {
    state.has_band = band.checked;
    keep();
    load();
  } });
  band.dataset.test = "band";
  const print = made("button", { type: "button", textContent: "Print", onclick: () => window.print() });
  print.dataset.test = "print";
  const out = made("div", { className: "row" }, print);
  controls.append(made("label", { className: "choose" }, made("span", { textContent: "Preset" }), preset),
                  made("div", { className: "row" }, tabs, add, drop), fields,
                  made("label", { className: "tick pump-band" }, band, "band, 10 .. 90 %"),
                  out);

  const picks = made("div", { className: "segments" });
  picks.setAttribute("role", "radiogroup");
  picks.setAttribute("aria-label", "What the map shows");
  for (const row of fields_of_map) {
    const pick = made("input", { type: "radio", name: "pump-map", checked: row === state.map,
                                 onchange: () => { state.map = row; maps_show(); } });
    pick.dataset.test = `map-field-${row.name}`;
    picks.append(made("label", {}, pick, made("span", { textContent: row.title })));
  }
  const probe = made("output", { className: "pump-probe faint" });
  probe.dataset.test = "probe";
  const views = made("div", { className: "pump-views" });
  const scale = made("canvas", { className: "pump-scale", width: 256, height: 1 });
  const ticks = made("div", { className: "pump-ticks" });
  const key = made("p", { className: "pump-key faint" });
  const warning = made("p", { className: "pump-warning" });
  const caption = made("div", { className: "pump-caption faint" });
  const player = createPlayer({ end_s: 86400, rates: [60, 600, 3600], rate: 3600, onTime: drawn });
  warning.dataset.test = "warning";
  scale.setAttribute("role", "img");
  scale.setAttribute("aria-label", "Colours of the concentration, a logarithmic scale");
  stage.append(made("div", { className: "row pump-tools" }, picks, probe), views,
               made("div", { className: "pump-legend" }, made("div", { className: "pump-scale-box" }, scale, ticks), key),
               warning, caption);
  element.append(player.element);

  const numbers = createNumbers();
  const button = createButton({ onPress: press_add, onForget: () => regime_change({ press: "" }) });
  const curves = createCurves((time_s) => { player.pause(); player.seek(time_s); });
  side.append(numbers.now, button.panel, curves.panel, numbers.reached, numbers.printed);
  const limits = made("ul", { className: "pump-limits faint" });
  side.append(made("details", { className: "panel" },
                   made("summary", { textContent: "What it rests on, and what the model is not" }), limits));

  // -------------------------------------------------------------------- drawing

  function drawn(time_s) {
    state.views.forEach((view, c) => {
      if (!state.scenes[c])
        return;
      view.canal.draw(time_s, state.most);
      view.map.now(time_s);
      view.place.dataset.time = time_s;
    });
    button.now(time_s);
    numbers.draw(time_s, player.playing);
    curves.now(time_s);
  }

  function laid_out() {
    for (const view of state.views) {
      view.canal.layout();
      view.map.layout();
    }
    drawn(player.time_s);
  }

  function maps_show() {
    const name = state.map.field;
    state.scenes.forEach((scene, c) => {
      if (scene)
        state.views[c].map.show(scene, name, state.most, `Level against time, drug ${state.map.words}: ${scene.head.sentence}`);
    });
    drawn(player.time_s);
  }

  /* One scale for all that is seen: its most in the fluid, rounded up to 1, 2 or 5. While settings are
   * turned it keeps still as far as it can, so that more drug looks like more. */
  function scale_show() {
    const most = Math.max(...state.scenes.filter(Boolean).map((scene) => scene.most("fluid_ug_per_ml")), 1e-9);
    const power = 10 ** Math.floor(Math.log10(most));
    if (!(most <= state.most && most * SCALE_ROOM > state.most))
      state.most = power * ([1, 2, 5, 10].find((step) => step * power >= most * 0.999) ?? 10);
    const context = scale.getContext("2d"), image = context.createImageData(256, 1);
    image.data.set(palette);
    context.putImageData(image, 0, 0);
    ticks.replaceChildren(...Array.from({ length: DECADES + 1 }, (_, k) => {
      const value = state.most * 10 ** (k - DECADES);
      const tick = made("span", { textContent: Number(value.toPrecision(1)).toString() });
      tick.style.left = `${100 * k / DECADES}%`;
      return tick;
    }), made("span", { className: "pump-ticks-unit", textContent: "\u00b5g/mL, fluid and cord" }));
  }

  function probed(c, x_m, time_s) {
    if (x_m === null) {
      probe.textContent = "";
      return;
    }
    const scene = state.scenes[c], name = state.map.field, value = scene.at(name, x_m, time_s);
    const low = `${state.map.name}_low_ug_per_ml`, high = `${state.map.name}_high_ug_per_ml`;
    const read = (edge) => digits(scene.at(edge, x_m, time_s));
    const edges = scene.has(low) ? ` (${read(low)} .. ${read(high)})` : "";
    const place = `${scene.level_at(x_m).name}, ${(time_s / 3600).toFixed(2)} h`;
    probe.textContent = `${place}: ${digits(value)}${edges} \u00b5g/mL ${state.map.words}`;
    probe.dataset.value = value;
  }

  // -------------------------------------------------------------------- films

  const question = (regime) => question_of(state.rest, regime);
  const whole = (c) => ({ ...state.rest, ...state.regimes[c] });

  async function scene_of(asked, samples, signal) {
    const fields_asked = { ...asked, samples }, name = new URLSearchParams(fields_asked).toString();
    if (!state.films.has(name)) {
      const film = await house.film(PATH, fields_asked, { signal });
      state.films.set(name, createScene(film));
      if (state.films.size > FILMS_KEPT)
        state.films.delete(state.films.keys().next().value);
    }
    return state.films.get(name);
  }

  /* "A: " of two, nothing of one. */
  const letter = (c) => (state.scenes.length > 1 ? `${"AB"[c]}: ` : "");

  const has_two_drugs = () => new Set(state.scenes.map((scene) => scene.head.settings.drug)).size > 1;

  /* The border that the map draws; of two drugs each has its own. */
  function border_words({ head }) {
    const border = head.thresholds.find((one) => one.site === "cord" && one.role === "effect");
    return border && `${has_two_drugs() ? `${head.settings.drug}: ` : ""}${border.name} (effect site at ${digits(border.ug_per_ml)} \u00b5g/mL`
      + `${border.is_unverified ? ", unverified" : ""})`;
  }

  function shown() {
    scale_show();
    state.scenes.forEach((scene, c) => {
      state.views[c].canal.show(scene);
      state.views[c].name.textContent = state.scenes.length < 2 ? ""
        : `${letter(c)}${words_of(state.rest, state.regimes[c], state.regimes[1 - c])}`;
    });
    player.set_end(Math.max(...state.scenes.map((scene) => scene.end_s)));
    numbers.show(state.scenes);
    curves.show(state.scenes);
    const regime = whole(state.active);
    button.show(state.scenes[state.active], { ...regime, press_bolus: press_bolus_of(regime) });
    const footed = has_two_drugs() ? state.scenes : [state.scenes[state.active]];
    limits.replaceChildren(...footed.flatMap((scene) => scene.head.limits.map((text) => made("li", { textContent: text }))));
    warning.replaceChildren(...state.scenes.flatMap((scene, c) => scene.head.warnings.map((text) =>
      made("span", { textContent: `${letter(c)}${with_signs(text)}` }))));
    warning.hidden = !warning.childElementCount;
    caption.replaceChildren(...state.scenes.flatMap((scene, c) => {
      const command = made("code", { textContent: command_of(state.rest, question(state.regimes[c])) });
      command.dataset.test = `command-${c}`;
      return [made("p", {}, made("b", { textContent: `${letter(c)}${with_signs(scene.head.sentence)}. ` }), command)];
    }), made("p", { textContent: "Doses show what the model does. They are no advice." }));
    const borders = new Set(state.scenes.map(border_words).filter(Boolean));
    key.textContent = `${borders.size ? `White line: ${[...borders].join("; ")}. ` : ""}Lengths in proportion, the canal 2.6 times as wide.`;
    maps_show();
  }

  /* First the one run, at once; its band a moment later, when nothing has changed meanwhile. */
  async function load({ play = false } = {}) {
    const turn = ++state.turn, began_ms = performance.now();
    clearTimeout(state.waiting);
    state.asked.forEach((one) => one.abort());
    const asking = new AbortController();
    state.asked = [asking];
    try {
      const scenes = await Promise.all(state.regimes.map((regime) => scene_of(question(regime), 0, asking.signal)));
      if (state.closed || turn !== state.turn)
        return;
      state.scenes = scenes;
      house.trouble("");
      shown();
      if (play) {
        player.seek(0);
        player.play();
      }
      requestAnimationFrame(() => { element.dataset.late_ms = (performance.now() - began_ms).toFixed(1); });
      element.dataset.state = state.has_band ? "quick" : "ready";
      if (state.has_band)
        state.waiting = setTimeout(() => band_load(turn, asking), BAND_MS);
    } catch (error) {
      if (error.name !== "AbortError" && !state.closed && turn === state.turn)
        house.trouble(error.message);
    }
  }

  async function band_load(turn, asking) {
    try {
      const scenes = await Promise.all(state.regimes.map((regime, c) =>
        scene_of(question(regime), samples_for(state.scenes[c]), asking.signal)));
      if (state.closed || turn !== state.turn)
        return;
      state.scenes = scenes;
      shown();
      element.dataset.state = "ready";
    } catch (error) {
      if (error.name !== "AbortError" && !state.closed && turn === state.turn)
        house.trouble(error.message);
    }
  }

  // -------------------------------------------------------------------- regimes

  function regime_change(changes) {
    state.regimes[state.active] = { ...state.regimes[state.active], ...changes };
    if ("hours" in changes)                 /* two maps side by side have one axis of time */
      state.regimes = state.regimes.map((regime) => ({ ...regime, hours: changes.hours }));
    keep();
    load().then(() => {
      if ("press" in changes && changes.press)
        house.say(button.verdict());
    });
  }

  function press_add(hour) {
    const regime = whole(state.active);
    const hours = (regime.press || "").split(",").filter(Boolean).map(Number);
    if (hours.includes(hour))
      return;
    regime_change({ press: [...hours, hour].sort((a, b) => a - b).join(","), press_bolus: press_bolus_of(regime) });
    controls_show();
  }

  function controls_show() {
    state.controls.show(whole(state.active));
    add.hidden = state.regimes.length > 1;
    drop.hidden = tabs.hidden = state.regimes.length < 2;
    tabs.replaceChildren(...state.regimes.map((_, c) => {
      const pick = made("input", { type: "radio", name: "pump-case", checked: c === state.active, onchange: () => regime_pick(c) });
      pick.dataset.test = `case-${c}`;
      pick.setAttribute("aria-label", `Regime ${"AB"[c]}`);
      return made("label", {}, pick, made("span", { textContent: "AB"[c] }));
    }));
  }

  function views_make() {
    state.scenes = [];
    views.dataset.count = state.regimes.length;
    views.replaceChildren();
    state.views = state.regimes.map((_, c) => {
      const place = made("div", { className: "pump-view" }), name = made("p", { className: "pump-name" });
      place.dataset.test = `view-${c}`;
      views.append(place);
      place.append(name);
      const canal = createCanal(place, { palette, onTip: (tip) => tip_take(c, tip) });
      const map = createMap(place, { palette, air: canal.air, onProbe: (x_m, time_s) => probed(c, x_m, time_s),
                                     onSeek: (time_s) => { player.pause(); player.seek(time_s); } });
      return { place, name, canal, map };
    });
  }

  function tip_take(c, tip) {
    if (c !== state.active)
      regime_pick(c);
    house.say(`tip at ${tip}`);
    regime_change({ tip });
    controls_show();
  }

  function regime_pick(c) {
    state.active = c;
    controls_show();
    if (state.scenes.every(Boolean) && state.scenes.length)
      shown();
  }

  function regimes_take(regimes, { play }) {
    state.regimes = regimes.map((regime) => ({ ...regime }));
    state.active = regimes.length - 1;
    state.most = 0;
    views_make();
    controls_show();
    keep();
    load({ play });
  }

  function regime_add() {
    if (state.regimes.length < 2)
      regimes_take([state.regimes[0], { ...state.regimes[0] }], { play: false });
  }

  function regime_drop() {
    if (state.regimes.length > 1)
      regimes_take([state.regimes[1 - state.active]], { play: false });
  }

  function preset_take(name) {
    const row = presets.find((one) => one.name === name);
    if (!row)
      return;
    house.say(row.title);
    regimes_take(row.regimes, { play: true });
  }

  // -------------------------------------------------------------------- the address

  function keep() {
    const params = new URLSearchParams();
    state.regimes.forEach((regime, c) => {
      const first = c ? { ...state.rest, ...state.regimes[0] } : state.rest;
      for (const name of state.names)
        if (String(({ ...state.rest, ...regime })[name] ?? "") !== String(first[name] ?? ""))
          params.set(c ? `b.${name}` : name, ({ ...state.rest, ...regime })[name]);
    });
    if (state.regimes.length > 1)
      params.set("compare", "1");
    if (!state.has_band)
      params.set("band", "0");
    house.keep(params);
  }

  function address_take({ play }) {
    const params = house.settings(), first = {}, second = {};
    for (const name of state.names) {
      if (params.has(name))
        first[name] = params.get(name);
      second[name] = params.get(`b.${name}`) ?? first[name] ?? state.rest[name];
    }
    band.checked = state.has_band = params.get("band") !== "0";
    const has_two = params.has("compare") || state.names.some((name) => params.has(`b.${name}`));
    regimes_take(has_two ? [first, second] : [first], { play });
  }

  // -------------------------------------------------------------------- the beginning

  /* One page to take home, made by the server of what is set. */
  function handout_link(as) {
    const link = made("a", { className: "button", textContent: `Handout ${as.toUpperCase()}`, href: "#" });
    link.dataset.test = `handout-${as}`;
    link.onclick = () => {
      const [first, ...others] = state.regimes.map((regime, c) => new URLSearchParams({
        ...question(regime), samples: state.has_band && state.scenes[c] ? samples_for(state.scenes[c]) : 0 }));
      first.set("as", as);
      if (others.length)
        first.set("with", others.join("|"));
      link.href = `${PATH}/handout?${first}`;
    };
    return link;
  }

  async function begin() {
    const route = await house.route(PATH);
    if (state.closed)
      return;
    if (!route) {
      house.trouble(`This painrig has no ${PATH}: the page and the program are of different versions.`);
      return;
    }
    state.rest = Object.fromEntries(route.fields.filter((field) => !["samples", "seed"].includes(field.name))
      .map((field) => [field.name, field.rest]));
    state.names = Object.keys(state.rest);
    state.rest.dispersion = String(Number(state.rest.dispersion));
    if (await house.route(`${PATH}/handout`))
      out.prepend(handout_link("pdf"), handout_link("png"));
    state.controls = createControls(fields, route.fields, { onChange: (changes) => {
      regime_change(changes);
      if ("drug" in changes)
        controls_show();
    } });
    address_take({ play: true });
  }

  house.keys([
    ...player.keys(),
    { key: "p", text: "the patient presses the button now", act: () => button.panel.querySelector(".pump-press").click() },
    { key: "c", text: "compare: a second regime", act: regime_add },
    { key: "x", text: "compare: remove the regime that is set", act: regime_drop },
    { key: "m", text: "the map: fluid, cord, effect site", act: () => {
      state.map = fields_of_map[(fields_of_map.indexOf(state.map) + 1) % fields_of_map.length];
      picks.querySelectorAll("input").forEach((pick, k) => { pick.checked = fields_of_map[k] === state.map; });
      maps_show();
    } },
  ]);
  house.on("settings", () => { if (state.controls) address_take({ play: true }); });
  house.on("theme", () => { curves.theme(); state.views.forEach((view) => view.canal.theme()); drawn(player.time_s); });
  house.on("return", () => { state.films.clear(); if (state.controls) load(); });
  const watcher = new ResizeObserver(laid_out);
  watcher.observe(views);
  begin().catch((error) => house.trouble(error.message));

  return () => {
    state.closed = true;
    clearTimeout(state.waiting);
    watcher.disconnect();
    player.close();
    curves.close();
    state.asked.forEach((one) => one.abort());
  };
}

export const room = { name: "pump", title: "Pump", key: "P", open };
