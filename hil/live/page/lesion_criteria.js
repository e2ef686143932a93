// lesion_criteria.js - the damage criteria as they are drawn and named: a colour and a dash for
// each, so that none is told by its colour alone.

export const criterion_styles = [
  { colour: "#ffffff", under: "#000", dash: "" },
  { colour: "#8fe3ff", under: "#002a3a", dash: "8 3" },
  { colour: "#b8ff9e", under: "#10300a", dash: "2 3" },
  { colour: "#ffc2f0", under: "#3d0030", dash: "9 3 2 3" },
  { colour: "#ffe27a", under: "#3a2c00", dash: "5 4" },
  { colour: "#c9c6ff", under: "#14124a", dash: "14 4" },
  { colour: "#ffb38a", under: "#3d1700", dash: "3 2 9 2" },
  { colour: "#d9d9d9", under: "#000", dash: "1 2" },
];

/* "isotherm 50 C" -> "50 °C"; "arrhenius liver" -> "Arrhenius liver". */
export function criterion_word(name) {
  return name.replace(/^isotherm (\d+) C$/, "$1 \u00b0C").replace(/^arrhenius/, "Arrhenius")
    .replace(/^cem43/, "CEM43");
}

/* Where there is little room. */
export function criterion_short(name) {
  return criterion_word(name).replace(/^Arrhenius /, "").replace(/^CEM43 .*/, "CEM43");
}
