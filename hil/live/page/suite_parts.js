// suite_parts.js - what the suite room's pages are made of: verdicts, numbers, tables.
//
//     verdict(word)                          a chip: shape and word, "pass", "fail" ... or a state
//     number(value, text, unit)              text for people, data-value with all digits
//     few(value)                             four digits, as the reports print a margin
//     table({ test, caption, columns, rows, sort, most })
//         columns: [{ name, text, kind: "number", cell(row) -> node, value(row) -> to sort by }]
//         .show(rows) shows others; the head's buttons sort; beyond `most` rows a button shows more

import { made, unit_of } from "./parts.js";

// ---------------------------------------------------------------------- verdicts

const marks = { pass: "\u2713", fail: "\u2715", vacuous: "\u25cb", inconclusive: "?", error: "!",
                "known gap": "\u25d0", running: "\u25b6", killed: "\u2020", "not run": "\u2013",
                none: "\u2013" };
export const worst_first = ["error", "fail", "killed", "inconclusive", "known gap", "vacuous",
                            "running", "not run", "none", "pass"];

export function verdict(word) {
  const known = word ?? "none";
  const chip = made("span", { className: "suite-chip", data: { verdict: known } });
  chip.append(made("b", { "aria-hidden": "true", textContent: marks[known] ?? "\u2013" }),
              known === "none" ? "no verdict" : known);
  return chip;
}

/* What a run is to be shown as: its verdict, or why it has none. */
export const word_of = (run) => run.state === "ended" ? run.verdict ?? "none" : run.state;

// ---------------------------------------------------------------------- numbers

const trimmed = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

/* As C's %.4g. */
export function few(value) {
  if (value === null || value === undefined || !Number.isFinite(value))
    return "\u2013";
  if (value === 0)
    return "0";
  const size = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(4)))));
  if (size < -4 || size >= 4) {
    const [digits, power] = value.toExponential(3).split("e");
    return `${trimmed(digits)}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  }
  return trimmed(value.toPrecision(4));
}

export function number(value, text, unit = "", test = null) {
  const known = value !== null && value !== undefined;
  const printed = unit_of(unit);
  const one = made("span", { className: "suite-number", data: { value: known ? value : "" } });
  one.append(text);
  if (known && printed)
    one.append(made("span", { className: "unit", textContent: `\u00a0${printed}` }));
  if (test)
    one.dataset.test = test;
  return one;
}

export const margin = (row, test) => number(row.margin, few(row.margin), row.unit, test);

// ---------------------------------------------------------------------- addresses

export const file_url = (run, file) => `/data/runs/file?${new URLSearchParams({ run, file })}`;
export const here = (fields) => `#suite?${new URLSearchParams(fields)}`;

export const link = (text, href, props = {}) => made("a", { href, textContent: text, ...props });
export const paper = (text, run, file) => link(text, file_url(run, file),
  { target: "_blank", rel: "noopener", test: `paper-${file}` });

// ---------------------------------------------------------------------- tables

const order = (a, b) => {
  const empty = (value) => value === null || value === undefined || Number.isNaN(value);
  if (empty(a) || empty(b))
    return empty(a) - empty(b);
  return typeof a === "number" && typeof b === "number"
    ? a - b : String(a).localeCompare(String(b));
};

export function table({ test, caption, columns, rows = [], sort = null, most = 100, row_data = null,
                        empty = "Nothing to show." }) {
  const state = { rows, shown: most, by: sort?.by ?? null, back: sort?.back ?? false };
  const head = made("tr"), body = made("tbody");
  const more = made("button", { type: "button", onclick: () => { state.shown += most; fill(); } });
  const none = made("p", { className: "faint", textContent: empty });
  const list = made("table", { data: { test } },
                    made("caption", { textContent: caption }), made("thead", {}, head), body);
  const element = made("div", { className: "suite-table" }, list, none, more);
  const buttons = new Map();

  for (const column of columns) {
    const cell = made("th", { scope: "col", className: column.kind ?? "" });
    if (column.value) {
      const button = made("button", { type: "button", className: "suite-sort", onclick: () => {
        state.back = state.by === column.name ? !state.back : false;
        state.by = column.name;
        fill();
      }, test: `${test}-by-${column.name}` }, column.text);
      cell.append(button);
      buttons.set(column.name, cell);
    } else {
      cell.append(column.text);
    }
    head.append(cell);
  }

  function sorted() {
    const column = columns.find((one) => one.name === state.by);
    if (!column)
      return state.rows;
    const list_sorted = [...state.rows].sort((a, b) => order(column.value(a), column.value(b)));
    return state.back ? list_sorted.reverse() : list_sorted;
  }

  function fill() {
    for (const [name, cell] of buttons) {
      if (name === state.by)
        cell.setAttribute("aria-sort", state.back ? "descending" : "ascending");
      else
        cell.removeAttribute("aria-sort");
    }
    const all = sorted();
    body.replaceChildren(...all.slice(0, state.shown).map((row) => {
      const line = made("tr", { data: row_data ? row_data(row) : {} });
      columns.forEach((column, k) => {
        const cell = made(k === 0 && column.head ? "th" : "td", { className: column.kind ?? "" });
        if (k === 0 && column.head)
          cell.scope = "row";
        cell.append(...[column.cell(row)].flat().filter((part) => part !== null));
        line.append(cell);
      });
      return line;
    }));
    none.hidden = all.length > 0;
    list.hidden = all.length === 0;
    more.hidden = all.length <= state.shown;
    more.textContent = `Show more (${all.length - state.shown} left)`;
  }

  fill();
  return { element, show(rows_now) { state.rows = rows_now; state.shown = most; fill(); } };
}
