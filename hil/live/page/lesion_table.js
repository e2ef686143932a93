// lesion_table.js - the lesion's numbers at the clock's time, with the digits of `painrig lesion`;
// one lesion by every criterion, or two to four by one criterion with their differences from the
// first.
//
//     const numbers = createNumbers(place, look, redraw);
//     numbers.show(scenes)              other films
//     numbers.draw(scenes, time_s)      at most every PACE_MS
//
// look.criteria: which borders are drawn, ticked here; redraw() is called when that has changed.

import { swatch } from "./chart.js";
import { criterion_styles, criterion_word } from "./lesion_criteria.js";
import { paced } from "./paced.js";
import { letter, made } from "./parts.js";

const measures = [
  { name: "width_mm", title: "width", unit: "mm", decimals: 2 },
  { name: "length_mm", title: "length", unit: "mm", decimals: 2 },
  { name: "volume_mm3", title: "volume", unit: "mm\u00b3", decimals: 1 },
  { name: "distal_mm", title: "distal", unit: "mm", decimals: 2, is_wide: true },
  { name: "proximal_mm", title: "proximal", unit: "mm", decimals: 2, is_wide: true },
];
const PACE_MS = 90;                     /* numbers that change faster cannot be read */

/* A number that reads itself: show(time_s). A difference says its sign. */
function number_make(tag, test, { decimals }, read, props = {}) {
  const element = made(tag, { test, ...props });
  return { element, show(time_s) {
    const value = read(time_s), sign = props.className === "lesion-more" && value >= 0 ? "+" : "";
    element.textContent = `${sign}${value.toFixed(decimals)}`;
    element.dataset.value = value;
  } };
}

const head_row = (titles) => made("thead", {}, made("tr", {},
                                                    ...titles.map(({ text, ...props }, k) =>
  made("th", { scope: "col", className: k ? "number" : "", textContent: text, ...props }))));
const wide = ({ is_wide }) => (is_wide ? { data: { wide: "" } } : {});

// ---------------------------------------------------------------------- one lesion

/* The first cell of a criterion: its line, its name, and whether it is drawn. */
function criterion_cell(name, k, look, redraw) {
  const { colour, dash } = criterion_styles[k];
  const tick = made("input", { type: "checkbox", checked: look.criteria.includes(k),
                               test: `draw-${k}`, onchange: () => {
    const others = look.criteria.filter((one) => one !== k);
    look.criteria = tick.checked ? [...others, k].sort() : others;
    redraw();
  } });
  const line = swatch(colour, dash.split(" ").filter(Boolean).map(Number));
  line.classList.add("lesion-swatch");
  return made("th", { scope: "row" },
    made("label", { className: "tick", title: `draw the border of ${name}` }, tick, line,
         made("span", { textContent: criterion_word(name) })));
}

function one_table(scene, look, redraw) {
  const cells = [];
  const rows = scene.head.criteria.map(({ name }, k) => {
    const row = measures.map((measure) => number_make("td", `lesion-${k}-${measure.name}`, measure,
      (time_s) => scene.measure(k, measure.name, time_s),
        { className: "number", ...wide(measure) }));
    cells.push(...row);
    return made("tr", {}, criterion_cell(name, k, look, redraw), ...row.map((one) => one.element));
  });
  const titles = [{ text: "dead by" }, ...measures.map((measure) =>
    ({ text: `${measure.title} ${measure.unit}`, ...wide(measure) }))];
  return { cells, parts: [head_row(titles), made("tbody", {}, ...rows)] };
}

// ---------------------------------------------------------------------- compared

/* Of one lesion its value, of the others also how far it is from the first's. */
function compare_cells(measure, scene, c, [first], state) {
  const test = `compare-${c}-${measure.name}`;
  if (!scene || !first)
    return [];
  const value = (one, time_s) => one.measure(state.judge, measure.name, time_s);
  const cells = [number_make("span", test, measure, (time_s) => value(scene, time_s))];
  return c === 0 ? cells : [...cells, number_make("span", `${test}-more`, measure,
    (time_s) => value(scene, time_s) - value(first, time_s), { className: "lesion-more" })];
}

function compare_table(scenes, state) {
  const cells = [];
  const rows = measures.map((measure) => {
    const row = scenes.map((scene, c) => compare_cells(measure, scene, c, scenes, state));
    cells.push(...row.flat());
    return made("tr", {}, made("th", { scope: "row", textContent: `${measure.title} ` },
                               made("span", { className: "unit", textContent: measure.unit })),
      ...row.map((some) => made("td", { className: "number" }, ...some.map((one) => one.element))));
  });
  const titles = [{ text: "of each" },
                  ...scenes.map((_, c) => ({ text: `${letter(c)}${c ? " (\u2212A)" : ""}` }))];
  return { cells, parts: [head_row(titles), made("tbody", {}, ...rows)] };
}

// ---------------------------------------------------------------------- the panel

export function createNumbers(place, look, redraw) {
  const state = { scenes: [], cells: [], judge: 0 };
  const title = made("h2"), table = made("table");
  const judge = made("select", { test: "compare-criterion", onchange: judge_take,
                                 "aria-label": "Criterion of the comparison" });
  const fill = paced((time_s) => state.cells.forEach((one) => one.show(time_s)), PACE_MS);
  place.append(made("section", { className: "panel lesion-numbers" },
    made("div", { className: "row lesion-numbers-head" }, title, judge), table));

  function judge_take() {
    state.judge = Number(judge.value);
    fill.due();
    redraw();
  }

  function show(scenes) {
    const scene = scenes.find(Boolean), is_one = scenes.length < 2;
    if (!scene)
      return;
    judge.replaceChildren(...scene.head.criteria.map((one, k) => made("option", {
      value: k, textContent: criterion_word(one.name), selected: k === state.judge })));
    judge.hidden = is_one;
    title.textContent = is_one ? "Lesion" : "Comparison by";
    const { cells, parts } = is_one ? one_table(scene, look, redraw)
      : compare_table([...scenes], state);
    state.cells = cells;
    table.replaceChildren(...parts);
    fill.stop();
    fill.due();
  }

  return {
    show,
    draw(scenes, time_s) {
      fill.stop();
      if (scenes[0])
        fill(time_s);
    },
  };
}
