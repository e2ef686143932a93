// device_trainer.js - the trainer's half: every fault of the rig, as the knob table describes it,
// and the trainee's score as it grows.
//
//     const faults = createFaults(place, live, turn(knob, value));     faults.show()
//     const score = createScore(place, live);                          score.show()
//
// data-test: fault-KNOB (the control), score-points (data-value), score-line-N.

import { worded } from "./device_panel.js";
import { made, unit_of } from "./parts.js";
import { reaction_time } from "./times.js";

const MARKS = { pass: "\u2713 met", fail: "\u2717 missed", inconclusive: "? open",
                vacuous: "\u2013 not asked",
                error: "! error" };

function switch_make(knob, turn) {
  const box = made("input", { type: "checkbox", id: `device-fault-${knob.name}`,
                              test: `fault-${knob.name}` });
  box.setAttribute("role", "switch");
  box.onchange = () => turn(knob.name, box.checked ? 1 : 0);
  return { control: box, show: (value) => { box.checked = value > 0; } };
}

function list_make(knob, turn) {
  const list = made("select", { id: `device-fault-${knob.name}`, test: `fault-${knob.name}` },
                    ...knob.labels.map((text, i) => worded("option", text.replaceAll("_", " "), "",
                                                           { value: i })));
  list.onchange = () => turn(knob.name, Number(list.value));
  return { control: list, show: (value) => { list.value = value; } };
}

/* Turned when it is let go: one turn, one line in the log. */
function slider_make(knob, turn) {
  const id = `device-fault-${knob.name}`, step = (knob.most - knob.least) / 200;
  const range = { min: knob.least, max: knob.most };
  const slider = made("input", { type: "range", id, ...range, step, test: `fault-${knob.name}` });
  const box = made("input", { type: "number", ...range, step: "any",
                              className: "device-fault-box" });
  box.setAttribute("aria-label", `${knob.name}, as a number`);
  slider.oninput = () => { box.value = Number(slider.value); };
  slider.onchange = () => turn(knob.name, Number(slider.value));
  box.onchange = () => {
    const value = Number(box.value), is_fit = box.value !== "" && value >= knob.least
      && value <= knob.most;
    box.setAttribute("aria-invalid", !is_fit);
    if (is_fit)
      turn(knob.name, value);
  };
  const control = made("span", { className: "device-fault-slider" }, slider, box,
                       worded("span", unit_of(knob.unit), "unit"));
  return { control, show(value) {
    if (document.activeElement !== slider)
      slider.value = value;
    if (document.activeElement !== box)
      box.value = value;
  } };
}

/* "offset" of thermocouple.offset_c: the unit stands behind the number. */
function short_name(knob) {
  const unit = `_${knob.unit.toLowerCase().replace("/", "_per_")}`, name = knob.name.split(".")[1];
  return (name.endsWith(unit) ? name.slice(0, -unit.length) : name).replaceAll("_", " ");
}

function fault_make(live, knob, turn) {
  const is_switch = knob.least === 0 && knob.most === 1 && /^(1: |.*: 1)/.test(knob.sentence);
  const part = knob.labels ? list_make(knob, turn)
    : is_switch ? switch_make(knob, turn) : slider_make(knob, turn);
  const name = worded("label", short_name(knob), "device-fault-name",
                      { htmlFor: `device-fault-${knob.name}` });
  const element = made("div", { className: "device-fault" }, name, part.control,
                       worded("span", knob.sentence.replace(/^1: /, ""), "device-fault-sentence"));
  return { element, show() {
    const value = live.knob(knob.name);
    element.dataset.on = value !== null && value !== knob.rest;
    part.show(value ?? knob.rest);
  } };
}

export function createFaults(place, live, turn) {
  const faults = [...live.knob_rows.values()].filter((knob) => knob.kind === "fault");
  const groups = [...new Set(faults.map((knob) => knob.name.split(".")[0]))];
  const parts = [];
  for (const group of groups) {
    const box = made("fieldset", { className: "device-faults" },
                     worded("legend", group.replaceAll("_", " ")));
    for (const knob of faults.filter((row) => row.name.startsWith(`${group}.`))) {
      const part = fault_make(live, knob, turn);
      parts.push(part);
      box.append(part.element);
    }
    place.append(box);
  }
  return { show() { parts.forEach((part) => part.show()); } };
}

// ---------------------------------------------------------------------- the score

function line_make(line, i) {
  const reaction = typeof line.reaction_s === "number"
    ? `${reaction_time(line.reaction_s)} of ${reaction_time(line.within_s)}` : "";
  const cells = [line.what, MARKS[line.verdict] ?? line.verdict, reaction,
                 line.most > 0 ? `${line.points.toFixed(0)} of ${line.most}` : ""];
  const row = made("tr", { test: `score-line-${i}` }, ...cells.map((text) => worded("td", text)));
  row.dataset.verdict = line.verdict;
  row.lastChild.className = "number";
  return row;
}

export function createScore(place, live) {
  const points = made("output", { className: "device-points", test: "score-points" });
  const body = made("tbody");
  const head = made("thead", {}, made("tr", {}, ...["Expected", "Result", "Reaction", "Points"]
    .map((text) => worded("th", text, "", { scope: "col" }))));
  head.querySelector("th:last-child").className = "number";
  place.append(points, made("table", {}, head, body));
  return { show() {
    const score = live.score;
    place.hidden = !score || !(score.most > 0);
    if (place.hidden)
      return;
    points.textContent = `${score.points.toFixed(0)} of ${score.most} points`;
    points.dataset.value = score.points;
    body.replaceChildren(...score.lines.map(line_make));
  } };
}
