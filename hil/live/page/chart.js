// chart.js - curves over time: uPlot with the page's colours, units and clock.
//
//     const chart = createChart(panel, {
//       title: "Temperature", height: 150, group: "lesion", onSeek(t_s) {},
//       series: [{ name: "tip_c", label: "tip", unit: "\u00b0C", decimals: 1, colour: "--s0",
//                  dash: [6, 3], scale: "left" }, ...] });
//     chart.set(times_s, { tip_c: [...], ... });     chart.now(t_s);     chart.close();
//
// What is yet to come is veiled; the legend says each curve's value at the clock, or below the
// cursor while it is over one of the group's charts. Values carry data-value with all digits and
// data-test: chart-NAME. A second scale, "right", has its axis there.
//
// Also: `missing` is said where a curve has no value; timeUnit "h" when times are hours;
// reach(scale) -> [least, most] or null, which its range holds as well; draw { back(u), front(u) }
// paints below and above the curves, in the canvas's pixels.

import { css, made, rem_px, svg } from "./parts.js";
import uPlot from "./vendor/uPlot.js";

export function swatch(colour, dash = []) {
  const line = svg("line", { x1: 0, x2: 32, y1: 5, y2: 5, "stroke-width": 3 });
  if (dash.length)
    line.setAttribute("stroke-dasharray", dash.join(" "));
  line.style.stroke = colour.startsWith("--") ? `var(${colour})` : colour;
  return svg("svg", { viewBox: "0 0 32 10", "aria-hidden": "true" }, line);
}

/* The value at a time, on the straight line between its neighbours; null where one is missing. */
export function valueAt(times, values, time) {
  if (!values?.length)
    return null;
  let low = 0, high = times.length - 1;
  if (time <= times[0])
    return values[0];
  if (time >= times[high])
    return values[high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time)
      low = middle;
    else
      high = middle;
  }
  if (values[low] === null || values[high] === null)
    return null;
  const part = (time - times[low]) / (times[high] - times[low]);
  return values[low] + part * (values[high] - values[low]);
}

// ---------------------------------------------------------------------- axes and ranges

/* What every axis of the page looks like, in the theme as it is now. */
export function axis_look() {
  return { stroke: css("--soft"), font: `${Math.round(rem_px() * 0.72)}px ${css("--font")}`,
           ticks: { stroke: css("--hair"), size: 4 }, grid: { stroke: css("--hair"), width: 1 } };
}

function axes(series, timeUnit) {
  const rem = rem_px(), look = axis_look();
  const time = { ...look, size: rem * 1.5, gap: 3, space: rem * 3.2,
                 values: (u, all) => all.map((v) => `${v} ${timeUnit}`) };
  const sides = [["left", 3, look.grid], ["right", 1, { show: false }]];
  return [time, ...sides.filter(([scale]) => series.some((one) => (one.scale ?? "left") === scale))
    .map(([scale, side, grid]) => ({ ...look, scale, side, grid, size: rem * 3, gap: 4,
                                     space: rem * 1.5, values: (u, all) => all.map(String) }))];
}

/* What is shown and what the range must reach, with some air. */
function range_of(least, most, more, leastSpan) {
  if (least === null && !more)
    return [0, 1];
  const low = Math.min(least ?? Infinity, more?.[0] ?? Infinity);
  const high = Math.max(most ?? -Infinity, more?.[1] ?? -Infinity);
  const air = Math.max(leastSpan - (high - low), (high - low) * 0.08, 1e-6) / 2;
  return [low - air, high + air];
}

// ---------------------------------------------------------------------- the chart

/* The title, and for each curve what it looks like and its value: show(value_of). */
function createLegend(title, series, missing) {
  const rows = series.map((one) => {
    const output = made("output", { test: `chart-${one.name}` });
    return { one, output,
             item: made("li", {}, swatch(one.colour, one.dash), `${one.label} `, output) };
  });
  return {
    element: made("ul", { className: "chart-head" },
                  made("li", {}, made("b", { textContent: title })),
                    ...rows.map((row) => row.item)),
    show(columns, value_of) {
      for (const { one, output, item } of rows) {
        const value = value_of(columns[one.name]), decimals = one.decimals ?? 1;
        item.hidden = !columns[one.name];
        output.textContent = value === null || Number.isNaN(value) ? missing
          : `${value.toFixed(decimals)} ${one.unit}`;
        output.dataset.value = value ?? "";
      }
    },
  };
}

const colour_of = (colour) => (colour.startsWith("--") ? css(colour) : colour);

const line_of = (one) => ({ label: one.label, scale: one.scale ?? "left", width: 2, dash: one.dash,
  stroke: colour_of(one.colour), points: { show: false }, spanGaps: false });

export function createChart(place, { title, series, height = 150, group = "page", onSeek = null,
                                     leastSpan = 0, missing = "\u2013", timeUnit = "s",
                                     reach = () => null, draw = {} }) {
  const state = { plot: null, times: [0, 1], columns: {}, now_s: 0, hover_s: null };
  const legend = createLegend(title, series, missing);
  const later = made("div", { className: "chart-later" });
  const holder = made("div", { className: "chart-plot", role: "img",
                               "aria-label": `${title} over time` });
  const box = made("div", { className: "chart" }, legend.element, holder);
  place.append(box);

  function legend_show() {
    legend.show(state.columns, (column) =>
      valueAt(state.times, column, state.hover_s ?? state.now_s));
  }

  function veil() {
    const { left, top, width, height: tall } = state.plot.bbox, dpr = devicePixelRatio;
    const x = Math.min(width / dpr, Math.max(0, state.plot.valToPos(state.now_s, "x")));
    Object.assign(later.style, { width: `${width / dpr - x}px`, height: `${tall / dpr}px`,
      transform: `translate(${left / dpr + x}px, ${top / dpr}px)` });
  }

  function now_show() {
    veil();
    legend_show();
  }

  const data = () => [state.times, ...series.map((one) =>
    state.columns[one.name] ?? new Array(state.times.length).fill(null))];

  function hovered(u) {
    state.hover_s = u.cursor.left >= 0 ? u.posToVal(u.cursor.left, "x") : null;
    legend_show();
  }

  function options() {
    const range = (u, least, most, scale) => range_of(least, most, reach(scale), leastSpan);
    return {
      width: Math.max(120, holder.clientWidth), height, padding: [6, Math.round(rem_px() * 0.8), 0, 0],
      legend: { show: false }, axes: axes(series, timeUnit), series: [{}, ...series.map(line_of)],
      scales: { x: { time: false }, left: { range }, right: { range } },
      cursor: { sync: { key: group, scales: ["x", null] }, y: false, drag: { x: false, y: false },
                points: { size: 7 } },
      hooks: { drawClear: [(u) => draw.back?.(u)], draw: [(u) => draw.front?.(u)],
               setCursor: [hovered] },
    };
  }

  function build() {
    state.plot?.destroy();
    state.plot = new uPlot(options(), data(), holder);
    holder.append(later);
    state.plot.over.addEventListener("click", () => {
      if (onSeek && state.plot.cursor.left >= 0)
        onSeek(state.plot.posToVal(state.plot.cursor.left, "x"));
    });
    now_show();
  }

  /* In the next frame: what changes sizes while they are observed would be observed again. */
  const watcher = new ResizeObserver(() => requestAnimationFrame(() => {
    if (holder.clientWidth > 0) {
      state.plot.setSize({ width: holder.clientWidth, height });
      veil();
    }
  }));
  build();
  watcher.observe(holder);
  return {
    set(times, columns) {
      Object.assign(state, { times, columns });
      state.plot.setData(data());
      now_show();
    },
    now(time_s) {
      state.now_s = time_s;
      now_show();
    },
    theme: build,
    close() {
      watcher.disconnect();
      state.plot.destroy();
    },
  };
}
