// lesion_settings.js - the settings of a lesion, as texts, and of the two to four that are
// compared. Pure.
//
//     used(values)                        without what the technique does not use
//     cases_of(names, values, rest)     { gauge: "18,22" } -> as many cases as its longest list has
//     params_of(names, cases, rest)       the way back, for the address: what is not the rest
//     difference(cases, k, form)          "22 G, 90 \u00b0C": what tells case k from the others

import { unit_of } from "./parts.js";

export const CASES_MAX = 4;
export const labels = {
  technique: "Technique", gauge: "Gauge", tip: "Tip", set: "Set", time: "Time", ramp: "Ramp",
  tissue: "Tissue", start: "Start", thermocouple: "Sensor", ex_vivo: "Ex vivo", volts: "Voltage",
  width: "Burst", rate: "Rate", ceiling: "Ceiling",
};
export const order = ["technique", "gauge", "tip", "set", "volts", "width", "rate", "ceiling",
                      "time",
  "ramp", "tissue", "start", "thermocouple", "ex_vivo"];
export const words = {
  gauge: Object.fromEntries(["16", "17", "18", "20", "22", "23"].map((g) => [g, `${g} G`])),
};
const of_heat = ["set", "ramp"], of_pulses = ["volts", "width", "rate", "ceiling"];

/* What the chosen technique does not use is neither shown nor asked for. */
export const is_used = (name, technique) =>
  !(technique === "pulsed" ? of_heat : of_pulses).includes(name);

export const used = (values) => Object.fromEntries(
  Object.entries(values).filter(([name]) => is_used(name, values.technique)));

/* The last of a list counts for those behind its end. */
export function cases_of(names, values, rest) {
  const lists = names.map((name) => [name, (values[name] ?? rest[name] ?? "").split(",")]);
  const count = Math.min(CASES_MAX, Math.max(1, ...lists.map(([, list]) => list.length)));
  return Array.from({ length: count }, (_, k) => Object.fromEntries(
    lists.map(([name, list]) => [name, list[Math.min(k, list.length - 1)]])));
}

export function params_of(names, cases, rest) {
  const params = new URLSearchParams();
  for (const name of names) {
    const list = cases.map((one) => one[name] ?? rest[name]);
    const is_same = list.every((value) => value === list[0]);
    if (!is_same || list[0] !== rest[name])
      params.set(name, is_same ? list[0] : list.join(","));
  }
  return params;
}

function setting_word(name, value, unit) {
  if (name === "gauge")
    return `${value} G`;
  return unit ? `${value} ${unit}` : `${(labels[name] ?? name).toLowerCase()} ${value}`;
}

export function difference(cases, k, form) {
  return order.filter((name) => is_used(name, cases[k].technique)
      && cases.some((one) => one[name] !== cases[0][name]))
    .map((name) => setting_word(name, cases[k][name], unit_of(form.field(name)?.unit))).join(", ");
}
