// pump_presets.js - regimes that a lesson begins with: one, or two to be compared. What a preset
// does not name has the table's rest. Doses are for teaching what the model does; they are no
// advice.

export const presets = [
  { name: "rate", title: "Morphine, 20 \u00b5g/h at T10", regimes: [{}] },
  { name: "tip", title: "Compare tips: T8 and L3", regimes: [{ tip: "T8" }, { tip: "L3" }] },
  { name: "reach", title: "Compare rates: 10 and 40 \u00b5g/h", regimes: [{ rate: "10" }, { rate: "40" }] },
  { name: "boluses", title: "Compare a steady rate and 4 boluses of its day\u2019s dose",
    regimes: [{ hours: "48" }, { hours: "48", rate: "0", bolus: "120", bolus_over: "600", every: "6" }] },
  { name: "once", title: "Compare a steady rate and one bolus of its day\u2019s dose",
    regimes: [{ hours: "48" }, { hours: "48", rate: "0", bolus: "480", bolus_over: "1800", every: "24" }] },
  { name: "case", title: "200 \u00b5g in 2 mL every 12 h, on 20 \u00b5g/h",
    regimes: [{ bolus: "200", bolus_volume: "2", every: "12" }] },
  { name: "baricity", title: "Compare isobaric and hyperbaric, upright: 100 \u00b5g in 2 mL",
    regimes: [{ hours: "6", rate: "0", bolus: "100", bolus_volume: "2", posture: "upright" },
              { hours: "6", rate: "0", bolus: "100", bolus_volume: "2", posture: "upright", baricity: "hyperbaric" }] },
  { name: "button", title: "Patient\u2019s button: 40 \u00b5g, lockout 2 h, 4 a day, on 10 \u00b5g/h",
    regimes: [{ rate: "10", concentration: "1", press: "3,4.5,6,8.5,9,11,13.5", press_bolus: "40", lockout: "120", most_per_day: "4" }] },
  { name: "day", title: "Steps of the day: more by day than by night", regimes: [{ hours: "48", schedule: "0:10,6:25,22:10" }] },
  { name: "drugs", title: "Compare morphine 20 and fentanyl 3 \u00b5g/h: not equal in effect",
    regimes: [{}, { drug: "fentanyl", rate: "3" }] },
  { name: "unknown", title: "Compare the least and the greatest dispersion published",
    regimes: [{ dispersion: "3e-4" }, { dispersion: "3e-3" }] },
  { name: "baclofen", title: "Baclofen, 8 \u00b5g/h at T6, a week", regimes: [{ drug: "baclofen", rate: "8", tip: "T6", hours: "168" }] },
];

/* A rate to begin with, none beyond what a treatment begins with, and how far its slider goes, ug/h; how
 * far the bolus' goes, the most of practice (sim/drug.c), and what the button gives, ug. */
export const doses = {
  morphine: { rate: 20, rate_most: 200, bolus_most: 500, press: 40 },
  hydromorphone: { rate: 5, rate_most: 50, bolus_most: 100, press: 8 },
  fentanyl: { rate: 3, rate_most: 40, bolus_most: 75, press: 5 },
  bupivacaine: { rate: 150, rate_most: 800, bolus_most: 2500, press: 400 },
  clonidine: { rate: 4, rate_most: 25, bolus_most: 20, press: 5 },
  ziconotide: { rate: 0.1, rate_most: 0.8, bolus_most: 5, press: 0.1 },
  baclofen: { rate: 8, rate_most: 33, bolus_most: 100, press: 10 },
};
