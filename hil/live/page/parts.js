// parts.js - elements in one line, and units as people write them.
//
//     made("p", { className: "x" }, "Tip: ", made("b", {}, "38"))   properties, then what is inside;
//          what is no property (role, aria-label) is an attribute, and null inside is left out
//     made("b", { test: "tip", data: { value: 38.2 } })              data-test, data-value
//     svg("line", { x1: 0, "stroke-width": 3 })                      of SVG: attributes
//     unit_of("ug/ml")                                               "\u00b5g/mL"; "" for none
//     with_signs("480 ug at 37 C")                                   "480 \u00b5g at 37 \u00b0C"
//     letter(1)                                                      "B": of what is compared
//     css("--ink"), rem_px()                                         of the theme as it is now

const SVG = "http://www.w3.org/2000/svg";
const UNITS = {
  C: "\u00b0C", ohm: "\u03a9", mm3: "mm\u00b3", "cm2/s": "cm\u00b2/s", "-": "", 1: "",
};
/* Of any unit, "ul/cm" too: u is micro before a unit's letter, and l a litre. */
const MICRO = /(^|[^A-Za-z0-9])u(?=[lLgmAVWs](?![A-Za-z0-9]))/g;
const LITRE = /(^|[^A-Za-z0-9\u00b5])([m\u00b5]?)l(?![A-Za-z0-9])/g;

export function made(tag, props = {}, ...inside) {
  const { test = null, data = {}, ...rest } = props, one = document.createElement(tag);
  for (const [name, value] of Object.entries(rest)) {
    if (name in one)
      one[name] = value;
    else
      one.setAttribute(name, value);
  }
  Object.assign(one.dataset, data, test === null ? {} : { test });
  one.append(...inside.filter((part) => part !== null && part !== undefined));
  return one;
}

export function svg(tag, attributes = {}, ...inside) {
  const one = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes))
    one.setAttribute(name, value);
  one.append(...inside);
  return one;
}

export const unit_of = (unit) =>
  UNITS[unit] ?? (unit ?? "").replace(MICRO, "$1\u00b5").replace(LITRE, "$1$2L");

export const letter = (k) => "ABCD"[k];

const style = () => getComputedStyle(document.documentElement);
export const css = (name) => style().getPropertyValue(name).trim();
export const rem_px = () => parseFloat(style().fontSize);

/* A sentence of a command's, which has ASCII alone. */
const SIGNS = [[/\bug\b/g, "\u00b5g"], [/cm2\/s/g, "cm\u00b2/s"], [/\bul\b/g, "\u00b5L"],
               [/\bml\b/g, "mL"],
               [/(\d )C(?![A-Za-z0-9])/g, "$1\u00b0C"]];
export const with_signs = (text) =>
  SIGNS.reduce((said, [plain, sign]) => said.replaceAll(plain, sign), text);
