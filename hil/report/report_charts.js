"use strict";
/* Curves over one axis, with bands and thresholds, and a cursor that reads them. */
const valueOf = (curve, values, x) => {
  let low = 0, high = curve.x.length - 1;
  if (!(x >= curve.x[low] && x <= curve.x[high])) return NaN;
  while (high - low > 1) {
    const middle = low + high >> 1;
    if (curve.x[middle] <= x) low = middle; else high = middle;
  }
  const [a, b] = [values[low], values[high]], span = curve.x[high] - curve.x[low];
  if (a === null || b === null) return span > 0 && x === curve.x[low] && a !== null ? a : NaN;
  return span > 0 ? a + (b - a) * (x - curve.x[low]) / span : b;
};

const drawChart = (chart, home) => {
  const canvas = make("canvas", { role: "img", ariaLabel: chart.title }), cursor = make("i", { className: "cur" });
  const plot = make("div", { className: "plot", tabIndex: 0, role: "group", ariaLabel: chart.title + ". Arrow keys move the cursor." }, canvas, cursor);
  const probe = make("p", { className: "probe" }), keys = make("div", { className: "keys" }, probe), readouts = [];
  const [xLeast, xMost] = chart.x, [yLeast, yMost] = chart.y, box = { left: 80, top: 8, height: 340 };
  const colourOf = i => "s" + i % 7, inside = limit => limit.at >= yLeast && limit.at <= yMost;
  const across = () => scaleOf(xLeast, xMost, box.left, box.left + box.width);
  const upright = () => scaleOf(yLeast, yMost, box.top + box.height, box.top, chart.log);
  const withUnit = text => text + (unit(chart.unit) && "\u202f" + unit(chart.unit));
  let at = null;

  /* Every run of known points, as pixels. */
  const runs = (curve, values) => {
    const x = across().place, y = upright().place, all = [];
    let run = null;
    curve.x.forEach((v, i) => {
      if (v === null || values[i] === null) { run = null; return; }
      if (!run) all.push(run = []);
      run.push([x(v), y(values[i]), i]);
    });
    return all;
  };
  const drawBand = (to, curve, i) => {
    if (!curve.low) return;
    const y = upright().place, known = curve.low.map((v, k) => v === null || curve.high[k] === null ? null : v);
    to.fillStyle = colour(colourOf(i)); to.globalAlpha = .2;
    for (const run of runs(curve, known)) {
      to.beginPath();
      run.forEach(p => to.lineTo(p[0], p[1]));
      [...run].reverse().forEach(p => to.lineTo(p[0], y(curve.high[p[2]])));
      to.closePath(); to.fill();
    }
    to.globalAlpha = 1;
  };
  const drawCurve = (to, curve, i) => {
    to.strokeStyle = colour(colourOf(i)); to.lineWidth = 2.2; to.lineJoin = "round";
    to.setLineDash(Math.floor(i / 7) % 2 ? [7, 4] : []);
    for (const run of runs(curve, curve.y)) {
      to.beginPath();
      run.forEach(p => to.lineTo(p[0], p[1]));
      to.stroke();
    }
    to.setLineDash([]);
  };
  const drawLimit = (to, limit) => {
    const y = upright().place(limit.at), right = box.left + box.width;
    const isCrowded = chart.limits.some(l => l !== limit && inside(l) && y - upright().place(l.at) > 0 && y - upright().place(l.at) < 17);
    to.strokeStyle = to.fillStyle = colour("fail"); to.lineWidth = 1.3;
    to.setLineDash(limit.unverified ? [6, 4] : []);
    to.beginPath(); to.moveTo(box.left, y); to.lineTo(right, y); to.stroke();
    to.setLineDash([]);
    to.textAlign = "right"; to.textBaseline = isCrowded || y < box.top + 16 ? "top" : "bottom";
    const said = [limit.name + (limit.unverified ? " (unverified)" : ""), right - 8, y + (to.textBaseline === "top" ? 4 : -3)];
    to.strokeStyle = colour("paper"); to.lineWidth = 4; to.lineJoin = "round";
    to.strokeText(...said); to.fillText(...said);
  };
  const drawAxes = (to, width) => {
    const x = across(), y = upright(), bottom = box.top + box.height;
    to.lineWidth = 1; to.textAlign = "right"; to.textBaseline = "middle";
    for (const tick of y.numbered(45)) {
      const py = Math.round(y.place(tick.at)) + .5;
      to.strokeStyle = colour("hair"); to.fillStyle = colour("soft");
      to.beginPath(); to.moveTo(box.left, py); to.lineTo(box.left + box.width, py); to.stroke();
      to.fillText(tick.text, box.left - 8, py);
    }
    to.fillStyle = colour("soft"); to.textAlign = "center"; to.textBaseline = "top";
    const room = text => to.measureText(text).width + 12;
    for (const tick of chart.x_marks.length ? x.named(chart.x_marks, room) : x.numbered(80)) {
      to.fillRect(x.place(tick.at), bottom, 1, 5);
      to.fillText(tick.text, Math.min(x.place(tick.at), width - room(tick.text) / 2 + 6), bottom + 9);
    }
    to.fillText(micro(chart.x_name), box.left + box.width / 2, bottom + 28);
    to.save();
    to.translate(4, box.top + box.height / 2); to.rotate(-Math.PI / 2); to.fillText(micro(chart.y_name), 0, 0);
    to.restore();
  };
  const shown = chart.curves.map(() => true);
  const draw = () => {
    const width = plot.clientWidth;
    if (width < 200) return;
    box.width = width - box.left - 14;
    const to = fit(canvas, width, box.top + box.height + 48);
    drawAxes(to, width);
    to.save();
    to.beginPath(); to.rect(box.left, box.top, box.width, box.height); to.clip();
    chart.curves.forEach((curve, i) => shown[i] && drawBand(to, curve, i));
    chart.curves.forEach((curve, i) => shown[i] && drawCurve(to, curve, i));
    chart.limits.filter(inside).forEach(limit => drawLimit(to, limit));
    to.restore();
    to.strokeStyle = colour("soft"); to.lineWidth = 1;
    to.strokeRect(box.left, box.top, box.width, box.height);
    point(at);
  };
  const nearest = x => chart.x_marks.reduce((a, b) => Math.abs(b.at - x) < Math.abs(a.at - x) ? b : a).name;
  const point = x => {
    at = x === null ? null : Math.max(xLeast, Math.min(xMost, x));
    cursor.style.display = at === null ? "none" : "block";
    if (at === null) {
      probe.replaceChildren(make("small", { textContent: "Point at the chart to read it, or use the arrow keys. Click a curve's name to hide it." }));
      readouts.forEach(span => span.textContent = "");
      return;
    }
    cursor.style.left = across().place(at) + "px";
    probe.replaceChildren(axisWord(chart.x_name) + (chart.x_marks.length ? " " + nearest(at) : " = " + brief(at) + "\u202f" + axisUnit(chart.x_name)));
    chart.curves.forEach((curve, i) => {
      const value = valueOf(curve, curve.y, at), low = curve.low ? valueOf(curve, curve.low, at) : NaN, high = curve.low ? valueOf(curve, curve.high, at) : NaN;
      readouts[i].textContent = (Number.isNaN(value) ? "unknown" : withUnit(brief(value))) + (low <= high ? " (" + brief(low) + " \u2026 " + brief(high) + ")" : "");
    });
  };
  plot.onpointermove = event => {
    const x = event.clientX - plot.getBoundingClientRect().left;
    point(x >= box.left - 4 && x <= box.left + box.width + 4 ? across().value(x) : null);
  };
  plot.onpointerleave = () => point(null);
  plot.onkeydown = event => {
    const step = (xMost - xLeast) * (event.shiftKey ? .1 : .01), from = at ?? xLeast;
    const acts = { ArrowLeft: () => point(from - step), ArrowRight: () => point(at === null ? from : from + step), Home: () => point(xLeast), End: () => point(xMost), Escape: () => point(null) };
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  };
  chart.curves.forEach((curve, i) => {
    const swatch = make("i", { className: curve.low ? "swatch band" : "swatch" }), readout = make("span");
    const button = toggle(true, on => { shown[i] = on; draw(); }, swatch, make("em", { textContent: micro(curve.name) }), make("small", { textContent: micro(curve.note) }), readout);
    button.style.setProperty("--c", "var(--" + colourOf(i) + ")");
    button.style.setProperty("--style", Math.floor(i / 7) % 2 ? "dashed" : "solid");
    readouts.push(readout);
    keys.append(button);
  });
  chart.limits.forEach(limit => {
    const swatch = make("i", { className: "swatch" }), line = make("div", { className: "limit" }, swatch, make("em", { textContent: limit.name }),
      make("small", { textContent: withUnit(brief(limit.at)) + (limit.unverified ? " (unverified)" : "") + (inside(limit) ? "" : ", beyond the axis") }));
    line.style.setProperty("--c", "var(--fail)");
    line.style.setProperty("--style", limit.unverified ? "dashed" : "solid");
    keys.append(line);
  });
  home.append(make("figure", { className: "wide" }, make("figcaption", { textContent: chart.title }), plot, keys));
  point(null);
  redraws.push(draw);
};
