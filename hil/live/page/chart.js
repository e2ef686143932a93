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

import { svg } from "./parts.js";
import uPlot from "./vendor/uPlot.js";

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

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

function axes(series, timeUnit) {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const font = `${Math.round(rem * 0.72)}px ${css("--font")}`;
  const common = { stroke: css("--soft"), font, ticks: { stroke: css("--hair"), size: 4 },
                   grid: { stroke: css("--hair"), width: 1 } };
  const list = [{ ...common, size: rem * 1.5, gap: 3, space: rem * 3.2,
                  values: (u, all) => all.map((v) => `${v} ${timeUnit}`) }];
  for (const [scale, side] of [["left", 3], ["right", 1]]) {
    const own = series.filter((one) => (one.scale ?? "left") === scale);
    if (own.length)
      list.push({ ...common, scale, side, size: rem * 3, gap: 4, space: rem * 1.5,
                  grid: scale === "left" ? common.grid : { show: false },
                  values: (u, all) => all.map((v) => String(v)),
                  label: undefined });
  }
  return list;
}

export function createChart(place, { title, series, height = 150, group = "page", onSeek = null,
                                     leastSpan = 0, missing = "\u2013", timeUnit = "s",
                                     reach = () => null, draw = {} }) {
  const state = { plot: null, times: [0, 1], columns: {}, now_s: 0, hover_s: null };
  const head = document.createElement("ul");
  const plot = document.createElement("div");
  const later = document.createElement("div");
  const box = document.createElement("div");
  box.className = "chart";
  head.className = "chart-head";
  plot.className = "chart-plot";
  later.className = "chart-later";
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", `${title} over time`);
  box.append(head, plot);
  place.append(box);

  const outputs = new Map();
  const name = document.createElement("li");
  name.append(Object.assign(document.createElement("b"), { textContent: title }));
  head.append(name);
  for (const one of series) {
    const item = document.createElement("li"), output = document.createElement("output");
    output.dataset.test = `chart-${one.name}`;
    item.append(swatch(one.colour, one.dash), `${one.label} `, output);
    head.append(item);
    outputs.set(one.name, { output, item });
  }

  function legend() {
    const at_s = state.hover_s ?? state.now_s;
    for (const one of series) {
      const { output, item } = outputs.get(one.name);
      const value = valueAt(state.times, state.columns[one.name], at_s);
      item.hidden = !state.columns[one.name];
      output.textContent = value === null || Number.isNaN(value) ? missing
        : `${value.toFixed(one.decimals ?? 1)} ${one.unit}`;
      output.dataset.value = value ?? "";
    }
  }

  function veil() {
    if (!state.plot)
      return;
    const { left, top, width, height: tall } = state.plot.bbox, dpr = devicePixelRatio;
    const x = Math.min(width / dpr, Math.max(0, state.plot.valToPos(state.now_s, "x")));
    later.style.transform = `translate(${left / dpr + x}px, ${top / dpr}px)`;
    later.style.width = `${width / dpr - x}px`;
    later.style.height = `${tall / dpr}px`;
  }

  function data() {
    return [state.times, ...series.map((one) => state.columns[one.name]
                                                ?? new Array(state.times.length).fill(null))];
  }

  function build() {
    state.plot?.destroy();
    const range = (u, shown_least, shown_most, scale) => {
      const more = reach(scale);
      if (shown_least === null && !more)
        return [0, 1];
      const least = Math.min(shown_least ?? Infinity, more?.[0] ?? Infinity);
      const most = Math.max(shown_most ?? -Infinity, more?.[1] ?? -Infinity);
      const air = Math.max(leastSpan - (most - least), (most - least) * 0.08, 1e-6) / 2;
      return [least - air, most + air];
    };
    state.plot = new uPlot({
      width: Math.max(120, plot.clientWidth), height,
      padding: [6, 8, 0, 0],
      legend: { show: false },
      scales: { x: { time: false }, left: { range }, right: { range } },
      axes: axes(series, timeUnit),
      cursor: { sync: { key: group, scales: ["x", null] }, y: false, drag: { x: false, y: false },
                points: { size: 7 } },
      series: [{}, ...series.map((one) => ({
        label: one.label, scale: one.scale ?? "left", width: 2, dash: one.dash,
        stroke: one.colour.startsWith("--") ? css(one.colour) : one.colour,
        points: { show: false }, spanGaps: false }))],
      hooks: {
        drawClear: [(u) => draw.back?.(u)],
        draw: [(u) => draw.front?.(u)],
        setCursor: [(u) => {
          state.hover_s = u.cursor.left >= 0 ? u.posToVal(u.cursor.left, "x") : null;
          legend();
        }],
      },
    }, data(), plot);
    plot.append(later);
    state.plot.over.addEventListener("click", () => {
      if (onSeek && state.plot.cursor.left >= 0)
        onSeek(state.plot.posToVal(state.plot.cursor.left, "x"));
    });
    veil();
    legend();
  }

  /* In the next frame: what changes sizes while they are observed would be observed again. */
  const watcher = new ResizeObserver(() => requestAnimationFrame(() => {
    if (state.plot && plot.clientWidth > 0) {
      state.plot.setSize({ width: plot.clientWidth, height });
      veil();
    }
  }));
  build();
  watcher.observe(plot);
  return {
    element: box,
    set(times, columns) {
      Object.assign(state, { times, columns });
      state.plot.setData(data());
      veil();
      legend();
    },
    now(time_s) {
      state.now_s = time_s;
      veil();
      legend();
    },
    theme: build,
    close() {
      watcher.disconnect();
      state.plot.destroy();
    },
  };
}
