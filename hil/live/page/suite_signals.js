// suite_signals.js - the signals that runs have recorded, and which of them are shown.
//
//     signals_of(runs)                   a map by name, in the order of the first run that has them
//     chosen_of(signals, names)          as many of those names as there may be; null: the headline
//     groups_of(signals, chosen)           names by chart: one unit to a chart, a state by itself
//     value_word(signal, value)            "82.4", "delivering", "unknown"
//     createChoice(view, house, onChoose)  a box for each, and a search: choice.element

import { made, unit_of } from "./parts.js";

const SIGNALS_MAX = 8;

export function signals_of(runs) {
  const all = new Map();
  for (const signal of runs.flatMap((run) => run.signals))
    if (!all.has(signal.name))
      all.set(signal.name, signal);
  return all;
}

export function chosen_of(signals, names) {
  const headline = [...signals.values()].filter((one) => one.is_headline).map((one) => one.name);
  const some = (names ?? headline).filter((name) => signals.has(name)).slice(0, SIGNALS_MAX);
  return some.length ? some : [...signals.keys()].slice(0, 2);
}

export function groups_of(signals, chosen) {
  const all = new Map();
  for (const name of chosen) {
    const { labels, unit } = signals.get(name), key = labels ? name : unit === "-" ? "flags" : unit;
    all.set(key, [...(all.get(key) ?? []), name]);
  }
  return [...all.values()];
}

export const state_word = (labels, value) => labels[value] ?? `?${value}`;

export function value_word({ labels, decimals }, value) {
  if (value === null)
    return "unknown";
  return labels ? state_word(labels, value) : value.toFixed(decimals ?? 6);
}

const has = (text, part) => (text ?? "").toLowerCase().includes(part);

export function createChoice(view, house, onChoose) {
  const filter = made("input", { type: "search", "aria-label": "Find a signal",
                                 placeholder: "find a signal", oninput: () => show() });
  const list = made("ul", { className: "suite-signals" });
  const element = made("details", { className: "suite-choose" },
                       made("summary", { textContent: "Signals" }), filter, list);

  function take(name, box) {
    if (box.checked && view.chosen.length >= SIGNALS_MAX) {
      box.checked = false;
      house.say(`${SIGNALS_MAX} signals at most are shown at once.`);
      return;
    }
    onChoose(box.checked ? [...view.chosen, name] : view.chosen.filter((one) => one !== name));
  }

  function row_make({ name, unit, sentence }) {
    const box = made("input", { type: "checkbox", checked: view.chosen.includes(name),
                                test: `signal-${name}`, onchange: () => take(name, box) });
    const word = unit_of(unit);
    return made("li", {}, made("label", { className: "tick" }, box,
      made("b", { textContent: name }),
      word ? made("span", { className: "unit", textContent: `[${word}]` }) : null,
      made("span", { className: "faint", textContent: sentence ?? "" })));
  }

  function show() {
    const part = filter.value.toLowerCase();
    list.replaceChildren(...[...view.signals.values()].filter(({ name, sentence }) =>
      view.chosen.includes(name) || has(name, part) || has(sentence, part)).map(row_make));
  }

  show();
  return { element };
}
