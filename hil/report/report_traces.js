"use strict";
/* Curves, states and markers on one time axis. Panels come from the units and names of the signals alone, so any rig fits. */
const trace = data.trace;
const rows = id => [...document.querySelectorAll("#" + id + " tbody tr")].filter(row => row.querySelector("[data-t]"));
const timeOf = row => +row.querySelector("[data-t]").dataset.t;
const asVerdict = row => ({ row, t: timeOf(row), from: +(row.dataset.from ?? timeOf(row)), kind: row.dataset.verdict,
  text: row.querySelector("strong").textContent });
const verdicts = [...rows("verdicts"), ...rows("requirements")].map(asVerdict);
/* A requirement that was not met: its trigger, and the limit of the signal that decided it. */
const fails = verdicts.filter(v => v.kind === "fail" && v.row.closest("#requirements"));
const limits = fails.filter(v => v.row.dataset.signal).map(v => ({ signal: v.row.dataset.signal, at: +v.row.dataset.limit, from: v.from, to: v.t,
  text: v.text.split(" ")[0] }));
const events = rows("events").map(row => ({ row, t: timeOf(row), kind: row.cells[1].textContent, text: row.cells[2].textContent }));

const unroll = (text, count) => {
  const out = new Float64Array(count).fill(NaN);
  let at = 0;
  for (const token of text.trim().split(" ")) {
    const [value, times] = token.split("*");
    for (let i = 0; i < (times || 1) && at < count; i++) out[at++] = value === "?" ? NaN : +value;
  }
  return out;
};
const decode = signal => {
  const scale = 10 ** -signal.decimals, lo = unroll(signal.lo, trace.buckets), hi = unroll(signal.wide, trace.buckets);
  let last = 0, least = Infinity, most = -Infinity;
  for (let i = 0; i < lo.length; i++) {
    if (Number.isNaN(lo[i])) continue;
    last += lo[i];
    lo[i] = last * scale;
    hi[i] = (last + hi[i]) * scale;
    least = Math.min(least, lo[i]);
    most = Math.max(most, hi[i]);
  }
  return Object.assign(signal, { lo, hi, least, most, shown: true, varies: most > least });
};
const said = (signal, value) => Number.isNaN(value) ? "unknown"
  : signal.labels ? signal.labels[value] ?? "?" + value
  : signal.flag ? (value ? "yes" : "no") : (signal.decimals > 5 ? brief(value) : fixed(value, signal.decimals)) + (unit(signal.unit) && "\u202f" + unit(signal.unit));

/* One panel per unit, or per unit and component where there are many; signals too small to be seen beside others get their own. */
const groupBy = (items, key) => {
  const groups = new Map();
  for (const item of items) groups.set(key(item), [...groups.get(key(item)) ?? [], item]);
  return [...groups.values()];
};
const component = s => s.name.replace(/\.[^.]*$/, "");
const bySize = items => {
  const size = s => Math.max(Math.abs(s.least), Math.abs(s.most)), groups = [];
  for (const s of [...items].sort((a, b) => size(b) - size(a))) {
    const group = groups.find(g => size(s) === 0 || size(g[0]) <= 50 * size(s));
    if (group) group.push(s); else groups.push([s]);
  }
  return groups.map(g => items.filter(s => g.includes(s)));
};
const grouped = signals => groupBy(signals, s => s.unit === "-" || s.unit === "1" ? component(s) : s.unit)
  .flatMap(items => items.length > 7 ? groupBy(items, component) : [items]).flatMap(bySize);

const drawTraces = home => {
  const end = Math.max(trace.end_s, trace.bucket_s * (trace.buckets - 1), trace.tick_s);
  const view = { from: 0, to: end, t: null }, plots = [];
  const scale = () => [[86400, "d", 3 * 86400], [3600, "h", 10800], [60, "min", 900], [1, "s", 0]].find(s => view.to - view.from > s[2]);
  const signals = trace.signals.map(decode);
  const alive = signals.filter(s => s.varies), lanes = alive.filter(s => s.labels || s.flag);
  const output = make("output", { title: "time at the cursor" }), near = make("span", { className: "near" });
  const stack = make("div", { className: "stack", tabIndex: 0, role: "group",
    ariaLabel: "Traces. Arrow keys move the cursor, plus and minus zoom, zero shows all." });
  let pending = false, width = 0;

  const xOf = t => LEFT + (t - view.from) / (view.to - view.from) * (width - LEFT - RIGHT);
  const tOf = x => view.from + (x - LEFT) / (width - LEFT - RIGHT) * (view.to - view.from);
  const centre = i => i * trace.bucket_s + Math.max(0, trace.bucket_s - trace.tick_s) / 2;
  const bucketAt = t => Math.max(0, Math.min(trace.buckets - 1, Math.floor(t / trace.bucket_s + 1e-6)));
  const redraw = () => {
    if (pending) return;
    pending = true;
    requestAnimationFrame(drawNow);
  };
  const drawNow = () => {
    pending = false;
    width = stack.clientWidth;
    if (width > 100) plots.forEach(p => p.draw());
    point(view.t);
  };
  const point = t => {
    view.t = t;
    output.textContent = t === null ? "" : fixed(t, 2) + " s" + (t >= 3600 ? " = " + moment(t) : "");
    const x = t === null ? -1 : xOf(t);
    for (const p of plots) {
      p.cursor.style.display = x >= LEFT && x <= width - RIGHT ? "block" : "none";
      p.cursor.style.left = x + "px";
      p.items.forEach(s => {
        const i = t === null ? -1 : bucketAt(t), lo = s.lo[i], hi = s.hi[i];
        s.readout.textContent = i < 0 ? "" : lo === hi || Number.isNaN(lo) ? said(s, lo)
          : s.labels || s.flag ? said(s, lo) + " \u2026 " + said(s, hi) : (s.decimals > 5 ? brief(lo) : fixed(lo, s.decimals)) + "\u2026" + said(s, hi);
      });
    }
    const reach = 7 / (width - LEFT - RIGHT) * (view.to - view.from);
    const close = t === null ? [] : [...verdicts, ...events].filter(e => Math.abs(e.t - t) <= reach)
      .sort((a, b) => Math.abs(a.t - t) - Math.abs(b.t - t)).slice(0, 2);
    near.textContent = close.map(e => moment(e.t) + " " + e.kind + ": " + e.text).join("   ");
  };
  const zoom = (from, to) => {
    const least = Math.min(end, 10 * trace.tick_s);
    let span = Math.min(Math.max(to - from, least), end);
    from = Math.max(0, Math.min(from, end - span));
    Object.assign(view, { from, to: from + span });
    redraw();
  };
  const zoomAt = (t, factor) => zoom(t - (t - view.from) * factor, t + (view.to - t) * factor);

  const grid = (to, height) => {
    const [seconds] = scale();
    to.strokeStyle = colour("hair");
    to.lineWidth = 1;
    for (const t of ticks(view.from / seconds, view.to / seconds, width / 110).all) {
      const x = Math.round(xOf(t * seconds)) + .5;
      to.beginPath(); to.moveTo(x, 0); to.lineTo(x, height); to.stroke();
    }
    for (const e of [...events.filter(e => e.kind === "alarm" || e.kind === "fault"), ...verdicts.filter(v => v.kind === "fail" || v.kind === "error")]) {
      const x = Math.round(xOf(e.t)) + .5;
      if (x < LEFT || x > width - RIGHT) continue;
      to.strokeStyle = colour(e.row.dataset.verdict ? "fail" : "vacuous");
      to.setLineDash([2, 3]);
      to.beginPath(); to.moveTo(x, 0); to.lineTo(x, height); to.stroke();
      to.setLineDash([]);
    }
    for (const v of fails) {                         /* from the trigger to the decision */
      const x = Math.max(LEFT, xOf(v.from)), x1 = Math.min(width - RIGHT, xOf(v.t));
      if (x1 < LEFT || x > width - RIGHT) continue;
      to.globalAlpha = .14;
      to.fillStyle = colour("fail");
      to.fillRect(x, 0, Math.max(1, x1 - x), height);
      to.globalAlpha = 1;
    }
  };
  const drawLimits = (to, lines, yOf) => {
    to.font = "600 12px sans-serif";
    to.textBaseline = "bottom"; to.textAlign = "right";
    for (const l of lines) {
      const y = Math.round(yOf(l.at)) + .5;
      to.strokeStyle = to.fillStyle = colour("fail");
      to.lineWidth = 1.4;
      to.setLineDash([6, 4]);
      to.beginPath(); to.moveTo(LEFT, y); to.lineTo(width - RIGHT, y); to.stroke();
      to.setLineDash([]);
      to.fillText(l.text + ": " + l.at, width - RIGHT - 4, y - 2);
    }
  };
  /* Least and greatest of what falls on one pixel, so that no spike is lost at any zoom. */
  const envelope = s => {
    const first = Math.max(0, bucketAt(view.from) - 1), last = Math.min(trace.buckets - 1, bucketAt(view.to) + 1), runs = [];
    let run = null, pixel = null;
    for (let i = first; i <= last; i++) {
      if (Number.isNaN(s.lo[i])) { run = pixel = null; continue; }
      const x = xOf(centre(i));
      if (!run) runs.push(run = []);
      if (pixel && x - pixel[0] < .7) { pixel[1] = Math.min(pixel[1], s.lo[i]); pixel[2] = Math.max(pixel[2], s.hi[i]); }
      else run.push(pixel = [x, s.lo[i], s.hi[i]]);
    }
    return runs;
  };
  const drawCurves = (canvas, items, height) => {
    const to = fit(canvas, width, height), shown = items.filter(s => s.shown).map(s => [s, envelope(s)]);
    const all = shown.flatMap(([, runs]) => runs.flat());
    const lines = limits.filter(l => items.some(s => s.shown && s.name === l.signal));
    let least = Math.min(...all.map(p => p[1]), ...lines.map(l => l.at)), most = Math.max(...all.map(p => p[2]), ...lines.map(l => l.at));
    if (!(least <= most)) [least, most] = [0, 1];
    const pad = Math.max((most - least) * .07, 4 * 10 ** -Math.max(...items.map(s => s.decimals)));
    least = least >= 0 && least - pad < 0 ? 0 : least - pad;
    most += pad;
    const yOf = v => height - 9 - (v - least) / (most - least) * (height - 18), marks = ticks(least, most, height / 40);
    grid(to, height);
    to.textAlign = "right"; to.textBaseline = "middle";
    for (const v of marks.all) {
      const y = Math.round(yOf(v)) + .5;
      to.strokeStyle = colour("hair");
      to.beginPath(); to.moveTo(LEFT, y); to.lineTo(width - RIGHT, y); to.stroke();
      to.fillStyle = colour("soft");
      if (y > 6 && y < height - 6) to.fillText(evenText(v, marks), LEFT - 8, y);
    }
    to.save();
    to.beginPath(); to.rect(LEFT, 0, width - LEFT - RIGHT, height); to.clip();
    to.lineWidth = 1.4; to.lineJoin = "round";
    for (const [s, runs] of shown) for (const run of runs) {
      to.strokeStyle = to.fillStyle = colour(s.colour);
      to.beginPath();
      run.forEach(p => to.lineTo(p[0], yOf(p[2])));
      for (let i = run.length - 1; i >= 0; i--) to.lineTo(run[i][0], yOf(run[i][1]));
      to.closePath();
      to.globalAlpha = .35; to.fill(); to.globalAlpha = 1; to.stroke();
    }
    drawLimits(to, lines, yOf);
    to.restore();
  };
  const drawBands = (canvas, s) => {
    const to = fit(canvas, width, 22), last = bucketAt(view.to);
    grid(to, 22);
    to.textBaseline = "middle";
    let start = bucketAt(view.from), before = NaN;
    const stateAt = i => s.lo[i] === before ? s.hi[i] : s.lo[i];
    for (let i = start, state = stateAt(i); i <= last; i++) {
      before = state;
      const next = i < last ? stateAt(i + 1) : null;
      if (Object.is(next, state)) continue;
      const x0 = Math.max(LEFT, xOf(start * trace.bucket_s)), x1 = Math.min(width - RIGHT, xOf((i + 1) * trace.bucket_s));
      const name = said(s, state);
      if (!Number.isNaN(state)) {
        to.fillStyle = colour(s.flag ? (state ? "b3" : "b0") : "b" + (state === 0 ? 0 : 1 + (state - 1) % 7));
        to.fillRect(x0, 2, Math.max(1.5, x1 - x0 - 1), 18);
      }
      if (!s.flag && to.measureText(name).width < x1 - x0 - 10) {
        to.fillStyle = colour(Number.isNaN(state) ? "soft" : "band");
        to.fillText(name, x0 + 6, 11.5);
      }
      start = i + 1;
      state = next;
    }
  };
  const drawMarks = canvas => {
    const to = fit(canvas, width, 24);
    grid(to, 24);
    to.textAlign = "center"; to.textBaseline = "middle";
    for (const e of events) {
      const x = xOf(e.t);
      if (x < LEFT - 1 || x > width - RIGHT + 1) continue;
      to.fillStyle = colour(e.kind === "alarm" ? "fail" : e.kind === "fault" ? "vacuous" : "soft");
      to.beginPath(); to.moveTo(x - 4, 16); to.lineTo(x + 4, 16); to.lineTo(x, 23); to.fill();
    }
    for (const v of verdicts) {
      const x = xOf(v.t);
      if (x < LEFT - 1 || x > width - RIGHT + 1) continue;
      to.fillStyle = colour(v.kind);
      to.beginPath(); to.arc(x, 8, 7, 0, 7); to.fill();
      to.fillStyle = colour("on");
      to.font = "bold 10px sans-serif";
      to.fillText({ pass: "\u2713", fail: "\u2715", vacuous: "\u25cb", error: "!" }[v.kind] || "?", x, 8.5);
    }
  };
  const drawAxis = canvas => {
    const to = fit(canvas, width, 26), [seconds, name] = scale(), marks = ticks(view.from / seconds, view.to / seconds, width / 110);
    to.fillStyle = colour("soft"); to.textAlign = "center"; to.textBaseline = "top";
    for (const t of marks.all) {
      const x = Math.min(xOf(t * seconds), width - 18);
      to.fillText(fixed(t, marks.decimals) + "\u202f" + name, x, 6);
    }
  };

  const addPlot = (items, draw, ...head) => {
    const canvas = make("canvas", { ariaHidden: "true" }), cursor = make("i", { className: "cur" }), chosen = make("i", { className: "sel" });
    const plot = make("div", { className: "plot" }, canvas, cursor, chosen), panel = make("div", { className: "panel" }, ...head, plot);
    let down = null;
    const at = event => event.clientX - plot.getBoundingClientRect().left;
    plot.onpointerdown = event => { if (event.button === 0 && event.pointerType !== "touch") { down = at(event); plot.setPointerCapture(event.pointerId); } };
    plot.onpointermove = event => {
      const x = at(event);
      point(Math.max(0, Math.min(end, tOf(Math.max(LEFT, Math.min(x, width - RIGHT))))));
      chosen.style.display = down !== null && Math.abs(x - down) > 4 ? "block" : "none";
      chosen.style.left = Math.min(x, down ?? x) + "px";
      chosen.style.width = Math.abs(x - (down ?? x)) + "px";
    };
    plot.onpointerup = event => {
      const x = at(event);
      if (down !== null && Math.abs(x - down) > 4) zoom(tOf(Math.min(x, down)), tOf(Math.max(x, down)));
      down = null;
      chosen.style.display = "none";
    };
    plot.onpointerleave = () => { if (down === null) point(null); };
    plot.ondblclick = () => zoom(0, end);
    plots.push({ items, cursor, draw: () => draw(canvas) });
    stack.append(panel);
    return panel;
  };
  const key = (s, i, changed) => {
    s.colour = "s" + i % 7;
    s.readout = make("span");
    const button = toggle(true, on => { s.shown = on; changed(); }, make("i"), make("em", { textContent: s.name }), s.readout);
    button.style.setProperty("--c", "var(--" + s.colour + ")");
    button.title = s.sentence ?? "";
    return button;
  };

  const show = (from, to) => {
    const pad = Math.max((to - from) * .25, 25 * trace.tick_s);
    zoom(from - pad, to + pad);
    point(to);
    home.scrollIntoView();
  };
  const linkTimes = () => [...verdicts, ...events].forEach(e => {
    const cell = e.row.querySelector("[data-t]");
    cell.replaceChildren(make("button", { type: "button", title: "show in the traces", textContent: cell.textContent,
      onclick: () => show(Math.min(e.from ?? e.t, e.t), e.t) }));
  });

  if (events.length + verdicts.length) addPlot([], drawMarks);
  addPlot([], drawAxis).classList.add("lane");
  for (const s of lanes) {
    s.readout = make("span");
    const name = make("div", { className: "legend", title: s.sentence ?? "" }, make("button", { type: "button", tabIndex: -1 }, make("em", { textContent: s.name }), s.readout));
    addPlot([s], canvas => drawBands(canvas, s), name).classList.add("lane", s.flag ? "flag" : "state");
  }
  const still = signals.filter(s => !s.varies);
  for (const items of grouped(signals.filter(s => !s.labels && !s.flag && s.least <= s.most))) {
    if (!items.some(s => s.varies)) continue;
    items.forEach(s => still.includes(s) && still.splice(still.indexOf(s), 1));
    const word = QUANTITIES[items[0].unit], head = [word ?? (unit(items[0].unit) ? "" : component(items[0])), unit(items[0].unit)].filter(Boolean).join(" / ");
    const height = Math.min(230, 104 + 22 * items.length);
    addPlot(items, canvas => drawCurves(canvas, items, height), make("div", { className: "head" }, make("h3", { textContent: head }),
      make("div", { className: "legend" }, ...items.map((s, i) => key(s, i, redraw)))));
  }
  addPlot([], drawAxis);
  const tool = (text, title, act) => make("button", { type: "button", textContent: text, title, onclick: act });
  const middle = () => view.t ?? (view.from + view.to) / 2;
  home.append(make("div", { className: "bar" }, output, near, tool("+", "zoom in", () => zoomAt(middle(), .5)),
    tool("\u2212", "zoom out", () => zoomAt(middle(), 2)), tool("All", "show the whole run", () => zoom(0, end))), stack);
  if (still.length) home.append(make("p", { className: "same" }, "Unchanged throughout: ",
    ...still.map(s => make("span", { title: s.sentence ?? "" }, s.name, make("b", { textContent: said(s, s.least <= s.most ? s.least : NaN) })))));
  home.append(make("p", { className: "hint", textContent: "Drag to zoom, double-click for all. The wheel zooms with Ctrl, or once the traces have the focus; "
    + "then arrows move the cursor, + and \u2212 zoom, 0 shows all. Click a name to hide it."
    + (trace.bucket_s > trace.tick_s * 1.5 ? " A shaded band spans least to greatest in each " + +trace.bucket_s.toPrecision(3) + " s; trace.csv has "
      + (trace.row_every_s > 0 ? "a row every " + trace.row_every_s + " s and wherever something jumped or happened." : "every row.") : "") }));
  stack.addEventListener("wheel", event => {
    if (!event.ctrlKey && !stack.contains(document.activeElement)) return;
    event.preventDefault();
    zoomAt(view.t ?? middle(), Math.exp(Math.sign(event.deltaY) * .25));
  }, { passive: false });
  stack.addEventListener("pointerdown", () => stack.focus({ preventScroll: true }));
  stack.onkeydown = event => {
    const step = (view.to - view.from) * (event.shiftKey ? .1 : .01), t = middle();
    const acts = { ArrowLeft: () => point(Math.max(0, t - step)), ArrowRight: () => point(Math.min(end, t + step)), Home: () => point(view.from),
      End: () => point(view.to), "+": () => zoomAt(t, .5), "=": () => zoomAt(t, .5), "-": () => zoomAt(t, 2), 0: () => zoom(0, end), Escape: () => zoom(0, end) };
    if (event.target !== stack || !acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  };
  linkTimes();
  redraws.push(drawNow);
};
