// lesion_hands.js - the tools over the drawings, by mouse and keys: probe, needle, nerve, ruler,
// zoom.
//
//     const hands = createHands(room);
//     hands.hold(view)        listens at that drawing        hands.keys()      for the house's list
//     hands.draw(time_s)                crosshair, ruler, and what is read there
//     hands.anatomy(view, anatomy)  drawn below the lesion   hands.colours()   the scale of colours
//     hands.forget()                    crosshair and ruler
//     hands.read()                      other films, or another of them: what the probe reads there
//
// Every tool acts at a point: the mouse's, or the crosshair's, which the arrow keys move. Points
// are in the drawing's frame, the same in every view. own: the tool, and what it holds.

import { anatomy_draw, marks_draw, probe_words, ruler_words } from "./lesion_marks.js";
import { createPointer } from "./lesion_pointer.js";
import { createColours, createTools, tool_of, tools, ZOOM } from "./lesion_tools.js";

const NEAR_MM = 0.5, FAR_MM = 2, TURN_DEG = 5, SPAN_LEAST_MM = 6, SPAN_MOST_MM = 160;

// ---------------------------------------------------------------------- window and needle

function createWindow(room) {
  const { look } = room;

  function pan_by(dx, dy) {
    look.window.x_mm -= dx;
    look.window.y_mm -= dy;
    room.stage.framed();
  }

  function zoom_by(factor, at = null) {
    const before = look.window.span_mm;
    look.window.span_mm = Math.min(SPAN_MOST_MM, Math.max(SPAN_LEAST_MM, before * factor));
    if (at) {
      const part = 1 - look.window.span_mm / before;
      look.window.x_mm += (at.x - look.window.x_mm) * part;
      look.window.y_mm += (at.y - look.window.y_mm) * part;
    }
    room.stage.framed();
  }

  function refit() {
    Object.assign(look.window, room.anatomy.window);
    room.stage.framed();
  }

  return { pan_by, zoom_by, refit };
}

function createNeedle({ look, setup }, probe_read) {
  function needle_by(dx, dy) {
    look.needle.x_mm += dx;
    look.needle.y_mm += dy;
    probe_read();
    setup.moved();
  }

  function turn_by(degrees) {
    look.needle.turn_deg = ((look.needle.turn_deg + degrees + 540) % 360) - 180;
    probe_read();
    setup.moved();
  }

  return { needle_by, turn_by };
}

// ---------------------------------------------------------------------- crosshair and ruler

function createCross(own, room, draw) {
  const { look, nerve } = room;

  /* The probe's curve, for the first lesion or the one that is set. */
  function probe_read() {
    const view = room.views[room.active], scene = room.scenes[room.active];
    own.probe = null;
    if (own.cross && scene) {
      const at = view.pose.film(own.cross.x, own.cross.y);
      own.probe = { at, course: scene.course(at.across_mm, at.z_mm) };
    }
    room.curves.probe(own.probe ? own.probe.course.temp : null);
  }

  function cross_to(x, y) {
    own.cross = { x, y };
    if (own.tool === "ruler" && own.ruler && !own.ruler.done)
      own.ruler.to = { x, y };
    probe_read();
    draw();
  }

  function cross_forget() {
    own.cross = null;
    probe_read();
    draw();
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
  const { page, look, house, nerve } = room;
  const own = { tool: "probe", cross: null, probe: null, pinned: false, ruler: null, drag: null };
  const redraw = () => draw(room.player.time_s);
  const cross = createCross(own, room, redraw);
  const acts = { ...createWindow(room), ...createNeedle(room, cross.probe_read), ...cross,
                 tool_take, redraw };
  const colours = createColours(page.bar, look), pointer = createPointer(own, acts, look);
  const row = createTools(page.tools, { tool: own.tool, onTool: tool_take, onZoom: acts.zoom_by,
    onFit: acts.refit, onColours(palette) {
      look.palette = palette;
      colours.show();
      room.stage.framed();
    } });

  function tool_take(name) {
    own.tool = page.views.dataset.tool = name;
    row.show(name);
    house.say(tool_of(name).text);
  }

  function tell(time_s) {
    const scene = room.scenes[room.active], { hint } = tool_of(own.tool);
    const words = [...(own.cross && own.probe && scene ? probe_words(scene, own.probe, time_s)
      : []),
                   ...(own.ruler ? ruler_words(own.ruler) : [])];
    if (words.length)
      colours.told.replaceChildren(...words);
    else if (colours.told.textContent !== hint)
      colours.told.textContent = hint;
  }

  function draw(time_s) {
    for (const view of room.views)
      marks_draw(view, own, look.label_px);
    tell(time_s);
  }

  page.views.dataset.tool = own.tool;
  colours.show();
  return {
    draw, hold: pointer.hold, forget: acts.forget, read: acts.probe_read, colours: colours.show,
    anatomy: (view, anatomy) => anatomy_draw(view, anatomy, look.label_px),
    keys: () => keys_of(own, acts, nerve),
  };
}
