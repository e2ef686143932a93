// lesion_nerve_table.js - how much of the nerve is dead, and what margin is left to what must live.
//
//     const table = createNerveTable(own);          own: lesion_nerve.js
//     table.element
//     table.show()            other rows: another nerve, other films
//     table.fill(time_s)      at most every PACE_MS; table.fill.due(): the next one at once
//
// A cell says data-value with all its digits and data-from: the server's own number, or the page's
// reading of the film until that is there.

import { valueAt } from "./chart.js";
import { clearance, dead_of, length_of } from "./lesion_course.js";
import { paced } from "./paced.js";
import { letter, made } from "./parts.js";

const PACE_MS = 110, NEAR_MM = 2;

/* At a time, of what the server has said; null when it has not, or when nothing is dead yet. */
const said_at = (found, criterion, name, time_s) =>
  (found ? valueAt(found.times_s, found.criteria[criterion][name], time_s) : null);
const from_of = (said) => (said === null ? "page" : "server");

// ---------------------------------------------------------------------- what a row reads

function dead_read({ judge, scenes, samples, said }, c, time_s) {
  const found = said[c]?.course, dead_mm = said_at(found, judge, "dead_mm", time_s);
  const { course } = samples[c];
  return { from: from_of(dead_mm), length_mm: found?.length_mm ?? length_of(course),
           dead_mm: dead_mm ?? dead_of(scenes[c], judge, time_s, course).length_mm };
}

function length_row(own, c, time_s) {
  const { dead_mm, length_mm, from } = dead_read(own, c, time_s);
  return { value: dead_mm, from, text: `${dead_mm.toFixed(2)} of ${length_mm.toFixed(2)}` };
}

function part_row(own, c, time_s) {
  const { dead_mm, length_mm, from } = dead_read(own, c, time_s);
  const part = 100 * dead_mm / Math.max(length_mm, 1e-9);
  return { value: part, from, text: part.toFixed(0) };
}

function margin_words(margin_mm) {
  if (!Number.isFinite(margin_mm))
    return { text: "no lesion", tone: "" };
  if (margin_mm < 0)
    return { text: `${margin_mm.toFixed(2)} reached`, tone: "bad" };
  return { text: margin_mm.toFixed(2), tone: margin_mm < NEAR_MM ? "near" : "" };
}

/* A tip that stands within what must live is told how deep, once there is a lesion. */
function margin_read({ judge, scenes, samples, spared }, j, c, time_s) {
  const { live, within } = samples[c];
  const away = clearance(scenes[c], judge, time_s, live[j]) - spared[j].radius_mm;
  return within[j] && away < Infinity ? Math.min(away, -within[j]) : away;
}

function margin_row(own, j, c, time_s) {
  const told = said_at(own.said[c]?.live[j], own.judge, "margin_mm", time_s);
  const value = told ?? margin_read(own, j, c, time_s);
  return { value, from: from_of(told), ...margin_words(value) };
}

/* { title, test, unit, read(c, time_s) } */
function rows_of(own) {
  const { which, points, spared } = own, has_course = points.length > 1;
  const name = which === "drawn" ? "the drawn nerve" : which;
  const course = [
    { title: `dead of ${name}`, test: "dead_mm", unit: "mm", read: length_row.bind(null, own) },
    { title: "that is", test: "dead_part", unit: "%", read: part_row.bind(null, own) }];
  const margins = spared.map((one, j) => ({ title: `margin to ${one.name}`, test: `margin-${j}`,
    unit: "mm", read: (c, time_s) => margin_row(own, j, c, time_s) }));
  return [...(has_course ? course : []), ...(has_course || which === "" ? margins : [])];
}

// ---------------------------------------------------------------------- the table

function cell_make({ test, read }, c) {
  const element = made("td", { className: "number", test: `nerve-${c}-${test}` });
  return { element, c, show(time_s) {
    const { value, text, from, tone = "" } = read(c, time_s);
    element.textContent = text;
    Object.assign(element.dataset, { value, from, tone });
  } };
}

const row_make = ({ title, unit }, cells) => made("tr", {},
  made("th", { scope: "row", textContent: `${title} ` },
       made("span", { className: "unit", textContent: unit })), ...cells.map((one) => one.element));

const head_make = (scenes) => made("thead", {}, made("tr", {},
  made("th", { scope: "col", textContent: "of each" }),
  ...scenes.map((_, c) => made("th", { scope: "col", className: "number",
                                       textContent: letter(c) }))));

const nothing_words = (which) => (which === "drawn"
  ? "Take the nerve tool and click along its course." : "No nerve chosen.");

export function createNerveTable(own) {
  const element = made("table");
  let cells = [];

  function fill(time_s) {
    for (const cell of cells)
      if (own.scenes[cell.c]?.has_margin(own.judge) && own.samples[cell.c])
        cell.show(time_s);
  }

  function show() {
    const rows = rows_of(own), grid = rows.map((row) =>
      own.scenes.map((_, c) => cell_make(row, c)));
    const lines = rows.map((row, k) => row_make(row, grid[k]));
    cells = grid.flat();
    if (!rows.length)
      lines.push(made("tr", {}, made("td", { className: "faint",
                                             textContent: nothing_words(own.which) })));
    element.replaceChildren(
      ...(rows.length && own.scenes.length > 1 ? [head_make(own.scenes)] : []),
      made("tbody", {}, ...lines));
  }

  return { element, show, fill: paced(fill, PACE_MS) };
}
