// device_curves.js - what a stage has shown so far, as curves that grow: bounded, so that an hour
// at 60 times real time weighs no more than a minute.
//
//     const curves = createCurves(place, live);
//     curves.row()      after every row      curves.theme()      curves.close()

import { createChart } from "./chart.js";
import { unit_of } from "./parts.js";

const POINTS_MOST = 1200, DRAW_EVERY_MS = 200;
/* Less than that is no change that an eye should see. */
const LEAST_SPAN = { C: 5, ohm: 5, W: 1, "ul/h": 2, kPa: 5, "ug/ml": 0.01 };
const DASHES = [[], [8, 5], [2, 4], [10, 4, 2, 4]];

export function createCurves(place, live) {
  const state = { times: [], columns: null, drawn_ms: 0, timer: null };
  const field_of = (name) => live.panel.fields.find((row) => row.signal === name);
  const word_of = (name) => (field_of(name)?.label ?? name.split(".")[0]).toLowerCase();
  const charts = live.panel.charts.map((row, at) => ({
    signals: row.signals,
    chart: createChart(place, {
      title: row.title, height: 130, group: "device", leastSpan: LEAST_SPAN[row.unit] ?? 0,
      series: row.signals.map((name, i) => ({
        name, label: word_of(name), unit: unit_of(row.unit),
        decimals: Math.min(live.signals.get(name).decimals, 2), colour: `--s${(at + i) % 6}`,
          dash: DASHES[i] })),
    }),
  }));
  const names = [...new Set(charts.flatMap((one) => one.signals))];

  state.columns = new Map(names.map((name) => [name, []]));

  /* Of the older half every second one goes. */
  function thin() {
    const half = Math.floor(state.times.length / 2);
    const kept = (list) => list.filter((_, i) => i >= half || i % 2 === 0);
    state.times = kept(state.times);
    for (const name of names)
      state.columns.set(name, kept(state.columns.get(name)));
  }

  function draw() {
    state.timer = null;
    state.drawn_ms = performance.now();
    if (state.times.length < 2)
      return;
    const columns = Object.fromEntries(state.columns);
    for (const { chart } of charts) {
      chart.set(state.times, columns);
      chart.now(state.times.at(-1));
    }
  }

  function row() {
    if (state.times.length && live.t_s <= state.times.at(-1))
      return;
    state.times.push(live.t_s);
    for (const name of names)
      state.columns.get(name).push(live.value(name));
    if (state.times.length > POINTS_MOST)
      thin();
    state.timer ??= setTimeout(draw, Math.max(0,
      DRAW_EVERY_MS - (performance.now() - state.drawn_ms)));
  }

  return {
    row,
    theme() { charts.forEach(({ chart }) => chart.theme()); draw(); },
    close() {
      clearTimeout(state.timer);
      charts.forEach(({ chart }) => chart.close());
    },
  };
}
