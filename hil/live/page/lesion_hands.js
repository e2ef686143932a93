// lesion_hands.js - the tools over the drawings, by mouse and keys: probe, needle, nerve, ruler, zoom.
//
// Every tool acts at a point: the mouse's, or the crosshair's, which the arrow keys move. Points
// are in the drawing's frame, the same in every view. Made of lesion_tools.js (rows of controls),
// lesion_pointer.js (the mouse) and lesion_marks.js (what is drawn).

import { handout_address, handout_link } from "./handout.js";
import { anatomy_draw, marks_draw, probe_words, ruler_words } from "./lesion_marks.js";
import { createPointer } from "./lesion_pointer.js";
import { createScale, createTools, tool_of, tools, ZOOM } from "./lesion_tools.js";
import { made } from "./parts.js";

const NEAR_MM = 0.5, FAR_MM = 2, TURN_DEG = 5, SPAN_LEAST_MM = 6, SPAN_MOST_MM = 160;
const HANDOUT = "/data/lesion/handout";

// ---------------------------------------------------------------------- window and needle

function createWindow({ look, state, zoomed }) {
  function pan_by(dx, dy) {
    look.window.x_mm -= dx;
    look.window.y_mm -= dy;
    zoomed();
  }

  function zoom_by(factor, at = null) {
    const before = look.window.span_mm;
    look.window.span_mm = Math.min(SPAN_MOST_MM, Math.max(SPAN_LEAST_MM, before * factor));
    if (at) {
      const part = 1 - look.window.span_mm / before;
      look.window.x_mm += (at.x - look.window.x_mm) * part;
      look.window.y_mm += (at.y - look.window.y_mm) * part;
    }
    zoomed();
  }

  function refit() {
    Object.assign(look.window, state.anatomy.window);
    zoomed();
  }

  return { pan_by, zoom_by, refit };
}

function createNeedle({ look, moved }, probe_read) {
  function needle_by(dx, dy) {
    look.needle.x_mm += dx;
    look.needle.y_mm += dy;
    probe_read();
    moved();
  }

  function turn_by(degrees) {
    look.needle.turn_deg = ((look.needle.turn_deg + degrees + 540) % 360) - 180;
    probe_read();
    moved();
  }

  return { needle_by, turn_by };
}

// ---------------------------------------------------------------------- crosshair and ruler

function createCross(own, { look, state, nerve, time, curve }, draw) {
  /* The probe's curve, for the first lesion or the one that is set. */
  function probe_read() {
    const view = state.views[state.active], scene = state.scenes[state.active];
    own.probe = null;
    if (own.cross && scene) {
      const at = view.pose.film(own.cross.x, own.cross.y);
      own.probe = { at, course: scene.course(at.across_mm, at.z_mm) };
    }
    curve(own.probe ? own.probe.course.temp : null);
  }

  function cross_to(x, y) {
    own.cross = { x, y };
    if (own.tool === "ruler" && own.ruler && !own.ruler.done)
      own.ruler.to = { x, y };
    probe_read();
    draw(time());
  }

  function cross_forget() {
    own.cross = null;
    probe_read();
    draw(time());
  }

  function forget() {
    own.ruler = null;
    own.pinned = false;
    cross_forget();
  }

  function ruler_at(x, y) {
    own.ruler = own.ruler && !own.ruler.done ? { ...own.ruler, to: { x, y }, done: true }
      : { from: { x, y }, to: { x, y }, done: false };
  }

  function act_at(x, y) {
    if (own.tool === "nerve")
      nerve.add(x, y);
    else if (own.tool === "ruler")
      ruler_at(x, y);
    else if (own.tool === "probe")
      own.pinned = !own.pinned;
    cross_to(x, y);
  }

  function cross_by(dx, dy) {
    own.pinned = true;
    const from = own.cross ?? { x: look.needle.x_mm + 2, y: look.needle.y_mm };
    cross_to(from.x + dx, from.y + dy);
  }

  return { probe_read, cross_to, cross_forget, cross_by, forget, act_at };
}

// ---------------------------------------------------------------------- keys

function keys_of(own, acts, nerve) {
  const arrow = (event, dx, dy) => {
    const step = event.shiftKey ? FAR_MM : NEAR_MM;
    (own.tool === "needle" ? acts.needle_by : acts.cross_by)(dx * step, dy * step);
  };
  return [
    ...tools.map((one) => ({ key: one.key, text: one.text, act: () => acts.tool_take(one.name) })),
    { key: "ArrowLeft", text: "crosshair or needle to the left by 0.5 mm, with Shift by 2 mm",
      act: (event) => arrow(event, -1, 0) },
    { key: "ArrowRight", text: "to the right", act: (event) => arrow(event, 1, 0) },
    { key: "ArrowUp", text: "up", act: (event) => arrow(event, 0, -1) },
    { key: "ArrowDown", text: "down", act: (event) => arrow(event, 0, 1) },
    { key: "[", text: `turn the needle by ${TURN_DEG}\u00b0 to the left`,
      act: () => acts.turn_by(-TURN_DEG) },
    { key: "]", text: `turn the needle by ${TURN_DEG}\u00b0 to the right`,
      act: () => acts.turn_by(TURN_DEG) },
    { key: "Enter", text: "pin the probe, place a point of nerve or ruler",
      act: () => own.cross && acts.act_at(own.cross.x, own.cross.y) },
    { key: "Backspace", text: "take the nerve's last point back",
      act: () => nerve.drawing && nerve.undo() },
    { key: "Escape", text: "forget probe and ruler", act: acts.forget },
    { key: "+", text: "closer", act: () => acts.zoom_by(1 / ZOOM) },
    { key: "-", text: "further away", act: () => acts.zoom_by(ZOOM) },
    { key: "0", text: "as at first", act: acts.refit },
  ];
}

// ---------------------------------------------------------------------- all of it

export function createHands(room) {
  const { look, state, house, nerve } = room;
  const own = { tool: "probe", cross: null, probe: null, pinned: false, ruler: null, drag: null };
  const cross = createCross(own, room, draw), view_window = createWindow(room);
  const acts = { ...view_window, ...createNeedle(room, cross.probe_read), ...cross, tool_take,
    draw: () => draw(room.time()) };
  const row = createTools(room.tools, { tool: own.tool, onTool: tool_take, onZoom: acts.zoom_by,
    onFit: acts.refit, onColours(palette) { look.palette = palette; scale.draw(); room.zoomed(); } });
  const scale = createScale(room.bar, look), pointer = createPointer(own, acts, look);
  room.out.append(made("button", { type: "button", textContent: "Print", test: "print",
    onclick: () => window.print() }));

  function tool_take(name) {
    own.tool = name;
    row.show(name);
    room.views.dataset.tool = name;
    house.say(tool_of(name).text);
  }

  function tell(time_s) {
    const scene = state.scenes[state.active], { hint } = tool_of(own.tool);
    const words = [...(own.cross && own.probe && scene ? probe_words(scene, own.probe, time_s) : []),
      ...(own.ruler ? ruler_words(own.ruler) : [])];
    if (words.length)
      scale.told.replaceChildren(...words);
    else if (scale.told.textContent !== hint)
      scale.told.textContent = hint;
  }

  function draw(time_s) {
    for (const view of state.views)
      marks_draw(view, own, look.label_px);
    tell(time_s);
  }

  const handout = (as) => handout_link(as, () => handout_address(HANDOUT, as,
    state.cases.map((one, k) => ({ ...room.used(one), ...nerve.asked(k) }))));

  room.views.dataset.tool = own.tool;
  scale.draw();
  return {
    draw, hold: pointer.hold, forget: acts.forget, colours: scale.draw,
    anatomy: (view, anatomy) => anatomy_draw(view, anatomy, look.label_px),
    tables(tables) {
      if (tables.rooms.some((one) => one.routes.some((route) => route.path === HANDOUT)))
        room.out.prepend(handout("pdf"), handout("png"));
    },
    keys: () => keys_of(own, acts, nerve),
  };
}
