// form.js - labelled controls from a route's field table (live.h: struct live_field).
//
//     const form = createForm(place, fields, { labels, words, only, onChange(values, name) });
//     form.set({ tip: "5" })   without telling
//     form.show(names)         the others are hidden, and left out of what is told
//     form.names, form.field(name), form.control(name), form.rest()    what the table says of each
//
// labels: { tip: "Tip" }; words: { gauge: { 18: "18 G" } }; only: names, in order. Values are
// texts, as the server wants them.
//
// A field may bring its slider's own ends, slide { least, most, step }, within those of its box.
// A number is a slider and a box that agree; a choice is a list. What cannot be read stays in its
// box, marked, and is not told. onChange comes at once, then at most every PACE_MS while a slider
// moves, with the last word always. data-test: field-NAME (the box or list), field-NAME-slider.

import { paced } from "./paced.js";
import { made, unit_of } from "./parts.js";

const PACE_MS = 90;
let forms = 0;

/* As many decimals as the step has: 0.1 + 0.2 is not what a slider shows. */
function stepped(value, step) {
  const decimals = (String(step).split(".")[1] ?? "").length;
  return String(Number(Number(value).toFixed(decimals)));
}

// ---------------------------------------------------------------------- a control of each kind

function number_control(id, field, told) {
  const slide = { ...field, ...field.slide }, value = field.rest ?? field.least;
  const box = made("input", { type: "number", id, min: field.least, max: field.most, step: "any",
                              value, className: "field-box", test: `field-${field.name}` });
  const slider = made("input", { type: "range", min: slide.least, max: slide.most,
                                 step: slide.step || "any", value,
                                 "aria-label": `${field.label}, slider`,
                                 test: `field-${field.name}-slider` });
  const is_good = () => box.value !== "" && Number(box.value) >= field.least
    && Number(box.value) <= field.most;
  const heard = () => {
    box.setAttribute("aria-invalid", String(!is_good()));
    if (is_good())
      told();
  };
  slider.oninput = () => {
    box.value = stepped(slider.value, Number(slider.step) || 1);
    heard();
  };
  box.oninput = () => {
    slider.value = box.value;
    heard();
  };
  return {
    parts: [box, slider],
    read: () => (is_good() ? box.value : null),
    write(now) {
      box.value = slider.value = now;
      box.setAttribute("aria-invalid", "false");
    },
  };
}

const of_one = (control) => ({ parts: [control], read: () => control.value,
                               write(now) { control.value = now; } });

function choice_control(id, field, told, words) {
  const list = made("select", { id, test: `field-${field.name}`, onchange: told },
    ...field.choices.map((value) => made("option", {
      value, textContent: words[value] ?? value.replaceAll("_", " ") })));
  list.value = field.rest ?? field.choices[0];
  return of_one(list);
}

const text_control = (id, field, told) => of_one(made("input", { type: "text", id,
  value: field.rest ?? "", className: "field-text", test: `field-${field.name}`, oninput: told }));

const controls = { number: number_control, choice: choice_control, text: text_control };

/* A label, its unit, and the control. */
function row_make(id, field, told, words) {
  const control = controls[field.kind](id, field, told, words), unit = unit_of(field.unit);
  const label = made("label", { htmlFor: id, textContent: field.label,
                                title: field.sentence ?? "" });
  if (unit)
    label.append(" ", made("span", { className: "unit", textContent: unit }));
  return { ...control, field,
           row: made("div", { className: `field field-${field.kind}` }, label, ...control.parts) };
}

// ---------------------------------------------------------------------- the form

export function createForm(place, fields, { labels, words = {}, only, onChange }) {
  const form = `form-${++forms}`, rows = new Map();
  const tell = paced((name) => onChange(values(), name), PACE_MS);

  function values() {
    const said = [...rows].map(([name, { row, read }]) => [name, row.hidden ? null : read()]);
    return Object.fromEntries(said.filter(([, value]) => value !== null));
  }

  for (const name of only) {
    const table = fields.find((one) => one.name === name);
    if (!table)
      continue;
    const field = { ...table, label: labels[name] ?? name.replaceAll("_", " ") };
    const row = row_make(`${form}-${name}`, field, () => tell(name), words[name] ?? {});
    rows.set(name, row);
    place.append(row.row);
  }
  return {
    names: [...rows.keys()],
    field: (name) => rows.get(name)?.field ?? null,
    control: (name) => rows.get(name)?.parts[0] ?? null,
    rest: () => Object.fromEntries([...rows].map(([name, { field }]) => [name, field.rest])),
    set(some) {
      for (const [name, value] of Object.entries(some))
        if (value !== null && value !== undefined)
          rows.get(name)?.write(value);
    },
    show(some) {
      for (const [name, { row }] of rows)
        row.hidden = !some.includes(name);
    },
  };
}
