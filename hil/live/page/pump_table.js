// pump_table.js - the numbers at the clock's time, of one regime or of two with their difference;
// what is reached; and the tables to the letter as painrig spread prints them.
//
//     const numbers = createNumbers();      panels: numbers.now, .reached, .printed
//     numbers.show(scenes);                 numbers.draw(time_s, is_playing);

import { paced } from "./paced.js";
import { letter, made } from "./parts.js";
import { digits } from "./pump_scene.js";

const PACE_MS = 90;                     /* numbers that change faster cannot be read */
const UG = "\u00b5g/mL", NG = "ng/mL";

const cord_m = ({ head }) => head.x_m[head.cord_probe];
const series = (field) => (scene, t_s, edge = "") =>
  scene.series(field.replace("*", edge), t_s);

/* edge: "" for the value itself, "_low" and "_high" for its band, of those that have one. */
const measures = [
  { name: "tip", title: "fluid at the tip", unit: UG, has_band: true,
    read: (scene, t_s, edge = "") => scene.at(`fluid${edge}_ug_per_ml`, scene.head.tip_m, t_s) },
  { name: "cord", title: "cord, where most", unit: UG, has_band: true,
    read: (scene, t_s, edge = "") => scene.at(`cord${edge}_ug_per_ml`, cord_m(scene), t_s) },
  { name: "effect", title: "its effect site", unit: UG, read: series("effect_ug_per_ml") },
  { name: "brain", title: "brain stem", unit: NG, has_band: true,
    read: series("brain*_ng_per_ml") },
  { name: "plasma", title: "plasma", unit: NG, has_band: true, read: series("plasma*_ng_per_ml") },
  { name: "arrived", title: "arrived", unit: "\u00b5g", read: series("arrived_ug") },
  { name: "mass", title: "in the canal", unit: "\u00b5g", read: series("mass_ug") },
  { name: "absorbed", title: "gone to blood, fat", unit: "\u00b5g", read: series("absorbed_ug") },
];

const has_band = (scene) => scene.has("fluid_low_ug_per_ml");
const head_cell = (text, props = {}) =>
  made(text ? "th" : "td", { textContent: text, ...(text ? { scope: "col" } : {}), ...props });

// ---------------------------------------------------------------------- at the clock

/* "+0.28", "\u22121.8"; what rounds to nothing has no sign. */
function signed(value) {
  const size = digits(Math.abs(value));
  return size === "0" ? size : `${value > 0 ? "+" : "\u2212"}${size}`;
}

/* A cell that writes itself: show(t_s). read: -> { value, text }. */
function cell_make(test, read) {
  const element = made("td", { className: "number", test: `now-${test}` });
  return { element, show(t_s) {
    const { value, text } = read(t_s);
    element.textContent = text;
    element.dataset.value = value;
  } };
}

function value_cell({ name, read }, scene, c) {
  return cell_make(`${name}-${c}`, (t_s) => {
    const value = read(scene, t_s);
    return { value, text: digits(value) };
  });
}

function band_cell({ name, read }, scene) {
  return cell_make(`${name}-band`, (t_s) => {
    const [low, high] = ["_low", "_high"].map((edge) => read(scene, t_s, edge));
    return { value: `${low} ${high}`, text: `${digits(low)} .. ${digits(high)}` };
  });
}

function more_cell({ name, read }, [first, second]) {
  return cell_make(`${name}-more`, (t_s) => {
    const value = read(second, t_s) - read(first, t_s);
    return { value, text: signed(value) };
  });
}

function cells_of(measure, scenes) {
  const cells = scenes.map((scene, c) => value_cell(measure, scene, c));
  if (scenes.length > 1)
    return [...cells, more_cell(measure, scenes)];
  return measure.has_band && has_band(scenes[0]) ? [...cells, band_cell(measure, scenes[0])]
    : cells;
}

function titles_of(scenes) {
  if (scenes.length > 1)
    return ["", "A", "B", "B \u2212 A"];
  return has_band(scenes[0]) ? ["", "median", "10 .. 90 %"] : ["", "one run", ""];
}

function createClockTable() {
  const table = made("table"), state = { cells: [] };

  function show(scenes) {
    const titles = titles_of(scenes), rows = measures.map((measure) => cells_of(measure, scenes));
    state.cells = rows.flat();
    table.replaceChildren(
      made("thead", {}, made("tr", {}, ...titles.map((text, k) =>
        head_cell(text, { className: k ? "number" : "" })))),
      made("tbody", {}, ...measures.map(({ title, unit }, k) => made("tr", {},
        made("th", { scope: "row" }, `${title} `,
             made("span", { className: "unit", textContent: unit })),
        ...rows[k].map((cell) => cell.element),
        ...(rows[k].length < titles.length - 1 ? [made("td")] : [])))));
  }

  return {
    element: made("section", { className: "panel pump-numbers" },
                  made("h2", { textContent: "At the clock" }), table),
    show, fill: (t_s) => state.cells.forEach((cell) => cell.show(t_s)),
  };
}

// ---------------------------------------------------------------------- what is reached

const sites = {
  cord: { field: "effect_ug_per_ml", per_ug: 1 },
  brain: { field: "brain_ng_per_ml", per_ug: 1000, high: "brain_high_ng_per_ml" },
  plasma: { field: "plasma_ng_per_ml", per_ug: 1000, high: "plasma_high_ng_per_ml" },
};

/* A threshold that is `is_below` counts once the site was above it. */
function is_reached(scene, threshold, t_s) {
  const { field, per_ug } = sites[threshold.site], value = scene.series(field, t_s) / per_ug;
  if (!threshold.is_below)
    return value >= threshold.ug_per_ml;
  return threshold.is_crossed && t_s >= threshold.first_s && value < threshold.ug_per_ml;
}

/* Not the median, but the band's upper edge. */
function is_in_band(scene, threshold, t_s) {
  const { high, per_ug } = sites[threshold.site];
  return "band_s" in threshold && scene.series(high, t_s) / per_ug >= threshold.ug_per_ml;
}

function mark_make(test, scene, threshold) {
  const element = made("span", { className: "pump-mark", test, data: { role: threshold.role } });
  return { element, show(t_s) {
    const is_there = is_reached(scene, threshold, t_s);
    element.textContent = is_there ? "\u25cf now"
      : is_in_band(scene, threshold, t_s) ? "\u25d0 within the band now" : "\u25cb not now";
    element.dataset.value = is_there;
  } };
}

const with_units = (text) => text.replaceAll("ug/mL", UG).replaceAll(", ug", ", \u00b5g");

/* Its words are those of the command's own table. */
function threshold_rows(scene, c, k, mark) {
  const [name, limit, where, first, most] = scene.head.tables[1].rows[k + 1].map(with_units);
  const when = first === "never" ? `${where}: never` : `${where}; ${first}`;
  return [made("dt", {}, made("b", { textContent: name }), ` ${limit} `, mark.element),
          made("dd", { textContent: `${when}; most ${most}`, test: `threshold-${c}-${k}` })];
}

function createReached() {
  const list = made("div"), state = { marks: [] };

  function one(scene, c) {
    const marks = scene.head.thresholds.map((threshold, k) =>
      mark_make(`reached-${c}-${k}`, scene, threshold));
    state.marks.push(...marks);
    return made("dl", {}, ...marks.flatMap((mark, k) => threshold_rows(scene, c, k, mark)));
  }

  function show(scenes) {
    state.marks = [];
    list.replaceChildren(...scenes.flatMap((scene, c) => [
      ...(scenes.length > 1
        ? [made("h3", { textContent: `${letter(c)}: ${scene.head.settings.drug}` })] : []),
      one(scene, c)]));
  }

  return {
    element: made("section", { className: "panel pump-reached" },
                  made("h2", { textContent: "What it reaches" }), list),
    show, fill: (t_s) => state.marks.forEach((mark) => mark.show(t_s)),
  };
}

// ---------------------------------------------------------------------- as printed

function printed_table({ title, rows: [head, ...rows] }) {
  const number = (c) => ({ className: c ? "number" : "" });
  const cell = (text, c) => (text && !c ? made("th", { textContent: text, scope: "row" })
    : made("td", { textContent: text, ...number(c) }));
  return made("table", {}, made("caption", { textContent: title }),
    made("thead", {}, made("tr", {}, ...head.map((text, c) => head_cell(text, number(c))))),
    made("tbody", {}, ...rows.map((row) => made("tr", {}, ...row.map(cell)))));
}

function createPrinted() {
  const inside = made("div", { className: "pump-printed-in", tabIndex: 0, role: "region",
                               "aria-label": "Tables as printed" });
  return {
    element: made("details", { className: "panel pump-printed" },
      made("summary", { textContent: "Tables as painrig spread prints them" }), inside),
    show(scenes) {
      inside.replaceChildren(...scenes.flatMap((scene, c) => [
        ...(scenes.length > 1
          ? [made("h3", { textContent: `${letter(c)}: ${scene.head.sentence}` })] : []),
        ...scene.head.tables.map(printed_table)]));
    },
  };
}

// ---------------------------------------------------------------------- all of it

export function createNumbers() {
  const now = createClockTable(), reached = createReached(), printed = createPrinted();
  const fill = paced((time_s) => {
    now.fill(time_s);
    reached.fill(time_s);
  }, PACE_MS);
  return {
    now: now.element, reached: reached.element, printed: printed.element,
    show(scenes) {
      for (const part of [now, reached, printed])
        part.show(scenes);
      fill.due();
    },
    draw(time_s, is_playing) {
      if (!is_playing)
        fill.due();
      fill(time_s);
    },
  };
}
