// pump_curves.js - plasma and effect sites over the hours, with their bands and thresholds, and what has
// arrived, with the presses of the button.
//
//     const curves = createCurves(onSeek);   curves.show(scenes);   curves.now(time_s);
//     curves.theme();   curves.close();

import { createChart, swatch } from "./chart.js";
import { made } from "./parts.js";
import { digits } from "./pump_scene.js";

const UG = "\u00b5g/mL", NG = "ng/mL";
const looks = [{ colour: "--s0", dash: [] }, { colour: "--s1", dash: [8, 3] }];
const NEAR = 2.5;                       /* a threshold farther above the curves is only told */

/* Each chart: what it shows of a scene, over hours, and whose thresholds. */
const rows = [
  { name: "effect", title: "Cord\u2019s effect site", unit: UG, site: "cord", scale: 1, height: 150, shade: "cord, 10 .. 90 %",
    course: (scene) => scene.head.series.effect_ug_per_ml, edge: (scene, edge) => scene.has(`cord_${edge}_ug_per_ml`)
      && scene.course(`cord_${edge}_ug_per_ml`, scene.head.cord_probe) },
  { name: "brain", title: "Brain stem", unit: NG, site: "brain", scale: 1000, height: 96,
    course: (scene) => scene.head.series.brain_ng_per_ml, edge: (scene, edge) => scene.head.series[`brain_${edge}_ng_per_ml`] },
  { name: "plasma", title: "Plasma", unit: NG, site: "plasma", scale: 1000, height: 96,
    course: (scene) => scene.head.series.plasma_ng_per_ml, edge: (scene, edge) => scene.head.series[`plasma_${edge}_ng_per_ml`] },
  { name: "arrived", title: "Arrived", unit: "\u00b5g", site: null, scale: 1, height: 96,
    course: (scene) => scene.head.series.arrived_ug, edge: () => null, decimals: 1 },
];

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/* Between two courses, filled. */
function band_paint(u, hours, low, high, colour) {
  const { ctx } = u;
  ctx.save();
  ctx.beginPath();
  hours.forEach((hour, k) => ctx[k ? "lineTo" : "moveTo"](u.valToPos(hour, "x", true), u.valToPos(high[k], "left", true)));
  for (let k = hours.length - 1; k >= 0; k--)
    ctx.lineTo(u.valToPos(hours[k], "x", true), u.valToPos(low[k], "left", true));
  ctx.closePath();
  ctx.globalAlpha = 0.2;
  ctx.fillStyle = css(colour);
  ctx.fill();
  ctx.restore();
}

/* How a threshold's line looks, in the picture and in the list below it. */
const lines = { effect: { colour: "--good", dash: [10, 4] }, toxic: { colour: "--bad", dash: [3, 3] },
                withdrawal: { colour: "--warn", dash: [10, 3, 2, 3] } };

function line_paint(u, threshold) {
  const { ctx, bbox } = u, { colour, dash } = lines[threshold.role], y = u.valToPos(threshold.shown, "left", true);
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
function press_paint(u, press) {
  const { ctx, bbox } = u, x = u.valToPos(press.at_s / 3600, "x", true), y = bbox.top + bbox.height - 7 * devicePixelRatio;
  const size = 5 * devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = css(press.verdict === "granted" ? "--good" : "--bad");
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.beginPath();
  if (press.verdict === "granted") {
    ctx.moveTo(x - size, y - size);
    ctx.lineTo(x + size, y - size);
    ctx.lineTo(x, y + size);
    ctx.fill();
  } else {
    for (const [a, b] of [[-1, 1], [1, -1]]) {
      ctx.moveTo(x - size, y + a * size);
      ctx.lineTo(x + size, y + b * size);
    }
    ctx.stroke();
  }
  ctx.restore();
}

export function createCurves(onSeek) {
  const panel = document.createElement("section");
  panel.className = "panel pump-curves";
  panel.setAttribute("aria-label", "Curves");
  const state = { charts: [], count: 0, scenes: [], now_s: 0 };
  const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 18;
  const hours_of = (scene) => scene.head.times_s.map((time) => time / 3600);

  function most_of(row) {
    return Math.max(...state.scenes.filter(Boolean).map((scene) =>
      Math.max(...row.course(scene), ...(row.edge(scene, "high") || []))), 0);
  }

  /* Of two drugs each with its name. */
  function thresholds_of(row) {
    const seen = new Map(), scenes = state.scenes.filter(Boolean), drug_of = (scene) => scene.head.settings.drug;
    const whose = (scene) => (scenes.some((other) => drug_of(other) !== drug_of(scene)) ? `${drug_of(scene)}: ` : "");
    for (const scene of scenes)
      for (const one of scene.head.thresholds)
        if (one.site === row.site)
          seen.set(`${drug_of(scene)} ${one.name}`, { ...one, shown: one.ug_per_ml * row.scale, words:
            `${whose(scene)}${one.name} ${one.is_below ? "<" : ">"} ${digits(one.ug_per_ml * row.scale)} ${row.unit}` });
    return [...seen.values()];
  }

  function reach(row) {
    const most = most_of(row), near = thresholds_of(row).map((one) => one.shown).filter((value) => value < NEAR * most);
    return [0, Math.max(most, ...near, 1e-9)];
  }

  function back(row, u) {
    state.scenes.forEach((scene, c) => {
      const high = scene && row.edge(scene, "high");
      if (high)
        band_paint(u, hours_of(scene), row.edge(scene, "low"), high, looks[c].colour);
    });
    thresholds_of(row).forEach((threshold) => line_paint(u, threshold));
  }

  function front(row, u) {
    if (row.name === "arrived")
      for (const scene of state.scenes.filter(Boolean))
        scene.head.presses.forEach((press) => press_paint(u, press));
  }

  function build(count) {
    for (const one of state.charts)
      one.chart.close();
    panel.replaceChildren();
    state.count = count;
    state.charts = rows.map((row) => {
      const far = document.createElement("p"), box = document.createElement("div");
      far.className = "pump-far faint";
      panel.append(box);
      const chart = createChart(box, {
        title: row.title, height: Math.round(row.height * rem()), group: "pump", timeUnit: "h",
        reach: () => reach(row), draw: { back: (u) => back(row, u), front: (u) => front(row, u) },
        onSeek: (hour) => onSeek(hour * 3600),
        series: Array.from({ length: count }, (_, c) => ({
          name: `${row.name}-${c}`, label: count > 1 ? "AB"[c] : "", unit: row.unit, decimals: row.decimals ?? 3, ...looks[c] })) });
      box.append(far);
      return { row, chart, far };
    });
  }

  /* Two films have two sets of times: both are drawn over all of them. */
  function fill() {
    const scenes = state.scenes.filter(Boolean);
    const times = [...new Set(scenes.flatMap((scene) => scene.head.times_s))].sort((a, b) => a - b);
    for (const { row, chart, far } of state.charts) {
      const columns = {};
      state.scenes.forEach((scene, c) => {
        if (!scene)
          return;
        const course = row.course(scene);
        let k = 0;
        columns[`${row.name}-${c}`] = times.map((time) => {
          const own = scene.head.times_s;
          if (time > own.at(-1))
            return null;
          while (k < own.length - 2 && time > own[k + 1])
            k++;
          return course[k] + (course[k + 1] - course[k]) * Math.min(1, Math.max(0, (time - own[k]) / (own[k + 1] - own[k])));
        });
      });
      chart.set(times.map((time) => time / 3600), columns);
      const most = most_of(row);
      const has_band = state.scenes.some((scene) => scene && row.edge(scene, "high"));
      far.replaceChildren(...thresholds_of(row).map((one) => made("span", {}, swatch(lines[one.role].colour, lines[one.role].dash),
          ` ${one.words}${one.shown >= NEAR * most ? ", far beyond the picture" : ""}`)),
        ...(row.shade && has_band ? [made("span", { textContent: `shade: ${row.shade}` })] : []));
      far.hidden = !far.childElementCount;
    }
  }

  return {
    panel,
    show(scenes) {
      state.scenes = scenes;
      if (!scenes.some(Boolean))
        return;
      if (scenes.length !== state.count)
        build(scenes.length);
      fill();
      this.now(state.now_s);
    },
    now(time_s) {
      state.now_s = time_s;
      for (const one of state.charts)
        one.chart.now(time_s / 3600);
    },
    theme() { state.charts.forEach((one) => one.chart.theme()); },
    close() { state.charts.forEach((one) => one.chart.close()); },
  };
}
