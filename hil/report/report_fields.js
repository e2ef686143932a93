"use strict";
/* A field under its colour map, even or by decades, with contours, outlines and a readout. */
const mapColour = part => {
  const at = Math.max(0, Math.min(1, part)) * (data.map.length - 1), i = Math.min(Math.floor(at), data.map.length - 2);
  return data.map[i].map((v, k) => Math.round(v + (at - i) * (data.map[i + 1][k] - v)));
};
const rgb = parts => "rgb(" + parts.join() + ")";
const fieldImage = field => {
  const bytes = Uint8Array.from(atob(field.pixels), c => c.charCodeAt(0)), image = new ImageData(field.columns, field.rows);
  field.levels = new Uint16Array(field.columns * field.rows).map((_, i) => bytes[2 * i] | bytes[2 * i + 1] << 8);
  for (let row = 0; row < field.rows; row++) for (let i = 0; i < field.columns; i++) {
    const at = (field.down ? row : field.rows - 1 - row) * field.columns + i, l = field.levels;
    const level = l[at] || l[at - 1] || l[at + 1] || l[at - field.columns] || l[at + field.columns];   /* no pale seam round a body */
    if (level) image.data.set([...mapColour((level - 1) / 65534), 255], 4 * (row * field.columns + i));
  }
  const canvas = make("canvas", { width: field.columns, height: field.rows });
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
};
const strokeStyled = (to, style) => {
  to.lineJoin = "round";
  to.setLineDash([]); to.lineWidth = 4; to.strokeStyle = "#100a1e"; to.stroke();
  to.setLineDash(style.dash.map(d => 2 * d)); to.lineWidth = 2; to.strokeStyle = rgb(style.colour); to.stroke();
  to.setLineDash([]);
};

const drawField = (field, home) => {
  const canvas = make("canvas", { role: "img", ariaLabel: field.title }), image = fieldImage(field), shown = field.contours.map(() => true);
  const probe = make("p", { className: "probe" }), keys = make("div", { className: "keys" }, probe);
  const box = { left: 58, top: 8 }, [xLeast, xMost] = field.x, [yLeast, yMost] = field.y, [least, most] = field.value;
  const isPlane = axisUnit(field.x_name) !== "" && axisUnit(field.x_name) === axisUnit(field.y_name);
  const ends = field.log ? (least > 0 ? [least, most > least ? most : 10 * least] : [1, 10]) : [least, most > least ? most : least + 1];
  const valueAt = level => scaleOf(...ends, 1, 65535, field.log).value(level);
  const decimals = Math.max(0, 3 - Math.ceil(Math.log10(Math.max(Math.abs(least), Math.abs(most), 1e-9))));
  const across = () => scaleOf(xLeast, xMost, box.left, box.left + box.width);
  const upright = () => scaleOf(yLeast, yMost, ...field.down ? [box.top, box.top + box.height] : [box.top + box.height, box.top]);
  const xOf = x => across().place(x), yOf = y => upright().place(y);
  const nearest = y => field.y_marks.reduce((a, b) => Math.abs(b.at - y) < Math.abs(a.at - y) ? b : a).name;
  const saidY = y => axisWord(field.y_name) + (field.y_marks.length ? " " + nearest(y) : " = " + fixed(y, 2) + "\u202f" + axisUnit(field.y_name));
  const path = (to, line) => {
    to.beginPath();
    line.x.forEach((x, i) => x === null || line.y[i] === null ? null
      : to[i && line.x[i - 1] !== null ? "lineTo" : "moveTo"](xOf(x), yOf(line.y[i])));
  };
  const drawBody = (to, line) => {
    const xs = line.x.filter(x => x !== null), sheen = to.createLinearGradient(xOf(Math.min(...xs)), 0, xOf(Math.max(...xs)), 0);
    (/tip/.test(line.name) ? ["#9ea0a5", "#f8f8fa", "#808288"] : ["#333", "#5c5c60", "#212126"]).forEach((c, i) => sheen.addColorStop([0, .3, 1][i], c));
    path(to, line);
    to.closePath();
    to.fillStyle = sheen; to.fill();
    to.lineWidth = .8; to.strokeStyle = "#100a1e"; to.stroke();
  };
  const drawAxes = to => {
    to.fillStyle = colour("soft"); to.strokeStyle = colour("soft"); to.lineWidth = 1;
    to.strokeRect(box.left, box.top, box.width, box.height);
    const bottom = box.top + box.height, marks = field.y_marks.length ? upright().named(field.y_marks, () => 15) : upright().numbered(50);
    to.textAlign = "center"; to.textBaseline = "top";
    for (const { at, text } of across().numbered(60)) { to.fillRect(xOf(at), bottom, 1, 5); to.fillText(text, xOf(at), bottom + 9); }
    to.fillText(micro(field.x_name), box.left + box.width / 2, bottom + 28);
    to.textAlign = "right"; to.textBaseline = "middle";
    for (const { at, text } of marks) { to.fillRect(box.left - 5, yOf(at), 5, 1); to.fillText(text, box.left - 9, yOf(at)); }
    to.save();
    to.translate(12, box.top + box.height / 2); to.rotate(-Math.PI / 2); to.textAlign = "center"; to.fillText(micro(field.y_name), 0, 0);
    to.restore();
  };
  const drawBar = to => {
    const x = box.left + box.width + 18, height = Math.min(box.height, 300), bar = scaleOf(...ends, box.top + height, box.top + 20, field.log);
    const paint = to.createLinearGradient(0, box.top + 20 + height - 20, 0, box.top + 20);
    data.map.forEach((c, i) => paint.addColorStop(i / (data.map.length - 1), rgb(c)));
    to.fillStyle = paint; to.fillRect(x, box.top + 20, 14, height - 20);
    to.fillStyle = colour("soft"); to.textAlign = "left"; to.textBaseline = "middle";
    to.fillText(unit(field.unit), x, box.top + 6);
    for (const { at, text } of bar.numbered(45)) { to.fillRect(x + 14, bar.place(at), 4, 1); to.fillText(text, x + 22, bar.place(at)); }
  };
  const draw = () => {
    const width = canvas.parentNode.clientWidth;
    if (width < 200) return;
    box.width = width - box.left - 84;
    box.height = 400;
    if (isPlane) {
      const scale = Math.min(box.width / (xMost - xLeast), 620 / (yMost - yLeast));
      Object.assign(box, { width: scale * (xMost - xLeast), height: scale * (yMost - yLeast) });
    }
    const to = fit(canvas, width, box.top + box.height + 48), dx = box.width / (field.columns - 1), dy = box.height / (field.rows - 1);
    to.save();
    to.beginPath(); to.rect(box.left, box.top, box.width, box.height); to.clip();
    to.fillStyle = colour("b0"); to.fillRect(box.left, box.top, box.width, box.height);
    to.imageSmoothingQuality = "high";
    to.drawImage(image, box.left - dx / 2, box.top - dy / 2, box.width + dx, box.height + dy);
    field.outlines.forEach(line => drawBody(to, line));
    field.contours.forEach((line, i) => { if (shown[i]) { path(to, line); strokeStyled(to, data.styles[i % data.styles.length]); } });
    to.restore();
    drawAxes(to);
    drawBar(to);
  };
  canvas.onpointermove = event => {
    const at = canvas.getBoundingClientRect(), x = xLeast + (event.clientX - at.left - box.left) / box.width * (xMost - xLeast);
    const y = upright().value(event.clientY - at.top);
    const column = Math.round((x - xLeast) / (xMost - xLeast) * (field.columns - 1)), row = Math.round((y - yLeast) / (yMost - yLeast) * (field.rows - 1));
    const level = column >= 0 && column < field.columns && row >= 0 ? field.levels[row * field.columns + column] : undefined;
    if (level === undefined) return canvas.onpointerleave();
    probe.replaceChildren(level ? (field.log ? (level > 1 ? "" : "\u2264 ") + brief(valueAt(level)) : fixed(valueAt(level), decimals)) + "\u202f" + unit(field.unit) : "unknown",
      make("small", { textContent: axisWord(field.x_name) + " = " + fixed(x, 2) + "\u202f" + axisUnit(field.x_name) + ", " + saidY(y) }));
  };
  canvas.onpointerleave = () => probe.replaceChildren(make("small", { textContent: "Point at the field to read it." + (field.contours.length ? " Click a contour's name to hide it." : "") }));
  canvas.onpointerleave();
  field.contours.forEach((line, i) => {
    const swatch = make("canvas"), to = fit(swatch, 52, 20);
    to.fillStyle = rgb(data.map[3]); to.fillRect(0, 0, 52, 20);
    to.beginPath(); to.moveTo(4, 10); to.lineTo(48, 10); strokeStyled(to, data.styles[i % data.styles.length]);
    keys.append(toggle(true, on => { shown[i] = on; draw(); }, swatch, make("em", { textContent: micro(line.name) }), make("small", { textContent: micro(line.note) })));
  });
  home.append(make("figure", { className: isPlane ? "" : "wide" }, make("figcaption", { textContent: field.title }), make("div", {}, canvas), keys));
  redraws.push(draw);
};
