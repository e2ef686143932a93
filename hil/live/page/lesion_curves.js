// lesion_curves.js - temperature, impedance, power and voltage under the room's clock.
//
//     const curves = createCurves(place, onSeek);
//     curves.show(scenes)       other films            curves.now(time_s)
//     curves.probe(temp_c)      the probe's temperature in every frame, or null
//     curves.theme(), .close()

import { createChart, valueAt } from "./chart.js";
import { letter, made, rem_px } from "./parts.js";

const case_looks = [
  { colour: "--s0", dash: [] }, { colour: "--s1", dash: [8, 3] },
  { colour: "--s2", dash: [2, 3] }, { colour: "--s3", dash: [9, 3, 2, 3] },
];
const C = "\u00b0C", DESK_PX = 18;       /* heights are those of letters at desk size */

/* One lesion: its own curves. */
const alone = [
  { title: "Temperature", height: 122, leastSpan: 4, series: [
    { name: "tip_c", label: "tip", unit: C, decimals: 1, colour: "--s0", dash: [] },
    { name: "hottest_c", label: "hottest", unit: C, decimals: 1, colour: "--s1", dash: [6, 3] },
    { name: "probe_c", label: "probe", unit: C, decimals: 1, colour: "--s2", dash: [2, 3] }] },
  { title: "Impedance", height: 78, leastSpan: 4, series: [
    { name: "resistance_ohm", label: "", unit: "\u03a9", decimals: 1, colour: "--s0", dash: [] }] },
  { title: "Output", height: 92, leastSpan: 0.4, series: [
    { name: "power_w", label: "mean power", unit: "W", decimals: 2, colour: "--s0", dash: [] },
    { name: "volts", label: "rms voltage", unit: "V", decimals: 1, colour: "--s1", dash: [6, 3],
      scale: "right" }] },
];

/* Several: one quantity of each. */
const together = [
  { title: "Tip", name: "tip_c", unit: C, decimals: 1, leastSpan: 4 },
  { title: "Impedance", name: "resistance_ohm", unit: "\u03a9", decimals: 1, leastSpan: 4 },
  { title: "Power, mean", name: "power_w", unit: "W", decimals: 2, leastSpan: 0.4 },
  { title: "Voltage, rms", name: "volts", unit: "V", decimals: 1, leastSpan: 0.4 },
];

function union(scenes) {
  return [...new Set(scenes.flatMap((scene) => scene.head.times_s))].sort((a, b) => a - b);
}

export function createCurves(place, onSeek) {
  const panel = made("section", { className: "panel lesion-curves", "aria-label": "Curves" });
  place.append(panel);
  const state = { charts: [], count: 0, scenes: [], probe: null, now_s: 0 };

  function build(count) {
    for (const one of state.charts)
      one.close();
    panel.replaceChildren();
    state.count = count;
    const rows = count < 2 ? alone : together.map((row) => ({
      title: row.title, height: 84, leastSpan: row.leastSpan, missing: "ended",
      series: Array.from({ length: count }, (_, c) => ({
        name: `${row.name}-${c}`, label: letter(c), unit: row.unit, decimals: row.decimals,
        ...case_looks[c] })) }));
    state.charts = rows.map((row) => createChart(panel, {
      ...row, height: Math.round(row.height * rem_px() / DESK_PX), group: "lesion", onSeek }));
  }

  function fill() {
    const scenes = state.scenes.filter(Boolean);
    if (!scenes.length)
      return;
    if (state.count < 2) {
      const { times_s, series } = scenes[0].head;
      for (const chart of state.charts)
        chart.set(times_s, { ...series, ...(state.probe ? { probe_c: state.probe } : {}) });
      return;
    }
    const times = union(scenes), columns = {};
    state.scenes.forEach((scene, c) => {
      if (!scene)
        return;
      const end_s = scene.head.times_s.at(-1);
      for (const row of together)
        columns[`${row.name}-${c}`] = times.map((time) =>
          (time > end_s ? null : valueAt(scene.head.times_s, scene.head.series[row.name], time)));
    });
    for (const chart of state.charts)
      chart.set(times, columns);
  }

  return {
    show(scenes) {
      if (scenes.length !== state.count)
        build(scenes.length);
      state.scenes = scenes;
      fill();
    },
    /* The probe's temperature in every frame, or null. */
    probe(temp_c) {
      state.probe = temp_c;
      if (state.count === 1)
        fill();
    },
    now(time_s) {
      state.now_s = time_s;
      for (const chart of state.charts)
        chart.now(time_s);
    },
    theme() {
      if (!state.count)
        return;
      build(state.count);
      fill();
      for (const chart of state.charts)
        chart.now(state.now_s);
    },
    close() {
      for (const one of state.charts)
        one.close();
    },
  };
}
