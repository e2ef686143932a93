"use strict";
/* What the drawings share, and the start of it all. The page's tables say everything that is evidence; scripts draw curves
 * (report_traces.js), fields (report_fields.js) and charts (report_charts.js). No library, no network; the page's policy names these scripts by digest. */
const data = JSON.parse(document.getElementById("data").textContent);
const LEFT = 66, RIGHT = 14;
const UNITS = { C: "\u00b0C", ohm: "\u03a9", mm3: "mm\u00b3", "-": "", 1: "" };
const QUANTITIES = { C: "temperature", ohm: "impedance", W: "power", V: "voltage", A: "current", J: "energy", mm3: "volume", ml: "volume",
  ul: "volume", "ul/h": "flow", "ml/h": "flow", "ml/min": "flow", ug: "mass", mg: "mass", "ug/d": "mass a day", "ug/ml": "concentration",
  "mg/ml": "concentration", "ng/ml": "concentration", Pa: "pressure", kPa: "pressure", mmHg: "pressure", s: "time", us: "time", d: "days", mm: "length" };
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
  return { all, decimals: Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)), least, most };
};
const raised = number => String(number).replace(/[-\u2212\d]/g, c => "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[/\d/.test(c) ? +c + 1 : 0]);
/* "10\u207b\u2074", "2\u00b710\u2075" */
const power = (lead, exponent) => (+lead === 1 ? "" : lead + "\u00b7") + "10" + raised(exponent);
/* Along an even axis: as it is, or as a multiple of a power of ten where that would be long. */
const evenText = (value, tick) => {
  const far = Math.max(Math.abs(tick.least), Math.abs(tick.most)), e = Math.floor(Math.log10(far) + 1e-9);
  if (!(far > 0) || (e > -4 && e < 6)) return fixed(value, tick.decimals);
  const lead = value / 10 ** e;
  return Math.abs(lead) < 1e-9 ? "0" : power(fixed(lead, Math.max(0, tick.decimals + e)), e).replace(/^(\d+)\.0+\u00b7/, "$1\u00b7").replace(/^1\u00b7/, "");
};
/* Decades, with 2 and 5 between them where there is room. */
const decadeTicks = (least, most, count) => {
  const per = count / Math.log10(most / least), stride = per < 1 ? Math.ceil(1 / Math.max(per, .01)) : 1, all = [];
  for (let e = Math.floor(Math.log10(least) + 1e-9); e <= Math.log10(most) + 1e-9; e++)
    for (const lead of e % stride ? [] : per >= 3 ? [1, 2, 5] : [1]) {
      const at = lead * 10 ** e, text = e >= -3 && e <= 4 ? at.toFixed(Math.max(0, -e)) : power(lead, e);
      if (at >= least * (1 - 1e-9) && at <= most * (1 + 1e-9)) all.push({ at, text });
    }
  return all;
};
/* A scale from values to pixels, even or by decades, and what stands along it. */
const scaleOf = (least, most, from, to, log) => {
  const place = v => from + (to - from) * (!log ? (v - least) / (most - least) : v > least ? Math.log(v / least) / Math.log(most / least) : 0);
  const value = px => { const part = (px - from) / (to - from); return log ? least * (most / least) ** part : least + part * (most - least); };
  const named = (marks, room) => {
    let end = -Infinity;
    return marks.filter(m => {
      const at = Math.abs(place(m.at) - from), half = room(m.name) / 2;
      if (m.at < least || m.at > most || at - half < end) return false;
      end = at + half;
      return true;
    }).map(m => ({ at: m.at, text: m.name }));
  };
  const numbered = apart => {
    const count = Math.abs(to - from) / apart;
    if (log) return decadeTicks(least, most, count / .6);
    const even = ticks(least, most, count);
    return even.all.map(at => ({ at, text: evenText(at, even) }));
  };
  return { place, value, named, numbered };
};
/* Three digits, however small. */
const brief = value => {
  if (value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6)) return String(+value.toPrecision(3)).replace("-", "\u2212");
  const [lead, e] = value.toExponential(2).split("e");
  return power(+lead, +e).replace(/^-/, "\u2212");
};
const axisUnit = name => (name.split("/").slice(1).join("/") ?? "").trim().replace(/^\((.*)\)$/, "$1");
/* Units as people write them: the micro sign, where "us" may be a word, and that of degrees. */
const micro = text => text.replace(/\bu(?=[lgmAVW]\b)/g, "\u00b5").replace(/(?<=\d )C\b/g, "\u00b0C");
const axisWord = name => name.split("/")[0].trim();
/* "3 d 04:05:06", as on the screen of the run. */
const moment = t => {
  const s = Math.floor(t + 1e-6), two = n => String(n).padStart(2, "0");
  return t < 3600 - 1e-6 ? fixed(t, 2) + " s"
    : (s >= 86400 ? Math.floor(s / 86400) + " d " : "") + [Math.floor(s / 3600) % 24, Math.floor(s / 60) % 60, s % 60].map(two).join(":");
};
const fit = (canvas, width, height) => {
  const ratio = Math.max(window.devicePixelRatio || 1, 1.5), to = canvas.getContext("2d");
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.height = height + "px";
  to.scale(ratio, ratio);
  to.font = "14px " + getComputedStyle(document.body).fontFamily;
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
  data.charts.forEach(chart => drawChart(chart, document.getElementById("charts")));
  if (!data.fields.length && !data.charts.length && !document.querySelector("#exhibits table")) document.getElementById("exhibits").hidden = true;
  if (events.length) filterEvents(document.getElementById("events"));
  const redrawAll = () => redraws.forEach(draw => draw());
  redrawAll();
  addEventListener("resize", redrawAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
  addEventListener("beforeprint", () => { document.documentElement.dataset.theme = "light"; redrawAll(); });
  addEventListener("afterprint", () => { delete document.documentElement.dataset.theme; redrawAll(); });
};
addEventListener("DOMContentLoaded", start);
