"use strict";
/* What the drawings share, and the start of it all. The page's tables say everything that is evidence; scripts draw curves
 * (report_traces.js) and fields (report_fields.js). No library, no network; the page's policy names these scripts by digest. */
const data = JSON.parse(document.getElementById("data").textContent);
const LEFT = 58, RIGHT = 14;
const UNITS = { C: "\u00b0C", ohm: "\u03a9", mm3: "mm\u00b3", "-": "" };
const QUANTITIES = { C: "temperature", ohm: "impedance", W: "power", V: "voltage", A: "current", J: "energy", mm3: "volume", ml: "volume",
  ul: "volume", "ul/h": "flow", "ml/h": "flow", ug: "mass", mg: "mass", "ug/ml": "concentration", "mg/ml": "concentration",
  Pa: "pressure", kPa: "pressure", mmHg: "pressure", s: "time", us: "time" };
const redraws = [];

/* ---- small pieces ---- */

const make = (tag, props = {}, ...kids) => {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props))
    if (key in node) node[key] = value; else node.setAttribute(key, value);
  node.append(...kids);
  return node;
};
const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
const unit = text => UNITS[text] ?? text.replace(/\bu(?=[lgsmAVW]\b)/g, "\u00b5");
const fixed = (value, decimals) => value.toFixed(Math.max(0, Math.min(decimals, 9))).replace(/^-(?=0*\.?0*$)/, "").replace("-", "\u2212");
const niceStep = (span, count) => {
  const rough = span / Math.max(count, 1), power = 10 ** Math.floor(Math.log10(rough)), lead = rough / power;
  return (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * power;
};
const ticks = (least, most, count) => {
  const step = niceStep(most - least, count), all = [];
  for (let i = Math.ceil(least / step - 1e-9); i * step <= most + step * 1e-9; i++) all.push(i * step);
  return { all, decimals: Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)) };
};
const fit = (canvas, width, height) => {
  const ratio = Math.max(window.devicePixelRatio || 1, 1.5), to = canvas.getContext("2d");
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.height = height + "px";
  to.scale(ratio, ratio);
  to.font = "12.5px " + getComputedStyle(document.body).fontFamily;
  return to;
};
const toggle = (on, changed, ...kids) => {
  const button = make("button", { type: "button" }, ...kids);
  const show = () => button.setAttribute("aria-pressed", on);
  button.onclick = () => { on = !on; show(); changed(on); };
  show();
  return button;
};


const filterEvents = home => {
  const lines = [...home.querySelectorAll("tbody tr")], count = make("span");
  const input = make("input", { type: "search", placeholder: "Filter by kind or text", ariaLabel: "Filter events" });
  input.oninput = () => {
    const wanted = input.value.toLowerCase();
    lines.forEach(row => row.hidden = !row.textContent.toLowerCase().includes(wanted));
    count.textContent = lines.filter(row => !row.hidden).length + " of " + lines.length;
  };
  input.oninput();
  home.querySelector("table").before(make("div", { className: "tools" }, input, count));
};

const start = () => {
  const traces = document.getElementById("traces");
  if (trace) drawTraces(traces); else traces.append(make("p", { textContent: "There is no trace of this run." }));
  data.fields.forEach(field => drawField(field, document.getElementById("fields")));
  if (!data.fields.length && !document.querySelector("#exhibits table")) document.getElementById("exhibits").hidden = true;
  if (events.length) filterEvents(document.getElementById("events"));
  const redrawAll = () => redraws.forEach(draw => draw());
  redrawAll();
  addEventListener("resize", redrawAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
  addEventListener("beforeprint", () => { document.documentElement.dataset.theme = "light"; redrawAll(); });
  addEventListener("afterprint", () => { delete document.documentElement.dataset.theme; redrawAll(); });
};
addEventListener("DOMContentLoaded", start);
