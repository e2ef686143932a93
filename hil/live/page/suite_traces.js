// suite_traces.js - curves of one to four runs under one clock: chosen signals, zoom, and the rows
// of one moment beside each other. Names for tests are in room_suite.js.
//
//     const traces = createTraces(place, house, runs);
//     traces.extend(t_s)  a run that goes on has more rows by now; who sees the whole run sees them
//     traces.close()
//
// Curves come as many points as the screen has (GET /data/runs/trace); a longer stretch shows the
// least and the most of each part of it. The numbers of the table are rows of the file, never of
// the curve: the last row at or before the moment in each run.

import { labelled, ticker } from "./choices.js";
import { made } from "./parts.js";
import { createPlot, lines_of } from "./suite_chart.js";
import { moment_table } from "./suite_moment.js";
import { chosen_of, createChoice, groups_of, signals_of } from "./suite_signals.js";
import { framed, moved, params_put, scaled, window_of } from "./suite_window.js";

const TRACE = "/data/runs/trace", WAIT_MS = 150, POINTS_LEAST = 400, POINTS_MOST = 4000;
const HOW = "Drag over a curve to zoom, double-click for the whole run, "
  + "click for the rows of a moment.";

/* What the modules share: what is chosen, what is seen, and the points of it by run. */
function view_of(params, runs) {
  const signals = signals_of(runs);
  return { runs, signals, chosen: chosen_of(signals, params.get("signals")?.split(",")),
           side: params.get("side") === "yes", data: [], ...window_of(params, runs) };
}

function keep(view, house) {
  const params = house.settings();
  params.set("signals", view.chosen.join(","));
  params_put(params, view);
  if (view.side)
    params.set("side", "yes");
  else
    params.delete("side");
  house.keep(params);
}

/* Of one run, the chosen signals that it has. more: { from, to, points, at }. */
async function trace_of({ chosen }, house, run, more, signal) {
  const names = chosen.filter((name) => run.signals.some((one) => one.name === name));
  if (!names.length)
    return { t_s: [], signals: [], rows: 0, is_every_row: true };
  return house.get(TRACE, { run: run.run.name, signals: names.join(","), ...more }, { signal });
}

function note_of({ data }) {
  const thin = data.find((one) => !one.is_every_row);
  return thin ? "Each point of the curves is the least or the most of several of "
    + `${thin.rows} rows; zoom in to see every row. ${HOW}` : `Every row is shown. ${HOW}`;
}

// ---------------------------------------------------------------------- what is on the page

function tools_make(view, acts) {
  const zoom = (textContent, name, title, onclick) => made("button", { type: "button", textContent,
    title, "aria-label": title, test: `zoom-${name}`, onclick });
  const moment = made("input", { type: "number", step: "any", test: "moment", onchange: () =>
    acts.moment_take(moment.value === "" ? null : Number(moment.value)) });
  const side = ticker("side by side", "side", view.side, acts.side_take);
  const element = made("div", { className: "row suite-tools" },
    zoom("+", "in", "zoom in", () => acts.frame(scaled(view, 0.5))),
    zoom("\u2212", "out", "zoom out", () => acts.frame(scaled(view, 2))),
    zoom("\u2190", "left", "earlier", () => acts.frame(moved(view, -0.25))),
    zoom("\u2192", "right", "later", () => acts.frame(moved(view, 0.25))),
    zoom("whole run", "all", "the whole run", acts.whole), labelled("Moment [s]", moment),
    view.runs.length > 1 ? side.element : null);
  return { element, moment_show() { moment.value = view.moment_s ?? ""; } };
}

// ---------------------------------------------------------------------- curves

/* A chart a group of signals, in one column or in one for each run. */
function createCharts(view, acts) {
  const element = made("div", { className: "suite-charts", test: "traces",
                                data: { state: "waiting" } });
  let plots = [];

  function box_make(names, of_runs, is_last) {
    const box = made("figure", { className: "suite-chart" }),
          lines = lines_of(view, names, of_runs);
    element.append(box);
    if (lines.length)
      plots.push(createPlot(box, view, { names, lines, is_last }, {
        onFrame: (from_s, to_s) => acts.frame(framed(view, from_s, to_s)), onWhole: acts.whole,
        onMoment: acts.moment_take }));
    else
      box.append(made("p", { className: "faint",
                             textContent: `${names.join(", ")}: not in this trace` }));
  }

  function clear() {
    for (const plot of plots)
      plot.destroy();
    plots = [];
    element.replaceChildren();
  }

  function draw() {
    const all = view.runs.map((_, k) => k), columns = view.side ? all.map((k) => [k]) : [all];
    const groups = groups_of(view.signals, view.chosen);
    clear();
    element.style.gridTemplateColumns = `repeat(${columns.length}, minmax(0, 1fr))`;
    groups.forEach((names, row) => {
      for (const of_runs of columns)
        box_make(names, of_runs, row === groups.length - 1);
    });
    Object.assign(element.dataset, { state: "ready", from: view.from_s, to: view.to_s });
  }

  function fit() {
    const width = element.querySelector(".chart-plot")?.clientWidth ?? 0;
    for (const plot of plots)
      if (width > 0 && Math.abs(plot.width - width) > 1)
        plot.setSize({ width, height: plot.height });
  }

  return {
    element, draw, clear, fit,
    frame: () => plots.forEach((plot) =>
      plot.setScale("x", { min: view.from_s, max: view.to_s })),
    mark: () => plots.forEach((plot) => plot.redraw(false)),
  };
}

// ---------------------------------------------------------------------- asking for them

/* show() when curves have come; moment_show(all) when the rows of a moment have. */
function createLoader(view, house, charts, { show, moment_show }) {
  const state = { asked: null, timer: 0, closed: false };
  const all_of = (more, signal) =>
    Promise.all(view.runs.map((run) => trace_of(view, house, run, more, signal)));

  function failed(error) {
    if (error.name !== "AbortError" && !state.closed)
      house.trouble(error.message);
  }

  async function curves_now() {
    state.asked?.abort();
    const asked = state.asked = new AbortController(), width = charts.clientWidth || 800;
    const points = Math.min(POINTS_MOST, Math.max(POINTS_LEAST, Math.round(width)));
    try {
      const data = await all_of({ from: view.from_s, to: view.to_s, points }, asked.signal);
      if (state.closed || asked !== state.asked)
        return;
      view.data = data;
      show();
      house.trouble("");
    } catch (error) {
      failed(error);
    }
  }

  /* The first at once; then when the hand rests. */
  function curves() {
    clearTimeout(state.timer);
    charts.dataset.state = "waiting";
    state.timer = setTimeout(curves_now, view.data.length ? WAIT_MS : 0);
  }

  async function moment() {
    const at = view.moment_s;
    if (at === null) {
      moment_show(null);
      return;
    }
    try {
      const all = await all_of({ from: at, to: at, at, points: 4 });
      if (!state.closed && at === view.moment_s)
        moment_show(all);
    } catch (error) {
      failed(error);
    }
  }

  return { curves, moment, close() {
    state.closed = true;
    clearTimeout(state.timer);
    state.asked?.abort();
  } };
}

// ---------------------------------------------------------------------- all of it

export function createTraces(place, house, runs) {
  const view = view_of(house.settings(), runs);
  const acts = { frame, moment_take, side_take, whole: () => frame(framed(view, ...view.whole)) };
  const tools = tools_make(view, acts), charts = createCharts(view, acts);
  const note = made("p", { className: "faint" }), rows = made("div", { className: "suite-moment" });
  const loader = createLoader(view, house, charts.element, { show: draw, moment_show(all) {
    rows.replaceChildren(...(all ? [moment_table(view, all)] : []));
  } });
  const choice = createChoice(view, house, (chosen) => {
    view.chosen = chosen;
    keep(view, house);
    loader.curves();
    loader.moment();
  });

  function draw() {
    if (!view.data.length)
      return;
    charts.draw();
    note.textContent = note_of(view);
  }

  function frame(stretch) {
    Object.assign(view, stretch);
    charts.frame();
    keep(view, house);
    loader.curves();
  }

  function side_take(on) {
    view.side = on;
    keep(view, house);
    draw();
  }

  function moment_take(t_s) {
    view.moment_s = t_s === null || !Number.isFinite(t_s) ? null
      : Math.min(Math.max(t_s, view.whole[0]), view.whole[1]);
    tools.moment_show();
    keep(view, house);
    charts.mark();
    loader.moment();
  }

  function extend(t_s) {
    const saw_whole = view.to_s >= view.whole[1];
    view.whole[1] = Math.max(view.whole[1], t_s);
    if (saw_whole) {
      view.to_s = view.whole[1];
      loader.curves();
    }
  }

  place.replaceChildren(
    made("h2", { textContent: runs.length > 1 ? "Curves beside each other" : "Curves" }),
    tools.element, charts.element, note, rows, choice.element);
  const watcher = new ResizeObserver(charts.fit);
  const let_theme = house.on("theme", () => requestAnimationFrame(draw));
  watcher.observe(charts.element);
  tools.moment_show();
  loader.curves();
  loader.moment();
  return { extend, close() {
    let_theme();
    loader.close();
    watcher.disconnect();
    charts.clear();
    view.data = [];
  } };
}
