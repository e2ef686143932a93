// suite_moment.js - the rows of one moment in each run, beside each other: numbers of the file,
// never of the curve.
//
//     moment_table(view, all)       all: for each run { at: { t_s, values } or null, signals }

import { letter, made } from "./parts.js";
import { number, table } from "./suite_parts.js";
import { value_word } from "./suite_signals.js";

function value_in({ at, signals }, name) {
  const place = signals.findIndex((one) => one.name === name);
  return place < 0 || !at ? null : at.values[place];
}

function difference(signal, value, first, test) {
  if (value === null || first === null || signal.labels)
    return made("span", { className: "faint",
                          textContent: signal.labels && value !== first ? "differs" : "" });
  const decimals = signal.decimals ?? 6, more = Number((value - first).toFixed(decimals)) + 0;
  return number(more, `${more > 0 ? "+" : ""}${more.toFixed(decimals)}`, signal.unit, test);
}

/* A run's column, and how far it is from the first. */
function columns_of({ runs, signals }, all, k) {
  const value_cell = (name) => {
    const signal = signals.get(name), value = value_in(all[k], name);
    return number(value, value_word(signal, value), signal.labels ? "" : signal.unit,
                  `value-${k}-${name}`);
  };
  const more_cell = (name) => difference(signals.get(name), value_in(all[k], name),
                                         value_in(all[0], name), `more-${k}-${name}`);
  const text = `${runs.length > 1 ? `${letter(k)}, ` : ""}row of ${all[k].at?.t_s ?? "\u2013"} s`;
  const column = { name: `run-${k}`, kind: "number", text, cell: value_cell };
  return k === 0 ? [column]
    : [column, { name: `more-${k}`, kind: "number", text: `${letter(k)} \u2212 A`,
                 cell: more_cell }];
}

export function moment_table(view, all) {
  return table({ test: "moment-rows", caption: `Rows at ${view.moment_s} s`, rows: view.chosen,
    columns: [{ name: "signal", text: "signal", head: true, cell: (name) => name },
              ...view.runs.flatMap((_, k) => columns_of(view, all, k))] }).element;
}
