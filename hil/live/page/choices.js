// choices.js - what a viewer chooses from, each with its name: a list, a row of radio buttons, a
// tick, a search box, and which of the compared is set.
//
//     chooser(label, test, [[value, text] ...], value, onchange)      -> { element, list }
//     ticker(label, test, checked, onchange)                          -> { element, box }
//     writer(label, test, value, onchange)                            -> { element, box }
//     picks({ name, label, rows: [{ value, text, test, title, label }], value, onPick })
//                                                                     -> { element, show(value) }
//     labelled(label, control)                                        a label before any control
//     createCases({ word, most, onPick(k), onAdd(), onDrop() })
//                                                     -> { element, show(count, active) }

import { letter, made } from "./parts.js";

const WRITER_MS = 200;

export const labelled = (label, control) =>
  made("label", { className: "choose" }, made("span", { textContent: label }), control);

export function chooser(label, test, rows, value, onchange) {
  const list = made("select", { test, onchange: () => onchange(list.value) },
    ...rows.map(([name, text]) => made("option", { value: name, textContent: text })));
  list.value = value;
  return { element: labelled(label, list), list };
}

export function ticker(label, test, checked, onchange) {
  const box = made("input", { type: "checkbox", checked, test,
    onchange: () => onchange(box.checked) });
  return { element: made("label", { className: "tick" }, box, label), box };
}

/* What is typed counts when the hand rests. */
export function writer(label, test, value, onchange) {
  let wait = 0;
  const box = made("input", { type: "search", test, value, spellcheck: false, oninput: () => {
    clearTimeout(wait);
    wait = setTimeout(() => onchange(box.value), WRITER_MS);
  } });
  return { element: labelled(label, box), box };
}

function pick_make(name, row, value, onPick) {
  const pick = made("input", { type: "radio", name, value: row.value, checked: row.value === value,
    test: row.test, onchange: () => onPick(row.value) });
  if (row.label)
    pick.setAttribute("aria-label", row.label);
  return made("label", { title: row.title ?? "" }, pick, made("span", { textContent: row.text }));
}

/* One of several; show() chooses without telling. */
export function picks({ name, label, rows, value, onPick }) {
  const element = made("div", { className: "segments", role: "radiogroup", "aria-label": label },
    ...rows.map((row) => pick_make(name, row, value, onPick)));
  return {
    element,
    show(now) {
      element.querySelectorAll("input").forEach((pick, k) => {
        pick.checked = rows[k].value === now;
      });
    },
  };
}

/* A | B ..., one more, one less: tests know them as case-0 ..., case-add and case-drop. */
export function createCases({ word, most, onPick, onAdd, onDrop }) {
  const button = (test, textContent, onclick) =>
    made("button", { type: "button", test, textContent, onclick });
  const box = made("span", {}), add = button("case-add", "Compare +", onAdd);
  const drop = button("case-drop", "Remove", onDrop);
  const state = { count: 0, tabs: null };

  /* Only for another number of them: who picks by the arrow keys stays where he is. */
  function tabs_make(count) {
    const rows = Array.from({ length: count }, (_, k) => ({ value: k, text: letter(k),
      test: `case-${k}`, label: `${word} ${letter(k)}` }));
    state.count = count;
    state.tabs = picks({ name: "case", label: `${word} to be set`, rows, onPick });
    box.replaceChildren(state.tabs.element);
  }

  return {
    element: made("div", { className: "row" }, box, add, drop),
    show(count, active) {
      if (count !== state.count)
        tabs_make(count);
      state.tabs.show(active);
      add.hidden = count >= most;
      box.hidden = drop.hidden = count < 2;
    },
  };
}
