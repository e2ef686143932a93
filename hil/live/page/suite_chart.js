// suite_chart.js - one chart of the suite room: curves of one unit, or the states of one signal.
//
//     lines_of(view, names, [0, 1])      the curves of those runs, as far as they have such signals
//     const plot = createPlot(box, view, { names, lines, is_last }, { onFrame(from_s, to_s),
//                                                       onWhole(), onMoment(t_s) });      a uPlot
//
// view: { runs, signals, chosen, data, from_s, to_s, moment_s } (suite_traces.js). Under each chart
// of a row is the same clock; only the last says it. A line is dashed by run and coloured by
// signal.

import { axis_look, swatch } from "./chart.js";
import { css, letter, made, rem_px, unit_of } from "./parts.js";
import { state_word, value_word } from "./suite_signals.js";
import { round, sees } from "./suite_window.js";
import { axis_time, clock_steps_s, is_clock_axis } from "./times.js";
import uPlot from "./vendor/uPlot.js";

const DASHES = [[], [10, 5], [3, 4], [12, 4, 3, 4]];
const COLOURS = ["--s0", "--s1", "--s2", "--s3", "--s4", "--s5", "--s6", "--ink"];
const DRAG_PX = 4, PLOT_REM = 8.5, STATE_REM = 1.1;

export function lines_of(view, names, of_runs) {
  return of_runs.flatMap((k) => names.flatMap((name) => {
    const { t_s, signals } = view.data[k], data = signals.find((one) => one.name === name);
    const colour = COLOURS[view.chosen.indexOf(name) % COLOURS.length];
    return data ? [{ k, name, data, t_s, colour, dash: DASHES[k] }] : [];
  }));
}

// ---------------------------------------------------------------------- legend and cursor

/* Each line has an output of its own: line.said. */
function legend_make(view, lines) {
  const unit = view.signals.get(lines[0].name).labels ? "" : unit_of(lines[0].data.unit);
  const rows = lines.map((line) => {
    line.said = made("output", { test: `cursor-${line.k}-${line.name}` });
    const name = view.runs.length > 1 ? `${letter(line.k)} ${line.name} ` : `${line.name} `;
    return made("li", {}, swatch(line.colour, line.dash), name, line.said);
  });
  return made("ul", { className: "chart-head" }, ...rows,
              unit ? made("li", { className: "unit", textContent: `[${unit}]` }) : null);
}

/* The curve's last point at or before a time. */
function held({ t_s: times, data }, t_s) {
  let low = 0, high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= t_s)
      low = middle + 1;
    else
      high = middle;
  }
  return low ? data.values[low - 1] : null;
}

/* How far it is from the first run's. */
function difference_word(signal, value, first) {
  if (value === null || first === null || signal.labels)
    return "";
  return ` (${value >= first ? "+" : ""}${(value - first).toFixed(signal.decimals ?? 3)})`;
}

function cursor_say({ signals }, lines, { cursor, posToVal }) {
  const t_s = cursor.left >= 0 ? posToVal(cursor.left, "x") : null;
  const at = (line) => (line && t_s !== null ? held(line, t_s) : null);
  for (const line of lines) {
    const signal = signals.get(line.name), value = at(line);
    const first = line.k ? lines.find((one) => one.name === line.name && one.k === 0) : null;
    line.said.textContent = value === null ? ""
      : `${value_word(signal, value)}${difference_word(signal, value, at(first))}`;
    line.said.dataset.value = value ?? "";
  }
}

// ---------------------------------------------------------------------- scales and axes

/* Only states that were there have a line of their own. */
const states_in = (lines) => [...new Set(lines.flatMap((line) => line.data.values))]
  .filter((value) => value !== null).sort((a, b) => a - b);

/* Beside each other curves are compared by eye: one scale for all of a row. */
function range_of(lines, states) {
  if (states)
    return [-0.5, Math.max(states.length, 1) - 0.5];
  let least = Infinity, most = -Infinity;
  for (const { data } of lines)
    for (const value of data.values)
      if (value !== null) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
  if (least > most)
    return [0, 1];
  const air = most > least ? (most - least) * 0.08 : Math.max(Math.abs(most) * 0.1, 1);
  return [least - air, most + air];
}

function x_axis(view, is_last) {
  const rem = rem_px(), is_clock = is_clock_axis(view.to_s - view.from_s);
  const word = (t_s) => (is_last ? axis_time(t_s, view.to_s - view.from_s) : "");
  return { ...axis_look(), size: rem * (is_last ? 1.5 : 0.4), gap: 3,
           space: rem * (is_clock ? 5 : 4),
           incrs: is_clock ? clock_steps_s : undefined, values: (u, all) => all.map(word) };
}

/* All charts begin at one place: where states are shown, their words need room in each. */
function y_axis({ chosen, signals }, labels, states) {
  const rem = rem_px(), is_wide = chosen.some((name) => signals.get(name).labels);
  const word = states ? (rank) => state_word(labels, states[rank])
    : (value) => String(Number(value.toPrecision(8)));
  return { ...axis_look(), size: rem * (is_wide ? 6 : 3.6), gap: 4, space: rem * 1.4,
           splits: states ? () => states.map((_, i) => i) : undefined,
           values: (u, all) => all.map(word) };
}

// ---------------------------------------------------------------------- the plot

function table_of(lines, states) {
  const rank = (value) => (value === null ? null : states.indexOf(value));
  const tables = lines.map(({ t_s, data }) => [t_s, states ? data.values.map(rank) : data.values]);
  return tables.length > 1 ? uPlot.join(tables, tables.map(() => [1, 1])) : tables[0];
}

function series_of({ name, data, colour, dash }) {
  const { linear, stepped } = uPlot.paths, is_step = data.labels || data.unit === "-";
  return { label: name, width: 1.6, stroke: css(colour), dash, points: { show: false },
           paths: is_step ? stepped({ align: 1 }) : linear(), spanGaps: false };
}

/* The moment whose rows are told. */
function moment_mark({ ctx, bbox, valToPos }, view) {
  if (!sees(view, view.moment_s))
    return;
  const x = Math.round(valToPos(view.moment_s, "x", true)) + 0.5;
  ctx.save();
  ctx.strokeStyle = css("--ink");
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4, 3]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

function selected(plot, onFrame) {
  const { left, width } = plot.select;
  if (width < DRAG_PX)
    return;
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onFrame(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
}

export function createPlot(box, view, { names, lines, is_last }, { onFrame, onWhole, onMoment }) {
  const { labels } = lines[0].data, rem = rem_px();
  const of_row = lines_of(view, names, view.runs.map((_, k) => k));
  const states = labels ? states_in(of_row) : null, range = range_of(of_row, states);
  const said = lines.map((line) => line.name).join(", ");
  const holder = made("div", { className: "chart-plot", role: "img",
    "aria-label": `${said} from ${view.from_s} s to ${view.to_s} s` });
  box.append(legend_make(view, lines), holder);
  const plot = new uPlot({
    width: Math.max(160, holder.clientWidth), padding: [6, 10, 0, 0], legend: { show: false },
    height: Math.round(rem * (states ? 2.2 + STATE_REM * states.length : PLOT_REM)),
    scales: { x: { time: false, range: () => [view.from_s, view.to_s] },
              y: { range: () => range } },
    axes: [x_axis(view, is_last), y_axis(view, labels, states)],
    cursor: { sync: { key: "suite", scales: ["x", null] }, y: false, points: { size: 6 },
              drag: { x: true, y: false, setScale: false }, bind: { dblclick: () => onWhole } },
    series: [{}, ...lines.map(series_of)],
    hooks: { setSelect: [(u) => selected(u, onFrame)], draw: [(u) => moment_mark(u, view)],
             setCursor: [(u) => cursor_say(view, lines, u)] },
  }, table_of(lines, states), holder);
  plot.over.addEventListener("click", () => {
    if (!plot.select.width && plot.cursor.left >= 0)
      onMoment(round(plot.posToVal(plot.cursor.left, "x"), view.to_s - view.from_s));
  });
  return plot;
}
