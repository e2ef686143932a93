// pump_regime.js - a regime: names of painrig spread's options and their texts. What of it is asked
// for, as a request and as a command, and what it is called. Pure; `rest` holds what is not said.

import { doses } from "./pump_presets.js";
import { steps_read } from "./pump_schedule.js";

const SAMPLES = 40, BAND_DOSES_MOST = 2000;     /* of all samples, as the server counts them */

export const labels = {
  drug: "Drug", tip: "Tip", hours: "Seen for", rate: "Rate", bolus: "Bolus", bolus_over: "in",
    bolus_volume: "Volume",
  every: "Every", press_bolus: "Bolus", press_over: "in", lockout: "Lockout", most_per_day: "A day",
  concentration: "Solution", posture: "Posture", baricity: "Baricity", dispersion: "Dispersion",
    absorption: "Absorbed",
};

/* What has no meaning beside the rest is left out. */
export function question_of(rest, regime) {
  const all = { ...rest, ...regime }, out = {};
  const take = (...names) => names.forEach((name) => { out[name] = all[name]; });
  const has = (name) => Number(all[name]) > 0;
  take("drug", "tip", "hours", "posture", "baricity", "dispersion", "absorption",
       all.schedule ? "schedule" : "rate");
  if (has("concentration"))
    take("concentration");
  if (has("bolus"))
    take("bolus", "bolus_over", ...["bolus_volume", "every"].filter(has));
  const hours = (all.press ?? "").split(",")
    .filter((hour) => hour && Number(hour) <= Number(all.hours));
  if (hours.length && has("press_bolus")) {
    take("press_bolus", "press_over", "lockout", "most_per_day");
    out.press = hours.join(",");
  }
  return out;
}

/* Without --rate the command gives none beside a bolus. */
export function command_of(rest, question) {
  const is_said = ([name, value]) => String(value) !== String(rest[name])
    || (name === "rate" && question.bolus);
  return ["painrig spread", ...Object.entries(question).filter(is_said)
    .map(([name, value]) => `--${name.replaceAll("_", "-")} ${value}`)].join(" ");
}

/* How many samples the server works out for a page. */
export function samples_for(scene) {
  return Math.min(SAMPLES, Math.floor(BAND_DOSES_MOST / scene.head.program.from_s.length));
}

/* What the button gives: as set, else what is usual for the drug. */
export function press_bolus_of(regime) {
  return Number(regime.press_bolus) > 0 ? regime.press_bolus
    : String(doses[regime.drug]?.press ?? 1);
}

/* "480 \u00b5g = 0.48 mg": pumps are set in milligrams a day, or in micrograms a day. */
function mass_words(ug) {
  const three = (value) => String(Number(value.toPrecision(3)));
  return ug >= 100 ? `${three(ug)} \u00b5g = ${three(ug / 1000)} mg` : `${three(ug)} \u00b5g`;
}

/* What the settings come to in a day; what a patient may add. */
export function day_words(regime) {
  const steps = steps_read(regime.schedule || `0:${regime.rate}`), every_h = Number(regime.every);
  const rates = steps.map((step, k) => step.rate * ((steps[k + 1]?.hour ?? 24) - step.hour));
  const has_more = Number(regime.bolus) > 0 && every_h > 0;
  const more = has_more ? Number(regime.bolus) * 24 / every_h : 0;
  const sum = rates.reduce((a, b) => a + b, more);
  const words = [`${mass_words(sum)} a day`];
  if (Number(regime.bolus) > 0 && !has_more)
    words.push(`${mass_words(Number(regime.bolus))} once`);
  if (Number(regime.press_bolus) > 0)
    words.push(`by the button up to ${mass_words(regime.press_bolus * regime.most_per_day)} more`);
  return words.join("; ");
}

/* What tells a regime from the other one. */
export function difference_words(rest, one, two) {
  const own = { ...rest, ...one }, other = { ...rest, ...two };
  const units = { rate: "\u00b5g/h", bolus: "\u00b5g", every: "h", hours: "h", bolus_volume: "mL",
                  dispersion: "cm\u00b2/s" };
  const is_plain = (name) => ["drug", "posture", "baricity"].includes(name);
  const is_none = (name) => !is_plain(name)
    && (!own[name] || (own[name] === "0" && name !== "rate"));
  const is_moot = (name) => ["bolus_over", "bolus_volume", "concentration", "press"].includes(name)
    || (name === "every" && is_none("bolus"));
  const label = (name) => (labels[name] ?? name).toLowerCase();
  const word_of = (name) => {
    if (is_plain(name))
      return own[name];
    return is_none(name) ? `no ${label(name)}`
      : `${label(name)} ${own[name]}${units[name] ? ` ${units[name]}` : ""}`;
  };
  const words = Object.keys(own).filter((name) => own[name] !== other[name] && !is_moot(name))
    .map(word_of);
  return words.filter((word) => words.length < 3 || !word.startsWith("no ")).slice(0, 3).join(", ")
    || "the same";
}

// ---------------------------------------------------------------------- the address

/* What is not the rest; of the second regime, behind "b.", what differs from the first. */
export function params_of(rest, regimes) {
  const params = new URLSearchParams();
  regimes.forEach((regime, c) => {
    const own = { ...rest, ...regime }, base = c ? { ...rest, ...regimes[0] } : rest;
    for (const name of Object.keys(rest))
      if (String(own[name] ?? "") !== String(base[name] ?? ""))
        params.set(c ? `b.${name}` : name, own[name]);
  });
  if (regimes.length > 1)
    params.set("compare", "1");
  return params;
}

export function regimes_of(rest, params) {
  const names = Object.keys(rest), is_said = (name) => params.has(`b.${name}`);
  const first = Object.fromEntries(names.filter((name) => params.has(name))
    .map((name) => [name, params.get(name)]));
  const second = Object.fromEntries(names.map((name) =>
    [name, params.get(`b.${name}`) ?? first[name] ?? rest[name]]));
  return params.has("compare") || names.some(is_said) ? [first, second] : [first];
}
