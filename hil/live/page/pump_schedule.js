// pump_schedule.js - the steps of a day: from this hour this rate; a staircase and rows of numbers.
//
//     const schedule = createSchedule(place, { onChange(text) });   "0:20,6:10,22:30"
//     schedule.set(text);   schedule.text()        steps_read(text) -> [{ hour, rate } ...]

import { made, svg } from "./parts.js";

const STEPS_MOST = 24, RATE_MOST = 1e6, HOURS = [0, 6, 12, 18, 24];

export function steps_read(text) {
  return text.split(",").map((part) => part.split(":").map(Number))
    .filter(([hour, rate]) => Number.isFinite(hour) && Number.isFinite(rate))
    .map(([hour, rate]) => ({ hour, rate })).sort((a, b) => a.hour - b.hour);
}

const steps_text = (steps) => [...steps].sort((a, b) => a.hour - b.hour)
  .map((step) => `${step.hour}:${step.rate}`).join(",");

function stair_path(steps) {
  const most = Math.max(...steps.map((step) => step.rate), 1e-9);
  const stair = steps.map(({ hour, rate }) => `H${hour}V${10 - 9 * rate / most}`).join("");
  return `M0,10${stair}H24V10Z`;
}

/* heard(value): is it taken? What is not is marked and stays in its box. */
function number_make(label, value, props, heard) {
  const box = made("input", { type: "number", value, step: "any", "aria-label": label, ...props });
  box.oninput = () => box.setAttribute("aria-invalid",
    String(box.value === "" || !heard(Number(box.value))));
  return box;
}

export function createSchedule(place, { onChange }) {
  const stair = svg("path", { class: "pump-stair" }), rows = made("div");
  const add = made("button", { type: "button", textContent: "Step +", test: "step-add",
                               onclick: step_add });
  const state = { steps: [{ hour: 0, rate: 20 }] };
  place.append(made("div", {},
    svg("svg", { viewBox: "0 0 24 10", preserveAspectRatio: "none", class: "pump-day",
                 "aria-hidden": "true" }, stair),
    made("div", { className: "pump-day-hours" }, ...HOURS.map((hour) =>
      made("span", { textContent: hour === 24 ? "24 h" : String(hour) }))), rows, add));

  const stair_show = () => stair.setAttribute("d", stair_path(state.steps));

  /* Hours must differ, and the first is 0. */
  const is_hour = (k, hour) => hour >= 0 && hour < 24 && (k === 0 ? hour === 0 : hour > 0)
    && !state.steps.some((step, other) => other !== k && step.hour === hour);
  const is_rate = (rate) => rate >= 0 && rate <= RATE_MOST;

  function take(step, name, value, is_good) {
    if (!is_good)
      return false;
    step[name] = value;
    stair_show();
    onChange(steps_text(state.steps));
    return true;
  }

  function row_make(step, k) {
    const hour = number_make(`Step ${k + 1}: from hour`, step.hour,
      { min: 0, max: 23.99, disabled: k === 0, test: `step-hour-${k}`, onchange: sorted },
      (value) => take(step, "hour", value, is_hour(k, value)));
    const rate = number_make(`Step ${k + 1}: micrograms per hour`, step.rate,
      { min: 0, max: RATE_MOST, test: `step-rate-${k}` },
      (value) => take(step, "rate", value, is_rate(value)));
    const drop = made("button", { type: "button", textContent: "\u2212", disabled: k === 0,
      "aria-label": `Remove step ${k + 1}`, onclick: () => step_drop(k) });
    const unit = (textContent) => made("span", { className: "unit", textContent });
    return made("div", { className: "pump-step" }, made("span", { textContent: "from" }), hour,
                unit("h"), rate, unit("\u00b5g/h"), drop);
  }

  function sorted() {
    state.steps.sort((a, b) => a.hour - b.hour);
    rows.replaceChildren(...state.steps.map(row_make));
    add.disabled = state.steps.length >= STEPS_MOST;
    stair_show();
  }

  function changed() {
    sorted();
    onChange(steps_text(state.steps));
  }

  function step_drop(k) {
    state.steps.splice(k, 1);
    changed();
  }

  /* In the middle between the last one and midnight. */
  function step_add() {
    const last = state.steps.at(-1), hour = Math.min(23, Math.ceil((last.hour + 24) / 2));
    if (!state.steps.some((step) => step.hour === hour))
      state.steps.push({ hour, rate: last.rate });
    changed();
  }

  sorted();
  return {
    text: () => steps_text(state.steps),
    set(value) {
      const steps = steps_read(value);
      if (steps.length && steps[0].hour === 0)
        state.steps = steps;
      sorted();
    },
  };
}
