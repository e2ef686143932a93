// pump_table.js - the numbers at the clock's time, of one regime or of two with their difference; what
// is reached; and the tables to the letter as painrig spread prints them.
//
//     const numbers = createNumbers();      panels: numbers.now, .reached, .printed
//     numbers.show(scenes);                 numbers.draw(time_s, is_playing);

import { made } from "./parts.js";
import { digits } from "./pump_scene.js";

const PACE_MS = 90;                     /* numbers that change faster cannot be read */
const UG = "\u00b5g/mL", NG = "ng/mL";

const cord_m = (scene) => scene.head.x_m[scene.head.cord_probe];

/* value and its band [low, high] or null, at a time. */
const measures = [
  { name: "tip", title: "fluid at the tip", unit: UG, value: (scene, t) => scene.at("fluid_ug_per_ml", scene.head.tip_m, t),
    band: (scene, t) => ["low", "high"].map((edge) => scene.at(`fluid_${edge}_ug_per_ml`, scene.head.tip_m, t)) },
  { name: "cord", title: "cord, where most", unit: UG, value: (scene, t) => scene.at("cord_ug_per_ml", cord_m(scene), t),
    band: (scene, t) => ["low", "high"].map((edge) => scene.at(`cord_${edge}_ug_per_ml`, cord_m(scene), t)) },
  { name: "effect", title: "its effect site", unit: UG, value: (scene, t) => scene.series("effect_ug_per_ml", t) },
  { name: "brain", title: "brain stem", unit: NG, value: (scene, t) => scene.series("brain_ng_per_ml", t),
    band: (scene, t) => ["low", "high"].map((edge) => scene.series(`brain_${edge}_ng_per_ml`, t)) },
  { name: "plasma", title: "plasma", unit: NG, value: (scene, t) => scene.series("plasma_ng_per_ml", t),
    band: (scene, t) => ["low", "high"].map((edge) => scene.series(`plasma_${edge}_ng_per_ml`, t)) },
  { name: "arrived", title: "arrived", unit: "\u00b5g", value: (scene, t) => scene.series("arrived_ug", t) },
  { name: "mass", title: "in the canal", unit: "\u00b5g", value: (scene, t) => scene.series("mass_ug", t) },
  { name: "absorbed", title: "gone to blood, fat", unit: "\u00b5g", value: (scene, t) => scene.series("absorbed_ug", t) },
];

/* "+0.28", "\u22121.8"; what rounds to nothing has no sign. */
function signed(value) {
  const size = digits(Math.abs(value));
  return size === "0" ? size : `${value > 0 ? "+" : "\u2212"}${size}`;
}

function words_of(text) {
  return text.replaceAll("ug/mL", UG).replaceAll(", ug", ", \u00b5g");
}

function printed(table) {
  const [head, ...rows] = table.rows;
  const cells = (row, tag) => row.map((text, c) => made(text && !c ? "th" : text ? tag : "td", {
    textContent: text, className: c ? "number" : "", ...(text && (tag === "th" || !c) ? { scope: tag === "th" ? "col" : "row" } : {}) }));
  return made("table", {}, made("caption", { textContent: table.title }),
              made("thead", {}, made("tr", {}, ...cells(head, "th"))),
              made("tbody", {}, ...rows.map((row) => made("tr", {}, ...cells(row, "td")))));
}

export function createNumbers() {
  const panel = made("section", { className: "panel pump-numbers" });
  const table = made("table", {});
  const reached = made("section", { className: "panel pump-reached" });
  const list = made("div", {});
  const print = made("details", { className: "panel pump-printed" });
  const printed_in = made("div", { className: "pump-printed-in", tabIndex: 0 });
  const state = { scenes: [], cells: new Map(), marks: [], before_ms: 0, waiting: 0 };
  panel.append(made("h2", { textContent: "At the clock" }), table);
  reached.append(made("h2", { textContent: "What it reaches" }), list);
  printed_in.setAttribute("role", "region");
  printed_in.setAttribute("aria-label", "Tables as printed");
  print.append(made("summary", { textContent: "Tables as painrig spread prints them" }), printed_in);

  function rows_show() {
    const has_two = state.scenes.length > 1;
    state.cells.clear();
    const has_band = state.scenes[0].has("fluid_low_ug_per_ml"), whose = has_band ? "median" : "one run";
    const heads = has_two ? ["", "A", "B", "B \u2212 A"] : ["", whose, has_band ? "10 .. 90 %" : ""];
    table.replaceChildren(
      made("thead", {}, made("tr", {}, ...heads.map((text, k) => made(text ? "th" : "td", { className: k ? "number" : "", textContent: text,
                                                                           ...(text ? { scope: "col" } : {}) })))),
      made("tbody", {}, ...measures.map((one) => {
        const cell = (key) => {
          const made_cell = made("td", { className: "number" });
          made_cell.dataset.test = `now-${key}`;
          state.cells.set(key, made_cell);
          return made_cell;
        };
        const cells = has_two ? [cell(`${one.name}-0`), cell(`${one.name}-1`), cell(`${one.name}-more`)]
          : [cell(`${one.name}-0`), cell(`${one.name}-band`)];
        return made("tr", {}, made("th", { scope: "row" }, `${one.title} `, made("span", { className: "unit", textContent: one.unit })), ...cells);
      })));
  }

  function put(key, value, text = digits(value)) {
    const cell = state.cells.get(key);
    if (!cell)
      return;
    cell.textContent = text;
    cell.dataset.value = value;
  }

  function fill(time_s) {
    state.before_ms = performance.now();
    for (const one of measures) {
      const values = state.scenes.map((scene) => (scene ? one.value(scene, time_s) : NaN));
      values.forEach((value, c) => put(`${one.name}-${c}`, value));
      if (values.length > 1)
        put(`${one.name}-more`, values[1] - values[0], signed(values[1] - values[0]));
      else if (one.band && state.scenes[0].has("fluid_low_ug_per_ml")) {
        const [low, high] = one.band(state.scenes[0], time_s);
        put(`${one.name}-band`, `${low} ${high}`, `${digits(low)} .. ${digits(high)}`);
      }
    }
    for (const { mark, scene, threshold } of state.marks) {
      const is_there = is_reached(scene, threshold, time_s);
      mark.textContent = is_there ? "\u25cf now" : is_in_band(scene, threshold, time_s) ? "\u25d0 within the band now" : "\u25cb not now";
      mark.dataset.value = is_there;
    }
  }

  /* A threshold that is `is_below` counts once the site was above it. */
  function is_reached(scene, threshold, time_s) {
    const site = { cord: "effect_ug_per_ml", brain: "brain_ng_per_ml", plasma: "plasma_ng_per_ml" }[threshold.site];
    const value = scene.series(site, time_s) / (threshold.site === "cord" ? 1 : 1000);
    if (!threshold.is_below)
      return value >= threshold.ug_per_ml;
    return threshold.is_crossed && time_s >= threshold.first_s && value < threshold.ug_per_ml;
  }

  /* Not the median, but the band's upper edge. */
  function is_in_band(scene, threshold, time_s) {
    const edge = { brain: "brain_high_ng_per_ml", plasma: "plasma_high_ng_per_ml" }[threshold.site];
    return "band_s" in threshold && scene.series(edge, time_s) / 1000 >= threshold.ug_per_ml;
  }

  function reached_show() {
    state.marks = [];
    list.replaceChildren(...state.scenes.flatMap((scene, c) => !scene ? [] : [
      ...(state.scenes.length > 1 ? [made("h3", { textContent: `${"AB"[c]}: ${scene.head.settings.drug}` })] : []),
      made("dl", {}, ...scene.head.thresholds.flatMap((threshold, k) => {
        const [name, limit, where, first, most] = scene.head.tables[1].rows[k + 1].map(words_of);
        const mark = made("span", { className: "pump-mark" });
        mark.dataset.test = `reached-${c}-${k}`;
        mark.dataset.role = threshold.role;
        state.marks.push({ mark, scene, threshold });
        const text = made("dd", { textContent: `${first === "never" ? `${where}: never` : `${where}; ${first}`}; most ${most}` });
        text.dataset.test = `threshold-${c}-${k}`;
        return [made("dt", {}, made("b", { textContent: name }), ` ${limit} `, mark), text];
      }))]));
  }

  return {
    now: panel, reached, printed: print,
    show(scenes) {
      state.scenes = scenes;
      if (!scenes.every(Boolean))
        return;
      rows_show();
      reached_show();
      printed_in.replaceChildren(...scenes.flatMap((scene, c) => [
        ...(scenes.length > 1 ? [made("h3", { textContent: `${"AB"[c]}: ${scene.head.sentence}` })] : []),
        ...scene.head.tables.map(printed)]));
      state.before_ms = 0;
    },
    draw(time_s, is_playing) {
      clearTimeout(state.waiting);
      if (!state.cells.size || !state.scenes.every(Boolean))
        return;
      if (!is_playing || performance.now() - state.before_ms > PACE_MS)
        fill(time_s);
      else
        state.waiting = setTimeout(() => fill(time_s), PACE_MS);
    },
  };
}
