// pump_controls.js - the settings of a regime: groups of controls, a rate or the steps of a day.
//
//     const controls = createControls(place, route_fields, { onChange(changes) });
//     controls.show(regime);       all of its names, with what is not said

import { createForm } from "./form.js";
import { made } from "./parts.js";
import { createSchedule } from "./pump_schedule.js";
import { doses } from "./pump_presets.js";
import { day_words, labels } from "./pump_regime.js";

const groups = [
  { title: "", names: ["drug", "tip", "hours"] },
  { title: "Rate", names: ["rate"], has_day: true },
  { title: "Bolus, on top", names: ["bolus", "bolus_over", "bolus_volume", "every"] },
  { title: "Patient\u2019s button", names: ["press_bolus", "press_over", "lockout", "most_per_day"], folded: true },
  { title: "Body and solution", names: ["posture", "baricity", "concentration", "dispersion", "absorption"], folded: true },
];

/* What a slider goes through; its box takes all that the command does. */
const slides = {
  hours: { least: 1, most: 168, step: 1 }, bolus_over: { least: 0, most: 3600, step: 30 },
  bolus_volume: { least: 0, most: 5, step: 0.1 }, every: { least: 0, most: 24, step: 0.5 },
  press_over: { least: 30, most: 3600, step: 30 }, lockout: { least: 0, most: 480, step: 5 },
  most_per_day: { least: 1, most: 24, step: 1 }, concentration: { least: 0, most: 20, step: 0.1 },
  dispersion: { least: 3e-4, most: 3e-3, step: 1e-4 }, absorption: { least: 0, most: 0.35, step: 0.01 },
};

/* Another drug begins with a rate of its own; another one's doses mean nothing for it. */
function drug_changes(values) {
  const dose = doses[values.drug];
  return dose ? { ...values, rate: String(dose.rate), bolus: "0", press_bolus: "0", press: "", schedule: "" } : values;
}

export function createControls(place, route_fields, { onChange }) {
  const forms = [], schedule_box = made("div", {}), modes = made("div", { className: "segments pump-modes" });
  const schedule = createSchedule(schedule_box, { onChange: (text) => onChange({ schedule: text }) });
  const control = (name) => forms.map((form) => form.control(name)).find(Boolean);
  const day = made("p", { className: "pump-day-dose" }), folded = [];
  let rate_form = null;
  day.dataset.test = "day-dose";

  modes.setAttribute("role", "radiogroup");
  modes.setAttribute("aria-label", "Rate");
  for (const [value, title] of [["rate", "one rate"], ["day", "steps of the day"]]) {
    const pick = made("input", { type: "radio", name: "pump-mode", value, onchange: () => mode_take(value === "day") });
    pick.dataset.test = `mode-${value}`;
    modes.append(made("label", {}, pick, made("span", { textContent: title })));
  }

  function mode_show(is_day) {
    schedule_box.hidden = !is_day;
    rate_form.show(is_day ? [] : ["rate"]);
    for (const pick of modes.querySelectorAll("input"))
      pick.checked = (pick.value === "day") === is_day;
  }

  function mode_take(is_day) {
    mode_show(is_day);
    onChange({ schedule: is_day ? schedule.text() : "" });
  }

  /* As far as doses of this drug go. */
  function slides_set(drug) {
    const dose = doses[drug];
    for (const [name, most] of [["rate", dose?.rate_most], ["bolus", dose?.bolus_most], ["press_bolus", dose?.bolus_most]]) {
      const box = control(name), slider = box?.nextElementSibling;
      if (!slider || !most)
        continue;
      slider.max = most;
      slider.step = 10 ** Math.floor(Math.log10(most / 100));
      slider.value = box.value;
    }
  }

  for (const group of groups) {
    const inside = made("div", {}, ...(group.has_day ? [modes, schedule_box] : []));
    const rows = group.names.map((name) => route_fields.find((field) => field.name === name)).filter(Boolean)
      .map((field) => ({ ...field, slide: slides[field.name] }));
    const form = createForm(inside, rows, { labels, only: group.names, onChange: (values, name) =>
      onChange(name === "drug" ? drug_changes(values) : values) });
    forms.push(form);
    if (group.names.includes("every"))
      inside.append(day);
    rate_form = group.has_day ? form : rate_form;
    const title = group.title ? [made(group.folded ? "summary" : "h3", { textContent: group.title })] : [];
    const box = made(group.folded ? "details" : "div", { className: "pump-group" }, ...title, inside);
    place.append(box);
    if (group.folded)
      folded.push({ box, rows, is_set: false });
  }

  /* What differs from the rest is not hidden: its group opens when that begins. */
  function folded_show(regime) {
    for (const group of folded) {
      const is_set = group.rows.some((row) => String(regime[row.name]) !== String(row.rest) && Number(regime[row.name]) !== Number(row.rest));
      group.box.open = group.box.open || (is_set && !group.is_set);
      group.is_set = is_set;
    }
  }

  return {
    show(regime) {
      folded_show(regime);
      day.textContent = day_words(regime);
      for (const form of forms)
        form.set(Object.fromEntries(form.names.map((name) => [name, regime[name]])));
      slides_set(regime.drug);
      schedule.set(regime.schedule || `0:${regime.rate}`);
      mode_show(Boolean(regime.schedule));
    },
  };
}
