// lesion_table.js - the lesion's numbers at the clock's time, with the digits of `painrig lesion`;
// one lesion by every criterion, or two to four by one criterion with their differences from the
// first.

import { criterion_styles, criterion_word } from "./lesion_criteria.js";
import { swatch } from "./chart.js";
import { made } from "./parts.js";

const measures = [
  { name: "width_mm", title: "width", unit: "mm", decimals: 2 },
  { name: "length_mm", title: "length", unit: "mm", decimals: 2 },
  { name: "volume_mm3", title: "volume", unit: "mm\u00b3", decimals: 1 },
  { name: "distal_mm", title: "distal", unit: "mm", decimals: 2, wide: true },
  { name: "proximal_mm", title: "proximal", unit: "mm", decimals: 2, wide: true },
];
const PACE_MS = 90;                     /* numbers that change faster cannot be read */

function cell(test) {
  const one = made("td", { className: "number" });
  one.dataset.test = test;
  return one;
}

function put(one, value, decimals, sign = false) {
  one.textContent = `${sign && value >= 0 ? "+" : ""}${value.toFixed(decimals)}`;
  one.dataset.value = value;
}

export function createNumbers(place, look, redraw) {
  const panel = made("section", { className: "panel lesion-numbers" });
  const title = made("h2", { textContent: "Lesion" });
  const table = made("table", {});
  const state = { scenes: [], cells: new Map(), before_ms: 0, judge: 0, waiting: 0 };
  const judge = made("select", { onchange: () => { state.judge = Number(judge.value);
      show(state.scenes); redraw(); } });
  judge.dataset.test = "compare-criterion";
  judge.setAttribute("aria-label", "Criterion of the comparison");
  panel.append(made("div", { className: "row lesion-numbers-head" }, title, judge), table);
  place.append(panel);

  function head_row(titles) {
    return made("thead", {}, made("tr", {}, ...titles.map((text, k) =>
      made("th", { scope: "col", className: k ? "number" : "", textContent: text }))));
  }

  /* The first cell of a criterion: its line, its name, and whether it is drawn. */
  function criterion_cell(name, k) {
    const tick = made("input", { type: "checkbox", checked: look.criteria.includes(k),
        onchange: () => {
      look.criteria = tick.checked ? [...look.criteria, k].sort() : look.criteria.filter((one) =>
          one !== k);
      redraw();
    } });
    tick.dataset.test = `draw-${k}`;
    const line = swatch(criterion_styles[k].colour,
        criterion_styles[k].dash.split(" ").filter(Boolean).map(Number));
    line.classList.add("lesion-swatch");
    return made("th", { scope: "row" },
        made("label", { className: "tick", title: `draw the border of ${name}` }, tick, line,
                                             made("span", { textContent: criterion_word(name) })));
  }

  function one_table(head) {
    const body = made("tbody", {});
    head.criteria.forEach((criterion, k) => {
      const row = made("tr", {}, criterion_cell(criterion.name, k));
      for (const measure of measures) {
        const one = cell(`lesion-${k}-${measure.name}`);
        if (measure.wide)
          one.dataset.wide = "";
        state.cells.set(`${k} ${measure.name}`, one);
        row.append(one);
      }
      body.append(row);
    });
    table.replaceChildren(head_row(["dead by",
        ...measures.map((one) => `${one.title} ${one.unit}`)]), body);
    measures.forEach((one, k) => {
      if (one.wide)
        table.tHead.rows[0].cells[k + 1].dataset.wide = "";
    });
  }

  function compare_table(scenes) {
    const body = made("tbody", {});
    for (const measure of measures) {
      const row = made("tr", {}, made("th", { scope: "row", textContent: `${measure.title} ` },
                                      made("span",
                                          { className: "unit", textContent: measure.unit })));
      scenes.forEach((_, c) => {
        const one = made("td", { className: "number" });
        const value = made("span", {}), more = made("span", { className: "lesion-more" });
        value.dataset.test = `compare-${c}-${measure.name}`;
        more.dataset.test = `compare-${c}-${measure.name}-more`;
        one.append(value, ...(c ? [more] : []));
        state.cells.set(`${c} ${measure.name}`, value);
        if (c)
          state.cells.set(`${c} ${measure.name} more`, more);
        row.append(one);
      });
      body.append(row);
    }
    table.replaceChildren(head_row(["of each",
        ...scenes.map((_, c) => `${"ABCD"[c]}${c ? " (\u2212A)" : ""}`)]), body);
  }

  function show(scenes) {
    state.scenes = scenes;
    state.cells.clear();
    const head = scenes.find(Boolean)?.head;
    if (!head)
      return;
    judge.replaceChildren(...head.criteria.map((one, k) =>
      made("option", { value: k, textContent: criterion_word(one.name),
          selected: k === state.judge })));
    judge.hidden = scenes.length < 2;
    title.textContent = scenes.length < 2 ? "Lesion" : "Comparison by";
    if (scenes.length < 2)
      one_table(head);
    else
      compare_table(scenes);
    state.before_ms = 0;
  }

  function fill(time_s) {
    state.before_ms = performance.now();
    const [first] = state.scenes;
    for (const [key, one] of state.cells) {
      const [k, name, more] = key.split(" ");
      const { decimals } = measures.find((measure) => measure.name === name);
      if (state.scenes.length < 2) {
        put(one, first.measure(Number(k), name, time_s), decimals);
        continue;
      }
      const scene = state.scenes[k];
      if (!scene || !first)
        continue;
      const value = scene.measure(state.judge, name, time_s);
      put(one, more ? value - first.measure(state.judge, name, time_s) : value, decimals,
          more !== undefined);
    }
  }

  return {
    get judge() { return state.judge; },
    show,
    draw(scenes, time_s) {
      clearTimeout(state.waiting);
      if (!state.cells.size || !scenes[0])
        return;
      if (performance.now() - state.before_ms > PACE_MS)
        fill(time_s);
      else
        state.waiting = setTimeout(() => fill(time_s), PACE_MS);
    },
  };
}
