// handout.js - what is taken home: the page as it is, printed, and a sheet that the server makes of
// what is set.
//
//     await handout_place(place, house, "/data/lesion", () => [{ gauge: "18" }, { gauge: "20" }]);
//
// Buttons: Print, and PDF and PNG where the server has that path's handout. What is asked for is
// read at the click. data-test: print, handout-pdf, handout-png.

import { made } from "./parts.js";

/* The first of what is compared is the question itself, the others are behind "with". */
function address_of(path, as, questions) {
  const [first, ...others] = questions.map((one) => new URLSearchParams(one));
  first.set("as", as);
  if (others.length)
    first.set("with", others.join("|"));
  return `${path}?${first}`;
}

function link_make(path, as, questions) {
  const kind = as.toUpperCase();
  const link = made("a", { className: "button", textContent: as === "pdf" ? "Handout PDF" : kind,
    "aria-label": `Handout ${kind}`, href: "#", test: `handout-${as}` });
  link.onclick = () => { link.href = address_of(path, as, questions()); };
  return link;
}

export async function handout_place(place, house, path, questions) {
  place.append(made("button", { type: "button", textContent: "Print", test: "print",
    onclick: () => print() }));
  const sheet = `${path}/handout`;
  if (await house.route(sheet))
    place.prepend(link_make(sheet, "pdf", questions), link_make(sheet, "png", questions));
}
