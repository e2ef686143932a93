// suite_traces.js - curves of one to four runs under one clock: chosen signals, zoom, and the rows of
// one moment beside each other. Names for tests are in room_suite.js.
//
// Curves come as many points as the screen has (GET /data/runs/trace); a longer stretch shows the
// least and the most of each part of it. The numbers of the table are rows of the file, never of the
// curve: the last row at or before the moment in each run.

import uPlot from "./vendor/uPlot.js";
import { swatch } from "./chart.js";
import { labelled, ticker } from "./choices.js";
import { made, unit_of } from "./parts.js";
import { axis_time, clock_steps_s, is_clock_axis } from "./times.js";
import { number, table } from "./suite_parts.js";

const TRACE = "/data/runs/trace", SIGNALS_MAX = 8, WAIT_MS = 150;
const dashes = [[], [10, 5], [3, 4], [12, 4, 3, 4]];
const letter = (k) => "ABCD"[k];
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const round = (t_s, span_s) => Number(t_s.toFixed(span_s < 10 ? 3 : span_s < 10000 ? 2 : 0));

/* The signals of all runs by name, in the order of the first that has them. */
function signals_of(runs) {
  const all = new Map();
  for (const run of runs)
    for (const signal of run.signals)
      if (!all.has(signal.name))
        all.set(signal.name, signal);
  return all;
}

export function traces(place, house, runs) {
  const signals = signals_of(runs);
  const params = house.settings();
  const state = { chosen: [], from_s: 0, to_s: 1, whole: null, moment_s: null, side: params.get("side") === "yes",
                  plots: [], data: [], asked: null, timer: 0, closed: false, drawn: "" };

  // -------------------------------------------------------------------- what is chosen

  const ends = runs.map((run) => run.trace_to_s ?? 0), starts = runs.map((run) => run.trace_from_s ?? 0);
  state.whole = [Math.min(...starts), Math.max(...ends)];
  const given = (name, rest) => params.has(name) && Number.isFinite(Number(params.get(name))) ? Number(params.get(name)) : rest;
  state.from_s = given("from", state.whole[0]);
  state.to_s = Math.max(given("to", state.whole[1]), state.from_s + 1e-6);
  state.moment_s = given("at", null);
  state.chosen = (params.get("signals")?.split(",") ?? [...signals.values()].filter((one) => one.is_headline)
    .map((one) => one.name)).filter((name) => signals.has(name)).slice(0, SIGNALS_MAX);
  if (!state.chosen.length)
    state.chosen = [...signals.keys()].slice(0, 2);

  function keep() {
    const kept = house.settings();
    const [from_s, to_s] = state.whole;
    for (const [name, value] of [["signals", state.chosen.join(",")],
                                 ["from", state.from_s > from_s ? state.from_s : null],
                                 ["to", state.to_s < to_s ? state.to_s : null],
                                 ["at", state.moment_s], ["side", state.side ? "yes" : null]]) {
      if (value === null)
        kept.delete(name);
      else
        kept.set(name, value);
    }
    house.keep(kept);
  }

  // -------------------------------------------------------------------- what is on the page

  const colours = () => ["--s0", "--s1", "--s2", "--s3", "--s4", "--s5", "--s6", "--ink"];
  const charts = made("div", { className: "suite-charts", data: { test: "traces", state: "waiting" } });
  const note = made("p", { className: "faint" });
  const filter = made("input", { type: "search", "aria-label": "Find a signal", placeholder: "find a signal",
                                 oninput: () => choices_show() });
  const choices = made("ul", { className: "suite-signals" });
  const side = ticker("side by side", "side", state.side, (on) => { state.side = on; keep(); draw(); });
  const zoom = (text, name, label, act) => made("button", { type: "button", textContent: text, "aria-label": label,
                                                            title: label, data: { test: `zoom-${name}` }, onclick: act });
  const moment = made("input", { type: "number", step: "any", data: { test: "moment" },
                                 onchange: () => moment_take(moment.value === "" ? null : Number(moment.value)) });
  const rows = made("div", { className: "suite-moment" });
  place.replaceChildren(
    made("h2", { textContent: runs.length > 1 ? "Curves beside each other" : "Curves" }),
    made("div", { className: "row suite-tools" },
         zoom("+", "in", "zoom in", () => scaled(0.5)), zoom("\u2212", "out", "zoom out", () => scaled(2)),
         zoom("\u2190", "left", "earlier", () => moved(-0.25)), zoom("\u2192", "right", "later", () => moved(0.25)),
         zoom("whole run", "all", "the whole run", () => framed(...state.whole)),
         labelled("Moment [s]", moment),
         runs.length > 1 ? side.element : null),
    charts, note, rows,
    made("details", { className: "suite-choose" }, made("summary", { textContent: "Signals" }), filter, choices));

  function choices_show() {
    const wanted = filter.value.toLowerCase();
    const shown = [...signals.values()].filter((one) => state.chosen.includes(one.name)
      || one.name.toLowerCase().includes(wanted) || (one.sentence ?? "").toLowerCase().includes(wanted));
    choices.replaceChildren(...shown.map((one) => {
      const box = made("input", { type: "checkbox", checked: state.chosen.includes(one.name),
                                  data: { test: `signal-${one.name}` }, onchange: () => chosen_take(one.name, box) });
      const unit = unit_of(one.unit);
      return made("li", {}, made("label", { className: "tick" }, box, made("b", { textContent: one.name }),
        unit ? made("span", { className: "unit", textContent: `[${unit}]` }) : null,
        made("span", { className: "faint", textContent: one.sentence ?? "" })));
    }));
  }

  function chosen_take(name, box) {
    if (box.checked && state.chosen.length >= SIGNALS_MAX) {
      box.checked = false;
      house.say(`${SIGNALS_MAX} signals at most are shown at once.`);
      return;
    }
    state.chosen = box.checked ? [...state.chosen, name] : state.chosen.filter((one) => one !== name);
    keep();
    load();
    moment_load();
  }

  // -------------------------------------------------------------------- zoom

  function framed(from_s, to_s) {
    const [first_s, last_s] = state.whole, least_s = 1e-3;
    const span_s = Math.min(Math.max(to_s - from_s, least_s), last_s - first_s);
    state.from_s = round(Math.max(first_s, Math.min(from_s, last_s - span_s)), span_s);
    state.to_s = round(state.from_s + span_s, span_s);
    for (const plot of state.plots)
      plot.setScale("x", { min: state.from_s, max: state.to_s });
    keep();
    load();
  }

  function scaled(factor) {
    const middle_s = state.moment_s !== null && state.moment_s > state.from_s && state.moment_s < state.to_s
      ? state.moment_s : (state.from_s + state.to_s) / 2;
    framed(middle_s - (middle_s - state.from_s) * factor, middle_s + (state.to_s - middle_s) * factor);
  }

  function moved(part) {
    const span_s = state.to_s - state.from_s;
    framed(state.from_s + part * span_s, state.to_s + part * span_s);
  }

  // -------------------------------------------------------------------- curves

  function load() {
    clearTimeout(state.timer);
    charts.dataset.state = "waiting";
    state.timer = setTimeout(load_now, state.data.length ? WAIT_MS : 0);
  }

  async function trace_of(run, more, signal) {
    const has = state.chosen.filter((name) => run.signals.some((one) => one.name === name));
    if (!has.length)
      return { t_s: [], signals: [], rows: 0, is_every_row: true };
    return house.get(TRACE, { run: run.run.name, signals: has.join(","), ...more }, { signal });
  }

  async function load_now() {
    state.asked?.abort();
    const asked = state.asked = new AbortController();
    const points = Math.min(4000, Math.max(400, Math.round(charts.clientWidth || 800)));
    try {
      const data = await Promise.all(runs.map((run) => trace_of(run, { from: state.from_s, to: state.to_s, points }, asked.signal)));
      if (state.closed || asked !== state.asked)
        return;
      state.data = data;
      draw();
      house.trouble("");
    } catch (error) {
      if (error.name !== "AbortError" && !state.closed)
        house.trouble(error.message);
    }
  }

  const signal_data = (data, name) => data.signals.find((one) => one.name === name);

  /* Signals of one unit share a chart; a state has one of its own. */
  function groups() {
    const all = new Map();
    for (const name of state.chosen) {
      const signal = signals.get(name), key = signal.labels ? name : signal.unit === "-" ? "flags" : signal.unit;
      if (!all.has(key))
        all.set(key, []);
      all.get(key).push(name);
    }
    return [...all.entries()];
  }

  function lines_of(names, of_runs) {
    const lines = [];
    for (const k of of_runs)
      for (const name of names) {
        const data = signal_data(state.data[k], name);
        if (data)
          lines.push({ k, name, data, t_s: state.data[k].t_s, dash: dashes[k],
                       colour: colours()[state.chosen.indexOf(name) % colours().length] });
      }
    return lines;
  }

  function draw() {
    if (state.closed || !state.data.length)
      return;
    for (const plot of state.plots)
      plot.destroy();
    state.plots = [];
    charts.replaceChildren();
    const sides = state.side ? runs.map((_, k) => [k]) : [runs.map((_, k) => k)];
    charts.style.gridTemplateColumns = `repeat(${sides.length}, minmax(0, 1fr))`;
    const all = groups();
    all.forEach(([, names], row) => sides.forEach((of_runs) => {
      const lines = lines_of(names, of_runs);
      const box = made("figure", { className: "suite-chart" });
      charts.append(box);
      if (lines.length)
        chart(box, names, lines, row === all.length - 1);
      else
        box.append(made("p", { className: "faint", textContent: `${names.join(", ")}: not in this trace` }));
    }));
    Object.assign(charts.dataset, { state: "ready", from: state.from_s, to: state.to_s });
    note_show();
  }

  function note_show() {
    const thin = state.data.filter((data) => !data.is_every_row);
    note.textContent = (thin.length ? `Each point of the curves is the least or the most of several of ${thin[0].rows} rows; zoom in to see every row. `
                                    : "Every row is shown. ")
      + "Drag over a curve to zoom, double-click for the whole run, click for the rows of a moment.";
  }

  function legend(box, lines) {
    const unit = signals.get(lines[0].name).labels ? "" : unit_of(lines[0].data.unit);
    const list = made("ul", { className: "chart-head" });
    for (const line of lines) {
      const item = made("li", {}, swatch(line.colour, line.dash));
      line.said = made("output", { data: { test: `cursor-${line.k}-${line.name}` } });
      item.append(`${runs.length > 1 ? `${letter(line.k)} ` : ""}${line.name} `, line.said);
      list.append(item);
    }
    if (unit)
      list.append(made("li", { className: "unit", textContent: `[${unit}]` }));
    box.append(list);
  }

  /* The curve's last point at or before the cursor, and how far it is from the first run's. */
  function held(line, t_s) {
    let low = 0, high = line.t_s.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (line.t_s[middle] <= t_s)
        low = middle + 1;
      else
        high = middle;
    }
    return low ? line.data.values[low - 1] : null;
  }

  function cursor_say(plot, lines) {
    const t_s = plot.cursor.left >= 0 ? plot.posToVal(plot.cursor.left, "x") : null;
    for (const line of lines) {
      const signal = signals.get(line.name), value = t_s === null ? null : held(line, t_s);
      const first = lines.find((one) => one.name === line.name && one.k === 0);
      const other = t_s === null || !first || line.k === 0 ? null : held(first, t_s);
      const more = value === null || other === null || signal.labels ? ""
        : ` (${value >= other ? "+" : ""}${(value - other).toFixed(signal.decimals ?? 3)})`;
      line.said.textContent = value === null ? "" : `${printed(signal, value)}${more}`;
      line.said.dataset.value = value ?? "";
    }
  }

  const is_step = (line) => line.data.labels || line.data.unit === "-";

  function chart(box, names, lines, is_last) {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const labels = lines[0].data.labels;
    const holder = made("div", { className: "chart-plot", role: "img",
      "aria-label": `${lines.map((line) => line.name).join(", ")} from ${state.from_s} s to ${state.to_s} s` });
    legend(box, lines);
    box.append(holder);
    const states = labels ? states_in(lines_of(names, runs.map((_, k) => k))) : null;
    const tables = lines.map((line) => [line.t_s, states ? line.data.values.map((value) => rank(states, value)) : line.data.values]);
    const data = tables.length > 1 ? uPlot.join(tables, tables.map(() => [1, 1])) : tables[0];
    const font = `${Math.round(rem * 0.72)}px ${css("--font")}`;
    const common = { stroke: css("--soft"), font, ticks: { stroke: css("--hair"), size: 4 },
                     grid: { stroke: css("--hair"), width: 1 } };
    const plot = new uPlot({
      width: Math.max(160, holder.clientWidth), height: Math.round(rem * (states ? 2.2 + 1.1 * states.length : 8.5)), padding: [6, 10, 0, 0],
      legend: { show: false },
      scales: { x: { time: false, range: () => [state.from_s, state.to_s] }, y: { range: shared_range(names, states) } },
      axes: [{ ...common, size: is_last ? rem * 1.5 : rem * 0.4, gap: 3, space: rem * (is_clock_axis(state.to_s - state.from_s) ? 5 : 4),
               incrs: is_clock_axis(state.to_s - state.from_s) ? clock_steps_s : undefined,
               values: (u, all) => all.map((value) => is_last ? axis_time(value, state.to_s - state.from_s) : "") },
             { ...common, size: rem * side_rem(), gap: 4, space: rem * 1.4,
               splits: states ? () => states.map((_, i) => i) : undefined,
               values: (u, all) => all.map((value) => states ? labels[states[value]] ?? `?${states[value]}`
                                                             : String(Number(value.toPrecision(8)))) }],
      cursor: { sync: { key: "suite", scales: ["x", null] }, y: false, drag: { x: true, y: false, setScale: false },
                points: { size: 6 }, bind: { dblclick: () => () => framed(...state.whole) } },
      series: [{}, ...lines.map((line) => ({
        label: line.name, width: 1.6, stroke: css(line.colour), dash: line.dash, points: { show: false },
        paths: is_step(line) ? uPlot.paths.stepped({ align: 1 }) : uPlot.paths.linear(), spanGaps: false }))],
      hooks: { setSelect: [selected], draw: [mark], setCursor: [(u) => cursor_say(u, lines)] },
    }, data, holder);
    plot.over.addEventListener("click", () => {
      if (!plot.select.width && plot.cursor.left >= 0)
        moment_take(round(plot.posToVal(plot.cursor.left, "x"), state.to_s - state.from_s));
    });
    state.plots.push(plot);
  }

  /* Only states that were there have a line of their own; all charts begin at one place. */
  const states_in = (lines) => [...new Set(lines.flatMap((line) => line.data.values))].filter((value) => value !== null)
    .sort((a, b) => a - b);
  const rank = (states, value) => value === null ? null : states.indexOf(value);
  const side_rem = () => state.chosen.some((name) => signals.get(name).labels) ? 6 : 3.6;

  const y_range = (states) => (u, least, most) => {
    if (states)
      return [-0.5, Math.max(states.length, 1) - 0.5];
    if (least === null || most === null)
      return [0, 1];
    const air = most > least ? (most - least) * 0.08 : Math.max(Math.abs(most) * 0.1, 1);
    return [least - air, most + air];
  };

  /* Beside each other curves are compared by eye: one scale for all of a row. */
  function shared_range(names, states) {
    let least = Infinity, most = -Infinity;
    for (const line of lines_of(names, runs.map((_, k) => k)))
      for (const value of line.data.values)
        if (value !== null) {
          least = Math.min(least, value);
          most = Math.max(most, value);
        }
    const range = y_range(states);
    return () => range(null, least === Infinity ? null : least, most === -Infinity ? null : most);
  }

  function selected(plot) {
    if (plot.select.width < 4)
      return;
    const from_s = plot.posToVal(plot.select.left, "x"), to_s = plot.posToVal(plot.select.left + plot.select.width, "x");
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    framed(from_s, to_s);
  }

  /* The moment whose rows are told. */
  function mark(plot) {
    if (state.moment_s === null || state.moment_s < state.from_s || state.moment_s > state.to_s)
      return;
    const x = Math.round(plot.valToPos(state.moment_s, "x", true)) + 0.5;
    plot.ctx.save();
    plot.ctx.strokeStyle = css("--ink");
    plot.ctx.lineWidth = devicePixelRatio;
    plot.ctx.setLineDash([4, 3]);
    plot.ctx.beginPath();
    plot.ctx.moveTo(x, plot.bbox.top);
    plot.ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
    plot.ctx.stroke();
    plot.ctx.restore();
  }

  // -------------------------------------------------------------------- the rows of a moment

  function moment_take(t_s) {
    state.moment_s = t_s === null || !Number.isFinite(t_s) ? null
      : Math.min(Math.max(t_s, state.whole[0]), state.whole[1]);
    keep();
    for (const plot of state.plots)
      plot.redraw(false);
    moment_load();
  }

  async function moment_load() {
    moment.value = state.moment_s ?? "";
    if (state.moment_s === null) {
      rows.replaceChildren();
      return;
    }
    const at = state.moment_s;
    try {
      const all = await Promise.all(runs.map((run) => trace_of(run, { from: at, to: at, at, points: 4 })));
      if (!state.closed && at === state.moment_s)
        moment_show(all);
    } catch (error) {
      if (!state.closed)
        house.trouble(error.message);
    }
  }

  function value_in(all, k, name) {
    const place = all[k].signals.findIndex((one) => one.name === name);
    return place < 0 || !all[k].at ? null : all[k].at.values[place];
  }

  const printed = (signal, value) => value === null ? "unknown"
    : signal.labels ? signal.labels[value] ?? `?${value}` : value.toFixed(signal.decimals ?? 6);

  function difference(signal, name, all, k) {
    const value = value_in(all, k, name), first = value_in(all, 0, name);
    if (value === null || first === null || signal.labels)
      return made("span", { className: "faint", textContent: signal.labels && value !== first ? "differs" : "" });
    const more = Number((value - first).toFixed(signal.decimals ?? 6)) + 0;
    return number(more, `${more > 0 ? "+" : ""}${more.toFixed(signal.decimals ?? 6)}`, signal.unit, `more-${k}-${name}`);
  }

  function moment_show(all) {
    const unit = (signal) => signal.labels ? "" : signal.unit;
    const columns = [{ name: "signal", text: "signal", head: true, cell: (name) => name }];
    runs.forEach((run, k) => {
      const t_s = all[k].at?.t_s;
      columns.push({ name: `run-${k}`, kind: "number", text: `${runs.length > 1 ? `${letter(k)}, ` : ""}row of ${t_s ?? "\u2013"} s`,
        cell: (name) => number(value_in(all, k, name), printed(signals.get(name), value_in(all, k, name)), unit(signals.get(name)),
                               `value-${k}-${name}`) });
      if (k > 0)
        columns.push({ name: `more-${k}`, kind: "number", text: `${letter(k)} \u2212 A`,
                       cell: (name) => difference(signals.get(name), name, all, k) });
    });
    rows.replaceChildren(table({ test: "moment-rows", caption: `Rows at ${state.moment_s} s`, columns, rows: state.chosen }).element);
  }

  // -------------------------------------------------------------------- beginning and end

  const watcher = new ResizeObserver(() => {
    const width = charts.querySelector(".chart-plot")?.clientWidth ?? 0;
    for (const plot of state.plots)
      if (width > 0 && Math.abs(plot.width - width) > 1)
        plot.setSize({ width, height: plot.height });
  });
  watcher.observe(charts);
  house.on("theme", () => requestAnimationFrame(draw));
  choices_show();
  load();
  moment_load();
  return {
    /* A run that goes on has more rows by now; who sees the whole run sees them. */
    extend(t_s) {
      const saw_whole = state.to_s >= state.whole[1];
      state.whole[1] = Math.max(state.whole[1], t_s);
      if (saw_whole) {
        state.to_s = state.whole[1];
        load();
      }
    },
    close() {
      state.closed = true;
      clearTimeout(state.timer);
      state.asked?.abort();
      watcher.disconnect();
      for (const plot of state.plots)
        plot.destroy();
    },
  };
}
