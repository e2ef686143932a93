// handout.js - a button for one page to take home, made by the server of what is set.
//
//     handout_link("pdf", () => "/data/lesion/handout?...")      the address is asked for at the click

import { made } from "./parts.js";

export function handout_link(as, address_of) {
  const link = made("a", { className: "button", textContent: `Handout ${as.toUpperCase()}`,
    href: "#", test: `handout-${as}` });
  link.onclick = () => { link.href = address_of(); };
  return link;
}

/* The first of what is compared is the question itself, the others are behind "with". */
export function handout_address(path, as, questions) {
  const [first, ...others] = questions.map((one) => new URLSearchParams(one));
  first.set("as", as);
  if (others.length)
    first.set("with", others.map(String).join("|"));
  return `${path}?${first}`;
}
