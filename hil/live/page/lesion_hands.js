// lesion_hands.js - mouse and keys over the drawings: probe, needle, nerve, ruler, zoom.
//
// Every tool acts at a point: the mouse's, or the crosshair's, which the arrow keys move. Points
// are in the drawing's frame, the same in every view.

import { path_text } from "./lesion_nerve.js";
import { palettes } from "./field.js";
import { made, svg } from "./parts.js";

const NEAR_MM = 0.5, FAR_MM = 2, TURN_DEG = 5, ZOOM = 1.25, SPAN_LEAST_MM = 6, SPAN_MOST_MM = 160;
const tools_there = [
  { name: "probe", title: "Probe", key: "p", text: "probe: temperature at a point" },
  { name: "needle", title: "Needle", key: "n", text: "needle: move it over the anatomy" },
  { name: "nerve", title: "Nerve", key: "e", text: "nerve: draw its course point by point" },
  { name: "ruler", title: "Ruler", key: "r", text: "ruler: distance between two points" },
];

export function createHands(room) {
  const { look, state, house, nerve } = room;
  const own = { tool: "probe", cross: null, pinned: false, ruler: null, views: new Map(),
      drag: null };

  // ------------------------------------------------------------------ the row above, the row below

  const pick = made("div", { className: "segments" });
  pick.setAttribute("role", "group");
  pick.setAttribute("aria-label", "Tool");
  for (const one of tools_there) {
    const radio = made("input", { type: "radio", name: "lesion-tool", value: one.name,
        checked: one.name === own.tool,
                                  onchange: () => tool_take(one.name) });
    radio.dataset.test = `tool-${one.name}`;
    pick.append(made("label", { title: one.text }, radio,
        made("span", { textContent: one.title })));
  }
  const zoom = (text, label, act) => {
    const button = made("button", { type: "button", textContent: text, title: label,
        onclick: act });
    button.setAttribute("aria-label", label);
    return button;
  };
  const colours = made("select", { onchange: () => { look.palette = palettes[colours.value];
      bar_draw(); room.zoomed(); } },
                       ...Object.keys(palettes).map((name) => made("option",
                           { value: name, textContent: name })));
  colours.setAttribute("aria-label", "Colours");
  colours.dataset.test = "colours";
  const print = made("button", { type: "button", textContent: "Print",
      onclick: () => window.print() });
  print.dataset.test = "print";
  room.out.append(print);
  room.tools.append(pick, zoom("\u2212", "further away", () => zoom_by(ZOOM)),
      zoom("+", "closer", () => zoom_by(1 / ZOOM)),
                    zoom("Fit", "Fit: as at first", refit), colours);

  const scale = made("canvas", { width: 256, height: 1, className: "lesion-scale" });
  const ticks = made("div", { className: "lesion-ticks" });
  const told = made("p", { className: "lesion-told" });
  scale.setAttribute("aria-hidden", "true");
  room.bar.append(made("div", { className: "lesion-scale-box" }, scale, ticks), told);

  function bar_draw() {
    const context = scale.getContext("2d"), image = context.createImageData(256, 1);
    image.data.set(look.palette);
    context.putImageData(image, 0, 0);
    const span = look.most_c - look.least_c, step = span > 40 ? 10 : span > 15 ? 5 : 1;
    const marks = [];
    for (let at = Math.ceil(look.least_c / step) * step; at <= look.most_c; at += step) {
      const mark = made("span", { textContent: String(at) });
      mark.style.left = `${100 * (at - look.least_c) / span}%`;
      marks.push(mark);
    }
    ticks.replaceChildren(...marks, made("span", { className: "lesion-ticks-unit",
        textContent: "\u00b0C now" }));
  }

  // -------------------------------------------------------------------- what the tools do

  function tool_take(name) {
    own.tool = name;
    for (const radio of pick.querySelectorAll("input"))
      radio.checked = radio.value === name;
    room.views.dataset.tool = name;
    house.say(tools_there.find((one) => one.name === name).text);
  }

  function zoom_by(factor, at = null) {
    const before = look.window.span_mm;
    look.window.span_mm = Math.min(SPAN_MOST_MM, Math.max(SPAN_LEAST_MM, before * factor));
    if (at) {
      const part = 1 - look.window.span_mm / before;
      look.window.x_mm += (at.x - look.window.x_mm) * part;
      look.window.y_mm += (at.y - look.window.y_mm) * part;
    }
    room.zoomed();
  }

  function refit() {
    Object.assign(look.window, state.anatomy.window);
    room.zoomed();
  }

  function needle_by(dx, dy) {
    look.needle.x_mm += dx;
    look.needle.y_mm += dy;
    probe_read();
    room.moved();
  }

  function turn_by(degrees) {
    look.needle.turn_deg = ((look.needle.turn_deg + degrees + 540) % 360) - 180;
    probe_read();
    room.moved();
  }

  /* The probe's curve, for the first lesion or the one that is set. */
  function probe_read() {
    const view = state.views[state.active], scene = state.scenes[state.active];
    if (!own.cross || !scene) {
      room.curve(null);
      own.course = null;
      return;
    }
    const at = view.pose.film(own.cross.x, own.cross.y);
    own.course = scene.course(at.across_mm, at.z_mm);
    own.at = at;
    room.curve(own.course.temp);
  }

  function cross_to(x, y) {
    own.cross = { x, y };
    if (own.tool === "ruler" && own.ruler && !own.ruler.done)
      own.ruler.to = { x, y };
    probe_read();
    draw(room.time());
  }

  function act_at(x, y) {
    if (own.tool === "nerve") {
      nerve.add(x, y);
    } else if (own.tool === "ruler") {
      if (own.ruler && !own.ruler.done)
        own.ruler = { ...own.ruler, to: { x, y }, done: true };
      else
        own.ruler = { from: { x, y }, to: { x, y }, done: false };
    } else if (own.tool === "probe") {
      own.pinned = !own.pinned;
    }
    cross_to(x, y);
  }

  function forget() {
    own.cross = own.ruler = null;
    own.pinned = false;
    probe_read();
    draw(room.time());
  }

  function arrow(event, dx, dy) {
    const step = event.shiftKey ? FAR_MM : NEAR_MM;
    if (own.tool === "needle") {
      needle_by(dx * step, dy * step);
      return;
    }
    own.pinned = true;
    const from = own.cross ?? { x: look.needle.x_mm + 2, y: look.needle.y_mm };
    cross_to(from.x + dx * step, from.y + dy * step);
  }

  // -------------------------------------------------------------------- the mouse

  function is_on_needle(view, at) {
    const film = view.pose.film(at.x, at.y), tip = view.scene?.tip_mm ?? 10;
    return Math.abs(film.across_mm) < Math.max(1.2, 8 / view.window.scale)
        && film.z_mm > -tip / 2 - 0.5;
  }

  function down(view, event) {
    if (event.button !== 0)
      return;
    const at = view.at(event);
    const on_needle = is_on_needle(view, at);
    const kind = own.tool === "needle" || (own.tool === "probe" && on_needle)
        ? (event.shiftKey ? "turn" : "needle")
      : own.tool === "ruler" ? "ruler" : own.tool === "probe" ? "pan" : "point";
    own.drag = { kind, view, from: at, x: event.clientX, y: event.clientY, moved: false };
    if (kind === "ruler")
      own.ruler = { from: at, to: at, done: false };
    view.place.setPointerCapture(event.pointerId);
  }

  function drag(event) {
    const one = own.drag, at = one.view.at(event);
    one.moved ||= Math.hypot(event.clientX - one.x, event.clientY - one.y) > 4;
    if (!one.moved)
      return;
    if (one.kind === "needle") {
      needle_by(at.x - one.from.x, at.y - one.from.y);
      one.from = at;
    } else if (one.kind === "turn") {
      const to = Math.atan2(at.x - look.needle.x_mm, look.needle.y_mm - at.y) * 180 / Math.PI;
      turn_by(Math.round(to - look.needle.turn_deg));
    } else if (one.kind === "pan") {
      look.window.x_mm -= at.x - one.from.x;
      look.window.y_mm -= at.y - one.from.y;
      room.zoomed();
    } else if (one.kind === "ruler") {
      own.ruler.to = at;
      cross_to(at.x, at.y);
    }
  }

  function up(event) {
    const one = own.drag;
    own.drag = null;
    if (!one)
      return;
    const at = one.view.at(event);
    if (one.kind === "ruler")
      own.ruler = one.moved ? { ...own.ruler, to: at, done: true } : null;
    else if (!one.moved && one.kind !== "needle")
      act_at(at.x, at.y);
    draw(room.time());
  }

  function hold(view, k) {
    const { place } = view;
    own.views.set(view, { k });
    place.addEventListener("pointerdown", (event) => { place.focus({ preventScroll: true });
        down(view, event); });
    place.addEventListener("pointermove", (event) => {
      if (own.drag) {
        drag(event);
        return;
      }
      const at = view.at(event);
      place.dataset.over = is_on_needle(view, at) ? "needle" : "";
      if (!own.pinned || own.tool === "ruler")
        cross_to(at.x, at.y);
    });
    place.addEventListener("pointerup", up);
    place.addEventListener("pointercancel", () => { own.drag = null; });
    place.addEventListener("pointerleave", () => {
      if (!own.pinned && !own.drag && own.tool === "probe")
        forget_cross();
    });
    place.addEventListener("wheel", (event) => {
      event.preventDefault();
      zoom_by(event.deltaY > 0 ? 1.1 : 1 / 1.1, view.at(event));
    }, { passive: false });
  }

  function forget_cross() {
    own.cross = null;
    probe_read();
    draw(room.time());
  }

  // ---------------------------------------------------------------- what they leave on the drawing

  function anatomy_draw(view, anatomy) {
    const at = view.window;
    if (!at)
      return;
    const parts = svg("g");
    for (const part of anatomy.parts) {
      const shape = () => (part.circle
        ? svg("circle", { class: `anatomy-${part.kind}`, cx: part.circle[0], cy: part.circle[1],
            r: part.circle[2] })
        : svg("path", { class: `anatomy-${part.kind}`, d: part.d }));
      parts.append(shape());
      if (part.both) {
        const mirror = svg("g", { transform: "scale(-1 1)" });
        mirror.append(shape());
        parts.append(mirror);
      }
    }
    for (const course of anatomy.courses)
      if (course.fate === "die")
        parts.append(svg("path", { class: "anatomy-nerve", d: path_text(course.points),
            "stroke-width": Math.max(2 * course.radius_mm, 2.4 / at.scale) }));
    const words = svg("g", { class: "anatomy-words" });
    for (const [text, x, y, anchor] of anatomy.words)
      words.append(view.text_at(x, y, text, look.label_px * 0.95,
          { "text-anchor": anchor ?? "start" }));
    view.back.replaceChildren(parts, words);
  }

  function reading(time_s) {
    const parts = [];
    const scene = state.scenes[state.active];
    if (own.cross && own.course && scene) {
      const times = scene.head.times_s;
      let k = times.findIndex((time) => time > time_s) - 1;
      if (k < 0)
        k = time_s >= times.at(-1) ? times.length - 1 : 0;
      const next = Math.min(k + 1, times.length - 1);
      const part = next === k ? 0 : (time_s - times[k]) / (times[next] - times[k]);
      const now = own.course.temp[k] + part * (own.course.temp[next] - own.course.temp[k]);
      const peak = Math.max(own.course.peak[k], now);
      const dead = scene.head.criteria.map((one, c) => [one, c])
        .filter(([, c]) => scene.has_margin(c) && scene.read_margin(c, time_s, own.at.across_mm,
            own.at.z_mm) >= 0);
      const value = (test, number) => {
        const one = made("b", { textContent: `${number.toFixed(1)} \u00b0C` });
        one.dataset.test = test;
        one.dataset.value = number;
        return one;
      };
      parts.push("Probe ", value("probe-temp", now), ", highest so far ", value("probe-peak", peak),
                 `, ${Math.abs(own.at.across_mm).toFixed(1)} mm from the axis; dead by ${dead.length} of ${scene.head.criteria.length} criteria.`);
    }
    if (own.ruler) {
      const length = Math.hypot(own.ruler.to.x - own.ruler.from.x,
          own.ruler.to.y - own.ruler.from.y);
      const one = made("b", { textContent: `${length.toFixed(2)} mm` });
      one.dataset.test = "ruler-length";
      one.dataset.value = length;
      parts.push(" Ruler ", one, ".");
    }
    if (parts.length)
      told.replaceChildren(...parts);
    else if (told.textContent !== hint())
      told.textContent = hint();
  }

  function hint() {
    return { probe: "Point at the lesion, or move the crosshair with the arrow keys.",
             needle: "Drag the needle, or use the arrow keys; [ and ] turn it, Shift takes larger steps.",
             nerve: "Click along the nerve, or place points with arrow keys and Enter; Backspace takes one back.",
             ruler: "Drag from one point to another, or Enter at both." }[own.tool];
  }

  function draw(time_s) {
    for (const view of state.views) {
      const at = view.window;
      if (view.marks.childNodes.length)
        view.marks.replaceChildren();
      if (!at)
        continue;
      if (own.cross) {
        const arm = 11 / at.scale, { x, y } = own.cross;
        view.marks.append(svg("path", { class: "lesion-cross", "data-test": "crosshair",
          d: `M${x - arm} ${y}H${x + arm}M${x} ${y - arm}V${y + arm}` }));
      }
      if (own.ruler) {
        const { from, to } = own.ruler, length = Math.hypot(to.x - from.x, to.y - from.y);
        view.marks.append(svg("path", { class: "lesion-ruler",
            d: `M${from.x} ${from.y}L${to.x} ${to.y}` }),
          svg("circle", { class: "lesion-knot", cx: from.x, cy: from.y, r: 3 / at.scale }),
          svg("circle", { class: "lesion-knot", cx: to.x, cy: to.y, r: 3 / at.scale }));
        const words = svg("g", { class: "lesion-words" });
        words.append(view.text_at(to.x + 8 / at.scale, to.y - 8 / at.scale,
            `${length.toFixed(2)} mm`, look.label_px * 1.1));
        view.marks.append(words);
      }
    }
    reading(time_s);
  }

  // -------------------------------------------------------------------- the handout

  function handout_link(as) {
    const link = made("a", { className: "button", textContent: `Handout ${as.toUpperCase()}`,
        href: "#" });
    link.dataset.test = `handout-${as}`;
    link.onclick = () => {
      const [first, ...others] = state.cases.map((one, k) =>
          ({ ...room.used(one), ...nerve.asked(k) }));
      const params = new URLSearchParams(first);
      params.set("as", as);
      if (others.length)
        params.set("with", others.map((one) => String(new URLSearchParams(one))).join("|"));
      link.href = `/data/lesion/handout?${params}`;
    };
    return link;
  }

  room.views.dataset.tool = own.tool;
  bar_draw();
  return {
    hold, draw, forget, anatomy: anatomy_draw, colours: bar_draw,
    tables(tables) {
      if (tables.rooms.some((one) => one.routes.some((route) =>
          route.path === "/data/lesion/handout")))
        room.out.prepend(handout_link("pdf"), handout_link("png"));
    },
    keys() {
      return [
        ...tools_there.map((one) => ({ key: one.key, text: one.text,
            act: () => tool_take(one.name) })),
        { key: "ArrowLeft", text: "crosshair or needle to the left by 0.5 mm, with Shift by 2 mm",
            act: (event) => arrow(event, -1, 0) },
        { key: "ArrowRight", text: "to the right", act: (event) => arrow(event, 1, 0) },
        { key: "ArrowUp", text: "up", act: (event) => arrow(event, 0, -1) },
        { key: "ArrowDown", text: "down", act: (event) => arrow(event, 0, 1) },
        { key: "[", text: `turn the needle by ${TURN_DEG}\u00b0 to the left`,
            act: () => turn_by(-TURN_DEG) },
        { key: "]", text: `turn the needle by ${TURN_DEG}\u00b0 to the right`,
            act: () => turn_by(TURN_DEG) },
        { key: "Enter", text: "pin the probe, place a point of nerve or ruler",
            act: () => own.cross && act_at(own.cross.x, own.cross.y) },
        { key: "Backspace", text: "take the nerve's last point back", act: () => nerve.drawing
            && nerve.undo() },
        { key: "Escape", text: "forget probe and ruler", act: forget },
        { key: "+", text: "closer", act: () => zoom_by(1 / ZOOM) },
        { key: "-", text: "further away", act: () => zoom_by(ZOOM) },
        { key: "0", text: "as at first", act: refit },
      ];
    },
  };
}
