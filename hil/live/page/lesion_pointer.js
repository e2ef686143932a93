// lesion_pointer.js - the mouse over one drawing: what a press takes hold of, and what dragging
// does.
//
//     const pointer = createPointer(own, acts, look);
//     pointer.hold(view)       listens at that drawing
//
// own.tool says what a press means; own.drag is what is held: { kind, view, from, x, y, moved }.

const MOVED_PX = 4, WHEEL = 1.1;

function is_on_needle(view, at) {
  const film = view.pose.film(at.x, at.y), tip = view.scene?.tip_mm ?? 10;
  return Math.abs(film.across_mm) < Math.max(1.2, 8 / view.window.scale)
      && film.z_mm > -tip / 2 - 0.5;
}

/* What a press at that point takes hold of. */
function kind_of(tool, on_needle, is_shifted) {
  if (tool === "needle" || (tool === "probe" && on_needle))
    return is_shifted ? "turn" : "needle";
  return tool === "ruler" ? "ruler" : tool === "probe" ? "pan" : "point";
}

export function createPointer(own, acts, look) {
  const dragged = {
    needle(one, at) {
      acts.needle_by(at.x - one.from.x, at.y - one.from.y);
      one.from = at;
    },
    turn(one, at) {
      const to = Math.atan2(at.x - look.needle.x_mm, look.needle.y_mm - at.y) * 180 / Math.PI;
      acts.turn_by(Math.round(to - look.needle.turn_deg));
    },
    pan(one, at) {
      acts.pan_by(at.x - one.from.x, at.y - one.from.y);
    },
    ruler(one, at) {
      own.ruler.to = at;
      acts.cross_to(at.x, at.y);
    },
    point() {},
  };

  function down(view, event) {
    if (event.button !== 0)
      return;
    const at = view.at(event), kind = kind_of(own.tool, is_on_needle(view, at), event.shiftKey);
    own.drag = { kind, view, from: at, x: event.clientX, y: event.clientY, moved: false };
    if (kind === "ruler")
      own.ruler = { from: at, to: at, done: false };
    view.place.setPointerCapture(event.pointerId);
  }

  function drag(event) {
    const one = own.drag, at = one.view.at(event);
    one.moved ||= Math.hypot(event.clientX - one.x, event.clientY - one.y) > MOVED_PX;
    if (one.moved)
      dragged[one.kind](one, at);
  }

  function over(view, event) {
    const at = view.at(event);
    view.place.dataset.over = is_on_needle(view, at) ? "needle" : "";
    if (!own.pinned || own.tool === "ruler")
      acts.cross_to(at.x, at.y);
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
      acts.act_at(at.x, at.y);
    acts.redraw();
  }

  function hold(view) {
    const { place } = view;
    const on = (name, act, how) => place.addEventListener(name, act, how);
    on("pointerdown", (event) => {
      place.focus({ preventScroll: true });
      down(view, event);
    });
    on("pointermove", (event) => own.drag ? drag(event) : over(view, event));
    on("pointerup", up);
    on("pointercancel", () => { own.drag = null; });
    on("pointerleave", () => {
      if (!own.pinned && !own.drag && own.tool === "probe")
        acts.cross_forget();
    });
    on("wheel", (event) => {
      event.preventDefault();
      acts.zoom_by(event.deltaY > 0 ? WHEEL : 1 / WHEEL, view.at(event));
    }, { passive: false });
  }

  return { hold };
}
