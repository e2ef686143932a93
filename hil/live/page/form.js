// form.js - labelled controls from a route's field table (live.h: struct live_field).
//
//     const form = createForm(panel, route.fields, { values, labels, only, onChange(values, name) });
//     form.values()            { gauge: "18", tip: "10", ... }: texts, as the server wants them
//     form.set({ tip: "5" })   without telling
//     form.show(names)         the others are hidden, and left out of values()
//
// A field may bring its slider's own ends, slide { least, most, step }, within those of its box.
// A number is a slider and a box that agree; a choice is a list. What cannot be read stays in its
// box, marked, and is not told. onChange comes at once, then at most every PACE_MS while a slider
// moves, with the last word always. data-test: field-NAME (the box or list), field-NAME-slider.

import { made, unit_of } from "./parts.js";

const PACE_MS = 90;
let forms = 0;

/* As many decimals as the step has: 0.1 + 0.2 is not what a slider shows. */
export function stepped(value, step) {
  const decimals = (String(step).split(".")[1] ?? "").length;
  return String(Number(Number(value).toFixed(Math.max(decimals, 0))));
}

function number_control(id, field, told) {
  const box = made("input", { type: "number", id, min: field.least, max: field.most, step: "any",
                              value: field.rest ?? field.least, className: "field-box" });
  const slide = { ...field, ...field.slide };
  const slider = made("input", { type: "range", min: slide.least, max: slide.most,
                                 step: slide.step || "any", value: field.rest ?? field.least });
  box.dataset.test = `field-${field.name}`;
  slider.dataset.test = `field-${field.name}-slider`;
  slider.setAttribute("aria-label", `${field.label}, slider`);
  const is_good = () => box.value !== "" && Number(box.value) >= field.least
    && Number(box.value) <= field.most;
  const heard = () => {
    box.setAttribute("aria-invalid", String(!is_good()));
    if (is_good())
      told();
  };
  slider.oninput = () => { box.value = stepped(slider.value, Number(slider.step) || 1); heard(); };
  box.oninput = () => { slider.value = box.value; heard(); };
  return {
    parts: [box, slider],
    read: () => (is_good() ? box.value : null),
    write(value) {
      box.value = slider.value = value;
      box.setAttribute("aria-invalid", "false");
    },
  };
}

function choice_control(id, field, told, words) {
  const list = made("select", { id, className: "field-list" },
                    ...field.choices.map((value) => made("option", {
                      value, textContent: words[value] ?? value.replaceAll("_", " ") })));
  list.dataset.test = `field-${field.name}`;
  list.value = field.rest ?? field.choices[0];
  list.onchange = told;
  return { parts: [list], read: () => list.value, write: (value) => { list.value = value; } };
}

function text_control(id, field, told) {
  const box = made("input", { type: "text", id, value: field.rest ?? "", className: "field-text" });
  box.dataset.test = `field-${field.name}`;
  box.oninput = told;
  return { parts: [box], read: () => box.value, write: (value) => { box.value = value; } };
}

/* At once, then at most every PACE_MS; the last word is always passed on. */
export function paced(act, pace_ms = PACE_MS) {
  let before_ms = -Infinity, waiting = 0;
  return (...words) => {
    clearTimeout(waiting);
    const now_ms = performance.now();
    const left_ms = before_ms + pace_ms - now_ms;
    const go = () => { before_ms = performance.now(); act(...words); };
    if (left_ms <= 0)
      go();
    else
      waiting = setTimeout(go, left_ms);
  };
}

/* labels: { name: "Tip" }; words: { name: { choice: "what is shown" } }; only: names, in order. */
export function createForm(place, fields, { values = {}, labels = {}, words = {}, only = null,
                                            onChange = () => {} } = {}) {
  const form = `form-${++forms}`;
  const tell = paced((name) => onChange(api.values(), name));
  const names = only ?? fields.map((field) => field.name);
  const rows = new Map();
  for (const name of names) {
    const table = fields.find((one) => one.name === name);
    if (!table)
      continue;
    const field = { ...table, label: labels[name] ?? name.replaceAll("_", " ") };
    const id = `${form}-${name}`;
    const make = { number: number_control, choice: choice_control, text: text_control }[field.kind];
    const control = make(id, field, () => tell(name), words[name] ?? {});
    const label = made("label", { htmlFor: id, textContent: field.label,
        title: field.sentence ?? "" });
    const unit = unit_of(field.unit);
    if (unit)
      label.append(" ", made("span", { className: "unit", textContent: unit }));
    const row = made("div", { className: `field field-${field.kind}` }, label, ...control.parts);
    rows.set(name, { ...control, row, field });
    place.append(row);
  }
  const api = {
    names: [...rows.keys()],
    field: (name) => rows.get(name)?.field ?? null,
    control: (name) => rows.get(name)?.parts[0] ?? null,
    values() {
      const out = {};
      for (const [name, row] of rows) {
        const value = row.row.hidden ? null : row.read();
        if (value !== null)
          out[name] = value;
      }
      return out;
    },
    set(some) {
      for (const [name, value] of Object.entries(some))
        if (value !== null && value !== undefined)
          rows.get(name)?.write(value);
    },
    rest() {
      const out = {};
      for (const [name, row] of rows)
        out[name] = row.field.rest;
      return out;
    },
    show(some) {
      for (const [name, row] of rows)
        row.row.hidden = !some.includes(name);
    },
  };
  api.set(values);
  return api;
}
