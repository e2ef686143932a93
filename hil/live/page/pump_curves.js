// pump_curves.js - plasma and effect sites over the hours, with their bands and thresholds, and
// what has arrived, with the presses of the button.
//
//     const curves = createCurves(onSeek);   curves.show(scenes);   curves.now(time_s);
//     curves.theme();   curves.close();

import { createChart, swatch } from "./chart.js";
import { css, letter, made, rem_px } from "./parts.js";
import { digits } from "./pump_scene.js";

const UG = "\u00b5g/mL", NG = "ng/mL";
const looks = [{ colour: "--s0", dash: [] }, { colour: "--s1", dash: [8, 3] }];
const NEAR = 2.5;                       /* a threshold farther above the curves is only told */
const DESK_PX = 18;                     /* heights are those of letters at desk size */

const edge_of = (site) => ({ head }, edge) => head.series[`${site}_${edge}_ng_per_ml`];
const cord_edge = (scene, edge) => scene.has(`cord_${edge}_ug_per_ml`)
  && scene.course(`cord_${edge}_ug_per_ml`, scene.head.cord_probe);

/* Each chart: what it shows of a scene, over hours, and whose thresholds. */
const rows = [
  { name: "effect", title: "Cord\u2019s effect site", unit: UG, site: "cord", scale: 1, height: 150,
    shade: "cord, 10 .. 90 %", course: "effect_ug_per_ml", edge: cord_edge },
  { name: "brain", title: "Brain stem", unit: NG, site: "brain", scale: 1000, height: 96,
    course: "brain_ng_per_ml", edge: edge_of("brain") },
  { name: "plasma", title: "Plasma", unit: NG, site: "plasma", scale: 1000, height: 96,
    course: "plasma_ng_per_ml", edge: edge_of("plasma") },
  { name: "arrived", title: "Arrived", unit: "\u00b5g", site: null, scale: 1, height: 96,
    decimals: 1,
    course: "arrived_ug", edge: () => null },
];

// ---------------------------------------------------------------------- painted over the curves

/* Between two courses, filled. */
function band_paint(u, hours, low, high, colour) {
  const { ctx } = u, x = (k) => u.valToPos(hours[k], "x", true),
        y = (at) => u.valToPos(at, "left", true);
  ctx.save();
  ctx.beginPath();
  for (let k = 0; k < hours.length; k++)
    ctx.lineTo(x(k), y(high[k]));
  for (let k = hours.length - 1; k >= 0; k--)
    ctx.lineTo(x(k), y(low[k]));
  ctx.closePath();
  ctx.globalAlpha = 0.2;
  ctx.fillStyle = css(colour);
  ctx.fill();
  ctx.restore();
}

/* How a threshold's line looks, in the picture and in the list below it. */
const lines = { effect: { colour: "--good", dash: [10, 4] },
                toxic: { colour: "--bad", dash: [3, 3] },
                withdrawal: { colour: "--warn", dash: [10, 3, 2, 3] } };

function line_paint(u, { role, shown }) {
  const { ctx, bbox } = u, { colour, dash } = lines[role], y = u.valToPos(shown, "left", true);
  if (y < bbox.top - 1 || y > bbox.top + bbox.height + 1)
    return;
  ctx.save();
  ctx.strokeStyle = css(colour);
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/* Granted: a triangle that points down; refused: a cross. */
function press_paint(u, { at_s, verdict }) {
  const { ctx, bbox } = u, size = 5 * devicePixelRatio, is_granted = verdict === "granted";
  ctx.save();
  ctx.translate(u.valToPos(at_s / 3600, "x", true), bbox.top + bbox.height - 7 * devicePixelRatio);
  ctx.strokeStyle = ctx.fillStyle = css(is_granted ? "--good" : "--bad");
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.beginPath();
  if (is_granted) {
    ctx.moveTo(-size, -size);
    ctx.lineTo(size, -size);
    ctx.lineTo(0, size);
    ctx.fill();
  } else {
    ctx.moveTo(-size, -size);
    ctx.lineTo(size, size);
    ctx.moveTo(-size, size);
    ctx.lineTo(size, -size);
    ctx.stroke();
  }
  ctx.restore();
}

// ---------------------------------------------------------------------- of the scenes

const hours_of = ({ head }) => head.times_s.map((time_s) => time_s / 3600);
const course_of = ({ head }, row) => head.series[row.course];

function most_of(row, scenes) {
  return Math.max(0, ...scenes.map((scene) =>
    Math.max(...course_of(scene, row), ...(row.edge(scene, "high") || []))));
}

/* Of two drugs each with its name. */
function thresholds_of(row, scenes) {
  const seen = new Map(), drug_of = (scene) => scene.head.settings.drug;
  const has_two = new Set(scenes.map(drug_of)).size > 1;
  for (const scene of scenes)
    for (const one of scene.head.thresholds.filter(({ site }) => site === row.site)) {
      const drug = drug_of(scene), shown = one.ug_per_ml * row.scale;
      const words = `${has_two ? `${drug}: ` : ""}${one.name} ${one.is_below ? "<" : ">"} `
        + `${digits(shown)} ${row.unit}`;
      seen.set(`${drug} ${one.name}`, { ...one, shown, words });
    }
  return [...seen.values()];
}

function reach(row, scenes) {
  const most = most_of(row, scenes), all = thresholds_of(row, scenes).map((one) => one.shown);
  return [0, Math.max(most, ...all.filter((value) => value < NEAR * most), 1e-9)];
}

/* A course at other times than its own; null behind its end. */
function resampled(own_s, course, times_s) {
  let k = 0;
  return times_s.map((time_s) => {
    if (time_s > own_s.at(-1))
      return null;
    while (k < own_s.length - 2 && time_s > own_s[k + 1])
      k++;
    const part = (time_s - own_s[k]) / (own_s[k + 1] - own_s[k]);
    return course[k] + (course[k + 1] - course[k]) * Math.min(1, Math.max(0, part));
  });
}

/* What the lines are, and what is too far away to be drawn. */
function far_words(row, scenes) {
  const most = most_of(row, scenes), has_band = scenes.some((scene) => row.edge(scene, "high"));
  const words = thresholds_of(row, scenes).map(({ role, shown, words: text }) => made("span", {},
    swatch(lines[role].colour, lines[role].dash),
    ` ${text}${shown >= NEAR * most ? ", far beyond the picture" : ""}`));
  return row.shade && has_band
    ? [...words, made("span", { textContent: `shade: ${row.shade}` })] : words;
}

// ---------------------------------------------------------------------- the panel

export function createCurves(onSeek) {
  const panel = made("section", { className: "panel pump-curves", "aria-label": "Curves" });
  const state = { charts: [], count: 0, scenes: [], now_s: 0 };

  function back(row, u) {
    state.scenes.forEach((scene, c) => {
      const high = row.edge(scene, "high");
      if (high)
        band_paint(u, hours_of(scene), row.edge(scene, "low"), high, looks[c].colour);
    });
    for (const threshold of thresholds_of(row, state.scenes))
      line_paint(u, threshold);
  }

  function front(row, u) {
    if (row.name === "arrived")
      for (const press of state.scenes.flatMap((scene) => scene.head.presses))
        press_paint(u, press);
  }

  function chart_make(row) {
    const far = made("p", { className: "pump-far faint" }), box = made("div");
    panel.append(box);
    const chart = createChart(box, {
      title: row.title, height: Math.round(row.height * rem_px() / DESK_PX), group: "pump",
      timeUnit: "h", reach: () => reach(row, state.scenes), onSeek: (hour) => onSeek(hour * 3600),
      draw: { back: (u) => back(row, u), front: (u) => front(row, u) },
      series: state.scenes.map((_, c) => ({ name: `${row.name}-${c}`, unit: row.unit,
        label: state.count > 1 ? letter(c) : "", decimals: row.decimals ?? 3, ...looks[c] })) });
    box.append(far);
    return { row, chart, far };
  }

  function close() {
    for (const { chart } of state.charts)
      chart.close();
  }

  function build() {
    close();
    panel.replaceChildren();
    state.count = state.scenes.length;
    state.charts = rows.map(chart_make);
  }

  /* Two films have two sets of times: both are drawn over all of them. */
  function fill() {
    const { scenes } = state, all_s = new Set(scenes.flatMap((scene) => scene.head.times_s));
    const times_s = [...all_s].sort((a, b) => a - b), hours = times_s.map((time_s) =>
      time_s / 3600);
    for (const { row, chart, far } of state.charts) {
      chart.set(hours, Object.fromEntries(scenes.map((scene, c) =>
        [`${row.name}-${c}`, resampled(scene.head.times_s, course_of(scene, row), times_s)])));
      far.replaceChildren(...far_words(row, scenes));
      far.hidden = !far.childElementCount;
    }
  }

  function now(time_s) {
    state.now_s = time_s;
    for (const { chart } of state.charts)
      chart.now(time_s / 3600);
  }

  return {
    panel, now, close,
    show(scenes) {
      state.scenes = scenes;
      if (scenes.length !== state.count)
        build();
      fill();
      now(state.now_s);
    },
    theme() {
      for (const { chart } of state.charts)
        chart.theme();
    },
  };
}
