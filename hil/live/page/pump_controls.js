// pump_controls.js - the settings of a regime: groups of controls, a rate or the steps of a day.
//
//     const controls = createControls(place, route_fields, { onChange(changes) });
//     controls.show(regime);       all of its names, with what is not said

import { picks } from "./choices.js";
import { createForm } from "./form.js";
import { made } from "./parts.js";
import { doses } from "./pump_presets.js";
import { day_words, labels } from "./pump_regime.js";
import { createSchedule } from "./pump_schedule.js";

const groups = [
  { title: "", names: ["drug", "tip", "hours"] },
  { title: "Rate", names: ["rate"], has_day: true },
  { title: "Bolus, on top", names: ["bolus", "bolus_over", "bolus_volume", "every"],
    has_dose: true },
  { title: "Patient\u2019s button", is_folded: true,
    names: ["press_bolus", "press_over", "lockout", "most_per_day"] },
  { title: "Body and solution", is_folded: true,
    names: ["posture", "baricity", "concentration", "dispersion", "absorption"] },
];

/* What a slider goes through; its box takes all that the command does. */
const slides = {
  hours: { least: 1, most: 168, step: 1 }, bolus_over: { least: 0, most: 3600, step: 30 },
  bolus_volume: { least: 0, most: 5, step: 0.1 }, every: { least: 0, most: 24, step: 0.5 },
  press_over: { least: 30, most: 3600, step: 30 }, lockout: { least: 0, most: 480, step: 5 },
  most_per_day: { least: 1, most: 24, step: 1 }, concentration: { least: 0, most: 20, step: 0.1 },
  dispersion: { least: 3e-4, most: 3e-3, step: 1e-4 },
  absorption: { least: 0, most: 0.35, step: 0.01 },
};

/* Whose slider goes as far as doses of the drug do. */
const dose_slides = { rate: "rate_most", bolus: "bolus_most", press_bolus: "bolus_most" };

/* Another drug begins with a rate of its own; another one's doses mean nothing for it. */
function drug_changes(values) {
  const dose = doses[values.drug];
  return dose ? { ...values, rate: String(dose.rate), bolus: "0", press_bolus: "0", press: "",
                  schedule: "" } : values;
}

function slide_set(box, most) {
  const slider = box?.nextElementSibling;
  if (!slider || !most)
    return;
  slider.max = most;
  slider.step = 10 ** Math.floor(Math.log10(most / 100));
  slider.value = box.value;
}

/* Not what the table has when nothing is said; "1" is 1.0. */
const is_said = (value, { rest }) =>
  String(value) !== String(rest) && Number(value) !== Number(rest);

/* One rate, or the steps of a day: form is the rate's, once there is one. */
function createModes(onChange) {
  const modes = { form: null, box: made("div") };
  const schedule = createSchedule(modes.box, { onChange: (text) => onChange({ schedule: text }) });
  const pick = picks({ name: "pump-mode", label: "Rate", onPick: take, rows: [
    { value: "rate", text: "one rate", test: "mode-rate" },
    { value: "day", text: "steps of the day", test: "mode-day" }] });
  pick.element.classList.add("pump-modes");

  function mode_show(mode) {
    modes.box.hidden = mode !== "day";
    modes.form.show(mode === "day" ? [] : ["rate"]);
    pick.show(mode);
  }

  function take(mode) {
    mode_show(mode);
    onChange({ schedule: mode === "day" ? schedule.text() : "" });
  }

  function show(regime) {
    schedule.set(regime.schedule || `0:${regime.rate}`);
    mode_show(regime.schedule ? "day" : "rate");
  }

  return Object.assign(modes, { parts: [pick.element, modes.box], show });
}

/* A group's form, below its title or folded behind it. */
function group_make(group, route_fields, inside, onChange) {
  const fields = group.names.map((name) => route_fields.find((field) => field.name === name))
    .filter(Boolean).map((field) => ({ ...field, slide: slides[field.name] }));
  const form = createForm(inside, fields, { labels, only: group.names, onChange: (values, name) =>
    onChange(name === "drug" ? drug_changes(values) : values) });
  const title = group.title
    ? made(group.is_folded ? "summary" : "h3", { textContent: group.title }) : null;
  const element = made(group.is_folded ? "details" : "div", { className: "pump-group" }, title,
                       inside);
  return { form, fields, element, is_folded: group.is_folded, is_set: false };
}

/* What differs from the rest is not hidden: its group opens when that begins. */
function group_open(group, regime) {
  const is_set = group.fields.some((field) => is_said(regime[field.name], field));
  group.element.open ||= is_set && !group.is_set;
  group.is_set = is_set;
}

export function createControls(place, route_fields, { onChange }) {
  const modes = createModes(onChange), day = made("p", { className: "pump-day-dose",
                                                         test: "day-dose" });
  const all = groups.map((group) => {
    const inside = made("div", {}, ...(group.has_day ? modes.parts : []));
    const one = group_make(group, route_fields, inside, onChange);
    if (group.has_day)
      modes.form = one.form;
    if (group.has_dose)
      inside.append(day);
    return one;
  });
  const control = (name) => all.map(({ form }) => form.control(name)).find(Boolean);
  place.append(...all.map((group) => group.element));

  return { show(regime) {
    for (const group of all.filter((one) => one.is_folded))
      group_open(group, regime);
    for (const { form } of all)
      form.set(Object.fromEntries(form.names.map((name) => [name, regime[name]])));
    for (const [name, most] of Object.entries(dose_slides))
      slide_set(control(name), doses[regime.drug]?.[most]);
    day.textContent = day_words(regime);
    modes.show(regime);
  } };
}
