// pump_schedule.js - the steps of a day: from this hour this rate; a staircase and rows of numbers.
//
//     const schedule = createSchedule(place, { onChange(text) });   "0:20,6:10,22:30"
//     schedule.set(text);   schedule.text();   schedule.most(ug_per_h)

import { made, svg } from "./parts.js";

const STEPS_MOST = 24;

export function steps_read(text) {
  return text.split(",").map((part) => part.split(":").map(Number))
    .filter(([hour, rate]) => Number.isFinite(hour) && Number.isFinite(rate))
    .map(([hour, rate]) => ({ hour, rate })).sort((a, b) => a.hour - b.hour);
}

export function createSchedule(place, { onChange }) {
  const stair = svg("path", { class: "pump-stair" });
  const picture = svg("svg", { viewBox: "0 0 24 10", preserveAspectRatio: "none", class: "pump-day",
                               "aria-hidden": "true" }, stair);
  const ticks = made("div", { className: "pump-day-hours" }, ...[0, 6, 12, 18, 24].map((hour) =>
    made("span", { textContent: hour === 24 ? "24 h" : String(hour) })));
  const rows = made("div", { className: "pump-steps" });
  const add = made("button", { type: "button", textContent: "Step +" });
  const state = { steps: [{ hour: 0, rate: 20 }], step: 1 };
  add.dataset.test = "step-add";
  const box = made("div", { className: "pump-schedule" }, picture, ticks, rows, add);
  place.append(box);

  const text = () => state.steps.map((step) => `${step.hour}:${step.rate}`).join(",");

  function stair_show() {
    const most = Math.max(...state.steps.map((step) => step.rate), 1e-9);
    const y = (rate) => 10 - 9 * rate / most;
    stair.setAttribute("d", `M0,10${state.steps.map((step) => `H${step.hour}V${y(step.rate)}`).join("")}H24V10Z`);
  }

  /* Hours must differ, and the first is 0. */
  function is_good(k, hour) {
    return Number.isFinite(hour) && hour >= 0 && hour < 24 && (k === 0 ? hour === 0 : hour > 0)
      && !state.steps.some((step, other) => other !== k && step.hour === hour);
  }

  function number(label, value, props, heard) {
    const box_of = made("input", { type: "number", value, step: "any", ...props });
    box_of.setAttribute("aria-label", label);
    box_of.oninput = () => {
      const is_fine = box_of.value !== "" && heard(Number(box_of.value));
      box_of.setAttribute("aria-invalid", String(!is_fine));
      if (is_fine) {
        stair_show();
        onChange(text_sorted());
      }
    };
    return box_of;
  }

  const text_sorted = () => [...state.steps].sort((a, b) => a.hour - b.hour)
    .map((step) => `${step.hour}:${step.rate}`).join(",");

  function rows_show() {
    rows.replaceChildren(...state.steps.map((step, k) => {
      const hour = number(`Step ${k + 1}: from hour`, step.hour, { min: 0, max: 23.99, disabled: k === 0 }, (value) => {
        if (!is_good(k, value))
          return false;
        step.hour = value;
        return true;
      });
      const rate = number(`Step ${k + 1}: micrograms per hour`, step.rate, { min: 0, max: 1e6 }, (value) => {
        if (!(value >= 0 && value <= 1e6))
          return false;
        step.rate = value;
        return true;
      });
      const drop = made("button", { type: "button", textContent: "\u2212", disabled: k === 0, onclick: () => {
        state.steps.splice(k, 1);
        changed();
      } });
      drop.setAttribute("aria-label", `Remove step ${k + 1}`);
      hour.dataset.test = `step-hour-${k}`;
      rate.dataset.test = `step-rate-${k}`;
      hour.onchange = () => { state.steps.sort((a, b) => a.hour - b.hour); rows_show(); };
      return made("div", { className: "pump-step" }, made("span", { textContent: "from" }), hour,
                  made("span", { className: "unit", textContent: "h" }), rate,
                  made("span", { className: "unit", textContent: "\u00b5g/h" }), drop);
    }));
    add.disabled = state.steps.length >= STEPS_MOST;
    stair_show();
  }

  function changed() {
    state.steps.sort((a, b) => a.hour - b.hour);
    rows_show();
    onChange(text());
  }

  add.onclick = () => {
    const last = state.steps.at(-1), hour = Math.min(23, Math.ceil((last.hour + 24) / 2));
    if (!state.steps.some((step) => step.hour === hour))
      state.steps.push({ hour, rate: last.rate });
    changed();
  };
  rows_show();
  return {
    element: box, text,
    set(value) {
      const steps = steps_read(value);
      if (steps.length && steps[0].hour === 0)
        state.steps = steps;
      rows_show();
    },
  };
}
